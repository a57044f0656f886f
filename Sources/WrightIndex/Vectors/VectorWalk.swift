/// Hits of one query in one segment, by graph or row by row.
enum VectorWalk {
    /// Allowed rows where a filtered walk begins beside the neighbourhood of the query.
    private static let seedLimit = 64
    /// Rows that are scored with floats for each hit that is asked for, and some more.
    private static let rescored = (times: 2, more: 12)

    /// Walks the graph and scores the best rows with what is stored of them.
    ///
    /// - Returns: At most `limit` hits, in no order.
    static func hits(
        of query: PreparedVectorQuery,
        in segment: VectorSegment,
        number: Int,
        limit: Int,
        allowed: OrdinalSet?,
        plan: inout VectorSearchPlan
    ) throws(IndexError) -> [IndexHit] {
        guard let graph = segment.graph else { return [] }
        let seeds = allowed.map { Self.seeds(of: $0) } ?? []
        let walk = try graph.walk(query, breadth: plan.breadth, allowed: allowed, seeds: seeds)
        plan.scoredCount += walk.scoredCount
        plan.expandedCount += walk.expandedCount
        if walk.isFar { plan.reason = .allowedIsFar }
        let count = min(walk.ordinals.count, limit * rescored.times + rescored.more)
        return try score(walk.ordinals.prefix(count), of: query, in: segment, number: number)
    }

    /// Scores every allowed row.
    static func direct(
        of query: PreparedVectorQuery,
        in segment: VectorSegment,
        number: Int,
        allowed: OrdinalSet
    ) throws(IndexError) -> [IndexHit] {
        var ordinals: [UInt32] = []
        allowed.visitMembers { ordinals.append($0) }
        return try score(ordinals[...], of: query, in: segment, number: number)
    }

    private static func score(
        _ ordinals: ArraySlice<UInt32>,
        of query: PreparedVectorQuery,
        in segment: VectorSegment,
        number: Int
    ) throws(IndexError) -> [IndexHit] {
        segment.prefetchRows(ordinals)
        var hits: [IndexHit] = []
        hits.reserveCapacity(ordinals.count)
        for ordinal in ordinals {
            hits.append(IndexHit(segment: number, ordinal: ordinal, score: try segment.score(query, ordinal)))
        }
        return hits
    }

    /// Allowed ordinals spread evenly over the segment, so that each part of it that is allowed has some.
    private static func seeds(of allowed: OrdinalSet) -> [UInt32] {
        allowed.withWords { words in
            var seeds: [UInt32] = []
            let step = max(1, words.count / seedLimit)
            for start in stride(from: 0, to: words.count, by: step) where seeds.count < seedLimit {
                let piece = words[start..<min(start + step, words.count)]
                guard let place = piece.firstIndex(where: { $0 != 0 }) else { continue }
                seeds.append(UInt32(place * 64 + words[place].trailingZeroBitCount))
            }
            return seeds
        }
    }
}
