/// A number of years in a line: "5+ years", "three to five yrs", "at least 18 months", "a decade", "since 2019".
struct YearsQuantity {
    /// The least number of years.
    var years: Double
    /// Which words it takes.
    var words: Range<Int>
    /// Where it stands, in UTF-8 bytes.
    var range: Range<Int>

    /// The quantity that begins at a word.
    init?(_ words: [PostingWord], at start: Int, posted: YearMonth) {
        if let since = Self.since(words, at: start, posted: posted) {
            self = since
            return
        }
        guard let least = Self.number(words[start].text) else { return nil }
        var place = start + 1
        while place < words.count, place - start < 9 {
            let text = words[place].text
            if let unit = Self.unit(text) {
                self.init(least * unit, words, start, place + 1)
                return
            }
            guard Self.joins.contains(text) || Self.number(text) != nil else { return nil }
            place += 1
        }
        return nil
    }

    private init(_ years: Double, _ words: [PostingWord], _ start: Int, _ end: Int) {
        var end = end
        while end < words.count, words[end].text == "+" || words[end].text == "'" || words[end].text == "’" { end += 1 }
        self.years = years
        self.words = start..<end
        range = words[start].range.lowerBound..<words[end - 1].range.upperBound
    }

    private static func since(_ words: [PostingWord], at start: Int, posted: YearMonth) -> Self? {
        guard words[start].text == "since", start + 1 < words.count, words[start + 1].range.count == 4,
            let from = YearMonth(words[start + 1].text), from <= posted
        else { return nil }
        return Self(Double(posted.ordinal - from.ordinal) / 12, words, start, start + 2)
    }

    private static let joins: Set<String> = [
        "+", "-", "–", "—", "‑", "−", "to", "or", "more", "plus", "full", "(", ")", "~", "and", "above", "over", ".",
    ]

    private static func unit(_ word: String) -> Double? {
        switch word {
        case "years", "year", "yrs", "yr", "years'", "year's", "yoe", "y": 1
        case "months", "month", "mos": 1.0 / 12
        case "decade", "decades": 10
        default:
            // "5-year", "10-years" come as one word only where the number is not a digit.
            nil
        }
    }

    private static let names: [String: Double] = [
        "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "twenty": 20,
    ]

    private static func number(_ word: String) -> Double? {
        if let value = Int(word), (1...60).contains(value) { return Double(value) }
        return names[word]
    }
}
