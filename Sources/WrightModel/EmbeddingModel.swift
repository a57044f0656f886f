/// What must be known of a model that makes embeddings.
public struct EmbeddingModel: Sendable, Hashable, Codable {
    /// The name that users say, such as `all-MiniLM-L6-v2`.
    public let name: String

    /// Coordinates in a vector, 1 or more.
    public let dimension: Int

    /// Tokens that the model reads of a text; the rest is cut off.
    public let maximumTokenCount: Int

    /// Whether vectors come with length 1.
    public let isNormalised: Bool

    /// A hash over all that changes what the model says: weights, vocabulary, pooling, limits, numeric precision.
    public let fingerprint: String

    /// Describes a model.
    public init(name: String, dimension: Int, maximumTokenCount: Int, isNormalised: Bool, fingerprint: String) {
        self.name = name
        self.dimension = dimension
        self.maximumTokenCount = maximumTokenCount
        self.isNormalised = isNormalised
        self.fingerprint = fingerprint
    }
}
