internal import Testing
internal import WrightCore
internal import WrightIndex
internal import WrightText

/// Phrases, prefixes and fields against scoring every chunk, and what people type.
@Suite struct LexicalOperatorTests {
    @Test("agrees with scoring every chunk by field, with phrases and prefixes", arguments: 0..<16)
    func agreesWithReference(round: Int) throws {
        let seed = UInt64(31_000 + round)
        var corpus = FieldedCorpus(seed: seed, chunkCount: [1, 80, 900, 2600][round % 4])
        let parts = corpus.parts(1 + round % 3)
        let tombstones: [OrdinalSet?] = parts.map { round % 3 == 0 ? nil : corpus.set(over: $0.count, share: 0.2) }
        let segments = try parts.map { try LexicalSegment(bytes: LexicalSegment.bytes(of: $0), name: "segment") }
        let index = try LexicalIndex(segments: segments, tombstones: tombstones)
        let reference = ReferenceFieldedSearch(parts: parts, tombstones: tombstones)
        for number in 0..<14 {
            let query = corpus.query()
            let filter = number % 3 == 0 ? parts.map { corpus.set(over: $0.count, share: 0.4) } : nil
            let limit = [1, 10, 100, 3000][number % 4]
            let found = try index.search(query, limit: limit, filter: filter)
            let expected = reference.search(query, limit: limit, filter: filter)
            #expect(found.map(\.score) == expected.map(\.score), "seed \(seed), query \(number)")
            #expect(found == expected, "seed \(seed), query \(number)")
            for phrase in query.phrases {
                let sets = try index.chunks(with: phrase)
                for (part, set) in zip(parts, sets) {
                    for (ordinal, chunk) in part.enumerated() {
                        #expect(set.contains(UInt32(ordinal)) == reference.has(phrase, chunk), "seed \(seed)")
                    }
                }
            }
        }
    }

    @Test("merging keeps fields, positions and words", arguments: 0..<6)
    func mergedSegmentsEqualFreshOnes(round: Int) throws {
        var corpus = FieldedCorpus(seed: UInt64(41_000 + round), chunkCount: 1500)
        let parts = corpus.parts(1 + round % 4)
        let tombstones = parts.map { corpus.set(over: $0.count, share: round % 2 == 0 ? 0 : 0.4) }
        let sources = try zip(parts, tombstones)
            .map { part, dead in
                let segment = try LexicalSegment(bytes: LexicalSegment.bytes(of: part), name: "source")
                return SegmentMergeSource(segment, tombstones: dead)
            }
        var bytes: [UInt8] = []
        _ = try LexicalSegment.merge(sources) { bytes.append(contentsOf: $0) }
        let kept = zip(parts, tombstones)
            .flatMap { part, dead in
                part.enumerated().filter { !dead.contains(UInt32($0.offset)) }.map(\.element)
            }
        #expect(bytes == (try LexicalSegment.bytes(of: kept)))
    }

    @Test("the bytes do not depend on the number of threads", arguments: [2, 3, 7])
    func threadsDoNotChangeTheSegment(threadCount: Int) throws {
        let chunks = FieldedCorpus(seed: 77, chunkCount: 3000).chunks
        let one = try LexicalSegment.bytes(of: chunks)
        #expect(try LexicalSegment.bytes(of: chunks, threadCount: threadCount) == one)
        let none: [FieldedChunk] = []
        let empty = try LexicalSegment.bytes(of: none, threadCount: threadCount)
        #expect(empty == (try LexicalSegment.bytes(of: none, threadCount: 1)))
        let texts = [
            LexicalText(body: "Running runners ran to the regulation office"),
            LexicalText(title: "Café", body: "regulatory offices"), LexicalText(body: ""),
            LexicalText(body: "東京都の規則"),
        ]
        var segments: [[UInt8]] = []
        for count in [1, threadCount] {
            var bytes: [UInt8] = []
            try LexicalSegmentBuilder.write(texts, analyzer: Analyzer(), threadCount: count) {
                bytes.append(contentsOf: $0)
            }
            segments.append(bytes)
        }
        #expect(segments[0] == segments[1])
    }

