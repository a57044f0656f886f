/// A text as a point in a model's space.
public struct Embedding: Sendable, Hashable {
    /// The coordinates; as many as the model has dimensions, of length 1 where the model normalises.
    public let vector: [Float]

    /// The fingerprint of the model that made it.
    ///
    /// Embeddings of different models are never compared.
    public let modelFingerprint: String

    /// Takes a vector and the model that made it.
    public init(vector: [Float], model: EmbeddingModel) {
        self.vector = vector
        self.modelFingerprint = model.fingerprint
    }
}
