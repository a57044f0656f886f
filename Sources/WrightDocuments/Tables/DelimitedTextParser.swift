/// Reads comma- and tab-separated values, whatever the delimiter really is.
package enum DelimitedTextParser {
    /// Cells of one row.
    static let columnLimit = 16_384
    /// Rows of one block: large tables are cut into blocks, so that none is as large as the document.
    static let rowsPerBlock = 1000

    /// Makes a document of a table: a row a line, its cells joined by ` | `.
    package static func parse(
        _ source: DocumentSource,
        limits: ParsingLimits,
        mediaType: MediaType = .csv
    ) throws(DocumentError) -> Document {
        let decoded = TextDecoder.decode(source.bytes)
        var builder = DocumentBuilder(limits: limits)
        decoded.note(in: &builder)
        let bytes = Array(decoded.text.utf8)
        let delimiter = DelimiterSniffer.delimiter(of: bytes) ?? UInt8(ascii: mediaType == .tsv ? "\t" : ",")
        var reader = DelimitedReader(bytes: bytes, delimiter: delimiter)
        var rows: [[String]] = []
        while let row = try reader.next() {
            rows.append(row)
            if rows.count == rowsPerBlock {
                try builder.table(rows)
                rows.removeAll(keepingCapacity: true)
            }
        }
        try builder.table(rows)
        return builder.finish(source: source, mediaType: delimiter == 9 ? .tsv : .csv)
    }
}
