internal import Testing
internal import WrightCore
internal import WrightIndex

@Suite struct VectorGraphTests {
    private static let fixture = GraphFixture(seed: 11, count: 6000)

    @Test("finds what brute force finds", arguments: [1, 2])
    func recall(threadCount: Int) throws {
        var parameters = GraphFixture.parameters
        parameters.threadCount = threadCount
        let index = try Self.fixture.index(parameters)
        let queries = Self.fixture.queries(100, seed: 3)
        let plan = try #require(try index.explainedPlans(limit: 10, precision: .approximate(breadth: 100)).first)
        #expect(plan.strategy == .graph && plan.reason == .walkIsCheaper && plan.breadth == 100)
        #expect(try GraphFixture.recall(index, queries) >= 0.97)
        #expect(try GraphFixture.recall(index, queries, limit: 1) >= 0.97)
        let narrow = try GraphFixture.recall(index, queries, breadth: 10)
        let wide = try GraphFixture.recall(index, queries, breadth: 150)
        #expect(narrow < wide && wide >= 0.985)
    }

    @Test("dimensions that fill no register are walked as well", arguments: [3, 65, 130])
    func otherDimensions(dimension: Int) throws {
        let fixture = GraphFixture(seed: 2, count: 5000, dimension: dimension)
        #expect(try GraphFixture.recall(fixture.index(), fixture.queries(50, seed: 4)) >= 0.95)
    }

    @Test func oneThreadGivesTheSameBytes() throws {
        let fixture = GraphFixture(seed: 5, count: 1500)
        #expect(try fixture.bytes() == fixture.bytes())
        var other = GraphFixture.parameters
        other.seed = 99
        #expect(try fixture.bytes() != fixture.bytes(other))
    }

    @Test func smallSegmentsHaveNoGraph() throws {
        let fixture = GraphFixture(seed: 6, count: 499)
        let index = try fixture.index()
        #expect(!index.segments[0].hasGraph)
        let result = try index.explainedSearch(vectors: fixture.queries(1, seed: 1), limit: 5)
        #expect(result.plans[0].strategy == .scan && result.plans[0].reason == .noGraph)
        #expect(result.hits[0].count == 5)
    }

    @Test func plansSayWhatTheyCost() throws {
        let index = try Self.fixture.index()
        let query = Self.fixture.queries(1, seed: 8)
        let walk = try index.explainedSearch(vectors: query, limit: 10, precision: .approximate(breadth: 60)).plans[0]
        #expect(walk.strategy == .graph && walk.breadth == 60)
        #expect(walk.expandedCount >= 60 && walk.scoredCount > walk.expandedCount && walk.scoredCount < 4000)
        let exact = try index.explainedSearch(vectors: query, limit: 10, precision: .exact).plans[0]
        #expect(exact.strategy == .scan && exact.reason == .exactAsked && exact.scoredCount == 6000)
        let many = try index.explainedSearch(vectors: query, limit: 3000).plans[0]
        #expect(many.strategy == .scan && many.reason == .manyAsked)
        let few = OrdinalSet(universeCount: 6000, (0..<50).map { $0 * 100 })
        let direct = try index.explainedSearch(vectors: query, limit: 100, filter: [few])
        #expect(direct.plans[0].strategy == .direct && direct.plans[0].reason == .fewAllowed)
        #expect(direct.hits[0].count == 50)
        #expect(try direct.hits[0] == index.search(vector: query[0], limit: 100, filter: [few], precision: .exact))
    }

