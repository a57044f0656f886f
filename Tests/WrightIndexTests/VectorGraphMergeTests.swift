internal import Testing
internal import WrightCore
internal import WrightIndex

/// Segments with graphs are joined: the larger graph stays, the rest is inserted, deleted vectors leave no hole.
@Suite struct VectorGraphMergeTests {
    private static let fixture = GraphFixture(seed: 23, count: 6000)

    private func segment(_ range: Range<Int>) throws -> VectorSegment {
        let bytes = try VectorSegmentBuilder.build(
            dimension: Self.fixture.dimension,
            fingerprint: "model",
            graph: GraphFixture.parameters,
            vectors: Self.fixture.vectors[range]
        )
        return try VectorSegment(bytes: bytes, name: "part")
    }

    private func merged(_ sources: [SegmentMergeSource<VectorSegment>]) throws -> (VectorIndex, SegmentRemap) {
        var bytes: [UInt8] = []
        let remap = try VectorSegment.merge(sources, graph: GraphFixture.parameters) { bytes.append(contentsOf: $0) }
        return (try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "merged")]), remap)
    }

    @Test func insertingIntoALargeGraphKeepsRecall() throws {
        let parts = try [0..<700, 700..<5000, 5000..<5200, 5200..<6000].map { SegmentMergeSource(try segment($0)) }
        let (index, remap) = try merged(parts)
        #expect(index.segments[0].hasGraph && remap.chunkCount == 6000)
        #expect(try GraphFixture.recall(index, Self.fixture.queries(100, seed: 3)) >= 0.97)
        #expect(try GraphFixture.recall(index, Array(Self.fixture.vectors[5000..<5200]), limit: 1) == 1)
    }

    @Test("deleted vectors leave no hole", arguments: [0.05, 0.3, 0.7])
    func repair(share: Double) throws {
        var random = SeededRandom(seed: 8)
        var dead = OrdinalSet(universeCount: 5000)
        for ordinal in 0..<UInt32(5000) where Double.random(in: 0..<1, using: &random) < share { dead.insert(ordinal) }
        let (index, remap) = try merged([
            SegmentMergeSource(try segment(0..<5000), tombstones: dead), SegmentMergeSource(try segment(5000..<6000)),
        ])
        #expect(remap.chunkCount == 6000 - dead.count)
        let breadth = share > 0.5 ? 45 : 80
        #expect(try GraphFixture.recall(index, Self.fixture.queries(100, seed: 3), breadth: breadth) >= 0.95)
        var kept: [[Float]] = []
        for ordinal in 0..<5000 where !dead.contains(UInt32(ordinal)) { kept.append(Self.fixture.vectors[ordinal]) }
        #expect(try GraphFixture.recall(index, Array(kept.suffix(100)), limit: 1, breadth: breadth) == 1)
    }

    @Test func aWholeClusterMayBeDeleted() throws {
        let whole = try VectorIndex(segments: [segment(0..<6000)])
        let near = try whole.search(vector: Self.fixture.centres[0], limit: 2000, precision: .exact)
        let dead = OrdinalSet(universeCount: 6000, near.map(\.ordinal))
        let (index, _) = try merged([SegmentMergeSource(whole.segments[0], tombstones: dead)])
        #expect(index.chunkCount == 4000)
        #expect(try GraphFixture.recall(index, Self.fixture.queries(60, seed: 3), breadth: 80) >= 0.96)
        let recall = try GraphFixture.recall(index, [Self.fixture.centres[0]], isWalked: false)
        // Amid what was deleted, all that is left is far and on all sides; the check of the graph asks there.
        #expect(recall >= 0.8)
    }

    @Test func manyRoundsOfUpdatesDoNotWearItOut() throws {
        var random = SeededRandom(seed: 2)
        var current = try segment(0..<3000)
        for round in 0..<6 {
            var dead = OrdinalSet(universeCount: current.chunkCount)
            for _ in 0..<400 { dead.insert(UInt32.random(in: 0..<UInt32(current.chunkCount), using: &random)) }
            let start = 3000 + round * 500
            let (index, _) = try merged([
                SegmentMergeSource(try segment(start..<start + 500)), SegmentMergeSource(current, tombstones: dead),
            ])
            current = index.segments[0]
        }
        let index = try VectorIndex(segments: [current])
        #expect(current.chunkCount > 3400)
        #expect(try GraphFixture.recall(index, Self.fixture.queries(100, seed: 3), breadth: 60) >= 0.95)
    }

    @Test func oneThreadMergesToTheSameBytes() throws {
        let dead = OrdinalSet(universeCount: 2000, (0..<200).map { $0 * 10 })
        let sources = [
            SegmentMergeSource(try segment(0..<2000), tombstones: dead), SegmentMergeSource(try segment(2000..<2600)),
        ]
        var first: [UInt8] = []
        var second: [UInt8] = []
        _ = try VectorSegment.merge(sources, graph: GraphFixture.parameters) { first.append(contentsOf: $0) }
        _ = try VectorSegment.merge(sources, graph: GraphFixture.parameters) { second.append(contentsOf: $0) }
        #expect(first == second)
    }
}
