/// Something that turns texts into embeddings.
public protocol Embedder: Sendable {
    /// The model that it runs.
    var model: EmbeddingModel { get }

    /// Embeds texts, in order: one embedding for each.
    ///
    /// Texts longer than the model reads are cut off. An empty text is a text like any other.
    func embed(_ texts: [String], for use: EmbeddingUse) async throws -> [Embedding]

    /// The number of tokens of a text by the model's vocabulary, without a limit and without the special tokens that a
    /// model adds at both ends.
    func tokenCount(of text: String) -> Int
}

/// What an embedding is for; some models put another prefix before each.
public enum EmbeddingUse: String, Sendable, Codable {
    /// A text to be found.
    case document
    /// A text to search with.
    case query
}
