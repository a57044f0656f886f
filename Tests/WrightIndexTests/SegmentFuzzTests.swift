internal import Testing
internal import WrightCore
internal import WrightIndex

/// Segments whose checksums fit but whose content was changed: every outcome is a described error or hits within
/// bounds.
@Suite struct SegmentFuzzTests {
    private static let roundCount = 3000

    @Test func hostileLexicalSegmentsAreSurvived() throws {
        let original = try LexicalSegment.bytes(of: RandomCorpus(seed: 9, chunkCount: 700, termCount: 60).chunks)
        expectSurvival(of: original, seed: 20_26) { index, round in
            try index.search(LexicalQuery(terms: ["t0", "t1", "t5", "t20", "t\(round % 60)"]), limit: 20)
        }
    }

    @Test func hostileSegmentsWithFieldsAreSurvived() throws {
        var corpus = FieldedCorpus(seed: 9, chunkCount: 600, termCount: 60)
        let original = try LexicalSegment.bytes(of: corpus.chunks)
        expectSurvival(of: original, seed: 20_28) { index, _ in
            let query = corpus.query()
            let hits = try index.search(query, limit: 20)
            _ = try index.contributions(of: query, to: hits)
            return hits
        }
    }

    /// Changes a lexical segment, opens, searches and merges what came of it, round by round.
    private func expectSurvival(
        of original: [UInt8],
        seed: UInt64,
        search: (LexicalIndex, Int) throws -> [IndexHit]
    ) {
        var random = SeededRandom(seed: seed)
        var openedCount = 0
        for round in 0..<Self.roundCount {
            let bytes = mutated(original, &random)
            do {
                let segment = try LexicalSegment(bytes: bytes, name: "hostile")
                openedCount += 1
                let hits = try search(LexicalIndex(segments: [segment]), round)
                #expect(hits.count <= 20 && hits.allSatisfy { Int($0.ordinal) < segment.chunkCount }, "seed \(seed)")
                if round % 4 == 0 { _ = try LexicalSegment.merge([SegmentMergeSource(segment)]) { _ in } }
            } catch let error {
                #expect(error is IndexError, "seed \(seed), round \(round): \(error)")
            }
        }
        #expect(openedCount > Self.roundCount / 4, "mutations must reach the decoders")
    }

    @Test func hostileVectorSegmentsAreSurvived() throws {
        let seed: UInt64 = 20_27
        var random = SeededRandom(seed: seed)
        let vectors = VectorIndexTests.vectors(90, 20, &random)
        let original = try VectorSegmentBuilder.build(dimension: 20, fingerprint: "model", vectors: vectors)
        var openedCount = 0
        for round in 0..<Self.roundCount {
            let bytes = mutated(original, &random)
            do {
                let segment = try VectorSegment(bytes: bytes, name: "hostile")
                openedCount += 1
                let index = try VectorIndex(segments: [segment])
                let query = [Float](repeating: 0.5, count: segment.dimension)
                for precision in [VectorPrecision.exact, .quantised(oversampling: 2)] {
                    let hits = try index.search(vector: query, limit: 7, precision: precision)
                    #expect(hits.count <= 7 && hits.allSatisfy { Int($0.ordinal) < segment.chunkCount }, "seed \(seed)")
                }
                _ = try VectorSegment.merge([SegmentMergeSource(segment)]) { _ in }
            } catch let error {
                #expect(error is IndexError, "seed \(seed), round \(round): \(error)")
            }
        }
        #expect(openedCount > Self.roundCount / 4, "mutations must reach the decoders")
    }

    /// One to eight changes, one time in four among the numbers that describe the segment; checksums fit again.
    private func mutated(_ original: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = original
        let directory = SegmentSeal.directoryOffset(bytes)
        let isDirectory = Int.random(in: 0..<4, using: &random) == 0
        let range = isDirectory ? directory..<bytes.count - 64 : 12..<directory
        // The last section describes the whole segment: it deserves more than its share.
        let isDescription = !isDirectory && Int.random(in: 0..<4, using: &random) == 0
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let place =
                isDescription
                ? directory - Int.random(in: 1...64, using: &random) : Int.random(in: range, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = 255
            case 1: bytes[place] = 0
            case 2: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            default: bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
        }
        SegmentSeal.reseal(&bytes)
        return bytes
    }
}
