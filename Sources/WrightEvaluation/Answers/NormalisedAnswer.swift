// Idea: two answers are the same if they differ only in case, punctuation, articles and white space.
// Source: the official evaluation script of SQuAD 2.0 (normalize_answer): lower case, drop ASCII punctuation, replace
//   the words "a", "an", "the" by a blank, split at white space. A word boundary is as in Python's `re`: letters,
//   numbers and the underscore are word characters, combining marks are not.
// Deviation: lower case is Unicode's without context, so a final capital sigma becomes σ where Python writes ς.
// Data layout: Unicode scalars, then tokens as strings.

/// An answer as SQuAD compares it.
struct NormalisedAnswer: Hashable {
    /// The words that are left.
    let tokens: [String]

    init(_ text: String) {
        let scalars = text.lowercased().unicodeScalars.filter { !Self.isASCIIPunctuation($0) }
        var tokens: [String] = []
        var token = String.UnicodeScalarView()
        var word = String.UnicodeScalarView()
        func endToken() {
            if !token.isEmpty { tokens.append(String(token)) }
            token = String.UnicodeScalarView()
        }
        // An article becomes a blank, so it ends the token before it, and the next begins after it.
        func endWord() {
            if Self.articles.contains(String(word)) { endToken() } else { token.append(contentsOf: word) }
            word = String.UnicodeScalarView()
        }
        for scalar in scalars {
            if Self.isWordCharacter(scalar) {
                word.append(scalar)
                continue
            }
            endWord()
            if Self.isWhiteSpace(scalar) { endToken() } else { token.append(scalar) }
        }
        endWord()
        endToken()
        self.tokens = tokens
    }

    private static let articles: Set<String> = ["a", "an", "the"]

    private static func isASCIIPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    private static func isWhiteSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}
