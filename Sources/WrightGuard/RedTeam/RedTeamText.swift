// Idea: reports show attacks, and an attack may aim at whoever reads the report: at the terminal, the browser, the
// build server. First every character that steers or hides is written out, then the sink's own signs are escaped.
// Source: OWASP cheat sheets on output encoding; SARIF 2.1.0, section 3.11 (links and placeholders in messages).
// Deviation: –
// Data layout: one pass over scalars, one over bytes.
private import WrightCore

/// Text of attacks, made safe to show.
package enum RedTeamText {
    /// The text with each character that steers or hides written out, such as `⟨U+202E⟩`; line breaks stay.
    package static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isHidden(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                result.append(contentsOf: "⟨U+\(padded)⟩".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The visible text on one line, cut after so many characters.
    package static func line(_ text: String, limit: Int = 160) -> String {
        let flat = visible(prefix(text, bytes: limit * 8)).split(whereSeparator: \.isNewline).joined(separator: " ⏎ ")
        return flat.count > limit ? flat.prefix(limit) + "…" : flat
    }

    /// The visible text for HTML and XML, in elements and in quoted attributes.
    package static func markup(_ text: String) -> String { ReportMarkup.escaped(visible(text)) }

    /// The visible text for a message of SARIF: no links, no placeholders.
    package static func sarif(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in visible(text).utf8 {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "{"): result += "{{".utf8
            case UInt8(ascii: "}"): result += "}}".utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// At most so many bytes, without half a character at the end.
    package static func prefix(_ text: String, bytes limit: Int) -> String {
        let bytes = Array(text.utf8.prefix(limit + 1))
        guard bytes.count > limit else { return text }
        var end = limit
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// What stands between a beginning and an end, by bytes; nil where the text has others.
    package static func inside(_ text: String, _ start: String, _ end: String) -> String? {
        let (text, start, end) = (text.utf8, start.utf8, end.utf8)
        guard text.count >= start.count + end.count, text.starts(with: start),
            text.suffix(end.count).elementsEqual(end)
        else { return nil }
        return String(decoding: text.dropFirst(start.count).dropLast(end.count), as: UTF8.self)
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A: false
        case 0..<0x20, 0x7F...0x9F, 0xAD, 0x034F, 0x061C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F: true
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0: true
        case 0xFFF0...0xFFFB, 0xFFFE...0xFFFF, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF: true
        case 0xF0000...0x10FFFF: true
        default: false
        }
    }
}
