private import WrightCore
private import WrightDocuments
public import WrightModel
public import WrightPrompt
public import WrightText

/// Answers questions with a language model that is given the hits, and checks every sentence that it writes.
///
/// What the model claims is compared with the documents: each citation is replaced by the place that bears the sentence
/// out, and a sentence that no place bears out is marked or removed. It abstains when nothing was found, when the model
/// says that it does not know, or when nothing that it says is supported.
public struct GeneratedAnswerer: Sendable {
    /// What can be set.
    public struct Configuration: Sendable {
        /// The support from which a sentence counts as supported, 0…1.
        ///
        /// Default: 0.5 for a verifier's probability, 0.6 where shared words are counted.
        public var supportThreshold: Double?
        /// What is done with unsupported sentences.
        ///
        /// Default: they are marked.
        public var policy = UnsupportedPolicy.mark
        /// How many chunks the model is given at most, 1 or more.
        ///
        /// Default 8.
        public var chunkLimit = 8
        /// How many tokens of sources it is given at most, about; the first chunk is given in any case.
        ///
        /// Default 4000.
        public var sourceTokenLimit = 4000
        /// How many tokens it may write.
        ///
        /// Default 1024.
        public var answerTokenLimit = 1024
        /// What the calls are for.
        public var context = CallContext()
        /// Makes the marks of one request, by which the model tells sources from instructions; nil for none.
        public var marking: (@Sendable () -> any SourceMarking)?

        /// The defaults.
        public init() {}
    }

    private let corpus: any Corpus
    private let provider: any CompletionProvider
    private let model: String
    private let verifier: (any SupportVerifier)?
    private let analyzer: Analyzer
    private let prompts: PromptCatalog
    private let configuration: Configuration

    /// Makes an answerer.
    ///
    /// - Parameters:
    ///   - corpus: Where it looks.
    ///   - provider: Who writes.
    ///   - model: The model that writes.
    ///   - verifier: Who judges support; nil goes by the words that sentence and source share.
    ///   - analyzer: The corpus's analyzer.
    ///   - prompts: Where the prompt `answer` is.
    ///   - configuration: What can be set.
    public init(
        corpus: any Corpus,
        provider: any CompletionProvider,
        model: String,
        verifier: (any SupportVerifier)? = nil,
        analyzer: Analyzer,
        prompts: PromptCatalog = .builtIn,
        configuration: Configuration = Configuration()
    ) {
        self.corpus = corpus
        self.provider = provider
        self.model = model
        self.verifier = verifier
        self.analyzer = analyzer
        self.prompts = prompts
        self.configuration = configuration
    }

    /// Answers a question.
    ///
    /// - Parameters:
    ///   - query: What is searched for.
    ///   - question: What the model is asked; nil for the query's text.
    ///   - receive: Called with the text as the model writes it, before it is checked.
    /// - Returns: The checked answer.
    /// - Throws: What the corpus, the provider or the prompt throws.
    public func answer(
        _ query: RetrievalQuery,
        question: String? = nil,
        receive: (@Sendable (String) async throws -> Void)? = nil
    ) async throws -> GeneratedAnswer {
        var query = query
        query.limit = min(query.limit, configuration.chunkLimit)
        let result = try await corpus.search(query)
        if let reason = result.whyEmpty {
            return GeneratedAnswer(answer: Self.abstention(AbstentionReason(reason), notes: result.notes))
        }
        let hits = try bounded(result.hits)
        let marking = configuration.marking?()
        let request = try request(question ?? query.boundedText, hits: hits, marking: marking)
        var completion: Completion
        if let receive {
            completion = try await provider.complete(request) { piece in
                if case .text(let text) = piece { try await receive(marking?.withoutMarks(text) ?? text) }
            }
        } else {
            completion = try await provider.complete(request)
        }
        if let marking {
            completion.message.parts = completion.message.parts.map { part in
                if case .text(let text) = part { .text(marking.withoutMarks(text)) } else { part }
            }
        }
        return try await checked(completion, hits: hits, result: result)
    }

