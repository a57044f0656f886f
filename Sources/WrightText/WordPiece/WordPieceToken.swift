/// A token with its place in the text that it was cut from.
public struct WordPieceToken: Hashable, Sendable {
    /// The token's number in the vocabulary.
    public let id: Int32
    /// The UTF-8 bytes of the source text that the token stands for.
    public let range: Range<Int>

    /// Makes a token of a number and a place.
    public init(id: Int32, range: Range<Int>) {
        self.id = id
        self.range = range
    }
}
