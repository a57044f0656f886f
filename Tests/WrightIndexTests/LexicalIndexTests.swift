internal import Testing
internal import WrightCore
internal import WrightIndex

@Suite struct LexicalIndexTests {
    @Test("agrees with scoring every chunk", arguments: 0..<24)
    func agreesWithReference(round: Int) throws {
        let seed = UInt64(7_000 + round)
        var corpus = RandomCorpus(seed: seed, chunkCount: [0, 1, 60, 700, 2500, 5000][round % 6])
        let parts = corpus.parts(1 + round % 4)
        let segments = try parts.map { try LexicalSegment.of($0) }
        let tombstones: [OrdinalSet?] = parts.map { part in
            round % 3 == 0 ? nil : corpus.set(over: part.count, share: 0.2)
        }
        let index = try LexicalIndex(segments: segments, tombstones: tombstones)
        let reference = ReferenceBM25(parts: parts, tombstones: tombstones)
        for number in 0..<12 {
            let query = corpus.query()
            let filter =
                number % 2 == 0 ? nil : parts.map { corpus.set(over: $0.count, share: [0.01, 0.3, 0.9][number % 3]) }
            let limit = [1, 3, 10, 100, 1000, 3000][number % 6]
            let found = try index.search(query, limit: limit, filter: filter)
            let expected = reference.search(query, limit: limit, filter: filter)
            #expect(found == expected, "seed \(seed), query \(number)")
        }
    }

    @Test func scoresDoNotDependOnTheCut() throws {
        var corpus = RandomCorpus(seed: 11, chunkCount: 1500)
        let whole = try LexicalIndex(segments: [LexicalSegment.of(corpus.chunks)])
        let parts = corpus.parts(5)
        let cut = try LexicalIndex(segments: parts.map { try LexicalSegment.of($0) })
        for _ in 0..<10 {
            let query = corpus.query()
            let left = try whole.search(query, limit: 50).map(\.score)
            let right = try cut.search(query, limit: 50).map(\.score)
            #expect(left == right)
        }
    }

    @Test("given chunks score as in a search", arguments: 0..<8)
    func scoresOfGivenChunksAreThoseOfASearch(round: Int) throws {
        var corpus = RandomCorpus(seed: UInt64(600 + round), chunkCount: 3000)
        let parts = corpus.parts(1 + round % 3)
        let index = try LexicalIndex(segments: parts.map { try LexicalSegment.of($0) })
        for _ in 0..<10 {
            let query = corpus.query()
            let sets = parts.map { corpus.set(over: $0.count, share: 0.05) }
            var asked: [IndexHit] = []
            for (segment, set) in sets.enumerated() {
                set.visitMembers { asked.append(IndexHit(segment: segment, ordinal: $0, score: 0)) }
            }
            let place = { (hit: IndexHit) in (hit.segment, hit.ordinal) }
            let expected = try index.search(query, limit: 3000, filter: sets).sorted { place($0) < place($1) }
            #expect(try index.scores(of: query, at: asked.reversed()) == expected)
        }
        expectCode(.invalidQuery) {
            _ = try index.scores(of: corpus.query(), at: [IndexHit(segment: parts.count, ordinal: 0, score: 0)])
        }
    }

    @Test func inverseDocumentFrequencyHasThePublishedForm() {
        let idf = BM25Parameters.inverseDocumentFrequency(chunkCount: 10, documentFrequency: 1)
        #expect(abs(idf - 1.992_43) < 1e-4)
        #expect(BM25Parameters.inverseDocumentFrequency(chunkCount: 10, documentFrequency: 10) > 0)
    }

    @Test func equalChunksComeInTheirOrder() throws {
        let index = try LexicalIndex(segments: [
            LexicalSegment.of([["b"], ["a"], ["a"]]), LexicalSegment.of([["a"], ["c"]]),
        ])
        let hits = try index.search(LexicalQuery(terms: ["a"]), limit: 10)
        #expect(hits.map { [$0.segment, Int($0.ordinal)] } == [[0, 1], [0, 2], [1, 0]])
        #expect(Set(hits.map(\.score)).count == 1)
    }

