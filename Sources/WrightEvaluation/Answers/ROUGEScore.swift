// Idea: how many of the reference's word sequences does a text repeat, and how many of its own stand in the reference?
// Source: Lin (2004), "ROUGE: A Package for Automatic Evaluation of Summaries"; equal to the Python package
//   `rouge-score` 0.1.2: lower case, everything but a–z and 0–9 separates words, the Porter stemmer of NLTK for words
//   of more than three characters if asked for. ROUGE-Lsum splits at line breaks and counts each word once.
// Deviation: none; asserted in TextOverlapParityTests.
// Data layout: words as numbers, so that comparing is comparing integers.

/// How much of a reference a text repeats, as ROUGE counts.
public struct ROUGEScore: Sendable, Hashable {
    /// Which sequences are counted.
    public enum Variant: Sendable, Hashable {
        /// Sequences of this many words, 1…9.
        case words(Int)
        /// The longest common subsequence (ROUGE-L).
        case longestCommonSubsequence
        /// The union of longest common subsequences over lines (ROUGE-Lsum).
        case summary
    }

    /// The share of the text's sequences that the reference holds, 0…1.
    public let precision: Double
    /// The share of the reference's sequences that the text holds, 0…1.
    public let recall: Double
    /// The harmonic mean of both, 0…1.
    public let f1: Double

    /// Compares a text with a reference.
    ///
    /// - Parameters:
    ///   - text: What the system said.
    ///   - reference: What it should have said.
    ///   - variant: Which sequences are counted.
    ///   - usesStemmer: Whether words are cut to their stems first.
    public init(_ text: String, reference: String, variant: Variant, usesStemmer: Bool = false) {
        var numbers = WordNumbers(usesStemmer: usesStemmer)
        switch variant {
        case .words(let length):
            precondition((1...9).contains(length), "ROUGE counts sequences of 1 to 9 words.")
            self.init(matching: numbers.words(of: reference), numbers.words(of: text), length)
        case .longestCommonSubsequence:
            let (target, prediction) = (numbers.words(of: reference), numbers.words(of: text))
            let common = Self.commonLength(target, prediction)
            self.init(common: common, textCount: prediction.count, referenceCount: target.count)
        case .summary:
            let target = Self.lines(of: reference).map { numbers.words(of: $0) }
            self.init(summary: target, Self.lines(of: text).map { numbers.words(of: $0) })
        }
    }

    /// The best score over several references, by F1; nil without a reference.
    public static func best(
        _ text: String,
        references: [String],
        variant: Variant,
        usesStemmer: Bool = false
    ) -> Self? {
        var best: Self?
        for reference in references {
            let score = Self(text, reference: reference, variant: variant, usesStemmer: usesStemmer)
            if score.f1 > best?.f1 ?? -1 { best = score }
        }
        return best
    }

    private init(common: Int, textCount: Int, referenceCount: Int) {
        precision = Double(common) / Double(max(textCount, 1))
        recall = Double(common) / Double(max(referenceCount, 1))
        f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
    }

    private init(matching target: [Int32], _ prediction: [Int32], _ length: Int) {
        func counts(_ words: [Int32]) -> [ArraySlice<Int32>: Int] {
            guard words.count >= length else { return [:] }
            var counts: [ArraySlice<Int32>: Int] = [:]
            for start in 0...(words.count - length) { counts[words[start..<(start + length)], default: 0] += 1 }
            return counts
        }
        let (wanted, found) = (counts(target), counts(prediction))
        let common = wanted.reduce(0) { $0 + min($1.value, found[$1.key] ?? 0) }
        self.init(
            common: common,
            textCount: max(0, prediction.count - length + 1),
            referenceCount: max(0, target.count - length + 1)
        )
    }

    private init(summary target: [[Int32]], _ prediction: [[Int32]]) {
        let (targetCount, predictionCount) = (target.joined().count, prediction.joined().count)
        var remaining: [Int32: (target: Int, prediction: Int)] = [:]
        for word in target.joined() { remaining[word, default: (0, 0)].target += 1 }
        for word in prediction.joined() { remaining[word, default: (0, 0)].prediction += 1 }
        var hits = 0
        for line in target {
            var places = [Bool](repeating: false, count: line.count)
            for other in prediction { for place in Self.commonPlaces(line, other) { places[place] = true } }
            for place in line.indices where places[place] {
                guard let counts = remaining[line[place]], counts.target > 0, counts.prediction > 0 else { continue }
                remaining[line[place]] = (counts.target - 1, counts.prediction - 1)
                hits += 1
            }
        }
        self.init(common: hits, textCount: predictionCount, referenceCount: targetCount)
    }

    private static func lines(of text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
    }

    /// The length of the longest common subsequence, in one row.
    private static func commonLength(_ left: [Int32], _ right: [Int32]) -> Int {
        var row = [Int](repeating: 0, count: right.count + 1)
        for word in left {
            var diagonal = 0
            for column in right.indices {
                let above = row[column + 1]
                row[column + 1] = word == right[column] ? diagonal + 1 : max(above, row[column])
                diagonal = above
            }
        }
        return row[right.count]
    }

    /// The places in `left` of one longest common subsequence, the one that `rouge-score` reads out.
    private static func commonPlaces(_ left: [Int32], _ right: [Int32]) -> [Int] {
        let width = right.count + 1
        var table = [Int32](repeating: 0, count: (left.count + 1) * width)
        for row in 1..<(left.count + 1) {
            for column in 1..<width {
                table[row * width + column] =
                    left[row - 1] == right[column - 1]
                    ? table[(row - 1) * width + column - 1] + 1
                    : max(table[(row - 1) * width + column], table[row * width + column - 1])
            }
        }
        var (row, column) = (left.count, right.count)
        var places: [Int] = []
        while row > 0, column > 0 {
            if left[row - 1] == right[column - 1] {
                places.append(row - 1)
                (row, column) = (row - 1, column - 1)
            } else if table[row * width + column - 1] > table[(row - 1) * width + column] {
                column -= 1
            } else {
                row -= 1
            }
        }
        return places
    }
}

/// The words of texts as `rouge-score` sees them, numbered.
private struct WordNumbers {
    let usesStemmer: Bool
    private var numbers: [[UInt8]: Int32] = [:]

    init(usesStemmer: Bool) {
        self.usesStemmer = usesStemmer
    }

    mutating func words(of text: String) -> [Int32] {
        var text = text
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        if !isASCII { text = text.lowercased() }
        var words: [Int32] = []
        var word: [UInt8] = []
        for byte in text.utf8 {
            let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            if (0x61...0x7A).contains(lower) || (0x30...0x39).contains(lower) {
                word.append(lower)
            } else if !word.isEmpty {
                words.append(number(word))
                word.removeAll(keepingCapacity: true)
            }
        }
        if !word.isEmpty { words.append(number(word)) }
        return words
    }

    private mutating func number(_ word: [UInt8]) -> Int32 {
        let key = usesStemmer && word.count > 3 ? PorterStemmer.stem(word) : word
        if let known = numbers[key] { return known }
        let fresh = Int32(numbers.count)
        numbers[key] = fresh
        return fresh
    }
}
