private import WrightCore

/// Takes out of spans what must not be kept, before another recorder takes them.
///
/// ```swift
/// let recorder = RedactingTraceRecorder(file) { redaction.redacted($0) }
/// ```
///
/// Every text of a span goes through it: its name, the values of its attributes and events, and lists and members of
/// these. Times, numbers and identifiers do not.
public struct RedactingTraceRecorder: TraceRecorder {
    private let base: any TraceRecorder
    private let redact: @Sendable (String) -> String

    /// Puts a redaction before a recorder.
    public init(_ base: any TraceRecorder, redact: @escaping @Sendable (String) -> String) {
        self.base = base
        self.redact = redact
    }

    /// Passes the span on without what is taken out.
    public func record(_ span: TraceSpan) {
        var span = span
        span.name = redact(span.name)
        span.attributes = redacted(span.attributes)
        for place in span.events.indices {
            span.events[place].name = redact(span.events[place].name)
            span.events[place].attributes = redacted(span.events[place].attributes)
        }
        base.record(span)
    }

    private func redacted(_ attributes: [TraceAttribute]) -> [TraceAttribute] {
        attributes.map { TraceAttribute($0.name, redacted($0.value)) }
    }

    private func redacted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(redact(text))
        case .array(let values): .array(values.map(redacted))
        case .object(let members): .object(members.map { .init($0.name, redacted($0.value)) })
        default: value
        }
    }
}
