/// Turns text into the terms that a lexical index stores and looks up.
///
/// Words are found by script, lower-cased, stemmed for their language and freed of accents; scripts that write without
/// spaces give overlapping groups of characters. Documents and queries must go through analyzers with the same
/// ``fingerprint``.
public struct Analyzer: Sendable {
    /// What is done with words.
    public struct Configuration: Hashable, Sendable, Codable {
        /// The language of words in Latin letters.
        public var language: TextLanguage
        /// The language of words in Cyrillic letters.
        public var cyrillicLanguage: TextLanguage
        /// Whether the most frequent words of the language are left out.
        public var removesStopWords: Bool
        /// Whether words are reduced to their stems.
        public var stemsWords: Bool
        /// Whether accents on Latin, Greek and Cyrillic letters are dropped.
        public var foldsAccents: Bool

        /// Makes a configuration; every setting has its default.
        public init(
            language: TextLanguage = .english,
            cyrillicLanguage: TextLanguage = .russian,
            removesStopWords: Bool = true,
            stemsWords: Bool = true,
            foldsAccents: Bool = true
        ) {
            self.language = language
            self.cyrillicLanguage = cyrillicLanguage
            self.removesStopWords = removesStopWords
            self.stemsWords = stemsWords
            self.foldsAccents = foldsAccents
        }
    }

    /// Grows with every change to the terms that some text gives.
    private static let version = 1

    /// What is done with words.
    public let configuration: Configuration
    let stopWords: Set<String>

    /// Makes an analyzer.
    public init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
        var words: Set<String> = []
        if configuration.removesStopWords {
            for language in [configuration.language, configuration.cyrillicLanguage] {
                words.formUnion(language.stopWords.split(separator: " ").map(String.init))
            }
        }
        stopWords = words
    }

    /// Names everything that decides which terms a text gives; an index keeps it and refuses another.
    public var fingerprint: String {
        let steps = [
            configuration.removesStopWords ? "stop" : nil, configuration.stemsWords ? "stem" : nil,
            configuration.foldsAccents ? "fold" : nil,
        ]
        .compactMap(\.self)
        let languages = "\(configuration.language)+\(configuration.cyrillicLanguage)"
        return (["wright-analyzer-\(Self.version)", languages] + steps).joined(separator: "/")
    }

    /// The terms of a text, in order.
    public func terms(in text: String) -> [AnalyzedTerm] {
        var text = text
        var terms: [AnalyzedTerm] = []
        let session = AnalyzerSession(self)
        text.withUTF8 { bytes in
            session.forEachTerm(in: bytes) { term, position, range in
                terms.append(
                    AnalyzedTerm(term: String(decoding: term, as: UTF8.self), position: position, range: range)
                )
            }
        }
        return terms
    }

    /// Calls a closure with each term of a text, its position and its UTF-8 range; see ``AnalyzerSession``, which is
    /// faster for more than one text.
    public func forEachTerm(
        in bytes: UnsafeBufferPointer<UInt8>,
        _ body: (_ term: UnsafeBufferPointer<UInt8>, _ position: Int, _ range: Range<Int>) -> Void
    ) {
        AnalyzerSession(self).forEachTerm(in: bytes, body)
    }
}
