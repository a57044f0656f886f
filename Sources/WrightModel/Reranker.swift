/// Something that judges how well texts fit a query by reading both together.
///
/// It is slower and more exact than comparing embeddings, so it is asked for the best hits only, to reorder them.
public protocol Reranker: Sendable {
    /// The model that it runs.
    var model: RerankingModel { get }

    /// Judges texts, in order: one score for each, higher is better.
    ///
    /// Query and text are cut off where they are longer than the model reads together.
    func scores(of texts: [String], for query: String) async throws -> [Float]
}

/// What must be known of a model that reranks.
public struct RerankingModel: Sendable, Hashable, Codable {
    /// The name that users say.
    public let name: String

    /// Tokens that the model reads of query and text together.
    public let maximumTokenCount: Int

    /// A hash over all that changes what the model says.
    public let fingerprint: String

    /// Describes a model.
    public init(name: String, maximumTokenCount: Int, fingerprint: String) {
        self.name = name
        self.maximumTokenCount = maximumTokenCount
        self.fingerprint = fingerprint
    }
}
