// Idea: the overlap of character sequences, so that a word in another form still counts in part.
// Source: Popović (2015, 2017), "chrF" and "chrF++"; equal to `sacrebleu` 2.6: characters 1 to 6 without white space, β
//   2, effective order; chrF++ adds words and pairs of words, with punctuation set apart.
// Deviation: none; asserted in TextOverlapParityTests. A character is a code point.
// Data layout: six code points of 21 bits in two 64-bit words, so that keys are exact and hash fast.

/// How many character sequences a text and a reference share (chrF).
public struct CharacterFScore: Sendable, Hashable {
    /// Sequences in the text, in the reference and in both, for each order.
    public private(set) var counts: [[Int]]

    /// Counts a text against the reference that it fits best.
    ///
    /// - Parameters:
    ///   - text: What the system said.
    ///   - references: What it should have said, one or more.
    ///   - wordOrder: 0 for chrF, 2 for chrF++.
    public init(_ text: String, references: [String], wordOrder: Int = 0) {
        precondition(!references.isEmpty, "chrF needs a reference.")
        precondition((0...2).contains(wordOrder), "chrF counts sequences of up to two words.")
        let own = Sequences(text, wordOrder: wordOrder)
        var best: [[Int]] = []
        var bestScore = -1.0
        for reference in references {
            let counts = own.counts(against: Sequences(reference, wordOrder: wordOrder))
            let score = Self.score(counts)
            if score > bestScore { (best, bestScore) = (counts, score) }
        }
        counts = best
    }

    /// Begins a corpus.
    public init(wordOrder: Int = 0) {
        counts = [[Int]](repeating: [0, 0, 0], count: 6 + wordOrder)
    }

    /// Adds another text's counts.
    ///
    /// - Precondition: both count the same orders.
    public mutating func add(_ other: Self) {
        precondition(counts.count == other.counts.count, "Counts of the same orders are added.")
        for order in counts.indices { for place in 0..<3 { counts[order][place] += other.counts[order][place] } }
    }

    /// The score, 0…100.
    public var score: Double { Self.score(counts) }

    private static func score(_ counts: [[Int]]) -> Double {
        var (precision, recall, orders) = (0.0, 0.0, 0.0)
        for order in counts where order[0] > 0 && order[1] > 0 {
            precision += Double(order[2]) / Double(order[0])
            recall += Double(order[2]) / Double(order[1])
            orders += 1
        }
        guard orders > 0, precision + recall > 0 else { return 0 }
        precision /= orders
        recall /= orders
        return 100 * 5 * precision * recall / (4 * precision + recall)
    }
}

/// The sequences of one text.
private struct Sequences {
    private struct Key: Hashable {
        var high: UInt64 = 0
        var low: UInt64 = 0
    }

    private var characters: [[Key: Int]] = []
    private var characterTotals: [Int] = []
    private var words: [[[[UInt8]]: Int]] = []
    private var wordTotals: [Int] = []

    init(_ text: String, wordOrder: Int) {
        let scalars = text.unicodeScalars.filter { !BLEUTokenizer.isWhiteSpace($0) }.map { UInt64($0.value) }
        for length in 1...6 {
            var counts: [Key: Int] = [:]
            let total = max(0, scalars.count - length + 1)
            counts.reserveCapacity(total)
            for start in 0..<total {
                var key = Key()
                for offset in 0..<length {
                    key.high = key.high << 21 | key.low >> 42
                    key.low = (key.low << 21 | scalars[start + offset]) & (1 << 63 - 1)
                }
                counts[key, default: 0] += 1
            }
            characters.append(counts)
            characterTotals.append(total)
        }
        guard wordOrder > 0 else { return }
        let parts = Self.words(of: text)
        for length in 1...wordOrder {
            var counts: [[[UInt8]]: Int] = [:]
            let total = max(0, parts.count - length + 1)
            for start in 0..<total { counts[Array(parts[start..<(start + length)]), default: 0] += 1 }
            words.append(counts)
            wordTotals.append(total)
        }
    }

    /// In this text, in the reference, in both; nothing counts where the reference has no sequence of that order.
    func counts(against reference: Self) -> [[Int]] {
        var result: [[Int]] = []
        for order in characters.indices {
            let own = reference.characterTotals[order] > 0 ? characterTotals[order] : 0
            let shared = characters[order].reduce(0) { $0 + min($1.value, reference.characters[order][$1.key] ?? 0) }
            result.append([own, reference.characterTotals[order], shared])
        }
        for order in words.indices {
            let own = reference.wordTotals[order] > 0 ? wordTotals[order] : 0
            let shared = words[order].reduce(0) { $0 + min($1.value, reference.words[order][$1.key] ?? 0) }
            result.append([own, reference.wordTotals[order], shared])
        }
        return result
    }

    /// Words with a punctuation sign at their end, or else at their beginning, set apart.
    private static func words(of text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        for part in text.unicodeScalars.split(whereSeparator: BLEUTokenizer.isWhiteSpace) {
            guard let first = part.first, let last = part.last, part.count > 1 else {
                words.append(bytes(part))
                continue
            }
            if isPunctuation(last) {
                words.append(bytes(part.dropLast()))
                words.append(bytes(part.suffix(1)))
            } else if isPunctuation(first) {
                words.append(bytes(part.prefix(1)))
                words.append(bytes(part.dropFirst()))
            } else {
                words.append(bytes(part))
            }
        }
        return words
    }

    private static func bytes(_ part: Substring.UnicodeScalarView) -> [UInt8] { Array(Substring(part).utf8) }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}
