private import WrightCore

/// Counts text against the limit before it is put together, since a short source can ask for the same text many times.
struct TextByteCounter {
    private let limit: Int
    private var count = 0

    init(limits: ParsingLimits) {
        limit = limits.textByteCount
    }

    /// Counts a text of so many bytes.
    ///
    /// - Throws: `tooLarge` past the limit.
    mutating func add(_ byteCount: Int) throws(DocumentError) {
        count += byteCount
        guard count <= limit else { throw .tooLarge(what: "text", limit: ByteCount(limit)) }
    }

    /// Counts a cell with the separator after it, or several of the same text.
    ///
    /// - Throws: `tooLarge` past the limit.
    mutating func add(cell: String, times: Int = 1) throws(DocumentError) {
        try add((cell.utf8.count + 3) * times)
    }
}
