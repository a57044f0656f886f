/// What kind of content some bytes are, such as `text/markdown`.
public struct MediaType: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
    /// The type and subtype, in lower case, without parameters.
    public let rawValue: String

    /// Takes a type and subtype.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The type and subtype.
    public var description: String { rawValue }

    /// Plain text.
    public static let plainText = Self(rawValue: "text/plain")
    /// CommonMark with GitHub's extensions.
    public static let markdown = Self(rawValue: "text/markdown")
    /// HTML.
    public static let html = Self(rawValue: "text/html")
    /// PDF.
    public static let pdf = Self(rawValue: "application/pdf")
    /// Word's Office Open XML.
    public static let docx = Self(
        rawValue: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    /// PowerPoint's Office Open XML.
    public static let pptx = Self(
        rawValue: "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    )
    /// Excel's Office Open XML.
    public static let xlsx = Self(rawValue: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    /// OpenDocument text.
    public static let odt = Self(rawValue: "application/vnd.oasis.opendocument.text")
    /// EPUB.
    public static let epub = Self(rawValue: "application/epub+zip")
    /// Comma-separated values.
    public static let csv = Self(rawValue: "text/csv")
    /// Tab-separated values.
    public static let tsv = Self(rawValue: "text/tab-separated-values")
    /// JSON.
    public static let json = Self(rawValue: "application/json")
    /// One JSON value a line.
    public static let jsonLines = Self(rawValue: "application/jsonl")
    /// A mail message.
    public static let mail = Self(rawValue: "message/rfc822")
    /// Rich Text Format.
    public static let rtf = Self(rawValue: "application/rtf")
    /// Program text of any language.
    public static let sourceCode = Self(rawValue: "text/x-source")
}
