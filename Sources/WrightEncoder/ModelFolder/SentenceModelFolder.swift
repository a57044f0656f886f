internal import WrightCore
internal import WrightText

/// A sentence model on disk, in the layout of sentence-transformers: what its configuration files say.
struct SentenceModelFolder: Sendable {
    /// Where it is.
    let path: String
    /// The shape of the encoder.
    let architecture: EncoderArchitecture
    /// How token states become a vector.
    let pooling: SentencePooling
    /// Whether vectors are brought to length 1.
    let normalises: Bool
    /// Tokens that are read of a text, the special ones included.
    let maximumTokenCount: Int
    /// What is put before a text that is searched with.
    let queryPrefix: String
    /// What is put before a text to be found.
    let documentPrefix: String
    /// How text is prepared.
    let tokenizer: WordPieceTokenizer.Configuration

    /// Where the weights are.
    var weightsPath: String { path + "/model.safetensors" }
    /// Where the vocabulary is.
    var vocabularyPath: String { path + "/vocab.txt" }

    /// The name of the folder, without the folders around it.
    var name: String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// Reads the configuration files of a folder.
    ///
    /// - Throws: ``EncoderError`` with code `modelMissing`, `configurationInvalid` or `unsupported`.
    init(path: String) throws(EncoderError) {
        self.path = path
        guard let configuration = try ModelConfigurationFile("config.json", folder: path) else {
            throw .modelMissing(folder: path)
        }
        architecture = try EncoderArchitecture(configuration)
        let modules = try Self.modules(of: path)
        pooling = modules.pooling
        normalises = modules.normalises
        let sentence = try ModelConfigurationFile("sentence_bert_config.json", folder: path)
        let tokenizer = try ModelConfigurationFile("tokenizer_config.json", folder: path)
        let limit = sentence?.value["max_seq_length"]?.int ?? tokenizer?.value["model_max_length"]?.int ?? .max
        maximumTokenCount = min(limit, architecture.positionCount)
        guard maximumTokenCount >= 2 else {
            throw .configurationInvalid(
                file: "sentence_bert_config.json",
                reason: "'max_seq_length' is \(limit), fewer than the two special tokens"
            )
        }
        self.tokenizer = Self.tokenizer(tokenizer, sentence: sentence)
        let prompts = try ModelConfigurationFile("config_sentence_transformers.json", folder: path)?.value["prompts"]
        queryPrefix = prompts?["query"]?.string ?? ""
        documentPrefix = prompts?["document"]?.string ?? ""
    }

    private static func modules(of path: String) throws(EncoderError) -> (pooling: SentencePooling, normalises: Bool) {
        // Without a list of modules, the reference implementation takes the mean and does not normalise.
        guard let list = try ModelConfigurationFile("modules.json", folder: path) else { return (.mean, false) }
        guard let entries = list.value.array, entries.count <= 16 else {
            throw .configurationInvalid(file: list.name, reason: "it is not a list of at most 16 modules")
        }
        var pooling = SentencePooling.mean
        var normalises = false
        for entry in entries {
            let type = entry["type"]?.string ?? "none"
            switch type.split(separator: ".").last ?? "" {
            case "Transformer":
                guard entry["path"]?.string ?? "" == "" else {
                    throw .unsupported(
                        file: list.name,
                        setting: "the encoder's path",
                        value: entry["path"]?.string ?? "",
                        supported: "'' (the model's folder)"
                    )
                }
            case "Pooling":
                let name = (entry["path"]?.string ?? "1_Pooling") + "/config.json"
                guard let file = try ModelConfigurationFile(name, folder: path) else {
                    throw .configurationInvalid(file: name, reason: "it is not there")
                }
                pooling = try SentencePooling(file)
            case "Normalize":
                normalises = true
            default:
                throw .unsupported(
                    file: list.name,
                    setting: "the module",
                    value: type,
                    supported: "Transformer, Pooling and Normalize only"
                )
            }
        }
        return (pooling, normalises)
    }

    static func tokenizer(
        _ file: ModelConfigurationFile?,
        sentence: ModelConfigurationFile?
    ) -> WordPieceTokenizer.Configuration {
        var configuration = WordPieceTokenizer.Configuration()
        configuration.lowercases = file?.flag("do_lower_case") ?? true
        configuration.stripsAccents = file?.flag("strip_accents")
        if sentence?.flag("do_lower_case") == true, !configuration.lowercases {
            // The reference lower-cases the text first and leaves accents as they are.
            configuration.lowercases = true
            configuration.stripsAccents = configuration.stripsAccents ?? false
        }
        configuration.splitsChineseCharacters = file?.flag("tokenize_chinese_chars") ?? true
        configuration.unknownToken = file?.token("unk_token") ?? configuration.unknownToken
        configuration.classifierToken = file?.token("cls_token") ?? configuration.classifierToken
        configuration.separatorToken = file?.token("sep_token") ?? configuration.separatorToken
        configuration.paddingToken = file?.token("pad_token") ?? configuration.paddingToken
        if let mask = file?.token("mask_token") { configuration.additionalSpecialTokens = [mask] }
        return configuration
    }
}
