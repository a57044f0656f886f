// Source: the published check-digit rules of each number. A check digit alone is passed by one number in ten, so a
// number counts only if it also has a form that nothing else has (a date in it, fixed marks, two check digits) or if a
// word beside it names it.
extension PersonalDataReader {
    typealias National = (name: String, score: Double)

    /// The national number that the run is; nil when it is none.
    func nationalNumber() -> National? {
        guard !run.hasPlus, run.bracketed == nil else { return nil }
        let digits = run.digits
        switch digits.count {
        case 9: return nineDigits(digits)
        case 10: return tenDigits(digits)
        case 11: return elevenDigits(digits)
        case 12: return twelveDigits(digits)
        case 13: return thirteenDigits(digits)
        case 15: return fifteenDigits(digits)
        case 18: return eighteenDigits(digits)
        default: return nil
        }
    }

    private func isNamed(_ words: ContextWords) -> Bool {
        words.verdict(before: run.start, in: bytes, limit: 64) == true
    }

    private func nineDigits(_ digits: [UInt8]) -> National? {
        let bsn = CheckDigits.weighted(digits[...], [9, 8, 7, 6, 5, 4, 3, 2, -1])
        if bsn % 11 == 0, isNamed(NationalWords.netherlands) { return ("BSN", 0.95) }
        if CheckDigits.luhn(digits), isNamed(NationalWords.canada) { return ("SIN", 0.95) }
        let sum = CheckDigits.weighted(digits[...], [9, 8, 7, 6, 5, 4, 3, 2])
        let check = sum % 11 < 2 ? 0 : 11 - sum % 11
        if check == Int(digits[8]), isNamed(NationalWords.portugal) { return ("NIF", 0.95) }
        let taxFile = CheckDigits.weighted(digits[...], [1, 4, 3, 7, 5, 8, 6, 9, 10])
        return taxFile % 11 == 0 && isNamed(NationalWords.australia) ? ("TFN", 0.95) : nil
    }

    private func tenDigits(_ digits: [UInt8]) -> National? {
        let sum = CheckDigits.weighted(digits[...], [10, 9, 8, 7, 6, 5, 4, 3, 2])
        if (11 - sum % 11) % 11 == Int(digits[9]), isNamed(NationalWords.health) { return ("NHS number", 0.95) }
        let isSplit = run.hasShape([6, 4])
        let mark = run.groups.count > 1 ? run.groups[1].separator : 0
        if isSplit, mark == UInt8(ascii: "-"), CheckDigits.luhn(digits), isMonthDay(digits[2...]) {
            return ("personnummer", 0.8)
        }
        if isSplit, mark == UInt8(ascii: "-"), isDayMonth(digits), isNamed(NationalWords.denmark) {
            return ("CPR", 0.9)
        }
        let number = CheckDigits.remainder(digits, by: 11)
        if isSplit, mark == UInt8(ascii: "/"), number == 0 { return ("rodné číslo", 0.85) }
        let austrian = [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]
        let isAustrian = CheckDigits.weighted(digits[...], austrian) % 11 == Int(digits[3])
        return isAustrian && isNamed(NationalWords.austria) ? ("SVNR", 0.9) : nil
    }

    private func elevenDigits(_ digits: [UInt8]) -> National? {
        if let brazilian = brazilianNumber(digits) { return brazilian }
        let birth = run.hasShape([2, 2, 2, 3, 2])
        let body = CheckDigits.remainder(digits.prefix(9), by: 97)
        let later = CheckDigits.remainder([2] + digits.prefix(9), by: 97)
        let check = Int(digits[9]) * 10 + Int(digits[10])
        let isBelgian = check == 97 - body || check == 97 - later
        if isBelgian, isMonthDay(digits[2...]), birth || isNamed(NationalWords.belgium) {
            return ("rijksregisternummer", 0.9)
        }
        let pesel = CheckDigits.weighted(digits[...], [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1])
        if pesel % 10 == 0, isNamed(NationalWords.poland) { return ("PESEL", 0.95) }
        if CheckDigits.mod11and10(digits), isNamed(NationalWords.germanTax) { return ("Steuer-ID", 0.95) }
        if CheckDigits.mod11and10(digits), isNamed(NationalWords.croatia) { return ("OIB", 0.95) }
        if isNorwegian(digits), isNamed(NationalWords.norway) { return ("fødselsnummer", 0.95) }
        return isTurkish(digits) && isNamed(NationalWords.turkey) ? ("TCKN", 0.95) : nil
    }