    private func checked(_ completion: Completion, hits: [Hit], result: RetrievalResult) async throws -> GeneratedAnswer
    {
        let checker = AnswerChecker(
            hits: hits,
            verifier: verifier ?? CoverageVerifier(analyzer: analyzer, weights: result.termWeights),
            analyzer: analyzer,
            threshold: configuration.supportThreshold ?? (verifier == nil ? 0.6 : 0.5),
            policy: configuration.policy
        )
        var notes = result.notes
        if completion.finishReason == .length { notes.append("The model stopped at its limit of tokens.") }
        var generated = try await checker.check(completion, notes: notes)
        let supported = generated.sentences.contains { $0.verdict == .supported || $0.verdict == .recited }
        if completion.finishReason == .refusal {
            generated.answer = Self.abstention(.modelRefused, notes: notes)
        } else if !supported, Self.saysUnknown(completion.text) {
            generated.answer = Self.abstention(.modelUnsure, notes: notes)
        } else if !supported, configuration.policy != .keep {
            generated.answer = Self.abstention(.unsupported, notes: notes, support: generated.answer.support)
        }
        return generated
    }

    private static func abstention(_ reason: AbstentionReason, notes: [String], support: Double = 0) -> Answer {
        Answer(text: "", citations: [], support: support, abstention: reason, notes: notes)
    }

    /// The best hits that fit the budget of tokens; the others are named in the trace by their ranks.
    private func bounded(_ hits: [Hit]) throws -> [Hit] {
        func name(_ hit: Hit) -> String { "source \(hit.rank)" }
        let known = Dictionary(hits.map { ($0.chunk.text, $0.chunk.tokenCount) }) { max($0, $1) }
        let count: @Sendable (String) -> Int = { max(known[$0] ?? 0, $0.utf8.count / 5) + 20 }
        let parts = hits.enumerated()
            .map { place, hit in
                PromptPart(name: name(hit), text: hit.chunk.text, priority: -place, isRequired: place == 0)
            }
        let least = parts.first.map { count($0.text) } ?? 0
        let budget = max(configuration.sourceTokenLimit, least)
        let packed = try PromptPacker(budget: budget, separator: "", count: count).pack(parts)
        let kept = Set(packed.parts.map(\.name))
        return hits.filter { kept.contains(name($0)) }
    }

    private func request(
        _ question: String,
        hits: [Hit],
        marking: (any SourceMarking)?
    ) throws -> CompletionRequest {
        func marked(_ text: String, _ hit: Hit) -> String {
            marking?.inline(text, tier: hit.document.trust) ?? text
        }
        let sources = hits.enumerated()
            .map { place, hit -> JSONValue in
                let title = ([hit.document.title] + hit.chunk.headingPath).filter { !$0.isEmpty }
                var seen: Set<String> = []
                let path = title.filter { seen.insert($0).inserted }.joined(separator: " › ")
                return [
                    "number": .int(place + 1), "title": .string(marked(path, hit)),
                    "text": .string(marked(hit.chunk.text, hit)),
                ]
            }
        let input = PromptInput(["question": .string(question), "sources": .array(sources)])
        var request = try prompts.template("answer").render(input).request(model: model)
        if let marking, let system = request.messages.firstIndex(where: { $0.role == .system }) {
            request.messages[system].parts.append(.text("\n\n" + marking.instruction))
        }
        if request.maximumTokenCount == nil { request.maximumTokenCount = configuration.answerTokenLimit }
        let version = request.context.promptVersion
        request.context = configuration.context
        request.context.promptVersion = version
        return request
    }

    /// Whether an answer says that the sources do not answer: what the prompt tells the model to say, or the like.
    static func saysUnknown(_ text: String) -> Bool {
        let plain = text.lowercased().replacing("’", with: "'")
        guard plain.utf8.count < 600 else { return false }
        return unknownPhrases.contains { plain.contains($0) }
    }

    private static let unknownPhrases = [
        "sources do not answer", "sources don't answer", "i do not know", "i don't know", "cannot be answered",
        "can't be answered", "cannot answer", "can't answer", "not enough information", "no information",
        "insufficient information", "do not contain", "don't contain", "does not contain", "doesn't contain",
        "do not provide", "does not provide", "do not mention", "does not mention", "not mentioned in the",
        "is not stated", "unable to answer", "ich weiß nicht", "die quellen beantworten", "je ne sais pas",
    ]
}
