internal import WrightModel
internal import WrightRetrieval

/// Adapters in files.
enum AdapterFile {
    /// The model with the adapter of a file behind it; nil without a model.
    ///
    /// - Throws: `RetrievalError` where the file is no adapter for this model, or was not measured to be better.
    static func adapted(_ embedder: (any Embedder)?, by path: String) throws -> (any Embedder)? {
        guard let embedder else { return nil }
        let adapter = try LinearAdapter(parsing: try Input.bytes(path), name: path)
        return try AdaptedEmbedder(embedder, adapter: adapter, name: path)
    }
}
