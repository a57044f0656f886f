import Testing
import WrightCore
import WrightIndex
import WrightModel
import WrightRetrieval
import WrightTesting
import WrightText

/// Words and vectors searched by two threads instead of one.
struct SideBySideTests {
    private struct Broken: Error {}

    private static let words = ["green", "tea", "black", "coffee", "leaf", "bean", "cup", "steam", "river", "stone"]

    private static func texts(_ count: Int, seed: UInt64) -> [String] {
        var random = SeededRandom(seed: seed)
        return (0..<count)
            .map { _ in
                (0..<Int.random(in: 1...12, using: &random))
                    .map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
                    .joined(separator: " ")
            }
    }

    @Test("two threads find what one finds", arguments: RetrievalMode.allCases)
    func sameHits(mode: RetrievalMode) async throws {
        let embedder = HashingEmbedder()
        let texts = Self.texts(900, seed: 1)
        let vectors = try await embedder.embed(texts, for: .document).map(\.vector)
        let one = try SearchIndex.inMemory(texts, analyzer: Analyzer(), vectors: vectors, model: embedder.model)
        var two = one
        two.parallelChunkCount = 1
        let even = [OrdinalSet(universeCount: 900, (0..<450).map { $0 * 2 })]
        for text in Self.texts(20, seed: 2) + ["unknownword", ""] {
            let vector = try await embedder.embed([text], for: .query)[0].vector
            for filter in [nil, even] {
                let query = RetrievalQuery(text, mode: mode, limit: 10)
                let expected = try one.search(query, mode: mode, vector: vector, filter: filter)
                let found = try two.search(query, mode: mode, vector: vector, filter: filter)
                #expect(found.entries.map(\.ordinal) == expected.entries.map(\.ordinal))
                #expect(found.entries.map(\.score) == expected.entries.map(\.score))
                #expect(found.vectorPlans == expected.vectorPlans)
            }
        }
    }

    @Test func anErrorOfEitherSideIsThrown() throws {
        #expect(throws: Broken.self) { try WorkerThreads.both({ throw Broken() }, { 1 }) }
        #expect(throws: Broken.self) { try WorkerThreads.both({ 1 }, { throw Broken() }) }
        let both = try WorkerThreads.both({ "first" }, { 2 })
        #expect(both.0 == "first" && both.1 == 2)
    }
}
