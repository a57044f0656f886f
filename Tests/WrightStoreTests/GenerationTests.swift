import Foundation
import Synchronization
import Testing
import WrightCore
import WrightDocuments
import WrightRetrieval
import WrightStore
import WrightTesting

/// What readers see while a corpus changes below them.
struct GenerationTests {
    /// Writes the files of a round; each holds the round's number.
    private func write(_ round: Int, to fixture: Fixture) throws {
        for file in 0..<5 {
            let filler = String(repeating: "A line about meadows. ", count: (round * 7 + file) % 30)
            let text = "# Ledger\n\nThe ledger speaks of round\(round)end. \(filler)"
            try fixture.folder.write("docs/file\(file).md", text, age: Double(100_000 - round * 60))
        }
    }

    /// Whether the writer has finished.
    private final class Updates: Sendable {
        let areDone = Atomic(false)
    }

    @Test func noSearchFailsOrSeesAMixtureDuringUpdates() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        try write(0, to: fixture)
        _ = try await fixture.index()
        let corpus = try fixture.open()
        let updates = Updates()
        let seen = try await withThrowingTaskGroup(of: Set<Int>.self) { group in
            for reader in 0..<4 {
                group.addTask {
                    var seen: Set<Int> = []
                    var last = 0
                    while !updates.areDone.load(ordering: .acquiring) {
                        let mode: RetrievalMode = reader.isMultiple(of: 2) ? .lexical : .hybrid
                        let query = RetrievalQuery("ledger round", mode: mode, limit: 1000)
                        let result = try await corpus.search(query)
                        let rounds = Set(
                            result.hits.flatMap { hit in
                                hit.chunk.text.matches(of: /round(\d+)end/).compactMap { Int($0.1) }
                            }
                        )
                        try #require(rounds.count == 1, "a mixture of rounds \(rounds.sorted())")
                        try #require(Set(result.hits.map(\.document.uri)).count == 5)
                        try #require(!result.notes.contains { $0.contains("rebuilt") })
                        let round = rounds.first ?? 0
                        try #require(round >= last, "round \(round) after \(last)")
                        last = round
                        seen.insert(round)
                        await Task.yield()
                    }
                    return seen
                }
            }
            group.addTask {
                defer { updates.areDone.store(true, ordering: .releasing) }
                for round in 1...50 {
                    try write(round, to: fixture)
                    let report = try await fixture.index()
                    try #require(report.updatedCount == 5)
                }
                return []
            }
            return try await group.reduce(into: Set<Int>()) { $0.formUnion($1) }
        }
        #expect(seen.count > 10, "the readers saw \(seen.count) of 51 rounds, too few to say anything")
        #expect(try corpus.damagedSegments().isEmpty)
    }

    @Test func noLogIsLeftForTheNextOpeningToRead() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        let logSize = { () throws -> Int? in
            let path = fixture.project.path + "/.wright/wright.sqlite-wal"
            return (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue
        }
        try fixture.folder.write("docs/a.md", "# Tea\n\nGreen tea.")
        _ = try await fixture.index()
        #expect(try logSize() == 0)
        let corpus = try fixture.open()
        #expect(try await corpus.search(RetrievalQuery("tea", mode: .lexical)).hits.count == 1)
        try fixture.folder.write("docs/b.md", "# Coffee", age: 60)
        _ = try await fixture.index()
        #expect(try logSize() == 0, "a reader that rests does not hinder it")
        #expect(try await corpus.search(RetrievalQuery("coffee", mode: .lexical)).hits.count == 1)
        _ = try await corpus.apply(CorpusChange(documents: [], removals: ["docs/b.md"]))
        #expect(try logSize() == 0)
        #expect(try await corpus.search(RetrievalQuery("coffee", mode: .lexical)).hits.isEmpty)
    }

    @Test func aNewDateOfAFileIsANewGeneration() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "# Tea\n\nGreen tea.", age: 1_000_000)
        _ = try await fixture.index()
        let corpus = try fixture.open()
        var query = RetrievalQuery("tea", mode: .lexical)
        query.filter.modifiedSince = Int64((Date().timeIntervalSince1970 - 500_000) * 1_000_000_000)
        #expect(try await corpus.search(query).whyEmpty == .allFiltered)
        try fixture.folder.write("docs/a.md", "# Tea\n\nGreen tea.", age: 3600)
        let report = try await fixture.index()
        #expect(report.unchangedCount == 1 && report.embeddedCount == 0)
        #expect(try await corpus.search(query).hits.count == 1)
        #expect(try await fixture.index().generation == report.generation)
    }

    @Test func theLanguageOfAnEmptyIndexIsFoundOutFromItsFirstDocuments() async throws {
        let fixture = try Fixture(embedder: nil)
        #expect(try await fixture.index().language == "en")
        let german = """
            # Häuser

            Die Häuser am Rande der Stadt wurden im vergangenen Jahrhundert gebaut und sind seitdem nicht mehr \
            verändert worden. Viele Menschen, die dort wohnen, sind mit ihren Nachbarn gut bekannt.
            """
        try fixture.folder.write("docs/a.md", german)
        #expect(try await fixture.index().language == "de")
        // 'Haus' is found by the stem that only German has.
        #expect(try await fixture.open().search(RetrievalQuery("bekannter", mode: .lexical)).hits.count == 1)
        try fixture.folder.remove("docs/a.md")
        _ = try await fixture.index()
        try fixture.folder.write("docs/b.md", "# Houses\n\nThe houses at the edge of the town were built long ago.")
        #expect(try await fixture.index().language == "en")
        #expect(try await fixture.open().search(RetrievalQuery("house", mode: .lexical)).hits.count == 1)
        #expect(try fixture.open().damagedSegments().isEmpty)
    }

    @Test func ofTwoDocumentsWithOneURITheLaterHolds() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/a.md", "# Tea")
        _ = try await fixture.index()
        let documents = ["granite", "copper"]
            .map { word in
                Document(
                    uri: "note:1",
                    title: "Note",
                    mediaType: .plainText,
                    text: "It speaks of \(word).",
                    blocks: [Block(kind: .paragraph, range: 0..<("It speaks of \(word).".utf8.count))],
                    contentHash: ContentHash(of: word)
                )
            }
        _ = try await fixture.open().apply(CorpusChange(documents: documents, removals: ["note:1"]))
        #expect(try await fixture.open().search(RetrievalQuery("granite", mode: .lexical)).hits.isEmpty)
        #expect(try await fixture.open().search(RetrievalQuery("copper", mode: .lexical)).hits.count == 1)
        #expect(try fixture.open().status().documentCount == 2)
    }

    @Test func aMissingSegmentDoesNotFailTheNextUpdate() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        for number in 0..<4 { try fixture.folder.write("docs/\(number).md", "# Note \(number)\n\nTea \(number).") }
        _ = try await fixture.index()
        for file in try fixture.segmentFiles() { try FileManager.default.removeItem(atPath: file) }
        for number in 0..<3 {
            try fixture.folder.write("docs/\(number).md", "# Note \(number)\n\nCoffee \(number).", age: 60)
        }
        #expect(try await fixture.index().updatedCount == 3)
        #expect(try await fixture.open().search(RetrievalQuery("tea", mode: .lexical)).hits.count == 1)
        #expect(try await fixture.open().search(RetrievalQuery("coffee", mode: .lexical)).hits.count == 3)
    }

    @Test func groupsThatCannotBeReadCloseTheDocument() async throws {
        let fixture = try Fixture(embedder: nil)
        try fixture.folder.write("docs/pay.md", "# Salary bands")
        let settings = try ProjectSettings(yaml: "access: [{path: '**', groups: [hr]}]")
        _ = try await fixture.index(settings: settings)
        var query = RetrievalQuery("salary", mode: .lexical)
        query.filter.groups = ["hr"]
        #expect(try await fixture.open().search(query).hits.count == 1)
        for name in ["wright.sqlite-wal", "wright.sqlite-shm"] { try? fixture.folder.remove(".wright/" + name) }
        let path = fixture.project.path + "/.wright/wright.sqlite"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        var count = 0
        while let range = bytes.range(of: Data(#"["hr"]"#.utf8)) {
            bytes.replaceSubrange(range, with: Data(#"{"hr":1}"#.utf8.prefix(6)))
            count += 1
        }
        try #require(count > 0)
        try bytes.write(to: URL(fileURLWithPath: path))
        let error = await #expect(throws: StoreError.self) { try await fixture.open().search(query) }
        #expect(error?.code == .recordDamaged)
        #expect(error?.message.contains("groups") == true)
    }
}
