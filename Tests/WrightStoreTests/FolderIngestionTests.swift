import Foundation
import Testing
import WrightCore
import WrightRetrieval
import WrightStore
import WrightTesting

struct FolderIngestionTests {
    @Test func followsTheFolder() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        try fixture.folder.write("docs/a.md", "# Tea\n\nGreen tea is steeped for two minutes.")
        try fixture.folder.write("docs/b.md", "# Coffee\n\nCoffee is brewed at ninety degrees.")
        try fixture.folder.write("docs/broken.docx", Data("PK\u{3}\u{4} nothing".utf8))
        let first = try await fixture.index()
        #expect((first.addedCount, first.updatedCount, first.unchangedCount, first.removedCount) == (2, 0, 0, 0))
        #expect(first.failures.map(\.uri) == ["docs/broken.docx"] && first.standingFailureURIs.isEmpty)
        #expect(first.embeddedCount == 2)

        let second = try await fixture.index()
        #expect((second.addedCount, second.updatedCount, second.unchangedCount, second.removedCount) == (0, 0, 2, 0))
        #expect(second.failures.map(\.uri) == ["docs/broken.docx"])
        #expect(second.standingFailureURIs == ["docs/broken.docx"])
        #expect(second.generation == first.generation)

        try fixture.folder.write("docs/a.md", "# Tea\n\nBlack tea is steeped for four minutes.", age: 60)
        try fixture.folder.remove("docs/b.md")
        try fixture.folder.remove("docs/broken.docx")
        try fixture.folder.write("docs/c.txt", "Water boils at one hundred degrees.")
        let third = try await fixture.index()
        #expect((third.addedCount, third.updatedCount, third.unchangedCount, third.removedCount) == (1, 1, 0, 1))
        #expect(third.failures.isEmpty)
        #expect(try fixture.open().status().documentCount == 2)
        #expect(try await fixture.open().search(RetrievalQuery("coffee", mode: .lexical)).hits.isEmpty)
    }

    @Test func failuresStandWhileTheirFilesAreAsTheyWere() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.docx", Data("PK\u{3}\u{4} nothing".utf8))
        try fixture.folder.write("docs/b.docx", Data("PK\u{3}\u{4} nothing".utf8))
        #expect(try await fixture.index().standingFailureURIs.isEmpty)
        try fixture.folder.write("docs/a.docx", Data("PK\u{3}\u{4} nothing at all".utf8))
        let second = try await fixture.index()
        #expect(second.failures.map(\.uri) == ["docs/a.docx", "docs/b.docx"])
        #expect(second.standingFailureURIs == ["docs/b.docx"])
        #expect(try await fixture.index().standingFailureURIs == ["docs/a.docx", "docs/b.docx"])
    }

    @Test func embedsUnchangedTextOnce() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        let same = "A paragraph that stays as it is, long enough to be a chunk of its own. "
        let section = { (name: String) in "# \(name)\n\n" + String(repeating: same + name + ". ", count: 12) }
        try fixture.folder.write("docs/a.md", section("One") + "\n\n" + section("Two"))
        let first = try await fixture.index()
        try fixture.folder.write("docs/a.md", section("One") + "\n\n" + section("Three"), age: 60)
        let second = try await fixture.index()
        #expect(second.updatedCount == 1)
        #expect(second.embeddedCount < first.embeddedCount)
        try fixture.folder.write("docs/copy.md", section("One") + "\n\n" + section("Three"))
        #expect(try await fixture.index().embeddedCount == 0)
    }

    @Test func knowsATouchedFileByItsContent() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "# Tea")
        _ = try await fixture.index()
        try fixture.folder.write("docs/a.md", "# Tea", age: 60)
        let report = try await fixture.index()
        #expect(report.unchangedCount == 1 && report.updatedCount == 0)
    }

    @Test func noticesAChangeWithinTheClocksGrain() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "first version", age: -86_400)
        _ = try await fixture.index()
        let path = fixture.folder.path + "/docs/a.md"
        let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        try Data("other version".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.modificationDate: try #require(date)], ofItemAtPath: path)
        #expect(try await fixture.index().updatedCount == 1)
    }

    @Test func givesTheSameResultsAsAFreshIndex() async throws {
        let grown = try Fixture(embedder: HashingEmbedder())
        let fresh = try Fixture(embedder: HashingEmbedder())
        var random = SeededRandom(seed: 11)
        let words = ["tea", "coffee", "water", "milk", "juice", "cocoa", "lemon", "sugar"]
        for round in 0..<12 {
            for _ in 0..<4 {
                let name = "docs/\(Int.random(in: 0..<15, using: &random)).md"
                let text = (0..<20).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
                try grown.folder.write(name, text, age: Double(3600 - round * 60))
            }
            _ = try await grown.index()
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: grown.folder.path + "/docs") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: grown.folder.path + "/docs/" + name))
            try fresh.folder.write("docs/" + name, bytes)
        }
        _ = try await fresh.index()
        #expect(try grown.open().status().segmentCount <= 7)
        #expect(try grown.open().damagedSegments().isEmpty)
        for word in words {
            let left = try await grown.open().search(RetrievalQuery(word, mode: .vector)).hits
            let right = try await fresh.open().search(RetrievalQuery(word, mode: .vector)).hits
            #expect(left.map(\.document.uri) == right.map(\.document.uri))
            #expect(left.map(\.chunk) == right.map(\.chunk))
        }
    }

    @Test func appliesRulesToUnchangedFiles() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/hr/pay.md", "# Salary bands")
        _ = try await fixture.index()
        let corpus = try fixture.open()
        #expect(try await corpus.search(RetrievalQuery("salary", mode: .lexical)).hits.count == 1)
        let settings = try ProjectSettings(
            yaml: """
                access:
                  - path: "docs/hr/**"
                    groups: [hr]
                trust:
                  - path: "docs/**"
                    tier: user
                """
        )
        let report = try await fixture.index(settings: settings)
        #expect(report.unchangedCount == 1)
        var query = RetrievalQuery("salary", mode: .lexical)
        #expect(try await corpus.search(query).hits.isEmpty)
        query.filter.groups = ["hr"]
        #expect(try await corpus.search(query).hits.first?.document.trust == .user)
        _ = try await fixture.index()
        #expect(try await corpus.search(RetrievalQuery("salary", mode: .lexical)).hits.count == 1)
    }

    @Test func matchesRulesBelowTheIndexedFolder() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/hr/pay.md", "# Salary bands")
        _ = try await fixture.index()
        try fixture.folder.write("docs/new.md", "# New")
        var settings = try ProjectSettings(yaml: "access: [{path: hr, groups: [hr]}]")
        settings.includes = ["**"]
        _ = try await fixture.index(settings: settings)
        // The pattern is relative to the indexed folder, 'docs'.
        #expect(try await fixture.open().search(RetrievalQuery("salary", mode: .lexical)).hits.isEmpty)
    }

    @Test func closesDocumentsEvenIfTheRunIsRefused() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/hr/pay.md", "# Salary bands")
        _ = try await fixture.index()
        let settings = try ProjectSettings(yaml: "{chunker: fixed, access: [{path: hr, groups: [hr]}]}")
        let error = await #expect(throws: StoreError.self) { try await fixture.index(settings: settings) }
        #expect(error?.code == .settingsChanged)
        #expect(try await fixture.open().search(RetrievalQuery("salary", mode: .lexical)).hits.isEmpty)
    }

    @Test func appliesRulesToNamesThatAreNotUTF8() async throws {
        let fixture = try Fixture(embedder: nil)
        let settings = try ProjectSettings(yaml: "access: [{path: über, groups: [hr]}]")
        try fixture.folder.write("docs/über/plain.md", "# Salary one")
        let strange = fixture.folder.path + "/docs/über/g"
        let bytes = Array(strange.utf8) + [0xE4, 0]
        let made = bytes.withUnsafeBytes { buffer in
            buffer.assumingMemoryBound(to: CChar.self).baseAddress.map { creat($0, 0o644) } ?? -1
        }
        try #require(made >= 0)
        #expect(write(made, "Salary two", 10) == 10)
        close(made)
        #expect(try await fixture.index(settings: settings).addedCount == 2)
        var query = RetrievalQuery("salary", mode: .lexical)
        #expect(try await fixture.open().search(query).hits.isEmpty)
        query.filter.groups = ["hr"]
        #expect(try await fixture.open().search(query).hits.count == 2)
        #expect(bytes.withUnsafeBytes { $0.assumingMemoryBound(to: CChar.self).baseAddress.map { unlink($0) } } == 0)
        #expect(try await fixture.index(settings: settings).removedCount == 1)
    }

    @Test func refusesOtherSettingsUntilARebuild() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "# Tea\n\nGreen tea.")
        _ = try await fixture.index()
        var settings = ProjectSettings()
        settings.language = "de"
        let language = await #expect(throws: StoreError.self) { try await fixture.index(settings: settings) }
        #expect(language?.code == .settingsChanged)
        settings.language = nil
        settings.chunker = "fixed"
        try fixture.folder.write("docs/b.md", "# Coffee")
        let chunker = await #expect(throws: StoreError.self) { try await fixture.index(settings: settings) }
        #expect(chunker?.code == .settingsChanged)
        let report = try await fixture.index(settings: settings, isRebuild: true)
        #expect(report.addedCount + report.updatedCount == 2)
        #expect(try fixture.open().status().chunker.hasPrefix("fixed"))
    }

    @Test func tellsTheSecondWriterWhoIsFirst() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "# Tea")
        _ = try await fixture.index()
        let lock = try WriterLock(folder: fixture.project.path + "/.wright", purpose: "testing")
        let error = await #expect(throws: StoreError.self) { try await fixture.index() }
        #expect(error?.code == .writerActive)
        #expect(error?.message.contains("process \(ProcessInfo.processInfo.processIdentifier), testing") == true)
        withExtendedLifetime(lock) {}
    }

    @Test func passesOverLinksAndHiddenNames() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "# Tea")
        try fixture.folder.write("docs/.secret/b.md", "# Hidden")
        try fixture.folder.write("docs/node_modules/c.md", "# Dependency")
        let manager = FileManager.default
        try manager.createSymbolicLink(
            atPath: fixture.folder.path + "/docs/loop",
            withDestinationPath: fixture.folder.path + "/docs"
        )
        try manager.createSymbolicLink(atPath: fixture.folder.path + "/docs/host", withDestinationPath: "/etc/hostname")
        let report = try await fixture.index()
        #expect(report.addedCount == 1)
    }

    @Test func takesNamesWithLineBreaks() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/two\nlines.md", "# Tea")
        _ = try await fixture.index()
        let hits = try await fixture.open().search(RetrievalQuery("tea", mode: .lexical)).hits
        #expect(hits.first?.document.uri == "docs/two\nlines.md")
    }

    @Test func indexesAnEmptyFolder() async throws {
        let fixture = try Fixture(embedder: nil)
        let report = try await fixture.index()
        #expect(report.addedCount == 0 && report.failures.isEmpty && report.chunkCount == 0)
        #expect(try await fixture.open().search(RetrievalQuery("tea", mode: .lexical)).whyEmpty == .noDocuments)
    }

    @Test(
        "refuses settings that it does not know",
        arguments: [
            "modle: x", "chunkTokens: 3", "access: 1", "trust: [{path: a, tier: best}]", "include: a", "[1]", "a: [",
            "access: [{path: a, groups: []}]",
        ]
    )
    func refusesUnknownSettings(yaml: String) {
        let error = #expect(throws: StoreError.self) { try ProjectSettings(yaml: yaml) }
        #expect(error?.code == .settingsInvalid)
    }

    @Test func readsTheSettingsThatInitWrites() throws {
        let settings = try ProjectSettings(yaml: "model: none\nlanguage: de\nchunkTokens: 100\nexclude: [drafts]\n")
        #expect(settings.model == ProjectSettings.ModelChoice.none)
        #expect(settings.language == "de")
        #expect(settings.chunkTokenCount == 100)
        #expect(settings.excludes == ["drafts"])
        #expect(try ProjectSettings(yaml: "prices: prices.json").prices == "prices.json")
        #expect(try ProjectSettings(yaml: "prices: none").prices == nil)
        #expect(try ProjectSettings(yaml: "") == ProjectSettings())
    }
}
