/// Packs sentences until a chunk is full, whatever blocks they stand in; tables and code stay whole where they fit.
public struct SentenceChunker: Chunker {
    /// How large chunks are made.
    public let size: ChunkSize
    private let tokenCounter: TokenCounter

    /// Makes a chunker.
    public init(size: ChunkSize = .standard, tokenCounter: @escaping TokenCounter = ApproximateTokens.count) {
        self.size = size
        self.tokenCounter = tokenCounter
    }

    /// `sentence`.
    public var name: String { ChunkerKind.sentence.rawValue }

    /// The name and the sizes.
    public var fingerprint: String { "\(name)/\(size.fingerprint)" }

    /// Cuts a document.
    public func chunks(of document: Document) -> [Chunk] {
        let atomizer = ChunkAtomizer(
            document: document,
            maximum: size.maximumTokenCount,
            grain: .sentence,
            tokenCounter: tokenCounter
        )
        let packer = ChunkPacker(size: size, respectsSections: false)
        return packer.packed(atomizer.atoms).compactMap { ChunkPacker.chunk($0, of: document.text) }
    }
}
