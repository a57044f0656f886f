extension PersonalDataReader {
    /// Reads the number that begins at a digit, a plus sign or a bracket, and returns where reading goes on.
    mutating func readNumber(at start: Int) -> Int {
        guard run.read(bytes, at: start) else { return start + 1 }
        let end = run.end
        // `203.0.113.0/24`: the length of a prefix is not part of the address.
        if run.groups.count == 5, run.groups[4].separator == UInt8(ascii: "/"), run.groups[3].separator == 46 {
            run.narrow(to: 0..<4)
        }
        if isPartOfDecimal(start) { return end }
        if let last = interpret(isWhole: true) { return last }
        guard run.groups.count > 1 else { return end }
        let whole = run
        for range in Self.parts(of: whole) {
            run = whole
            run.narrow(to: range)
            _ = interpret(isWhole: false)
        }
        return end
    }

    /// Whether a number goes on from digits before it: `1,234…` or `0.5…`.
    private func isPartOfDecimal(_ start: Int) -> Bool {
        let before = bytes.byte(start - 1)
        return (before == UInt8(ascii: ",") || before == UInt8(ascii: "."))
            && TextByte.isDigit(bytes.byte(start - 2))
    }

    /// Stretches of groups between spaces, and the stretches that such marks as `4111 1111 1111 1111` form.
    private static func parts(of run: NumberRun) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var first = 0
        for index in 1...run.groups.count {
            if index == run.groups.count || run.groups[index].separator == 32 {
                if first < index { parts.append(first..<index) }
                first = index
            }
        }
        guard parts.count > 2 else { return parts.count < 2 ? [] : parts }
        for index in run.groups.indices.dropLast(3) {
            let lengths = run.groups[index..<(index + 4)].map(\.range.count)
            if lengths == [4, 4, 4, 4] { return [index..<(index + 4)] }
        }
        return parts
    }

    /// Says what the run is; nil for an ordinary number.
    private mutating func interpret(isWhole: Bool) -> Int? {
        if let last = interpretAddress() { return last }
        let count = run.digits.count
        guard count >= 6 else { return nil }
        if isDate { return isWhole ? run.end : nil }
        if (12...19).contains(count), let card = paymentCard() {
            return add(.card, run.start..<run.end, card.score, card.name)
        }
        if run.hasShape([3, 2, 4]), let last = interpretSocialSecurityNumber() { return last }
        if let national = nationalNumber() {
            return add(.nationalID, run.start..<run.end, national.score, national.name)
        }
        guard let score = phoneScore(isWhole: isWhole), score >= 0.5 else { return nil }
        return add(.phone, run.start..<extensionEnd(), score)
    }

    /// A date that is not more than a date: `12/01/1981`, `2006-04-07`, also with a time begun after it.
    var isDate: Bool {
        guard run.groups.count >= 3, !run.hasPlus, run.bracketed == nil else { return false }
        let lengths = run.groups.prefix(3).map(\.range.count)
        let separator = run.groups[1].separator
        guard separator == run.groups[2].separator, run.groups.count == 3 || run.groups[3].separator == 32 else {
            return false
        }
        let values = (0..<3).map { run.value($0) }
        let isRest = run.groups.count <= 4
        if lengths[0] == 4, lengths[1] <= 2, lengths[2] <= 2 {
            return isRest && (1000...2999).contains(values[0]) && (1...12).contains(values[1])
                && (1...31).contains(values[2])
        }
        guard lengths[0] <= 2, lengths[1] <= 2, isRest else { return false }
        let isYear =
            lengths[2] == 4 && (1000...2999).contains(values[2])
            || lengths[2] == 2 && run.groups.count == 3
                && separator != 32
        return isYear && (1...31).contains(values[0]) && (1...31).contains(values[1])
            && min(values[0], values[1]) <= 12
    }

    // MARK: Internet addresses

    private mutating func interpretAddress() -> Int? {
        guard run.groups.count == 4, !run.hasPlus, run.isSeparated(only: UInt8(ascii: ".")) else { return nil }
        let range = run.start..<run.end
        let octets = (0..<4).map { run.value($0) }
        let hasLeadingZero = run.groups.contains { $0.range.count > 1 && bytes[$0.range.lowerBound] == 48 }
        guard !hasLeadingZero, octets.allSatisfy({ $0 <= 255 }), run.groups.allSatisfy({ $0.range.count <= 3 }) else {
            return nil
        }
        guard bytes.byte(range.upperBound) != UInt8(ascii: ".") || !TextByte.isWord(bytes.byte(range.upperBound + 1)),
            !TextByte.isWord(bytes.byte(range.upperBound))
        else { return range.upperBound }
        if octets[0] == 0 || octets[0] == 127 || octets[0] == 255 { return range.upperBound }
        let before = bytes.byte(range.lowerBound - 1)
        if before == UInt8(ascii: "/"), TextByte.isLetter(bytes.byte(range.lowerBound - 2)) { return range.upperBound }
        let context = ContextWords.network.verdict(before: range.lowerBound, in: bytes, limit: 32)
        let end = addressEnd(range.upperBound)
        let isShort = octets.allSatisfy { $0 < 30 } && octets[0] != 10 && Set(octets).count > 1
        guard context != false, !isShort || context == true || end > range.upperBound else { return range.upperBound }
        return add(.ip, range.lowerBound..<range.upperBound, context == true ? 0.95 : 0.8, "IPv4")
    }

    /// The end of a prefix length or port after an address.
    private func addressEnd(_ end: Int) -> Int {
        let mark = bytes.byte(end)
        guard mark == UInt8(ascii: "/") || mark == UInt8(ascii: ":") else { return end }
        let last = bytes.end(from: end + 1, limit: 5) { TextByte.isDigit($0) }
        return last > end + 1 ? last : end
    }

    // MARK: Social security

    private mutating func interpretSocialSecurityNumber() -> Int? {
        let area = run.value(0)
        let isPlain = run.isSeparated(only: UInt8(ascii: "-"))
        let isSpaced = run.isSeparated(only: 32)
        guard isPlain || isSpaced, run.value(1) > 0, run.value(2) > 0, area > 0, area != 666 else { return nil }
        let context = Self.socialSecurityWords.verdict(before: run.start, in: bytes)
        guard context == true || isPlain && context == nil else { return nil }
        let middle = run.value(1)
        if area >= 900 {
            let isTaxpayer = (50...65).contains(middle) || (70...88).contains(middle) || (90...99).contains(middle)
            guard isTaxpayer, middle != 93 else { return nil }
            return add(.nationalID, run.start..<run.end, 0.7, "ITIN")
        }
        return add(.ssn, run.start..<run.end, context == true ? 0.95 : 0.8)
    }

    private static let socialSecurityWords = ContextWords("ssn social security ssns taxpayer itin", against: "part sku")
}