    @Test func aMergeHoldsItsBudget() throws {
        let chunks = FieldedCorpus(seed: 5, chunkCount: 2000, termCount: 3000).chunks
        let segment = try LexicalSegment(bytes: LexicalSegment.bytes(of: chunks), name: "source")
        var size = 0
        _ = try LexicalSegment.merge([SegmentMergeSource(segment)], memoryBudget: .mebibytes(1)) { size += $0.count }
        #expect(size > 1 << 16)
        expectCode(.segmentTooLarge) {
            _ = try LexicalSegment.merge([SegmentMergeSource(segment)], memoryBudget: ByteCount(20_000)) { _ in }
        }
    }

    @Test func positionsCanBeLeftOut() throws {
        var builder = LexicalSegmentBuilder(fingerprint: "words", storesPositions: false)
        for chunk in RandomCorpus(seed: 3, chunkCount: 800).chunks { try builder.add(terms: chunk) }
        let bytes = try builder.build()
        #expect(bytes.count < (try LexicalSegment.bytes(of: RandomCorpus(seed: 3, chunkCount: 800).chunks)).count)
        let index = try LexicalIndex(segments: [LexicalSegment(bytes: bytes, name: "segment")])
        #expect(try index.search(LexicalQuery(terms: ["t1"]), limit: 3).count == 3)
        expectCode(.invalidQuery) {
            _ = try index.chunks(with: LexicalQuery.Phrase(terms: [Array("t0".utf8), Array("t1".utf8)]))
        }
    }

    @Test func aSegmentOfTheFirstFormatIsRefusedByItsVersion() throws {
        var bytes = try LexicalSegment.bytes(of: [["a"]])
        // The section's number is in the directory: 16 bytes, then 24 for each section.
        let directory = SegmentSeal.directoryOffset(bytes)
        let place = (0..<9).map { directory + 16 + $0 * 24 }.first { bytes[$0] == 12 }
        bytes[try #require(place)] = 63
        SegmentSeal.reseal(&bytes)
        expectCode(.unsupportedVersion) { _ = try LexicalSegment(bytes: bytes, name: "old") }
    }
}

/// What people type, through an analyzer.
@Suite struct LexicalQueryParsingTests {
    private static let texts = [
        LexicalText(title: "Quick start", body: "The quick brown fox jumps over the lazy dog."),
        LexicalText(body: "A brown quick fox; the dogs were jumping."),
        LexicalText(body: "The regulation of markets, regulators and regulatory bodies."),
        LexicalText(body: "He regularly said \"hello\" and left 5 * 3 = 15 apples."),
        LexicalText(body: "東京都の新しい規則について"),
        LexicalText(title: "brown", headings: "fox", body: "京都の東"),
        LexicalText(body: "Cafés serve state of the art coffee."),
    ]

    @Test(
        "finds what was meant",
        arguments: [
            ("\"quick brown fox\"", [0]), ("\"brown quick\"", [1]), ("\"fox jumping\"", [0]),
            ("\"quick fox\"", [1]), ("\"brown fox\"", [0]), ("\"brown fox", [0, 1, 5]),
            ("regulat*", [2]), ("regul*", [2, 3]), ("Café*", [6]), ("caf*", [6]), ("jump*", [0, 1]),
            ("\"東京都\"", [4]), ("\"京都\"", [4, 5]), ("\"都の新しい\"", [4]), ("\"都の東\"", [5]),
            ("\"state of the art\"", [6]), ("\"state art\"", []), ("“quick brown”", [0]),
            ("5 * 3", [3]), ("*", []), ("\"\"", []), ("\"the\"", []), ("**regulation**", [2]), ("q*", []),
            ("\"lazy dog\" \"quick brown\"", [0]), ("\"lazy dog\" \"brown quick\"", []), ("hello\"", [3]),
        ]
    )
    func findsWhatWasMeant(text: String, expected: [Int]) throws {
        let (index, session) = try Self.index()
        let query = LexicalQuery(parsing: text, session: session)
        let found = try index.search(query, limit: 10).map { Int($0.ordinal) }.sorted()
        #expect(found == expected)
    }

