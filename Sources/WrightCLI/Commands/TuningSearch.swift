internal import ArgumentParser
internal import WrightCore
internal import WrightDocuments
internal import WrightEncoder
internal import WrightEvaluation
internal import WrightIndex
internal import WrightModel
internal import WrightRetrieval
internal import WrightText

/// A way to search.
struct TuningSetting: Hashable {
    var mode = RetrievalMode.lexical
    var fusion = RankFusion.reciprocalRank(k: 60)
    var titleWeight = LexicalFieldWeights().title
    /// The weight of relevance against novelty; nil: hits stay in order of relevance.
    var relevanceWeight: Double?
    /// Which of the indexes: 0 is that of whole documents.
    var index = 0
    /// How many hits are judged again; 0: none.
    var rerankCount = 0

    /// What a project does without settings.
    static func standard(hasVectors: Bool) -> Self {
        guard hasVectors else { return Self() }
        return Self(mode: .hybrid, fusion: .weightedSum(vectorWeight: RankFusion.defaultVectorWeight))
    }

    /// What is tried, one after the other: each begins with the best of all before.
    static func axes(hasVectors: Bool, indexCount: Int, hasReranker: Bool) -> [(Self) -> [Self]] {
        var axes: [(Self) -> [Self]] = [{ _ in signals(hasVectors: hasVectors) }]
        axes.append { best in
            guard best.mode != .vector else { return [] }
            return ([1, 2, 3, 5] as [Float]).map { weight in best.with { $0.titleWeight = weight } }
        }
        if hasVectors {
            axes.append { best in [0.9, 0.7, 0.5].map { weight in best.with { $0.relevanceWeight = weight } } }
        }
        axes.append { best in (0..<indexCount).map { index in best.with { $0.index = index } } }
        if hasReranker { axes.append { best in [10, 30].map { count in best.with { $0.rerankCount = count } } } }
        return axes
    }

    private static func signals(hasVectors: Bool) -> [Self] {
        guard hasVectors else { return [Self()] }
        var settings = [Self(), Self(mode: .vector), .standard(hasVectors: true)]
        settings += (1...9).map { Self(mode: .hybrid, fusion: .weightedSum(vectorWeight: Double($0) / 10)) }
        return settings + [10.0, 30, 60, 100].map { Self(mode: .hybrid, fusion: .reciprocalRank(k: $0)) }
    }

    private func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }

    /// The setting in words.
    func description(_ indexNames: [String]) -> String {
        var parts = [mode.rawValue]
        if mode == .hybrid {
            switch fusion {
            case .weightedSum(let weight): parts.append("sum, vector weight \(FigureForm.plain(weight, digits: 2))")
            case .reciprocalRank(let k): parts.append("ranks, k \(Int(k))")
            }
        }
        if titleWeight != LexicalFieldWeights().title { parts.append("title weight \(Int(titleWeight))") }
        if let relevanceWeight { parts.append("mmr \(FigureForm.plain(relevanceWeight, digits: 1))") }
        if index > 0 { parts.append(indexNames[index]) }
        if rerankCount > 0 { parts.append("\(rerankCount) reranked") }
        return parts.joined(separator: ", ")
    }
}

/// The documents of a set, whole or cut, in an index.
struct TuningIndex {
    /// The name of the index whose chunks are whole documents.
    static let whole = "whole"

    let name: String
    let index: SearchIndex
    /// The document of each chunk, by its place in the set.
    let documents: [Int]
    let texts: [String]

