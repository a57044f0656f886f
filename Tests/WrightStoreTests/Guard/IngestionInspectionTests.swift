import Foundation
import Testing
import WrightCore
import WrightDocuments
import WrightModel
import WrightRetrieval
import WrightStore
import WrightTesting

struct IngestionInspectionTests {
    /// Quarantines texts that hold a word, for a finding of a severity.
    private static func inspection(
        _ word: String,
        severity: Finding.Severity = .high,
        asked: Log = Log()
    ) -> IngestionInspection {
        IngestionInspection(policyVersion: "v1") { text in
            await asked.add(text)
            let isBad = text.text.contains(word)
            let finding = Finding(
                rule: "word",
                layer: .rules,
                range: nil,
                severity: severity,
                score: 0.9,
                evidence: word,
                remedy: "Take it out."
            )
            return Verdict(
                action: isBad ? .quarantine : .allow,
                score: isBad ? 0.9 : 0,
                findings: isBad ? [finding] : [],
                decidedBy: isBad ? "channels.\(text.channel.rawValue)" : nil
            )
        }
    }

    private actor Log {
        var texts: [GuardedText] = []

        func add(_ text: GuardedText) { texts.append(text) }
    }

    private static func index(_ fixture: Fixture, _ inspection: IngestionInspection?, isRebuild: Bool = false)
        async throws
        -> IngestionReport
    {
        var settings = ProjectSettings()
        settings.model = ProjectSettings.ModelChoice.none
        var ingestion = FolderIngestion(project: fixture.project, settings: settings) { _ in nil }
        ingestion.inspection = inspection
        return try await ingestion.run(folders: [fixture.folder.path + "/docs"], isRebuild: isRebuild)
    }

    private static func found(_ fixture: Fixture, _ text: String) async throws -> [String] {
        try await fixture.open().search(RetrievalQuery(text, mode: .lexical, limit: 50)).hits.map(\.document.uri)
            .sorted()
    }

