/// A term of a text, for lexical search.
public struct AnalyzedTerm: Hashable, Sendable {
    /// What is looked up: folded and stemmed.
    public let term: String
    /// The number of the word in the text; words that give no term count too.
    public let position: Int
    /// The UTF-8 bytes of the text that gave the term.
    public let range: Range<Int>

    /// Makes a term.
    public init(term: String, position: Int, range: Range<Int>) {
        self.term = term
        self.position = position
        self.range = range
    }
}
