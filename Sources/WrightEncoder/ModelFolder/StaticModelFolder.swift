internal import WrightCore
internal import WrightText

/// A static sentence model on disk, in one of two layouts.
///
/// model2vec: `model.safetensors` with the tensor `embeddings`, and optionally `weights` and `mapping`, one for each
/// token; `config.json` says whether vectors are normalised. sentence-transformers: the module StaticEmbedding with the
/// tensor `embedding.weight`, in the folder that `modules.json` names.
struct StaticModelFolder: Sendable {
    /// Where the model is.
    let path: String
    /// Where tensors and tokenizer are: the folder itself or the module's.
    let modulePath: String
    /// The name of the tensor of vectors.
    let tensorName: String
    /// Whether vectors are brought to length 1.
    let normalises: Bool
    /// Tokens that are read of a text; nil means all.
    let maximumTokenCount: Int?
    /// Whether tokens that the vocabulary cannot spell are passed over.
    let skipsUnknown: Bool

    /// The name of the folder, without the folders around it.
    var name: String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// Whether a folder holds a static model.
    static func isStatic(_ path: String) throws(EncoderError) -> Bool {
        if try modules(of: path).contains(where: { isStaticModule($0) }) { return true }
        guard let configuration = try ModelConfigurationFile("config.json", folder: path) else { return false }
        return configuration.value["model_type"]?.string == "model2vec"
            || configuration.value["architectures"]?.array?.first?.string == "StaticModel"
    }

    /// Reads the configuration files of a folder.
    ///
    /// - Throws: ``EncoderError``.
    init(path: String, weights open: (String) throws(EncoderError) -> SafetensorsFile) throws(EncoderError) {
        self.path = path
        let modules = try Self.modules(of: path)
        let configuration = try ModelConfigurationFile("config.json", folder: path)
        var modulePath = path
        var normalises = false
        for module in modules {
            let type = Self.type(module)
            switch type.split(separator: ".").last ?? "" {
            case "StaticEmbedding":
                let part = module["path"]?.string ?? ""
                guard part.split(separator: "/").allSatisfy({ $0 != ".." }), !part.hasPrefix("/") else {
                    throw .configurationInvalid(file: "modules.json", reason: "a path leads out of the model's folder")
                }
                if !part.isEmpty, part != "." { modulePath = path + "/" + part }
            case "Normalize": normalises = true
            default:
                throw .unsupported(
                    file: "modules.json",
                    setting: "the module",
                    value: type,
                    supported: "StaticEmbedding and Normalize only"
                )
            }
        }
        let file = try open(modulePath + "/model.safetensors")
        let isModel2Vec = file.tensors["embeddings"] != nil
        tensorName = isModel2Vec ? "embeddings" : "embedding.weight"
        self.normalises = isModel2Vec ? configuration?.flag("normalize") ?? normalises : normalises
        maximumTokenCount = isModel2Vec ? max(configuration?.value["max_length"]?.int ?? 512, 1) : nil
        skipsUnknown = isModel2Vec
        self.modulePath = modulePath
    }

    private static func modules(of path: String) throws(EncoderError) -> [JSONValue] {
        guard let list = try ModelConfigurationFile("modules.json", folder: path) else { return [] }
        guard let entries = list.value.array, entries.count <= 16 else {
            throw .configurationInvalid(file: list.name, reason: "it is not a list of at most 16 modules")
        }
        return entries
    }

    private static func type(_ module: JSONValue) -> String { module["type"]?.string ?? "none" }

    private static func isStaticModule(_ module: JSONValue) -> Bool {
        type(module).split(separator: ".").last == "StaticEmbedding"
    }
}
