import Foundation
import Testing

/// Precisions, static models and rerankers, from the command line.
struct ModelKindCommandTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "WrightEncoderTests/Fixtures").path

    /// A copy of a tiny model of the encoder's fixtures, so that nothing is written beside the original.
    private func copy(_ name: String, to folder: TemporaryFolder) throws -> String {
        let path = folder.path + "/" + name
        try FileManager.default.copyItem(atPath: Self.fixtures + "/" + name, toPath: path)
        return path
    }

    @Test(arguments: [("f32", nil), ("bf16", "wright-bf16.packed"), ("int8", "wright-int8.packed")])
    func embedsInEveryPrecision(precision: String, file: String?) async throws {
        let folder = try TemporaryFolder()
        let model = try copy("odd", to: folder)
        try folder.write("texts.jsonl", "{\"text\":\"a b c\"}\n{\"text\":\"d e\"}\n")
        for _ in 0..<2 {
            let result = try await folder.wright(
                "embed",
                "--input",
                "texts.jsonl",
                "--output",
                "vectors.npy",
                "--model",
                model,
                "--precision",
                precision,
                "--json"
            )
            #expect(result.status == 0, "\(result.messageText)")
            let report = try result.json()
            #expect(report["precision"]?.string == precision)
            #expect(report["dimension"]?.integer == 30)
            #expect(report["texts"]?.integer == 2)
            #expect(report["truncatedTexts"]?.integer == 0)
        }
        let packed = try FileManager.default.contentsOfDirectory(atPath: model).filter { $0.hasSuffix(".packed") }
        #expect(packed == (file.map { [$0] } ?? []))
        let wrong = try await folder.wright(
            "embed",
            "--input",
            "texts.jsonl",
            "--output",
            "vectors.npy",
            "--model",
            model,
            "--precision",
            "fp8"
        )
        #expect(wrong.status == 64)
    }

    @Test func anIndexKeepsItsPrecision() async throws {
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        let model = try copy("heads", to: folder)
        try folder.write("wright.yaml", "model: \(model)\nprecision: f32\n")
        let first = try await folder.wright("index", "handbook")
        try #require(first.status == 0, "\(first.messageText)")
        // Without a setting, the index's own precision is kept, by updates and by searches.
        try folder.write("wright.yaml", "model: \(model)\n")
        try folder.write("handbook/new.txt", "A lift is repaired by its maker.")
        #expect(try await folder.wright("index").status == 0)
        #expect(try await folder.wright("search", "--mode", "vector", "lift").status == 0)
        // Another one is refused, until the index is made anew.
        try folder.write("wright.yaml", "model: \(model)\nprecision: int8\n")
        try folder.write("handbook/newer.txt", "A door is repaired by its maker.")
        let refused = try await folder.wright("index")
        #expect(refused.status == 1)
        #expect(refused.messageText.contains("--rebuild"))
        #expect(try await folder.wright("search", "--mode", "vector", "door").status == 0)
        #expect(try await folder.wright("index", "--rebuild").status == 0)
        #expect(try await folder.wright("search", "--mode", "vector", "door").status == 0)
    }

    @Test func installsAndUsesAStaticModel() async throws {
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        for name in ["static-model2vec", "static-module"] {
            let model = try copy(name, to: folder)
            try folder.write("wright.yaml", "model: \(model)\n")
            let indexed = try await folder.wright("index", "--rebuild", "handbook")
            #expect(indexed.status == 0, "\(indexed.messageText)")
            let hits = try await folder.wright("search", "--mode", "vector", "--json", "the text").json()["hits"]?.array
            #expect(try #require(hits).isEmpty == false)
        }
    }

    @Test func reranksHits() async throws {
        let folder = try TemporaryFolder()
        try folder.copyHandbook()
        let model = try copy("cross-one", to: folder)
        try #require(try await folder.wright("index", "--model", "none", "handbook").status == 0)
        let plain = try await folder.wright("search", "--json", "the hotel").json()
        let result = try await folder.wright("search", "--json", "--rerank", model, "the hotel")
        try #require(result.status == 0, "\(result.messageText)")
        let hits = try #require(try result.json()["hits"]?.array)
        #expect(hits.count == plain["hits"]?.array?.count)
        let scores = hits.compactMap { $0["score"]?.number }
        #expect(scores.count == hits.count && scores == scores.sorted(by: >))
        for hit in hits {
            #expect(hit["signals"]?["rerank"]?["raw"]?.number == hit["score"]?.number)
            #expect(hit["signals"]?["lexical"] != nil)
        }
        let one = try await folder.wright("search", "--json", "--limit", "1", "--rerank", model, "the hotel").json()
        #expect(one["hits"]?.array?.first?["text"] == hits.first?["text"])
        let explained = try await folder.wright("search", "--explain", "--rerank", model, "the hotel")
        #expect(explained.text.contains("rerank 0."))
        try folder.write("wright.yaml", "model: none\nrerank: ./cross-one\n")
        let set = try await folder.wright("search", "--json", "the hotel").json()
        #expect(set["hits"]?.array?.first?["signals"]?["rerank"] != nil)
        let off = try await folder.wright("search", "--json", "--rerank", "none", "the hotel").json()
        #expect(off["hits"]?.array?.first?["signals"]?["rerank"] == nil)
        #expect(try await folder.wright("ask", "--rerank", model, "How long must I keep hotel receipts?").status == 0)
        #expect(try await folder.wright("search", "--rerank", "not-there", "hotel").status == 1)
    }
}
