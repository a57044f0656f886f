private import WrightText

/// Reads Pig Latin: the first consonants of each word stand at its end, with "ay" behind them.
enum PigLatin {
    /// The longest run of consonants that words begin with.
    private static let longestBeginning = 3

    /// What a sentence says if at least five words, and three of four, are in Pig Latin; nil otherwise.
    static func decoded(_ sentence: some Collection<UInt8>) -> [UInt8]? {
        let words = Array(sentence).split(whereSeparator: { !ByteClass.isLetter($0) })
        let count = words.count(where: isTurned)
        guard count >= 5, count * 4 >= words.count * 3 else { return nil }
        var result: [UInt8] = []
        var word: [UInt8] = []
        func endWord() {
            result += isTurned(word[...]) ? turned(word) : word
            word.removeAll(keepingCapacity: true)
        }
        for byte in sentence {
            if ByteClass.isLetter(byte) {
                word.append(byte | 0x20)
            } else {
                endWord()
                result.append(byte)
            }
        }
        endWord()
        return result
    }

    private static func isTurned(_ word: some BidirectionalCollection<UInt8>) -> Bool {
        word.count >= 3 && word.suffix(2).elementsEqual("ay".utf8) { $0 | 0x20 == $1 }
    }

    /// The word whose letters are the most usual of those that a turned word may stand for.
    private static func turned(_ word: [UInt8]) -> [UInt8] {
        let body = Array(word.dropLast(2))
        guard let first = body.first, let last = body.last else { return word }
        let isMarked = last == UInt8(ascii: "w") || last == UInt8(ascii: "y")
        if isMarked, isVowel(first), body.count > 1 { return Array(body.dropLast()) }
        var best = (word: body, usual: isVowel(first) ? 0 : -1, score: 0.0)
        for count in 1...longestBeginning where count < body.count {
            let beginning = body.suffix(count)
            guard !beginning.contains(where: isVowel) || count == 1 else { break }
            let candidate = beginning + body.dropLast(count)
            let usual = TextLikeness.usualWordCount(in: candidate).usual
            let score = TextLikeness.plausibility(of: candidate + [0x20] + candidate)
            if (usual, score) > (best.usual, best.score) { best = (Array(candidate), usual, score) }
        }
        return best.word
    }

    private static func isVowel(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "a") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "i") || byte == UInt8(ascii: "o")
            || byte == UInt8(ascii: "u")
    }
}
