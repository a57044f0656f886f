// Idea: whatever the words of a sentence, its numbers and names must stand in the span that it rests on, and a "not"
// that the span lacks speaks against it.
// Deviation: numbers are compared by value (1,000 = 1000; seven = 7), names without regard to case and possessives.
internal import WrightModel

extension SpanSupport {
    /// The most that a sentence gets whose numbers do not stand in the span.
    private static let numberCeiling = 0.2
    /// The most that a sentence gets whose names do not stand in the span.
    private static let nameCeiling = 0.3
    /// The most that a sentence gets that says "not" where the span does not.
    private static let negationCeiling = 0.4

    /// Bounds the support of a sentence with a number, a name or a "not" that the span does not have.
    mutating func bind(toFactsOf sentence: String, in span: String) {
        let spanFacts = FactWords(span)
        let facts = FactWords(sentence)
        let numbers = facts.numbers.filter { !spanFacts.numberValues.contains($0.value) }
        let names = facts.names.filter { !spanFacts.words.contains($0.folded) }
        if !numbers.isEmpty { support = min(support, Self.numberCeiling) }
        if !names.isEmpty { support = min(support, Self.nameCeiling) }
        if facts.isNegated, !spanFacts.isNegated { support = min(support, Self.negationCeiling) }
        for word in numbers.map(\.text) + names.map(\.text) where !unsupportedWords.contains(word) {
            unsupportedWords.append(word)
        }
    }
}

/// The numbers, names and negations of a text.
struct FactWords {
    /// The numbers as written, and their values in one form.
    private(set) var numbers: [(text: String, value: String)] = []
    /// The values of the numbers.
    private(set) var numberValues: Set<String> = []
    /// The capitalised words that do not begin a sentence, as written and folded.
    private(set) var names: [(text: String, folded: String)] = []
    /// All words, folded.
    private(set) var words: Set<String> = []
    /// Whether it says "not".
    private(set) var isNegated = false

    init(_ text: String) {
        var beginsSentence = true
        for word in text.split(whereSeparator: Self.isSpace) {
            add(word, beginsSentence: beginsSentence)
            beginsSentence = word.last.map { ".!?:".contains($0) } ?? false
        }
    }

    private mutating func add(_ raw: Substring, beginsSentence: Bool) {
        for part in raw.split(whereSeparator: { "-–—/()[]\"“”«»*_`|".contains($0) }) {
            let bare = Self.trimmed(part)
            guard let first = bare.first else { continue }
            let folded = Self.folded(bare)
            words.insert(folded)
            if bare.utf8.contains(where: { $0 >= 48 && $0 <= 57 }) {
                let value = Self.number(bare)
                numbers.append((String(bare), value))
                numberValues.insert(value)
            } else if let value = Self.numberWords[folded] {
                // A number in words matches one in digits, but "one" is too often no number to be demanded.
                numberValues.insert(value)
                if folded != "one" { numbers.append((String(bare), value)) }
            } else if first.isUppercase, !beginsSentence, bare.utf8.count > 1 {
                names.append((String(bare), folded))
            }
            if Self.negations.contains(folded) || folded.hasSuffix("n't") { isNegated = true }
        }
    }

    private static func isSpace(_ character: Character) -> Bool {
        character.isWhitespace
    }

    private static func trimmed(_ word: Substring) -> Substring {
        var word = word
        while let last = word.last, !last.isLetter, !last.isNumber, last != "%" { word.removeLast() }
        while let first = word.first, !first.isLetter, !first.isNumber { word.removeFirst() }
        if word.last == "%" { word.removeLast() }
        return word
    }

    private static func folded(_ word: Substring) -> String {
        var text = word.lowercased().replacing("’", with: "'")
        if text.hasSuffix("'s") { text.removeLast(2) }
        return text
    }

    /// A number in one form: no thousands separators, a point before decimals, no zeros at its end.
    private static func number(_ word: Substring) -> String {
        var text = word.lowercased()
        let commas = text.split(separator: ",", omittingEmptySubsequences: false)
        // A comma before three digits separates thousands, any other stands before decimals.
        let isThousands = commas.count > 1 && commas.dropFirst().allSatisfy { $0.prefix { $0.isNumber }.count == 3 }
        text = isThousands ? text.replacing(",", with: "") : text.replacing(",", with: ".")
        if text.contains("."), text.utf8.allSatisfy({ $0 == 46 || ($0 >= 48 && $0 <= 57) }) {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        for ending in ["st", "nd", "rd", "th"] where text.hasSuffix(ending) { text.removeLast(2) }
        return text
    }

    private static let negations: Set<String> = [
        "not", "no", "never", "none", "neither", "nor", "without", "cannot", "nicht", "kein", "keine", "nie", "ne",
        "pas", "jamais", "nunca",
    ]

    private static let numberWords: [String: String] = [
        "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
        "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
        "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30",
        "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
    ]
}
