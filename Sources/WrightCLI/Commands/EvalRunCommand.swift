internal import ArgumentParser
internal import WrightCore
internal import WrightEvaluation
internal import WrightModel
internal import WrightRetrieval
internal import WrightStore
internal import WrightText

/// Measures a system on a dataset.
struct EvalRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Measure answers on a dataset: quality, citations, abstention, each with its interval.",
        discussion: """
            DATASET is a file of examples {"id", "input", "references"?, "answerable"?, "contexts"?, "tags"?, \
            "cluster"?}, or a folder in SQuAD's form, whose paragraphs are then what is searched. The extractive \
            answerer is measured unless '--command' or '--outcomes' names another system. With '--name' results are \
            stored as they come, and a run that was interrupted goes on where it stopped.
            """
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: EvalRunOptions
    @OptionGroup(title: "Judges") var judging: JudgeOptions

    @Argument(help: "The dataset.")
    var dataset: String

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let whole = try EvalFiles.dataset(dataset)
        let set = try Dataset(name: whole.name, examples: try options.chosen(whole.examples))
        let judges = try judging.panels(global: global)
        let panel = ScorerPanel(try options.chosenScorers() + judges, limit: .seconds(options.timeLimit))
        guard !panel.names.isEmpty else { throw CLIError.scorerMissing }
        let system = try await options.system(dataset, global: global)
        var manifest = RunManifest(
            dataset: set,
            system: system.fingerprint,
            scorers: panel.names,
            seed: options.seed,
            repeatCount: options.repeats
        )
        manifest.codeVersion = WrightVersion.current
        let recorder = try RunRecorder(name: options.name, manifest: manifest, dataset: set, global: global)
        let known = recorder.known
        let cached = try options.cached(system, manifest: manifest, recorder: recorder, global: global)
        let runner = EvaluationRunner(panel: panel, configuration: options.runnerConfiguration)
        if !global.quiet, options.estimate {
            let cost = runner.costEstimateMicroUSD(set, cached, known: known)
            let price = cost.map { "about \(FigureForm.plain(Double($0) / 1e6)) USD" } ?? "at a price that is not known"
            let count = set.examples.count * options.repeats - known.count
            let answers = CountForm.text(count, "answer")
            Output.message("note: \(answers) to make, \(price)\(judges.isEmpty ? "" : ", judging not counted")")
        }
        let bar = ProgressBar(isQuiet: global.quiet)
        let found = try await runner.run(set, system: cached, known: known) { result in
            try await recorder.record(result)
        } progress: { progress in
            let elapsed = (clock.now - start).fractionalSeconds
            let rate = Double(progress.doneCount - progress.resumedCount) / max(1e-9, elapsed)
            let left = rate > 0 ? Int(Double(progress.totalCount - progress.doneCount) / rate) : 0
            bar.update("measuring (\(left) s left)", done: progress.doneCount, total: progress.totalCount)
        }
        bar.clear()
        try await recorder.finish(isComplete: found.stopReason == nil)
        let run = EvaluationRun(
            name: options.name ?? set.name,
            manifest: manifest,
            results: found.results,
            stopReason: found.stopReason
        )
        try report(run, set, judges, seconds: (clock.now - start).fractionalSeconds)
    }

    private func report(_ run: EvaluationRun, _ set: Dataset, _ judges: [JudgePanel], seconds: Double) throws {
        let report = RunReport(run, examples: set.examples)
        try options.writeReports(report)
        if global.json {
            var members = report.json.object ?? []
            members += JudgeOptions.members(judges, run.results)
            members.append(.init("seconds", .double(seconds)))
            Output.json(.object(members))
        } else {
            for line in report.lines + JudgeOptions.lines(judges, run.results) { Output.line(Output.printable(line)) }
        }
        let failureCount = run.results.count { $0.outcome.failure != nil }
        if let stop = run.stopReason { Output.message("note: \(stop)") }
        if failureCount > 0 {
            let first = run.results.first { $0.outcome.failure != nil }
            let answers = CountForm.text(failureCount, "answer")
            Output.message(
                Output.printable("note: \(answers) failed, such as '\(first?.exampleID ?? "")': ")
                    + Output.printable(first?.outcome.failure ?? "")
            )
        }
        let silentCount = run.results.count { $0.outcome.failure == nil && $0.outcome.costMicroUSD == nil }
        if options.costLimit != nil, silentCount > 0, !global.quiet {
            let silent = CountForm.text(silentCount, "answer does", "answers do")
            Output.message("note: \(silent) not say the cost, which the limit counts as none")
        }
        guard report.figures.contains(where: { $0.measuredCount > 0 }) else { throw CLIError.nothingMeasured(run) }
        if failureCount > 0 || run.stopReason != nil { throw ExitCode(2) }
    }
}

