internal import Testing
internal import WrightCore
internal import WrightIndex

/// The check that each graph goes through, and what follows from it.
@Suite struct GraphCheckTests {
    private static let fixture = GraphFixture(seed: 11, count: 6000)
    private static let bytes = Result { try fixture.bytes() }

    /// The segment with other numbers where its check stands.
    private func changed(widening: UInt32, expected: UInt32 = 100, found: UInt32 = 50) throws -> [UInt8] {
        var bytes = try Self.bytes.get()
        let head = try #require(SegmentSeal.graphHeadOffset(bytes))
        for (place, number) in [widening, expected, found].enumerated() {
            for offset in 0..<4 { bytes[head + 36 + place * 4 + offset] = UInt8(number >> UInt32(8 * offset) & 0xFF) }
        }
        SegmentSeal.reseal(&bytes)
        return bytes
    }

    private func plan(_ bytes: [UInt8], limit: Int = 10, _ precision: VectorPrecision) throws -> VectorSearchPlan {
        let index = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "changed")])
        let result = try index.explainedSearch(
            vectors: Self.fixture.queries(1, seed: 3),
            limit: limit,
            precision: precision
        )
        #expect(result.hits[0].count == limit)
        return result.plans[0]
    }

    @Test func aGoodGraphIsWalkedAsAsked() throws {
        let segment = try VectorSegment(bytes: Self.bytes.get(), name: "checked")
        let check = try #require(segment.graphCheck)
        #expect(check.widening == 1 && check.expectedCount >= 900 && check.recallRate >= 0.95)
        #expect(try plan(Self.bytes.get(), .approximate(breadth: 40)).breadth == 40)
        let recall = try VectorIndex(segments: [segment]).measuredRecall(sampleCount: 10, breadth: 60)
        #expect(recall.graphChecks == [check])
    }

    @Test func walksAreWidenedAndSaySo() throws {
        let plan = try plan(changed(widening: 4), .approximate(breadth: 40))
        #expect(plan.strategy == .graph && plan.breadth == 160 && plan.widening == 4)
    }

    @Test func aWidenedWalkThatCostsMoreIsAScan() throws {
        // 8 times 60 rows cost more than the 6,000 of the segment.
        let plan = try plan(changed(widening: 8), .approximate(breadth: 60))
        #expect(plan.strategy == .scan && plan.reason == .walkMisses)
    }

    @Test func aGraphThatMissesTooMuchIsNotWalked() throws {
        let plan = try plan(changed(widening: .max), .approximate(breadth: 40))
        #expect(plan.strategy == .scan && plan.reason == .walkMisses)
        let segment = try VectorSegment(bytes: changed(widening: .max), name: "changed")
        #expect(segment.graphCheck?.widening == nil && segment.graphCheck?.recallRate == 0.5)
    }

    @Test func graphsOfBeforeThereWasACheckAreWalked() throws {
        let bytes = try changed(widening: 0, expected: 0, found: 0)
        #expect(try VectorSegment(bytes: bytes, name: "old").graphCheck == nil)
        #expect(try plan(bytes, .approximate(breadth: 40)).breadth == 40)
    }

    @Test(
        "a check that contradicts itself is refused",
        arguments: [(33, 10, 5), (1, 10, 11)] as [(UInt32, UInt32, UInt32)]
    )
    func contradictions(widening: UInt32, expected: UInt32, found: UInt32) throws {
        let bytes = try changed(widening: widening, expected: expected, found: found)
        expectCode(.corruptSegment) { _ = try VectorSegment(bytes: bytes, name: "hostile") }
    }

    @Test func aMergeIsTriedOnWhatItDeletes() throws {
        let whole = try VectorIndex(segments: [VectorSegment(bytes: Self.bytes.get(), name: "whole")])
        let centre = Self.fixture.centres[0]
        let near = try whole.search(vector: centre, limit: 2000, precision: .exact).map(\.ordinal)
        let gone = try near.prefix(1000).map { try whole.segments[0].vector(at: $0) }
        var bytes: [UInt8] = []
        let dead = OrdinalSet(universeCount: 6000, near)
        _ = try VectorSegment.merge(
            [SegmentMergeSource(whole.segments[0], tombstones: dead)],
            graph: GraphFixture.parameters
        ) { bytes.append(contentsOf: $0) }
        let merged = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "merged")])
        let check = try #require(merged.segments[0].graphCheck)
        // Three kinds of 32 questions, and 64 about what was deleted.
        #expect(check.expectedCount == 1600)
        var shared = 0
        for query in [centre] + gone {
            let exact = try merged.search(vector: query, limit: 10, precision: .exact)
            let found = try merged.search(vector: query, limit: 10, precision: .approximate)
            let count = found.count { $0.score >= exact[9].score }
            if query == centre { #expect(count >= 9, "amid what was deleted: \(count) of 10") }
            shared += count
        }
        #expect(shared >= 9700, "\(shared) of 10,010")
    }
}
