/// The tokenizer of BERT models: words are cut into the longest pieces that a vocabulary has.
///
/// Gives the same numbers as the reference implementation (the `tokenizers` library with a `BertNormalizer` and a
/// `WordPiece` model) for every text.
public struct WordPieceTokenizer: Sendable {
    /// How text is prepared and which tokens are special.
    public struct Configuration: Hashable, Sendable {
        /// Whether words are lower-cased.
        public var lowercases = true
        /// Whether accents are dropped; nil does as `lowercases` says.
        public var stripsAccents: Bool?
        /// Whether each Chinese character is a word of its own.
        public var splitsChineseCharacters = true
        /// The token for words that the vocabulary cannot spell.
        public var unknownToken = "[UNK]"
        /// The token put before a text.
        public var classifierToken = "[CLS]"
        /// The token put after a text.
        public var separatorToken = "[SEP]"
        /// The token that fills a batch.
        public var paddingToken = "[PAD]"
        /// Tokens found in a text as they are written, beside the four above; those not in the vocabulary are ignored.
        public var additionalSpecialTokens = ["[MASK]"]
        /// Words of more characters than this are unknown.
        public var maximumWordScalarCount = 100

        /// The configuration of uncased BERT models.
        public init() {}
    }

    /// How text is prepared and which tokens are special.
    public let configuration: Configuration
    /// The number put before a text.
    public let classifierID: Int32
    /// The number put after a text.
    public let separatorID: Int32
    /// The number that fills a batch.
    public let paddingID: Int32
    /// The number for words that the vocabulary cannot spell.
    public let unknownID: Int32

    let vocabulary: WordPieceVocabulary
    let characters: WordPieceCharacters
    let bytes: WordPieceBytes

    /// The number of tokens in the vocabulary.
    public var vocabularyCount: Int { vocabulary.count }

    /// Reads a vocabulary: one token on each line, numbered from zero.
    ///
    /// - Throws: ``TextError`` where the vocabulary is empty, too large, or lacks a special token.
    public init(
        vocabulary file: UnsafeRawBufferPointer,
        configuration: Configuration = Configuration()
    ) throws(TextError) {
        let vocabulary = try WordPieceVocabulary(file)
        func identifier(of token: String) throws(TextError) -> Int32 {
            guard let number = vocabulary.number(of: token) else { throw .specialTokenMissing(token) }
            return number
        }
        classifierID = try identifier(of: configuration.classifierToken)
        separatorID = try identifier(of: configuration.separatorToken)
        paddingID = try identifier(of: configuration.paddingToken)
        unknownID = try identifier(of: configuration.unknownToken)
        let names =
            [
                configuration.classifierToken, configuration.separatorToken, configuration.paddingToken,
                configuration.unknownToken,
            ] + configuration.additionalSpecialTokens
        let specials = names.compactMap { name in vocabulary.number(of: name).map { (Array(name.utf8), $0) } }
        self.configuration = configuration
        self.vocabulary = vocabulary
        characters = WordPieceCharacters(configuration)
        bytes = WordPieceBytes(characters: characters, specials: specials)
    }

    /// Reads a vocabulary: one token on each line, numbered from zero.
    ///
    /// - Throws: ``TextError`` where the vocabulary is empty, too large, or lacks a special token.
    public init(vocabulary bytes: [UInt8], configuration: Configuration = Configuration()) throws(TextError) {
        let made = bytes.withUnsafeBytes { buffer in
            Result { () throws(TextError) in try Self(vocabulary: buffer, configuration: configuration) }
        }
        self = try made.get()
    }

    /// The numbers of a text's tokens between the classifier and the separator token.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - maximumTokenCount: The most tokens to give, the two special ones included; the rest of the text is dropped
    ///     and the separator kept. Less than two counts as two.
    /// - Returns: The numbers, at least two.
    public func encode(_ text: String, maximumTokenCount: Int? = nil) -> [Int32] {
        var text = text
        return text.withUTF8 { bytes in
            var ids: [Int32] = []
            ids.reserveCapacity(min(bytes.count / 4 + 8, maximumTokenCount ?? .max))
            append(bytes, to: &ids, maximumTokenCount: maximumTokenCount)
            return ids
        }
    }

    /// Appends the numbers of a text's tokens between the classifier and the separator token.
    ///
    /// Bytes that are not UTF-8 are left out, as the replacement character is.
    ///
    /// - Parameters:
    ///   - bytes: The text as UTF-8.
    ///   - ids: What to append to.
    ///   - maximumTokenCount: The most tokens to append, the two special ones included. Less than two counts as two.
    public func append(
        _ bytes: UnsafeBufferPointer<UInt8>,
        to ids: inout [Int32],
        maximumTokenCount: Int? = nil
    ) {
        ids.append(classifierID)
        let limit = maximumTokenCount.map { ids.count + max($0 - 2, 0) } ?? .max
        var sink = WordPieceIdentifiers(ids: [], limit: limit)
        swap(&sink.ids, &ids)
        scan(bytes, into: &sink)
        swap(&sink.ids, &ids)
        ids.append(separatorID)
    }

    /// The tokens of a text with their places, without special ones around them.
    public func tokens(_ text: String) -> [WordPieceToken] {
        var text = text
        return text.withUTF8 { bytes in
            var sink = WordPieceTokens()
            scan(bytes, into: &sink)
            return sink.tokens
        }
    }

    /// The number of a text's tokens, without special ones around them.
    public func tokenCount(of text: String) -> Int {
        var text = text
        return text.withUTF8 { tokenCount(of: $0) }
    }

    /// The number of a text's tokens, without special ones around them.
    public func tokenCount(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var sink = WordPieceCount()
        scan(bytes, into: &sink)
        return sink.count
    }

    private func scan<Sink: WordPieceSink>(_ bytes: UnsafeBufferPointer<UInt8>, into sink: inout Sink) {
        let capacity = configuration.maximumWordScalarCount * 4 + 4
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { word in
            withUnsafeTemporaryAllocation(of: Range<Int>.self, capacity: Sink.recordsRanges ? capacity : 1) { places in
                guard let word = word.baseAddress, let places = places.baseAddress else { return }
                var scanner = WordPieceScanner<Sink>(tokenizer: self, source: bytes, word: word, places: places)
                scanner.run(into: &sink)
            }
        }
    }
}
