// Idea: a number is a telephone number when it is written like one that its country's plan allows (+ and country code,
// brackets around an area code, a trunk zero and groups), or when a word beside it says so. Contiguous digits and
// groups of three without such a word are amounts and identifiers far more often, and are left alone.
extension PersonalDataReader {
    /// How sure it is that the run is a telephone number; nil when it is not.
    func phoneScore(isWhole: Bool) -> Double? {
        let count = run.digits.count
        let shortest = run.groups.dropFirst(hasTrunkGroup ? 1 : 0).map(\.range.count).min() ?? 0
        guard (6...16).contains(count), !isAmount, run.bracketed != nil || shortest >= 2 || run.hasPlus || count >= 10
        else { return nil }
        let context = phoneContext
        guard run.hasPlus || run.bracketed != nil || !isRange(context) else { return nil }
        if run.hasPlus { return internationalScore(context) }
        if context == .against, run.bracketed == nil { return nil }
        let isNamed = context == .strong || context == .weak && !isSpacedThousands
        if let score = dialledScore(isNamed) { return score }
        if let score = areaScore(isNamed) { return isNamed ? 0.95 : score }
        if let score = nationalScore(isNamed) { return score }
        guard isNamed, isWhole || run.groups.count > 1 || count >= 7, !isRound else { return nil }
        return hasPhoneShape ? 0.8 : nil
    }

    private var phoneContext: PhoneContext {
        if ContextWords.phoneLabel.follows(run.end, in: bytes) || hasLetterLabel { return .strong }
        let before = PhoneWords.standard.before(run.start, in: bytes)
        guard before == .none || before == .weak else { return before }
        let isConfirmed = PhoneWords.standard.confirms(after: run.end, in: bytes)
        return isConfirmed || isBesideMail || isSigned ? .strong : before
    }

    /// Whether the number stands beside a mail address, as in lists of people and in letterheads.
    private var isBesideMail: Bool {
        guard run.groups.count > 1 || run.digits.count >= 9 else { return false }
        let isGap = { (byte: UInt8) in
            TextByte.isSpace(byte) || byte == 44 || byte == 59 || byte == UInt8(ascii: "|") || byte == 47
        }
        let next = bytes.end(from: run.end, limit: 4, while: isGap)
        if (run.end..<next).contains(where: { TextByte.isSpace(bytes[$0]) }) {
            let sign = bytes.end(from: next, limit: 64) { $0 > 32 && $0 != UInt8(ascii: "@") }
            if sign > next, bytes.byte(sign) == UInt8(ascii: "@"), TextByte.isWord(bytes.byte(sign + 1)) { return true }
        }
        var last = run.start
        while last > 0, run.start - last < 4, isGap(bytes[last - 1]) { last -= 1 }
        guard (last..<run.start).contains(where: { TextByte.isSpace(bytes[$0]) }) else { return false }
        var position = last
        while position > 0, last - position < 64, bytes[position - 1] > 32 {
            position -= 1
            if bytes[position] == UInt8(ascii: "@") { return position > 0 && TextByte.isWord(bytes[position - 1]) }
        }
        return false
    }

    /// Whether the number is a line of its own below the end of a letter.
    private var isSigned: Bool {
        guard run.digits.count >= 7 else { return false }
        let end = bytes.end(from: run.end, limit: 3) { $0 == 32 || $0 == 13 }
        guard end == bytes.count || bytes.byte(end) == 10 else { return false }
        var position = run.start
        while position > 0, bytes[position - 1] == 32 { position -= 1 }
        for _ in 0..<3 {
            guard position > 0, bytes[position - 1] == 10 else { return false }
            let last = position - 1
            position = last
            while position > 0, bytes[position - 1] != 10, last - position < 48 { position -= 1 }
            if PhoneWords.standard.closes(position..<last, in: bytes) { return true }
        }
        return false
    }

    /// Whether the first group is the digit that is put before a national number: `0 2916 1461`, `8 800 555-35-35`.
    private var hasTrunkGroup: Bool {
        run.groups.count >= 3 && run.groups[0].range.count == 1 && [0, 1, 8].contains(run.digits[0])
    }

    /// Pages from here to there, and shares.
    private func isRange(_ context: PhoneContext) -> Bool {
        guard run.groups.count == 2 else { return false }
        let lengths = run.groups.map(\.range.count)
        if run.groups[1].separator == UInt8(ascii: "/") { return lengths[0] <= 4 && lengths[1] <= 4 }
        guard context != .strong, lengths[0] == lengths[1], lengths[0] <= 4 else { return false }
        return run.groups[1].separator == UInt8(ascii: "-") && (0...200).contains(run.value(1) - run.value(0))
    }

    /// Groups of three between spaces, as amounts are written.
    private var isSpacedThousands: Bool {
        run.groups.count > 1 && run.groups[0].range.count <= 3 && run.digits[0] != 0 && run.isSeparated(only: 32)
            && run.groups.dropFirst().allSatisfy { $0.range.count == 3 }
    }

