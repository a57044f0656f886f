/// Takes rows from delimited text one by one.
///
/// Follows RFC 4180 with what is found in practice: any line end, quotes inside unquoted cells as they are, text after
/// a closing quote kept, a quote that is never closed taken as an ordinary character.
struct DelimitedReader {
    private let bytes: [UInt8]
    private let delimiter: UInt8
    private var position = 0

    /// Begins at the first row.
    init(bytes: [UInt8], delimiter: UInt8) {
        self.bytes = bytes
        self.delimiter = delimiter
    }

    /// The next row; nil at the end.
    ///
    /// - Throws: `malformed` for rows of too many cells.
    mutating func next() throws(DocumentError) -> [String]? {
        guard position < bytes.count else { return nil }
        var row: [String] = []
        while true {
            guard row.count < DelimitedTextParser.columnLimit else {
                throw .malformed(
                    format: "delimited",
                    reason: "a row has more than \(DelimitedTextParser.columnLimit) cells"
                )
            }
            row.append(cell())
            guard position < bytes.count else { return row }
            let byte = bytes[position]
            position += 1
            if byte == 10 { return row }
        }
    }

    /// The cell at the position, which then stands on the delimiter or line feed after it.
    private mutating func cell() -> String {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\""), let quoted = quotedCell() { return quoted }
        let start = position
        while position < bytes.count, bytes[position] != delimiter, bytes[position] != 10 { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quotedCell() -> String? {
        var content: [UInt8] = []
        var index = position + 1
        // A quote that is never closed would swallow the rest of the table.
        let end = min(bytes.count, position + (1 << 20))
        while index < end {
            if bytes[index] != UInt8(ascii: "\"") {
                content.append(bytes[index])
                index += 1
            } else if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") {
                content.append(bytes[index])
                index += 2
            } else {
                index += 1
                while index < bytes.count, bytes[index] != delimiter, bytes[index] != 10 {
                    content.append(bytes[index])
                    index += 1
                }
                position = index
                return String(decoding: content, as: UTF8.self)
            }
        }
        return nil
    }
}
