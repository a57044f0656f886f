private import CMarkdown
private import Foundation

/// Reads CommonMark with GitHub's extensions, front matter and the directives of DocC.
///
/// Idea: cmark turns the text into HTML, and the HTML parser turns that into blocks, so that HTML inside of Markdown,
/// hidden text that spans blocks, and tables follow one set of rules. Tags that no renderer would show, such as the
/// `<Element>` of `Array<Element>`, are text here, since they nearly always are.
package enum MarkdownParser {
    /// Lines may begin with this many markers of quotes and lists.
    static let nestingLimit = 200
    /// Opening brackets of one paragraph.
    static let bracketLimit = 20_000
    /// Cells of one table row.
    static let cellLimit = 8192
    /// References to footnotes; beyond them, footnotes are read as text.
    static let footnoteLimit = 20_000

    /// Makes a document of a Markdown text.
    package static func parse(_ source: DocumentSource, limits: ParsingLimits) throws(DocumentError) -> Document {
        let decoded = TextDecoder.decode(source.bytes)
        var builder = DocumentBuilder(limits: limits)
        decoded.note(in: &builder)
        try append(decoded.text, to: &builder)
        return builder.finish(source: source, mediaType: .markdown)
    }

    /// Adds a Markdown text to a document.
    package static func append(_ text: String, to builder: inout DocumentBuilder) throws(DocumentError) {
        let body = try FrontMatter.take(from: text, into: &builder)
        try checkNesting(body)
        let prepared = MarkdownDirectives.resolved(body)
        try HTMLParser.appendMarkup(html(of: prepared), to: &builder)
    }

    /// Refuses what takes the parser time that grows with the square of the text: lines that open many quotes or lists,
    /// paragraphs of brackets, rows of very many cells.
    private static func checkNesting(_ text: Substring) throws(DocumentError) {
        var bracketCount = 0
        for line in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            var markerCount = 0
            for byte in line {
                if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
                    markerCount += 1
                } else if byte != 32, byte != 9, byte != UInt8(ascii: "*") {
                    break
                }
            }
            if markerCount > nestingLimit, !line.allSatisfy({ $0 == 45 || $0 == 32 || $0 == 43 }) {
                throw .tooDeep(format: "Markdown", limit: nestingLimit)
            }
            if beginsParagraph(line) { bracketCount = 0 }
            var cellCount = 0
            for byte in line {
                if byte == UInt8(ascii: "[") { bracketCount += 1 }
                if byte == UInt8(ascii: "|") { cellCount += 1 }
            }
            if bracketCount > bracketLimit || cellCount > cellLimit {
                throw .tooDeep(format: "Markdown", limit: max(bracketLimit, cellLimit))
            }
        }
    }

    /// Whether a line is blank or begins a list item or heading.
    private static func beginsParagraph(_ line: Substring.UTF8View) -> Bool {
        let content = line.drop { $0 == 32 || $0 == 9 }
        guard let first = content.first else { return true }
        let isMarker = [35, 42, 43, 45].contains(first) || content.starts(with: "1.".utf8)
        return isMarker && (content.contains(32) || content.contains(9))
    }

    private static func html(of text: [UInt8]) -> [UInt8] {
        var options = CMARK_OPT_UNSAFE | CMARK_OPT_VALIDATE_UTF8
        if footnoteCount(in: text) <= footnoteLimit { options |= CMARK_OPT_FOOTNOTES }
        guard let parser = cmark_parser_new(options) else { return [] }
        defer { cmark_parser_free(parser) }
        guard let document = parsed(text, by: parser) else { return [] }
        defer { cmark_node_free(document) }
        MarkdownTags.makeUnknownTagsText(in: document)
        guard let rendered = cmark_render_html(document, options, cmark_parser_get_syntax_extensions(parser)) else {
            return []
        }
        defer { cmark_get_default_mem_allocator()?.pointee.free(rendered) }
        var count = 0
        while rendered[count] != 0 { count += 1 }
        return Array(UnsafeRawBufferPointer(start: rendered, count: count))
    }

    /// One parse at a time: cmark-gfm keeps the characters of the attached extensions in tables of the whole process.
    private static let turn = NSLock()

    /// Registered once: doing it twice at the same time renumbers the kinds of nodes.
    private static let registration: Void = cmark_gfm_core_extensions_ensure_registered()

    private static func parsed(
        _ text: [UInt8],
        by parser: OpaquePointer
    ) -> OpaquePointer? {
        _ = registration
        turn.lock()
        defer { turn.unlock() }
        for name in ["table", "strikethrough", "autolink", "tasklist"] {
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        text.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress {
                cmark_parser_feed(parser, base.assumingMemoryBound(to: CChar.self), bytes.count)
            }
        }
        return cmark_parser_finish(parser)
    }

    private static func footnoteCount(in text: [UInt8]) -> Int {
        var count = 0
        for index in text.indices.dropFirst() where text[index] == UInt8(ascii: "^") {
            if text[index - 1] == UInt8(ascii: "[") { count += 1 }
        }
        return count
    }
}
