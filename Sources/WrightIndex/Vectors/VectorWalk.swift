/// Hits of one query in one segment, by graph or row by row.
enum VectorWalk {
    /// Allowed rows where a filtered walk begins beside the neighbourhood of the query.
    private static let seedLimit = 64
    /// Rows that are scored with floats for each hit that is asked for, and some more.
    private static let rescored = (times: 2, more: 12)
    /// Copies of one row that are scored at most, where no more hits are asked for.
    private static let copyLimit = 1024
    /// Standard deviations by which codes may err before a row is not scored.
    private static let deviations: Float = 3

    /// What a walk may find.
    struct Admitted {
        /// The chunks.
        let allowed: OrdinalSet
        /// The rows of the graph that are among them or stand for one.
        let standing: OrdinalSet

        /// Nil where all chunks are allowed; `standing` where it is known.
        init?(_ allowed: OrdinalSet?, standing: OrdinalSet?, graph: VectorGraph?) {
            guard let allowed else { return nil }
            self.allowed = allowed
            self.standing = standing ?? graph?.copies.standing(for: allowed) ?? allowed
        }
    }

    /// Walks the graph and scores the best rows with what is stored of them.
    ///
    /// More rows are scored while codes cannot tell whether they are among the best, as among near copies. Where other
    /// segments have given enough hits already, rows that are surely worse than all of those are neither looked for nor
    /// scored.
    ///
    /// `known` is the least score that still counts, nil where any does. The hits come in no order: the best `limit`,
    /// or those of them that count.
    static func hits(
        of query: PreparedVectorQuery,
        in segment: VectorSegment,
        number: Int,
        limit: Int,
        admitted: Admitted?,
        known: Float?,
        plan: inout VectorSearchPlan
    ) throws(IndexError) -> [IndexHit] {
        guard let graph = segment.graph else { return [] }
        let standing = admitted?.standing
        let seeds = standing.map { Self.seeds(of: $0) } ?? []
        let scale = query.pointScale
        let floor = known.map { ($0 - doubt(scale: scale, rowScale: scale)) / max(scale, .leastNormalMagnitude) }
        let walk = try graph.walk(query, breadth: plan.breadth, allowed: standing, seeds: seeds, floor: floor)
        plan.scoredCount += walk.scoredCount
        plan.expandedCount += walk.expandedCount
        if walk.isFar { plan.reason = .allowedIsFar }
        func mayCount(_ place: Int, _ least: Float) -> Bool {
            let doubt = doubt(scale: scale, rowScale: graph.scale(of: walk.ordinals[place]))
            return walk.similarities[place] * scale + doubt > least
        }
        var count = min(walk.ordinals.count, limit * rescored.times + rescored.more)
        if let known { while count > 0, !mayCount(count - 1, known) { count -= 1 } }
        let found = Found(query: query, segment: segment, number: number, limit: limit, allowed: admitted?.allowed)
        var hits = try found.hits(of: walk.ordinals.prefix(count), graph)
        var best = TopHits(limit: limit)
        for hit in hits { best.insert(hit) }
        for place in count..<walk.ordinals.count {
            guard mayCount(place, max(best.threshold, known ?? -.infinity)) else { break }
            let more = try found.hits(of: [walk.ordinals[place]], graph)
            for hit in more { best.insert(hit) }
            hits += more
        }
        return hits
    }

    /// By how much a similarity by codes may fall short of the true one, with few exceptions.
    ///
    /// A step rounded to the nearest errs by its twelfth, squared, in the mean; rows and queries have length 1.
    static func doubt(scale: Float, rowScale: Float) -> Float {
        deviations * ((scale * scale + rowScale * rowScale) / 12).squareRoot()
    }

    /// Who asks for rows, and which.
    private struct Found {
        let query: PreparedVectorQuery
        let segment: VectorSegment
        let number: Int
        let limit: Int
        let allowed: OrdinalSet?

        /// The hits of some rows of the graph and of their copies.
        func hits(of rows: ArraySlice<UInt32>, _ graph: VectorGraph) throws(IndexError) -> [IndexHit] {
            guard !graph.copies.isEmpty else {
                return try VectorWalk.score(rows, of: query, in: segment, number: number)
            }
            var ordinals: [UInt32] = []
            for row in rows {
                let all = ([row] + graph.copies.copies(of: row)).lazy.filter { allowed?.contains($0) != false }
                ordinals += all.prefix(max(limit, VectorWalk.copyLimit))
            }
            return try VectorWalk.score(ordinals[...], of: query, in: segment, number: number)
        }
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