    private func brazilianNumber(_ digits: [UInt8]) -> National? {
        let first = CheckDigits.weighted(digits[...], [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10
        let second = CheckDigits.weighted(digits[...], [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10
        guard first == Int(digits[9]), second == Int(digits[10]), Set(digits).count > 1 else { return nil }
        if run.hasShape([3, 3, 3, 2]), run.groups[3].separator == UInt8(ascii: "-") { return ("CPF", 0.9) }
        return isNamed(NationalWords.brazil) ? ("CPF", 0.95) : nil
    }

    private func isNorwegian(_ digits: [UInt8]) -> Bool {
        let first = CheckDigits.weighted(digits[...], [3, 7, 6, 1, 8, 9, 4, 5, 2, 1])
        let second = CheckDigits.weighted(digits[...], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
        return first % 11 == 0 && second % 11 == 0
    }

    private func isTurkish(_ digits: [UInt8]) -> Bool {
        guard digits[0] != 0 else { return false }
        let odd = stride(from: 0, to: 9, by: 2).reduce(0) { $0 + Int(digits[$1]) }
        let even = stride(from: 1, to: 8, by: 2).reduce(0) { $0 + Int(digits[$1]) }
        let tenth = ((odd * 7 - even) % 10 + 10) % 10
        let sum = digits.prefix(10).reduce(0) { $0 + Int($1) }
        return tenth == Int(digits[9]) && sum % 10 == Int(digits[10])
    }

    private func twelveDigits(_ digits: [UInt8]) -> National? {
        if digits[0] >= 2, CheckDigits.verhoeff(digits), isNamed(NationalWords.india) { return ("Aadhaar", 0.95) }
        let isSwedish = run.hasShape([8, 4]) && run.groups[1].separator == UInt8(ascii: "-")
        if isSwedish, CheckDigits.luhn(digits.dropFirst(2)), isMonthDay(digits[4...]) { return ("personnummer", 0.9) }
        let sum = CheckDigits.weighted(digits[...], [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
        let check = sum % 11 < 2 ? 0 : 11 - sum % 11
        return check == Int(digits[11]) && isNamed(NationalWords.japan) ? ("My Number", 0.9) : nil
    }

    private func thirteenDigits(_ digits: [UInt8]) -> National? {
        if run.hasShape([3, 4, 4, 2]), digits.starts(with: [7, 5, 6]) {
            let sum = digits.enumerated().reduce(0) { $0 + Int($1.element) * ($1.offset % 2 == 0 ? 1 : 3) }
            if sum % 10 == 0 { return ("AHV", 0.95) }
        }
        let korean = CheckDigits.weighted(digits[...], [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5])
        if run.hasShape([6, 7]), (11 - korean % 11) % 10 == Int(digits[12]), isMonthDay(digits[2...]) {
            return ("RRN", 0.9)
        }
        if CheckDigits.luhn(digits), isMonthDay(digits[2...]), isNamed(NationalWords.southAfrica) {
            return ("ID number", 0.9)
        }
        let romanian = CheckDigits.weighted(digits[...], [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
        let isRomanian = (romanian == 10 ? 1 : romanian) == Int(digits[12])
        return isRomanian && isMonthDay(digits[3...]) && isNamed(NationalWords.romania) ? ("CNP", 0.9) : nil
    }

    private func fifteenDigits(_ digits: [UInt8]) -> National? {
        let month = Int(digits[3]) * 10 + Int(digits[4])
        guard digits[0] == 1 || digits[0] == 2, (1...12).contains(month) || (20...42).contains(month) else {
            return nil
        }
        let key = Int(digits[13]) * 10 + Int(digits[14])
        return key == 97 - CheckDigits.remainder(digits.prefix(13), by: 97) ? ("NIR", 0.85) : nil
    }

    private func eighteenDigits(_ digits: [UInt8]) -> National? {
        isChinese(digits[...], check: digits[17]) ? ("resident identity number", 0.9) : nil
    }

    /// ISO 7064 MOD 11-2 over seventeen digits, with a date of birth in them.
    func isChinese(_ digits: ArraySlice<UInt8>, check: UInt8) -> Bool {
        let digits = Array(digits)
        let year = digits[6..<10].reduce(0) { $0 * 10 + Int($1) }
        guard (1900...2100).contains(year), isMonthDay(digits[10...]) else { return false }
        let sum = CheckDigits.weighted(digits[...], [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
        return (12 - sum % 11) % 11 == Int(check)
    }

    /// Whether digits begin with a month and a day.
    private func isMonthDay(_ digits: ArraySlice<UInt8>) -> Bool {
        let pair = Array(digits.prefix(4)).map(Int.init)
        guard pair.count == 4 else { return false }
        return (1...12).contains(pair[0] * 10 + pair[1]) && (1...31).contains(pair[2] * 10 + pair[3])
    }

    private func isDayMonth(_ digits: [UInt8]) -> Bool {
        isMonthDay([digits[2], digits[3], digits[0], digits[1]])
    }
}

/// Words that name national numbers.
enum NationalWords {
    static let netherlands = ContextWords("bsn burgerservicenummer sofinummer", against: "")
    static let canada = ContextWords("sin insurance social nas", against: "")
    static let portugal = ContextWords("nif contribuinte fiscal", against: "")
    static let australia = ContextWords("tfn tax", against: "")
    static let health = ContextWords("nhs patient", against: "")
    static let denmark = ContextWords("cpr personnummer cpr-nr", against: "")
    static let austria = ContextWords("svnr sozialversicherungsnummer versicherungsnummer sv", against: "")
    static let belgium = ContextWords("rijksregisternummer insz niss national registre", against: "")
    static let poland = ContextWords("pesel", against: "")
    static let germanTax = ContextWords(
        "steuer steuerid idnr steueridentifikationsnummer identifikationsnummer steuernummer tax tin id",
        against: ""
    )
    static let croatia = ContextWords("oib", against: "")
    static let norway = ContextWords("fødselsnummer personnummer fnr", against: "")
    static let turkey = ContextWords("tc tckn kimlik", against: "")
    static let brazil = ContextWords("cpf", against: "")
    static let india = ContextWords("aadhaar aadhar uid uidai", against: "", parts: "आधार")
    static let indianTax = ContextWords("pan income permanent", against: "")
    static let japan = ContextWords("mynumber individual", against: "", parts: "個人番号 マイナンバー")
    static let southAfrica = ContextWords("id identity rsa", against: "")
    static let romania = ContextWords("cnp", against: "")
    static let insurance = ContextWords("ni nino national insurance nin", against: "")
    static let identity = ContextWords(
        "dni nie nif cif documento identidad identity hetu henkilötunnus nric fin national id",
        against: ""
    )
}
