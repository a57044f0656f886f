internal import Testing
internal import WrightCore
internal import WrightIndex

/// Segments with a graph whose bytes were changed.
@Suite struct VectorGraphFuzzTests {
    private static let fixture = GraphFixture(seed: 29, count: 3000, dimension: 20, clusterCount: 10)

    @Test func aChangedByteIsNoticedBeforeItGivesAResult() throws {
        let original = try Self.fixture.bytes()
        let queries = Self.fixture.queries(4, seed: 1)
        let whole = try VectorIndex(segments: [VectorSegment(bytes: original, name: "whole")])
        let expected = try search(whole, queries)
        var random = SeededRandom(seed: 3)
        var noticedCount = 0
        for _ in 0..<400 {
            var bytes = original
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            do {
                let index = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "changed")])
                #expect(try search(index, queries) == expected, "what was read is what was written")
            } catch let error as IndexError {
                #expect([.corruptSegment, .notASegment, .unsupportedVersion].contains(error.code))
                noticedCount += 1
            }
        }
        #expect(noticedCount > 40)
    }

    @Test func hostileGraphsAreSurvived() throws {
        let seed: UInt64 = 20_28
        var random = SeededRandom(seed: seed)
        let original = try Self.fixture.bytes()
        let graphStart = try #require(SegmentSeal.graphHeadOffset(original), "the head of the graph")
        let queries = Self.fixture.queries(2, seed: 1)
        let filter = [OrdinalSet(universeCount: 3000, (0..<3000).filter { $0 % 3 != 0 })]
        var openedCount = 0
        for round in 0..<1500 {
            var bytes = original
            // Half of the changes go to the head and the upper levels, half to the links and what follows.
            let range = round % 2 == 0 ? graphStart..<graphStart + 400 : graphStart..<SegmentSeal.directoryOffset(bytes)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: range, using: &random)
                bytes[place] = [0, 255, bytes[place] ^ 1, UInt8.random(in: 0...255, using: &random)][round % 4]
            }
            SegmentSeal.reseal(&bytes)
            do {
                let segment = try VectorSegment(bytes: bytes, name: "hostile")
                openedCount += 1
                let index = try VectorIndex(segments: [segment])
                for hits in try search(index, queries) + search(index, queries, filter: filter) {
                    #expect(hits.count == 7 && hits.allSatisfy { Int($0.ordinal) < segment.chunkCount }, "seed \(seed)")
                }
                if round % 8 == 0 {
                    _ = try VectorSegment.merge([SegmentMergeSource(segment)], graph: GraphFixture.parameters) { _ in }
                }
            } catch let error {
                #expect(error is IndexError, "seed \(seed), round \(round): \(error)")
            }
        }
        #expect(openedCount > 500, "mutations must reach the walk: \(openedCount)")
    }

    @Test func hostileListsOfCopiesAreSurvived() throws {
        var random = SeededRandom(seed: 31)
        let vectors = Self.fixture.vectors[0..<600] + (0..<900).map { Self.fixture.vectors[$0 % 90] }
        let original = try VectorSegmentBuilder.build(
            dimension: Self.fixture.dimension,
            fingerprint: "model",
            graph: GraphFixture.parameters,
            vectors: vectors
        )
        let copies = try #require(SegmentSeal.section(8, original), "the lists of copies")
        let queries = Self.fixture.queries(2, seed: 1)
        let filter = [OrdinalSet(universeCount: 1500, (0..<1500).filter { $0 % 3 != 0 })]
        var refusedCount = 0
        for round in 0..<600 {
            var bytes = original
            // The head and the first numbers, or any.
            let range = round % 2 == 0 ? copies.lowerBound..<copies.lowerBound + 64 : copies
            let place = Int.random(in: range, using: &random)
            bytes[place] = [0, 255, bytes[place] ^ 1, UInt8.random(in: 0...255, using: &random)][round % 4]
            SegmentSeal.reseal(&bytes)
            do {
                let index = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "hostile")])
                for hits in try search(index, queries) + search(index, queries, filter: filter) {
                    #expect(hits.count == 7 && hits.allSatisfy { $0.ordinal < 1500 }, "round \(round)")
                }
            } catch let error as IndexError {
                #expect(error.code == .corruptSegment)
                refusedCount += 1
            }
        }
        #expect(refusedCount > 100)
    }

    /// Links that fit their checksums but name no row end a walk with an error, also in a ring.
    @Test func linksOutOfBoundsAreAnError() throws {
        var bytes = try Self.fixture.bytes()
        let start = try #require(SegmentSeal.graphHeadOffset(bytes))
        for place in stride(from: start + 1024, to: start + 30_000, by: 4) {
            for offset in 0..<4 { bytes[place + offset] = [184, 11, 0, 0][offset] }  // 3,000, one past the last
        }
        SegmentSeal.reseal(&bytes)
        let outcome = Result { try VectorSegment(bytes: bytes, name: "out of bounds") }
        expectCode(.corruptSegment) {
            _ = try search(VectorIndex(segments: [outcome.get()]), Self.fixture.queries(20, seed: 1))
        }
    }

    private func search(_ index: VectorIndex, _ queries: [[Float]], filter: [OrdinalSet]? = nil) throws -> [[IndexHit]]
    {
        try queries.map { try index.search(vector: $0, limit: 7, filter: filter, precision: .approximate(breadth: 8)) }
    }
}
