internal import ArgumentParser
internal import WrightCore
internal import WrightEncoder
internal import WrightEvaluation
internal import WrightIndex
internal import WrightModel
internal import WrightRetrieval
internal import WrightStore
internal import WrightText

/// Trains an adapter for a model's embeddings of questions, and writes it only if it is better.
struct EvalAdaptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapt",
        abstract: "Train an adapter that moves questions towards their documents; it is kept only if it is better.",
        discussion: """
            SET is a folder in BEIR's form (with qrels/train.tsv, or else its queries are divided), one in SQuAD's \
            form, or a file of examples whose 'contexts' have texts. A matrix learns from training questions against \
            documents that only look right, stops by a fifth of them, and is then compared with the plain model on \
            the test questions, which it has not seen. Only the verdict 'better' writes the file; anything else exits \
            with 3. 'adapter: FILE' in wright.yaml puts it to use; nothing is indexed again.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the adapter goes.", valueName: "file"))
    var output: String

    @Option(help: "How is searched when it is measured: vector or hybrid.")
    var mode: RetrievalMode = .hybrid

    @Option(help: ArgumentHelp("What decides on the test questions.", valueName: "metric"))
    var metric = "ndcg@10"

    @Option(help: "Which judgements are learnt from: the name of a file in qrels.")
    var trainSplit = "train"

    @Option(help: "Which judgements decide: the name of a file in qrels.")
    var split = "test"

    @Option(help: ArgumentHelp("Passes over the questions at most.", valueName: "count"))
    var epochs = AdapterTraining.Configuration().epochLimit

    @Option(help: "What random choices start from.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("The embedding model's name or folder.", valueName: "name"))
    var model = ModelSpecification.allMiniLM.name

    @Argument(help: "The questions and their documents.", completion: .file())
    var set: String

    func validate() throws {
        guard mode != .lexical else { throw ValidationError("'--mode' must be vector or hybrid.") }
        guard (1...1000).contains(epochs) else { throw ValidationError("'--epochs' must be from 1 to 1000.") }
    }

    func run() async throws {
        let metric = try RetrievalMetric(parsing: metric)
        let set = try AdapterSet(self.set, trainSplit: trainSplit, testSplit: split, seed: seed)
        let bar = ProgressBar(isQuiet: global.quiet)
        let encoder = try ModelLoading.encoder(named: model)
        let vectors = try await Embedding.rows(of: set.texts, by: encoder, bar: bar)
        let asked = try await set.embedded(by: encoder, bar: bar)
        let validation = DatasetSplit(
            parts: [.init(name: "learn", share: 0.8), .init(name: "stop", share: 0.2)],
            seed: seed
        )
        let parts = Dictionary(grouping: asked.training.indices) { place in
            validation.part(of: set.training[place].example)
        }
        var configuration = AdapterTraining.Configuration()
        configuration.seed = seed
        configuration.epochLimit = epochs
        let learnt = try AdapterTraining(documents: vectors, configuration: configuration)
            .outcome(
                training: (parts["learn"] ?? []).map { asked.training[$0] },
                validation: (parts["stop"] ?? []).map { asked.training[$0] }
            ) { epoch, value in
                bar.update("learning (\(FigureForm.plain(value)))", done: epoch, total: configuration.epochLimit)
            }
        bar.clear()
        let index = try SearchIndex.inMemory(
            set.fields,
            analyzer: Analyzer(configuration: .init(language: set.language)),
            vectors: vectors,
            model: encoder.model
        )
        let measuring = AdapterMeasurement(set: set, index: index, metric: metric, mode: mode)
        let draft = LinearAdapter(
            matrix: learnt.matrix,
            model: encoder.model,
            evidence: .init(measure: "", verdict: "", before: 0, after: 0, queryCount: 0)
        )
        let scores = (
            before: try measuring.scores(asked.test.map(\.vector)),
            after: try measuring.scores(asked.test.map { draft.adapted($0.vector) })
        )
        let comparison = GateComparison(baseline: scores.before, candidate: scores.after, clusters: set.clusters)
        let places = set.unseenPlaces
        let unseen = GateComparison(
            baseline: places.map { scores.before[$0] },
            candidate: places.map { scores.after[$0] },
            clusters: set.clusters.map { clusters in places.map { clusters[$0] } }
        )
        let adapter = LinearAdapter(
            matrix: learnt.matrix,
            model: encoder.model,
            evidence: .init(
                measure: "\(self.metric) \(mode.rawValue)",
                verdict: comparison.verdict.rawValue,
                before: comparison.baselineMean,
                after: comparison.candidateMean,
                queryCount: comparison.count
            )
        )
        let isKept = comparison.verdict == .better
        if isKept { try adapter.bytes.withUnsafeBytes { try AtomicFile.write($0, to: output) } }
        let counts = (learn: parts["learn"]?.count ?? 0, stop: parts["stop"]?.count ?? 0)
        report(learnt, comparison, unseen: unseen, counts: counts)
        if !isKept { throw ExitCode(3) }
    }

    private func report(
        _ learnt: AdapterTraining.Outcome,
        _ comparison: GateComparison,
        unseen: GateComparison,
        counts: (learn: Int, stop: Int)
    ) {
        let isKept = comparison.verdict == .better
        if global.json {
            Output.json([
                "schema": 1, "written": .bool(isKept), "metric": .string(metric), "mode": .string(mode.rawValue),
                "trainingQueries": .int(counts.learn), "stoppingQueries": .int(counts.stop),
                "bestEpoch": .int(learnt.bestEpoch), "epochs": .int(learnt.losses.count),
                "stoppingNDCG": .array(learnt.validation.map { .double($0) }), "heldOut": comparison.json,
                "unseenDocuments": unseen.json,
            ])
            return
        }
        let before = FigureForm.plain(learnt.validation[0])
        let after = FigureForm.plain(learnt.validation[learnt.bestEpoch])
        Output.line(
            "learnt from \(counts.learn) questions in \(learnt.losses.count) passes, the best: \(learnt.bestEpoch)"
        )
        Output.line("nDCG@10 by meaning on the \(counts.stop) questions it stopped by: \(before) → \(after)")
        Output.line("held out, \(metric), \(mode.rawValue): " + comparison.sentence())
        if unseen.count > 0, unseen.count < comparison.count {
            Output.line("  whose documents answered no training question, n \(unseen.count): " + unseen.sentence())
        }
        Output.line(isKept ? "written to \(output)" : "not written: only an adapter that is better is kept")
    }
}

/// Questions with the documents that answer them, divided into those to learn from and those that decide.
struct AdapterSet {
    /// A question.
    struct Question {
        /// The question with its cluster.
        var example: Example
        /// The documents that answer it, by place, and how well.
        var relevant: [Int: Int]
    }

    private(set) var training: [Question] = []
    private(set) var test: [Question] = []
    private(set) var texts: [String] = []
    private(set) var fields: [LexicalText] = []
    private(set) var language = TextLanguage.english
    private var places: [String: Int] = [:]

    /// The clusters of the test questions; nil where there are none.
    var clusters: [String]? {
        test.contains { $0.example.cluster != nil } ? test.map { $0.example.cluster ?? $0.example.id } : nil
    }

    /// The test questions of whose documents none answers a training question.
    var unseenPlaces: [Int] {
        let seen = training.reduce(into: Set<Int>()) { $0.formUnion($1.relevant.keys) }
        return test.indices.filter { seen.isDisjoint(with: test[$0].relevant.keys) }
    }

    /// Reads a set.
    init(_ path: String, trainSplit: String, testSplit: String, seed: UInt64) throws {
        if EvalFiles.isFolder(path), EvalFiles.exists(path + "/corpus.jsonl") {
            try readFolder(path, trainSplit, testSplit, seed: seed)
        } else {
            try readExamples(try EvalFiles.dataset(path).examples, seed: seed)
        }
        guard !test.isEmpty, !training.isEmpty else {
            throw CLIError.settingInvalid(
                "The set '\(path)' has \(training.count) questions to learn from and \(test.count) to decide by.",
                remedy: "Give questions whose documents are known: judgements, or examples whose contexts have texts."
            )
        }
        language = LanguageDetector.dominantLanguage(of: texts.prefix(300).map { String($0.prefix(2000)) })
    }

    private mutating func readFolder(_ path: String, _ trainSplit: String, _ testSplit: String, seed: UInt64) throws {
        let set = try EvaluationSet(folder: path, split: testSplit)
        texts = set.texts
        fields = set.fields
        places = Dictionary(zip(set.identifiers, set.identifiers.indices), uniquingKeysWith: { first, _ in first })
        let questions = questions(of: set.dataset)
        if EvalFiles.exists(path + "/qrels/\(trainSplit).tsv") {
            let other = try EvaluationSet.questions(folder: path, split: trainSplit)
            let decisive = Set(questions.map(\.example.id))
            training = self.questions(of: other).filter { !decisive.contains($0.example.id) }
            test = questions
        } else {
            divide(questions, seed: seed)
        }
    }

    private func questions(of set: BEIRDataset) -> [Question] {
        set.judgedQueries.map { query in
            var relevant: [Int: Int] = [:]
            for (document, grade) in set.judgements.grades[query.id] ?? [:] where grade > 0 {
                if let place = places[document] { relevant[place] = grade }
            }
            return Question(example: Example(id: query.id, input: query.text), relevant: relevant)
        }
    }

    private mutating func readExamples(_ examples: [Example], seed: UInt64) throws {
        var questions: [Question] = []
        for example in examples where example.isAnswerable {
            var relevant: [Int: Int] = [:]
            for context in example.contexts where !context.text.isEmpty {
                if places[context.text] == nil {
                    places[context.text] = texts.count
                    texts.append(context.text)
                    fields.append(LexicalText(body: context.text))
                }
                let grade = example.metadata["grades"]?[context.id]?.int ?? 1
                relevant[places[context.text] ?? 0] = max(1, grade)
            }
            if !relevant.isEmpty { questions.append(Question(example: example, relevant: relevant)) }
        }
        divide(questions, seed: seed)
    }

    private mutating func divide(_ questions: [Question], seed: UInt64) {
        let split = DatasetSplit.trainAndTest(seed: seed)
        training = questions.filter { split.part(of: $0.example) == "train" }
        test = questions.filter { split.part(of: $0.example) == "test" }
    }

    /// The questions' embeddings.
    func embedded(
        by encoder: any Embedder,
        bar: ProgressBar
    ) async throws -> (training: [AdapterTraining.Query], test: [AdapterTraining.Query]) {
        let rows = try await Embedding.rows(
            of: (training + test).map(\.example.input),
            by: encoder,
            for: .query,
            bar: bar
        )
        let queries = zip(training + test, rows)
            .map { AdapterTraining.Query(vector: $1, relevant: $0.relevant) }
        return (Array(queries.prefix(training.count)), Array(queries.dropFirst(training.count)))
    }
}

extension EvaluationSet {
    /// The queries and judgements of another part of a folder, without its documents.
    static func questions(folder: String, split: String) throws -> BEIRDataset {
        let queries = try MappedFile(path: folder + "/queries.jsonl")
        let judgements = try MappedFile(path: folder + "/qrels/\(split).tsv")
        return try queries.withBytes { queries in
            try judgements.withBytes { try BEIRDataset(queries: queries, judgements: $0) }
        }
    }
}

/// Searches the test questions of a set with one embedding or another.
struct AdapterMeasurement {
    let set: AdapterSet
    let index: SearchIndex
    let metric: RetrievalMetric
    let mode: RetrievalMode

    /// The metric of each test question, in order.
    func scores(_ vectors: [[Float]]) throws -> [Double] {
        try zip(set.test, vectors)
            .map { question, vector in
                let query = RetrievalQuery(question.example.input, mode: mode, limit: 100)
                let entries = try index.search(query, mode: mode, vector: vector, filter: nil).entries
                let ranking = entries.map { RankedRun.Entry(document: String($0.ordinal), score: $0.score) }
                var run = RankedRun()
                try run.setRanking(ranking, forQuery: "q")
                let grades = question.relevant.map { (String($0.key), $0.value) }
                let judged = RelevanceJudgements(["q": Dictionary(grades, uniquingKeysWith: { first, _ in first })])
                let evaluation = RetrievalEvaluation(run: run, judgements: judged, metrics: [metric])
                return evaluation.scores(of: metric).first ?? 0
            }
    }
}
