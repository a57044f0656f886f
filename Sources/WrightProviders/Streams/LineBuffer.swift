// Idea: bytes come in pieces cut anywhere, also inside a line end or a character. Whole lines are handed on in place,
// without a copy; only what is left of a piece is kept. Line ends are LF, CR LF and CR; a CR at the end of a piece ends
// the line, and an LF at the beginning of the next piece then belongs to it.

/// Cuts bytes that come in pieces into lines.
struct LineBuffer {
    private var rest: [UInt8] = []
    private var endedWithReturn = false
    private var isAtBegin = true
    private let limit: Int

    /// - Parameter limit: The longest line in bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes bytes and hands on each whole line without its end.
    mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        _ line: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var start = 0
        if endedWithReturn, bytes.count > 0 {
            endedWithReturn = false
            if bytes[0] == 10 { start = 1 }
        }
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 10 || byte == 13 else {
                position += 1
                continue
            }
            try emit(UnsafeRawBufferPointer(rebasing: bytes[start..<position]), line)
            position += 1
            if byte == 13 {
                if position == bytes.count {
                    endedWithReturn = true
                } else if bytes[position] == 10 {
                    position += 1
                }
            }
            start = position
        }
        guard start < bytes.count else { return }
        guard rest.count + bytes.count - start <= limit else { throw ProviderError.replyTooLarge(limit: limit) }
        rest.append(contentsOf: bytes[start...])
    }

    /// Hands on what stands after the last line end, if anything does.
    mutating func finish(_ line: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard !rest.isEmpty else { return }
        try emit(UnsafeRawBufferPointer(start: nil, count: 0), line)
    }

    private mutating func emit(
        _ bytes: UnsafeRawBufferPointer,
        _ line: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard rest.count + bytes.count <= limit else { throw ProviderError.replyTooLarge(limit: limit) }
        guard isAtBegin || !rest.isEmpty else { return try line(bytes) }
        var whole = rest
        rest = []
        whole.append(contentsOf: bytes)
        // A byte-order mark may stand before the first line.
        if isAtBegin, whole.starts(with: [0xEF, 0xBB, 0xBF]) { whole.removeFirst(3) }
        isAtBegin = false
        try whole.withUnsafeBytes { try line($0) }
    }
}
