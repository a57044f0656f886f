import Testing
import WrightModel
import WrightRetrieval
import WrightTesting

@Suite struct LinearAdapterTests {
    /// Embeds a text as its length and 1.
    private struct LengthEmbedder: Embedder {
        var model = EmbeddingModel(
            name: "length",
            dimension: 2,
            maximumTokenCount: 8,
            isNormalised: true,
            fingerprint: "f1"
        )

        func embed(_ texts: [String], for use: EmbeddingUse) async throws -> [Embedding] {
            texts.map { Embedding(vector: [$0.isEmpty ? 1 : 0.6, $0.isEmpty ? 0 : 0.8], model: model) }
        }

        func tokenCount(of text: String) -> Int { text.utf8.count }
    }

    private static func adapter(verdict: String = "better", matrix: [Float] = [0, 1, 1, 0]) -> LinearAdapter {
        LinearAdapter(
            matrix: matrix,
            model: LengthEmbedder().model,
            evidence: .init(measure: "ndcg@10 hybrid", verdict: verdict, before: 0.3, after: 0.4, queryCount: 100)
        )
    }

    @Test func `questions are moved, documents are not`() async throws {
        let embedder = try AdaptedEmbedder(LengthEmbedder(), adapter: Self.adapter(), name: "a")
        #expect(try await embedder.embed(["x"], for: .document)[0].vector == [0.6, 0.8])
        let moved = try await embedder.embed(["x"], for: .query)[0].vector
        #expect(abs(moved[0] - 0.8) < 1e-6 && abs(moved[1] - 0.6) < 1e-6)
        #expect(embedder.model == LengthEmbedder().model && embedder.tokenCount(of: "abc") == 3)
    }

    @Test func `the result has length 1, and a vector that would vanish stays`() {
        let doubled = Self.adapter(matrix: [2, 0, 0, 2]).adapted([0.6, 0.8])
        #expect(abs(doubled[0] - 0.6) < 1e-6 && abs(doubled[1] - 0.8) < 1e-6)
        #expect(Self.adapter(matrix: [0, 0, 0, 0]).adapted([0.6, 0.8]) == [0.6, 0.8])
    }

    @Test func `only what was better is used, and only for its model`() throws {
        for verdict in ["worse", "inconclusive", "equivalent", ""] {
            let error = try #require(throws: RetrievalError.self) {
                try AdaptedEmbedder(LengthEmbedder(), adapter: Self.adapter(verdict: verdict), name: "a.adapter")
            }
            #expect(error.code == .adapterUnproven && error.message.contains("a.adapter"))
        }
        var other = LengthEmbedder()
        other.model = EmbeddingModel(
            name: "length",
            dimension: 2,
            maximumTokenCount: 8,
            isNormalised: true,
            fingerprint: "f2"
        )
        let error = try #require(throws: RetrievalError.self) {
            try AdaptedEmbedder(other, adapter: Self.adapter(), name: "a")
        }
        #expect(error.code == .adapterMismatch)
    }

    @Test func `a file comes back as it was, and a damaged one is refused`() throws {
        let adapter = Self.adapter(matrix: [0.1, -2.5, 3e-9, 1])
        let bytes = adapter.bytes
        #expect(try LinearAdapter(parsing: bytes, name: "a") == adapter)
        var damaged: [[UInt8]] = [[], Array("{}\n".utf8), Array(bytes.dropLast()), bytes + [0]]
        damaged.append(Array(bytes.dropLast()) + [bytes[bytes.count - 1] ^ 1])
        damaged.append(Array(String(decoding: bytes.prefix(80), as: UTF8.self).replacing("1", with: "2").utf8))
        for bytes in damaged {
            let error = try #require(throws: RetrievalError.self) { try LinearAdapter(parsing: bytes, name: "a") }
            #expect(error.code == .adapterUnreadable)
        }
        // Every first part of the file is refused and none of them ends the program.
        for length in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: RetrievalError.self) { try LinearAdapter(parsing: Array(bytes.prefix(length)), name: "a") }
        }
    }
}
