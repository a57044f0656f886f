import Testing
import WrightCore
import WrightDocuments
import WrightRetrieval
import WrightTesting

struct InMemoryCorpusTests {
    @Test func keepsTheContractByWords() async throws {
        let conformance = CorpusConformance { InMemoryCorpus(chunker: ChunkerKind.structure.chunker()) }
        #expect(try await conformance.failures() == [])
    }

    @Test func keepsTheContractWithAModel() async throws {
        let conformance = CorpusConformance {
            InMemoryCorpus(chunker: ChunkerKind.structure.chunker(), embedder: HashingEmbedder())
        }
        #expect(try await conformance.failures() == [])
    }

    @Test func asksForAModelWhenMeaningIsSearched() async throws {
        let corpus = InMemoryCorpus(chunker: ChunkerKind.structure.chunker())
        let error = await #expect(throws: RetrievalError.self) {
            try await corpus.search(RetrievalQuery("tea", mode: .vector))
        }
        #expect(error?.code == .modelRequired)
        let result = try await corpus.search(RetrievalQuery("tea"))
        #expect(result.mode == .lexical)
        #expect(result.notes == ["The search is by words only: no model is at hand."])
    }

    @Test func losesNoConcurrentChange() async throws {
        let corpus = InMemoryCorpus(chunker: ChunkerKind.structure.chunker(), embedder: HashingEmbedder())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let document = CorpusConformance.document("d\(number)", "tea number \(number)")
                    _ = try await corpus.apply(CorpusChange(documents: [document], removals: ["gone\(number)"]))
                }
            }
            try await group.waitForAll()
        }
        var query = RetrievalQuery("tea")
        query.limit = 50
        #expect(try await corpus.search(query).hits.count == 20)
    }

    @Test func explainsEachSignal() async throws {
        let corpus = InMemoryCorpus(chunker: ChunkerKind.structure.chunker(), embedder: HashingEmbedder())
        let documents = [
            CorpusConformance.document("a", "green tea leaves"), CorpusConformance.document("b", "black coffee beans"),
        ]
        _ = try await corpus.apply(CorpusChange(documents: documents))
        let hits = try await corpus.search(RetrievalQuery("green tea")).hits
        #expect(hits.map(\.document.uri) == ["a", "b"])
        #expect(hits[0].lexical?.rank == 1)
        #expect(hits[0].vector?.rank == 1)
        #expect(hits[1].lexical == nil)
        #expect(hits[0].score == 1)
    }

    @Test func readsAHugeQuestion() async throws {
        let corpus = InMemoryCorpus(chunker: ChunkerKind.structure.chunker(), embedder: HashingEmbedder())
        _ = try await corpus.apply(CorpusChange(documents: [CorpusConformance.document("a", "green tea")]))
        let question = "tea " + String(repeating: "née question \u{1F600} ", count: 60_000)
        #expect(question.utf8.count > 1 << 20)
        #expect(try await corpus.search(RetrievalQuery(question)).hits.count == 1)
    }
}
