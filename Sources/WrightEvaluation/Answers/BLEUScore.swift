// Idea: the share of a text's word sequences of one to four words that a reference holds, with a penalty for being
//   short.
// Source: Papineni et al. (2002); equal to `sacrebleu` 2.6 with the tokenizer 13a and exponential smoothing: Post
//   (2018), "A Call for Clarity in Reporting BLEU Scores". The score of one sentence uses the effective order.
// Deviation: none; asserted in TextOverlapParityTests.
// Data layout: eight counts and two lengths for each sentence; a corpus is their sum.

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// What BLEU counts of one text or of a corpus.
public struct BLEUScore: Sendable, Hashable {
    /// How many sequences of one to four words agree.
    public private(set) var matchCounts = [0, 0, 0, 0]
    /// How many such sequences the text has.
    public private(set) var totalCounts = [0, 0, 0, 0]
    /// How many words the text has.
    public private(set) var textLength = 0
    /// How many words the reference closest in length has.
    public private(set) var referenceLength = 0

    /// Begins a corpus.
    public init() {}

    /// Counts one text against its references, one or more.
    public init(_ text: String, references: [String]) {
        precondition(!references.isEmpty, "BLEU needs a reference.")
        // Words are compared byte by byte; Swift's strings would call canonically equivalent ones equal.
        var numbers: [[UInt8]: Int32] = [:]
        func numbered(_ words: [[UInt8]]) -> [Int32] {
            words.map { word in
                let number = numbers[word] ?? Int32(numbers.count)
                numbers[word] = number
                return number
            }
        }
        let words = numbered(BLEUTokenizer.words(of: text))
        let targets = references.map { numbered(BLEUTokenizer.words(of: $0)) }
        textLength = words.count
        referenceLength =
            targets.map(\.count).min { (abs(words.count - $0), $0) < (abs(words.count - $1), $1) } ?? 0
        for length in 1...4 {
            var wanted: [ArraySlice<Int32>: Int] = [:]
            for target in targets {
                for (sequence, count) in Self.counts(target, length) {
                    wanted[sequence] = max(wanted[sequence] ?? 0, count)
                }
            }
            for (sequence, count) in Self.counts(words, length) {
                totalCounts[length - 1] += count
                matchCounts[length - 1] += min(count, wanted[sequence] ?? 0)
            }
        }
    }

    /// Adds another text's counts.
    public mutating func add(_ other: Self) {
        for place in 0..<4 {
            matchCounts[place] += other.matchCounts[place]
            totalCounts[place] += other.totalCounts[place]
        }
        textLength += other.textLength
        referenceLength += other.referenceLength
    }

    /// The score over all counts, 0…100, as a corpus is scored.
    public var corpusScore: Double { score(usesEffectiveOrder: false) }

    /// The score of one sentence, 0…100: orders longer than the sentence are left out.
    public var sentenceScore: Double { score(usesEffectiveOrder: true) }

    private func score(usesEffectiveOrder: Bool) -> Double {
        guard matchCounts.contains(where: { $0 > 0 }) else { return 0 }
        var penalty = 1.0
        if textLength < referenceLength {
            penalty = textLength > 0 ? exp(1 - Double(referenceLength) / Double(textLength)) : 0
        }
        var precisions = [0.0, 0.0, 0.0, 0.0]
        var smoothing = 1.0
        var order = 4
        for place in 0..<4 {
            guard totalCounts[place] > 0 else { break }
            if usesEffectiveOrder { order = place + 1 }
            if matchCounts[place] == 0 {
                smoothing *= 2
                precisions[place] = 100 / (smoothing * Double(totalCounts[place]))
            } else {
                precisions[place] = 100 * Double(matchCounts[place]) / Double(totalCounts[place])
            }
        }
        // An order without any sequence has the logarithm −9999999999, as in sacrebleu, which makes the score 0.
        let sum = precisions[..<order].reduce(0) { $0 + ($1 == 0 ? -9_999_999_999 : log($1)) }
        return penalty * exp(sum / Double(order))
    }

    private static func counts(_ words: [Int32], _ length: Int) -> [ArraySlice<Int32>: Int] {
        guard words.count >= length else { return [:] }
        var counts: [ArraySlice<Int32>: Int] = [:]
        for start in 0...(words.count - length) { counts[words[start..<(start + length)], default: 0] += 1 }
        return counts
    }
}

/// sacrebleu's tokenizer 13a, which does what mteval-v13a did.
enum BLEUTokenizer {
    static func words(of text: String) -> [[UInt8]] {
        var scalars = Array(text.unicodeScalars)
        while let last = scalars.last, isWhiteSpace(last) { scalars.removeLast() }
        scalars = replacing(scalars, "<skipped>", "")
        scalars = replacing(scalars, "-\n", "")
        scalars = scalars.map { $0 == "\n" ? " " : $0 }
        if scalars.contains("&") {
            for (name, sign) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
                scalars = replacing(scalars, name, sign)
            }
        }
        scalars = [" "] + scalars + [" "]
        scalars = scalars.flatMap { isSymbol($0) ? [" ", $0, " "] : [$0] }
        scalars = replacingPairs(scalars, where: { !isDigit($0) && isStop($1) }, by: { [$0, " ", $1, " "] })
        scalars = replacingPairs(scalars, where: { isStop($0) && !isDigit($1) }, by: { [" ", $0, " ", $1] })
        scalars = replacingPairs(scalars, where: { isDigit($0) && $1 == "-" }, by: { [$0, " ", $1, " "] })
        return scalars.split(whereSeparator: isWhiteSpace)
            .map { part in
                var view = String.UnicodeScalarView()
                view.append(contentsOf: part)
                return Array(String(view).utf8)
            }
    }

    static func isWhiteSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

    private static func isStop(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }

    /// The signs of the first rule: `{-~`, `[-``, blank to `&`, `(-+`, `:-@` and `/`.
    private static func isSymbol(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x7B...0x7E, 0x5B...0x60, 0x20...0x26, 0x28...0x2B, 0x3A...0x40, 0x2F: true
        default: false
        }
    }

    /// Replaces pairs from left to right; a pair that was replaced takes no part in the next.
    private static func replacingPairs(
        _ scalars: [Unicode.Scalar],
        where matches: (Unicode.Scalar, Unicode.Scalar) -> Bool,
        by replacement: (Unicode.Scalar, Unicode.Scalar) -> [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(scalars.count + 16)
        var place = 0
        while place < scalars.count {
            if place + 1 < scalars.count, matches(scalars[place], scalars[place + 1]) {
                result += replacement(scalars[place], scalars[place + 1])
                place += 2
            } else {
                result.append(scalars[place])
                place += 1
            }
        }
        return result
    }

    private static func replacing(_ scalars: [Unicode.Scalar], _ old: String, _ new: String) -> [Unicode.Scalar] {
        let (old, new) = (Array(old.unicodeScalars), Array(new.unicodeScalars))
        guard let first = old.first, scalars.contains(first) else { return scalars }
        var result: [Unicode.Scalar] = []
        var place = 0
        while place < scalars.count {
            if scalars[place] == first, scalars[place...].starts(with: old) {
                result += new
                place += old.count
            } else {
                result.append(scalars[place])
                place += 1
            }
        }
        return result
    }
}
