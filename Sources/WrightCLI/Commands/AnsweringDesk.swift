private import Foundation
private import WrightGrounding
private import WrightGuard
internal import WrightModel
internal import WrightPrompt
internal import WrightRetrieval
internal import WrightStore
private import WrightText

/// The project's corpus, prompts and a language model, put together to answer questions.
struct AnsweringDesk {
    let answerer: GeneratedAnswerer
    let expander: QueryExpander
    let prompts: PromptCatalog
    /// Who is asked: secrets stay out of requests, and an answer that gives its instructions away is cut.
    let provider: any CompletionProvider

    init(
        global: GlobalOptions,
        retrieval: RetrievalOptions,
        language: ModelOptions,
        model: LanguageModelSession,
        threshold: Double?
    ) throws {
        let session = try CorpusSession(global: global, needsVectors: retrieval.mode != .lexical)
        prompts = ProjectPrompts.catalog(of: global.folder)
        provider = GuardedProvider(model.provider) { RandomBytes.fresh(24) }
        expander = QueryExpander(
            provider: provider,
            model: model.model,
            prompts: prompts,
            context: model.context
        )
        var corpus = try retrieval.reranked(session.corpus, global: global)
        if let expansion = language.expand { corpus = ExpandingCorpus(corpus, expander: expander, by: expansion) }
        let analyzer = try session.corpus.analyzer()
        var configuration = GeneratedAnswerer.Configuration()
        configuration.policy = language.unsupported
        configuration.supportThreshold = threshold
        configuration.context = model.context
        configuration.marking = {
            UntrustedTextMarker(randomBytes: RandomBytes.fresh(UntrustedTextMarker.randomByteCount))
        }
        configuration.answerTokenLimit = language.maxTokens ?? configuration.answerTokenLimit
        answerer = GeneratedAnswerer(
            corpus: corpus,
            provider: provider,
            model: model.model,
            // The trained verifier knows English; elsewhere shared words are counted.
            verifier: analyzer.configuration.language == .english ? GroundingVerifier() : nil,
            analyzer: analyzer,
            prompts: prompts,
            configuration: configuration
        )
    }
}

/// Bytes that nobody can guess.
private enum RandomBytes {
    static func fresh(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in .random(in: .min ... .max, using: &generator) }
    }
}

/// The prompts of a project: those in its folder `prompts`, else the built-in ones.
enum ProjectPrompts {
    /// The largest prompt that is read.
    private static let limit = 1 << 20

    static func catalog(of project: ProjectFolder) -> PromptCatalog {
        let folder = project.path + "/prompts"
        return PromptCatalog(folder: folder) { path in
            guard let data = FileManager.default.contents(atPath: folder + "/" + path), data.count <= limit else {
                return nil
            }
            return String(decoding: data, as: UTF8.self)
        }
    }
}
