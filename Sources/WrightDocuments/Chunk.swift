/// A contiguous part of one document: what is indexed, found and cited.
///
/// `document.text[utf8: chunk.range] == chunk.text`, always.
public struct Chunk: Sendable, Hashable {
    /// Where it stands in the document's text, in UTF-8 bytes.
    public var range: Range<Int>
    /// The text itself.
    public var text: String
    /// The headings that it stands under, the outermost first.
    public var headingPath: [String]
    /// Where it comes under other headings than ``headingPath``, in order.
    public var sections: [Section] = []
    /// Its tokens, as counted by the chunker's token counter.
    public var tokenCount: Int
    /// The larger part that it stands for when it is found; nil where it stands for itself.
    ///
    /// Contains ``range``.
    public var parentRange: Range<Int>?

    /// A part of a chunk, up to the next one.
    public struct Section: Sendable, Hashable {
        /// Where it begins in the document's text, in UTF-8 bytes.
        public var start: Int
        /// The headings that it stands under, the outermost first.
        public var headingPath: [String]

        /// Makes a section.
        public init(start: Int, headingPath: [String]) {
            self.start = start
            self.headingPath = headingPath
        }
    }

    /// The headings above a place of the document's text that is in the chunk.
    public func headingPath(at offset: Int) -> [String] {
        sections.last { $0.start <= offset }?.headingPath ?? headingPath
    }

    /// Makes a chunk.
    public init(
        range: Range<Int>,
        text: String,
        headingPath: [String],
        tokenCount: Int,
        parentRange: Range<Int>? = nil
    ) {
        self.range = range
        self.text = text
        self.headingPath = headingPath
        self.tokenCount = tokenCount
        self.parentRange = parentRange
    }
}
