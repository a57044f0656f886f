/// A document that questions are made from.
public struct SourceText: Sendable, Hashable {
    /// The document's identifier.
    public var id: String
    /// The title; may be empty.
    public var title: String
    /// The text.
    public var text: String
    /// The headings: the path from the outermost, and where the text below begins and ends, in UTF-8 bytes.
    public var sections: [Section]

    /// A part of the text under a heading.
    public struct Section: Sendable, Hashable {
        /// The headings from the outermost to the nearest.
        public var path: [String]
        /// The text below, in UTF-8 bytes of the document's text.
        public var range: Range<Int>

        /// Takes a part.
        public init(path: [String], range: Range<Int>) {
            self.path = path
            self.range = range
        }
    }

    /// Takes a document.
    public init(id: String, title: String, text: String, sections: [Section] = []) {
        self.id = id
        self.title = title
        self.text = text
        self.sections = sections
    }
}

/// A question with the place in a document that answers it.
struct QuestionDraft {
    var question: String
    var answer: String
    var sentence: String
    /// The place of the sentence in the document's text, in UTF-8 bytes.
    var range: Range<Int>
    var kind: String
    /// How good it looks, higher is better.
    var weight: Double
}
