private import WrightDocuments
public import WrightModel

/// A corpus whose best hits are judged again by a reranker, which reads question and chunk together.
///
/// ```swift
/// let corpus = RerankingCorpus(project, reranker: try CrossEncoder(folder: "/models/ms-marco-MiniLM-L6-v2"))
/// let result = try await corpus.search(RetrievalQuery("How do I install it?"))
/// ```
public struct RerankingCorpus: Corpus {
    /// How many hits are judged at least, where the query asks for fewer.
    ///
    /// Default 30.
    public var candidateCount = 30

    private let base: any Corpus
    private let reranker: any Reranker

    /// Puts a reranker behind a corpus.
    public init(_ base: any Corpus, reranker: any Reranker) {
        self.base = base
        self.reranker = reranker
    }

    /// Changes the corpus behind the reranker.
    public func apply(_ change: CorpusChange) async throws -> CorpusGeneration {
        try await base.apply(change)
    }

    /// Finds chunks, the best judged ones first.
    ///
    /// More hits are fetched than the query asks for; those that are judged best are given.
    public func search(_ query: RetrievalQuery) async throws -> RetrievalResult {
        var wider = query
        wider.limit = max(query.limit, candidateCount)
        var result = try await base.search(wider)
        let scores = try await reranker.scores(of: result.hits.map(\.chunk.text), for: query.boundedText)
        result.hits = Self.reordered(result.hits, by: scores, limit: query.limit)
        return result
    }

    /// Hits in the order of a reranker's scores; equal scores keep their order.
    public static func reordered(_ hits: [Hit], by scores: [Float], limit: Int) -> [Hit] {
        precondition(hits.count == scores.count, "A reranker gives one score for each hit.")
        let least = scores.min() ?? 0
        let range = (scores.max() ?? 0) - least
        let order = hits.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
        return order.prefix(limit).enumerated()
            .map { place, index in
                var hit = hits[index]
                hit.rank = place + 1
                hit.score = Double(scores[index])
                hit.rerank = SignalScore(
                    raw: Double(scores[index]),
                    normalised: range > 0 ? Double((scores[index] - least) / range) : 1,
                    rank: place + 1
                )
                return hit
            }
    }
}
