internal import ArgumentParser
internal import WrightCore
internal import WrightEncoder
internal import WrightEvaluation
internal import WrightIndex
internal import WrightModel
internal import WrightRetrieval
private import WrightStore
internal import WrightText

/// Measures retrieval on a set with relevance judgements.
struct EvalRetrievalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrieval",
        abstract: "Measure retrieval on a BEIR folder: nDCG, MAP, MRR, recall, precision with 95 % intervals.",
        discussion: """
            The folder holds corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv. Each document is one chunk. The values \
            are those of trec_eval; judged queries without hits count as 0.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: "What decides: lexical, vector or hybrid.")
    var mode: RetrievalMode = .hybrid

    @Option(help: "How many documents are retrieved for each query, 10 to 1000.")
    var limit = 100

    @Option(help: "Which judgements: the name of a file in qrels.")
    var split = "test"

    @Option(help: "How hybrid search joins its signals: sum or rrf.")
    var fusion: RetrievalOptions.FusionName = .sum

    @Option(help: ArgumentHelp("The weight of meaning against words in the sum, 0 to 1.", valueName: "weight"))
    var vectorWeight = RankFusion.defaultVectorWeight

    @Option(help: "The language of the words (en, de, …); default: found out from the documents.")
    var language: String?

    @Option(help: ArgumentHelp("The embedding model's name or folder.", valueName: "name"))
    var model = ModelSpecification.allMiniLM.name

    @Option(help: ArgumentHelp("Send the queries through this adapter, from 'eval adapt'.", valueName: "file"))
    var adapter: String?

    @Option(help: ArgumentHelp("Write the ranking here, in TREC's form.", valueName: "file"))
    var runFile: String?

    @Argument(help: "The folder of the set.", completion: .directory)
    var dataset: String

    func validate() throws {
        guard (10...1000).contains(limit) else { throw ValidationError("'--limit' must be from 10 to 1000.") }
        guard (0...1).contains(vectorWeight) else { throw ValidationError("'--vector-weight' must be from 0 to 1.") }
    }

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let set = try EvaluationSet(folder: dataset, split: split)
        let encoder = mode == .lexical ? nil : try ModelLoading.encoder(named: model)
        let language = self.language.map { TextLanguage(code: $0) } ?? set.language
        let analyzer = Analyzer(configuration: .init(language: language))
        let bar = ProgressBar(isQuiet: global.quiet)
        let vectors = try await encoder.asyncMap { try await Embedding.rows(of: set.texts, by: $0, bar: bar) }
        let index = try SearchIndex.inMemory(set.fields, analyzer: analyzer, vectors: vectors, model: encoder?.model)
        let queries = set.dataset.judgedQueries
        let searchStart = clock.now
        let asking = try adapter.map { try AdapterFile.adapted(encoder, by: $0) } ?? encoder
        let queryVectors = try await asking.asyncMap {
            try await Embedding.rows(of: queries.map(\.text), by: $0, for: .query, bar: bar)
        }
        var run = RankedRun()
        for (number, query) in queries.enumerated() {
            let entries = try search(index, query.text, vector: queryVectors?[number])
            try run.setRanking(
                entries.map { .init(document: set.identifiers[Int($0.ordinal)], score: $0.score) },
                forQuery: query.id
            )
            bar.update("searching", done: number + 1, total: queries.count)
        }
        let searchSeconds = searchStart.duration(to: clock.now).fractionalSeconds
        bar.clear()
        if let runFile {
            try Array(run.text(tag: "wright-\(mode.rawValue)").utf8)
                .withUnsafeBytes { try AtomicFile.write($0, to: runFile) }
        }
        let evaluation = RetrievalEvaluation(run: run, judgements: set.dataset.judgements)
        let rate = searchSeconds > 0 ? Double(queries.count) / searchSeconds : 0
        let seconds = start.duration(to: clock.now).fractionalSeconds
        report(evaluation, documents: set.texts.count, language: language.code, rate: rate, seconds: seconds)
    }

    private func search(_ index: SearchIndex, _ text: String, vector: [Float]?) throws -> [SearchIndex.Entry] {
        var query = RetrievalQuery(text, mode: mode, limit: limit)
        query.fusion = fusion == .rrf ? .reciprocalRank(k: 60) : .weightedSum(vectorWeight: vectorWeight)
        return try index.search(query, mode: mode, vector: vector, filter: nil).entries
    }

    private func report(
        _ evaluation: RetrievalEvaluation,
        documents: Int,
        language: String,
        rate: Double,
        seconds: Double
    ) {
        if global.json {
            let metrics = evaluation.metrics.map { metric in
                JSONValue.Member(metric.description, MetricForm.json(evaluation.value(of: metric)))
            }
            Output.json([
                "schema": 1, "queries": .int(evaluation.queries.count), "documents": .int(documents),
                "mode": .string(mode.rawValue), "split": .string(split), "language": .string(language),
                "metrics": .object(metrics), "queriesPerSecond": .double(rate), "seconds": .double(seconds),
            ])
            return
        }
        Output.line(
            "\(evaluation.queries.count) queries, \(documents) documents, \(mode.rawValue), language \(language)"
        )
        for metric in evaluation.metrics {
            let name = metric.description
            Output.line(
                name + String(repeating: " ", count: max(1, 12 - name.count))
                    + MetricForm.text(evaluation.value(of: metric))
            )
        }
        Output.line("\(Int(rate)) queries/s, \(HitForm.number(seconds)) s in all")
    }
}

/// How measured values are written.
enum MetricForm {
    static func json(_ value: MetricValue) -> JSONValue {
        switch value {
        case .measured(let estimate):
            var members: [JSONValue.Member] = [.init("mean", .double(estimate.mean))]
            if let low = estimate.low, let high = estimate.high {
                members.append(.init("low", .double(low)))
                members.append(.init("high", .double(high)))
            }
            return .object(members)
        case .notMeasured(let why):
            return ["notMeasured": .string(why)]
        }
    }

    static func text(_ value: MetricValue) -> String {
        switch value {
        case .measured(let estimate):
            guard let low = estimate.low, let high = estimate.high else { return fourDigits(estimate.mean) }
            return "\(fourDigits(estimate.mean))  (\(fourDigits(low)) to \(fourDigits(high)))"
        case .notMeasured(let why):
            return "not measured: " + why
        }
    }

    static func fourDigits(_ value: Double) -> String {
        let scaled = Int((abs(value) * 10_000).rounded())
        return "\(value < 0 ? "-" : "")\(scaled / 10_000)." + String(scaled % 10_000 + 10_000).dropFirst()
    }
}

/// A BEIR folder, read.
struct EvaluationSet {
    let dataset: BEIRDataset
    let identifiers: [String]
    /// Title and text of each document.
    let texts: [String]
    /// Title and text of each document, apart.
    let fields: [LexicalText]

    init(folder: String, split: String) throws {
        let corpus = try MappedFile(path: folder + "/corpus.jsonl")
        let queries = try MappedFile(path: folder + "/queries.jsonl")
        let judgements = try MappedFile(path: folder + "/qrels/\(split).tsv")
        dataset = try queries.withBytes { queries in
            try judgements.withBytes { try BEIRDataset(queries: queries, judgements: $0) }
        }
        var identifiers: [String] = []
        var texts: [String] = []
        var fields: [LexicalText] = []
        try corpus.withBytes {
            try BEIRDataset.readDocuments(in: $0) { document in
                identifiers.append(document.id)
                texts.append(document.titleAndText)
                fields.append(LexicalText(title: document.title, body: document.text))
            }
        }
        self.identifiers = identifiers
        self.texts = texts
        self.fields = fields
    }

    /// The language that most documents are in.
    var language: TextLanguage {
        LanguageDetector.dominantLanguage(of: texts.prefix(300).map { String($0.prefix(2000)) })
    }
}

extension Embedding {
    /// The vectors of many texts, with progress.
    static func rows(
        of texts: [String],
        by encoder: any Embedder,
        for use: EmbeddingUse = .document,
        bar: ProgressBar
    ) async throws -> [[Float]] {
        var rows: [[Float]] = []
        for first in stride(from: 0, to: texts.count, by: 2048) {
            let slice = Array(texts[first..<min(first + 2048, texts.count)])
            rows += try await encoder.embed(slice, for: use).map(\.vector)
            bar.update("embedding", done: rows.count, total: texts.count)
        }
        return rows
    }
}

extension Optional {
    /// `map` for work that waits.
    func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        switch self {
        case .some(let wrapped): try await body(wrapped)
        case .none: nil
        }
    }
}
