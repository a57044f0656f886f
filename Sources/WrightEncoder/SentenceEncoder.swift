public import WrightModel

/// A sentence model that this module runs.
public protocol SentenceEncoder: Embedder {
    /// Embeds texts into memory that has room for all vectors, one after another.
    ///
    /// - Throws: `CancellationError`; the memory then holds some vectors.
    func embed(
        _ texts: [String],
        for use: EmbeddingUse,
        into vectors: UnsafeMutableBufferPointer<Float>
    ) async throws -> EncodingStatistics
}
