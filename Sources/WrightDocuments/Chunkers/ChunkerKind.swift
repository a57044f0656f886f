/// The chunkers by name, for settings and command lines.
public enum ChunkerKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// ``StructureChunker``; the default.
    case structure
    /// ``SentenceChunker``.
    case sentence
    /// ``FixedChunker``.
    case fixed
    /// ``ParentChildChunker``.
    case parentChild

    /// Makes the chunker with its default settings.
    ///
    /// - Parameters:
    ///   - targetTokenCount: Tokens that a chunk should have; nil for the kind's default.
    ///   - tokenCounter: How tokens are counted; an approximation by default.
    /// - Returns: The chunker.
    public func chunker(
        targetTokenCount: Int? = nil,
        tokenCounter: @escaping TokenCounter = ApproximateTokens.count
    ) -> any Chunker {
        let size = targetTokenCount.map { ChunkSize(targetTokenCount: $0) }
        switch self {
        case .structure: return StructureChunker(size: size ?? .standard, tokenCounter: tokenCounter)
        case .sentence: return SentenceChunker(size: size ?? .standard, tokenCounter: tokenCounter)
        case .fixed: return FixedChunker(tokenCount: targetTokenCount ?? 200, tokenCounter: tokenCounter)
        case .parentChild: return ParentChildChunker(childSize: size ?? .small, tokenCounter: tokenCounter)
        }
    }
}
