internal import WrightCore
public import WrightModel
public import WrightPrompt

/// Runs the cases of a prompt against a model, each as often as asked.
public struct PromptTestRunner: Sendable {
    /// What a run needs and may do.
    public struct Configuration: Sendable {
        /// The model that answers; nil takes the prompt's own.
        public var model: String?
        /// The model that judges; nil takes the one that answers.
        public var judgeModel: String?
        /// How often each case is run; nil takes the suite's number.
        public var repeats: Int?
        /// How many calls are under way at once, 1 or more.
        public var concurrency = 4
        /// How often a model is asked again for output that does not follow the prompt's schema.
        public var maximumAttemptCount = 2
        /// The prompts that judge.
        public var judges = PromptCatalog.builtIn
        /// What a call costs, in millionths of a dollar; nil where nobody knows.
        public var cost: @Sendable (TokenUsage, _ model: String) -> Int64? = { _, _ in nil }
        /// A clock that only goes forward.
        public var now: @Sendable () -> Duration = { .zero }

        /// The defaults.
        public init() {}
    }

    private let provider: any CompletionProvider
    private let judge: any CompletionProvider
    private let embedder: (any Embedder)?
    private let configuration: Configuration

    /// Takes who answers, who judges and who compares texts.
    ///
    /// Without an embedder, texts are compared by their words.
    public init(
        provider: any CompletionProvider,
        judge: (any CompletionProvider)? = nil,
        embedder: (any Embedder)? = nil,
        configuration: Configuration = .init()
    ) {
        self.provider = provider
        self.judge = judge ?? provider
        self.embedder = embedder
        self.configuration = configuration
    }

