import Foundation
import GRDB
import Testing
import WrightCore
import WrightDocuments
import WrightModel
import WrightRetrieval
import WrightStore
import WrightTesting

struct QuarantineTests {
    private static let reason = QuarantineEntry.Reason(
        rule: "corpus.flood",
        evidence: "seen",
        severity: .high,
        score: 0.8
    )

    /// Entries for whole documents.
    private static func entries(_ uris: [String], in project: ProjectFolder) throws -> [QuarantineEntry] {
        try documents(in: project).filter { uris.contains($0.uri) }
            .map { QuarantineEntry(uri: $0.uri, contentHash: $0.contentHash, reason: reason, policyVersion: "v") }
    }

    private static func documents(in project: ProjectFolder) throws -> [StoredPassages.StoredDocument] {
        try StoredPassages(project: project).documents(after: 0, limit: 1000, readsVectors: true)
    }

    private static func found(_ corpus: any Corpus, _ text: String, mode: RetrievalMode = .lexical) async throws
        -> Set<String>
    {
        Set(try await corpus.search(RetrievalQuery(text, mode: mode, limit: 50)).hits.map(\.document.uri))
    }

    private static func fixture(embedder: (any Embedder)? = nil) async throws -> Fixture {
        let fixture = try Fixture(embedder: embedder)
        for name in ["a", "b", "c"] {
            try fixture.folder.write("docs/\(name).md", "# \(name)\n\nTea is steeped, says \(name).")
        }
        _ = try await fixture.index()
        return fixture
    }

