/// Vectors in immutable segments, searched by cosine.
///
/// ```swift
/// let index = try VectorIndex(segments: [segment])
/// let hits = try index.search(vector: query, limit: 10)
/// ```
public struct VectorIndex: Sendable {
    /// The segments, in order.
    public let segments: [VectorSegment]

    /// The deleted chunks of each segment; nil where there are none.
    public let tombstones: [OrdinalSet?]

    /// The most hits that can be asked for.
    public static let maximumLimit = 1_000_000

    /// Puts segments together.
    ///
    /// - Parameters:
    ///   - segments: The segments, all of one fingerprint.
    ///   - tombstones: The deleted chunks, one set (or nil) for each segment; nil for none at all.
    /// - Throws: ``IndexError`` with code `dimensionMismatch`, `fingerprintMismatch` or `filterMismatch`.
    public init(segments: [VectorSegment], tombstones: [OrdinalSet?]? = nil) throws(IndexError) {
        for segment in segments {
            guard segment.dimension == segments[0].dimension else {
                throw .dimensionMismatch(expected: segments[0].dimension, found: segment.dimension)
            }
            try segment.file.require(kind: .vector, fingerprint: segments[0].fingerprint)
        }
        self.segments = segments
        self.tombstones = try SegmentAdmission.normalised(
            tombstones: tombstones,
            counts: segments.map(\.chunkCount)
        )
    }

    /// The number of chunks that are not deleted.
    public var chunkCount: Int {
        zip(segments, tombstones).reduce(0) { $0 + $1.0.chunkCount - ($1.1?.count ?? 0) }
    }

    /// The chunks nearest to a vector, best first; equal scores by lower segment and ordinal.
    ///
    /// - Parameters:
    ///   - vector: Brought to length 1. Of the index's dimension.
    ///   - limit: The most hits, 1...1,000,000.
    ///   - filter: The chunks that may be returned, one set for each segment; nil for all.
    ///   - precision: How scores are reached. The scores of hits are exact in both.
    /// - Returns: At most `limit` hits.
    /// - Throws: ``IndexError`` with code `dimensionMismatch`, `invalidVector`, `filterMismatch`, `invalidQuery` or
    ///   `corruptSegment`.
    /// - Complexity: O(chunks · dimension).
    public func search(
        vector: [Float],
        limit: Int,
        filter: [OrdinalSet]? = nil,
        precision: VectorPrecision = .quantised(oversampling: 4)
    ) throws(IndexError) -> [IndexHit] {
        try search(vectors: [vector], limit: limit, filter: filter, precision: precision)[0]
    }

    /// The same for many vectors, in order.
    ///
    /// Rows are read once for all of them.
    ///
    /// - Throws: ``IndexError`` as for one vector.
    public func search(
        vectors: [[Float]],
        limit: Int,
        filter: [OrdinalSet]? = nil,
        precision: VectorPrecision = .quantised(oversampling: 4)
    ) throws(IndexError) -> [[IndexHit]] {
        try Self.check(limit: limit, precision: precision)
        guard let first = segments.first else { return vectors.map { _ in [] } }
        let queries = try prepared(vectors, like: first)
        let admission = try SegmentAdmission(
            counts: segments.map(\.chunkCount),
            tombstones: tombstones,
            filter: filter
        )
        var scan = VectorScan(queries: queries, limit: min(limit, max(1, chunkCount)), precision: precision)
        for (number, segment) in segments.enumerated() {
            let plan = VectorSearchPlan(segment: segment, allowed: admission.sets[number])
            guard plan.strategy == .scan else { continue }
            try scan.run(over: segment, number: number, allowed: admission.sets[number])
        }
        return try scan.hits(from: segments)
    }

    /// How each segment would be searched with a filter.
    ///
    /// - Throws: ``IndexError`` with code `filterMismatch`.
    public func plans(filter: [OrdinalSet]? = nil) throws(IndexError) -> [VectorSearchPlan] {
        let admission = try SegmentAdmission(
            counts: segments.map(\.chunkCount),
            tombstones: tombstones,
            filter: filter
        )
        return segments.indices.map { VectorSearchPlan(segment: segments[$0], allowed: admission.sets[$0]) }
    }

    private func prepared(
        _ vectors: [[Float]],
        like segment: VectorSegment
    ) throws(IndexError) -> [PreparedVectorQuery] {
        var queries: [PreparedVectorQuery] = []
        for (number, vector) in vectors.enumerated() {
            guard vector.count == segment.dimension else {
                throw .dimensionMismatch(expected: segment.dimension, found: vector.count)
            }
            guard let unit = UnitVector.normalised(vector) else { throw .invalidQueryVector(number: number) }
            queries.append(
                PreparedVectorQuery(unit: unit, rowStride: segment.rowStride, codeStride: segment.codeStride)
            )
        }
        return queries
    }

    private static func check(limit: Int, precision: VectorPrecision) throws(IndexError) {
        guard (1...maximumLimit).contains(limit) else {
            throw .invalidQuery(reason: "a limit of \(limit) is not in 1...\(maximumLimit)")
        }
        if case .quantised(let oversampling) = precision, !(1...1000).contains(oversampling) {
            throw .invalidQuery(reason: "an oversampling of \(oversampling) is not in 1...1000")
        }
    }
}
