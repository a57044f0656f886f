public import WrightModel

/// A model whose embeddings of questions go through an adapter; those of documents are its own.
///
/// An index that was made with the model serves it as it is.
public struct AdaptedEmbedder: Embedder {
    private let base: any Embedder
    private let adapter: LinearAdapter

    /// Puts an adapter behind a model.
    ///
    /// - Parameters:
    ///   - base: The model that the adapter was trained for.
    ///   - adapter: The adapter.
    ///   - name: What errors call it.
    /// - Throws: ``RetrievalError`` with code `adapterMismatch` for another model, or `adapterUnproven` for an adapter
    ///   that was not measured to be better.
    public init(_ base: any Embedder, adapter: LinearAdapter, name: String) throws(RetrievalError) {
        guard adapter.modelFingerprint == base.model.fingerprint, adapter.dimension == base.model.dimension else {
            throw .adapterMismatch(trainedFor: adapter.modelName, found: base.model.name)
        }
        guard adapter.evidence.verdict == "better" else {
            throw .adapterUnproven(name, verdict: adapter.evidence.verdict)
        }
        self.base = base
        self.adapter = adapter
    }

    /// The model, whose space the adapted questions are in.
    public var model: EmbeddingModel { base.model }

    /// Embeds texts; questions are adapted.
    public func embed(_ texts: [String], for use: EmbeddingUse) async throws -> [Embedding] {
        let embeddings = try await base.embed(texts, for: use)
        guard use == .query else { return embeddings }
        return embeddings.map { Embedding(vector: adapter.adapted($0.vector), model: base.model) }
    }

    /// The number of tokens by the model's vocabulary.
    public func tokenCount(of text: String) -> Int { base.tokenCount(of: text) }
}
