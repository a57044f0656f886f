private import WrightCore

/// How many of the exact hits an approximate search finds, measured on the index itself.
public struct VectorRecall: Sendable, Hashable {
    /// Vectors that were looked for.
    public let sampleCount: Int
    /// Hits of each.
    public let limit: Int
    /// Exact hits, all samples together.
    public let expectedCount: Int
    /// Those that the approximate search found as well.
    public let foundCount: Int
    /// Segments that are searched by graph.
    public let graphSegmentCount: Int
    /// What the check of each graph found when it was built, in the order of segments.
    public let graphChecks: [VectorGraphCheck]

    package init(
        sampleCount: Int,
        limit: Int,
        expectedCount: Int,
        foundCount: Int,
        graphSegmentCount: Int,
        graphChecks: [VectorGraphCheck] = []
    ) {
        self.sampleCount = sampleCount
        self.limit = limit
        self.expectedCount = expectedCount
        self.foundCount = foundCount
        self.graphSegmentCount = graphSegmentCount
        self.graphChecks = graphChecks
    }

    /// The share that was found, 0...1; 1 where nothing was expected.
    public var recallRate: Double { expectedCount == 0 ? 1 : Double(foundCount) / Double(expectedCount) }

    /// The 95 % Wilson interval of ``recallRate``.
    ///
    /// It takes hits as independent; those of one sample are not quite, so it is a little too narrow.
    public var interval: ClosedRange<Double> {
        WilsonInterval(successCount: foundCount, trialCount: expectedCount).range
    }
}

extension VectorIndex {
    /// Looks for stored vectors by graph and exactly, and counts what the graph misses.
    ///
    /// Each sample finds itself; that hit is left out on both sides. A hit as near as the last exact one stands for it,
    /// as where vectors are copies of each other. Questions lie farther from the stored vectors than
    /// these from each other, so their recall may be a little lower.
    ///
    /// - Parameters:
    ///   - sampleCount: Vectors to look for, 1...100,000.
    ///   - limit: Hits of each, 1...1,000.
    ///   - seed: Chooses the vectors.
    ///   - breadth: The walk's breadth; nil for the usual one.
    /// - Returns: What was found of what there is.
    /// - Throws: ``IndexError`` with code `invalidQuery` or `corruptSegment`.
    public func measuredRecall(
        sampleCount: Int = 200,
        limit: Int = 10,
        seed: UInt64 = 1,
        breadth: Int? = nil
    ) throws(IndexError) -> VectorRecall {
        guard (1...100_000).contains(sampleCount), (1...1000).contains(limit) else {
            throw .invalidQuery(reason: "\(sampleCount) samples with \(limit) hits each are out of range")
        }
        let samples = sampled(sampleCount, seed: seed)
        var expectedCount = 0
        var foundCount = 0
        for sample in samples {
            let vector = try segments[sample.segment].vector(at: sample.ordinal)
            let exact = try neighbours(of: vector, but: sample, limit: limit, precision: .exact)
            let found = try neighbours(of: vector, but: sample, limit: limit, precision: .approximate(breadth: breadth))
            expectedCount += exact.count
            foundCount += found.count { $0.score >= exact.last?.score ?? 0 }
        }
        let plans = try explainedPlans(limit: limit + 1, precision: .approximate(breadth: breadth))
        return VectorRecall(
            sampleCount: samples.count,
            limit: limit,
            expectedCount: expectedCount,
            foundCount: foundCount,
            graphSegmentCount: plans.count { $0.strategy == .graph || $0.strategy == .filteredGraph },
            graphChecks: segments.compactMap(\.graphCheck)
        )
    }

    private struct Place: Hashable {
        var segment: Int
        var ordinal: UInt32
    }

    /// Different chunks that are not deleted; all of them where there are no more.
    private func sampled(_ count: Int, seed: UInt64) -> [Place] {
        var random = SeededRandom(seed: seed)
        var chosen: Set<Place> = []
        var places: [Place] = []
        let total = segments.reduce(0) { $0 + $1.chunkCount }
        guard total > 0 else { return [] }
        // Twenty draws for each sample find nearly all even where most chunks are deleted.
        for _ in 0..<20 * count where places.count < min(count, chunkCount) {
            var number = Int.random(in: 0..<total, using: &random)
            var segment = 0
            while number >= segments[segment].chunkCount {
                number -= segments[segment].chunkCount
                segment += 1
            }
            let place = Place(segment: segment, ordinal: UInt32(number))
            guard tombstones[segment]?.contains(place.ordinal) != true, chosen.insert(place).inserted else { continue }
            places.append(place)
        }
        return places
    }

    private func neighbours(
        of vector: [Float],
        but own: Place,
        limit: Int,
        precision: VectorPrecision
    ) throws(IndexError) -> [IndexHit] {
        let hits = try search(vector: vector, limit: limit + 1, precision: precision)
        return Array(hits.filter { Place(segment: $0.segment, ordinal: $0.ordinal) != own }.prefix(limit))
    }
}
