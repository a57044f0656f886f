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
    ///   - query: The terms, any of which may match.
    ///   - limit: The most hits, 1...1,000,000.
    ///   - filter: The chunks that may be returned, one set for each segment; nil for all.
    /// - Returns: At most `limit` hits.
    /// - Throws: ``IndexError`` with code `invalidQuery`, `filterMismatch` or `corruptSegment`.
    public func search(
        _ query: LexicalQuery,
        limit: Int,
        filter: [OrdinalSet]? = nil
    ) throws(IndexError) -> [IndexHit] {
        guard (1...Self.maximumLimit).contains(limit) else {
            throw .invalidQuery(reason: "a limit of \(limit) is not in 1...\(Self.maximumLimit)")
        }
        let admission = try SegmentAdmission(
            counts: segments.map(\.chunkCount),
            tombstones: tombstones,
            filter: filter
        )
        let terms = try weighted(query)
        guard !terms.isEmpty else { return [] }
        var search = LexicalSearch(limit: limit, parameters: query.parameters, averageLength: averageLength)
        for (number, segment) in segments.enumerated() {
            try search.run(over: segment, number: number, terms: terms, allowed: admission.sets[number])
        }
        return search.sortedHits()
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

    /// The known terms of a query, the heaviest first; equal weights by the order of their bytes.
    private func weighted(_ query: LexicalQuery) throws(IndexError) -> [WeightedTerm] {
        var terms: [WeightedTerm] = []
        for term in try query.distinctTerms() {
            let entries = try entries(of: term.bytes)
            let frequency = entries.reduce(0) { $0 + ($1?.documentFrequency ?? 0) }
            guard frequency > 0 else { continue }
            let idf = BM25Parameters.inverseDocumentFrequency(
                chunkCount: storedChunkCount,
                documentFrequency: frequency
            )
            terms.append(WeightedTerm(bytes: term.bytes, weight: term.weight * idf, entries: entries))
        }
        return terms.sorted { left, right in
            left.weight != right.weight
                ? left.weight > right.weight : left.bytes.lexicographicallyPrecedes(right.bytes)
        }
    }
}