    @Test func equalVectorsAreAllReached() throws {
        // A few thousand vectors, most of them copies of five: they may not crowd out the others.
        let base = GraphFixture(seed: 9, count: 800)
        var random = SeededRandom(seed: 10)
        let vectors = base.vectors + (0..<5000).map { _ in base.vectors[Int.random(in: 0..<5, using: &random)] }
        let bytes = try VectorSegmentBuilder.build(
            dimension: base.dimension,
            fingerprint: "model",
            graph: GraphFixture.parameters,
            vectors: vectors
        )
        let index = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "copies")])
        #expect(try GraphFixture.recall(index, Array(base.vectors[0..<5]), limit: 40) == 1)
        let recall = try GraphFixture.recall(index, base.queries(40, seed: 2))
        #expect(recall >= 0.97)
        let zero = try VectorSegmentBuilder.build(
            dimension: 4,
            fingerprint: "model",
            graph: GraphFixture.parameters,
            vectors: [[Float]](repeating: [0, 0, 0, 0], count: 3000)
        )
        let empty = try VectorIndex(segments: [VectorSegment(bytes: zero, name: "zeros")])
        #expect(try empty.search(vector: [1, 0, 0, 0], limit: 10, precision: .approximate(breadth: 10)).count == 10)
    }

    /// Rows of a scanned segment count as much as those that a walk found before or after.
    @Test("a segment without a graph beside one with", arguments: [true, false], [1, 10, 60])
    func scanBesideWalk(graphFirst: Bool, limit: Int) throws {
        let fixture = GraphFixture(seed: 21, count: 3300)
        // A third of the few are copies, so that scores are equal.
        let few = Array(fixture.vectors[3000...]) + Array(fixture.vectors[0..<150])
        let segments = try [Array(fixture.vectors[0..<3000]), few]
            .map { vectors in
                let bytes = try VectorSegmentBuilder.build(
                    dimension: fixture.dimension,
                    fingerprint: "model",
                    graph: GraphFixture.parameters,
                    vectors: vectors
                )
                return try VectorSegment(bytes: bytes, name: "part")
            }
        let index = try VectorIndex(segments: graphFirst ? segments : segments.reversed())
        let scanned = graphFirst ? 1 : 0
        for query in fixture.queries(40, seed: 5) + fixture.vectors[0..<10] + fixture.vectors[3000..<3010] {
            let exact = try index.search(vector: query, limit: limit, precision: .exact)
            let found = try index.explainedSearch(vectors: [query], limit: limit, precision: .approximate(breadth: 60))
            #expect(found.plans.map(\.strategy) == (graphFirst ? [.graph, .scan] : [.scan, .graph]))
            let hits = found.hits[0]
            #expect(hits.count == limit && hits == hits.sorted { $0.score > $1.score })
            #expect(exact.filter { $0.segment == scanned }.allSatisfy(hits.contains))
            for hit in hits { #expect(hit.score <= exact[0].score) }
        }
    }

    @Test func codesAloneServeWithoutFloats() throws {
        let bytes = try Self.fixture.bytes(storage: .codes)
        #expect(bytes.count * 3 < (try Self.fixture.bytes().count) * 2)
        let segment = try VectorSegment(bytes: bytes, name: "codes")
        let index = try VectorIndex(segments: [segment])
        let queries = Self.fixture.queries(60, seed: 12)
        #expect(try GraphFixture.recall(index, queries) >= 0.97)
        let floats = try Self.fixture.index()
        var shared = 0
        for query in queries {
            let truth = Set(try floats.search(vector: query, limit: 10, precision: .exact).map(\.ordinal))
            shared += try index.search(vector: query, limit: 10, precision: .exact).count { truth.contains($0.ordinal) }
        }
        #expect(shared >= 570, "codes stand for floats: \(shared) of 600")
        let stored = try segment.vector(at: 77)
        let truth = try floats.segments[0].vector(at: 77)
        #expect(zip(stored, truth).allSatisfy { abs($0 - $1) < 0.01 })
    }

    @Test func recallIsMeasuredOnTheIndexItself() throws {
        let tombstones = OrdinalSet(universeCount: 6000, (0..<600).map { $0 * 7 })
        let index = try Self.fixture.index(tombstones: tombstones)
        let recall = try index.measuredRecall(sampleCount: 60, breadth: 80)
        #expect(recall.sampleCount == 60 && recall.expectedCount == 600 && recall.graphSegmentCount == 1)
        #expect(recall.recallRate >= 0.95 && recall.interval.contains(recall.recallRate))
        #expect(try index.measuredRecall(sampleCount: 60, breadth: 80) == recall)
        let poor = try index.measuredRecall(sampleCount: 60, breadth: 1)
        #expect(poor.recallRate <= recall.recallRate)
        expectCode(.invalidQuery) { _ = try index.measuredRecall(sampleCount: 0) }
        expectCode(.invalidQuery) { _ = try index.search(vector: [1], limit: 1, precision: .approximate(breadth: 0)) }
    }

    @Test func wilsonIntervalAgreesWithPublishedNumbers() throws {
        // 81 of 263: Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
        let interval = VectorRecall(sampleCount: 1, limit: 1, expectedCount: 263, foundCount: 81, graphSegmentCount: 1)
            .interval
        #expect(abs(interval.lowerBound - 0.2553) < 0.0001 && abs(interval.upperBound - 0.3662) < 0.0001)
    }

    @Test func manyThreadsMaySearchAtOnce() async throws {
        let index = try Self.fixture.index()
        let queries = Self.fixture.queries(8, seed: 21)
        let filter = [OrdinalSet(universeCount: 6000, (0..<3000).map { $0 * 2 })]
        let expected = try queries.map { try index.search(vector: $0, limit: 10, precision: .approximate(breadth: 50)) }
        let fresh = try Self.fixture.index()
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<32 {
                group.addTask {
                    let place = number % queries.count
                    _ = try? fresh.search(
                        vector: queries[place],
                        limit: 5,
                        filter: filter,
                        precision: .approximate(breadth: 15)
                    )
                    let found = try? fresh.search(
                        vector: queries[place],
                        limit: 10,
                        precision: .approximate(breadth: 50)
                    )
                    return found == expected[place]
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
