#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

// How a workbook shows numbers.
//
// Source: ECMA-376 part 1, 18.8.30 and 18.8.31. Deviations: dates and times are written as ISO 8601 whatever the
// format's order of parts, because that is what a reader, a search and a language model all agree on; fractions are
// written as decimals; conditions in brackets are not evaluated; fill and width marks (`*`, `_`) are dropped.

/// One number format of a workbook.
struct CellFormat {
    private enum Kind {
        case general
        case text
        case date(hasDate: Bool, hasTime: Bool)
        case hidden
        case number(sections: [Section])
    }

    private struct Section {
        var prefix = ""
        var suffix = ""
        var decimalCount = 0
        var minimumDigitCount = 0
        var hasGroups = false
        var isScientific = false
        var hasDigits = false
        /// Powers of ten: 2 for each percent sign, −3 for each scaling comma.
        var scale = 0
        var isGeneral = false
    }

    private let kind: Kind

    /// Takes a built-in format's number, or a format's code.
    init(id: Int, code: String?) {
        if let code {
            kind = Self.kind(code)
        } else if let builtIn = Self.builtIn[id] {
            kind = Self.kind(builtIn)
        } else {
            kind = (27...36).contains(id) || (50...58).contains(id) ? .date(hasDate: true, hasTime: false) : .general
        }
    }

    /// Whether the format shows nothing at all, as `;;;` does.
    var isHidden: Bool { if case .hidden = kind { true } else { false } }

    /// A number as the workbook shows it.
    func text(_ value: Double, is1904: Bool) -> String {
        switch kind {
        case .general, .text, .hidden: return Self.general(value)
        case .date(let hasDate, let hasTime):
            let time = SerialDate(value, is1904: is1904)
            return time?.text(hasDate: hasDate, hasTime: hasTime) ?? Self.general(value)
        case .number(let sections): return Self.text(value, sections)
        }
    }

