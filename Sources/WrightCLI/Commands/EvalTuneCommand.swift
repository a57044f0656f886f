internal import ArgumentParser
internal import WrightCore
internal import WrightEncoder
internal import WrightEvaluation
internal import WrightIndex
internal import WrightModel
internal import WrightRetrieval
internal import WrightStore
internal import WrightText

/// Searches for settings on one part of a set and measures the choice on the other.
struct EvalTuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Choose retrieval settings on one half of a BEIR folder's queries, and measure them on the other.",
        discussion: """
            Tried are search by words, by meaning, and both with weights from 0.1 to 0.9 or joined by ranks. The \
            held-out half is looked at once, for the setting chosen and the one of before. Exits \
            with 3 if the choice is worse there.
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
        let vectors = try await encoder.asyncMap { try await Embedding.rows(of: set.texts, by: $0, bar: bar) }
        let analyzer = Analyzer(configuration: .init(language: set.language))
        let index = try SearchIndex.inMemory(set.fields, analyzer: analyzer, vectors: vectors, model: encoder?.model)
        let search = TuningSearch(set: set, index: index, metric: metric, limit: limit)
        let division = DatasetSplit.trainAndTest(testShare: testShare, seed: seed)
        let queries = set.dataset.judgedQueries
        let isTraining = queries.map { division.part(of: Example(id: $0.id, input: $0.text)) == "train" }
        let queryVectors = try await encoder.asyncMap {
            try await Embedding.rows(of: queries.map(\.text), by: $0, bar: bar)
        }
        let settings = TuningSetting.all(hasVectors: encoder != nil)
        let parts = [true, false].map { wanted in queries.indices.filter { isTraining[$0] == wanted } }
        guard parts.allSatisfy({ $0.count > 1 }) else {
            throw CLIError.settingInvalid(
                "The set has \(queries.count) judged queries, too few for two parts.",
                remedy: "Judge more queries, or change '--test-share'."
            )
        }
        var trials: [TuningReport.Trial] = []
        for (number, setting) in settings.enumerated() {
            let scores = try search.scores(setting, queries, queryVectors, at: parts[0])
            trials.append(.init(setting: setting.description, scores: scores))
            bar.update("trying settings", done: number + 1, total: settings.count)
        }
        bar.clear()
        let incumbent = settings.firstIndex { $0.isDefault } ?? 0
        let chosen = TuningReport.best(trials)
        let report = TuningReport(
            trials: trials,
            incumbent: incumbent,
            heldOut: (
                try search.scores(settings[incumbent], queries, queryVectors, at: parts[1]),
                try search.scores(settings[chosen], queries, queryVectors, at: parts[1]), nil
            )
        )
        write(report, before: settings[incumbent].description, counts: parts.map(\.count))
        if report.heldOut.verdict == .worse { throw ExitCode(3) }
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
                "optimism": .double(report.optimism), "heldOut": report.heldOut.json,
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
        Output.line("held out: " + report.heldOut.sentence())
    }
}

/// A way to search.
private struct TuningSetting: CustomStringConvertible {
    var mode: RetrievalMode
    var fusion: RankFusion
    var description: String
    var isDefault = false

    static func all(hasVectors: Bool) -> [Self] {
        let words = Self(mode: .lexical, fusion: .reciprocalRank(k: 60), description: "lexical", isDefault: !hasVectors)
        guard hasVectors else { return [words] }
        var settings = [words, Self(mode: .vector, fusion: .reciprocalRank(k: 60), description: "vector")]
        for tenth in 1...9 {
            let weight = Double(tenth) / 10
            settings.append(
                Self(
                    mode: .hybrid,
                    fusion: .weightedSum(vectorWeight: weight),
                    description: "hybrid, sum, vector weight 0.\(tenth)",
                    isDefault: abs(weight - RankFusion.defaultVectorWeight) < 0.01
                )
            )
        }
        if !settings.contains(where: \.isDefault) {
            settings.append(
                Self(
                    mode: .hybrid,
                    fusion: .weightedSum(vectorWeight: RankFusion.defaultVectorWeight),
                    description: "hybrid, sum, vector weight \(FigureForm.plain(RankFusion.defaultVectorWeight))",
                    isDefault: true
                )
            )
        }
        for k in [10.0, 60] {
            settings.append(
                Self(mode: .hybrid, fusion: .reciprocalRank(k: k), description: "hybrid, ranks, k \(Int(k))")
            )
        }
        return settings
    }
}

/// Searches and measures.
private struct TuningSearch {
    let set: EvaluationSet
    let index: SearchIndex
    let metric: RetrievalMetric
    let limit: Int

    /// The metric of the queries at these places.
    func scores(
        _ setting: TuningSetting,
        _ queries: [BEIRDataset.Query],
        _ vectors: [[Float]]?,
        at places: [Int]
    ) throws -> [Double] {
        var run = RankedRun()
        var judged = RelevanceJudgements()
        for place in places {
            var query = RetrievalQuery(queries[place].text, mode: setting.mode, limit: limit)
            query.fusion = setting.fusion
            let entries = try index.search(query, mode: setting.mode, vector: vectors?[place], filter: nil).entries
            let id = queries[place].id
            try run.setRanking(
                entries.map { .init(document: set.identifiers[Int($0.ordinal)], score: $0.score) },
                forQuery: id
            )
            for (document, grade) in set.dataset.judgements.grades[id] ?? [:] {
                judged.judge(document: document, forQuery: id, grade: grade)
            }
        }
        let found = RetrievalEvaluation(run: run, judgements: judged, metrics: [metric])
        // By query, in the order of the places, so that all settings pair.
        let byQuery = Dictionary(uniqueKeysWithValues: zip(found.queries, found.scores(of: metric)))
        return places.map { byQuery[queries[$0].id] ?? 0 }
    }
}
