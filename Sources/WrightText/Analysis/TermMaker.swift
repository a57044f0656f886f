// What becomes of a word: stop list, stemmer of its script's language, accents.

/// Makes terms of words; asked only for words that the cache does not know.
final class TermMaker {
    private let configuration: Analyzer.Configuration
    private let stopWords: Set<String>
    /// By class of character; made when first needed.
    private var stemmers: [UInt32: Stemmer?] = [:]
    private var folded: [UInt8] = []
    private var result: [UInt8] = []

    init(_ analyzer: Analyzer) {
        configuration = analyzer.configuration
        stopWords = analyzer.stopWords
    }

    /// Calls a closure with the term of a word in lower case, or with nil where the word gives none.
    ///
    /// - Parameters:
    ///   - word: The word.
    ///   - letters: The class of its first letter, or of digits where the word has some.
    ///   - body: Takes the term, which is valid during the call.
    /// - Returns: What the closure returned.
    func withTerm<Result>(
        of word: UnsafeBufferPointer<UInt8>,
        letters: UInt32,
        _ body: (UnsafeBufferPointer<UInt8>?) -> Result
    ) -> Result {
        if !stopWords.isEmpty, stopWords.contains(String(decoding: word, as: UTF8.self)) { return body(nil) }
        let isASCII = word.allSatisfy { $0 < 0x80 }
        let hasAccents = !isASCII && configuration.foldsAccents && letters <= WordCharacters.Class.cyrillic
        guard hasAccents else { return body(stem(word, letters: letters)) }
        result.removeAll(keepingCapacity: true)
        if configuration.language.writesWithoutAccents, letters == WordCharacters.Class.latin {
            folded.removeAll(keepingCapacity: true)
            AccentFolding.shared.fold(word, into: &folded)
            return folded.withUnsafeBufferPointer { body(stem($0, letters: letters)) }
        }
        AccentFolding.shared.fold(stem(word, letters: letters), into: &result)
        return result.withUnsafeBufferPointer { body($0) }
    }

    private func stem(_ word: UnsafeBufferPointer<UInt8>, letters: UInt32) -> UnsafeBufferPointer<UInt8> {
        guard configuration.stemsWords, let stemmer = stemmer(for: letters) else { return word }
        let stem = stemmer.stem(word)
        return stem.isEmpty ? word : stem
    }

    private func stemmer(for letters: UInt32) -> Stemmer? {
        if let known = stemmers[letters] { return known }
        let language: TextLanguage? =
            switch letters {
            case WordCharacters.Class.latin: configuration.language
            case WordCharacters.Class.cyrillic: configuration.cyrillicLanguage
            case WordCharacters.Class.greek: .greek
            case WordCharacters.Class.armenian: .armenian
            case WordCharacters.Class.arabic: .arabic
            case WordCharacters.Class.devanagari: .hindi
            case WordCharacters.Class.tamil: .tamil
            default: nil
            }
        let stemmer = language?.stemmerName.flatMap { Stemmer(algorithm: $0) }
        stemmers[letters] = .some(stemmer)
        return stemmer
    }
}