    /// Runs all cases.
    ///
    /// An answer that does not fulfil what is asked for is a trial that fails. A call that fails, or an assertion that
    /// cannot be judged, is not measured and counts neither way.
    ///
    /// - Throws: `CancellationError`.
    public func run(
        _ suite: PromptTestSuite,
        of template: PromptTemplate,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> PromptTestReport {
        var jobs: [(case: Int, repeat: Int)] = []
        for (index, test) in suite.cases.enumerated() {
            let count = configuration.repeats ?? test.repeats ?? suite.repeats
            jobs += (0..<count).map { (index, $0) }
        }
        var trials: [[PromptTestReport.Trial]] = suite.cases.map { _ in [] }
        try await withThrowingTaskGroup(of: (Int, PromptTestReport.Trial).self) { group in
            var next = 0
            func start() {
                guard next < jobs.count else { return }
                let job = jobs[next]
                next += 1
                group.addTask {
                    let trial = try await trial(suite.cases[job.case], of: template, number: job.repeat)
                    return (job.case, trial)
                }
            }
            for _ in 0..<max(1, configuration.concurrency) { start() }
            var done = 0
            while let (index, trial) = try await group.next() {
                trials[index].append(trial)
                done += 1
                progress(done, jobs.count)
                start()
            }
        }
        return PromptTestReport(
            prompt: template.name,
            version: template.version,
            threshold: suite.threshold,
            cases: zip(suite.cases, trials)
                .map { .init(name: $0.name, trials: $1.sorted { $0.number < $1.number }) }
        )
    }

    private func trial(
        _ test: PromptTestSuite.Case,
        of template: PromptTemplate,
        number: Int
    ) async throws -> PromptTestReport.Trial {
        try Task.checkCancellation()
        let start = configuration.now()
        do {
            let prompt = try template.render(test.input)
            var request = try prompt.request(model: configuration.model)
            request.context.repeatNumber = number
            request.context.command = "prompt test"
            let answer = try await answer(request, template)
            let latency = configuration.now() - start
            let checked = CheckedAnswer(
                text: answer.text,
                usage: answer.usage,
                cost: answer.usage.flatMap { configuration.cost($0, request.model) },
                latency: latency,
                question: test.input.variables.first { $0.name == "question" }?.value.string
            )
            let found = try await findings(test.assertions, checked, template)
            return .init(
                number: number,
                failures: found.failures,
                gaps: found.gaps,
                answer: answer.text,
                usage: answer.usage,
                costMicroUSD: checked.cost,
                latency: latency,
                path: answer.path
            )
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let failure = Self.failure(error, of: "call")
            let latency = configuration.now() - start
            // What cannot be rendered, and an answer without the form asked for, are faults of the prompt.
            let isFault = error is PromptError
            return .init(
                number: number,
                failures: isFault ? [failure] : [],
                gaps: isFault ? [] : [failure],
                latency: latency
            )
        }
    }

    private static func failure(_ error: any Error, of assertion: String) -> PromptTestReport.Failure {
        let described = error as? any DescribedError
        return .init(assertion: assertion, reason: described?.message ?? "\(error)", remedy: described?.remedy)
    }

    /// What an answer does not fulfil, and what cannot be said of it.
    private func findings(
        _ assertions: [PromptAssertion],
        _ answer: CheckedAnswer,
        _ template: PromptTemplate
    ) async throws -> (failures: [PromptTestReport.Failure], gaps: [PromptTestReport.Failure]) {
        var failures: [PromptTestReport.Failure] = []
        var gaps: [PromptTestReport.Failure] = []
        for assertion in assertions {
            if let reason = PromptChecks.gap(in: answer, for: assertion) {
                gaps.append(.init(assertion: assertion.name, reason: reason))
                continue
            }
            do {
                if let reason = try await failure(of: assertion, answer, template) {
                    failures.append(.init(assertion: assertion.name, reason: reason))
                }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                gaps.append(Self.failure(error, of: assertion.name))
            }
        }
        return (failures, gaps)
    }

    private struct Answer {
        var text: String
        var usage: TokenUsage?
        var path: String?
    }

    private func answer(_ request: CompletionRequest, _ template: PromptTemplate) async throws -> Answer {
        guard let schema = template.outputSchema else {
            let completion = try await provider.complete(request)
            return Answer(text: completion.text, usage: completion.usage)
        }
        var limits = StructuredOutput.Configuration()
        limits.maximumAttemptCount = configuration.maximumAttemptCount
        let result = try await StructuredOutput(schema: schema, configuration: limits).run(request, by: provider)
        return Answer(text: result.json, usage: result.usage, path: result.path)
    }

    struct CheckedAnswer: Sendable {
        let text: String
        let usage: TokenUsage?
        let cost: Int64?
        let latency: Duration
        let question: String?
    }

    /// Why an answer does not fulfil an assertion; nil if it does.
    private func failure(
        of assertion: PromptAssertion,
        _ answer: CheckedAnswer,
        _ template: PromptTemplate
    ) async throws -> String? {
        switch assertion {
        case .similar(let text, let limit):
            let value = try await similarity(answer.text, text)
            return value >= limit ? nil : "it is like '\(text.prefix(60))' by \(Self.rounded(value)) only"
        case .judged(let criteria, let prompt): return try await verdict(answer, criteria: criteria, prompt: prompt)
        case .schema(let schema):
            guard let schema = schema ?? template.outputSchema else { return "the prompt has no output schema" }
            return try PromptChecks.schemaFailure(answer.text, schema)
        default: return try PromptChecks.failure(of: assertion, answer)
        }
    }

    static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

    private func similarity(_ left: String, _ right: String) async throws -> Double {
        guard let embedder else { return PromptChecks.wordOverlap(left, right) }
        let vectors = try await embedder.embed([left, right], for: .document)
        guard vectors.count == 2 else { return 0 }
        var (product, first, second): (Double, Double, Double) = (0, 0, 0)
        for (a, b) in zip(vectors[0].vector, vectors[1].vector) {
            product += Double(a) * Double(b)
            first += Double(a) * Double(a)
            second += Double(b) * Double(b)
        }
        return first > 0 && second > 0 ? product / (first * second).squareRoot() : 0
    }

    private func verdict(_ answer: CheckedAnswer, criteria: String, prompt name: String) async throws -> String? {
        let template = try configuration.judges.template(name)
        var inputs: [JSONValue.Member] = [
            .init("criteria", .string(criteria)), .init("answer", .string(answer.text)),
            .init("question", .string(answer.question ?? "")), .init("reference", .string(criteria)),
        ]
        let known = Set(template.metadata.inputSchema?["properties"]?.object?.map(\.name) ?? inputs.map(\.name))
        inputs.removeAll { !known.contains($0.name) || ($0.name == "question" && answer.question == nil) }
        guard let schema = template.outputSchema else {
            throw EvaluationError.testsInvalid(
                place: "judged-by",
                reason: "the prompt '\(name)' has no output schema, so its verdict cannot be read"
            )
        }
        let prompt = try template.render(PromptInput(.object(inputs)))
        var request = try prompt.request(model: configuration.judgeModel ?? configuration.model)
        request.context.command = "prompt test"
        request.context.label = "judge"
        let result = try await StructuredOutput(schema: schema).run(request, by: judge)
        guard result.value["verdict"]?.string == "pass" else {
            return "the judge says: \(result.value["reason"]?.string ?? "no reason")"
        }
        return nil
    }
}
