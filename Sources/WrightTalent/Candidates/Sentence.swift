private import WrightCore

/// The words of a sentence, for rules of phrases.
struct Sentence {
    let text: String
    let words: [String]

    /// Cuts lower-case text into words of letters, digits, underscores, hyphens and apostrophes.
    init(_ text: String) {
        self.text = text
        words = text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "'" || $0 == "/") }
            .map(String.init)
    }

    /// Whether it reports work: it begins with a verb in the past tense.
    var isReport: Bool {
        guard let first = words.first(where: { $0 != "-" }) else { return false }
        return first.hasSuffix("ed") && first.count > 4 && first != "need" && first != "proceed"
            || Self.past.contains(first)
    }

    func has(_ wanted: Set<String>) -> Bool { words.contains(where: wanted.contains) }

    func startsWith(_ wanted: Set<String>) -> Bool {
        let polite: Set<String> = [
            "please", "now", "then", "and", "also", "always", "just", "simply", "you", "must", "-",
        ]
        return words.first { !polite.contains($0) }.map(wanted.contains) ?? false
    }

    func contains(_ sequence: [String]) -> Bool {
        guard words.count >= sequence.count else { return false }
        return (0...(words.count - sequence.count)).contains { words[$0...].starts(with: sequence) }
    }

    /// Whether one of the phrases stands in it, as whole words.
    func phrases(_ phrases: [String]) -> Bool {
        let joined = " " + words.joined(separator: " ") + " "
        return phrases.contains { joined.contains(" " + $0 + " ") || $0 == "http" && text.contains("http") }
    }

    /// Whether a word of the first set is followed by one of the second within so many words.
    func pair(_ first: Set<String>, _ second: Set<String>, within distance: Int) -> Bool {
        for place in words.indices where first.contains(words[place]) {
            let end = min(words.count, place + distance + 1)
            if words[(place + 1)..<end].contains(where: second.contains) { return true }
        }
        return false
    }

    private static let past: Set<String> = [
        "built", "wrote", "led", "ran", "made", "cut", "grew", "won", "taught", "drove", "set", "brought", "kept",
        "held",
        "found", "gave", "took", "oversaw", "rebuilt", "rewrote", "spoke", "shrank", "co-led", "began", "chose",
        "caught",
        "fought", "sped", "sold", "saw", "met", "put", "broke", "known",
    ]
}

extension StringProtocol {
    /// Whether a part stands in the text, compared byte by byte: many times faster than by characters.
    func contains(_ part: String) -> Bool {
        let wanted = Array(part.utf8)
        guard let first = wanted.first else { return true }
        let found: Bool? = utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.count >= wanted.count else { return false }
            for start in 0...(bytes.count - wanted.count) where bytes[start] == first {
                if wanted.indices.allSatisfy({ bytes[start + $0] == wanted[$0] }) { return true }
            }
            return false
        }
        return found ?? String(self).contains(part)
    }

    /// The text without white space and list marks at its ends.
    var trimmed: String {
        let isEdge: (Character) -> Bool = { $0.isWhitespace || "-*•#[](){}".contains($0) }
        guard let start = firstIndex(where: { !isEdge($0) }), let end = lastIndex(where: { !isEdge($0) }) else {
            return ""
        }
        return String(self[start...end])
    }
}

/// Base64 that holds text.
enum Base64Text {
    /// The text; nil where it is none.
    static func decoded(_ token: some StringProtocol) -> String? {
        // What follows the padding does not count.
        let payload = LookalikeBytes.plain(token).prefix { $0 != UInt8(ascii: "=") }
        guard let bytes = Base64.decoded(payload) else { return nil }
        let letters = bytes.count { ByteKind.isLetter($0) || $0 == 32 }
        guard bytes.count >= 12, letters * 10 >= bytes.count * 8 else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private enum LookalikeBytes {
        /// The token's bytes, look-alike letters as the Latin ones.
        static func plain(_ token: some StringProtocol) -> [UInt8] {
            token.unicodeScalars.flatMap { scalar -> [UInt8] in
                if scalar.isASCII { return [UInt8(scalar.value)] }
                return Array(LookalikeLetters.folded(String(scalar)).utf8.prefix(1))
            }
        }
    }
}
