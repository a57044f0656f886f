// Idea: the line protocol of server-sent events over a buffer of lines. Comments, ids, retry times and unknown fields
// are left out; several data lines are joined by line feeds.
// Source: WHATWG HTML, section 9.2 "Server-sent events". Deviations: an event without the empty line after it counts at
// the end of the stream, since real servers leave it out; the size of an event is limited.

/// Reads server-sent events from bytes that come in pieces.
struct ServerSentEventReader {
    private var lines: LineBuffer
    private var name: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private let limit: Int

    /// - Parameter limit: The most bytes of data that one event may have.
    init(limit: Int = 8 << 20) {
        self.limit = limit
        lines = LineBuffer(limit: limit)
    }

    /// Takes bytes and hands on each whole event: its name, empty where it has none, and its data.
    mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        _ event: (_ name: [UInt8], _ data: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var lines = lines
        defer { self.lines = lines }
        self.lines = LineBuffer(limit: 0)
        try lines.read(bytes) { try take($0, event) }
    }

    /// Hands on the last event where the stream ended without an empty line after it.
    mutating func finish(_ event: (_ name: [UInt8], _ data: UnsafeRawBufferPointer) throws -> Void) throws {
        var lines = lines
        try lines.finish { try take($0, event) }
        try dispatch(event)
    }

    private mutating func take(
        _ line: UnsafeRawBufferPointer,
        _ event: ([UInt8], UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard line.count > 0 else { return try dispatch(event) }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.count
        var value = min(colon + 1, line.count)
        if value < line.count, line[value] == 32 { value += 1 }
        let field = line[..<colon]
        let content = line[value...]
        if field.count == 4, field.elementsEqual(Self.dataField) {
            guard data.count + content.count + 1 <= limit else { throw ProviderError.replyTooLarge(limit: limit) }
            if hasData { data.append(10) }
            data.append(contentsOf: content)
            hasData = true
        } else if field.count == 5, field.elementsEqual(Self.eventField) {
            name = Array(content)
        }
    }

    private mutating func dispatch(_ event: ([UInt8], UnsafeRawBufferPointer) throws -> Void) throws {
        defer {
            if !name.isEmpty { name.removeAll(keepingCapacity: true) }
            data.removeAll(keepingCapacity: true)
            hasData = false
        }
        guard hasData else { return }
        try data.withUnsafeBytes { try event(name, $0) }
    }

    private static let dataField = Array("data".utf8)
    private static let eventField = Array("event".utf8)
}
