private import WrightCore

/// Makes documents of the bytes of files in any format that Wright reads.
///
/// ```swift
/// let source = DocumentSource(uri: "notes/plan.md", bytes: Array("# Plan\n\nShip it.".utf8))
/// let document = try DocumentParser().parse(source)
/// print(document.title)  // Plan
/// ```
public struct DocumentParser: Sendable {
    /// How much is taken on before an item is given up.
    public var limits: ParsingLimits
    /// Whether the first 60 pages of every PDF are drawn to see which words show; default false.
    ///
    /// Without it only pages with suspects are drawn, so that text under a picture or without any opacity passes for
    /// text that is seen. A page takes some hundredths of a second.
    public var drawsEveryPage = false

    /// Makes a parser.
    public init(limits: ParsingLimits = ParsingLimits()) {
        self.limits = limits
    }

    /// Reads an item.
    ///
    /// What it is, is found by looking at its bytes; see ``MediaTypeDetector``.
    ///
    /// - Throws: ``DocumentError`` with any of its codes; `unsupported` names what the bytes are instead.
    public func parse(_ source: DocumentSource) throws(DocumentError) -> Document {
        guard source.bytes.count <= limits.sourceByteCount else {
            throw .tooLarge(what: "item", limit: ByteCount(limits.sourceByteCount))
        }
        switch MediaTypeDetector.detect(bytes: source.bytes, name: source.uri) {
        case .known(let type): return try parse(source, as: type)
        case .other(let kind):
            if ArchiveContent.isEncrypted(source.bytes) { throw .needsPassword(format: "Office") }
            throw .unsupported(name: source.uri, kind: kind)
        }
    }

    /// Reads an item as one given format, whatever its bytes look like.
    ///
    /// - Throws: ``DocumentError`` with any of its codes.
    public func parse(_ source: DocumentSource, as type: MediaType) throws(DocumentError) -> Document {
        switch type {
        case .plainText: try PlainTextParser.parse(source, limits: limits)
        case .markdown: try MarkdownParser.parse(source, limits: limits)
        case .html: try HTMLParser.parse(source, limits: limits)
        case .csv, .tsv: try DelimitedTextParser.parse(source, limits: limits, mediaType: type)
        case .json: try JSONParser.parse(source, limits: limits)
        case .jsonLines: try JSONParser.parseLines(source, limits: limits)
        case .mail: try MailParser.parse(source, limits: limits)
        case .sourceCode: try SourceCodeParser.parse(source, limits: limits)
        case .docx: try OfficeParser.parseDocx(source, limits: limits)
        case .pptx: try OfficeParser.parsePptx(source, limits: limits)
        case .xlsx: try OfficeParser.parseXlsx(source, limits: limits)
        case .odt: try OfficeParser.parseOdt(source, limits: limits)
        case .epub: try EPUBParser.parse(source, limits: limits)
        case .pdf: try PDFParser.parse(source, limits: limits, drawsEveryPage: drawsEveryPage)
        case .rtf: try RTFParser.parse(source, limits: limits)
        default: throw .unsupported(name: source.uri, kind: "of type \(type)")
        }
    }

    /// Whether bytes are an Office document behind a password.
    private enum ArchiveContent {
        static func isEncrypted(_ bytes: [UInt8]) -> Bool {
            bytes.withUnsafeBytes { ArchiveKind.compoundContent(of: $0) } == .encrypted
        }
    }
}
