// What stands around a match: quotation, talk about attacks, negation.
//
// Idea: prose about attacks quotes them. A match inside quotation marks or code, near words such as "attack" or
// "example", or behind "never" says less. A text that is quoted as a whole is not quoted. The lowering has a floor, so
// that an attack cannot talk itself out of sight with a few such words.

/// Weighs matches by what stands around them.
struct RuleContext {
    private static let reach = 28
    private static let floor = 0.3

    private let text: ScannedText
    private let program: RuleProgram
    private let negation: Int32?
    private let quotationCounts: Bool
    /// For each word, how many words of discussion stand before it.
    private let discussionSums: [Int32]

    init(text: ScannedText, program: RuleProgram, discussion: Int32?, negation: Int32?) {
        self.text = text
        self.program = program
        self.negation = negation
        let quotedCount = text.words.count { !$0.flags.isDisjoint(with: [.quoted, .code]) }
        quotationCounts = quotedCount * 10 < text.words.count * 7
        var sums: [Int32] = [0]
        sums.reserveCapacity(text.words.count + 1)
        var sum: Int32 = 0
        for index in text.words.indices {
            if let discussion, text.words[index].keyCount > 0, Self.opens(discussion, at: index, of: text, in: program)
            {
                sum += 1
            }
            sums.append(sum)
        }
        discussionSums = sums
    }

    /// Whether a word opens the class of discussion; the flags of its keys tell for most words.
    private static func opens(_ number: Int32, at index: Int, of text: ScannedText, in program: RuleProgram) -> Bool {
        var flags: UInt8 = 0
        for key in text.keys(of: index) { flags |= program.contextFlags[Int(key)] }
        if flags & 1 != 0 { return true }
        return flags & 4 != 0 && program.opens(number, at: index, of: text)
    }

    /// The factor for words of the text.
    func factor(at words: Range<Int>) -> Double {
        guard !words.isEmpty else { return 1 }
        var factor = 1.0
        let isQuoted = quotationCounts && words.allSatisfy { text.words[$0].flags.contains(.quoted) }
        if quotationCounts {
            if isQuoted {
                factor *= 0.6
            } else if words.allSatisfy({ text.words[$0].flags.contains(.code) }) {
                factor *= 0.7
            }
        }
        let low = max(0, words.lowerBound - Self.reach)
        let high = min(text.words.count, words.upperBound + Self.reach)
        let inside = discussionSums[words.upperBound] - discussionSums[words.lowerBound]
        let discussionCount = discussionSums[high] - discussionSums[low] - inside
        // What is quoted where attacks are talked about is an example of one.
        if isQuoted, discussionCount > 0 { factor *= 0.75 }
        switch discussionCount {
        case ..<1: break
        case 1: factor *= 0.8
        case 2...3: factor *= 0.6
        default: factor *= 0.45
        }
        factor = max(factor, Self.floor)
        if isNegated(words.lowerBound) { factor *= 0.4 }
        return factor
    }

    /// The factor for bytes of the text.
    func factor(atBytes range: Range<Int>) -> Double {
        guard !text.words.isEmpty else { return 1 }
        var low = 0
        var high = text.words.count
        while low < high {
            let middle = (low + high) / 2
            if Int(text.words[middle].end) <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < text.words.count, Int(text.words[end].start) < range.upperBound { end += 1 }
        guard low < text.words.count else { return factor(at: text.words.count - 1..<text.words.count) }
        return factor(at: low..<max(end, low + 1))
    }

    /// Whether one of the three words before, in the same sentence, is a negation.
    private func isNegated(_ start: Int) -> Bool {
        guard let negation, !text.words[start].flags.contains(.afterBreak) else { return false }
        var index = start - 1
        while index >= 0, index >= start - 3 {
            if program.opens(negation, at: index, of: text) { return true }
            if text.words[index].flags.contains(.afterBreak) { return false }
            index -= 1
        }
        return false
    }
}
