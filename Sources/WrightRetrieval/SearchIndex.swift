package import WrightIndex
package import WrightText

/// A lexical and a vector index over the same segments, searched as one.
///
/// Corpora own one of these and turn its ordinals into hits. Segment and ordinal mean the same chunk in both.
package struct SearchIndex: Sendable {
    /// How words are analysed.
    package let analyzer: Analyzer
    /// The words.
    package let lexical: LexicalIndex
    /// The embeddings; nil where none were made.
    package let vectors: VectorIndex?

    /// How many entries of each signal's list are fused for up to 100 hits, and for more.
    ///
    /// Fixed, so that the limit does not change scores.
    private static let poolDepths = (small: 200, large: 1000)

    /// From so many chunks on words and vectors are searched side by side; below, that saves less than a thread costs.
    package var parallelChunkCount = 100_000

    package init(analyzer: Analyzer, lexical: LexicalIndex, vectors: VectorIndex?) {
        self.analyzer = analyzer
        self.lexical = lexical
        self.vectors = vectors
    }

    /// A chunk that was found.
    package struct Entry: Sendable {
        package var segment: Int
        package var ordinal: UInt32
        package var score: Double
        package var lexical: SignalScore?
        package var vector: SignalScore?
        /// What each term adds to the lexical score; empty where that was not asked.
        package var termScores: [String: Double] = [:]
    }

    /// What a search found.
    package struct Outcome: Sendable {
        package var entries: [Entry] = []
        package var termWeights: [String: Double] = [:]
        /// Those of the terms that no chunk has.
        package var unknownTerms: Set<String> = []
        /// Whether the query held no term at all.
        package var isQueryEmpty = false
        /// How the words were searched for; nil where they were not.
        package var lexical: LexicalExplanation?
        /// How each segment's vectors were searched; empty where they were not.
        package var vectorPlans: [VectorSearchPlan] = []
    }

    /// Finds the best chunks.
    ///
    /// - Parameters:
    ///   - query: What to look for; its filter was already made into `filter`.
    ///   - mode: Which signals decide; vector and hybrid need `vector`.
    ///   - vector: The query's embedding.
    ///   - filter: For each segment, the ordinals that may be found; nil for all.
    /// - Returns: The entries, the best first, and what the query's terms weigh.
    /// - Throws: `IndexError`, with code `corruptSegment` for a damaged file.
    package func search(
        _ query: RetrievalQuery,
        mode: RetrievalMode,
        vector: [Float]?,
        filter: [OrdinalSet]?
    ) throws -> Outcome {
        var lexicalQuery = self.lexicalQuery(of: query)
        var outcome = Outcome(isQueryEmpty: lexicalQuery.terms.isEmpty && lexicalQuery.prefixes.isEmpty)
        // Phrases bind the vectors as well.
        let (filter, phraseChunkCounts) = try lexical.restricted(filter, to: lexicalQuery.phrases)
        lexicalQuery.phrases = []
        for term in try lexical.statistics(of: lexicalQuery) {
            let text = String(decoding: term.bytes, as: UTF8.self)
            outcome.termWeights[text] = Double(term.inverseDocumentFrequency)
            if term.documentFrequency == 0 { outcome.unknownTerms.insert(text) }
        }
        let found = try candidates(
            lexicalQuery: mode != .vector && !outcome.isQueryEmpty ? lexicalQuery : nil,
            vector: mode != .lexical ? vector : nil,
            limit: query.limit,
            filter: filter
        )
        var pool = Pool()
        if let words = found.words {
            outcome.lexical = words.explanation
            outcome.lexical?.phraseChunkCounts = phraseChunkCounts
            pool.add(lexical: words.hits)
        }
        if let vectors = found.vectors {
            outcome.vectorPlans = vectors.plans
            pool.add(vector: vectors.hits[0])
        }
        if mode == .hybrid, let vectors, let vector {
            try complete(&pool, lexicalQuery: lexicalQuery, vectors: vectors, vector: vector)
        }
        outcome.entries = ranked(pool, query: query, mode: mode)
        if let weight = query.relevanceWeight {
            outcome.entries = try diversified(outcome.entries, weight: weight, limit: query.limit)
        }
        outcome.entries = Array(outcome.entries.prefix(query.limit))
        if query.explainsTerms, mode != .vector { try explainTerms(of: &outcome.entries, lexicalQuery) }
        return outcome
    }

    /// What each signal finds; nil for one that is not asked.
    private struct Candidates {
        var words: (hits: [IndexHit], explanation: LexicalExplanation)?
        var vectors: VectorIndex.ExplainedHits?
    }

    /// The chunks that words and vectors find, each by itself.
    ///
    /// - Parameters:
    ///   - lexicalQuery: The words, without phrases; nil to find nothing by them.
    ///   - vector: The embedding; nil to find nothing by it.
    ///   - limit: How many hits are asked for in the end.
    ///   - filter: For each segment, the ordinals that may be found; nil for all.
    /// - Returns: More candidates than are asked for, the best first.
    /// - Throws: `IndexError`.
    private func candidates(
        lexicalQuery: LexicalQuery?,
        vector: [Float]?,
        limit: Int,
        filter: [OrdinalSet]?
    ) throws -> Candidates {
        let depth = limit <= 100 ? Self.poolDepths.small : Self.poolDepths.large
        let words = { @Sendable () throws in
            try lexicalQuery.map { try lexical.explainedSearch($0, limit: depth, filter: filter) }
        }
        let near = { @Sendable () throws -> VectorIndex.ExplainedHits? in
            guard let vectors, let vector else { return nil }
            let precision = VectorPrecision.approximate(breadth: Self.breadth(depth: depth, limit: limit))
            return try vectors.explainedSearch(vectors: [vector], limit: depth, filter: filter, precision: precision)
        }
        // Lists are on their way from the disk while vectors are searched.
        if let lexicalQuery { try lexical.announce(lexicalQuery) }
        let isWorthThread = lexicalQuery != nil && vector != nil && lexical.chunkCount >= parallelChunkCount
        let (found, nearest) = isWorthThread ? try WorkerThreads.both(words, near) : (try words(), try near())
        return Candidates(words: found, vectors: nearest)
    }

    /// How many rows a walk keeps: enough to miss next to none of the hits that are asked for, and few of the entries
    /// behind them, which count for little in what is fused.
    private static func breadth(depth: Int, limit: Int) -> Int { max(depth, 2 * limit + 100) }

    /// The words of a query, and its operators where it may have some.
    private func lexicalQuery(of query: RetrievalQuery) -> LexicalQuery {
        let session = AnalyzerSession(analyzer)
        var words =
            query.readsOperators
            ? LexicalQuery(parsing: query.boundedText, session: session)
            : LexicalQuery(text: query.boundedText, session: session)
        words.terms = Self.weighted(words.terms.map(\.bytes))
        if let weights = query.fieldWeights { words.parameters.fieldWeights = weights }
        return words
    }

    private func explainTerms(of entries: inout [Entry], _ query: LexicalQuery) throws {
        let hits = entries.map { IndexHit(segment: $0.segment, ordinal: $0.ordinal, score: 0) }
        for (place, parts) in try lexical.contributions(of: query, to: hits).enumerated() {
            for part in parts {
                entries[place].termScores[String(decoding: part.term, as: UTF8.self)] = Double(part.score)
            }
        }
    }

    /// Each term once, weighed by how often it stands in the query; of very long queries the first terms only.
    private static func weighted(_ terms: [[UInt8]]) -> [LexicalQuery.Term] {
        var counts: [[UInt8]: Float] = [:]
        var order: [[UInt8]] = []
        for term in terms {
            if let count = counts[term] {
                counts[term] = count + 1
            } else if order.count < termLimit {
                counts[term] = 1
                order.append(term)
            }
        }
        return order.map { LexicalQuery.Term(bytes: $0, weight: counts[$0] ?? 1) }
    }

    /// Distinct terms of a query.
    private static let termLimit = 512

    /// Scores entries that stand in one list only by the other signal as well.
    private func complete(
        _ pool: inout Pool,
        lexicalQuery: LexicalQuery,
        vectors: VectorIndex,
        vector: [Float]
    ) throws {
        let withoutVector = pool.ordinals(segmentCounts: vectors.segments.map(\.chunkCount)) { $0.vector == nil }
        if let withoutVector {
            let hits = try vectors.search(
                vector: vector,
                limit: pool.entries.count,
                filter: withoutVector,
                precision: .exact
            )
            pool.complete(vector: hits)
        }
        guard !lexicalQuery.terms.isEmpty || !lexicalQuery.prefixes.isEmpty else { return }
        pool.complete(lexical: try lexical.scores(of: lexicalQuery, at: pool.hits { $0.lexical == nil }))
    }

    /// The pool in order of its fused score; ties by place in the index, so that the order is the same every time.
    private func ranked(_ pool: Pool, query: RetrievalQuery, mode: RetrievalMode) -> [Entry] {
        let fused = query.fusion.scores(of: pool.entries)
        var entries: [Entry] = []
        for (place, entry) in pool.entries.enumerated() {
            let key = pool.keys[place]
            let parts = fused[place]
            let score =
                switch mode {
                case .lexical: entry.lexical ?? 0
                case .vector: entry.vector ?? 0
                case .hybrid: parts.score
                }
            entries.append(
                Entry(
                    segment: key.segment,
                    ordinal: key.ordinal,
                    score: score,
                    lexical: entry.lexical.map {
                        SignalScore(raw: $0, normalised: parts.lexical, rank: entry.lexicalRank)
                    },
                    vector: entry.vector.map { SignalScore(raw: $0, normalised: parts.vector, rank: entry.vectorRank) }
                )
            )
        }
        return entries.sorted { ($0.score, $1.segment, $1.ordinal) > ($1.score, $0.segment, $0.ordinal) }
    }

    private func diversified(_ entries: [Entry], weight: Double, limit: Int) throws -> [Entry] {
        guard let vectors else { return entries }
        let pool = Array(entries.prefix(max(limit, 50)))
        let rows = try pool.map { try vectors.segments[$0.segment].vector(at: $0.ordinal) }
        let order = MarginalRelevance.order(relevance: pool.map(\.score), weight: weight, count: limit) { left, right in
            var product: Float = 0
            for (first, second) in zip(rows[left], rows[right]) { product += first * second }
            return Double(max(0, product))
        }
        return order.map { pool[$0] }
    }
}

