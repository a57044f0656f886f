/// Cuts along a document's structure: headings, paragraphs, lists, tables and code stay whole where they fit.
///
/// Headings stay with what follows, sections are not mixed unless one is tiny, and what is too long is cut where it
/// hurts least: running text between sentences, code between blank lines, tables between rows.
public struct StructureChunker: Chunker {
    /// How large chunks are made.
    public let size: ChunkSize
    private let tokenCounter: TokenCounter

    /// Makes a chunker.
    public init(size: ChunkSize = .standard, tokenCounter: @escaping TokenCounter = ApproximateTokens.count) {
        self.size = size
        self.tokenCounter = tokenCounter
    }

    /// `structure`.
    public var name: String { ChunkerKind.structure.rawValue }

    /// The name and the sizes.
    public var fingerprint: String { "\(name)/\(size.fingerprint)" }

    /// Cuts a document.
    public func chunks(of document: Document) -> [Chunk] {
        let atomizer = ChunkAtomizer(
            document: document,
            maximum: size.maximumTokenCount,
            grain: .block,
            tokenCounter: tokenCounter
        )
        return ChunkPacker(size: size).packed(atomizer.atoms).compactMap { ChunkPacker.chunk($0, of: document.text) }
    }
}
