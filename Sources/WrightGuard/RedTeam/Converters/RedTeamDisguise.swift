// Idea: the same words for a model or a reader, other characters for a program: characters nobody sees, characters
//   that look alike, letters apart.
// Source: Unicode TR 36 and TR 39 (confusables), Boucher & Anderson (2021), "Trojan Source"; Boucher et al. (2021),
//   "Bad characters"; the use of tag characters and variation selectors to carry text.
// Deviation: a handful of confusables of TR 39, those that look the same in common typefaces.
// Data layout: one small table of look-alikes.

package import WrightCore

/// Disguises of text, and their ways back.
package enum RedTeamDisguise {
    private static let zeroWidth: [Unicode.Scalar] = ["\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}"]

    /// An invisible character after most letters.
    package static func zeroWidth(_ text: String, _ random: inout SeededRandom) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(scalar)
            if scalar != " ", Int.random(in: 0..<4, using: &random) > 0 {
                result.append(zeroWidth[Int.random(in: 0..<zeroWidth.count, using: &random)])
            }
        }
        return String(result)
    }

    package static func withoutZeroWidth(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !zeroWidth.contains(scalar) { result.append(scalar) }
        return String(result)
    }

    /// The text in tag characters, which no typeface shows; characters beyond ASCII are left out.
    package static func tags(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for byte in text.utf8 where byte < 0x80 {
            if let scalar = Unicode.Scalar(0xE0000 + UInt32(byte)) { result.append(scalar) }
        }
        return String(result)
    }

    package static func tagsDecoded(_ text: String) -> String {
        let bytes = text.unicodeScalars.compactMap { scalar in
            (0xE0000...0xE007F).contains(scalar.value) ? UInt8(scalar.value - 0xE0000) : nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text's bytes as variation selectors behind one visible sign.
    package static func variationSelectors(_ text: String) -> String {
        var result = String.UnicodeScalarView(["\u{1F642}"])
        for byte in text.utf8 {
            let value = byte < 16 ? 0xFE00 + UInt32(byte) : 0xE0100 + UInt32(byte) - 16
            if let scalar = Unicode.Scalar(value) { result.append(scalar) }
        }
        return String(result)
    }

    package static func variationSelectorsDecoded(_ text: String) -> String? {
        let bytes = text.unicodeScalars.compactMap { scalar -> UInt8? in
            switch scalar.value {
            case 0xFE00...0xFE0F: UInt8(scalar.value - 0xFE00)
            case 0xE0100...0xE01EF: UInt8(scalar.value - 0xE0100 + 16)
            default: nil
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Some letters by letters of other scripts that look alike.
    package static func homoglyphs(_ text: String, _ random: inout SeededRandom) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isChanged = Int.random(in: 0..<3, using: &random) > 0
            result.append(isChanged ? lookAlikes[scalar] ?? scalar : scalar)
        }
        return String(result)
    }

    package static func homoglyphsDecoded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(originals[scalar] ?? scalar) }
        return String(result)
    }

    private static let lookAlikes: [Unicode.Scalar: Unicode.Scalar] = [
        "a": "\u{0430}", "c": "\u{0441}", "e": "\u{0435}", "i": "\u{0456}", "j": "\u{0458}", "o": "\u{043E}",
        "p": "\u{0440}", "s": "\u{0455}", "x": "\u{0445}", "y": "\u{0443}", "A": "\u{0391}", "B": "\u{0392}",
        "E": "\u{0395}", "H": "\u{0397}", "I": "\u{0399}", "K": "\u{039A}", "M": "\u{039C}", "N": "\u{039D}",
        "O": "\u{039F}", "P": "\u{03A1}", "T": "\u{03A4}", "X": "\u{03A7}", "Y": "\u{03A5}", "Z": "\u{0396}",
        "d": "\u{0501}", "h": "\u{04BB}", "q": "\u{051B}", "w": "\u{051D}",
    ]
    private static let originals = Dictionary(
        lookAlikes.map { ($0.value, $0.key) },
        uniquingKeysWith: { first, _ in first }
    )

    /// Reversed text that is told to run from right to left, so that a reader sees it the right way round.
    package static func bidirectional(_ text: String) -> String {
        "\u{202E}" + RedTeamEncoding.reversed(text) + "\u{202C}"
    }

    package static func bidirectionalDecoded(_ text: String) -> String? {
        guard text.unicodeScalars.first == "\u{202E}", text.unicodeScalars.last == "\u{202C}" else { return nil }
        return RedTeamEncoding.reversed(String(String.UnicodeScalarView(text.unicodeScalars.dropFirst().dropLast())))
    }

    /// Letters apart, words further apart.
    package static func spaced(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false)
            .map { word in word.map { String($0) }.joined(separator: " ") }.joined(separator: "   ")
    }

    package static func spacedDecoded(_ text: String) -> String {
        let mark = "\u{1}"
        let words = text.replacing("   ", with: mark).split(separator: mark, omittingEmptySubsequences: false)
        return words.map { $0.replacing(" ", with: "") }.joined(separator: " ")
    }

    /// Digits and signs for some letters.
    package static func leet(_ text: String, _ random: inout SeededRandom) -> String {
        let signs: [Character: Character] = [
            "a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7", "A": "4", "E": "3", "I": "1", "O": "0",
            "S": "5", "T": "7",
        ]
        return String(text.map { Int.random(in: 0..<10, using: &random) < 8 ? signs[$0] ?? $0 : $0 })
    }

    /// Words of instructions by others that mean the same.
    package static func paraphrased(_ text: String, _ random: inout SeededRandom) -> String {
        var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        for index in words.indices {
            let bare = words[index].filter { $0.isLetter }
            guard let others = synonyms[bare.lowercased()] else { continue }
            var other = others[Int.random(in: 0..<others.count, using: &random)]
            if bare.first?.isUppercase == true { other = other.prefix(1).uppercased() + other.dropFirst() }
            words[index] = words[index].replacing(bare, with: other)
        }
        return words.joined(separator: " ")
    }

    private static let synonyms: [String: [String]] = [
        "ignore": ["disregard", "set aside", "pay no attention to", "leave out of account", "drop"],
        "disregard": ["ignore", "set aside", "overlook"], "forget": ["put out of mind", "drop", "unlearn"],
        "previous": ["earlier", "prior", "preceding", "former"], "above": ["preceding", "earlier", "foregoing"],
        "earlier": ["prior", "previous", "foregoing"], "prior": ["earlier", "previous"],
        "instructions": ["directions", "guidance", "rules", "orders", "what you were told"],
        "instruction": ["direction", "order", "rule"], "rules": ["guidelines", "constraints", "directions"],
        "prompt": ["briefing", "preamble", "set-up text"], "system": ["setup", "base", "hidden"],
        "reveal": ["disclose", "show", "lay open", "tell"], "print": ["write out", "show", "put down"],
        "output": ["emit", "give back", "write"], "repeat": ["say again", "echo", "restate"],
        "reply": ["answer", "respond", "come back"], "respond": ["answer", "reply"], "write": ["put down", "set down"],
        "secret": ["confidential", "private", "hidden"], "must": ["have to", "need to", "are required to"],
        "now": ["from this point", "at once", "as of now"], "only": ["just", "nothing but", "solely"],
        "user": ["person", "reader", "customer"], "send": ["forward", "transmit", "pass on"],
        "exactly": ["verbatim", "word for word", "precisely"], "joined": ["put together", "run together"],
        "override": ["supersede", "replace", "take the place of"], "follow": ["obey", "carry out", "act on"],
    ]
}