    /// The number by which versions of Wright tell whether they know a store, as it stands in the database's header.
    private static func storeNumber(_ project: ProjectFolder) throws -> Int {
        let database = try DatabaseQueue(path: project.databasePath)
        return try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? -1 }
    }

    @Test func aReasonNamesTheFindingThatDecided() {
        func finding(_ rule: String, _ layer: Finding.Layer, _ severity: Finding.Severity) -> Finding {
            Finding(rule: rule, layer: layer, range: nil, severity: severity, score: 1, evidence: "e", remedy: "r")
        }
        let (rule, number) = (finding("a.b", .rules, .medium), finding("personal.iban", .personalData, .high))
        func reason(_ findings: [Finding], _ deciding: Finding?) -> QuarantineEntry.Reason {
            QuarantineEntry.Reason(
                Verdict(
                    action: .quarantine,
                    score: 0.9,
                    findings: findings,
                    decidedBy: "channels.document",
                    decidingFinding: deciding
                )
            )
        }
        #expect(reason([rule, number], rule).evidence == "a.b: e")
        #expect(reason([rule, number], nil).severity == .medium)
        #expect(reason([number], nil).evidence == "the score alone")
        #expect(reason([rule, number], number).evidence == "personal.iban: e")
    }

    @Test func barsTheStoreToVersionsThatWouldFindWhatIsKeptApart() async throws {
        let fixture = try await Self.fixture()
        #expect(try Self.storeNumber(fixture.project) == 2)
        let store = QuarantineStore(project: fixture.project)
        try store.hold([], nowNanoseconds: 1)
        #expect(try Self.storeNumber(fixture.project) == 2)
        try store.hold(Self.entries(["docs/b.md"], in: fixture.project), nowNanoseconds: 1)
        #expect(try Self.storeNumber(fixture.project) == 3)
        // It stays: an entry that was released still says what not to keep apart again.
        try store.release(1, by: "ada", nowNanoseconds: 2)
        #expect(try Self.storeNumber(fixture.project) == 3)
        try fixture.folder.write("docs/d.md", "# d\n\nTea is steeped, says d.")
        _ = try await fixture.index()
        #expect(try await Self.found(fixture.open(), "tea steeped").count == 4)
        let database = try DatabaseQueue(path: fixture.project.databasePath)
        try await database.write { try $0.execute(sql: "PRAGMA user_version = 4") }
        #expect(throws: StoreError.self) { try fixture.open() }
    }

    @Test(arguments: RetrievalMode.allCases)
    func takesHeldDocumentsOutOfEverySearchAndGivesThemBack(mode: RetrievalMode) async throws {
        let fixture = try await Self.fixture(embedder: HashingEmbedder())
        let corpus = try fixture.open()
        #expect(try await Self.found(corpus, "tea steeped", mode: mode).count == 3)
        let store = QuarantineStore(project: fixture.project)
        let added = try store.hold(Self.entries(["docs/b.md"], in: fixture.project), nowNanoseconds: 1)
        #expect(added.map(\.uri) == ["docs/b.md"])
        // The corpus was open before; its next search is of the new generation.
        #expect(try await Self.found(corpus, "tea steeped", mode: mode) == ["docs/a.md", "docs/c.md"])
        #expect(try corpus.text(of: "docs/b.md") == nil && corpus.text(of: "docs/a.md") != nil)
        let record = try #require(try store.records().first)
        #expect(record.isHeld && record.entry.reason == "corpus.flood")
        #expect(try store.text(of: record)?.contains("says b") == true)
        let released = try store.release(record.id, by: "ada", nowNanoseconds: 2)
        #expect(released.releasedBy == "ada" && !released.isHeld)
        #expect(try await Self.found(corpus, "tea steeped", mode: mode).count == 3)
        #expect(try store.records().isEmpty && store.records(includesReleased: true).count == 1)
        // A person has decided; the same content is not put apart again.
        #expect(try store.hold(Self.entries(["docs/b.md"], in: fixture.project), nowNanoseconds: 3).isEmpty)
    }

    @Test func holdsADocumentWhateverItsContentOrItsNameBecomes() async throws {
        let fixture = try await Self.fixture()
        let store = QuarantineStore(project: fixture.project)
        try store.hold(Self.entries(["docs/b.md"], in: fixture.project), nowNanoseconds: 1)
        try fixture.folder.write("docs/b.md", "# b\n\nTea is steeped, says b, who has changed.")
        try fixture.folder.write("docs/renamed.md", "# b\n\nTea is steeped, says b.")
        _ = try await fixture.index()
        #expect(try await Self.found(fixture.open(), "tea steeped") == ["docs/a.md", "docs/c.md"])
        _ = try await fixture.index(isRebuild: true)
        #expect(try await Self.found(fixture.open(), "tea steeped") == ["docs/a.md", "docs/c.md"])
        try fixture.folder.remove("docs/b.md")
        _ = try await fixture.index()
        try fixture.folder.write("docs/b.md", "# b\n\nTea is steeped, says b, who is back.")
        _ = try await fixture.index()
        #expect(try await Self.found(fixture.open(), "tea steeped") == ["docs/a.md", "docs/c.md"])
    }

    @Test func holdsAChunkAndWhatOverlapsIt() async throws {
        let fixture = try Fixture(embedder: nil)
        let sections = (0..<6).map { "# Section \($0)\n\n" + String(repeating: "word\($0) tea ", count: 150) }
        try fixture.folder.write("docs/long.md", sections.joined(separator: "\n\n"))
        var settings = ProjectSettings()
        settings.chunker = "parentChild"
        _ = try await fixture.index(settings: settings)
        let document = try #require(try Self.documents(in: fixture.project).first)
        #expect(document.chunks.count > 6)
        let chunk = try #require(document.chunks.first { $0.text.contains("word3") })
        let entry = QuarantineEntry(
            uri: document.uri,
            contentHash: document.contentHash,
            chunk: .init(hash: chunk.hash, range: chunk.range),
            reason: Self.reason,
            policyVersion: "v"
        )
        let store = QuarantineStore(project: fixture.project)
        try store.hold([entry], nowNanoseconds: 1)
        let corpus = try fixture.open()
        let hits = try await corpus.search(RetrievalQuery("tea", mode: .lexical, limit: 100)).hits
        #expect(!hits.isEmpty)
        for hit in hits {
            #expect(!(hit.chunk.parentRange ?? hit.chunk.range).overlaps(chunk.range))
        }
        #expect(try corpus.text(of: "docs/long.md") == nil && corpus.isHeldInPart("docs/long.md"))
        #expect(try corpus.text(of: "docs/long.md", range: 0..<9) == "Section 0")
        let (lower, upper) = (chunk.range.lowerBound, chunk.range.upperBound)
        #expect(try corpus.text(of: "docs/long.md", range: 0..<(lower + 1)) == nil)
        #expect(try corpus.text(of: "docs/long.md", range: (upper - 1)..<upper) == nil)
        // Changed and not inspected: the whole document.
        try fixture.folder.write("docs/long.md", (sections + ["# More\n\ntea"]).joined(separator: "\n\n"))
        _ = try await fixture.index(settings: settings)
        #expect(try await corpus.search(RetrievalQuery("tea", mode: .lexical)).whyEmpty == .allFiltered)
    }

    @Test func putsApartWhatCameInAfterAGeneration() async throws {
        let fixture = try await Self.fixture()
        let generation = try fixture.open().status().generation
        try fixture.folder.write("docs/a.md", "# a\n\nTea is steeped, says a, changed.")
        try fixture.folder.write("docs/d.md", "# d\n\nTea is steeped, says d.")
        _ = try await fixture.index()
        let store = QuarantineStore(project: fixture.project)
        let added = try store.rollBack(to: generation, nowNanoseconds: 1)
        #expect(added.map(\.uri) == ["docs/a.md", "docs/d.md"])
        #expect(try await Self.found(fixture.open(), "tea steeped") == ["docs/b.md", "docs/c.md"])
        #expect(try store.rollBack(to: generation, nowNanoseconds: 2).isEmpty)
    }

    @Test func namesAnEntryThatIsMissing() async throws {
        let fixture = try await Self.fixture()
        let error = #expect(throws: StoreError.self) {
            try QuarantineStore(project: fixture.project).release(7, by: "ada", nowNanoseconds: 1)
        }
        #expect(error?.code == .recordMissing && error?.message.contains("'7'") == true)
        let nowhere = #expect(throws: StoreError.self) {
            try QuarantineStore(project: ProjectFolder(path: fixture.folder.path + "/none")).records()
        }
        #expect(nowhere?.code == .projectMissing)
    }

    @Test func saysWhyNothingIsFoundWhenAllIsHeld() async throws {
        let fixture = try await Self.fixture()
        let all = ["docs/a.md", "docs/b.md", "docs/c.md"]
        try QuarantineStore(project: fixture.project).hold(Self.entries(all, in: fixture.project), nowNanoseconds: 1)
        #expect(try await fixture.open().search(RetrievalQuery("tea")).whyEmpty == .allFiltered)
    }
}
