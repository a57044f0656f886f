// Idea: a number is a telephone number when it is written like one that its country's plan allows (+ and country code,
// brackets around an area code, a trunk zero and groups), or when a word beside it says so. Contiguous digits and
// groups of three without such a word are amounts and identifiers far more often, and are left alone.
extension PersonalDataReader {
    /// How sure it is that the run is a telephone number; nil when it is not.
    func phoneScore(isWhole: Bool) -> Double? {
        let count = run.digits.count
        let shortest = run.groups.map(\.range.count).min() ?? 0
        guard (6...16).contains(count), !isAmount, run.bracketed != nil || shortest >= 2 || run.hasPlus || count >= 10
        else { return nil }
        let context = phoneContext
        if run.hasPlus { return internationalScore(context) }
        if context == false, run.bracketed == nil { return nil }
        if let score = dialledScore(context) { return score }
        if let score = areaScore { return context == true ? 0.95 : score }
        if let score = nationalScore(context) { return score }
        guard context == true, isWhole || run.groups.count > 1 || count >= 7 else { return nil }
        return hasPhoneShape ? 0.8 : nil
    }

    private var phoneContext: Bool? {
        if ContextWords.phoneLabel.follows(run.end, in: bytes) || hasLetterLabel { return true }
        return ContextWords.phone.verdict(before: run.start, in: bytes)
    }

    /// `T: …` or `M. …` at the start of a line, as letterheads have it.
    private var hasLetterLabel: Bool {
        var position = run.start - 1
        if bytes.byte(position) == 32 { position -= 1 }
        guard bytes.byte(position) == UInt8(ascii: ":") || bytes.byte(position) == 46 else { return false }
        let isLabel = [84, 77, 80, 70, 79, 67, 87].contains(bytes.byte(position - 1) & 0xDF)
        return isLabel && (position == 1 || bytes.byte(position - 2) == 10)
    }

