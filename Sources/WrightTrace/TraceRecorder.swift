private import Synchronization

/// Something that keeps spans.
public protocol TraceRecorder: Sendable {
    /// Takes a span that has ended.
    func record(_ span: TraceSpan)
}

/// All spans of one piece of work.
public struct Trace: Sendable, Hashable {
    /// Its identifier.
    public var id: TraceID
    /// The spans, in the order in which they began.
    public var spans: [TraceSpan]

    /// Gathers spans.
    public init(id: TraceID, spans: [TraceSpan]) {
        self.id = id
        self.spans = spans.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }
}

/// Keeps spans in memory, up to a limit; of more, the oldest go.
public final class InMemoryTraceRecorder: TraceRecorder {
    private let limit: Int
    private let kept = Mutex<[TraceSpan]>([])

    /// Begins with none.
    ///
    /// - Parameter limit: How many spans are kept, 1 or more.
    public init(limit: Int = 10_000) {
        precondition(limit >= 1, "A recorder keeps one span or more.")
        self.limit = limit
    }

    /// Keeps a span.
    public func record(_ span: TraceSpan) {
        kept.withLock { spans in
            if spans.count >= limit { spans.removeFirst(spans.count - limit + 1) }
            spans.append(span)
        }
    }

    /// The spans, in the order in which they ended.
    public var spans: [TraceSpan] { kept.withLock { $0 } }

    /// The spans by trace, in the order in which the traces first ended a span.
    public var traces: [Trace] {
        var order: [TraceID] = []
        var groups: [TraceID: [TraceSpan]] = [:]
        for span in spans {
            if groups[span.traceID] == nil { order.append(span.traceID) }
            groups[span.traceID, default: []].append(span)
        }
        return order.map { Trace(id: $0, spans: groups[$0] ?? []) }
    }
}
