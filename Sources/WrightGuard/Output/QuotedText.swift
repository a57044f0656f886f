private import WrightCore

/// Texts for JSON, CSV, shells, SQL and URLs.
enum QuotedText {
    /// A string with its quotes; `<`, `>`, `&`, U+2028 and U+2029 are escaped for scripts in pages.
    static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "<", ">", "&", "'", "\u{7F}", "\u{2028}", "\u{2029}": result += escape(scalar.value)
            default:
                let isControl = scalar.value < 32 || TerminalText.isHidden(scalar.value) && scalar.value < 0x10000
                if isControl { result += escape(scalar.value) } else { result.unicodeScalars.append(scalar) }
            }
        }
        return result + "\""
    }

    private static func escape(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// A field: in quotes where needed, and with an apostrophe before what a spreadsheet would take for a formula.
    static func csv(_ text: String) -> String {
        let text = doubled(text, nil)
        let body = isFormula(text) ? "'" + text : text
        let needsQuotes =
            body.utf8.contains { [10, 13, 9, 34, 44, 59, 124].contains($0) } || body.utf8.first == 32
            || body.utf8.last == 32
        return needsQuotes ? "\"" + doubled(body, UInt8(ascii: "\"")) + "\"" : body
    }

    /// Whether a spreadsheet could take a field for a formula; plain numbers with a sign are none.
    private static func isFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first(where: { !$0.properties.isWhitespace && $0 != "\"" && $0 != "'" })
        else { return text.unicodeScalars.contains { $0 == "\t" || $0 == "\r" } }
        if let start = text.unicodeScalars.first, start == "\t" || start == "\r" { return true }
        let isMark = "=+-@|%".unicodeScalars.contains(first) || "＝＋－＠".unicodeScalars.contains(first)
        return isMark && !isNumber(text)
    }

    private static func isNumber(_ text: String) -> Bool {
        let body = text.utf8.first == 43 || text.utf8.first == 45 ? text.utf8.dropFirst() : text.utf8[...]
        let parts = body.split(separator: 46, omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(TextByte.isDigit) }
    }

    /// A word in single quotes.
    static func shellWord(_ text: String) -> String {
        var result: [UInt8] = [UInt8(ascii: "'")]
        for byte in text.utf8 where byte != 0 {
            if byte == UInt8(ascii: "'") { result += Array("'\\''".utf8) } else { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self) + "'"
    }

    /// A literal in single quotes.
    static func sqlLiteral(_ text: String) -> String {
        "'" + doubled(text, UInt8(ascii: "'")) + "'"
    }

    /// The text without zero bytes and with each quote twice.
    ///
    /// It works on bytes: a quote with an accent is one character for Swift, but still a quote for its reader.
    private static func doubled(_ text: String, _ quote: UInt8?) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 8)
        for byte in text.utf8 where byte != 0 {
            result.append(byte)
            if byte == quote { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Everything but letters, digits, `-`, `.`, `_` and `~` in percent encoding.
    static func urlComponent(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if TextByte.isAlphanumeric(byte) || [45, 46, 95, 126].contains(byte) {
                result.append(byte)
            } else {
                result += Hexadecimal.percentEncoded(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