    /// An amount in thousands.
    private var isRound: Bool { run.groups.count == 1 && run.digits.suffix(3).allSatisfy { $0 == 0 } }

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
    private func internationalScore(_ context: PhoneContext) -> Double? {
        let isNamed = context == .strong || context == .weak
        let isLikely = (8...15).contains(run.digits.count) && Set(run.digits).count > 2
        let isGrouped = run.groups.count > 1 || run.digits.count >= 11 || isNamed
        guard let (plan, length) = PhonePlan.plan(for: run.digits[...]) else {
            return isLikely && isGrouped ? 0.6 : nil
        }
        var national = run.digits[length...]
        if national.first == 0, plan.code != 39 { national = national.dropFirst() }
        if plan.allows(national) { return isNamed ? 0.98 : 0.9 }
        if isNamed, (7...15).contains(run.digits.count) { return 0.7 }
        return isLikely && isGrouped && context != .against ? 0.55 : nil
    }

    /// `00` and a country code, or `001`.
    private func dialledScore(_ isNamed: Bool) -> Double? {
        guard run.digits.starts(with: [0, 0]), (10...16).contains(run.digits.count) else { return nil }
        guard let (plan, length) = PhonePlan.plan(for: run.digits[2...]) else { return nil }
        var national = run.digits[(2 + length)...]
        if national.first == 0, plan.code != 39 { national = national.dropFirst() }
        guard plan.allows(national), run.groups.count > 1 || isNamed else { return nil }
        return isNamed ? 0.95 : 0.8
    }

    /// The forms of North America, and an area code in brackets.
    private func areaScore(_ isNamed: Bool) -> Double? {
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
        return (8...12).contains(run.digits.count) && !isYear && !(isPages && !isNamed) ? 0.75 : nil
    }

    /// Whether a word or number stands right before the bracket, as in `35 (12) 1234-1245` or `f (12)`.
    private var followsNumber: Bool {
        var position = run.start - 1
        if bytes.byte(position) == 32 { position -= 1 }
        return TextByte.isDigit(bytes.byte(position))
    }

    /// A trunk zero with groups, and other national forms that are like nothing else.
    private func nationalScore(_ isNamed: Bool) -> Double? {
        let digits = run.digits
        let lengths = run.groups.map(\.range.count)
        guard lengths.count >= 2 else { return nil }
        let marks = Set(run.groups.dropFirst().map(\.separator))
        if digits[0] == 0, digits[1] != 0, (9...12).contains(digits.count) {
            let leastFirst = isNamed && lengths.count >= 3 ? 1 : 2
            let hasGroups =
                (leastFirst...5).contains(lengths[0]) && lengths.dropFirst().allSatisfy { (2...8).contains($0) }
            // A house number after a postal code looks the same.
            if !isNamed, lengths[0] == 5, digits.count < 10, marks == [32] { return nil }
            let isDotted = marks.contains(UInt8(ascii: "."))
            let hasMarks =
                marks.count <= 2 && (!isDotted || lengths.count >= 4 || lengths.count == 3 && lengths[0] >= 3)
            if hasGroups, hasMarks, PhonePlan.allowsNational(digits[1...]) { return isNamed ? 0.95 : 0.65 }
        }
        // Russia with its trunk digit, and the numbers of Australia that cost nothing.
        if lengths == [1, 3, 3, 2, 2], digits[0] == 8, digits[1] >= 3 { return isNamed ? 0.95 : 0.65 }
        if lengths == [4, 3, 3], digits[0] == 1, [3, 8, 9].contains(digits[1]), digits[2...3] == [0, 0], marks == [32] {
            return isNamed ? 0.95 : 0.6
        }
        // Mobile numbers of China in three groups.
        if lengths == [3, 4, 4], digits[0] == 1, digits[1] >= 3 { return isNamed ? 0.95 : 0.6 }
        return nil
    }

    /// Whether the groups are such as people write telephone numbers in.
    private var hasPhoneShape: Bool {
        let lengths = run.groups.map(\.range.count)
        let marks = Set(run.groups.dropFirst().map(\.separator))
        guard (7...13).contains(run.digits.count) || lengths.count >= 2, run.digits.count <= 13 else { return false }
        if marks.contains(UInt8(ascii: ".")), lengths.count < 3 && lengths != [4, 4] || lengths.contains(1) {
            return false
        }
        // `2004-002245-12`, `1968-72`: a year first.
        let isYear = lengths[0] == 4 && (1900...2100).contains(run.value(0)) && lengths.count > 1 && lengths[1] != 4
        return marks.count <= 3 && Set(run.digits).count > 1 && lengths.dropFirst().allSatisfy { $0 <= 10 } && !isYear
    }

    /// The end of the number with its extension: `x123`, `, ext. 123`, `доб. 123`.
    func extensionEnd() -> Int {
        var position = run.end
        if bytes.byte(position) == UInt8(ascii: ",") { position += 1 }
        if bytes.byte(position) == 32 { position += 1 }
        let word = bytes.end(from: position, limit: 16) { TextByte.isLetter($0) || $0 >= 0x80 }
        let isCross = word == position + 1 && bytes.byte(position) | 32 == UInt8(ascii: "x")
        if isCross {
            position = word
        } else if Self.extensionWords.contains(ContextWords.hash(bytes[position..<word])) {
            position = word
            if bytes.byte(position) == UInt8(ascii: ".") || bytes.byte(position) == UInt8(ascii: ":") { position += 1 }
            if bytes.byte(position) == 32 { position += 1 }
        } else {
            return run.end
        }
        let end = bytes.end(from: position, limit: 6) { TextByte.isDigit($0) }
        return end > position && !TextByte.isWord(bytes.byte(end)) ? end : run.end
    }

    private static let extensionWords = ContextWords.hashes(
        "ext extn exten extension extensión poste durchwahl apparat toestel anexo ramal interno wewn доб вн linje"
    )
}
