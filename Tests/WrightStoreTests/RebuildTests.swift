import Foundation
import Synchronization
import Testing
import WrightCore
import WrightDocuments
import WrightModel
import WrightRetrieval
import WrightStore
import WrightTesting

/// A rebuild is made beside the corpus and takes its place in one step.
struct RebuildTests {
    /// An embedder that fails once it has embedded so many texts.
    private final class FailingEmbedder: Embedder {
        struct Failure: Error {}

        private let base = HashingEmbedder()
        private let remaining: Mutex<Int>

        init(after count: Int) {
            remaining = Mutex(count)
        }

        var model: EmbeddingModel { base.model }

        func embed(_ texts: [String], for use: EmbeddingUse) async throws -> [Embedding] {
            let isSpent = remaining.withLock { left in
                left -= texts.count
                return left < 0
            }
            if isSpent { throw Failure() }
            return try await base.embed(texts, for: use)
        }

        func tokenCount(of text: String) -> Int { base.tokenCount(of: text) }
    }

    private func handbook(_ uri: String) -> Document {
        let text = "Travel\n\nHotels are booked by the office.\n\nReceipts\n\nReceipts are kept for six months."
        let range = { (part: String) -> Range<Int> in
            let start = text.range(of: part).map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) } ?? 0
            return start..<start + part.utf8.count
        }
        return Document(
            uri: uri,
            title: "Handbook",
            mediaType: .plainText,
            text: text,
            blocks: [
                Block(kind: .heading(level: 1), range: range("Travel"), headingPath: ["Travel"]),
                Block(kind: .paragraph, range: range("Hotels are booked by the office."), headingPath: ["Travel"]),
                Block(kind: .heading(level: 2), range: range("Receipts"), headingPath: ["Travel", "Receipts"]),
                Block(
                    kind: .listItem(depth: 1),
                    range: range("Receipts are kept for six months."),
                    headingPath: ["Travel", "Receipts"]
                ),
            ],
            pages: [Page(number: 4, range: 0..<50), Page(number: 5, range: 50..<text.utf8.count)],
            hidden: [HiddenText(text: "psst", reason: .comment, offset: 3)],
            contentHash: ContentHash(of: text),
            modifiedNanoseconds: 77,
            trust: .user,
            accessGroups: ["staff"],
            metadata: ["author": "Ann"]
        )
    }

    @Test func keepsDocumentsThatDidNotComeFromFiles() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        try fixture.folder.write("docs/a.md", "# Tea\n\nGreen tea is steeped for two minutes.")
        _ = try await fixture.index()
        _ = try await fixture.open().apply(CorpusChange(documents: [handbook("note:1")]))
        var query = RetrievalQuery("receipts kept", mode: .hybrid)
        query.filter.groups = ["staff"]
        query.filter.paths = ["note:*"]
        let before = try await fixture.open().search(query)
        #expect(before.hits.map(\.document.uri) == ["note:1"])
        for _ in 0..<2 {
            let report = try await fixture.index(isRebuild: true)
            #expect(report.addedCount + report.updatedCount == 1 && report.removedCount == 0)
            let after = try await fixture.open().search(query)
            #expect(after.hits.map(\.chunk) == before.hits.map(\.chunk))
            #expect(after.hits.map(\.document) == before.hits.map(\.document))
            #expect(after.hits.map(\.page) == before.hits.map(\.page))
            #expect(try fixture.open().hiddenTexts(of: "note:1").map(\.text) == ["psst"])
        }
        #expect(try await fixture.open().search(RetrievalQuery("receipts", mode: .lexical)).hits.isEmpty)
    }

    @Test func cutsAppliedDocumentsWithTheNewChunker() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "# Tea")
        _ = try await fixture.index()
        let long = (0..<400).map { "Sentence number \($0) speaks of granite." }.joined(separator: " ")
        let document = Document(
            uri: "note:2",
            title: "Long",
            mediaType: .plainText,
            text: long,
            blocks: [Block(kind: .paragraph, range: 0..<long.utf8.count)],
            contentHash: ContentHash(of: long)
        )
        _ = try await fixture.open().apply(CorpusChange(documents: [document]))
        let before = try fixture.open().status().chunkCount
        var settings = ProjectSettings()
        settings.chunker = "fixed"
        settings.chunkTokenCount = 32
        _ = try await fixture.index(settings: settings, isRebuild: true)
        let status = try fixture.open().status()
        #expect(status.documentCount == 2)
        #expect(status.chunkCount > before * 2)
        #expect(try fixture.open().text(of: "note:2") == long)
    }

    /// Files of several chunks each.
    private func writeLargeFiles(_ fixture: Fixture, marker: String) throws {
        for file in 0..<6 {
            var text = ""
            for line in 0..<400 {
                text += "Line \(line) of file \(file) speaks of \(marker) and of term\(line).\n\n"
            }
            try fixture.folder.write("docs/large\(file).txt", text)
        }
    }

    @Test func leavesTheOldCorpusWhenItIsCutOff() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        try writeLargeFiles(fixture, marker: "granite")
        let first = try await fixture.index(batchFileLimit: 2)
        #expect(first.generation.number > 1, "the files went into one batch, so nothing is shown here")
        try writeLargeFiles(fixture, marker: "copper")
        var settings = ProjectSettings()
        settings.model = .named(HashingEmbedder().model.name)
        let failing = FailingEmbedder(after: first.embeddedCount / 2)
        var ingestion = FolderIngestion(project: fixture.project, settings: settings) { _ in failing }
        ingestion.batchFileLimit = 2
        var failure: (any Error)?
        do {
            _ = try await ingestion.run(folders: [fixture.folder.path + "/docs"], isRebuild: true)
        } catch {
            failure = error
        }
        #expect(failure is FailingEmbedder.Failure)
        let corpus = try fixture.open()
        #expect(try corpus.status().generation == first.generation)
        #expect(try corpus.status().chunkCount == first.chunkCount)
        #expect(try await corpus.search(RetrievalQuery("copper", mode: .lexical)).hits.isEmpty)
        #expect(try await corpus.search(RetrievalQuery("granite", mode: .lexical)).hits.count == 10)
        let second = try await fixture.index(isRebuild: true, batchFileLimit: 2)
        #expect(second.embeddedCount < first.embeddedCount, "what was embedded before the fault was embedded again")
        #expect(second.failures.isEmpty && second.chunkCount >= first.chunkCount)
        #expect(try await corpus.search(RetrievalQuery("copper", mode: .lexical)).hits.count == 10)
        #expect(try await corpus.search(RetrievalQuery("granite", mode: .lexical)).hits.isEmpty)
        #expect(try corpus.damagedSegments().isEmpty)
        for file in 1..<6 { try fixture.folder.remove("docs/large\(file).txt") }
        let third = try await fixture.index()
        #expect(third.removedCount == 5 && third.chunkCount < second.chunkCount / 4)
        #expect(try corpus.status().documentCount == 1)
    }
}