    /// A number without a format: up to 15 significant digits.
    static func general(_ value: Double) -> String {
        guard value.isFinite else { return "" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return printed("%.15g", value)
    }

    private static func printed(_ format: String, _ value: Double) -> String {
        var buffer = [CChar](repeating: 0, count: 400)
        let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        return String(
            decoding: buffer.prefix(Int(max(0, min(count, 399)))).map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }

    private static func text(_ value: Double, _ sections: [Section]) -> String {
        var section = sections[0]
        var value = value
        if value < 0, sections.count > 1 {
            section = sections[1]
            value = -value
        } else if value == 0, sections.count > 2 {
            section = sections[2]
        }
        if section.isGeneral { return section.prefix + general(value) + section.suffix }
        guard section.hasDigits else { return section.prefix + section.suffix }
        let scaled = abs(value) * pow(10, Double(section.scale))
        guard scaled.isFinite, scaled < 1e18 else { return general(value) }
        if section.isScientific { return printed("%.\(section.decimalCount)E", value) }
        var digits = printed("%.\(section.decimalCount)f", scaled)
        let isZero = !digits.utf8.contains { (49...57).contains($0) }
        var whole = digits.prefix { $0 != "." }
        let rest = digits.dropFirst(whole.count)
        let padding = String(repeating: "0", count: max(0, section.minimumDigitCount - whole.count))
        whole = Substring(padding + String(whole))
        if section.hasGroups { whole = Substring(grouped(whole)) }
        digits = String(whole + rest)
        return (value < 0 && !isZero ? "-" : "") + section.prefix + digits + section.suffix
    }

    private static func grouped(_ digits: Substring) -> String {
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return result
    }

    private static func kind(_ code: String) -> Kind {
        let lower = code.lowercased()
        if lower == "general" { return .general }
        if code == "@" { return .text }
        let parts = split(code)
        if parts.count >= 3, parts.prefix(3).allSatisfy(\.isEmpty) { return .hidden }
        let letters = dateLetters(parts[0])
        if !letters.isEmpty, !lower.contains("general") {
            let hasDate =
                letters.contains("y") || letters.contains("d")
                || (letters.contains("m") && !letters.contains("h") && !letters.contains("s"))
            return .date(hasDate: hasDate, hasTime: letters.contains("h") || letters.contains("s"))
        }
        return .number(sections: parts.map { section($0) })
    }

    /// The sections of a code, which `;` outside quotation marks parts.
    private static func split(_ code: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        var isEscaped = false
        for character in code {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                parts.append("")
                continue
            }
            parts[parts.count - 1].append(character)
        }
        return parts
    }

    /// The letters of a section that stand for parts of a date or time.
    private static func dateLetters(_ section: String) -> Set<Character> {
        var letters: Set<Character> = []
        scan(section) { token in
            if case .sign(let sign) = token, "ymdhs".contains(sign.lowercased()) {
                letters.formUnion(sign.lowercased())
            }
            if case .bracket(let content) = token, let first = content.lowercased().first, "hms".contains(first),
                content.lowercased().allSatisfy({ $0 == first })
            {
                letters.insert(first == "m" ? "h" : first)
            }
        }
        return letters
    }

    private enum Token {
        case literal(String)
        case bracket(String)
        case sign(Character)
    }

    private static func scan(_ section: String, _ take: (Token) -> Void) {
        var rest = Substring(section)
        while let first = rest.popFirst() {
            switch first {
            case "\"":
                let literal = rest.prefix { $0 != "\"" }
                rest = rest.dropFirst(literal.count + 1)
                take(.literal(String(literal)))
            case "\\": if let next = rest.popFirst() { take(.literal(String(next))) }
            case "_", "*": _ = rest.popFirst()
            case "[":
                let content = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(content.count + 1)
                take(.bracket(String(content)))
            default: take(.sign(first))
            }
        }
    }

    private static func section(_ code: String) -> Section {
        var section = Section()
        section.isGeneral = code.lowercased().contains("general")
        var isBehindPoint = false
        var commas = 0
        func add(_ text: String) {
            if section.hasDigits || section.isGeneral && !section.prefix.isEmpty {
                section.suffix += text
            } else {
                section.prefix += text
            }
        }
        scan(code) { token in
            switch token {
            case .literal(let text): add(text)
            case .bracket(let content):
                guard content.hasPrefix("$") else { return }
                add(String(content.dropFirst().prefix { $0 != "-" }))
            case .sign(let sign):
                switch sign {
                case "0", "#", "?":
                    if commas > 0, !isBehindPoint { section.hasGroups = true }
                    commas = 0
                    section.hasDigits = true
                    if section.isScientific { return }
                    if isBehindPoint {
                        section.decimalCount += 1
                    } else if sign == "0" {
                        section.minimumDigitCount += 1
                    }
                case ".": isBehindPoint = true
                case ",": commas += section.hasDigits ? 1 : 0
                case "%":
                    section.scale += 2
                    add("%")
                case "E", "e": section.isScientific = section.hasDigits
                case "$", "€", "£", "¥", " ", "(", ")", "-", "+", ":": add(section.isScientific ? "" : String(sign))
                case "/": section.decimalCount = 2
                default: break
                }
            }
        }
        section.scale -= 3 * commas
        section.decimalCount = min(section.decimalCount, 30)
        section.minimumDigitCount = min(section.minimumDigitCount, 30)
        return section
    }

    private static let builtIn: [Int: String] = [
        0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0", 6: "$#,##0", 7: "$#,##0.00",
        8: "$#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "General", 13: "General", 14: "yyyy-mm-dd",
        15: "yyyy-mm-dd", 16: "mm-dd", 17: "yyyy-mm", 18: "hh:mm", 19: "hh:mm:ss", 20: "hh:mm", 21: "hh:mm:ss",
        22: "yyyy-mm-dd hh:mm", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
        40: "#,##0.00;(#,##0.00)", 44: "$#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
    ]
}
