internal import Testing
internal import WrightCore
internal import WrightEncoder
internal import WrightModel

@Suite struct TransformerEncoderTests {
    @Test("agrees with sentence-transformers on every text", arguments: KernelLevel.available)
    func agreesWithReference(level: KernelLevel) async throws {
        guard let folder = TestData.installedModel() else { return }
        let encoder = try TransformerEncoder(folder: folder, configuration: .init(precision: .float32), level: level)
        let all = try #require(TestData.json(TestData.fixtures + "/sentences.json").array).compactMap(\.string)
        let vectors = try TestData.vectors(TestData.fixtures + "/sentences.bin", dimension: 384)
        try #require(all.count == vectors.count && all.count > 30)
        // Plain C computes only the short ones: it takes a hundred times as long.
        let chosen = all.indices.filter { level != .scalar || encoder.tokenCount(of: all[$0]) < 12 }
        let texts = chosen.map { all[$0] }
        let together = try await encoder.embed(texts, for: .document)
        for (embedding, index) in zip(together, chosen) {
            #expect(TestData.cosine(embedding.vector, vectors[index]) > 0.99999, "\(all[index].prefix(40))")
            #expect(TestData.largestDifference(embedding.vector, vectors[index]) < 2e-5)
        }
        // All together are computed with packed weights; each alone, in an encoder that saw no more, without.
        let fresh = try TransformerEncoder(
            folder: folder,
            configuration: .init(workerCount: 1, precision: .float32),
            level: level
        )
        for index in chosen where fresh.tokenCount(of: all[index]) < 300 {
            let alone = try #require(await fresh.embed([all[index]], for: .document).first)
            #expect(TestData.cosine(alone.vector, vectors[index]) > 0.99999, "\(all[index].prefix(40))")
        }
    }

    @Test("agrees with transformers on tiny models", arguments: ["cls", "heads", "odd"], KernelLevel.available)
    func agreesOnTinyModels(name: String, level: KernelLevel) async throws {
        let folder = TestData.fixtures + "/" + name
        let encoder = try TransformerEncoder(
            folder: folder,
            configuration: .init(batchTokenCount: 50, precision: .float32),
            level: level
        )
        let tokens = try #require(TestData.json(folder + "/tokens.json").array)
            .map { list in
                try #require(list.array).compactMap(\.int).map(Int32.init)
            }
        let expected = try TestData.vectors(folder + "/vectors.bin", dimension: encoder.model.dimension)
        try #require(tokens.count == expected.count)
        #expect(encoder.model.isNormalised == (name == "odd"))
        let few = try await encoder.embed(tokenIDs: tokens)
        let many = try await encoder.embed(tokenIDs: (0..<8).flatMap { _ in tokens })
        for (index, vector) in expected.enumerated() {
            for found in [few[index], many[index], many[index + 7 * expected.count]] {
                #expect(TestData.largestDifference(found, vector) < 5e-5, "text \(index)")
            }
        }
    }

    @Test("gives every text its own vector, whatever else is embedded with it")
    func keepsOrder() async throws {
        let encoder = try TransformerEncoder(
            folder: TestData.fixtures + "/heads",
            configuration: .init(workerCount: 3, batchTokenCount: 64)
        )
        let texts = (0..<200).map { String(repeating: "ab cd ", count: $0 * 7 % 13) + "\($0 % 26 == 0 ? "x" : "yz")" }
        let together = try await encoder.embed(texts, for: .document)
        for index in stride(from: 0, to: texts.count, by: 17) {
            let alone = try #require(await encoder.embed([texts[index]], for: .document).first)
            #expect(TestData.largestDifference(alone.vector, together[index].vector) < 1e-4)
            #expect(alone.modelFingerprint == encoder.model.fingerprint)
        }
    }

    @Test("embeds nothing, an empty text and an empty list of tokens")
    func embedsNothing() async throws {
        let encoder = try TransformerEncoder(folder: TestData.fixtures + "/odd")
        #expect(try await encoder.embed([], for: .query).isEmpty)
        let empty = try #require(await encoder.embed([""], for: .query).first)
        #expect(abs(TestData.cosine(empty.vector, empty.vector) - 1) < 1e-6)
        #expect(try await encoder.embed(tokenIDs: [[]]) == [[Float](repeating: 0, count: 30)])
    }

    @Test("cuts off what the model does not read, and counts it")
    func cutsOff() async throws {
        let encoder = try TransformerEncoder(
            folder: TestData.fixtures + "/heads",
            configuration: .init(maximumTokenCount: 8)
        )
        #expect(encoder.model.maximumTokenCount == 8)
        #expect(encoder.tokenCount(of: "a b c") == 3)
        let texts = ["a b c d e f", "a b c d e f g h i", "a"]
        let vectors = UnsafeMutableBufferPointer<Float>.allocate(capacity: 3 * 48)
        defer { vectors.deallocate() }
        let statistics = try await encoder.embed(texts, for: .document, into: vectors)
        #expect(statistics.textCount == 3)
        #expect(statistics.tokenCount == 8 + 8 + 3)
        #expect(statistics.truncatedTextCount == 1)
        #expect(TestData.largestDifference(Array(vectors[0..<48]), Array(vectors[48..<96])) < 1e-5)
        #expect(TestData.largestDifference(Array(vectors[0..<48]), Array(vectors[96..<144])) > 1e-2)
    }

    @Test("refuses token numbers outside the vocabulary")
    func refusesStrayTokens() async throws {
        let encoder = try TransformerEncoder(folder: TestData.fixtures + "/odd")
        let error = await #expect(throws: EncoderError.self) { try await encoder.embed(tokenIDs: [[2, 99, 3]]) }
        #expect(error?.code == .tokenOutOfRange)
        #expect(error?.message == "The token number '99' lies outside the model's vocabulary of 57 tokens.")
    }

    @Test("stops after the batches that have begun when its task is cancelled")
    func stopsWhenCancelled() async throws {
        let encoder = try TransformerEncoder(
            folder: TestData.fixtures + "/cls",
            configuration: .init(workerCount: 1, batchTokenCount: 40)
        )
        let texts = [String](repeating: String(repeating: "ab ", count: 30), count: 60_000)
        let task = Task { try await encoder.embed(texts, for: .document).count }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await encoder.embed(["still works"], for: .query).count == 1)
    }
}
