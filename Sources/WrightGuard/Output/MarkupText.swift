/// Texts for HTML and Markdown.
enum MarkupText {
    /// Text of an element.
    static func element(_ text: String) -> String {
        replaced(text) { byte in
            switch byte {
            case UInt8(ascii: "&"): "&amp;"
            case UInt8(ascii: "<"): "&lt;"
            case UInt8(ascii: ">"): "&gt;"
            case 13: "&#13;"
            case 0: "\u{FFFD}"
            default: nil
            }
        }
    }

    /// Value of an attribute: every ASCII character that is no letter or digit as a reference, so that quotes do not
    /// matter.
    static func attribute(_ text: String) -> String {
        replaced(text) { byte in
            if byte == 0 { return "\u{FFFD}" }
            return byte >= 0x80 || TextByte.isAlphanumeric(byte) ? nil : "&#\(byte);"
        }
    }

    /// Text in Markdown: every mark with a backslash; breaks, tabs and spaces at the ends of lines as references.
    static func markdown(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        for (position, byte) in bytes.enumerated() {
            switch byte {
            case 0: result += Array("\u{FFFD}".utf8)
            case 9, 10, 13: result += Array("&#\(byte);".utf8)
            case 32:
                let isEdge =
                    position == 0 || position + 1 == bytes.count || bytes[position - 1] <= 32
                    || bytes[position + 1] <= 32
                result += isEdge ? Array("&#32;".utf8) : [32]
            case 33...47, 58...64, 91...96, 123...126: result += [UInt8(ascii: "\\"), byte]
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func replaced(_ text: String, _ replacement: (UInt8) -> String?) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if let other = replacement(byte) { result += Array(other.utf8) } else { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