    /// Money, percentages, ranges of years, and what goes on as another thing.
    private var isAmount: Bool {
        let before = bytes.byte(run.start - 1)
        let after = bytes.byte(run.end)
        if [UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "_")].contains(before) {
            return true
        }
        if before == UInt8(ascii: "-"), TextByte.isAlphanumeric(bytes.byte(run.start - 2)) { return true }
        if after == UInt8(ascii: "%") || after == UInt8(ascii: "_") { return true }
        if after == UInt8(ascii: ","), TextByte.isDigit(bytes.byte(run.end + 1)) { return true }
        if after == UInt8(ascii: ":"), TextByte.isDigit(bytes.byte(run.end + 1)) { return true }
        // `2022-02` of `2022-02-28T14:00`: the rest belongs to a word.
        let isCut = after == UInt8(ascii: "-") || after == UInt8(ascii: ".") || after == UInt8(ascii: "/")
        if isCut, TextByte.isDigit(bytes.byte(run.end + 1)) { return true }
        // €, £ and ¥ before the number, with or without a space.
        let mark = before == 32 ? run.start - 2 : run.start - 1
        if bytes.byte(mark) == 0xAC && bytes.byte(mark - 1) == 0x82 { return true }
        if bytes.byte(mark - 1) == 0xC2, [0xA3, 0xA5].contains(bytes.byte(mark)) { return true }
        guard run.hasShape([4, 4]) else { return false }
        return (1000...2100).contains(run.value(0)) && (1000...2100).contains(run.value(1))
    }

    /// A plus sign and a country code.
    private func internationalScore(_ context: Bool?) -> Double? {
        guard let (plan, length) = PhonePlan.plan(for: run.digits[...]) else {
            return (8...15).contains(run.digits.count) && (run.groups.count > 1 || context == true) ? 0.6 : nil
        }
        var national = run.digits[length...]
        if national.first == 0, plan.code != 39 { national = national.dropFirst() }
        if plan.allows(national) { return context == true ? 0.98 : 0.9 }
        return context == true && (7...15).contains(run.digits.count) ? 0.7 : nil
    }

    /// `00` and a country code, or `001`.
    private func dialledScore(_ context: Bool?) -> Double? {
        guard run.digits.starts(with: [0, 0]), (10...16).contains(run.digits.count) else { return nil }
        guard let (plan, length) = PhonePlan.plan(for: run.digits[2...]) else { return nil }
        var national = run.digits[(2 + length)...]
        if national.first == 0, plan.code != 39 { national = national.dropFirst() }
        guard plan.allows(national), run.groups.count > 1 || context == true else { return nil }
        return context == true ? 0.95 : 0.8
    }

    /// The forms of North America, and an area code in brackets.
    private var areaScore: Double? {
        let digits = run.digits
        let marks = run.groups.dropFirst().map(\.separator)
        let hasOne = run.groups.count == 4 && digits[0] == 1 && run.groups[0].range.count == 1
        let lengths = run.groups.map(\.range.count)
        let isLocal = lengths.suffix(3) == [3, 3, 4] && (lengths.count == 3 || hasOne)
        if isLocal {
            let area = Array(digits.suffix(10))
            let isAllowed = (2...9).contains(area[0]) && (2...9).contains(area[3])
            let isMarked = marks.contains {
                $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ")") || $0 == UInt8(ascii: ".")
            }
            if isAllowed, isMarked || run.bracketed != nil { return 0.8 }
        }
        guard let bracketed = run.bracketed, bracketed <= 1, run.groups.count > bracketed + 1 else { return nil }
        let rest = run.groups[(bracketed + 1)...].map(\.range.count)
        let area = run.groups[bracketed].range.count
        guard area >= 2, area <= 5, rest.allSatisfy({ (2...8).contains($0) }), !followsNumber else { return nil }
        guard bracketed == 0 || run.groups[0].range.count == 1 else { return nil }
        let isPages =
            rest.count == 2 && rest[0] == rest[1] && run.groups[bracketed + 2].separator == UInt8(ascii: "-")
            && run.value(bracketed + 1) < run.value(bracketed + 2) && area <= 2 && run.value(bracketed + 1) < 5000
        let isYear = area == 4 && (1900...2100).contains(run.value(bracketed))
        return (8...12).contains(run.digits.count) && !isYear && !(isPages && phoneContext != true) ? 0.75 : nil
    }

    /// Whether a word or number stands right before the bracket, as in `35 (12) 1234-1245` or `f (12)`.
    private var followsNumber: Bool {
        var position = run.start - 1
        if bytes.byte(position) == 32 { position -= 1 }
        return TextByte.isDigit(bytes.byte(position))
    }

    /// A trunk zero with groups, and other national forms that are like nothing else.
    private func nationalScore(_ context: Bool?) -> Double? {
        let digits = run.digits
        let lengths = run.groups.map(\.range.count)
        guard lengths.count >= 2 else { return nil }
        let marks = Set(run.groups.dropFirst().map(\.separator))
        if digits[0] == 0, digits[1] != 0, (9...12).contains(digits.count) {
            let hasGroups = (2...5).contains(lengths[0]) && lengths.dropFirst().allSatisfy { (2...8).contains($0) }
            // A house number after a postal code looks the same.
            if context != true, lengths[0] == 5, digits.count < 10, marks == [32] { return nil }
            let hasMarks = marks.count <= 2 && (!marks.contains(UInt8(ascii: ".")) || lengths.count >= 4)
            if hasGroups, hasMarks, PhonePlan.allowsNational(digits[1...]) { return context == true ? 0.95 : 0.65 }
        }
        // Mobile numbers of China in three groups.
        if lengths == [3, 4, 4], digits[0] == 1, digits[1] >= 3 { return context == true ? 0.95 : 0.6 }
        return nil
    }

    /// Whether the groups are such as people write telephone numbers in.
    private var hasPhoneShape: Bool {
        let lengths = run.groups.map(\.range.count)
        let marks = Set(run.groups.dropFirst().map(\.separator))
        guard (7...13).contains(run.digits.count) || lengths.count >= 2, run.digits.count <= 13 else { return false }
        if marks.contains(UInt8(ascii: ".")), lengths.count < 3 || lengths.contains(1) { return false }
        return marks.count <= 3 && Set(run.digits).count > 1 && lengths.dropFirst().allSatisfy { $0 <= 8 }
    }

    /// The end of the number with its extension: `x123`, `ext. 123`.
    func extensionEnd() -> Int {
        var position = run.end
        if bytes.byte(position) == 32 { position += 1 }
        if bytes.hasFolded("ext", at: position) {
            position = bytes.end(from: position + 3, limit: 6) { TextByte.isLetter($0) }
            if bytes.byte(position) == UInt8(ascii: ".") { position += 1 }
            if bytes.byte(position) == 32 { position += 1 }
        } else if bytes.byte(position) | 32 == UInt8(ascii: "x"), bytes.byte(position) >= 65 {
            position += 1
        } else {
            return run.end
        }
        let end = bytes.end(from: position, limit: 6) { TextByte.isDigit($0) }
        return end > position && !TextByte.isWord(bytes.byte(end)) ? end : run.end
    }
}