/// The entries of both signals' lists, each chunk once.
private struct Pool {
    struct Key: Hashable {
        var segment: Int
        var ordinal: UInt32
    }

    var entries: [FusionEntry] = []
    var keys: [Key] = []
    private var places: [Key: Int] = [:]

    mutating func add(lexical hits: [IndexHit]) {
        for (rank, hit) in hits.enumerated() {
            let place = place(of: hit)
            entries[place].lexical = Double(hit.score)
            entries[place].lexicalRank = rank + 1
        }
    }

    mutating func add(vector hits: [IndexHit]) {
        for (rank, hit) in hits.enumerated() {
            let place = place(of: hit)
            entries[place].vector = Double(hit.score)
            entries[place].vectorRank = rank + 1
        }
    }

    mutating func complete(lexical hits: [IndexHit]) {
        for hit in hits { entries[place(of: hit)].lexical = Double(hit.score) }
    }

    mutating func complete(vector hits: [IndexHit]) {
        for hit in hits { entries[place(of: hit)].vector = Double(hit.score) }
    }

    /// For each segment, the ordinals of entries that meet a condition; nil where none does.
    func ordinals(segmentCounts: [Int], where isMember: (FusionEntry) -> Bool) -> [OrdinalSet]? {
        var sets = segmentCounts.map { OrdinalSet(universeCount: $0) }
        var isEmpty = true
        for (place, entry) in entries.enumerated() where isMember(entry) {
            sets[keys[place].segment].insert(keys[place].ordinal)
            isEmpty = false
        }
        return isEmpty ? nil : sets
    }

    /// The places of entries that meet a condition.
    func hits(where isMember: (FusionEntry) -> Bool) -> [IndexHit] {
        zip(keys, entries).filter { isMember($1) }
            .map { key, _ in IndexHit(segment: key.segment, ordinal: key.ordinal, score: 0) }
    }

    private mutating func place(of hit: IndexHit) -> Int {
        let key = Key(segment: hit.segment, ordinal: hit.ordinal)
        if let place = places[key] { return place }
        places[key] = entries.count
        keys.append(key)
        entries.append(FusionEntry(lexical: nil, lexicalRank: nil, vector: nil, vectorRank: nil))
        return entries.count - 1
    }
}
