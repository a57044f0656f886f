/// Reads Rich Text Format.
package enum RTFParser {
    /// Reads one file.
    ///
    /// Its text boxes and notes stand where they are anchored; headers and footers are left out.
    package static func parse(_ source: DocumentSource, limits: ParsingLimits) throws(DocumentError) -> Document {
        let start = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard source.bytes.dropFirst(start).starts(with: Array("{\\rt".utf8)) else {
            throw .brokenFile(format: "RTF", reason: "it does not begin with {\\rtf")
        }
        var reader = RTFReader(limits: limits)
        try reader.read(Array(source.bytes[start...]))
        let document = reader.builder.finish(source: source, mediaType: .rtf)
        guard !document.blocks.isEmpty || !document.hidden.isEmpty else {
            throw .holdsNoText(format: "RTF", remedy: nil)
        }
        return document
    }
}
