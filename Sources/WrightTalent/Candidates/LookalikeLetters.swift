/// Letters of other scripts that look like Latin ones.
enum LookalikeLetters {
    /// The text in lower-case ASCII where a look-alike exists, accents dropped; other characters stay.
    static func folded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars {
            if scalar.isASCII {
                result.append(scalar)
            } else if let latin = latin[scalar] {
                result.append(latin)
            } else if (0xFF01...0xFF5E).contains(scalar.value), let plain = Unicode.Scalar(scalar.value - 0xFEE0) {
                result.append(contentsOf: String(plain).lowercased().unicodeScalars)
            } else if let plain = mathematical(scalar) {
                result.append(plain)
            } else if scalar.value == 0xA0 || scalar.properties.isWhitespace {
                result.append(" ")
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Words that mix Latin letters with look-alikes of another script.
    static func mixedWordCount(_ text: String) -> Int {
        var count = 0
        var (hasLatin, hasOther) = (false, false)
        func close() {
            if hasLatin, hasOther { count += 1 }
            (hasLatin, hasOther) = (false, false)
        }
        for scalar in text.unicodeScalars {
            guard scalar.properties.isAlphabetic else {
                close()
                continue
            }
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: hasLatin = true
            case 0x370...0x3FF, 0x400...0x52F: hasOther = hasOther || latin[lower(scalar)] != nil
            default: hasOther = hasOther || mathematical(scalar) != nil
            }
        }
        close()
        return count
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
    }

    /// The letter that a mathematical alphabet letter stands for (bold, italic, script and so on).
    private static func mathematical(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard (0x1D400...0x1D6A3).contains(scalar.value) else { return nil }
        let place = (scalar.value - 0x1D400) % 52
        return Unicode.Scalar(0x61 + place % 26)
    }

    private static let latin: [Unicode.Scalar: Unicode.Scalar] = [
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d",
        "ո": "n", "ԛ": "q", "ԝ": "w", "һ": "h", "ӏ": "l", "к": "k", "м": "m", "т": "t", "в": "b", "н": "h", "г": "r",
        "ο": "o", "α": "a", "ε": "e", "ι": "i", "κ": "k", "ν": "v", "ρ": "p", "τ": "t", "υ": "u", "χ": "x", "γ": "y",
        "ß": "s", "à": "a", "á": "a", "â": "a", "ã": "a", "ä": "a", "å": "a", "ç": "c", "è": "e", "é": "e", "ê": "e",
        "ë": "e", "ì": "i", "í": "i", "î": "i", "ï": "i", "ñ": "n", "ò": "o", "ó": "o", "ô": "o", "õ": "o", "ö": "o",
        "ù": "u", "ú": "u", "û": "u", "ü": "u", "ý": "y", "ÿ": "y", "ł": "l", "ø": "o", "đ": "d", "ı": "i", "ɡ": "g",
        "’": "'", "‘": "'", "“": "\"", "”": "\"", "–": "-", "—": "-", "‑": "-", "−": "-",
    ]
}
