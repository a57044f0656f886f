internal import Testing
internal import WrightEncoder
internal import WrightModel

/// What model folders are refused for, and what their fingerprints depend on.
@Suite struct ModelFolderTests {
    private static func replaced(_ old: String, _ new: String, in file: String, of model: String) throws
        -> EncoderError?
    {
        var found: EncoderError?
        try TestData.withCopy(of: model) { folder in
            let text = try TestData.text(folder + "/" + file)
            try #require(text.contains(old), "\(file) has no \(old)")
            try TestData.write(text.replacing(old, with: new), to: folder + "/" + file)
            found = #expect(throws: EncoderError.self) { try TransformerEncoder(folder: folder) }
        }
        return found
    }

    @Test(
        "refuses by name what it does not support",
        arguments: [
            ("config.json", #""model_type": "bert""#, #""model_type": "roberta""#, "model_type 'roberta'"),
            ("config.json", #""hidden_act": "gelu""#, #""hidden_act": "silu""#, "hidden_act 'silu'"),
            (
                "config.json", #""hidden_act": "gelu""#,
                #""hidden_act": "gelu", "position_embedding_type": "relative_key""#,
                "position_embedding_type 'relative_key'"
            ),
            ("modules.json", "models.Normalize", "models.Dense", "the module 'sentence_transformers.models.Dense'"),
            ("1_Pooling/config.json", "pooling_mode_mean_tokens", "pooling_mode_max_tokens", "pooling 'max'"),
        ]
    )
    func refusesUnsupported(file: String, old: String, new: String, named: String) throws {
        let error = try Self.replaced(old, new, in: file, of: "odd")
        #expect(error?.code == .unsupported)
        #expect(error?.message == "The model's '\(file)' asks for \(named), which is not supported.")
        #expect(error?.remedy?.hasPrefix("Choose a model with ") == true)
    }

    @Test(
        "refuses configurations that are wrong",
        arguments: [
            (#""num_attention_heads": 3"#, #""num_attention_heads": 4"#, "'hidden_size' 30 is not a multiple of"),
            (
                #""num_hidden_layers": 2"#, #""num_hidden_layers": 0"#,
                "'num_hidden_layers' is not a whole number from 1 to 256"
            ),
            (#""hidden_size": 30"#, #""hidden_size": "30""#, "'hidden_size' is not a whole number from 1 to 16384"),
            ("{", "", "not valid JSON"),
        ]
    )
    func refusesWrongConfiguration(old: String, new: String, reason: String) throws {
        let error = try Self.replaced(old, new, in: "config.json", of: "odd")
        #expect(error?.code == .configurationInvalid)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test("refuses weights that do not belong to the configuration")
    func refusesOtherWeights() throws {
        let more = try Self.replaced(
            #""num_hidden_layers": 2"#,
            #""num_hidden_layers": 3"#,
            in: "config.json",
            of: "odd"
        )
        #expect(more?.code == .tensorMissing)
        #expect(more?.message.contains("'encoder.layer.2.attention.self.query.weight'") == true)
        let wider = try Self.replaced(
            #""intermediate_size": 45"#,
            #""intermediate_size": 46"#,
            in: "config.json",
            of: "odd"
        )
        #expect(wider?.code == .tensorMismatched)
        #expect(wider?.message.hasSuffix("should be of shape [46, 30], but it is of shape [45, 30].") == true)
        let words = try Self.replaced("##z\n", "##z\nmore\n", in: "vocab.txt", of: "odd")
        #expect(words?.code == .vocabularyInvalid)
        let special = try Self.replaced("[CLS]", "[ZZZ]", in: "vocab.txt", of: "odd")
        #expect(special?.code == .vocabularyInvalid)
    }

    @Test("says what is missing")
    func saysWhatIsMissing() throws {
        let none = #expect(throws: EncoderError.self) { try TransformerEncoder(folder: "/nowhere") }
        #expect(none?.code == .modelMissing)
        #expect(none?.identifier == "modelMissing")
        #expect(none?.message == "The folder '/nowhere' holds no sentence model: 'config.json' is not there.")
        for file in ["model.safetensors", "vocab.txt"] {
            try TestData.withCopy(of: "odd") { folder in
                try TestData.remove(folder + "/" + file)
                let error = #expect(throws: EncoderError.self) { try TransformerEncoder(folder: folder) }
                #expect(error?.code == .fileUnreadable)
                #expect(error?.message.contains(file) == true)
            }
        }
    }

    @Test(
        "the fingerprint follows everything that changes a vector",
        arguments: [
            ("vocab.txt", "##z", "##zz"),
            ("1_Pooling/config.json", "pooling_mode_mean_tokens", "pooling_mode_cls_token"),
            ("sentence_bert_config.json", "40", "39"),
            ("config.json", #""layer_norm_eps": 1e-06"#, #""layer_norm_eps": 1e-05"#),
            ("tokenizer_config.json", "true", "false"), ("modules.json", "models.Normalize", "models.Pooling"),
        ]
    )
    func fingerprintFollows(file: String, old: String, new: String) throws {
        let original = try TransformerEncoder(folder: TestData.fixtures + "/odd").model.fingerprint
        try TestData.withCopy(of: "odd") { folder in
            #expect(try TransformerEncoder(folder: folder).model.fingerprint == original)
            let text = try TestData.text(folder + "/" + file)
            try #require(text.contains(old), "\(file) has no \(old)")
            let changed = text.replacing("1_Pooling", with: "1_Pooling").replacing(old, with: new)
            try TestData.write(
                file == "modules.json" ? changed.replacing("2_Normalize", with: "1_Pooling") : changed,
                to: folder + "/" + file
            )
            #expect(try TransformerEncoder(folder: folder).model.fingerprint != original)
        }
    }

    @Test("the fingerprint follows the weights and the settings, not the number of workers")
    func fingerprintFollowsWeights() throws {
        let folder = TestData.fixtures + "/odd"
        let original = try TransformerEncoder(folder: folder).model.fingerprint
        #expect(original.utf8.count == 64)
        let shorter = try TransformerEncoder(folder: folder, configuration: .init(maximumTokenCount: 20))
        #expect(shorter.model.fingerprint != original)
        let busier = try TransformerEncoder(folder: folder, configuration: .init(workerCount: 7, batchTokenCount: 9))
        #expect(busier.model.fingerprint == original)
        try TestData.withCopy(of: "odd") { folder in
            let file = try SafetensorsFile(path: folder + "/model.safetensors")
            let place = try #require(file.tensors["encoder.layer.1.output.dense.weight"]?.bytes.lowerBound)
            var bytes = try Array(TestData.bytes(folder + "/model.safetensors"))
            bytes[place] ^= 1
            try TestData.write(bytes, to: folder + "/model.safetensors")
            #expect(try TransformerEncoder(folder: folder).model.fingerprint != original)
        }
    }

    @Test("loads weights of a model with a head, whose names have a prefix")
    func loadsPrefixedNames() async throws {
        let plain = try await TransformerEncoder(folder: TestData.fixtures + "/odd").embed(tokenIDs: [[2, 7, 9, 3]])
        var prefixed: TransformerEncoder?
        try TestData.withCopy(of: "odd") { folder in
            let bytes = try TestData.bytes(folder + "/model.safetensors")
            let file = try SafetensorsFile(path: folder + "/model.safetensors")
            let header = String(decoding: bytes[8..<file.headerBytes.upperBound], as: UTF8.self)
                .replacing(#""embeddings."#, with: #""bert.embeddings."#)
                .replacing(#""encoder."#, with: #""bert.encoder."#)
            let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> ($0 * 8)) }
            // The new header's length also moves the tensors to addresses of any alignment.
            try TestData.write(
                length + Array(header.utf8) + Array(bytes[file.headerBytes.upperBound...]),
                to: folder + "/model.safetensors"
            )
            prefixed = try TransformerEncoder(folder: folder)
        }
        #expect(try await prefixed?.embed(tokenIDs: [[2, 7, 9, 3]]) == plain)
    }
}