    init(_ name: String, set: EvaluationSet, encoder: (any SentenceEncoder)?, bar: ProgressBar) async throws {
        self.name = name
        var fields = set.fields
        if name == Self.whole {
            documents = Array(set.texts.indices)
            texts = set.texts
        } else {
            let chunker = try Self.chunker(name, encoder)
            var cut: [(document: Int, text: String)] = []
            for (place, field) in set.fields.enumerated() {
                let text = field.body
                let document = Document(
                    uri: set.identifiers[place],
                    title: field.title,
                    mediaType: .plainText,
                    text: text,
                    blocks: [Block(kind: .paragraph, range: 0..<text.utf8.count)],
                    contentHash: ContentHash(of: text)
                )
                let chunks = chunker.chunks(of: document).map(\.text)
                cut += (chunks.isEmpty ? [text] : chunks).map { (place, $0) }
            }
            documents = cut.map(\.document)
            fields = cut.map { LexicalText(title: set.fields[$0.document].title, body: $0.text) }
            texts = cut.map { [set.fields[$0.document].title, $0.text].filter { !$0.isEmpty }.joined(separator: " ") }
        }
        let embedded = self.texts
        let vectors = try await encoder.asyncMap { try await Embedding.rows(of: embedded, by: $0, bar: bar) }
        let analyzer = Analyzer(configuration: .init(language: set.language))
        index = try SearchIndex.inMemory(fields, analyzer: analyzer, vectors: vectors, model: encoder?.model)
    }

    private static func chunker(_ name: String, _ encoder: (any SentenceEncoder)?) throws -> any Chunker {
        let parts = name.split(separator: ":").map(String.init)
        guard parts.count == 2, let kind = ChunkerKind(rawValue: parts[0]), let tokens = Int(parts[1]),
            (16...4096).contains(tokens)
        else { throw ValidationError("'\(name)' is no chunker; write for example structure:200.") }
        guard let encoder else { return kind.chunker(targetTokenCount: tokens) }
        return kind.chunker(targetTokenCount: tokens) { encoder.tokenCount(of: String($0)) }
    }
}

/// Searches and measures.
struct TuningSearch {
    /// What is asked.
    struct Queries {
        let queries: [BEIRDataset.Query]
        let vectors: [[Float]]?
    }

    let set: EvaluationSet
    let indexes: [TuningIndex]
    let metric: RetrievalMetric
    let limit: Int
    let reranker: (any Reranker)?

    /// The metric of the queries at these places.
    func scores(_ setting: TuningSetting, _ asked: Queries, at places: [Int]) async throws -> [Double] {
        var run = RankedRun()
        var judged = RelevanceJudgements()
        for place in places {
            let query = asked.queries[place]
            try run.setRanking(
                try await ranking(setting, query.text, asked.vectors?[place]).enumerated()
                    .map { .init(document: set.identifiers[$1], score: -Double($0)) },
                forQuery: query.id
            )
            for (document, grade) in set.dataset.judgements.grades[query.id] ?? [:] {
                judged.judge(document: document, forQuery: query.id, grade: grade)
            }
        }
        let found = RetrievalEvaluation(run: run, judgements: judged, metrics: [metric])
        // By query, in the order of the places, so that all settings pair.
        let byQuery = Dictionary(uniqueKeysWithValues: zip(found.queries, found.scores(of: metric)))
        return places.map { byQuery[asked.queries[$0].id] ?? 0 }
    }

    /// The documents that a search finds, each once, in the order of their best chunks.
    private func ranking(_ setting: TuningSetting, _ text: String, _ vector: [Float]?) async throws -> [Int] {
        let index = indexes[setting.index]
        var query = RetrievalQuery(text, mode: setting.mode, limit: limit)
        query.fusion = setting.fusion
        query.relevanceWeight = setting.relevanceWeight
        query.fieldWeights = LexicalFieldWeights(title: setting.titleWeight)
        var chunks = try index.index.search(query, mode: setting.mode, vector: vector, filter: nil).entries
            .map { Int($0.ordinal) }
        if setting.rerankCount > 0, let reranker {
            let head = Array(chunks.prefix(setting.rerankCount))
            let scores = try await reranker.scores(of: head.map { index.texts[$0] }, for: text)
            let order = head.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
            chunks = order.map { head[$0] } + chunks.dropFirst(head.count)
        }
        var seen: Set<Int> = []
        return chunks.map { index.documents[$0] }.filter { seen.insert($0).inserted }
    }
}