/// What a run measures and how.
struct EvalRunOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Store the run under this name; an interrupted one goes on.", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "What is measured, separated by commas: \(RunScorers.names.joined(separator: ", ")).",
            valueName: "names"
        )
    )
    var scorers = ScorerCatalog.standard.joined(separator: ",")

    @Option(
        help: ArgumentHelp(
            "A further scorer, also one that takes a value: \(RunScorers.forms.joined(separator: ", ")).",
            valueName: "scorer"
        )
    )
    var scorer: [String] = []

    @Option(help: ArgumentHelp("A command that answers: JSON in, JSON out.", valueName: "command"))
    var command: String?

    @Option(help: ArgumentHelp("A file of answers made elsewhere, {\"id\", \"answer\", …}.", valueName: "file"))
    var outcomes: String?

    @Flag(help: "Ask the project's index also where the dataset brings its own paragraphs.")
    var index = false

    @Flag(help: "Go by words alone, as without a model.")
    var lexical = false

    @Option(help: ArgumentHelp("Abstain below this support, 0 to 1.", valueName: "support"))
    var threshold: Double?

    @Option(help: ArgumentHelp("How often each question is asked.", valueName: "count"))
    var repeats = 1

    @Option(help: ArgumentHelp("How many are asked at once at most.", valueName: "count"))
    var concurrency = 8

    @Option(help: ArgumentHelp("Ask only every n-th example.", valueName: "n"))
    var every = 1

    @Option(
        help: ArgumentHelp(
            "Only the examples of a part: train or test, divided in halves by cluster.",
            valueName: "part"
        )
    )
    var part: String?

    @Option(help: "What every random choice starts from.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How long one answer or one score may take, in seconds.", valueName: "seconds"))
    var timeLimit = 120

    @Option(
        help: ArgumentHelp(
            """
            What the answers may cost, in dollars. The run stops before one that might exceed it, judged by the \
            dearest so far; 0 allows only what is known to be free.
            """,
            valueName: "dollars"
        )
    )
    var costLimit: Double?

    @Flag(help: "Ask a command again also for what it has answered before.")
    var noCache = false

    @Flag(help: "Say what the run will cost before it begins.")
    var estimate = false

    @Option(help: ArgumentHelp("Write a report for people, one HTML file.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Write a report for pull requests, in Markdown.", valueName: "file"))
    var markdown: String?

    @Option(help: ArgumentHelp("Write a report for build servers, in JUnit's form.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write every result, one JSON line each.", valueName: "file"))
    var results: String?

    func validate() throws {
        guard (1...1000).contains(repeats) else { throw ValidationError("'--repeats' must be from 1 to 1000.") }
        guard (1...1000).contains(concurrency) else { throw ValidationError("'--concurrency' must be from 1 to 1000.") }
        guard (1...100_000).contains(every) else { throw ValidationError("'--every' must be from 1 to 100000.") }
        guard (1...86_400).contains(timeLimit) else { throw ValidationError("'--time-limit' must be from 1 to 86400.") }
        if let threshold, !(0...1).contains(threshold) { throw ValidationError("'--threshold' must be from 0 to 1.") }
        if let part, part != "train", part != "test" { throw ValidationError("'--part' must be train or test.") }
        if let costLimit, !(0...1e9).contains(costLimit) { throw ValidationError("'--cost-limit' must be 0 or more.") }
        guard command == nil || outcomes == nil else {
            throw ValidationError("Only one of '--command' and '--outcomes' can answer.")
        }
    }

    var runnerConfiguration: EvaluationRunner.Configuration {
        var configuration = EvaluationRunner.Configuration()
        configuration.repeatCount = repeats
        configuration.concurrencyLimit = concurrency
        configuration.exampleLimit = command == nil ? nil : .seconds(timeLimit + 1)
        configuration.costLimitMicroUSD = costLimit.map { Int(($0 * 1e6).rounded()) }
        return configuration
    }

    /// The examples that are asked.
    func chosen(_ examples: [Example]) throws -> [Example] {
        let split = DatasetSplit.trainAndTest(seed: seed)
        let kept = try part.map { try split.examples(of: $0, in: examples) } ?? examples
        return kept.enumerated().filter { $0.offset.isMultiple(of: every) }.map(\.element)
    }

    func system(_ dataset: String, global: GlobalOptions) async throws -> any AnswerSystem {
        if let command { return CommandSystem(command: command, limit: .seconds(timeLimit)) }
        if let outcomes { return try RecordedSystem(parsing: try Input.bytes(outcomes), name: outcomes) }
        guard !index, EvalFiles.exists(dataset + "/contexts.jsonl") else {
            let session = try CorpusSession(global: global, needsVectors: !lexical)
            let generation = try session.corpus.status().generation
            return ExtractiveSystem(
                corpus: session.corpus,
                embedder: lexical ? nil : session.embedder,
                analyzer: try session.corpus.analyzer(),
                threshold: threshold,
                description: [.init("generation", .int(generation.number))]
            )
        }
        let encoder = lexical ? nil : try ModelLoading.encoderIfInstalled(named: ModelSpecification.allMiniLM.name)
        let embedder = encoder.map { MemoisingEmbedder($0) }
        return ExtractiveSystem(
            corpus: try await ExtractiveSystem.corpus(of: EvalFiles.squad(dataset), embedder: embedder),
            embedder: embedder,
            analyzer: Analyzer(),
            threshold: threshold,
            description: [.init("corpus", "dataset")]
        )
    }

    /// The system with what it has answered before.
    func cached(
        _ system: any AnswerSystem,
        manifest: RunManifest,
        recorder: RunRecorder,
        global: GlobalOptions
    ) throws -> any AnswerSystem {
        let store = command != nil && !noCache ? try EvaluationStore(project: global.folder) : nil
        guard store != nil || !recorder.answered.isEmpty else { return system }
        return CachedSystem(base: system, manifest: manifest, answered: recorder.answered, store: store)
    }

    /// The scorers that the names stand for.
    func chosenScorers() throws -> [any Scorer] {
        let plain = scorers.split(separator: ",").map { String($0.drop { $0 == " " }) } + scorer
        return try plain.map { try RunScorers.scorer(named: $0, limit: .seconds(timeLimit)) }
    }

    func writeReports(_ report: RunReport) throws {
        if let html { try EvalFiles.write(report.html, to: html) }
        if let markdown { try EvalFiles.write(report.markdown, to: markdown) }
        if let junit { try EvalFiles.write(report.junit, to: junit) }
        if let results { try EvalFiles.write(report.resultLines, to: results) }
    }
}

