// Idea: every way in which a text can be written so that a reader of patterns does not see it and a model may; each
//   with its way back where there is one.
// Source: RFC 4648 (base 64, base 16), RFC 3986 (percent), ITU-R M.1677-1 (Morse), Unicode tag characters
//   (U+E0000 block) and variation selectors as carriers of bytes.
// Deviation: –
// Data layout: functions over UTF-8 bytes or scalars, without state.

private import WrightCore

/// Encodings of text, and their ways back.
package enum RedTeamEncoding {
    package static func base64(_ text: String) -> String {
        String(decoding: Base64.encoded(text.utf8), as: UTF8.self)
    }

    package static func base64Decoded(_ text: String) -> String? {
        Base64.decoded(text.utf8.filter { $0 > 32 }).flatMap { String(validating: $0, as: UTF8.self) }
    }

    package static func hexadecimal(_ text: String) -> String {
        String(decoding: Hexadecimal.digits(of: text.utf8), as: UTF8.self)
    }

    package static func hexadecimalDecoded(_ text: String) -> String? {
        let values = text.utf8.filter { $0 > 32 }.map(Hexadecimal.value(ofDigit:))
        let known = values.compactMap { $0 }
        guard known.count == values.count, known.count.isMultiple(of: 2) else { return nil }
        let bytes = stride(from: 0, to: known.count, by: 2).map { known[$0] << 4 | known[$0 + 1] }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Each letter thirteen places on; its own way back.
    package static func rot13(_ text: String) -> String {
        let bytes = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt8(ascii: "a") + (byte - UInt8(ascii: "a") + 13) % 26
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(ascii: "A") + (byte - UInt8(ascii: "A") + 13) % 26
            default: byte
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func percent(_ text: String) -> String {
        let bytes = text.utf8.flatMap { [UInt8(ascii: "%")] + Hexadecimal.digits(of: [$0]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func percentDecoded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Hexadecimal.value(ofDigit: bytes[index + 1]),
                let low = Hexadecimal.value(ofDigit: bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    package static func entities(_ text: String) -> String {
        text.unicodeScalars.map { "&#\($0.value);" }.joined()
    }

    package static func entitiesDecoded(_ text: String) -> String? {
        var result = String.UnicodeScalarView()
        for part in text.split(separator: ";", omittingEmptySubsequences: true) {
            guard part.hasPrefix("&#"), let value = UInt32(part.dropFirst(2)), let scalar = Unicode.Scalar(value) else {
                return nil
            }
            result.append(scalar)
        }
        return String(result)
    }

    package static func morse(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace)
            .map { word in
                word.compactMap { morseSigns[$0] ?? ($0.isLetter ? unknownSign : nil) }.joined(separator: " ")
            }
            .filter { !$0.isEmpty }.joined(separator: " / ")
    }

    /// The letters of what stands there in dots and dashes, U+FFFD for signs of none; other text is passed over.
    package static func morseDecoded(_ text: String) -> String {
        let signs = text.split { !($0 == "." || $0 == "-" || $0 == "/") }
        return String(signs.map { $0 == "/" ? " " : morseLetters[String($0)] ?? "\u{FFFD}" })
    }

    /// What stands for letters that Morse code does not have: the sign of an error.
    private static let unknownSign = "........"
    private static let morseSigns: [Character: String] = [
        "a": ".-", "b": "-...", "c": "-.-.", "d": "-..", "e": ".", "f": "..-.", "g": "--.", "h": "....", "i": "..",
        "j": ".---", "k": "-.-", "l": ".-..", "m": "--", "n": "-.", "o": "---", "p": ".--.", "q": "--.-", "r": ".-.",
        "s": "...", "t": "-", "u": "..-", "v": "...-", "w": ".--", "x": "-..-", "y": "-.--", "z": "--..", "0": "-----",
        "1": ".----", "2": "..---", "3": "...--", "4": "....-", "5": ".....", "6": "-....", "7": "--...", "8": "---..",
        "9": "----.", ".": ".-.-.-", ",": "--..--", "?": "..--..", ":": "---...", "'": ".----.", "-": "-....-",
        "\"": ".-..-.",
    ]
    private static let morseLetters = Dictionary(
        morseSigns.map { ($0.value, $0.key) },
        uniquingKeysWith: { first, _ in first }
    )

    package static func reversed(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text.unicodeScalars.reversed())
        return String(result)
    }

    package static func fullWidth(_ text: String) -> String {
        shifted(text) { (0x21...0x7E).contains($0) ? $0 + 0xFEE0 : $0 == 0x20 ? 0x3000 : $0 }
    }

    package static func foldedWidth(_ text: String) -> String {
        shifted(text) { (0xFF01...0xFF5E).contains($0) ? $0 - 0xFEE0 : $0 == 0x3000 ? 0x20 : $0 }
    }

    private static func shifted(_ text: String, _ change: (UInt32) -> UInt32) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(Unicode.Scalar(change(scalar.value)) ?? scalar) }
        return String(result)
    }
}
