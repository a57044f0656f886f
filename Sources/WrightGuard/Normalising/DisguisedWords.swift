// Words of attacks that are written so that a reader knows them and a filter does not: with their inner letters in
// disorder ("insturctions"), cut by signs ("in-struc-tions"), or run together ("ignoreallprevious").
//
// Idea: only words that attacks need are looked for, by a number that does not depend on the order of the inner
// letters; a line with two of them is read again with the words put right. Words that run together are cut at capitals
// inside them, or so that known words cover all of them. One walk over the bytes.
// Source: attacks by transposed letters, OWASP LLM Prompt Injection Prevention Cheat Sheet ("typoglycemia").

private import WrightText

/// Finds lines whose words are disguised.
struct DisguisedWords {
    private static let lineLimit = 2000
    private static let resultLimit = 8
    private static let leastJoined = 18
    private static let longestJoined = 240

    private let bytes: UnsafeBufferPointer<UInt8>
    private var found: [DecodedRun] = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The lines that are disguised, and what they say.
    static func find(in bytes: UnsafeBufferPointer<UInt8>) -> [DecodedRun] {
        var finder = Self(bytes)
        var start = 0
        while start < bytes.count, finder.found.count < resultLimit {
            var end = start
            while end < bytes.count, end - start < lineLimit, bytes[end] != 10 { end += 1 }
            finder.read(start..<end)
            start = end + 1
        }
        return finder.found
    }

    /// Reads a line: words that are put right are exchanged; two of them make it count.
    private mutating func read(_ line: Range<Int>) {
        var edits: [(range: Range<Int>, word: [UInt8])] = []
        var count = 0
        var offset = line.lowerBound
        while offset < line.upperBound {
            guard ByteClass.isLetter(bytes[offset]) else {
                offset += 1
                continue
            }
            let token = token(at: offset, limit: line.upperBound)
            if let edit = Self.corrected(UnsafeBufferPointer(rebasing: bytes[token.range]), signs: token.signCount) {
                edits.append((token.range, edit.word))
                count += edit.count
            }
            offset = token.range.upperBound
        }
        guard count >= 2 else { return }
        var result: [UInt8] = []
        var start = line.lowerBound
        for edit in edits {
            result += bytes[start..<edit.range.lowerBound] + edit.word
            start = edit.range.upperBound
        }
        result += bytes[start..<line.upperBound]
        found.append(DecodedRun(encoding: "disguised-words", range: line, bytes: result))
    }

    /// The letters from an offset on, with single signs between them.
    private func token(at start: Int, limit: Int) -> (range: Range<Int>, signCount: Int) {
        var end = start
        var signCount = 0
        while end < limit, end - start < Self.longestJoined {
            if ByteClass.isLetter(bytes[end]) {
                end += 1
            } else if end + 1 < limit, Self.isSign(bytes[end]), ByteClass.isLetter(bytes[end + 1]) {
                signCount += 1
                end += 2
            } else {
                break
            }
        }
        return (start..<end, signCount)
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "|"),
            UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "^"):
            true
        default: false
        }
    }

    /// A word that is put right, and for how many words it stands; nil where nothing is disguised.
    private static func corrected(_ token: UnsafeBufferPointer<UInt8>, signs: Int) -> (word: [UInt8], count: Int)? {
        if signs > 0 {
            let letters = token.filter(ByteClass.isLetter).map { $0 | 0x20 }
            guard letters.count >= 3, Vocabulary.shared.words.contains(letters) else { return nil }
            return (letters, 1)
        }
        if token.count >= leastJoined { return separated(token) }
        guard token.count >= 5, let word = Vocabulary.shared.word(like: token) else { return nil }
        return (word, 1)
    }
}

// MARK: - Words that run together

extension DisguisedWords {
    private static func separated(_ token: UnsafeBufferPointer<UInt8>) -> (word: [UInt8], count: Int)? {
        let words = cutAtCapitals(token) ?? covered(token.map { $0 | 0x20 }) ?? []
        guard words.count >= 3, words.count(where: Vocabulary.shared.words.contains) >= 2 else { return nil }
        return (Array(words.joined(separator: [0x20])), 2)
    }

