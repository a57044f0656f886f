import GRDB
import Testing
import WrightCore
import WrightModel
import WrightRetrieval
import WrightStore

struct StoreDatabaseTests {
    private static func indexed() async throws -> Fixture {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "# Tea\n\nGreen tea.")
        _ = try await fixture.index()
        return fixture
    }

    /// Changes the only chunk as no version of Wright would.
    private static func damage(_ fixture: Fixture, _ change: String) async throws {
        let database = try DatabaseQueue(path: fixture.project.databasePath)
        try await database.write { try $0.execute(sql: "UPDATE chunk SET \(change)") }
    }

    @Test(arguments: ["upper = lower - 1", "parentLower = 5, parentUpper = 1", "ordinal = -1", "ordinal = 1 << 40"])
    func aDamagedChunkIsAnError(change: String) async throws {
        let fixture = try await Self.indexed()
        try await Self.damage(fixture, change)
        var query = RetrievalQuery("tea", mode: .lexical)
        query.filter.paths = ["docs/*"]
        let asked = query
        let error = await #expect(throws: StoreError.self) { _ = try await fixture.open().search(asked) }
        #expect(error?.code == .recordDamaged)
    }

    @Test func aDamagedPlaceOfAHeldChunkIsAnError() async throws {
        let fixture = try await Self.indexed()
        let document = try #require(
            try StoredPassages(project: fixture.project).documents(after: 0, limit: 1, readsVectors: false).first
        )
        let entry = QuarantineEntry(
            uri: document.uri,
            contentHash: document.contentHash,
            reason: QuarantineEntry.Reason(rule: "corpus.flood", evidence: "seen", severity: .high, score: 0.8),
            policyVersion: "v"
        )
        try QuarantineStore(project: fixture.project).hold([entry], nowNanoseconds: 1)
        try await Self.damage(fixture, "ordinal = -1")
        let error = await #expect(throws: StoreError.self) {
            _ = try await fixture.open().search(RetrievalQuery("tea", mode: .lexical))
        }
        #expect(error?.code == .recordDamaged)
    }

    @Test func aStoreThatSeveralOpenAtOnceIsMadeOnce() async throws {
        for _ in 0..<20 {
            let fixture = try Fixture(embedder: nil)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try PeopleStore(project: fixture.project) } }
                try await group.waitForAll()
            }
        }
    }
}
