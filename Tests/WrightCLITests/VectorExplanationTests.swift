import Testing

/// What commands say of the search by meaning: how it went, and what it misses.
struct VectorExplanationTests {
    @Test func withoutEmbeddingsThereIsNoRecallToMeasure() async throws {
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        let indexed = try await folder.wright("index", "--json", "--model", "none", "handbook")
        try #require(indexed.status == 0, "\(indexed.messageText)")
        let status = try await folder.wright("status", "--recall", "--json")
        #expect(status.status == 0)
        #expect(try status.json()["vectorRecall"] == .null)
        #expect(try await folder.wright("search", "--explain", "--json", "hotel").json()["vectors"] == nil)
    }

    @Test func withAModelBothAreShown() async throws {
        guard try await WrightProcess.hasModel() else { return WrightProcess.skip("recall", "no model") }
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        let indexed = try await folder.wright("index", "--json", "handbook")
        try #require(indexed.status == 0, "\(indexed.messageText)")
        let recall = try #require(try await folder.wright("status", "--recall", "--json").json()["vectorRecall"])
        #expect(recall["recall"]?.number == 1 && recall["graphSegments"]?.integer == 0)
        let found = try await folder.wright("search", "--explain", "--json", "hotel receipts").json()
        let plan = try #require(found["vectors"]?.array?.first)
        #expect(plan["strategy"]?.string == "scan" && plan["reason"]?.string == "noGraph")
        #expect(plan["scored"] == plan["allowed"])
    }
}