    @Test func plainTextHasNoOperators() throws {
        let (index, session) = try Self.index()
        let query = LexicalQuery(text: "\"brown quick\" regul*", session: session)
        #expect(query.phrases.isEmpty && query.prefixes.isEmpty)
        #expect(try index.search(query, limit: 10).contains { $0.ordinal == 0 })
    }

    @Test func explainsWhatItDid() throws {
        let (index, session) = try Self.index()
        let query = LexicalQuery(parsing: "\"quick brown\" jump* fox", session: session)
        let (hits, explanation) = try index.explainedSearch(query, limit: 10)
        #expect(explanation.phraseChunkCounts == [1])
        #expect(explanation.expansions.map(\.terms) == [[Array("jump".utf8)]])
        #expect(!explanation.expansions[0].isCut)
        #expect(explanation.blockCount > 0 && explanation.unpackedBlockCount <= explanation.blockCount)
        let parts = try index.contributions(of: query, to: hits)
        #expect(parts.count == hits.count)
        for (hit, parts) in zip(hits, parts) {
            #expect(abs(parts.reduce(0) { $0 + $1.score } - hit.score) < 1e-4)
        }
    }

    @Test func aPrefixIsCutToTheMostFrequentTerms() throws {
        var builder = LexicalSegmentBuilder(fingerprint: "words")
        for number in 0..<300 {
            try builder.add(terms: number < 150 ? ["word\(number)", "word\(number + 150)"] : ["word\(number - 150)"])
        }
        let index = try LexicalIndex(segments: [LexicalSegment(bytes: builder.build(), name: "segment")])
        var query = LexicalQuery(terms: [LexicalQuery.Term]())
        query.prefixes = [LexicalQuery.Prefix(beginnings: [Array("word".utf8)])]
        let (hits, explanation) = try index.explainedSearch(query, limit: 1000)
        #expect(explanation.expansions[0].foundCount == 300)
        #expect(explanation.expansions[0].terms.count == 128)
        #expect(explanation.expansions[0].isCut)
        #expect(hits.count == 256, "128 terms that stand in two chunks each")
    }

    @Test("survives any text", arguments: 0..<4)
    func survivesAnyText(round: Int) throws {
        let (index, session) = try Self.index()
        var random = SeededRandom(seed: UInt64(60 + round))
        let pieces = [
            "\"", "*", "fox", " ", "“", "”", "東", "\u{0}", "é", "re", "\\", "\n", "'s", "the", "𝔘", "\u{301}",
        ]
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 0...40, using: &random))
                .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }
                .joined()
            let query = LexicalQuery(parsing: text, session: session)
            let hits = try index.search(query, limit: 5)
            #expect(hits.count <= 5 && Set(hits.map(\.ordinal)).count == hits.count, "\(text)")
            #expect(hits.map(\.score) == hits.map(\.score).sorted(by: >), "\(text)")
            #expect(hits.allSatisfy { $0.score.isFinite && Int($0.ordinal) < Self.texts.count }, "\(text)")
        }
        let many = String(repeating: "\"a b\" re* ", count: 3000)
        #expect(try index.search(LexicalQuery(parsing: many, session: session), limit: 5).count <= 5)
    }

    private static func index() throws -> (LexicalIndex, AnalyzerSession) {
        let session = AnalyzerSession(Analyzer())
        var builder = LexicalSegmentBuilder(fingerprint: session.analyzer.fingerprint)
        for text in texts { try builder.add(text, session: session) }
        return (try LexicalIndex(segments: [LexicalSegment(bytes: builder.build(), name: "segment")]), session)
    }
}
