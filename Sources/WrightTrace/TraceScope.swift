public import WrightCore
private import Synchronization

/// The span that the current task works in, if it is traced; tasks that it starts inherit it.
///
/// ```swift
/// let answer = try await TraceScope.begin(source, "ask") { span in
///     span?.set(.conversationID, "7")
///     return try await answerer.answer(query)
/// }
/// ```
public enum TraceScope {
    /// The span of the current task; nil where nothing is traced.
    @TaskLocal public static var current: ActiveSpan?

    /// Does some work in the first span of a new trace; without a source, untraced.
    public static func begin<Value>(
        _ source: TraceSource?,
        _ name: String,
        _ attributes: [TraceAttribute] = [],
        _ body: (ActiveSpan?) async throws -> Value
    ) async rethrows -> Value {
        guard let source else { return try await body(nil) }
        let span = ActiveSpan(source: source, traceID: source.nextTraceID(), parentID: nil, name, attributes)
        return try await run(span, body)
    }

    /// Does some work in a span that is part of the current one; untraced where there is none.
    public static func span<Value>(
        _ name: String,
        _ attributes: [TraceAttribute] = [],
        _ body: (ActiveSpan?) async throws -> Value
    ) async rethrows -> Value {
        guard let parent = current else { return try await body(nil) }
        let span = ActiveSpan(
            source: parent.source,
            traceID: parent.traceID,
            parentID: parent.id,
            name,
            attributes
        )
        return try await run(span, body)
    }

    /// Notes in the current span that something happened.
    public static func event(_ name: String, _ attributes: [TraceAttribute] = []) {
        current?.event(name, attributes)
    }

    private static func run<Value>(
        _ span: ActiveSpan,
        _ body: (ActiveSpan?) async throws -> Value
    ) async rethrows -> Value {
        do {
            let value = try await $current.withValue(span) { try await body(span) }
            span.end()
            return value
        } catch {
            span.fail(error)
            span.end()
            throw error
        }
    }
}

/// Where spans come from and go to: a recorder, a clock and a source of identifiers.
public final class TraceSource: Sendable {
    private let recorder: any TraceRecorder
    private let now: @Sendable () -> Int64
    private let random: Mutex<SeededRandom>

    /// Makes a source.
    ///
    /// - Parameters:
    ///   - recorder: Takes each span when it ends.
    ///   - seed: Where the identifiers begin.
    ///   - now: The time in nanoseconds since 1970.
    public init(recorder: any TraceRecorder, seed: UInt64, now: @escaping @Sendable () -> Int64) {
        self.recorder = recorder
        self.now = now
        random = Mutex(SeededRandom(seed: seed))
    }

    func nextTraceID() -> TraceID { random.withLock { TraceID(high: $0.next(), low: $0.next()) } }
    func nextSpanID() -> UInt64 { random.withLock { max(1, $0.next()) } }
    func time() -> Int64 { now() }
    func record(_ span: TraceSpan) { recorder.record(span) }
}

/// A span that has not ended.
public final class ActiveSpan: Sendable {
    /// Events that a span keeps; more are left out.
    private static let eventLimit = 1000

    let source: TraceSource
    private let state: Mutex<TraceSpan>

    /// The trace that it belongs to.
    public let traceID: TraceID
    /// Its identifier.
    public let id: UInt64

    init(source: TraceSource, traceID: TraceID, parentID: UInt64?, _ name: String, _ attributes: [TraceAttribute]) {
        self.source = source
        self.traceID = traceID
        id = source.nextSpanID()
        let time = source.time()
        state = Mutex(
            TraceSpan(
                traceID: traceID,
                id: id,
                parentID: parentID,
                name: name,
                start: time,
                end: time,
                attributes: attributes
            )
        )
    }

    /// Sets an attribute.
    public func set(_ name: AttributeName, _ value: JSONValue) {
        state.withLock { $0.attributes.append(TraceAttribute(name, value)) }
    }

    /// Notes that something happened.
    public func event(_ name: String, _ attributes: [TraceAttribute] = []) {
        let time = source.time()
        state.withLock { span in
            guard span.events.count < Self.eventLimit else { return }
            span.events.append(TraceEvent(name: name, time: time, attributes: attributes))
        }
    }

    /// Notes what went wrong, by the error's stable name and never by its message.
    public func fail(_ error: any Error) {
        let name: String
        switch error {
        case let error as any DescribedError: name = error.identifier
        case is CancellationError: name = "cancelled"
        default: name = "other"
        }
        state.withLock { span in
            span.failure = name
            span.attributes.append(TraceAttribute(.errorType, .string(name)))
        }
    }

    func end() {
        let time = source.time()
        let span = state.withLock { span in
            span.end = max(span.start, time)
            return span
        }
        source.record(span)
    }
}
