/// What a system returned for each query: documents with their scores ("run").
///
/// The scores decide the order, not the place in the list: see ``ranking(forQuery:)``.
public struct RankedRun: Sendable, Hashable {
    /// A returned document.
    public struct Entry: Sendable, Hashable {
        /// The document's identifier.
        public let document: String
        /// Its score; finite, higher is better.
        public let score: Double

        /// Takes a document and its score.
        public init(document: String, score: Double) {
            self.document = document
            self.score = score
        }
    }

    private var entries: [String: [Entry]] = [:]

    /// Begins without a query.
    public init() {}

    /// Takes what was returned for each query.
    ///
    /// - Throws: ``EvaluationError`` with code `invalidRanking`.
    public init(_ rankings: [String: [Entry]]) throws(EvaluationError) {
        for (query, ranking) in rankings {
            try setRanking(ranking, forQuery: query)
        }
    }

    /// The queries that were asked, in no order; also those for which nothing was returned.
    public var queries: some Collection<String> { entries.keys }

    /// How many queries were asked.
    public var queryCount: Int { entries.count }

    /// Takes what was returned for a query; what stood before is replaced.
    ///
    /// - Throws: ``EvaluationError`` with code `invalidRanking` if a document stands twice or a score is not finite.
    public mutating func setRanking(_ ranking: [Entry], forQuery query: String) throws(EvaluationError) {
        var seen: Set<String> = []
        seen.reserveCapacity(ranking.count)
        for entry in ranking {
            guard entry.score.isFinite else { throw .scoreNotFinite(document: entry.document, query: query) }
            guard seen.insert(entry.document).inserted else {
                throw .duplicateDocument(entry.document, query: query)
            }
        }
        entries[query] = ranking
    }

    /// What was returned for a query, best first; nil if it was not asked.
    ///
    /// It is sorted on every call, in O(n log n). The order is that of trec_eval: by score, compared in single
    /// precision; documents of equal score by the bytes of their identifier, descending. A system that returns ties in
    /// another order is measured as if it had returned them in this one, so that the order of equal scores cannot lift
    /// a result.
    public func ranking(forQuery query: String) -> [Entry]? {
        entries[query]?
            .sorted { left, right in
                let (leftScore, rightScore) = (Float(left.score), Float(right.score))
                guard leftScore == rightScore else { return leftScore > rightScore }
                return right.document.utf8.lexicographicallyPrecedes(left.document.utf8)
            }
    }
}
