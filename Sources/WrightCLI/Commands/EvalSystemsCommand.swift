internal import WrightCore
internal import WrightDocuments
internal import WrightEvaluation
internal import WrightModel
internal import WrightRetrieval
internal import WrightStore
internal import WrightText

/// The extractive answerer as a system under evaluation.
struct ExtractiveSystem: AnswerSystem {
    private let answerer: ExtractiveAnswerer
    private let mode: RetrievalMode
    let fingerprint: JSONValue

    init(
        corpus: any Corpus,
        embedder: (any Embedder)?,
        analyzer: Analyzer,
        threshold: Double?,
        description: [JSONValue.Member]
    ) {
        var configuration = ExtractiveAnswerer.Configuration()
        configuration.supportThreshold = threshold
        answerer = ExtractiveAnswerer(
            corpus: corpus,
            embedder: embedder,
            analyzer: analyzer,
            configuration: configuration
        )
        mode = embedder == nil ? .lexical : .hybrid
        fingerprint = .object(
            [
                .init("system", "extractive"),
                .init("embedder", embedder.map { JSONValue.string($0.model.fingerprint) } ?? .null),
                .init("threshold", threshold.map { JSONValue.double($0) } ?? .null),
            ] + description
        )
    }

    func outcome(for example: Example, repeatNumber: Int) async throws -> Outcome {
        let clock = ContinuousClock()
        let start = clock.now
        var query = RetrievalQuery(example.input)
        query.mode = mode
        let answer = try await answerer.answer(query)
        var outcome = Outcome(answer: answer.text, isAbstention: answer.abstention != nil)
        outcome.contexts = answer.citations.map { .init(id: $0.document.uri, text: $0.quote) }
        outcome.statements = answer.citations.enumerated()
            .map { .init(text: $0.element.quote, citations: [$0.offset]) }
        outcome.confidence = answer.support
        outcome.costMicroUSD = 0
        outcome.latency = start.duration(to: clock.now)
        return outcome
    }

    func costEstimateMicroUSD(for example: Example) -> Int? { 0 }

    /// A corpus of the paragraphs of a question set in SQuAD's form.
    static func corpus(of set: SQuADDataset, embedder: (any Embedder)?) async throws -> InMemoryCorpus {
        let corpus = InMemoryCorpus(chunker: ChunkerKind.structure.chunker(), embedder: embedder)
        let documents = set.contexts.map { context in
            Document(
                uri: context.id,
                title: context.title,
                mediaType: .plainText,
                text: context.text,
                blocks: [Block(kind: .paragraph, range: 0..<context.text.utf8.count)],
                contentHash: ContentHash(of: context.text)
            )
        }
        _ = try await corpus.apply(CorpusChange(documents: documents))
        return corpus
    }
}

/// A command as a system under evaluation: `{"schema", "id", "input", "repeat"}` in, an outcome out.
struct CommandSystem: AnswerSystem {
    private let process: EvalProcess

    init(command: String, limit: Duration) {
        process = EvalProcess(command: command, limit: limit)
    }

    var fingerprint: JSONValue { ["system": "command", "command": .string(process.command)] }

    func outcome(for example: Example, repeatNumber: Int) async throws -> Outcome {
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try await process.exchange([
            "schema": 1, "id": .string(example.id), "input": .string(example.input), "repeat": .int(repeatNumber),
        ])
        guard var outcome = Outcome(answer) else {
            let fault = Outcome.fault(in: answer) ?? "it is no outcome"
            throw CLIError.commandFailed(process.command, reason: "its output cannot be used: \(fault)")
        }
        if outcome.latency == nil { outcome.latency = start.duration(to: clock.now) }
        return outcome
    }
}

/// Outcomes that were made elsewhere: lines of `{"id", "answer", …}`.
struct RecordedSystem: AnswerSystem {
    private let outcomes: [String: [Outcome]]
    let fingerprint: JSONValue

    init(parsing bytes: [UInt8], name: String) throws {
        let lines = try bytes.withUnsafeBytes { try Outcome.lines(parsing: $0, name: name) }
        outcomes = Dictionary(grouping: lines, by: \.id).mapValues { $0.map(\.outcome) }
        fingerprint = ["system": "recorded", "outcomes": .string(ContentHash(of: bytes).description)]
    }

    func outcome(for example: Example, repeatNumber: Int) async throws -> Outcome {
        guard let known = outcomes[example.id], repeatNumber < known.count else {
            return .failed("No outcome was recorded for this example.")
        }
        return known[repeatNumber]
    }

    func costEstimateMicroUSD(for example: Example) -> Int? { 0 }
}

/// A system with what it has answered before, in this run or in an earlier one.
struct CachedSystem: AnswerSystem {
    private let base: any AnswerSystem
    private let manifest: RunManifest
    private let answered: [String: Outcome]
    private let store: EvaluationStore?

    init(base: any AnswerSystem, manifest: RunManifest, answered: [ExampleResult], store: EvaluationStore?) {
        self.base = base
        self.manifest = manifest
        self.store = store
        let sound = answered.filter { $0.outcome.failure == nil }
        self.answered = Dictionary(
            sound.map { ("\($0.repeatNumber) \($0.exampleID)", $0.outcome) },
            uniquingKeysWith: { _, last in last }
        )
    }

    var fingerprint: JSONValue { base.fingerprint }

    func outcome(for example: Example, repeatNumber: Int) async throws -> Outcome {
        if let known = answered["\(repeatNumber) \(example.id)"] { return known }
        let key = manifest.outcomeKey(example, repeatNumber: repeatNumber)
        if let stored = try store?.outcome(key), let outcome = Outcome(stored) { return outcome }
        let outcome = try await base.outcome(for: example, repeatNumber: repeatNumber)
        if outcome.failure == nil { try store?.keepOutcome(outcome.json, under: key) }
        return outcome
    }

    func costEstimateMicroUSD(for example: Example) -> Int? { base.costEstimateMicroUSD(for: example) }

    func isOverload(_ error: any Error) -> Bool { base.isOverload(error) }
}
