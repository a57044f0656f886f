internal import WrightCore
internal import WrightModel

/// Turns the bytes of a streamed answer into pieces.
struct AnswerStream {
    private var events: ServerSentEventReader
    private var lines: LineBuffer
    private let framing: StreamFraming
    private var reader: any CompletionReader
    private let service: String
    private var pieces: [CompletionDelta] = []
    private var hasEvents = false

    /// Whether the service has said that nothing comes after.
    private(set) var hasEnded = false

    init(framing: StreamFraming, reader: any CompletionReader, service: String, eventLimit: Int = 8 << 20) {
        self.framing = framing
        self.reader = reader
        self.service = service
        events = ServerSentEventReader(limit: eventLimit)
        lines = LineBuffer(limit: eventLimit)
    }

    /// Whether the answer is whole, though more may follow, such as the usage.
    var isComplete: Bool { reader.isComplete }

    /// Reads more bytes, cut anywhere.
    mutating func read(_ bytes: UnsafeRawBufferPointer) throws {
        switch framing {
        case .events:
            var events = events
            defer { self.events = events }
            self.events = ServerSentEventReader(limit: 0)
            try events.read(bytes) { try take($1, name: $0) }
        case .lines:
            var lines = lines
            defer { self.lines = lines }
            self.lines = LineBuffer(limit: 0)
            try lines.read(bytes) { try take($0, name: []) }
        }
    }

    /// The pieces read since the last call.
    mutating func takePieces() -> [CompletionDelta] {
        defer { pieces.removeAll(keepingCapacity: true) }
        return pieces
    }

    /// Notes that no bytes come any more.
    ///
    /// - Throws: ``ProviderError`` with code `replyCut` where the answer is not complete.
    mutating func finish() throws {
        do {
            switch framing {
            case .events:
                var events = events
                try events.finish { try take($1, name: $0) }
            case .lines:
                var lines = lines
                try lines.finish { try take($0, name: []) }
            }
        } catch let error as ProviderError {
            // Half an event at the end is a cut stream, not a wrong one.
            guard error.code == .unreadableReply, hasEvents else { throw error }
            if !reader.isComplete { throw ProviderError.replyCut(service: service) }
        }
        guard hasEvents || hasEnded else {
            throw ProviderError.unreadableReply(service: service, reason: "it is no stream of events")
        }
        guard reader.isComplete || hasEnded else { throw ProviderError.replyCut(service: service) }
        reader.end(into: &pieces)
    }

    private mutating func take(_ data: UnsafeRawBufferPointer, name: [UInt8]) throws {
        guard !hasEnded else { return }
        var data = data
        while let last = data.last, last <= 32 { data = UnsafeRawBufferPointer(rebasing: data.dropLast()) }
        while let first = data.first, first <= 32 { data = UnsafeRawBufferPointer(rebasing: data.dropFirst()) }
        guard !data.isEmpty else { return }
        if data.count == 6, data.elementsEqual(Self.doneMark) {
            hasEnded = true
            return
        }
        if reader.skim(data, into: &pieces) {
            hasEvents = true
            return
        }
        let value = try ReplyJSON.value(data, service: service)
        hasEvents = true
        try reader.read(value, name: name, into: &pieces)
    }

    private static let doneMark = Array("[DONE]".utf8)
}