    /// The parts of a word between small letters and capitals; nil for fewer than four.
    private static func cutAtCapitals(_ token: UnsafeBufferPointer<UInt8>) -> [[UInt8]]? {
        var words: [[UInt8]] = [[]]
        for index in token.indices {
            let beginsWord = index > 0 && token[index] < 0x60 && token[index - 1] >= 0x60
            if beginsWord { words.append([]) }
            words[words.count - 1].append(token[index] | 0x20)
        }
        return words.count >= 4 ? words : nil
    }

    /// The known words that cover all letters, the longest first; nil where they do not.
    private static func covered(_ letters: [UInt8]) -> [[UInt8]]? {
        // The length of the longest word that ends a cover of so many letters; zero where there is no cover.
        var lengths = [Int](repeating: 0, count: letters.count + 1)
        for start in letters.indices where start == 0 || lengths[start] > 0 {
            for length in 1...Vocabulary.longest where start + length <= letters.count {
                guard length > lengths[start + length] else { continue }
                if Vocabulary.shared.contains(letters[start..<start + length]) { lengths[start + length] = length }
            }
        }
        var words: [[UInt8]] = []
        var end = letters.count
        while end > 0 {
            guard lengths[end] > 0 else { return nil }
            words.append(Array(letters[end - lengths[end]..<end]))
            end -= lengths[end]
        }
        return words.reversed()
    }
}

// MARK: - The words

/// Words that attacks need, and small words between them.
private struct Vocabulary: Sendable {
    static let shared = Vocabulary()
    static let longest = 14

    /// Words that are known by their letters in any order.
    let words: Set<[UInt8]>
    private let small: Set<[UInt8]>
    /// The words by the number of their letters.
    private let numbers: [UInt64: [UInt8]]

    private init() {
        let words =
            """
            ignore ignoring previous instruction instructions disregard forget override bypass system prompt prompts \
            message messages reveal repeat display print output answer respond response secret password confidential \
            hidden rules guidelines policies policy restrictions restriction filter filters safety developer admin \
            administrator assistant unrestricted unfiltered uncensored jailbreak pretend everything anything above \
            before initial original directions commands command directive directives instead execute follow obey \
            refuse conversation context credentials account transfer forward delete email harmful illegal malicious \
            malware ransomware weapon explosive internal private configuration training
            """
            .split { $0.isWhitespace }.map { Array($0.utf8) }
        let small =
            """
            a all an and any are as at be by can do for from give i in is it its let list me mode my new no not now of \
            on only or out please say show tell that the then these they this to told was what which who will with you \
            your were how key user text write
            """
            .split { $0.isWhitespace }.map { Array($0.utf8) }
        self.words = Set(words)
        self.small = Set(small)
        numbers = Dictionary(
            words.filter { $0.count >= 5 }.map { ($0.withUnsafeBufferPointer(Self.number), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func contains(_ word: ArraySlice<UInt8>) -> Bool {
        let word = Array(word)
        return words.contains(word) || small.contains(word)
    }

    /// The word with the same first, last and inner letters in another order; nil for the word itself.
    func word(like token: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let word = numbers[Self.number(token)] else { return nil }
        return zip(word, token).allSatisfy { $0 == $1 | 0x20 } ? nil : word
    }

    /// A number of a word that the order of its inner letters does not change.
    private static func number(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var sum: UInt64 = 0
        for byte in word { sum &+= letterNumbers[Int(byte & 0x1F)] }
        let ends = UInt64(word[0] & 0x1F) << 5 | UInt64(word[word.count - 1] & 0x1F)
        return (sum ^ ends &* 0x9E37_79B9_7F4A_7C15) &* 31 &+ UInt64(word.count)
    }

    private static let letterNumbers: [UInt64] = (0..<32)
        .map { letter in
            var number = UInt64(letter) &* 0xBF58_476D_1CE4_E5B9 &+ 0x94D0_49BB_1331_11EB
            number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
            return number ^ number >> 27
        }
}
