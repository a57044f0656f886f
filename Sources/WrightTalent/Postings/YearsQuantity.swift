/// A number of years in a line: "5+ years", "three to five yrs", "at least 18 months", "half a decade", "since 2019",
/// "mindestens fünf Jahre", "5 ans".
struct YearsQuantity {
    /// The least number of years; 0 where nothing is demanded ("0 to 5 years").
    var years: Double
    /// Which words it takes.
    var words: Range<Int>
    /// Where it stands, in UTF-8 bytes.
    var range: Range<Int>
    /// Whether it says from when on, and no number.
    var isSince = false

    /// The quantity that begins at a word.
    init?(_ words: [PostingWord], at start: Int, posted: YearMonth) {
        if let since = Self.since(words, at: start, posted: posted) {
            self = since
            return
        }
        if let half = Self.half(words, at: start) {
            self = half
            return
        }
        if let years = Self.oneWord(words[start].text) {
            self.init(years, words, start, start + 1)
            return
        }
        guard let (least, next) = Self.number(words, at: start) else { return nil }
        // "a 5-year plan": an article is a number before its unit only.
        if Self.articles.contains(words[start].text), next < words.count, Self.unit(words[next].text) == nil {
            return nil
        }
        var place = next
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
        while end < words.count {
            let text = words[end].text
            let next = end + 1 < words.count ? words[end + 1].text : ""
            if text == "+" || text == "'" || text == "’" {
                end += 1
            } else if Self.ors.contains(text), Self.mores.contains(next) {
                end += 2
            } else {
                break
            }
        }
        self.years = years
        self.words = start..<end
        range = words[start].range.lowerBound..<words[end - 1].range.upperBound
    }

    private static func since(_ words: [PostingWord], at start: Int, posted: YearMonth) -> Self? {
        guard sinces.contains(words[start].text) else { return nil }
        var place = start + 1
        // "since early 2019", "since at least 2019", "since March 2019".
        while place < words.count, place - start <= 2, words[place].mention == nil, words[place].isWord,
            Int(words[place].text) == nil
        {
            place += 1
        }
        guard place < words.count, words[place].range.count == 4, let from = YearMonth(words[place].text),
            from <= posted
        else { return nil }
        var since = Self(Double(posted.ordinal - from.ordinal) / 12, words, start, place + 1)
        since.isSince = true
        return since
    }

    /// "half a decade", "half-decade".
    private static func half(_ words: [PostingWord], at start: Int) -> Self? {
        if ["half-decade", "half-a-decade"].contains(words[start].text) { return Self(5, words, start, start + 1) }
        guard words[start].text == "half" else { return nil }
        let place = start + 1 < words.count && ["a", "of"].contains(words[start + 1].text) ? start + 2 : start + 1
        guard place < words.count, unit(words[place].text) == 10 else { return nil }
        return Self(5, words, start, place + 1)
    }

    /// "five-year", "fünfjährige".
    private static func oneWord(_ word: String) -> Double? {
        if let dash = word.firstIndex(of: "-"), ["-year", "-years"].contains(word[dash...]) {
            return number(String(word[..<dash]))
        }
        guard let place = word.utf8.count > 10 ? word.firstRange(of: "jährig")?.lowerBound : nil else { return nil }
        return number(String(word[..<place]))
    }

    private static let articles: Set<String> = ["a", "ein", "eine", "einem", "un", "una", "een"]
    private static let sinces: Set<String> = ["since", "seit", "depuis", "desde", "dal", "sinds"]
    private static let ors: Set<String> = ["or", "and", "oder", "und", "ou", "o"]
    private static let mores: Set<String> = [
        "more", "above", "over", "up", "longer", "greater", "upwards", "beyond", "mehr", "plus", "más", "mais", "più",
    ]
    private static let joins: Set<String> = [
        "+", "-", "–", "—", "‑", "−", "to", "or", "more", "plus", "full", "(", ")", "~", "and", "above", "over", ".",
        "bis", "à", "tot", "oder", "ou", "mehr", "volle", "plein",
    ]

    private static func unit(_ word: String) -> Double? {
        switch word {
        case "years", "year", "yrs", "yr", "years'", "year's", "yoe", "y": return 1
        case "jahre", "jahren", "jahr", "jaar", "jaren", "ans", "années", "année", "años", "año", "anni", "anno",
            "anos", "ano":
            return 1
        case "months", "month", "mos", "monate", "monaten", "mois", "meses", "mesi", "maanden": return 1.0 / 12
        case "decade", "decades", "decade's", "decades'", "jahrzehnt", "jahrzehnte", "década", "décennie": return 10
        default:
            // "5-jährige": the number and the dash stand before.
            return word.hasPrefix("jährig") ? 1 : nil
        }
    }

    /// The number that begins at a word, with its fraction, and the word after it.
    private static func number(_ words: [PostingWord], at start: Int) -> (value: Double, next: Int)? {
        guard let whole = number(words[start].text) else { return nil }
        guard start + 2 < words.count, [".", ","].contains(words[start + 1].text),
            words[start + 1].range.lowerBound == words[start].range.upperBound,
            words[start + 2].range.lowerBound == words[start + 1].range.upperBound,
            words[start + 2].range.count == 1, let tenths = Double(words[start + 2].text),
            words[start].text.utf8.allSatisfy(ByteKind.isDigit)
        else { return (whole, start + 1) }
        return (whole + tenths / 10, start + 3)
    }

    private static func number(_ word: String) -> Double? {
        if let value = Int(word), (0...60).contains(value) { return Double(value) }
        if let value = names[word] { return value }
        return word.hasSuffix("-plus") ? names[String(word.dropLast(5))] : nil
    }

    private static let names: [String: Double] = {
        let lists = [
            ["a", "zero"], ["one", "ein", "einem", "eine", "un", "una", "uno", "een"],
            ["two", "zwei", "deux", "dos", "due", "twee", "dois"], ["three", "drei", "trois", "tres", "tre", "drie"],
            ["four", "vier", "quatre", "cuatro", "quattro", "quatro"],
            ["five", "fünf", "cinq", "cinco", "cinque", "vijf"], ["six", "sechs", "seis", "sei", "zes"],
            ["seven", "sieben", "sept", "siete", "sette", "zeven", "sete"],
            ["eight", "acht", "huit", "ocho", "otto", "oito"], ["nine", "neun", "neuf", "nueve", "nove", "negen"],
            ["ten", "zehn", "dix", "diez", "dieci", "tien", "dez"], ["eleven", "elf", "onze"],
            ["twelve", "zwölf", "douze", "doce", "dodici", "twaalf"], ["thirteen"], ["fourteen"],
            ["fifteen", "fünfzehn", "quinze", "quince"],
        ]
        var names = ["a": 1.0, "zero": 0, "twenty": 20, "zwanzig": 20, "vingt": 20, "veinte": 20]
        for (value, words) in lists.enumerated().dropFirst() { for word in words { names[word] = Double(value) } }
        return names
    }()
}