    @Test func storesAndKeepsApartWhatTheGuardQuarantines() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "Tea is steeped.")
        try fixture.folder.write("docs/b.md", "Tea is evil.")
        let log = Log()
        let report = try await Self.index(fixture, Self.inspection("evil", asked: log))
        #expect(report.addedCount == 2 && report.failures.isEmpty)
        #expect(report.quarantined.map(\.uri) == ["docs/b.md"])
        #expect(report.quarantined.first?.policyVersion == "v1")
        #expect(report.quarantined.first?.reason == "channels.document")
        #expect(try await Self.found(fixture, "tea") == ["docs/a.md"])
        #expect(await log.texts.allSatisfy { $0.channel == .document && $0.tier == .curated })
        #expect(try await Self.index(fixture, Self.inspection("evil")).quarantined.isEmpty)
        #expect(try await Self.index(fixture, Self.inspection("evil"), isRebuild: true).quarantined.isEmpty)
        #expect(try await Self.found(fixture, "tea") == ["docs/a.md"])
    }

    @Test func keepsOnlyTheChunkThatBearsIt() async throws {
        let fixture = try Fixture(embedder: nil)
        let sections = (0..<5).map { "# Section \($0)\n\n" + String(repeating: "word\($0) tea ", count: 150) }
        try fixture.folder.write("docs/a.md", sections.joined(separator: "\n\n"))
        let report = try await Self.index(fixture, Self.inspection("word2"))
        #expect(!report.quarantined.isEmpty && report.quarantined.allSatisfy { $0.chunk != nil })
        #expect(try await Self.found(fixture, "word2").isEmpty)
        #expect(try await !Self.found(fixture, "word0").isEmpty)
        // The new content is inspected and clean, so nothing of the old is held any more.
        try fixture.folder.write("docs/a.md", (sections.prefix(2) + sections.dropFirst(3)).joined(separator: "\n\n"))
        #expect(try await Self.index(fixture, Self.inspection("word2")).quarantined.isEmpty)
        #expect(try await !Self.found(fixture, "word4").isEmpty)
        #expect(try QuarantineStore(project: fixture.project).records().isEmpty)
    }

    @Test func keepsTheWholeDocumentForAHiddenText() async throws {
        let fixture = try Fixture(embedder: nil)
        let html =
            "<html><body><p>Tea is steeped in hot water.</p><p style=\"display:none\">evil words</p></body></html>"
        try fixture.folder.write("docs/a.html", html)
        let log = Log()
        let report = try await Self.index(fixture, Self.inspection("evil", asked: log))
        #expect(report.quarantined.map(\.reason) == ["channels.hidden"])
        #expect(try await Self.found(fixture, "tea").isEmpty)
        #expect(await log.texts.contains { $0.channel == .hidden && $0.text.contains("evil") })
    }

    @Test func leavesADocumentWhoseHiddenTextIsOnlySuspicious() async throws {
        let fixture = try Fixture(embedder: nil)
        let html = "<html><body><p>Tea is steeped in hot water.</p><!-- evil words --></body></html>"
        try fixture.folder.write("docs/a.html", html)
        let log = Log()
        let report = try await Self.index(fixture, Self.inspection("evil", severity: .medium, asked: log))
        #expect(report.quarantined.isEmpty)
        #expect(try await Self.found(fixture, "tea") == ["docs/a.html"])
        #expect(await log.texts.contains { $0.channel == .hidden && $0.text.contains("evil") })
    }

    @Test func holdsAgainWhatReturnsWithAnotherAttack() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "Tea is evil.")
        _ = try await Self.index(fixture, Self.inspection("evil"))
        let store = QuarantineStore(project: fixture.project)
        let record = try #require(try store.records().first)
        try store.release(record.id, by: "ada", nowNanoseconds: 1)
        #expect(try await Self.found(fixture, "tea") == ["docs/a.md"])
        try fixture.folder.write("docs/a.md", "Tea is evil, and worse.")
        #expect(try await Self.index(fixture, Self.inspection("evil")).quarantined.count == 1)
        #expect(try await Self.found(fixture, "tea").isEmpty)
    }

    @Test func holdsAgainTheSameAttackAfterACleanContent() async throws {
        let fixture = try Fixture(embedder: nil)
        let sections = (0..<5).map { "# Section \($0)\n\n" + String(repeating: "word\($0) tea ", count: 150) }
        let malicious = sections.joined(separator: "\n\n")
        let clean = (sections.prefix(2) + sections.dropFirst(3)).joined(separator: "\n\n")
        try fixture.folder.write("docs/a.md", malicious)
        let held = try await Self.index(fixture, Self.inspection("word2")).quarantined
        #expect(!held.isEmpty && held.allSatisfy { $0.chunk != nil })
        try fixture.folder.write("docs/a.md", clean)
        #expect(try await Self.index(fixture, Self.inspection("word2")).quarantined.isEmpty)
        try fixture.folder.write("docs/a.md", malicious)
        #expect(try await Self.index(fixture, Self.inspection("word2")).quarantined.count == held.count)
        #expect(try await Self.found(fixture, "word2").isEmpty)
        #expect(try await !Self.found(fixture, "word0").isEmpty)
    }

    @Test func keepsWhatSomebodyReleasedWhenTheSameContentReturns() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "Tea is evil.")
        _ = try await Self.index(fixture, Self.inspection("evil"))
        let store = QuarantineStore(project: fixture.project)
        try store.release(try #require(store.records().first).id, by: "ada", nowNanoseconds: 1)
        for text in ["Tea is steeped.", "Tea is evil."] {
            try fixture.folder.write("docs/a.md", text)
            #expect(try await Self.index(fixture, Self.inspection("evil")).quarantined.isEmpty)
        }
        #expect(try await Self.found(fixture, "tea") == ["docs/a.md"])
    }

    @Test func leavesTheCorpusAsItWasWhenTheGuardFails() async throws {
        struct Broken: Error {}
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "Tea is steeped.")
        let inspection = IngestionInspection(policyVersion: "v") { _ in throw Broken() }
        await #expect(throws: Broken.self) { try await Self.index(fixture, inspection) }
        #expect(try fixture.open().status().documentCount == 0)
    }
}
