public import WrightCore

/// One source item as it was ingested: its text, the parts of the text, and where it came from.
///
/// Immutable and content-hashed; it carries no score and no embedding. All ranges are UTF-8 byte offsets into ``text``.
public struct Document: Sendable, Hashable {
    /// Where the item comes from: a path relative to the indexed folder, with `/` between its parts, or a URI.
    ///
    /// Parts of a container (a mail's attachment, a file in an archive) follow a `#`.
    public var uri: String

    /// The item's own title, or one made of its first heading or its name.
    public var title: String

    /// What the bytes are, found by looking at them and not at the name.
    public var mediaType: MediaType

    /// The readable text, in reading order.
    ///
    /// Hidden text is not in it.
    public var text: String

    /// The parts of the text, in order, not overlapping.
    ///
    /// What lies between them is white space.
    public var blocks: [Block]

    /// The pages, slides or sheets, in order; empty where the format has none.
    public var pages: [Page]

    /// Text that the source holds and its reader would not see.
    public var hidden: [HiddenText]

    /// The hash of the source's bytes.
    public var contentHash: ContentHash

    /// When the source was last changed, in nanoseconds since 1970; nil where nobody knows.
    public var modifiedNanoseconds: Int64?

    /// How far the origin is trusted.
    public var trust: TrustTier

    /// The groups whose members may see the document; empty means everybody.
    public var accessGroups: Set<String>

    /// What the source says of itself: front matter, mail headers, document properties.
    public var metadata: [String: String]

    /// Makes a document of its parts.
    public init(
        uri: String,
        title: String,
        mediaType: MediaType,
        text: String,
        blocks: [Block],
        pages: [Page] = [],
        hidden: [HiddenText] = [],
        contentHash: ContentHash,
        modifiedNanoseconds: Int64? = nil,
        trust: TrustTier = .curated,
        accessGroups: Set<String> = [],
        metadata: [String: String] = [:]
    ) {
        self.uri = uri
        self.title = title
        self.mediaType = mediaType
        self.text = text
        self.blocks = blocks
        self.pages = pages
        self.hidden = hidden
        self.contentHash = contentHash
        self.modifiedNanoseconds = modifiedNanoseconds
        self.trust = trust
        self.accessGroups = accessGroups
        self.metadata = metadata
    }

    /// The number of the page that holds a byte of the text; nil where the format has no pages.
    ///
    /// O(log n).
    public func page(at offset: Int) -> Int? {
        var low = 0
        var high = pages.count
        while low < high {
            let middle = (low + high) / 2
            if pages[middle].range.lowerBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? pages[low - 1].number : nil
    }
}

/// A part of a document's text.
public struct Block: Sendable, Hashable {
    /// What the part is.
    public var kind: Kind
    /// Where it stands in the document's text, in UTF-8 bytes.
    public var range: Range<Int>
    /// The headings above it, the outermost first; of a heading, those above and its own text last.
    public var headingPath: [String]

    /// Makes a part.
    public init(kind: Kind, range: Range<Int>, headingPath: [String] = []) {
        self.kind = kind
        self.range = range
        self.headingPath = headingPath
    }

    /// What a part is.
    public enum Kind: Sendable, Hashable {
        /// A heading; level 1 is the highest.
        case heading(level: Int)
        /// A paragraph of running text.
        case paragraph
        /// One entry of a list, with its marker; depth 0 is the outermost list.
        case listItem(depth: Int)
        /// A whole table, a row a line, its cells joined by ` | `.
        case table
        /// Program text or other text whose line breaks matter.
        case code
    }
}

/// A page, a slide or a sheet of a document.
public struct Page: Sendable, Hashable {
    /// The number that readers use, from 1.
    public var number: Int
    /// What of the document's text stands on it, in UTF-8 bytes.
    public var range: Range<Int>

    /// Makes a page.
    public init(number: Int, range: Range<Int>) {
        self.number = number
        self.range = range
    }
}

/// Text that a source holds and that its reader would not see; the guard looks at it, retrieval does not.
public struct HiddenText: Sendable, Hashable {
    /// The text.
    public var text: String
    /// How it was hidden.
    public var reason: Reason
    /// Where in the document's text it was taken out, in UTF-8 bytes.
    public var offset: Int

    /// Makes a hidden text.
    public init(text: String, reason: Reason, offset: Int) {
        self.text = text
        self.reason = reason
        self.offset = offset
    }

    /// How text can be hidden.
    public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
        /// A comment of the format, such as `<!-- … -->`.
        case comment
        /// Styled or marked so that it is not shown: `display:none`, `hidden`, Word's hidden characters, a hidden
        /// sheet.
        case notDisplayed
        /// Written in the colour of the page.
        case invisibleColor
        /// Too small to read.
        case tiny
        /// Characters without a shape: zero-width characters, tag characters, variation selectors in runs.
        case invisibleCharacters
        /// Outside the page.
        case offPage
    }
}
