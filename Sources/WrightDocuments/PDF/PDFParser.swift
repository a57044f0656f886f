/// Reads PDF through poppler's programs, each a limited child process; pages without text through tesseract.
///
/// `pdftotext` gives words and their places, `pdftohtml` their fonts and colours; each runs at most once a file. The
/// reading order, tables, headings and running lines are found here, because the file does not tell them.
package enum PDFParser {
    /// Reads one file.
    ///
    /// Throws ``DocumentError`` with the code `encrypted`, `malformed`, `toolMissing`, `toolFailed`, `timedOut`,
    /// `tooLarge`, or `empty` where there is no text and none can be recognised.
    package static func parse(
        _ source: DocumentSource,
        limits: ParsingLimits,
        drawsEveryPage: Bool = false
    ) throws(DocumentError) -> Document {
        guard ByteSearch.contains("%PDF-", in: Array(source.bytes.prefix(4096))) else {
            throw .brokenFile(format: "PDF", reason: "it does not begin with %PDF-")
        }
        let builder = try PDFTool.withFile(source) { (path) throws(DocumentError) in
            var reader = PDFReader(tool: PDFTool(path: path, limits: limits), drawsEveryPage: drawsEveryPage)
            try reader.read()
            return reader.builder
        }
        return builder.finish(source: source, mediaType: .pdf)
    }
}

/// Titles that say something.
enum DocumentTitle {
    /// Whether a title was given by somebody, and is no name of a file or of a program's making.
    static func isSensible(_ title: String) -> Bool {
        let title = title.lowercased()
        let endings = [
            ".doc", ".docx", ".tex", ".dvi", ".ps", ".pdf", ".exe", ".indd", ".qxd", ".ppt", ".pptx", ".xls", ".xlsx",
            ".rtf",
            ".txt", ".odt", ".html", ".pmd", ".fm", ".eps",
        ]
        let beginnings = [
            "microsoft word", "microsoft powerpoint", "untitled", "layout 1", "document1", "slide 1", "(anonymous)",
        ]
        guard title.unicodeScalars.count(where: { $0.properties.isAlphabetic }) >= 3 else { return false }
        return !endings.contains { title.hasSuffix($0) } && !beginnings.contains { title.hasPrefix($0) }
    }
}
