import Testing
import WrightCore
import WrightIndex
import WrightRetrieval
import WrightStore
import WrightTesting

/// How many segments a run leaves behind, and whether they have graphs.
struct SettledSegmentTests {
    private static var settings: ProjectSettings {
        var settings = ProjectSettings()
        settings.chunker = "fixed"
        settings.chunkTokenCount = 8
        return settings
    }

    private func segmentCount(_ fixture: Fixture) throws -> Int {
        try fixture.segmentFiles().count { $0.contains("/vectors-") }
    }

    @Test func aRunOfManyBatchesLeavesOneSegmentWithAGraph() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        for file in 0..<6 { try fixture.writeLong("text\(file)", sentenceCount: 4000) }
        let report = try await fixture.index(settings: Self.settings, batchFileLimit: 1)
        #expect(report.chunkCount > 20_000)
        #expect(try segmentCount(fixture) == 1)
        let recall = try #require(try fixture.open().measuredRecall(sampleCount: 20))
        #expect(recall.graphSegmentCount == 1)
        let hits = try await fixture.open().search(RetrievalQuery("meadow 17 of text3", limit: 5)).hits
        #expect(hits.first?.document.uri == "docs/text3.txt")

        // What is small beside it stays apart.
        try fixture.writeLong("more", sentenceCount: 2000)
        _ = try await fixture.index(settings: Self.settings)
        #expect(try segmentCount(fixture) == 2)
        // Half as much as there was is worth a join.
        for file in 6..<9 { try fixture.writeLong("text\(file)", sentenceCount: 4000) }
        _ = try await fixture.index(settings: Self.settings, batchFileLimit: 1)
        #expect(try segmentCount(fixture) == 1)
        #expect(try fixture.open().damagedSegments().isEmpty)
    }

    @Test func smallSegmentsAreLeftAlone() async throws {
        let fixture = try Fixture(embedder: HashingEmbedder())
        for file in 0..<3 { try fixture.folder.write("docs/\(file).md", "# Tea\n\nCup number \(file).") }
        let report = try await fixture.index(batchFileLimit: 1)
        #expect(try segmentCount(fixture) == 3)
        #expect(report.generation.number == 3)
    }
}
