/// Inverted indexes in immutable segments, searched with BM25.
///
/// Scores do not depend on how the chunks are cut into segments: the number of chunks, their average length and the
/// frequency of each term are those of all segments together. Deleted chunks count in them until their segment is
/// merged.
///
/// ```swift
/// let index = try LexicalIndex(segments: [segment])
/// let hits = try index.search(LexicalQuery(terms: ["vector", "index"]), limit: 10)
/// ```
public struct LexicalIndex: Sendable {
    /// The segments, in order.
    public let segments: [LexicalSegment]

    /// The deleted chunks of each segment; nil where there are none.
    public let tombstones: [OrdinalSet?]

    /// The number of chunks, deleted ones included.
    public let storedChunkCount: Int

    /// The average number of terms in a chunk.
    public let averageLength: Float

    /// The most hits that can be asked for.
    public static let maximumLimit = 1_000_000

    /// Puts segments together.
    ///
    /// - Parameters:
    ///   - segments: The segments, all of one fingerprint.
    ///   - tombstones: The deleted chunks, one set (or nil) for each segment; nil for none at all.
    /// - Throws: ``IndexError`` with code `fingerprintMismatch` or `filterMismatch`.
    public init(segments: [LexicalSegment], tombstones: [OrdinalSet?]? = nil) throws(IndexError) {
        for segment in segments { try segment.file.require(kind: .lexical, fingerprint: segments[0].fingerprint) }
        self.segments = segments
        self.tombstones = try SegmentAdmission.normalised(
            tombstones: tombstones,
            counts: segments.map(\.chunkCount)
        )
        storedChunkCount = segments.reduce(0) { $0 + $1.chunkCount }
        let length = segments.reduce(0.0) { $0 + Double($1.totalLength) }
        averageLength = storedChunkCount == 0 || length == 0 ? 1 : Float(length / Double(storedChunkCount))
    }

    /// The number of chunks that are not deleted.
    public var chunkCount: Int {
        storedChunkCount - tombstones.reduce(0) { $0 + ($1?.count ?? 0) }
    }

    /// The chunks with the highest scores, best first; equal scores by lower segment and ordinal.
    ///
    /// A chunk with none of the terms is never a hit. Unknown terms are passed over; see ``statistics(of:)``.
    ///
    /// - Parameters:
    ///   - query: The terms, any of which may match, and phrases, all of which must.
    ///   - limit: The most hits, 1...1,000,000.
    ///   - filter: The chunks that may be returned, one set for each segment; nil for all.
    /// - Returns: At most `limit` hits.
    /// - Throws: ``IndexError`` with code `invalidQuery`, `filterMismatch` or `corruptSegment`.
    public func search(
        _ query: LexicalQuery,
        limit: Int,
        filter: [OrdinalSet]? = nil
    ) throws(IndexError) -> [IndexHit] {
        try explainedSearch(query, limit: limit, filter: filter).hits
    }

    /// The hits of ``search(_:limit:filter:)``, and how they were come by.
    ///
    /// - Throws: ``IndexError`` with code `invalidQuery`, `filterMismatch` or `corruptSegment`.
    public func explainedSearch(
        _ query: LexicalQuery,
        limit: Int,
        filter: [OrdinalSet]? = nil
    ) throws(IndexError) -> (hits: [IndexHit], explanation: LexicalExplanation) {
        guard (1...Self.maximumLimit).contains(limit) else {
            throw .invalidQuery(reason: "a limit of \(limit) is not in 1...\(Self.maximumLimit)")
        }
        var explanation = LexicalExplanation()
        let terms = try weighted(query, &explanation)
        let (filter, phraseChunkCounts) = try restricted(filter, to: query.phrases)
        explanation.phraseChunkCounts = phraseChunkCounts
        let admission = try SegmentAdmission(
            counts: segments.map(\.chunkCount),
            tombstones: tombstones,
            filter: filter
        )
        guard !terms.isEmpty else { return ([], explanation) }
        var search = LexicalSearch(limit: limit, parameters: query.parameters, averageLength: averageLength)
        for (number, segment) in segments.enumerated() {
            try search.run(over: segment, number: number, terms: terms, allowed: admission.sets[number])
        }
        explanation.blockCount = search.blockCount
        explanation.unpackedBlockCount = search.unpackedBlockCount
        return (search.sortedHits(), explanation)
    }

