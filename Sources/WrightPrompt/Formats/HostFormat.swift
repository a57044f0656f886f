/// Names of hosts, of RFC 1123 and of IDNA 2008 (RFC 5890 to 5893, without the rules on writing direction).
enum HostFormat {
    static func isHost(_ text: String, isInternational: Bool) -> Bool {
        var scalars = Array(text.unicodeScalars)
        if isInternational {
            scalars = scalars.map { "\u{3002}\u{FF0E}\u{FF61}".unicodeScalars.contains($0) ? "." : $0 }
        }
        guard !scalars.isEmpty else { return false }
        let labels = scalars.split(separator: ".", omittingEmptySubsequences: false)
        var length = labels.count - 1
        for label in labels {
            guard let encoded = encodedLength(Array(label), isInternational: isInternational) else { return false }
            length += encoded
        }
        return length <= 253
    }

    /// The length of a label in its ASCII form; nil for one that is not allowed.
    private static func encodedLength(_ label: [Unicode.Scalar], isInternational: Bool) -> Int? {
        guard !label.isEmpty, label.first != "-", label.last != "-" else { return nil }
        if label.allSatisfy({ $0.isASCII }) {
            guard label.count <= 63, label.allSatisfy({ isLetterOrDigit($0) || $0 == "-" }) else { return nil }
            let hasHyphens = label.count >= 4 && label[2] == "-" && label[3] == "-"
            guard hasHyphens else { return label.count }
            guard String(String.UnicodeScalarView(label.prefix(4))).lowercased() == "xn--",
                let decoded = Punycode.decode(Array(label.dropFirst(4))), decoded.contains(where: { !$0.isASCII }),
                isInternationalLabel(decoded)
            else { return nil }
            return label.count
        }
        guard isInternational, isInternationalLabel(label) else { return nil }
        let length = 4 + Punycode.encodedLength(label)
        return length <= 63 ? length : nil
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }

    private static func isInternationalLabel(_ label: [Unicode.Scalar]) -> Bool {
        guard let first = label.first, first != "-", label.last != "-" else { return false }
        if label.count >= 4, label[2] == "-", label[3] == "-" { return false }
        switch first.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return false
        default: break
        }
        return label.indices.allSatisfy { isAllowed(label[$0], in: label, at: $0) }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, in label: [Unicode.Scalar], at place: Int) -> Bool {
        let before = place > 0 ? label[place - 1] : nil
        let after = place + 1 < label.count ? label[place + 1] : nil
        switch scalar.value {
        case 0xB7: return before == "l" && after == "l"
        case 0x375: return after.map { isScript("Greek", $0) } ?? false
        case 0x5F3, 0x5F4: return before.map { isScript("Hebrew", $0) } ?? false
        case 0x30FB:
            return label.contains { scalar in ["Hiragana", "Katakana", "Han"].contains { isScript($0, scalar) } }
        case 0x660...0x669: return !label.contains { (0x6F0...0x6F9).contains($0.value) }
        case 0x6F0...0x6F9: return !label.contains { (0x660...0x669).contains($0.value) }
        case 0x200C, 0x200D: return before?.properties.canonicalCombiningClass == .virama || joins(label, place)
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: return true
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        default: break
        }
        if scalar.isASCII { return scalar == "-" || ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: return true
        default: return false
        }
    }

    /// ZERO WIDTH NON-JOINER between letters that join, as in Arabic.
    private static func joins(_ label: [Unicode.Scalar], _ place: Int) -> Bool {
        guard label[place].value == 0x200C, place > 0, place + 1 < label.count else { return false }
        return isScript("Arabic", label[place - 1]) && isScript("Arabic", label[place + 1])
    }

    private static func isScript(_ name: String, _ scalar: Unicode.Scalar) -> Bool {
        UnicodeClass("Script=" + name)?.contains(scalar) ?? false
    }
}

/// The encoding of international labels, RFC 3492.
enum Punycode {
    static func decode(_ label: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        var output: [UInt32] = []
        var input = label[...]
        if let hyphen = label.lastIndex(of: "-") {
            output = label[..<hyphen].map(\.value)
            input = label[(hyphen + 1)...]
        }
        var (code, bias, index) = (128, 72, 0)
        while !input.isEmpty {
            let before = index
            var (weight, base) = (1, 36)
            while true {
                guard let next = input.popFirst(), let digit = digit(next), digit <= (1 << 30) / weight else {
                    return nil
                }
                index += digit * weight
                guard index < 1 << 30 else { return nil }
                let threshold = max(1, min(26, base - bias))
                if digit < threshold { break }
                weight *= 36 - threshold
                guard weight < 1 << 30 else { return nil }
                base += 36
            }
            bias = adapted(index - before, output.count + 1, isFirst: before == 0)
            code += index / (output.count + 1)
            index %= output.count + 1
            guard code <= 0x10FFFF else { return nil }
            output.insert(UInt32(code), at: index)
            index += 1
        }
        var result: [Unicode.Scalar] = []
        for value in output {
            guard let scalar = Unicode.Scalar(value) else { return nil }
            result.append(scalar)
        }
        return result
    }

    /// How many letters the encoding of a label has.
    static func encodedLength(_ label: [Unicode.Scalar]) -> Int {
        let basic = label.filter { $0.isASCII }.count
        var length = basic + (basic > 0 ? 1 : 0)
        var (code, delta, bias, handled) = (128, 0, 72, basic)
        while handled < label.count {
            guard let next = label.map({ Int($0.value) }).filter({ $0 >= code }).min() else { break }
            delta += (next - code) * (handled + 1)
            code = next
            for scalar in label {
                if Int(scalar.value) < code { delta += 1 }
                guard Int(scalar.value) == code else { continue }
                var (rest, base) = (delta, 36)
                while true {
                    let threshold = max(1, min(26, base - bias))
                    length += 1
                    if rest < threshold { break }
                    rest = (rest - threshold) / (36 - threshold)
                    base += 36
                }
                bias = adapted(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return length
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar {
        case "a"..."z": Int(scalar.value) - 97
        case "A"..."Z": Int(scalar.value) - 65
        case "0"..."9": Int(scalar.value) - 22
        default: nil
        }
    }

    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var base = 0
        while delta > 455 {
            delta /= 35
            base += 36
        }
        return base + 36 * delta / (delta + 38)
    }
}
