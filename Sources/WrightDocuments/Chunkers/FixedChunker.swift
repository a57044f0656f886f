/// Cuts windows of a fixed number of tokens between words, each beginning some tokens before the end of the one before.
///
/// The plain method that others are compared with. Structure is not looked at.
public struct FixedChunker: Chunker {
    /// Tokens of a window.
    public let tokenCount: Int
    /// Tokens that a window shares with the one before; less than half of a window.
    public let overlapTokenCount: Int
    private let tokenCounter: TokenCounter

    /// Makes a chunker.
    public init(
        tokenCount: Int = 200,
        overlapTokenCount: Int = 0,
        tokenCounter: @escaping TokenCounter = ApproximateTokens.count
    ) {
        self.tokenCount = max(1, tokenCount)
        self.overlapTokenCount = min(max(0, overlapTokenCount), self.tokenCount / 2)
        self.tokenCounter = tokenCounter
    }

    /// `fixed`.
    public var name: String { ChunkerKind.fixed.rawValue }

    /// The name, the window and the overlap.
    public var fingerprint: String { "\(name)/\(tokenCount)-\(overlapTokenCount)" }

    /// Cuts a document.
    public func chunks(of document: Document) -> [Chunk] {
        let atomizer = ChunkAtomizer(document: document, maximum: tokenCount, grain: .word, tokenCounter: tokenCounter)
        let words = atomizer.atoms
        var chunks: [Chunk] = []
        var start = 0
        while start < words.count {
            var end = start
            var count = 0
            while end < words.count, end == start || count + words[end].tokenCount <= tokenCount {
                count += words[end].tokenCount
                end += 1
            }
            if let chunk = ChunkPacker.chunk(Array(words[start..<end]), of: document.text) { chunks.append(chunk) }
            guard end < words.count else { break }
            var next = end
            var shared = 0
            while next > start + 1, shared + words[next - 1].tokenCount <= overlapTokenCount {
                next -= 1
                shared += words[next].tokenCount
            }
            start = next
        }
        return chunks
    }
}
