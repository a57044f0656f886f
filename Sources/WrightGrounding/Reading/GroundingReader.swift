internal import WrightText

/// Cuts texts into sentences of words; keep one for each thread.
final class GroundingReader {
    /// A sentence: where it stands, and its words.
    struct Sentence {
        let range: Range<Int>
        let words: [GroundingWord]
    }

    static let analyzer = Analyzer(configuration: Analyzer.Configuration(removesStopWords: false))

    /// A word longer than this is compared by its first bytes.
    private static let wordLimit = 64

    private let session = AnalyzerSession(GroundingReader.analyzer)
    let segmenter = SentenceSegmenter()
    private let lexicon = GroundingLexicon.shipped

    /// The stems of each sentence, as texts; numbers by their digits.
    func stems(of text: String) -> [[String]] {
        var text = text
        return text.withUTF8 { bytes in
            ranges(in: bytes)
                .map { range in
                    var stems: [String] = []
                    session.forEachWord(in: UnsafeBufferPointer(rebasing: bytes[range])) { scanned in
                        stems.append(String(decoding: scanned.term, as: UTF8.self))
                    }
                    return stems
                }
        }
    }

    /// The sentences of a text that hold at least one word.
    func sentences(of text: String) -> [Sentence] {
        var text = text
        return text.withUTF8 { bytes in
            ranges(in: bytes)
                .compactMap { range in
                    var words: [GroundingWord] = []
                    let part = UnsafeBufferPointer(rebasing: bytes[range])
                    session.forEachWord(in: part) { scanned in
                        words.append(word(scanned, in: part, at: range.lowerBound))
                    }
                    return words.isEmpty ? nil : Sentence(range: range, words: words)
                }
        }
    }

    private func word(_ scanned: ScannedWord, in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> GroundingWord {
        var lower = scanned.word.prefix(Self.wordLimit)[...]
        if Self.endsPossessive(lower) { lower = lower.dropLast(Self.possessiveCount(lower)) }
        let hash = ByteHash.of(lower)
        let value = Self.value(of: lower)
        let digits = value.isEmpty ? 0 : ByteHash.of(value.lazy.filter { $0 != UInt8(ascii: ",") })
        let number = digits != 0 ? digits : lexicon.numbers[hash] ?? 0
        let isNegation = lexicon.negations.contains(hash) || Self.endsNegated(lower)
        var traits: GroundingWord.Traits = []
        if isNegation { traits.insert(.negation) }
        if !isNegation, !lexicon.stopWords.contains(hash) { traits.insert(.content) }
        if lexicon.personalWords.contains(hash) { traits.insert(.personal) }
        if lexicon.quantities.contains(hash) { traits.insert(.quantity) }
        if Self.isCapital(bytes, at: scanned.range.lowerBound) { traits.insert(.capital) }
        return GroundingWord(
            stem: number != 0 ? number : ByteHash.of(scanned.term),
            word: hash,
            number: number,
            traits: traits,
            bare: bare(lower),
            range: scanned.range.lowerBound + start..<scanned.range.upperBound + start
        )
    }

    /// The hash of a word without its negating prefix; 0 where it has none.
    private func bare(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
        for prefix in lexicon.prefixes where word.count > prefix.count + 3 && word.starts(with: prefix) {
            return ByteHash.of(word.dropFirst(prefix.count))
        }
        return 0
    }

    /// A number without the unit that is written to it, as in 12:15am or 253.5km; empty where the word is no number.
    ///
    /// An ordinal or a decade is no plain number and keeps its ending.
    private static func value(of word: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        guard isDigit(word.first ?? 0) else { return word.prefix(0) }
        let bare = word.prefix { !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        let unit = word[bare.endIndex...]
        let isPlain = unit.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        let isDigitLast = isDigit(bare.last ?? 0)
        return isPlain && isDigitLast && !endings.contains { unit.elementsEqual($0) } ? bare : word
    }

    private static let endings: [[UInt8]] = ["s", "st", "nd", "rd", "th"].map { Array($0.utf8) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Whether a word begins with a capital letter of the Latin, Greek or Cyrillic alphabet.
    private static func isCapital(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        let byte = bytes[start]
        if byte < 0x80 { return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
        let scalar = String(decoding: bytes[start..<min(start + 4, bytes.count)], as: UTF8.self).unicodeScalars.first
        return scalar?.properties.isUppercase ?? false
    }

    private static let apostrophe = UInt8(ascii: "'")
    private static let curlyApostrophe: [UInt8] = Array("’".utf8)

    private static func endsPossessive(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        possessiveCount(word) > 0
    }

    private static func possessiveCount(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        guard word.last == UInt8(ascii: "s"), word.count > 2 else { return 0 }
        let rest = word.dropLast()
        if rest.last == apostrophe { return 2 }
        return rest.suffix(3).elementsEqual(curlyApostrophe) && rest.count > 3 ? 4 : 0
    }

    private static func endsNegated(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard word.last == UInt8(ascii: "t") else { return false }
        let rest = word.dropLast()
        let tail = rest.last == apostrophe ? 1 : rest.suffix(3).elementsEqual(curlyApostrophe) ? 3 : 0
        return tail > 0 && rest.dropLast(tail).last == UInt8(ascii: "n")
    }
}
