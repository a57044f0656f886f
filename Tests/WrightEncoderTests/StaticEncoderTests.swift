internal import Testing
internal import WrightCore
internal import WrightEncoder
internal import WrightModel

@Suite struct StaticEncoderTests {
    @Test(
        "agrees with model2vec and sentence-transformers on every text",
        arguments: [("static-model2vec", 12), ("static-plain", 12), ("static-module", 10)]
    )
    func agrees(name: String, dimension: Int) async throws {
        let folder = TestData.fixtures + "/" + name
        let encoder = try SentenceModels.encoder(folder: folder)
        #expect(encoder is StaticEncoder)
        #expect(encoder.model.dimension == dimension)
        #expect(encoder.model.isNormalised == (name != "static-plain"))
        let texts = try #require(TestData.json(folder + "/texts.json").array).compactMap(\.string)
        let expected = try TestData.vectors(folder + "/vectors.bin", dimension: dimension)
        try #require(texts.count == expected.count && texts.count > 10)
        let found = try await encoder.embed(texts, for: .document)
        for (index, vector) in expected.enumerated() {
            #expect(
                TestData.largestDifference(found[index].vector, vector) < 2e-3 / (name == "static-plain" ? 1 : 100),
                "'\(texts[index])'"
            )
        }
        let vectors = UnsafeMutableBufferPointer<Float>.allocate(capacity: texts.count * dimension)
        defer { vectors.deallocate() }
        let statistics = try await encoder.embed(texts, for: .query, into: vectors)
        #expect(statistics.textCount == texts.count)
        #expect(statistics.truncatedTextCount == (name == "static-model2vec" ? 2 : 0))
        #expect(Array(vectors[0..<dimension]) == found[0].vector)
    }

    @Test(
        "refuses by name the tokenizers that it does not have",
        arguments: [
            (#""type":"WordPiece""#, #""type":"Unigram""#, "the tokenizer 'Unigram'"),
            (#""BertPreTokenizer""#, #""Metaspace""#, "the pre-tokenizer 'Metaspace'"),
            (#""BertNormalizer""#, #""NFKC""#, "the normaliser 'NFKC'"),
        ]
    )
    func refusesTokenizers(old: String, new: String, named: String) throws {
        try TestData.withCopy(of: "static-plain") { folder in
            let text = try TestData.text(folder + "/tokenizer.json").replacing(": ", with: ":")
            let squeezed = text.replacing("\n", with: "")
            try #require(squeezed.contains(old))
            try TestData.write(squeezed.replacing(old, with: new), to: folder + "/tokenizer.json")
            let error = #expect(throws: EncoderError.self) { try StaticEncoder(folder: folder) }
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains(named) == true, "\(error?.message ?? "")")
        }
    }

    @Test("refuses a vocabulary that is larger than the table")
    func refusesLargerVocabulary() throws {
        try TestData.withCopy(of: "static-plain") { folder in
            let text = try TestData.text(folder + "/tokenizer.json")
            try TestData.write(
                text.replacing(#""vocab":{"#, with: #""vocab":{"more":59,"#)
                    .replacing(#""vocab": {"#, with: #""vocab": {"more": 59,"#),
                to: folder + "/tokenizer.json"
            )
            #expect(throws: EncoderError.self) { try StaticEncoder(folder: folder) }
        }
    }

    @Test("the fingerprint follows weights and settings")
    func fingerprintFollows() throws {
        let original = try StaticEncoder(folder: TestData.fixtures + "/static-plain").model.fingerprint
        try TestData.withCopy(of: "static-plain") { folder in
            #expect(try StaticEncoder(folder: folder).model.fingerprint == original)
            let text = try TestData.text(folder + "/config.json")
            try TestData.write(text.replacing("false", with: "true"), to: folder + "/config.json")
            #expect(try StaticEncoder(folder: folder).model.fingerprint != original)
        }
    }
}
