internal import WrightCore
internal import WrightText

/// A `tokenizer.json` that describes a WordPiece tokenizer of the BERT kind.
struct TokenizerFile: Sendable {
    /// The tokens in the order of their numbers, a line each.
    let vocabulary: [UInt8]
    /// How many tokens there are.
    let tokenCount: Int
    /// How text is prepared; special tokens that the vocabulary lacks are replaced by the unknown one.
    let configuration: WordPieceTokenizer.Configuration
    /// The tokens to which it cuts a text; nil where it does not.
    let maximumTokenCount: Int?
    /// The middle of all tokens' lengths, in scalars, rounded down.
    let medianTokenLength: Int

    private static let name = "tokenizer.json"

    /// Reads the file of a folder; nil if there is none.
    ///
    /// - Throws: ``EncoderError`` with code `unsupported` for any other kind of tokenizer, or `configurationInvalid`.
    init?(folder: String) throws(EncoderError) {
        guard let file = try ModelConfigurationFile(Self.name, folder: folder) else { return nil }
        let model = file.value["model"] ?? .null
        try Self.require(model["type"]?.string, "WordPiece", as: "the tokenizer")
        try Self.require(model["continuing_subword_prefix"]?.string ?? "##", "##", as: "the prefix of word parts")
        try Self.require(file.value["pre_tokenizer"]?["type"]?.string, "BertPreTokenizer", as: "the pre-tokenizer")
        let normaliser = file.value["normalizer"] ?? .null
        try Self.require(normaliser["type"]?.string, "BertNormalizer", as: "the normaliser")
        guard normaliser["clean_text"]?.bool != false else {
            throw .unsupported(file: Self.name, setting: "clean_text", value: "false", supported: "true")
        }
        let tokens = try Self.tokens(model["vocab"]?.object ?? [], special: file.value["added_tokens"]?.array ?? [])
        var configuration = WordPieceTokenizer.Configuration()
        configuration.lowercases = normaliser["lowercase"]?.bool ?? true
        configuration.stripsAccents = normaliser["strip_accents"]?.bool
        configuration.splitsChineseCharacters = normaliser["handle_chinese_chars"]?.bool ?? true
        configuration.unknownToken = model["unk_token"]?.string ?? "[UNK]"
        configuration.maximumWordScalarCount = model["max_input_chars_per_word"]?.int ?? 100
        let known = Set(tokens)
        func token(_ name: String) -> String { known.contains(name) ? name : configuration.unknownToken }
        configuration.classifierToken = token(configuration.classifierToken)
        configuration.separatorToken = token(configuration.separatorToken)
        configuration.paddingToken = token(configuration.paddingToken)
        configuration.additionalSpecialTokens = (file.value["added_tokens"]?.array ?? [])
            .compactMap { $0["content"]?.string }
            .filter { known.contains($0) }
        self.configuration = configuration
        tokenCount = tokens.count
        maximumTokenCount = file.value["truncation"]?["max_length"]?.int.map { max($0, 1) }
        vocabulary = tokens.reduce(into: []) {
            $0.append(contentsOf: $1.utf8)
            $0.append(UInt8(ascii: "\n"))
        }
        let lengths = tokens.map { $0.unicodeScalars.count }.sorted()
        let middle = lengths.count / 2
        medianTokenLength =
            lengths.isEmpty ? 1 : lengths.count % 2 == 1 ? lengths[middle] : (lengths[middle - 1] + lengths[middle]) / 2
    }

    private static func require(_ found: String?, _ supported: String, as setting: String) throws(EncoderError) {
        guard found == supported else {
            throw .unsupported(file: name, setting: setting, value: found ?? "none", supported: "'\(supported)'")
        }
    }

    private static func tokens(_ vocabulary: [JSONValue.Member], special: [JSONValue]) throws(EncoderError) -> [String]
    {
        var numbers: [Int: String] = [:]
        for member in vocabulary { numbers[member.value.int ?? -1] = member.name }
        for token in special { numbers[token["id"]?.int ?? -1] = token["content"]?.string }
        let tokens = (0..<numbers.count).compactMap { numbers[$0] }
        guard !tokens.isEmpty, tokens.count == numbers.count else {
            throw .configurationInvalid(file: name, reason: "its tokens are not numbered from 0 on without gaps")
        }
        guard tokens.allSatisfy({ !$0.utf8.contains(10) && !$0.utf8.contains(13) }) else {
            throw .configurationInvalid(file: name, reason: "a token holds a line break")
        }
        return tokens
    }
}
