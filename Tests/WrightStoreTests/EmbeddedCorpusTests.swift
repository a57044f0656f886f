import Foundation
import Testing
import WrightCore
import WrightDocuments
import WrightModel
import WrightRetrieval
import WrightStore
import WrightTesting

struct EmbeddedCorpusTests {
    /// A corpus in a folder that goes with it.
    private final class OwnedCorpus: Corpus {
        private let folder: TemporaryFolder
        private let embedder: (any Embedder)?

        init(embedder: (any Embedder)?) async throws {
            folder = try TemporaryFolder()
            self.embedder = embedder
            let project = ProjectFolder(path: folder.path)
            let ingestion = FolderIngestion(project: project, settings: ProjectSettings()) { _ in embedder }
            try folder.write("empty/nothing.bin", Data([0, 1, 2]))
            _ = try await ingestion.run(folders: [folder.path + "/empty"])
        }

        private func open() throws -> EmbeddedCorpus {
            try EmbeddedCorpus(project: ProjectFolder(path: folder.path), embedder: embedder)
        }

        func apply(_ change: CorpusChange) async throws -> CorpusGeneration {
            try await open().apply(change)
        }

        func search(_ query: RetrievalQuery) async throws -> RetrievalResult {
            try await open().search(query)
        }
    }

    @Test func keepsTheContractByWords() async throws {
        #expect(try await CorpusConformance { try await OwnedCorpus(embedder: nil) }.failures() == [])
    }

    @Test func keepsTheContractWithAModel() async throws {
        #expect(try await CorpusConformance { try await OwnedCorpus(embedder: HashingEmbedder()) }.failures() == [])
    }

    @Test func takesUpANewGenerationWhileOpen() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        try fixture.folder.write("docs/a.md", "# Tea\n\nGreen tea is steeped for two minutes.")
        _ = try await fixture.index()
        let corpus = try fixture.open()
        #expect(try await corpus.search(RetrievalQuery("coffee", mode: .lexical)).hits.isEmpty)
        try fixture.folder.write("docs/b.md", "# Coffee\n\nCoffee is brewed at ninety degrees.")
        _ = try await fixture.index()
        #expect(
            try await corpus.search(RetrievalQuery("coffee", mode: .lexical)).hits.first?.document.uri == "docs/b.md"
        )
    }

    @Test func refusesAnotherModel() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        try fixture.folder.write("docs/a.md", "# Tea\n\nGreen tea.")
        _ = try await fixture.index()
        let other = HashingEmbedder(name: "other", dimension: 32)
        let error = #expect(throws: StoreError.self) {
            try EmbeddedCorpus(project: fixture.project, embedder: other)
        }
        #expect(error?.code == .modelMismatch)
        #expect(error?.message.contains("'hashing'") == true && error?.message.contains("'other'") == true)
        #expect(try await fixture.open().search(RetrievalQuery("tea")).hits.count == 1)
    }

    @Test func namesAProjectThatIsMissing() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: StoreError.self) {
            try EmbeddedCorpus(project: ProjectFolder(path: folder.path), embedder: nil)
        }
        #expect(error?.code == .projectMissing)
    }

    @Test func saysThatADatabaseIsDamaged() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "# Tea")
        _ = try await fixture.index()
        for name in ["wright.sqlite", "wright.sqlite-wal", "wright.sqlite-shm"] {
            try? fixture.folder.remove(".wright/" + name)
        }
        try fixture.folder.write(".wright/wright.sqlite", Data(repeating: 7, count: 9000))
        let error = #expect(throws: StoreError.self) { try fixture.open() }
        #expect(error?.code == .databaseDamaged)
    }

    @Test(
        "notices and rebuilds a damaged segment",
        arguments: ["lexical", "vectors"],
        ["flip", "truncate", "remove", "empty"]
    )
    func rebuildsDamagedSegment(kind: String, damage: String) async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        for number in 0..<20 {
            try fixture.folder.write("docs/\(number).md", "# Note \(number)\n\nTea number \(number) is green and good.")
        }
        _ = try await fixture.index()
        let before = try await fixture.open().search(RetrievalQuery("green tea 7"))
        let file = try #require(try fixture.segmentFiles().first { $0.contains("/\(kind)-") })
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        switch damage {
        case "flip": bytes[bytes.count / 2] ^= 0x10
        case "truncate": bytes.removeLast(bytes.count / 3)
        case "empty": bytes = Data()
        default: break
        }
        if damage == "remove" {
            try FileManager.default.removeItem(atPath: file)
        } else {
            try bytes.write(to: URL(fileURLWithPath: file))
        }
        #expect(try fixture.open().damagedSegments() == [file])
        let after = try await fixture.open().search(RetrievalQuery("green tea 7"))
        #expect(after.hits == before.hits)
        #expect(after.notes == ["A damaged or missing part of the index was rebuilt."])
        #expect(try fixture.open().damagedSegments().isEmpty)
    }

    @Test func rebuildsASegmentOfAnotherFormatVersion() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        try fixture.folder.write("docs/a.md", "# Note\n\nGreen tea is good.")
        _ = try await fixture.index()
        let before = try await fixture.open().search(RetrievalQuery("green tea"))
        let file = try #require(try fixture.segmentFiles().first { $0.contains("/lexical-") })
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        // The container's version stands behind the magic number.
        bytes[8] = 250
        try bytes.write(to: URL(fileURLWithPath: file))
        let after = try await fixture.open().search(RetrievalQuery("green tea"))
        #expect(!after.hits.isEmpty && after.hits == before.hits)
        #expect(after.notes == ["A part of the index was written by another version of Wright and was rebuilt."])
    }

    @Test func phrasesBindWordsAndMeaning() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        try fixture.folder.write("docs/a.md", "# Note\n\nGreen tea is good.")
        try fixture.folder.write("docs/b.md", "# Note\n\nTea that is green is good.")
        _ = try await fixture.index()
        var query = RetrievalQuery("\"green tea\" good*")
        #expect(try await fixture.open().search(query).hits.count == 2)
        query.readsOperators = true
        query.explainsTerms = true
        for mode in RetrievalMode.allCases {
            query.mode = mode
            let hits = try await fixture.open().search(query).hits
            #expect(hits.map(\.document.uri).allSatisfy { $0.hasSuffix("a.md") } && hits.count == 1)
            #expect((hits.first?.termScores["green"] ?? 0 > 0) == (mode != .vector))
        }
    }
}
