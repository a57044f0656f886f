/// What sort of answer a question asks for, by its first words.
///
/// English; others are `other`.
package enum QuestionKind: Sendable, Hashable {
    case person
    case time
    case number
    case place
    case definition
    case other

    /// Looks for the question word among the first words.
    package init(_ question: String) {
        let words = question.lowercased().split { !$0.isLetter && $0 != "'" }.prefix(40).map(String.init)
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            switch word {
            case "who", "whom", "whose": self = .person
            case "when": self = .time
            case "where": self = .place
            case "how" where ["many", "much", "long", "old", "far", "large", "big", "often", "tall"].contains(next):
                self = .number
            case "what", "which":
                self = Self.kind(ofNoun: next)
            default: continue
            }
            return
        }
        self = .other
    }

    private static func kind(ofNoun noun: String) -> Self {
        switch noun {
        case "year", "date", "day", "month", "century", "decade": .time
        case "city", "country", "state", "place", "region", "continent": .place
        case "percentage", "percent", "number", "amount", "size", "price": .number
        case "is", "are": .definition
        default: .other
        }
    }

    /// Whether a sentence holds something of that sort: a digit for numbers and times, a name for persons and places.
    package func isMet(by sentence: Substring) -> Bool {
        switch self {
        case .number: Self.holdsNumber(sentence)
        case .time: Self.holdsNumber(sentence) || Self.holdsCalendarWord(sentence)
        case .person, .place: Self.holdsName(sentence)
        case .definition, .other: true
        }
    }

    private static func holdsNumber(_ sentence: Substring) -> Bool {
        if sentence.utf8.contains(where: { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) { return true }
        return words(of: sentence).contains { numberWords.contains($0.lowercased()) }
    }

    private static func holdsCalendarWord(_ sentence: Substring) -> Bool {
        words(of: sentence).contains { calendarWords.contains($0.lowercased()) }
    }

    /// A capital letter that does not begin the sentence.
    private static func holdsName(_ sentence: Substring) -> Bool {
        words(of: sentence).dropFirst().contains { $0.first?.isUppercase ?? false }
    }

    private static func words(of sentence: Substring) -> [Substring] {
        sentence.split { $0 == " " || $0 == "\n" || $0 == "(" || $0 == "\"" }
    }

    private static let numberWords: Set<String> = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen",
        "twenty", "thirty", "forty", "fifty", "hundred", "thousand", "million", "billion", "half", "twice", "once",
    ]

    private static let calendarWords: Set<String> = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "century", "today",
        "yesterday", "spring", "summer", "autumn", "winter", "daily", "weekly", "monthly", "annually", "yearly",
    ]
}