    @Test func aTermThatComesTwiceCountsTwice() throws {
        let index = try LexicalIndex(segments: [LexicalSegment.of([["a"], ["b"]])])
        let once = try index.search(LexicalQuery(terms: ["a"]), limit: 1)
        let twice = try index.search(LexicalQuery(terms: ["a", "a"]), limit: 1)
        #expect(twice[0].score == 2 * once[0].score)
    }

    @Test func unknownTermsArePassedOverAndReported() throws {
        let index = try LexicalIndex(segments: [LexicalSegment.of([["a", "b"], ["b"]])])
        let query = LexicalQuery(terms: ["b", "zebra"])
        #expect(try index.search(query, limit: 10).count == 2)
        #expect(try index.statistics(of: query).map(\.documentFrequency) == [2, 0])
        #expect(try index.search(LexicalQuery(terms: ["zebra"]), limit: 10).isEmpty)
        let unknown = try index.inverseDocumentFrequency(of: Array("zebra".utf8))
        #expect(unknown > (try index.inverseDocumentFrequency(of: Array("a".utf8))))
    }

    @Test func anEmptyIndexFindsNothing() throws {
        #expect(try LexicalIndex(segments: []).search(LexicalQuery(terms: ["a"]), limit: 1).isEmpty)
        #expect(
            try LexicalIndex(segments: [LexicalSegment.of([])]).search(LexicalQuery(terms: ["a"]), limit: 1).isEmpty
        )
        #expect(try LexicalIndex(segments: [LexicalSegment.of([[]])]).search(LexicalQuery(terms: []), limit: 1).isEmpty)
    }

    @Test func refusesWhatItCannotRun() throws {
        let index = try LexicalIndex(segments: [LexicalSegment.of([["a"]])])
        let query = LexicalQuery(terms: ["a"])
        expectCode(.invalidQuery) { _ = try index.search(query, limit: 0) }
        expectCode(.filterMismatch) { _ = try index.search(query, limit: 1, filter: []) }
        expectCode(.filterMismatch) { _ = try index.search(query, limit: 1, filter: [OrdinalSet(universeCount: 2)]) }
        let weightless = LexicalQuery(terms: [.init(bytes: [97], weight: .nan)])
        expectCode(.invalidQuery) { _ = try index.search(weightless, limit: 1) }
        let odd = LexicalQuery(terms: ["a"], parameters: BM25Parameters(k1: -1, b: 2))
        expectCode(.invalidQuery) { _ = try index.search(odd, limit: 1) }
        let long = LexicalQuery(terms: [String](repeating: "a", count: 1025))
        expectCode(.invalidQuery) { _ = try index.search(long, limit: 1) }
        expectCode(.fingerprintMismatch) {
            _ = try LexicalIndex(segments: [.of([["a"]]), .of([["a"]], fingerprint: "other")])
        }
    }

    @Test("merging keeps every score", arguments: 0..<8)
    func mergedSegmentsFindTheSame(round: Int) throws {
        let seed = UInt64(900 + round)
        var corpus = RandomCorpus(seed: seed, chunkCount: 1200)
        let parts = corpus.parts(1 + round % 4)
        let tombstones = parts.map { corpus.set(over: $0.count, share: round % 2 == 0 ? 0 : 0.4) }
        let sources = try zip(parts, tombstones).map { SegmentMergeSource(try LexicalSegment.of($0), tombstones: $1) }
        var bytes: [UInt8] = []
        let remap = try LexicalSegment.merge(sources) { bytes.append(contentsOf: $0) }
        let kept = zip(parts, tombstones)
            .flatMap { part, deleted in
                part.enumerated().filter { !deleted.contains(UInt32($0.offset)) }.map(\.element)
            }
        #expect(bytes == (try LexicalSegment.bytes(of: kept)), "seed \(seed)")
        #expect(remap.chunkCount == kept.count)
        for (number, part) in parts.enumerated() {
            for (ordinal, chunk) in part.enumerated() {
                let new = remap.ordinal(ofSegment: number, ordinal: UInt32(ordinal))
                #expect((new == nil) == tombstones[number].contains(UInt32(ordinal)))
                if let new { #expect(kept[Int(new)] == chunk) }
            }
        }
    }
}

func expectCode(_ code: IndexError.Code, _ body: () throws -> Void) {
    let error = #expect(throws: IndexError.self) { try body() }
    #expect(error?.code == code)
}
