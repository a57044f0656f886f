// Which Latin-script language a collection is written in, by counting stop words.
//
// Each word of a sample counts for the languages that have it in their stop list, shared among them. Half of all
// running text is made of such words, so a few hundred words decide; languages that no list stands for stay below the
// threshold.

/// Tells the language of texts in Latin letters.
public struct LanguageDetector: Sendable {
    private static let sampleByteLimit = 1 << 18
    private static let minimumWordCount = 8
    /// The part of all words that must speak for a language.
    private static let minimumRate = 0.12

    private let languagesByWord: [String: [Int]]

    /// Makes a detector of the languages in ``TextLanguage/latinScript``.
    public init() {
        var languagesByWord: [String: [Int]] = [:]
        for (number, language) in TextLanguage.latinScript.enumerated() {
            for word in language.stopWords.split(separator: " ") {
                languagesByWord[String(word), default: []].append(number)
            }
        }
        self.languagesByWord = languagesByWord
    }

    /// The language of most words in Latin letters; English where there are few such words or none stands out.
    ///
    /// Reads 256 KiB at most. Words in other scripts do not count, since their script tells how to treat them.
    public static func dominantLanguage(of texts: some Sequence<String>) -> TextLanguage {
        Self().dominantLanguage(of: texts)
    }

    /// The language of most words in Latin letters; English where there are few such words or none stands out.
    public func dominantLanguage(of texts: some Sequence<String>) -> TextLanguage {
        // French words part at apostrophes, which suits the lists of all languages.
        let words = Analyzer.Configuration(
            language: .french,
            removesStopWords: false,
            stemsWords: false,
            foldsAccents: false
        )
        let session = AnalyzerSession(Analyzer(configuration: words))
        var scores = [Double](repeating: 0, count: TextLanguage.latinScript.count)
        var wordCount = 0
        var byteCount = 0
        for var text in texts {
            byteCount += text.utf8.count
            text.withUTF8 { bytes in
                let part = UnsafeBufferPointer(rebasing: bytes.prefix(Self.sampleByteLimit))
                session.forEachTerm(in: part) { word, _, _ in
                    guard Self.isLatin(word) else { return }
                    wordCount += 1
                    guard let languages = languagesByWord[String(decoding: word, as: UTF8.self)] else { return }
                    for language in languages { scores[language] += 1 / Double(languages.count) }
                }
            }
            if byteCount > Self.sampleByteLimit { break }
        }
        guard wordCount >= Self.minimumWordCount,
            let best = scores.indices.max(by: { scores[$0] < scores[$1] }),
            scores[best] >= Self.minimumRate * Double(wordCount)
        else { return .english }
        return TextLanguage.latinScript[best]
    }

    private static func isLatin(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !word.isEmpty else { return false }
        let scalar = UTF8Scalars.decode(word, at: 0).scalar
        return WordCharacters.shared.table[scalar] >> 24 == WordCharacters.Class.latin
    }
}
