internal import WrightEncoder
internal import WrightModel
private import WrightRetrieval
internal import WrightStore

/// The project's corpus and its model, opened for a command that searches.
struct CorpusSession {
    let corpus: EmbeddedCorpus
    let embedder: (any Embedder)?

    /// Opens the project.
    ///
    /// - Parameters:
    ///   - global: Which project.
    ///   - needsVectors: Whether the model is loaded, if the index has vectors at all.
    /// - Throws: `StoreError` where the project or its model is missing.
    init(global: GlobalOptions, needsVectors: Bool) throws {
        let indexed = try EmbeddedCorpus.indexedModel(of: global.folder)
        var embedder: (any Embedder)?
        if needsVectors, let indexed {
            embedder = try ModelLoading.encoderIfInstalled(named: indexed)
        }
        self.embedder = embedder
        corpus = try EmbeddedCorpus(project: global.folder, embedder: embedder)
    }
}

/// Loads models from the user's cache.
enum ModelLoading {
    /// The encoder of that name or folder.
    ///
    /// - Throws: `StoreError` with code `modelMissing` where it is not installed.
    static func encoder(named name: String) throws -> TransformerEncoder {
        let cache = ModelCache()
        guard cache.holds(name) else { throw StoreError.modelMissing(name: name, path: cache.folder(of: name)) }
        return try TransformerEncoder(folder: cache.folder(of: name))
    }

    /// The encoder of that name, or nil where it is not installed.
    static func encoderIfInstalled(named name: String) throws -> TransformerEncoder? {
        guard ModelCache().holds(name) else { return nil }
        return try encoder(named: name)
    }
}