extension CLIError {
    static var scorerMissing: Self {
        Self(
            identifier: "scorerMissing",
            message: "No scorer is named, so nothing would be measured.",
            remedy: "Name some with '--scorers', such as '\(ScorerCatalog.standard.joined(separator: ","))'."
        )
    }

    /// A run of which no scorer has measured an example.
    static func nothingMeasured(_ run: EvaluationRun) -> Self {
        let (reason, remedy) =
            if let stop = run.stopReason, run.results.isEmpty {
                (FigureForm.clause(stop), "Raise '--cost-limit'.")
            } else if run.results.isEmpty {
                ("the dataset '\(run.manifest.dataset)' has no example", "Name a dataset with examples.")
            } else {
                ("no example has a value of any figure", "Mend what the report names as the reason, and run it again.")
            }
        return Self(identifier: "nothingMeasured", message: "Nothing was measured: \(reason).", remedy: remedy)
    }
}

/// Writes results down as they come; those that cost nothing in batches.
actor RunRecorder {
    /// Results that stand.
    nonisolated let known: [ExampleResult]
    /// Results whose answers stand but whose figures are not all there.
    nonisolated let answered: [ExampleResult]
    private let store: EvaluationStore?
    private let id: Int64
    private let examples: [String: Example]
    private var pending: [EvaluationStore.Entry] = []
    private var lastWriting = ContinuousClock.now

    init(name: String?, manifest: RunManifest, dataset: Dataset, global: GlobalOptions) throws {
        examples = Dictionary(uniqueKeysWithValues: dataset.examples.map { ($0.id, $0) })
        guard let name else {
            (store, id, known, answered) = (nil, 0, [], [])
            return
        }
        let store = try EvaluationStore(project: global.folder)
        self.store = store
        if let stored = try store.run(named: name), !stored.isFinished, let old = RunManifest(stored.manifest) {
            try manifest.check(continuing: old)
            id = stored.id
            let results = try store.results(of: stored.id).compactMap { ExampleResult($0) }
            known = results.filter { Set($0.scores.keys).isSuperset(of: manifest.scorers) }
            answered = results.filter { !Set($0.scores.keys).isSuperset(of: manifest.scorers) }
        } else {
            id = try store.begin(name: name, manifest: manifest.json, now: EvalFiles.now)
            (known, answered) = ([], [])
        }
    }

    func record(_ result: ExampleResult) throws {
        guard store != nil else { return }
        pending.append(StoredEvaluations.entry(result, examples[result.exampleID]))
        let isPaid = result.outcome.costMicroUSD ?? 1 > 0
        if isPaid || pending.count >= 500 || ContinuousClock.now - lastWriting > .seconds(1) { try write() }
    }

    func finish(isComplete: Bool) throws {
        try write()
        if isComplete { try store?.finish(id) }
    }

    private func write() throws {
        try store?.add(pending, to: id)
        pending = []
        lastWriting = .now
    }
}
