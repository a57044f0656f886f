internal import WrightCore

extension PersonalDataReader {
    /// Reads a word of letters and digits; nil for an ordinary one.
    mutating func readMixedWord(_ range: Range<Int>) -> Int? {
        guard range.count >= 4 else { return nil }
        if let last = readBankAccount(at: range.lowerBound) { return last }
        if let last = readFinnishNumber(range) { return last }
        guard range.count >= 6, !bytes[range].contains(95) else { return nil }
        if range.count >= 26, range.count <= 90, let name = wallet(range) { return add(.wallet, range, 0.95, name) }
        return identity(range).map { add(.nationalID, range, 0.85, $0) }
    }

    // MARK: Bank accounts

    /// An IBAN, compact or in groups of four: country, length and check digits are right.
    private mutating func readBankAccount(at start: Int) -> Int? {
        guard TextByte.isLetter(bytes[start]), TextByte.isLetter(bytes.byte(start + 1)),
            TextByte.isDigit(bytes.byte(start + 2)), TextByte.isDigit(bytes.byte(start + 3))
        else { return nil }
        let country = UInt16(TextByte.raised(bytes[start])) << 8 | UInt16(TextByte.raised(bytes[start + 1]))
        guard let length = Self.accountLengths[country] else { return nil }
        var characters: [UInt8] = []
        var position = start
        var sinceSpace = 0
        while position < bytes.count, characters.count < length {
            let byte = bytes[position]
            if TextByte.isAlphanumeric(byte) {
                characters.append(byte)
                sinceSpace += 1
            } else {
                guard byte == 32 || byte == UInt8(ascii: "-"), sinceSpace >= 2 else { return nil }
                sinceSpace = 0
            }
            position += 1
        }
        guard characters.count == length, !TextByte.isWord(bytes.byte(position)), CheckDigits.mod97(characters) else {
            return nil
        }
        return add(.iban, start..<position, 0.99, String(decoding: characters.prefix(2), as: UTF8.self))
    }

    private static let accountLengths: [UInt16: Int] = {
        var lengths: [UInt16: Int] = [:]
        for entry in accountTable.utf8.split(whereSeparator: { TextByte.isSpace($0) }) {
            let bytes = Array(entry)
            lengths[UInt16(bytes[0]) << 8 | UInt16(bytes[1])] = Int(bytes[2] - 48) * 10 + Int(bytes[3] - 48)
        }
        return lengths
    }()

    /// Source: the SWIFT registry of IBAN formats.
    private static let accountTable = """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29
        ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20
        LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29
        PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
        YE30
        """

    // MARK: Identity numbers with letters

    private func identity(_ range: Range<Int>) -> String? {
        let text = bytes[range].map(TextByte.raised)
        switch text.count {
        case 9: return nineCharacters(text, range)
        case 10:
            let isForm =
                text.prefix(5).allSatisfy(TextByte.isLetter) && text[5..<9].allSatisfy(TextByte.isDigit)
                && TextByte.isLetter(text[9]) && Array("ABCFGHLJPT".utf8).contains(text[3])
            let words = NationalWords.indianTax
            return isForm && words.verdict(before: range.lowerBound, in: bytes, limit: 64) == true ? "PAN" : nil
        case 16: return Self.isItalian(text) ? "codice fiscale" : nil
        case 18:
            if Self.isMexican(text) { return "CURP" }
            guard text.dropLast().allSatisfy(TextByte.isDigit), text[17] == UInt8(ascii: "X") else { return nil }
            return isChinese(text.dropLast().map { $0 - 48 }[...], check: 10) ? "resident identity number" : nil
        default: return nil
        }
    }

