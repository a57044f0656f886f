extension PersonalDataReader {
    /// The issuer of the card whose number the run is; nil when it is none.
    func paymentCard() -> (name: String, score: Double)? {
        let digits = run.digits
        guard !run.hasPlus, run.bracketed == nil, hasCardGroups, CheckDigits.luhn(digits), Set(digits).count > 1 else {
            return nil
        }
        let first4 = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        guard let issuer = Self.issuer(first4, first6: digits.prefix(6).reduce(0) { $0 * 10 + Int($1) }, digits.count)
        else { return nil }
        let context = ContextWords.card.verdict(before: run.start, in: bytes, limit: 72)
        if context == true { return (issuer, 0.98) }
        guard context == nil else { return nil }
        let isFree =
            !TextByte.isWord(bytes.byte(run.start - 1)) && bytes.byte(run.start - 1) != UInt8(ascii: "-")
            && bytes.byte(run.end) != UInt8(ascii: "-")
        guard isFree else { return nil }
        if run.groups.count > 1 { return (issuer, 0.9) }
        return (14...16).contains(digits.count) && Self.isWellKnown(issuer) ? (issuer, 0.7) : nil
    }

    private var hasCardGroups: Bool {
        if run.groups.count == 1 { return true }
        guard run.isSeparated(only: 32) || run.isSeparated(only: UInt8(ascii: "-")) else { return false }
        let lengths = run.groups.map(\.range.count)
        return [[4, 4, 4, 4], [4, 6, 5], [4, 6, 4], [4, 4, 4, 4, 3], [4, 4, 4, 3], [6, 13], [4, 4, 4]].contains(lengths)
    }

    private static func isWellKnown(_ issuer: String) -> Bool {
        ["visa", "mastercard", "amex", "discover", "jcb", "diners"].contains(issuer)
    }

    /// Issuers by the ranges of their identification numbers and the lengths that they give out.
    private static func issuer(_ first4: Int, first6: Int, _ count: Int) -> String? {
        switch first4 {
        case 4000...4999: return [13, 16, 19].contains(count) ? "visa" : nil
        case 5100...5599, 2221...2720: return count == 16 ? "mastercard" : nil
        case 3400...3499, 3700...3799: return count == 15 ? "amex" : nil
        case 3000...3059, 3095, 3600...3699, 3800...3999: return (14...19).contains(count) ? "diners" : nil
        case 6011, 6440...6499, 6500...6599: return (16...19).contains(count) ? "discover" : nil
        case 3528...3589: return (16...19).contains(count) ? "jcb" : nil
        case 3500...3527, 3590...3599: return count == 16 ? "jcb" : nil
        case 2131, 1800: return count == 15 ? "jcb" : nil
        case 2200...2204: return (16...19).contains(count) ? "mir" : nil
        case 6200...6299, 8100...8199: return (14...19).contains(count) ? "unionpay" : nil
        case 5018, 5020, 5038, 5612, 5893, 6304, 6390, 6759, 6761...6763, 604: return "maestro"
        case 5000...5099, 5600...5899, 6000...6999: return (12...19).contains(count) ? "maestro" : nil
        default: return nil
        }
    }
}
