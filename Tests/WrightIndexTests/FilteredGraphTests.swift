internal import Testing
internal import WrightCore
internal import WrightIndex

/// Walks where only some vectors may be found: recall against brute force, and never fewer hits than exist.
@Suite struct FilteredGraphTests {
    private static let fixture = GraphFixture(seed: 17, count: 20_000, dimension: 32, clusterCount: 60)

    enum Shape: String, CaseIterable { case random, near, far, scattered }

    /// A filter of some share: by chance, the vectors nearest to or farthest from a query, or some whole clusters.
    private func filter(_ shape: Shape, _ share: Double, _ index: VectorIndex, around query: [Float]) throws
        -> [OrdinalSet]
    {
        let count = Self.fixture.vectors.count
        let wanted = Int(Double(count) * share)
        var random = SeededRandom(seed: UInt64(wanted))
        let order: [UInt32]
        switch shape {
        case .random: order = (0..<UInt32(count)).shuffled(using: &random)
        case .near: order = try index.search(vector: query, limit: count, precision: .exact).map(\.ordinal)
        case .far: order = try index.search(vector: query, limit: count, precision: .exact).map(\.ordinal).reversed()
        case .scattered:
            let pieces = try (0..<4)
                .map { place in
                    try index.search(vector: Self.fixture.centres[place * 13], limit: wanted / 4, precision: .exact)
                        .map(\.ordinal)
                }
            order = pieces.flatMap { $0 }
        }
        return [OrdinalSet(universeCount: count, order.prefix(wanted))]
    }

    @Test("keeps its recall", arguments: Shape.allCases, [0.5, 0.25, 0.1, 0.01, 0.001])
    func recall(shape: Shape, share: Double) throws {
        let index = try Self.index()
        let truth = try Self.plain.get()
        let queries = Self.fixture.queries(12, seed: 5)
        var sum = 0.0
        for query in queries {
            let filter = try filter(shape, share, index, around: query)
            // A small breadth, so that the planner walks wherever it may.
            sum += try GraphFixture.recall(index, [query], filter: filter, truth: truth, isWalked: false, breadth: 40)
        }
        #expect(sum / Double(queries.count) >= 0.97, "\(shape) \(share): \(sum / Double(queries.count))")
    }

    @Test func largeFiltersAreWalkedUnlessTheyLieElsewhere() throws {
        let index = try Self.index()
        let query = Self.fixture.queries(1, seed: 6)[0]
        for (shape, strategy) in [(Shape.random, VectorSearchPlan.Strategy.filteredGraph), (.near, .filteredGraph)] {
            let plan = try plan(shape, index, query)
            #expect(plan.strategy == strategy && plan.reason == .walkIsCheaper, "\(shape)")
            #expect(plan.scoredCount < 8000)
        }
        let far = try plan(.far, index, query)
        #expect(far.strategy == .scan && far.reason == .allowedIsFar)
    }

    private func plan(_ shape: Shape, _ index: VectorIndex, _ query: [Float]) throws -> VectorSearchPlan {
        try index.explainedSearch(
            vectors: [query],
            limit: 10,
            filter: filter(shape, 0.5, index, around: query),
            precision: .approximate(breadth: 60)
        )
        .plans[0]
    }

    @Test func tombstonesAndFiltersHoldTogether() throws {
        let built = try Self.index()
        var random = SeededRandom(seed: 4)
        let count = Self.fixture.vectors.count
        let dead = OrdinalSet(universeCount: count, (0..<UInt32(count)).filter { _ in Bool.random(using: &random) })
        let index = try VectorIndex(segments: built.segments, tombstones: [dead])
        let queries = Self.fixture.queries(20, seed: 9)
        #expect(try GraphFixture.recall(index, queries, breadth: 60) >= 0.97)
        for hit in try index.search(vector: queries[0], limit: 50, precision: .approximate(breadth: 60)) {
            #expect(!dead.contains(hit.ordinal))
        }
        let filter = [OrdinalSet(universeCount: count, (0..<UInt32(count)).filter { $0 % 5 != 0 })]
        #expect(try GraphFixture.recall(index, queries, filter: filter, breadth: 60) >= 0.97)
        let none = try VectorIndex(
            segments: built.segments,
            tombstones: [OrdinalSet(universeCount: count, containingAll: true)]
        )
        #expect(try none.search(vector: queries[0], limit: 3, precision: .approximate).isEmpty)
    }

    private static func index() throws -> VectorIndex {
        try VectorIndex(segments: [segment.get()])
    }

    private static let plain = Result { try fixture.plainIndex() }

    private static let segment = Result {
        try VectorSegment(bytes: fixture.bytes(), name: "filtered")
    }
}
