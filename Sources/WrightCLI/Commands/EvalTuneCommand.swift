internal import ArgumentParser
internal import WrightCore
internal import WrightEncoder
internal import WrightEvaluation
internal import WrightModel
internal import WrightRetrieval
internal import WrightStore

/// Searches for settings on one part of a set and measures the choice on the other.
struct EvalTuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Choose retrieval settings on one half of a BEIR folder's queries, and measure them on the other.",
        discussion: """
            Tried are search by words, by meaning, and both with weights from 0.1 to 0.9 or joined by ranks; then, on \
            the best of these, the weight of titles, marginal relevance, the chunkers of '--chunker' and the reranker \
            of '--rerank'. Every setting tried counts in the corrected p value. The held-out half is looked at once, \
            for the setting chosen and the one of before; a choice that did not change is not compared with itself. \
            Exits with 3 if the choice is worse there.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("What is made as high as possible, such as ndcg@10 or recall@100.", valueName: "metric"))
    var metric = "ndcg@10"

    @Option(help: "Which judgements: the name of a file in qrels.")
    var split = "test"

    @Option(help: ArgumentHelp("The share of queries that is held out.", valueName: "rate"))
    var testShare = 0.5

    @Option(help: "How many documents are retrieved for each query, 10 to 1000.")
    var limit = 100

    @Option(help: "What the halves are made with.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("The embedding model's name or folder.", valueName: "name"))
    var model = ModelSpecification.allMiniLM.name

    @Option(
        help: ArgumentHelp(
            "Try documents cut by this chunker and its tokens, such as structure:200; may be repeated.",
            valueName: "kind:tokens"
        )
    )
    var chunker: [String] = []

    @Option(help: ArgumentHelp("Try this cross-encoder on the best 10 and 30 hits.", valueName: "model"))
    var rerank: String?

    @Flag(help: "Try search by words alone; nothing is embedded.")
    var lexical = false

    @Argument(help: "The folder of the set.", completion: .directory)
    var dataset: String

    func validate() throws {
        guard (10...1000).contains(limit) else { throw ValidationError("'--limit' must be from 10 to 1000.") }
        guard testShare > 0, testShare < 1 else { throw ValidationError("'--test-share' must lie between 0 and 1.") }
    }

    func run() async throws {
        let metric = try RetrievalMetric(parsing: metric)
        let set = try EvaluationSet(folder: dataset, split: split)
        let encoder = lexical ? nil : try ModelLoading.encoderIfInstalled(named: model)
        let bar = ProgressBar(isQuiet: global.quiet)
        let queries = set.dataset.judgedQueries
        let queryVectors = try await encoder.asyncMap {
            try await Embedding.rows(of: queries.map(\.text), by: $0, for: .query, bar: bar)
        }
        let division = DatasetSplit.trainAndTest(testShare: testShare, seed: seed)
        let isTraining = queries.map { division.part(of: Example(id: $0.id, input: $0.text)) == "train" }
        let parts = [true, false].map { wanted in queries.indices.filter { isTraining[$0] == wanted } }
        guard parts.allSatisfy({ $0.count > 1 }) else {
            throw CLIError.settingInvalid(
                "The set has \(queries.count) judged queries, too few for two parts.",
                remedy: "Judge more queries, or change '--test-share'."
            )
        }
        var indexes: [TuningIndex] = []
        for name in [TuningIndex.whole] + chunker {
            indexes.append(try await TuningIndex(name, set: set, encoder: encoder, bar: bar))
        }
        let search = TuningSearch(
            set: set,
            indexes: indexes,
            metric: metric,
            limit: limit,
            reranker: try rerank.map { try ModelLoading.reranker(named: $0) }
        )
        let asked = TuningSearch.Queries(queries: queries, vectors: queryVectors)
        var tried: [(setting: TuningSetting, scores: [Double])] = []
        for axis in TuningSetting.axes(
            hasVectors: encoder != nil,
            indexCount: indexes.count,
            hasReranker: rerank != nil
        ) {
            let best = tried.isEmpty ? TuningSetting() : tried[TuningReport.best(Self.trials(tried, indexes))].setting
            let fresh = axis(best).filter { setting in !tried.contains { $0.setting == setting } }
            for (number, setting) in fresh.enumerated() {
                tried.append((setting, try await search.scores(setting, asked, at: parts[0])))
                bar.update("trying settings", done: number + 1, total: fresh.count)
            }
        }
        bar.clear()
        let trials = Self.trials(tried, indexes)
        let incumbent = tried.firstIndex { $0.setting == .standard(hasVectors: encoder != nil) } ?? 0
        let report = TuningReport(
            trials: trials,
            incumbent: incumbent,
            heldOut: (
                try await search.scores(tried[incumbent].setting, asked, at: parts[1]),
                try await search.scores(tried[TuningReport.best(trials)].setting, asked, at: parts[1]), nil
            )
        )
        write(report, before: trials[incumbent].setting, counts: parts.map(\.count))
        if report.heldOut.verdict == .worse { throw ExitCode(3) }
    }

    private static func trials(
        _ tried: [(setting: TuningSetting, scores: [Double])],
        _ indexes: [TuningIndex]
    ) -> [TuningReport.Trial] {
        tried.map { .init(setting: $0.setting.description(indexes.map(\.name)), scores: $0.scores) }
    }

    private func write(_ report: TuningReport, before: String, counts: [Int]) {
        let chosen = report.trials[0]
        if global.json {
            Output.json([
                "schema": 1, "metric": .string(metric), "chosen": .string(chosen.setting), "before": .string(before),
                "trainingQueries": .int(counts[0]), "heldOutQueries": .int(counts[1]),
                "trials": .array(
                    report.trials.map { ["setting": .string($0.setting), "mean": .double($0.mean)] }
                ),
                "trialCount": .int(report.trialCount),
                "trainingP": report.trainingPValue.map { JSONValue.double($0) } ?? .null,
                "optimism": .double(report.optimism), "changed": .bool(report.isChanged),
                "heldOut": report.isChanged ? report.heldOut.json : .null,
                "heldOutMean": .double(report.heldOut.candidateMean),
            ])
            return
        }
        Output.line("\(report.trialCount) settings tried on \(counts[0]) queries, \(counts[1]) held out")
        for trial in report.trials.prefix(5) { Output.line("  \(FigureForm.plain(trial.mean))  \(trial.setting)") }
        Output.line("chosen: \(chosen.setting) (before: \(before))")
        if let value = report.trainingPValue {
            Output.line(
                "training p, corrected for \(report.trialCount - 1) comparisons: \(FigureForm.probability(value))"
            )
        }
        Output.line("optimism of the best of many: \(FigureForm.plain(report.optimism))")
        let mean = FigureForm.plain(report.heldOut.candidateMean)
        Output.line(
            report.isChanged
                ? "held out: " + report.heldOut.sentence()
                : "held out: \(mean); the choice did not change, so there is nothing to compare"
        )
    }
}