    private func nineCharacters(_ text: [UInt8], _ range: Range<Int>) -> String? {
        let letters = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)
        let isUpper = range.allSatisfy { !TextByte.isLower(bytes[$0]) }
        let isNamed = NationalWords.identity.verdict(before: range.lowerBound, in: bytes) == true
        guard isUpper || isNamed else { return nil }
        let middle = text[1..<8]
        guard middle.allSatisfy(TextByte.isDigit) || text[2..<8].allSatisfy(TextByte.isDigit) else { return nil }
        let foreign = Array("XYZ".utf8).firstIndex(of: text[0]).map(UInt8.init)
        if middle.allSatisfy(TextByte.isDigit), foreign != nil || TextByte.isDigit(text[0]) {
            let number = ([foreign ?? (text[0] - 48)] + middle.map { $0 - 48 }).reduce(0) { $0 * 10 + Int($1) }
            return letters[number % 23] == text[8] ? (foreign == nil ? "DNI" : "NIE") : nil
        }
        if middle.allSatisfy(TextByte.isDigit), TextByte.isLetter(text[8]) { return Self.singaporean(text) }
        let isInsurance =
            TextByte.isLetter(text[0]) && TextByte.isLetter(text[1])
            && text[2..<8].allSatisfy(TextByte.isDigit) && (65...68).contains(text[8]) && Self.isInsurancePrefix(text)
        return isInsurance ? "National Insurance number" : nil
    }

    private static func isInsurancePrefix(_ text: [UInt8]) -> Bool {
        let barred = Array("DFIQUV".utf8)
        let pairs = ["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"]
        return !barred.contains(text[0]) && !barred.contains(text[1]) && text[1] != UInt8(ascii: "O")
            && !pairs.contains(String(decoding: text.prefix(2), as: UTF8.self))
    }

    /// `QQ 12 34 56 C`, the form in which the United Kingdom writes its insurance numbers.
    mutating func readSpacedInsuranceNumber(at start: Int) -> Int? {
        let end = start + 13
        guard end <= bytes.count, !TextByte.isWord(bytes.byte(end)) else { return nil }
        for (offset, kind) in "LL DD DD DD L".utf8.enumerated() {
            let byte = bytes[start + offset]
            switch kind {
            case 32: guard byte == 32 else { return nil }
            case UInt8(ascii: "D"): guard TextByte.isDigit(byte) else { return nil }
            default: guard TextByte.isUpper(byte) else { return nil }
            }
        }
        guard (65...68).contains(bytes[end - 1]), Self.isInsurancePrefix(Array(bytes[start..<(start + 2)])) else {
            return nil
        }
        return add(.nationalID, start..<end, 0.9, "National Insurance number")
    }

    private static func singaporean(_ text: [UInt8]) -> String? {
        let digits = text[1..<8].map { $0 - 48 }
        var sum = CheckDigits.weighted(digits[...], [2, 7, 6, 5, 4, 3, 2])
        if text[0] == UInt8(ascii: "T") || text[0] == UInt8(ascii: "G") { sum += 4 }
        let letters: String
        switch text[0] {
        case UInt8(ascii: "S"), UInt8(ascii: "T"): letters = "JZIHGFEDCBA"
        case UInt8(ascii: "F"), UInt8(ascii: "G"): letters = "XWUTRQPNMLK"
        default: return nil
        }
        return Array(letters.utf8)[sum % 11] == text[8] ? "NRIC" : nil
    }

    /// The form `LLLLLLDDLDDLDDDL`, letters for digits allowed where names clash, and the check letter.
    private static func isItalian(_ text: [UInt8]) -> Bool {
        let replaced = Array("LMNPQRSTUV".utf8)
        for index in text.indices {
            let isLetterPlace = index < 6 || index == 8 || index == 11 || index == 15
            let isFit =
                isLetterPlace
                ? TextByte.isLetter(text[index]) : TextByte.isDigit(text[index]) || replaced.contains(text[index])
            guard isFit else { return false }
        }
        guard Array("ABCDEHLMPRST".utf8).contains(text[8]) else { return false }
        let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
        var sum = 0
        for index in 0..<15 {
            let value = Int(TextByte.isDigit(text[index]) ? text[index] - 48 : text[index] - 65)
            sum += index % 2 == 0 ? odd[value] : value
        }
        return UInt8(sum % 26) + 65 == text[15]
    }

    /// The form `LLLLDDDDDDLLLLLLXD` with its check digit.
    private static func isMexican(_ text: [UInt8]) -> Bool {
        guard text.prefix(4).allSatisfy(TextByte.isLetter), text[4..<10].allSatisfy(TextByte.isDigit),
            text[10] == UInt8(ascii: "H") || text[10] == UInt8(ascii: "M") || text[10] == UInt8(ascii: "X"),
            text[11..<16].allSatisfy(TextByte.isLetter), TextByte.isDigit(text[17])
        else { return false }
        var sum = 0
        for index in 0..<17 {
            // Ñ stands between N and O in this alphabet.
            let letter = Int(text[index]) - 55
            let value = TextByte.isDigit(text[index]) ? Int(text[index]) - 48 : letter > 23 ? letter + 1 : letter
            sum += value * (18 - index)
        }
        return (10 - sum % 10) % 10 == Int(text[17]) - 48
    }

    /// `131052-308T`: a date, a sign for the century, and a number with its check character.
    private mutating func readFinnishNumber(_ range: Range<Int>) -> Int? {
        let start = range.lowerBound
        let isAfterDash = range.count == 4 && bytes.byte(start - 1) == UInt8(ascii: "-") && start >= 7
        let first = isAfterDash ? start - 7 : start
        let length = 11
        guard first + length == range.upperBound, isAfterDash || range.count == length,
            !TextByte.isWord(bytes.byte(first - 1))
        else { return nil }
        let text = bytes[first..<(first + length)].map(TextByte.raised)
        guard text[0..<6].allSatisfy(TextByte.isDigit), text[7..<10].allSatisfy(TextByte.isDigit),
            Array("-ABCDEFUVWXY".utf8).contains(text[6])
        else { return nil }
        let number = (text[0..<6] + text[7..<10]).reduce(0) { $0 * 10 + Int($1) - 48 }
        let day = Int(text[0] - 48) * 10 + Int(text[1] - 48)
        let month = Int(text[2] - 48) * 10 + Int(text[3] - 48)
        guard (1...31).contains(day), (1...12).contains(month),
            Array("0123456789ABCDEFHJKLMNPRSTUVWXY".utf8)[number % 31] == text[10]
        else { return nil }
        return add(.nationalID, first..<(first + length), 0.9, "HETU")
    }

    // MARK: Wallets

    private func wallet(_ range: Range<Int>) -> String? {
        let first = bytes[range.lowerBound]
        if range.count == 42, bytes.has("0x", at: range.lowerBound) {
            let isHexadecimal = bytes[range].dropFirst(2).allSatisfy(TextByte.isHexadecimal)
            let isNamed = ContextWords.wallet.verdict(before: range.lowerBound, in: bytes) == true
            return isHexadecimal && isNamed ? "Ethereum" : nil
        }
        if range.count <= 35,
            [UInt8(ascii: "1"), UInt8(ascii: "3"), UInt8(ascii: "L"), UInt8(ascii: "D")].contains(first)
        {
            return Self.isBase58Check(Array(bytes[range])) ? "base58" : nil
        }
        if bytes.hasFolded("bc1", at: range.lowerBound) || bytes.hasFolded("ltc1", at: range.lowerBound) {
            return Self.isBech32(bytes[range].map(TextByte.lowered)) ? "bech32" : nil
        }
        return nil
    }

    /// 25 bytes in base 58, the last four of which begin the double SHA-256 of the others.
    static func isBase58Check(_ text: [UInt8]) -> Bool {
        let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
        var number = [UInt8](repeating: 0, count: 25)
        for character in text {
            guard let value = alphabet.firstIndex(of: character) else { return false }
            var carry = value
            for index in number.indices.reversed() {
                carry += Int(number[index]) * 58
                number[index] = UInt8(carry & 255)
                carry >>= 8
            }
            guard carry == 0 else { return false }
        }
        return ContentHash(of: ContentHash(of: number.prefix(21)).bytes).bytes.prefix(4) == number.suffix(4)
    }

    /// The checksum of BIP 173 (bech32) or BIP 350 (bech32m) is right.
    static func isBech32(_ text: [UInt8]) -> Bool {
        let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
        guard let split = text.lastIndex(of: UInt8(ascii: "1")), split >= 1, text.count - split > 6 else {
            return false
        }
        let prefix = text[..<split]
        var values = prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
        for character in text[(split + 1)...] {
            guard let value = alphabet.firstIndex(of: character) else { return false }
            values.append(UInt8(value))
        }
        let generator: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]
        var check: UInt32 = 1
        for value in values {
            let top = check >> 25
            check = (check & 0x1FF_FFFF) << 5 ^ UInt32(value)
            for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { check ^= generator[bit] }
        }
        return check == 1 || check == 0x2BC8_30A3
    }
}
