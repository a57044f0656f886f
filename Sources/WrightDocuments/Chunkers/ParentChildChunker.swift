/// Cuts small chunks that are searched, inside larger ones that are read.
///
/// The children are what is embedded and found; ``Chunk/parentRange`` is the larger part that then goes to the reader.
public struct ParentChildChunker: Chunker {
    /// How large the parts that are found are made.
    public let childSize: ChunkSize
    /// How large the parts that are read are made.
    public let parentSize: ChunkSize
    private let tokenCounter: TokenCounter

    /// Makes a chunker.
    ///
    /// Parents are never smaller than children.
    public init(
        childSize: ChunkSize = .small,
        parentSize: ChunkSize = .large,
        tokenCounter: @escaping TokenCounter = ApproximateTokens.count
    ) {
        self.childSize = childSize
        let isLarger = parentSize.maximumTokenCount >= childSize.maximumTokenCount
        self.parentSize = isLarger ? parentSize : childSize
        self.tokenCounter = tokenCounter
    }

    /// `parentChild`.
    public var name: String { ChunkerKind.parentChild.rawValue }

    /// The name and all sizes.
    public var fingerprint: String { "\(name)/\(childSize.fingerprint)/\(parentSize.fingerprint)" }

    /// Cuts a document.
    public func chunks(of document: Document) -> [Chunk] {
        let atomizer = ChunkAtomizer(
            document: document,
            maximum: childSize.maximumTokenCount,
            grain: .block,
            tokenCounter: tokenCounter
        )
        var chunks: [Chunk] = []
        let packer = ChunkPacker(size: childSize)
        for parent in ChunkPacker(size: parentSize).packed(atomizer.atoms) {
            guard let first = parent.first, let last = parent.last else { continue }
            let range = first.range.lowerBound..<last.range.upperBound
            chunks += packer.packed(parent).compactMap { ChunkPacker.chunk($0, of: document.text, parent: range) }
        }
        return chunks
    }
}
