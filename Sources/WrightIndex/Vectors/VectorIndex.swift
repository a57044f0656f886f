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

    /// For each segment with deleted chunks and copies of rows, the rows of its graph where a walk without a filter
    /// finds what is left.
    private let standing: [OrdinalSet?]

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
        standing = zip(segments, self.tombstones)
            .map { segment, deleted in
                guard let deleted, let copies = segment.graph?.copies, !copies.isEmpty else { return nil }
                return copies.standing(for: deleted.complement)
            }
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
    ///   - precision: How hits are found. Their scores are exact in all cases.
    /// - Returns: `limit` hits, or as many as there are.
    /// - Throws: ``IndexError`` with code `dimensionMismatch`, `invalidVector`, `filterMismatch`, `invalidQuery` or
    ///   `corruptSegment`.
    /// - Complexity: O(chunks · dimension) for a scan, about O(log chunks · dimension) by graph.
    public func search(
        vector: [Float],
        limit: Int,
        filter: [OrdinalSet]? = nil,
        precision: VectorPrecision = .quantised(oversampling: 4)
    ) throws(IndexError) -> [IndexHit] {
        try explainedSearch(vectors: [vector], limit: limit, filter: filter, precision: precision).hits[0]
    }

    /// The same for many vectors, in order.
    ///
    /// A scan reads rows once for all of them.
    ///
    /// - Throws: ``IndexError`` as for one vector.
    public func search(
        vectors: [[Float]],
        limit: Int,
        filter: [OrdinalSet]? = nil,
        precision: VectorPrecision = .quantised(oversampling: 4)
    ) throws(IndexError) -> [[IndexHit]] {
        try explainedSearch(vectors: vectors, limit: limit, filter: filter, precision: precision).hits
    }

    /// Hits, and how each segment was searched.
    public struct ExplainedHits: Sendable, Hashable {
        /// The hits of each vector, best first.
        public let hits: [[IndexHit]]
        /// The way through each segment, and what it cost.
        public let plans: [VectorSearchPlan]
    }

    /// The same, with how each segment was searched.
    ///
    /// - Throws: ``IndexError`` as for one vector.
    public func explainedSearch(
        vectors: [[Float]],
        limit: Int,
        filter: [OrdinalSet]? = nil,
        precision: VectorPrecision = .approximate
    ) throws(IndexError) -> ExplainedHits {
        try Self.check(limit: limit, precision: precision)
        guard let first = segments.first else { return ExplainedHits(hits: vectors.map { _ in [] }, plans: []) }
        let queries = try prepared(vectors, like: first)
        let admission = try SegmentAdmission(
            counts: segments.map(\.chunkCount),
            tombstones: tombstones,
            filter: filter
        )
        let limit = min(limit, max(1, chunkCount))
        let request = VectorSearchPlan.Request(limit: limit, precision: precision, isFiltered: filter != nil)
        var plans: [VectorSearchPlan] = []
        var scan = VectorScan(queries: queries, limit: limit, precision: precision)
        var walked = queries.map { _ in TopHits(limit: limit) }
        // On its way from the disk while others are walked.
        for segment in segments where !segment.hasGraph { segment.announceScan() }
        for (number, segment) in segments.enumerated() {
            let allowed = admission.sets[number]
            var plan = VectorSearchPlan(segment: segment, allowed: allowed, request: request)
            if let allowed, plan.strategy == .direct {
                for (query, prepared) in queries.enumerated() {
                    let hits = try VectorWalk.direct(of: prepared, in: segment, number: number, allowed: allowed)
                    for hit in hits { walked[query].insert(hit) }
                }
                plan.scoredCount = allowed.count * queries.count
            } else if plan.strategy == .graph || plan.strategy == .filteredGraph {
                let standing = filter == nil ? standing[number] : nil
                let admitted = VectorWalk.Admitted(allowed, standing: standing, graph: segment.graph)
                try walk(segment, number: number, queries: queries, admitted, plan: &plan, &walked)
            }
            if plan.strategy == .scan {
                scan.raise(to: walked)
                try scan.run(over: segment, number: number, allowed: allowed)
                plan.scoredCount += plan.allowedCount * queries.count
            }
            plans.append(plan)
        }
        scan.raise(to: walked)
        let scanned = plans.contains { $0.strategy == .scan } ? try scan.hits(from: segments) : []
        for (query, hits) in scanned.enumerated() {
            for hit in hits { walked[query].insert(hit) }
        }
        return ExplainedHits(hits: walked.map { $0.sorted() }, plans: plans)
    }

    /// Walks one segment for every query; where a walk finds too few, the plan becomes a scan for all.
    private func walk(
        _ segment: VectorSegment,
        number: Int,
        queries: [PreparedVectorQuery],
        _ admitted: VectorWalk.Admitted?,
        plan: inout VectorSearchPlan,
        _ walked: inout [TopHits]
    ) throws(IndexError) {
        var found: [[IndexHit]] = []
        for (place, query) in queries.enumerated() {
            let known = walked[place].isFull ? walked[place].threshold : nil
            let hits = try VectorWalk.hits(
                of: query,
                in: segment,
                number: number,
                limit: walked[0].limit,
                admitted: admitted,
                known: known,
                plan: &plan
            )
            let isEnough = known != nil && plan.reason != .allowedIsFar
            guard isEnough || hits.count >= min(walked[0].limit, plan.allowedCount) else {
                plan.strategy = .scan
                if plan.reason == .walkIsCheaper { plan.reason = .walkFellShort }
                return
            }
            found.append(hits)
        }
        for (query, hits) in found.enumerated() {
            for hit in hits { walked[query].insert(hit) }
        }
    }

    /// How each segment would be searched exactly with a filter.
    ///
    /// - Throws: ``IndexError`` with code `filterMismatch`.
    public func plans(filter: [OrdinalSet]? = nil) throws(IndexError) -> [VectorSearchPlan] {
        try plans(filter: filter, request: nil)
    }

    /// How each segment would be searched.
    ///
    /// - Throws: ``IndexError`` with code `filterMismatch` or `invalidQuery`.
    public func explainedPlans(
        filter: [OrdinalSet]? = nil,
        limit: Int,
        precision: VectorPrecision = .approximate
    ) throws(IndexError) -> [VectorSearchPlan] {
        try Self.check(limit: limit, precision: precision)
        let limit = min(limit, max(1, chunkCount))
        return try plans(
            filter: filter,
            request: VectorSearchPlan.Request(limit: limit, precision: precision, isFiltered: filter != nil)
        )
    }

    private func plans(filter: [OrdinalSet]?, request: VectorSearchPlan.Request?) throws(IndexError)
        -> [VectorSearchPlan]
    {
        let admission = try SegmentAdmission(
            counts: segments.map(\.chunkCount),
            tombstones: tombstones,
            filter: filter
        )
        return segments.indices.map {
            VectorSearchPlan(segment: segments[$0], allowed: admission.sets[$0], request: request)
        }
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
        if case .approximate(let breadth?) = precision, !(1...GraphLayout.maximumBreadth).contains(breadth) {
            throw .invalidQuery(reason: "a breadth of \(breadth) is not in 1...\(GraphLayout.maximumBreadth)")
        }
    }
}
