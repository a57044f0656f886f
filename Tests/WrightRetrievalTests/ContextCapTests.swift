import Synchronization
import Testing
import WrightCore
import WrightDocuments
import WrightRetrieval
import WrightText

struct ContextCapTests {
    private static func passage(_ document: String, _ source: String, _ tier: TrustTier) -> ContextCap.Passage {
        ContextCap.Passage(document: document, source: source, tier: tier)
    }

    @Test func letsTheFirstOfEachKindPass() {
        let passages =
            (0..<6).map { Self.passage("web\($0)", "site", .external) } + [Self.passage("a", "own", .curated)]
        #expect(ContextCap.standard.kept(passages) == [0, 1, 6])
        #expect(ContextCap(perSource: 3).kept(passages) == [0, 1, 2, 6])
        #expect(ContextCap(perDocument: 1).kept(passages) == Array(0...6))
        #expect(ContextCap().kept(passages) == Array(0...6))
        #expect(ContextCap(perTier: [.external: 0]).kept(passages) == [6])
        #expect(ContextCap.none.kept(passages) == Array(0...6))
    }

    @Test func capsATierOnlyBesideAHigherOne() {
        let strangers = (0..<6).map { Self.passage("web\($0)", "site", .external) }
        #expect(ContextCap.standard.kept(strangers) == Array(0..<6))
        #expect(ContextCap.standard.kept(strangers + [Self.passage("u", "up", .user)]) == [0, 1, 6])
        #expect(ContextCap(perSource: 3).kept(strangers) == [0, 1, 2])
    }

    @Test func keepsEveryCapForRandomPassages() {
        var random = SeededRandom(seed: 31)
        let cap = ContextCap(perDocument: 2, perSource: 4, perTier: [.user: 3, .external: 1])
        for _ in 0..<500 {
            let passages = (0..<Int.random(in: 0...30, using: &random))
                .map { _ in
                    Self.passage(
                        "d\(Int.random(in: 0...5, using: &random))",
                        "s\(Int.random(in: 0...2, using: &random))",
                        TrustTier.allCases.randomElement(using: &random) ?? .user
                    )
                }
            let kept = cap.kept(passages).map { passages[$0] }
            #expect(Dictionary(grouping: kept, by: \.document).values.allSatisfy { $0.count <= 2 })
            #expect(Dictionary(grouping: kept, by: \.source).values.allSatisfy { $0.count <= 4 })
            for (tier, limit) in cap.perTier where passages.contains(where: { $0.tier > tier }) {
                #expect(kept.count { $0.tier == tier } <= limit)
            }
            #expect(cap.kept(kept) == Array(kept.indices))
        }
    }

    @Test func noticesWhenTheManyOutvoteTheTrustedFew() {
        let trusted = Self.passage("a", "own", .curated)
        let others = (0..<2).map { Self.passage("web\($0)", "site", .external) }
        #expect(ContextCap.isOutvoted([trusted] + others))
        #expect(!ContextCap.isOutvoted([trusted] + others.prefix(1)))
        #expect(!ContextCap.isOutvoted(others))
    }
}

struct CappedCorpusTests {
    /// A corpus that finds these hits, as many as are asked for.
    private struct Found: Corpus {
        var hits: [Hit]

        func apply(_ change: CorpusChange) async throws -> CorpusGeneration { CorpusGeneration(number: 0) }

        func search(_ query: RetrievalQuery) async throws -> RetrievalResult {
            RetrievalResult(hits: Array(hits.prefix(query.limit)), whyEmpty: nil, mode: .lexical)
        }
    }

    private static func hit(_ rank: Int, _ uri: String, _ tier: TrustTier) -> Hit {
        let summary = DocumentSummary(
            uri: uri,
            title: uri,
            mediaType: .plainText,
            trust: tier,
            contentHash: ContentHash(of: uri)
        )
        let chunk = Chunk(range: 0..<4, text: "text", headingPath: [], tokenCount: 1)
        return Hit(rank: rank, score: Double(-rank), chunk: chunk, document: summary, page: nil, signals: (nil, nil))
    }

    @Test func aFloodOfStrangersLeavesRoomForTheTrusted() async throws {
        let flood = (1...20).map { Self.hit($0, "web/\($0).md", .external) }
        let trusted = (21...30).map { Self.hit($0, "own/\($0).md", .curated) }
        let told = Mutex(0)
        var corpus = CappedCorpus(Found(hits: flood + trusted))
        corpus.report = { count in told.withLock { $0 = count } }
        let result = try await corpus.search(RetrievalQuery("x", limit: 8))
        #expect(result.hits.map(\.document.uri).prefix(3) == ["web/1.md", "web/2.md", "own/21.md"])
        #expect(result.hits.count == 8 && result.hits.map(\.rank) == Array(1...8))
        #expect(result.hits.count { $0.document.trust == .external } == 2)
        #expect(told.withLock { $0 } == 6)
        #expect(result.notes.contains { $0.hasPrefix("6 of the first 8 passages were left out") })
    }

    @Test func leavesAResultThatReachesNoCapAsItIs() async throws {
        let found = Found(hits: (1...8).map { Self.hit($0, "own/\($0).md", .curated) })
        let plain = try await found.search(RetrievalQuery("x", limit: 8))
        #expect(try await CappedCorpus(found).search(RetrievalQuery("x", limit: 8)) == plain)
        let strangers = Found(hits: (1...8).map { Self.hit($0, "web/\($0).md", .external) })
        #expect(try await CappedCorpus(strangers).search(RetrievalQuery("x", limit: 8)).hits.count == 8)
    }

    @Test func saysWhenTheManyOutvoteTheFew() async throws {
        let mixed = (1...3).map { Self.hit($0, "up/\($0).md", .user) } + [Self.hit(4, "own/a.md", .curated)]
        let result = try await CappedCorpus(Found(hits: mixed)).search(RetrievalQuery("x", limit: 8))
        #expect(result.hits.count == 4)
        #expect(result.notes == ["Most of the passages are from origins that are trusted less than the rest."])
    }

    @Test(arguments: [
        ("https://example.org/a/b", "https://example.org"), ("docs/a.md", "docs"), ("a.md", ""),
        ("a/b/c.zip#d/e.md", "a/b/c.zip#d"),
    ])
    func namesTheSource(uri: String, source: String) {
        #expect(ContextCap.source(of: uri) == source)
    }
}
