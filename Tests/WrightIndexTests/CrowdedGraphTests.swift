internal import Testing
internal import WrightCore
internal import WrightIndex

/// Graphs over vectors that crowd: copies, near copies, tight clusters, orders made to mislead.
@Suite struct CrowdedGraphTests {
    private static let base = GraphFixture(seed: 9, count: 800)

    /// Some hundred vectors, and thousands that lie at a distance from few of them.
    private static func crowd(
        around centreCount: Int,
        spread: Float,
        count: Int = 5000,
        seed: UInt64 = 10
    ) -> [[Float]] {
        var random = SeededRandom(seed: seed)
        return base.vectors
            + (0..<count)
            .map { _ in
                let centre = base.vectors[Int.random(in: 0..<centreCount, using: &random)]
                return zip(centre, GraphFixture.noise(base.dimension, spread, &random)).map { $0 + $1 }
            }
    }

    private static func index(_ vectors: [[Float]], _ parameters: VectorGraphParameters = GraphFixture.parameters)
        throws -> VectorIndex
    {
        let bytes = try VectorSegmentBuilder.build(
            dimension: vectors[0].count,
            fingerprint: "model",
            graph: parameters,
            vectors: vectors
        )
        return try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "crowd")])
    }

    /// Recall as a caller gets it who says nothing about breadth.
    private static func recall(_ index: VectorIndex, _ queries: [[Float]], filter: [OrdinalSet]? = nil) throws -> Double
    {
        var shared = 0
        var total = 0
        for query in queries {
            let exact = try index.search(vector: query, limit: 10, filter: filter, precision: .exact)
            let found = try index.search(vector: query, limit: 10, filter: filter, precision: .approximate)
            #expect(found.count == exact.count && Set(found).count == found.count, "as many as exist, none twice")
            shared += found.count { $0.score >= exact.last?.score ?? 0 }
            total += exact.count
        }
        return Double(shared) / Double(max(1, total))
    }

    @Test("vectors beside crowds are found", arguments: [0, 0.01, 0.05, 0.15, 0.3] as [Float], [1, 5, 50])
    func crowds(spread: Float, centreCount: Int) throws {
        let index = try Self.index(Self.crowd(around: centreCount, spread: spread))
        let recall = try Self.recall(index, Self.base.queries(60, seed: 2))
        #expect(recall >= 0.97, "\(centreCount) crowds of spread \(spread): \(recall)")
        let amid = try Self.recall(index, Array(Self.crowd(around: centreCount, spread: spread, seed: 77).suffix(40)))
        #expect(amid >= 0.93, "amid \(centreCount) crowds of spread \(spread): \(amid)")
    }

    @Test func copiesAreFoundAllOfThemAndInOrder() throws {
        let index = try Self.index(Self.crowd(around: 5, spread: 0))
        for query in Array(Self.base.vectors[0..<8]) + Self.base.queries(20, seed: 3) {
            for limit in [1, 10, 40, 1500] {
                let exact = try index.search(vector: query, limit: limit, precision: .exact)
                let result = try index.explainedSearch(vectors: [query], limit: limit, precision: .approximate)
                if limit <= 40 { #expect(result.plans[0].strategy == .graph) }
                let shared = Set(exact).intersection(result.hits[0])
                #expect(result.hits[0].count == limit && shared.count * 100 >= 97 * limit)
            }
        }
        // The first of a thousand copies, by ordinal.
        let copies = try index.search(vector: Self.base.vectors[2], limit: 40, precision: .approximate)
        #expect(try copies == index.search(vector: Self.base.vectors[2], limit: 40, precision: .exact))
    }

    @Test("equal vectors give as many hits as are asked", arguments: [[0, 0, 0, 0], [1, 2, 3, 4]] as [[Float]])
    func oneVectorOnly(vector: [Float]) throws {
        let index = try Self.index([[Float]](repeating: vector, count: 3000))
        for limit in [1, 10, 100] {
            let hits = try index.search(vector: [1, 0, 0, 0], limit: limit, precision: .approximate(breadth: 10))
            #expect(hits.map(\.ordinal) == (0..<UInt32(limit)).map { $0 })
        }
        let odd = OrdinalSet(universeCount: 3000, (0..<1500).map { $0 * 2 + 1 })
        let hits = try index.search(vector: [1, 0, 0, 0], limit: 7, filter: [odd], precision: .approximate)
        #expect(hits.map(\.ordinal) == [1, 3, 5, 7, 9, 11, 13])
    }

    enum Order: String, CaseIterable { case crowdFirst, crowdLast, byCluster, bySimilarity }

    @Test("no order misleads it", arguments: Order.allCases)
    func order(order: Order) throws {
        let crowd = Self.crowd(around: 5, spread: 0.1, count: 3000)
        let product = { (left: [Float], right: [Float]) in zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
        let vectors: [[Float]]
        switch order {
        case .crowdFirst: vectors = Array(crowd[800...] + crowd[..<800])
        case .crowdLast: vectors = crowd
        case .byCluster:
            let nearest = crowd.map { vector in
                Self.base.centres.indices.max {
                    product(Self.base.centres[$0], vector) < product(Self.base.centres[$1], vector)
                } ?? 0
            }
            vectors = crowd.indices.sorted { nearest[$0] < nearest[$1] }.map { crowd[$0] }
        case .bySimilarity:
            vectors = crowd.sorted { product($0, Self.base.centres[0]) < product($1, Self.base.centres[0]) }
        }
        #expect(try Self.recall(Self.index(vectors), Self.base.queries(60, seed: 2)) >= 0.97)
    }

    @Test("filters hold among copies", arguments: [0.5, 0.1, 0.01, 0.001])
    func filters(share: Double) throws {
        let vectors = Self.crowd(around: 20, spread: 0, count: 8000)
        let index = try Self.index(vectors)
        var random = SeededRandom(seed: UInt64(share * 1000))
        let wanted = Int(Double(vectors.count) * share)
        let chance = (0..<UInt32(vectors.count)).shuffled(using: &random).prefix(wanted)
        let crowdOnly = (800..<UInt32(vectors.count)).prefix(wanted)
        for ordinals in [Array(chance), Array(crowdOnly)] {
            let filter = [OrdinalSet(universeCount: vectors.count, ordinals)]
            let queries = Self.base.queries(30, seed: 4) + Array(Self.base.vectors[0..<10])
            #expect(try Self.recall(index, queries, filter: filter) >= 0.97)
            for hit in try index.search(vector: queries[0], limit: 50, filter: filter, precision: .approximate) {
                #expect(filter[0].contains(hit.ordinal))
            }
        }
    }

    @Test func copiesOutliveTheOneThatStandsForThem() throws {
        let vectors = Self.crowd(around: 5, spread: 0)
        let whole = try Self.index(vectors)
        // Row 0...4 are the first of their copies.
        let dead = OrdinalSet(universeCount: vectors.count, (0..<5).map { $0 } + (5..<400).map { $0 * 2 })
        let index = try VectorIndex(segments: whole.segments, tombstones: [dead])
        let queries = Array(Self.base.vectors[0..<5]) + Self.base.queries(30, seed: 5)
        #expect(try Self.recall(index, queries) >= 0.97)
        var bytes: [UInt8] = []
        let source = SegmentMergeSource(whole.segments[0], tombstones: dead)
        let extra = try Self.index(Array(vectors[0..<1200]))
        _ = try VectorSegment.merge([source, SegmentMergeSource(extra.segments[0])], graph: GraphFixture.parameters) {
            bytes.append(contentsOf: $0)
        }
        let merged = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "merged")])
        #expect(merged.chunkCount == vectors.count - dead.count + 1200)
        #expect(try Self.recall(merged, queries) >= 0.97)
        let first = try merged.search(vector: Self.base.vectors[0], limit: 500, precision: .approximate)
        #expect(first.allSatisfy { $0.score > 0.999 }, "the copies, of both segments")
        #expect(try first == merged.search(vector: Self.base.vectors[0], limit: 500, precision: .exact))
    }

    @Test("what is left after a great deletion is found", arguments: [0.5, 0.9])
    func deletions(share: Double) throws {
        let vectors = Self.crowd(around: 5, spread: 0.1)
        var random = SeededRandom(seed: 6)
        let dead = OrdinalSet(
            universeCount: vectors.count,
            (0..<UInt32(vectors.count)).filter { _ in Double.random(in: 0..<1, using: &random) < share }
        )
        var bytes: [UInt8] = []
        let source = SegmentMergeSource(try Self.index(vectors).segments[0], tombstones: dead)
        _ = try VectorSegment.merge([source], graph: GraphFixture.parameters) { bytes.append(contentsOf: $0) }
        let merged = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "merged")])
        #expect(try Self.recall(merged, Self.base.queries(60, seed: 7)) >= 0.97)
    }
}
