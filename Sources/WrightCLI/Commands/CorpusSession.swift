internal import WrightEncoder
private import Foundation
internal import WrightModel
internal import WrightRetrieval
internal import WrightStore

/// The project's corpus and its model, opened for a command that searches.
struct CorpusSession {
    let corpus: EmbeddedCorpus

    /// Opens the project.
    ///
    /// - Parameters:
    ///   - global: Which project.
    ///   - needsVectors: Whether the model is loaded, if the index has vectors at all.
    /// - Throws: `StoreError` where the project or its model is missing.
    init(global: GlobalOptions, needsVectors: Bool) throws {
        let settings = try global.settings()
        corpus = try EmbeddedCorpus(project: global.folder, fieldWeights: settings.fieldWeights) { model in
            guard needsVectors, let model else { return nil }
            let encoder = try ModelLoading.encoderIfInstalled(named: model.reference, matching: model.fingerprint)
            guard let adapter = settings.adapter else { return encoder }
            return try AdapterFile.adapted(encoder, by: adapter)
        }
    }

    /// The index's model; nil where search is by words only.
    var embedder: (any Embedder)? { corpus.embedder }
}

/// Loads models from the user's cache.
enum ModelLoading {
    /// The encoder of that name or folder.
    ///
    /// - Parameters:
    ///   - name: The model.
    ///   - precision: The arithmetic that is asked for; nil: that of `WRIGHT_PRECISION`, or the default one.
    ///   - fingerprint: That of an index, whose precision is taken then, whatever is asked for.
    /// - Returns: The model, ready to embed.
    /// - Throws: `StoreError` with code `modelMissing` where it is not installed.
    static func encoder(
        named name: String,
        precision: EncoderPrecision? = nil,
        matching fingerprint: String? = nil
    ) throws -> any SentenceEncoder {
        let cache = ModelCache()
        guard cache.holds(name) else { throw StoreError.modelMissing(name: name, path: cache.folder(of: name)) }
        let folder = cache.folder(of: name)
        let indexed = try fingerprint.flatMap { try SentenceModels.precision(folder: folder, fingerprint: $0) }
        let configuration = TransformerEncoder.Configuration(
            precision: try indexed ?? precision ?? Self.precision() ?? .standard
        )
        let encoder = try SentenceModels.encoder(folder: folder, configuration: configuration)
        (encoder as? TransformerEncoder)?.withMadeWeights { cache.keep($1, $2, as: $0, for: name) }
        return encoder
    }

    /// The encoder of that name, or nil where it is not installed.
    static func encoderIfInstalled(
        named name: String,
        precision: EncoderPrecision? = nil,
        matching fingerprint: String? = nil
    ) throws -> (any SentenceEncoder)? {
        guard ModelCache().holds(name) else { return nil }
        return try encoder(named: name, precision: precision, matching: fingerprint)
    }

    /// The reranker of that name or folder.
    ///
    /// - Throws: `StoreError` with code `modelMissing` where it is not installed.
    static func reranker(named name: String) throws -> CrossEncoder {
        let cache = ModelCache()
        guard cache.holds(name) else { throw StoreError.modelMissing(name: name, path: cache.folder(of: name)) }
        let reranker = try CrossEncoder(folder: cache.folder(of: name))
        reranker.withMadeWeights { cache.keep($1, $2, as: $0, for: name) }
        return reranker
    }

    /// The precision that `WRIGHT_PRECISION` names, if it does.
    ///
    /// - Throws: `StoreError` with code `settingsInvalid`.
    private static func precision() throws -> EncoderPrecision? {
        guard let name = ProcessInfo.processInfo.environment["WRIGHT_PRECISION"], !name.isEmpty else { return nil }
        guard let precision = EncoderPrecision(shortName: name) else {
            let names = ProjectSettings.precisions.joined(separator: ", ")
            throw StoreError.settingsInvalid(name: "WRIGHT_PRECISION", reason: "it must be one of \(names)")
        }
        return precision
    }
}
