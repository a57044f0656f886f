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
        answer: AnswerOptions
    ) throws {
        let session = try CorpusSession(global: global, needsVectors: retrieval.mode != .lexical)
        prompts = model.prompts
        provider = Self.guarded(model)
        expander = Self.expander(of: model)
        var corpus = try retrieval.reranked(session.corpus, global: global)
        if let expansion = language.expand { corpus = ExpandingCorpus(corpus, expander: expander, by: expansion) }
        corpus = try retrieval.context(corpus, global: global)
        let analyzer = try session.corpus.analyzer()
        var configuration = GeneratedAnswerer.Configuration()
        configuration.policy = answer.unsupported
        configuration.supportThreshold = answer.threshold
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

extension AnsweringDesk {
    /// A model that works on questions before they are searched with.
    static func expander(of model: LanguageModelSession) -> QueryExpander {
        QueryExpander(
            provider: guarded(model),
            model: model.model,
            prompts: model.prompts,
            context: model.context
        )
    }

    private static func guarded(_ model: LanguageModelSession) -> any CompletionProvider {
        GuardedProvider(model.provider) { RandomBytes.fresh(24) }
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

    /// The same, in the versions that carry a label.
    ///
    /// A prompt of the project that lacks the label is an error; a built-in one is used as it is built in.
    static func catalog(
        of project: ProjectFolder,
        labelled label: @escaping @Sendable (_ prompt: String) -> String
    ) -> PromptCatalog {
        let files = catalog(of: project)
        let session = PromptSession(folder: project.path + "/prompts", project: project)
        var catalog = files
        catalog.pinned = { name in
            let label = label(name)
            let isLabelled = try session.storeIfThere()?.label(label, of: name) != nil
            guard try isLabelled || files.origin(of: name) != .builtIn else { return nil }
            return try session.template(name + "@" + label)
        }
        return catalog
    }
}
