#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif
internal import Testing
internal import WrightCore
internal import WrightIndex

@Suite struct SegmentFileTests {
    private let lexical: [UInt8]
    private let vector: [UInt8]

    init() throws {
        lexical = try LexicalSegment.bytes(of: RandomCorpus(seed: 1, chunkCount: 400).chunks)
        var random = SeededRandom(seed: 2)
        let vectors = VectorIndexTests.vectors(60, 20, &random)
        vector = try VectorSegmentBuilder.build(dimension: 20, fingerprint: "model", vectors: vectors)
    }

    @Test func everyTruncationIsNoticed() {
        for bytes in [lexical, vector] {
            for count in Array(0..<200) + Array(stride(from: 200, to: bytes.count, by: 37)) {
                #expect(throws: IndexError.self) { _ = try SegmentFile(bytes: Array(bytes.prefix(count)), name: "s") }
            }
        }
    }

    @Test func everyFlippedBitIsNoticed() throws {
        var random = SeededRandom(seed: 3)
        for bytes in [lexical, vector] {
            for place in Array(0..<128) + (0..<600).map({ _ in Int.random(in: 0..<bytes.count, using: &random) }) {
                var changed = bytes
                changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                #expect(throws: IndexError.self, "byte \(place)") {
                    try SegmentFile(bytes: changed, name: "s").verifyAll()
                }
            }
        }
    }

    @Test func aChangedSegmentNeverGivesAResult() throws {
        var random = SeededRandom(seed: 4)
        let body = SegmentSeal.directoryOffset(vector)
        for _ in 0..<200 {
            var changed = vector
            changed[Int.random(in: 64..<body, using: &random)] ^= 16
            expectCode(.corruptSegment) {
                let index = try VectorIndex(segments: [VectorSegment(bytes: changed, name: "s")])
                _ = try index.search(vector: [Float](repeating: 1, count: 20), limit: 3)
            }
        }
    }

    @Test func aBlockIsCheckedWhenItIsFirstUsed() throws {
        var random = SeededRandom(seed: 5)
        let vectors = VectorIndexTests.vectors(1200, 384, &random)
        var bytes = try VectorSegmentBuilder.build(dimension: 384, fingerprint: "model", vectors: vectors)
        // A byte among the floats of the last rows, blocks away from all others.
        bytes[64 + 1190 * 384 * 4] ^= 1
        let segment = try VectorSegment(bytes: bytes, name: "far")
        #expect(try segment.vector(at: 0).count == 384)
        let error = #expect(throws: IndexError.self) { _ = try segment.vector(at: 1190) }
        #expect(error?.code == .corruptSegment)
        #expect(error?.message.contains("'far'") == true)
        expectCode(.corruptSegment) { try segment.file.verifyAll() }
    }

    @Test func eachMismatchHasItsOwnError() throws {
        expectCode(.notASegment) { _ = try LexicalSegment(bytes: Array("SQLite format 3".utf8) + lexical, name: "s") }
        expectCode(.notASegment) { _ = try LexicalSegment(bytes: [], name: "s") }
        expectCode(.wrongKind) { _ = try LexicalSegment(bytes: vector, name: "s") }
        expectCode(.wrongKind) { _ = try VectorSegment(bytes: lexical, name: "s") }
        expectCode(.fingerprintMismatch) { _ = try LexicalSegment(bytes: lexical, name: "s", fingerprint: "other") }
        var later = lexical
        later[8] += 1
        SegmentSeal.reseal(&later)
        expectCode(.unsupportedVersion) { _ = try LexicalSegment(bytes: later, name: "s") }
        #expect(try LexicalSegment(bytes: lexical, name: "s", fingerprint: "words").chunkCount == 400)
    }

    @Test func aMappedFileServesLikeMemory() throws {
        var template = Array("/tmp/wright-segment-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        #expect(write(descriptor, lexical, lexical.count) == lexical.count)
        close(descriptor)
        let mapped = try LexicalIndex(segments: [LexicalSegment(MappedFile(path: path), name: path)])
        let copied = try LexicalIndex(segments: [LexicalSegment(bytes: lexical, name: "memory")])
        let query = LexicalQuery(terms: ["t0", "t3", "t9"])
        let hits = try mapped.search(query, limit: 25)
        #expect(hits == (try copied.search(query, limit: 25)))
        #expect(hits.count == 25)
    }

    @Test func messagesNameTheThingAndTheRemedy() {
        let error = #expect(throws: IndexError.self) {
            _ = try VectorSegment(bytes: vector, name: "a/b.vectors", fingerprint: "new")
        }
        #expect(error?.identifier == "fingerprintMismatch")
        #expect(error?.message == "The segment 'a/b.vectors' was made by 'model', but 'new' is in use.")
        #expect(error?.remedy == "Use what made the segment, or rebuild the index with 'new'.")
    }

    @Test func manyThreadsMayCheckTheSameBlocks() async throws {
        let segment = try LexicalSegment(bytes: lexical, name: "s")
        let index = try LexicalIndex(segments: [segment])
        let expected = try index.search(LexicalQuery(terms: ["t1", "t7"]), limit: 20)
        let fresh = try LexicalIndex(segments: [LexicalSegment(bytes: lexical, name: "s")])
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask { (try? fresh.search(LexicalQuery(terms: ["t1", "t7"]), limit: 20)) == expected }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
