/// Texts for terminals and logs.
enum TerminalText {
    /// Control characters as visible signs; line breaks and tabs stay.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var wasReturn = false
        for scalar in text.unicodeScalars {
            if wasReturn, scalar != "\n" { result.append("␍") }
            wasReturn = scalar == "\r"
            if wasReturn { continue }
            switch scalar.value {
            case 9, 10: result.append(scalar)
            case 0..<32: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 127: result.append("␡")
            case _ where isHidden(scalar.value): result.append(contentsOf: name(of: scalar).unicodeScalars)
            default: result.append(scalar)
            }
        }
        if wasReturn { result.append("␍") }
        return String(result)
    }

    /// One line: breaks, controls and backslashes as escapes that can be read back.
    static func logLine(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            default:
                let isControl = scalar.value < 32 || scalar.value == 127 || isHidden(scalar.value)
                if isControl {
                    result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
                } else {
                    result.append(scalar)
                }
            }
        }
        return String(result)
    }

    /// Controls of eight bits, line and paragraph separators, direction controls and tag characters.
    static func isHidden(_ value: UInt32) -> Bool {
        switch value {
        case 0x80...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        "⟨U+\(String(scalar.value, radix: 16, uppercase: true))⟩"
    }
}