    /// The scores that a search with the same terms and prefixes gives some chunks, which alone are looked at.
    ///
    /// - Parameters:
    ///   - query: The words; phrases are not looked at.
    ///   - chunks: Segments and ordinals, in any order; deleted chunks are scored as others are.
    /// - Returns: The chunks that have any of the words, by segment and ordinal.
    /// - Throws: ``IndexError`` with code `invalidQuery` or `corruptSegment`.
    package func scores(of query: LexicalQuery, at chunks: [IndexHit]) throws(IndexError) -> [IndexHit] {
        var explanation = LexicalExplanation()
        let terms = try weighted(query, &explanation)
        var ordinals = [[UInt32]](repeating: [], count: segments.count)
        for chunk in chunks {
            try check(chunk)
            ordinals[chunk.segment].append(chunk.ordinal)
        }
        let search = LexicalSearch(limit: 1, parameters: query.parameters, averageLength: averageLength)
        var hits: [IndexHit] = []
        for (number, segment) in segments.enumerated() where !ordinals[number].isEmpty {
            hits += try search.scores(of: ordinals[number].sorted(), in: segment, number: number, terms: terms)
        }
        return hits
    }

    private func check(_ hit: IndexHit) throws(IndexError) {
        guard segments.indices.contains(hit.segment), Int(hit.ordinal) < segments[hit.segment].chunkCount else {
            throw .invalidQuery(reason: "a hit lies outside of the index")
        }
    }

    /// What each term adds to the scores of hits of a query, the largest part first; terms that add nothing are left
    /// out.
    ///
    /// - Throws: ``IndexError`` with code `invalidQuery` or `corruptSegment`.
    public func contributions(
        of query: LexicalQuery,
        to hits: [IndexHit]
    ) throws(IndexError) -> [[LexicalContribution]] {
        var explanation = LexicalExplanation()
        let terms = try weighted(query, &explanation)
        var result: [[LexicalContribution]] = []
        for hit in hits {
            try check(hit)
            var parts: [LexicalContribution] = []
            for term in terms {
                let score = try LexicalSearch.part(
                    of: term,
                    in: hit,
                    of: segments[hit.segment],
                    parameters: query.parameters,
                    averageLength: averageLength
                )
                if score > 0 { parts.append(LexicalContribution(term: term.bytes, score: score)) }
            }
            result.append(parts.sorted { $0.score > $1.score })
        }
        return result
    }

    /// What is known of each distinct term of a query, in the order of the query: why a search found nothing, or how
    /// much each term counts.
    ///
    /// - Throws: ``IndexError`` with code `invalidQuery` or `corruptSegment`.
    public func statistics(of query: LexicalQuery) throws(IndexError) -> [LexicalTermStatistics] {
        var result: [LexicalTermStatistics] = []
        for term in try query.distinctTerms() {
            let frequency = try documentFrequency(of: term.bytes)
            let idf = BM25Parameters.inverseDocumentFrequency(
                chunkCount: storedChunkCount,
                documentFrequency: frequency
            )
            result.append(
                LexicalTermStatistics(
                    bytes: term.bytes,
                    documentFrequency: frequency,
                    inverseDocumentFrequency: idf
                )
            )
        }
        return result
    }

    /// Has the system begin to read the lists of a query's words, for a search that follows.
    ///
    /// - Throws: ``IndexError`` with code `invalidQuery` or `corruptSegment`.
    package func announce(_ query: LexicalQuery) throws(IndexError) {
        for term in try query.distinctTerms() {
            for (segment, entry) in zip(segments, try entries(of: term.bytes)) {
                if let entry { segment.announce(entry) }
            }
        }
    }

    /// The number of chunks that have a term, deleted ones included until their segment is merged.
    ///
    /// O(segments).
    ///
    /// - Throws: ``IndexError`` with code `corruptSegment`.
    public func documentFrequency(of term: [UInt8]) throws(IndexError) -> Int {
        var count = 0
        for entry in try entries(of: term) { count += entry?.documentFrequency ?? 0 }
        return count
    }

