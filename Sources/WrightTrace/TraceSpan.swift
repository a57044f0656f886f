public import WrightCore

/// A stage of the work on one question: when it began and ended, and what is to be known of it.
public struct TraceSpan: Sendable, Hashable {
    /// The trace that it belongs to.
    public var traceID: TraceID
    /// Its own identifier, unique in the trace; never 0.
    public var id: UInt64
    /// The span that it is part of; nil for the first.
    public var parentID: UInt64?
    /// What was done, such as `chat gpt-4o`.
    public var name: String
    /// When it began, in nanoseconds since 1970.
    public var start: Int64
    /// When it ended, in nanoseconds since 1970.
    public var end: Int64
    /// What is known of it.
    public var attributes: [TraceAttribute]
    /// What happened in it.
    public var events: [TraceEvent] = []
    /// What went wrong, the error's stable name; nil if nothing did.
    public var failure: String?

    /// The value of an attribute, the last one set.
    public subscript(name: AttributeName) -> JSONValue? {
        attributes.last { $0.name == name }?.value
    }
}

/// Something to be known of a span or an event.
public struct TraceAttribute: Sendable, Hashable {
    /// Its name.
    public var name: AttributeName
    /// Its value.
    public var value: JSONValue

    /// Makes an attribute.
    public init(_ name: AttributeName, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

/// Something that happened at one moment of a span.
public struct TraceEvent: Sendable, Hashable {
    /// What happened, such as `retry`.
    public var name: String
    /// When, in nanoseconds since 1970.
    public var time: Int64
    /// What is known of it.
    public var attributes: [TraceAttribute]
}

/// The identifier of a trace: 16 bytes, not all zero.
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    /// The first eight bytes.
    public let high: UInt64
    /// The last eight bytes.
    public let low: UInt64

    /// Takes the two halves; all zero becomes one.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = high == 0 && low == 0 ? 1 : low
    }

    /// 32 hexadecimal digits.
    public var description: String { TraceSpan.hexadecimal(high) + TraceSpan.hexadecimal(low) }
}

extension TraceSpan {
    /// 16 hexadecimal digits.
    static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The span as one JSON object; identifiers are hexadecimal, times are nanoseconds since 1970.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("traceId", .string(traceID.description)), .init("spanId", .string(Self.hexadecimal(id))),
        ]
        if let parentID { members.append(.init("parentSpanId", .string(Self.hexadecimal(parentID)))) }
        members.append(.init("name", .string(name)))
        members.append(.init("startNanoseconds", .int(Int(start))))
        members.append(.init("endNanoseconds", .int(Int(end))))
        members.append(.init("attributes", Self.object(attributes)))
        if !events.isEmpty {
            let list = events.map { event -> JSONValue in
                [
                    "name": .string(event.name), "timeNanoseconds": .int(Int(event.time)),
                    "attributes": Self.object(event.attributes),
                ]
            }
            members.append(.init("events", .array(list)))
        }
        if let failure { members.append(.init("failure", .string(failure))) }
        return .object(members)
    }

    private static func object(_ attributes: [TraceAttribute]) -> JSONValue {
        var members: [JSONValue.Member] = []
        for attribute in attributes {
            if let place = members.firstIndex(where: { $0.name == attribute.name.text }) {
                members[place].value = attribute.value
            } else {
                members.append(.init(attribute.name.text, attribute.value))
            }
        }
        return .object(members)
    }
}
