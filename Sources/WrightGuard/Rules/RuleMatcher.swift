/// A place where a pattern of a rule is met.
struct RuleMatch: Hashable {
    var rule: Int
    /// The words that meet it.
    var words: Range<Int>
}

/// Walks over the words of a text and finds where patterns are met.
struct RuleMatcher {
    /// Places of one rule that are noted.
    private static let placeLimit = 8
    /// Steps that are tried for one text: a bound on time for texts made to be slow.
    private static let tryLimit = 1 << 22

    private let program: RuleProgram
    private let text: ScannedText
    private var tries = 0
    private var matches: [RuleMatch] = []
    private var counts: [Int]

    private init(_ program: RuleProgram, _ text: ScannedText, ruleCount: Int) {
        self.program = program
        self.text = text
        counts = [Int](repeating: 0, count: ruleCount)
    }

    /// The places where rules are met, in order.
    static func matches(_ program: RuleProgram, in text: ScannedText, ruleCount: Int) -> [RuleMatch] {
        var matcher = Self(program, text, ruleCount: ruleCount)
        matcher.run()
        return matcher.matches
    }

    private mutating func run() {
        for index in text.words.indices where text.words[index].keyCount > 0 {
            guard tries < Self.tryLimit else { return }
            let first = Int(text.words[index].keyStart)
            for place in first..<first + Int(text.words[index].keyCount) {
                let key = Int(text.keys[place])
                for position in Int(program.entryStarts[key])..<Int(program.entryStarts[key + 1]) {
                    let entry = program.flatEntries[position]
                    let openers =
                        Int(
                            program.openerStarts[Int(entry.classNumber)]
                        )..<Int(program.openerStarts[Int(entry.classNumber) + 1])
                    guard !openers.isEmpty, let next = phraseEnd(entry, at: index) else { continue }
                    for opener in openers { tryPattern(Int(program.flatOpeners[opener]), from: index, next: next) }
                }
            }
        }
    }

    private mutating func tryPattern(_ number: Int, from index: Int, next: Int) {
        let pattern = program.patterns[number]
        guard counts[pattern.rule] < Self.placeLimit else { return }
        if pattern.beginsClause, !text.words[index].flags.contains(.beginsClause) { return }
        guard let end = follow(pattern.steps, step: 1, at: next, allowsBreak: false) else { return }
        if let last = matches.lastIndex(where: { $0.rule == pattern.rule }),
            matches[last].words.overlaps(index..<end)
        {
            matches[last].words = matches[last].words.lowerBound..<max(matches[last].words.upperBound, end)
            return
        }
        counts[pattern.rule] += 1
        matches.append(RuleMatch(rule: pattern.rule, words: index..<end))
    }

    /// The word behind an entry that begins at a word; nil where its further words do not follow.
    @inline(__always)
    private func phraseEnd(_ entry: RuleEntry, at index: Int) -> Int? {
        guard entry.phrase >= 0 else { return index + 1 }
        var place = index + 1
        for key in program.phrases[Int(entry.phrase)] {
            guard place < text.words.count, text.keys(of: place).contains(key),
                !text.words[place].flags.contains(.afterBreak)
            else { return nil }
            place += 1
        }
        return place
    }

    /// The word behind the match of the steps from one on; nil where they are not met.
    private mutating func follow(_ steps: [RulePattern.Step], step: Int, at index: Int, allowsBreak: Bool) -> Int? {
        guard step < steps.count else { return index }
        tries += 1
        guard tries < Self.tryLimit else { return nil }
        switch steps[step] {
        case .anyBreak:
            return follow(steps, step: step + 1, at: index, allowsBreak: true)
        case .gap(let limit):
            var place = index
            while place <= index + limit, place < text.words.count {
                if let end = follow(steps, step: step + 1, at: place, allowsBreak: allowsBreak) { return end }
                if text.words[place].flags.contains(.afterBreak), !allowsBreak { return nil }
                place += 1
            }
            return nil
        case .item(let number, let isOptional):
            if let end = meet(number, steps: steps, step: step, at: index, allowsBreak: allowsBreak) { return end }
            guard isOptional else { return nil }
            return follow(steps, step: step + 1, at: index, allowsBreak: allowsBreak)
        }
    }

    private mutating func meet(
        _ number: Int32,
        steps: [RulePattern.Step],
        step: Int,
        at index: Int,
        allowsBreak: Bool
    ) -> Int? {
        guard index < text.words.count, text.words[index].keyCount > 0 else { return nil }
        if text.words[index].flags.contains(.afterBreak), !allowsBreak { return nil }
        let first = Int(text.words[index].keyStart)
        for place in first..<first + Int(text.words[index].keyCount) {
            let key = Int(text.keys[place])
            for position in Int(program.entryStarts[key])..<Int(program.entryStarts[key + 1]) {
                let entry = program.flatEntries[position]
                guard entry.classNumber == number, let next = phraseEnd(entry, at: index) else { continue }
                if let end = follow(steps, step: step + 1, at: next, allowsBreak: false) { return end }
            }
        }
        return nil
    }
}

extension RuleProgram {
    /// Whether a word opens a class, by itself or with the words behind it.
    func opens(_ number: Int32, at index: Int, of text: ScannedText) -> Bool {
        for key in text.keys(of: index) {
            for entry in entries[Int(key)] where entry.classNumber == number {
                guard entry.phrase >= 0 else { return true }
                let keys = phrases[Int(entry.phrase)]
                guard index + keys.count < text.words.count else { continue }
                if keys.enumerated().allSatisfy({ text.keys(of: index + 1 + $0.offset).contains($0.element) }) {
                    return true
                }
            }
        }
        return false
    }
}