    /// The weight of a term's rareness, above zero; highest for an unknown term.
    ///
    /// - Throws: ``IndexError`` with code `corruptSegment`.
    public func inverseDocumentFrequency(of term: [UInt8]) throws(IndexError) -> Float {
        BM25Parameters.inverseDocumentFrequency(
            chunkCount: storedChunkCount,
            documentFrequency: try documentFrequency(of: term)
        )
    }

    private func entries(of term: [UInt8]) throws(IndexError) -> [LexicalSegment.Entry?] {
        var entries: [LexicalSegment.Entry?] = []
        for segment in segments {
            let entry = try term.withUnsafeBufferPointer { bytes throws(IndexError) in try segment.entry(of: bytes) }
            entries.append(entry)
        }
        return entries
    }
}

extension LexicalIndex {
    /// The known terms of a query and of its prefixes, the heaviest first; equal weights by the order of their bytes.
    private func weighted(
        _ query: LexicalQuery,
        _ explanation: inout LexicalExplanation
    ) throws(IndexError) -> [WeightedTerm] {
        var terms: [WeightedTerm] = []
        for term in try query.distinctTerms() {
            let entries = try entries(of: term.bytes)
            let frequency = entries.reduce(0) { $0 + ($1?.documentFrequency ?? 0) }
            guard frequency > 0 else { continue }
            terms.append(WeightedTerm(bytes: term.bytes, weight: term.weight * idf(frequency), entries: entries))
        }
        for prefix in query.prefixes { try add(prefix, to: &terms, &explanation) }
        terms.sort { left, right in
            left.weight != right.weight
                ? left.weight > right.weight : left.bytes.lexicographicallyPrecedes(right.bytes)
        }
        explanation.terms = terms.map { term in
            let frequency = term.entries.reduce(0) { $0 + ($1?.documentFrequency ?? 0) }
            return LexicalTermStatistics(
                bytes: term.bytes,
                documentFrequency: frequency,
                inverseDocumentFrequency: idf(frequency)
            )
        }
        return terms
    }

    /// Adds the terms that a prefix stands for; they weigh as one term would that stands in all their chunks.
    private func add(
        _ prefix: LexicalQuery.Prefix,
        to terms: inout [WeightedTerm],
        _ explanation: inout LexicalExplanation
    ) throws(IndexError) {
        var expansion = PrefixExpansion()
        for segment in segments { try expansion.add(prefix, in: segment) }
        var found: [(bytes: [UInt8], entries: [LexicalSegment.Entry?])] = []
        var frequency = 0
        for bytes in expansion.terms {
            let entries = try entries(of: bytes)
            frequency += entries.reduce(0) { $0 + ($1?.documentFrequency ?? 0) }
            found.append((bytes, entries))
        }
        explanation.expansions.append(
            LexicalExplanation.Expansion(
                beginnings: prefix.beginnings,
                terms: found.map(\.bytes),
                foundCount: expansion.foundCount
            )
        )
        let weight = prefix.weight * idf(min(frequency, storedChunkCount))
        for (bytes, entries) in found {
            if let known = terms.firstIndex(where: { $0.bytes == bytes }) {
                terms[known].weight += weight
            } else {
                terms.append(WeightedTerm(bytes: bytes, weight: weight, entries: entries))
            }
        }
    }

    private func idf(_ documentFrequency: Int) -> Float {
        BM25Parameters.inverseDocumentFrequency(
            chunkCount: storedChunkCount,
            documentFrequency: documentFrequency
        )
    }

    /// A filter that lets through only chunks with all phrases, and for each phrase the number of chunks that have it.
    package func restricted(
        _ filter: [OrdinalSet]?,
        to phrases: [LexicalQuery.Phrase]
    ) throws(IndexError) -> (filter: [OrdinalSet]?, phraseChunkCounts: [Int]) {
        var filter = filter
        var counts: [Int] = []
        for phrase in phrases {
            let sets = try chunks(with: phrase)
            counts.append(sets.reduce(0) { $0 + $1.count })
            guard let known = filter else {
                filter = sets
                continue
            }
            guard known.count == sets.count, zip(known, sets).allSatisfy({ $0.universeCount == $1.universeCount })
            else { throw .filterMismatch(reason: "it is not one set for each segment") }
            filter = zip(known, sets)
                .map { left, right in
                    var both = left
                    both.formIntersection(right)
                    return both
                }
        }
        return (filter, counts)
    }
}
