/// Cuts documents into chunks.
///
/// What every chunker promises: chunks stand in the order of the text, `document.text[utf8: chunk.range] ==
/// chunk.text`, every byte that is no white space is in a chunk, and both ends of a chunk are between characters.
public protocol Chunker: Sendable {
    /// The chunker's name, as in ``ChunkerKind``.
    var name: String { get }

    /// The chunker's name and every setting that changes its chunks; an index remembers it.
    var fingerprint: String { get }

    /// Cuts a document. O(n) in its text but for what the token counter takes.
    func chunks(of document: Document) -> [Chunk]
}

/// Counts the tokens of a part of a text, as the embedding model counts them.
public typealias TokenCounter = @Sendable (Substring) -> Int
