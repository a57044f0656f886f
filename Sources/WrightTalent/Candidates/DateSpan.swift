// Finds when a job was held.
//
// Idea: a line is cut into words, numbers and dashes; a date, a word or dash that joins, and a date or "present" make a
// span. A year alone counts from its January and until its December, a season or quarter with all its months: months
// are the most that the line says.
// Source: own, after the forms of real CVs. Deviation: of "05/06/2020" the part that is 1 or above 12 is the day, else
// the first one.
// Layout: tokens without accents, in lower case.

/// A span of months such as "2021-06 - present", "Jan '20 – Mar 2022", "03/2018 to 04/2020", "seit 2019".
struct DateSpan: Hashable {
    var start: YearMonth
    /// The last month; the month of reading for "present".
    var end: YearMonth
    var isPresent: Bool

    /// A span, and where it stands among the words of its line.
    struct Found {
        var span: DateSpan
        var isFirst: Bool
        var isLast: Bool
        /// Letters of the line that do not belong to the span.
        var otherLetterCount: Int
        /// Whether it is told in a sentence: "from 2019 to 2021", "between 2019 and 2021".
        var isInSentence: Bool
    }

    /// The first span in a line; nil where there is none.
    static func find(in line: String, asOf: YearMonth) -> Self? { locate(in: line, asOf: asOf)?.span }

    /// The first span in a line with its place; nil where there is none.
    static func locate(in line: String, asOf: YearMonth) -> Found? {
        guard line.utf8.contains(where: ByteKind.isDigit) else { return nil }
        let tokens = Array(tokens(of: line).drop { $0 == "-" })
        let reader = Reader(tokens: tokens, asOf: asOf)
        for place in tokens.indices {
            guard let (span, first, next) = reader.span(at: place) else { continue }
            let others = tokens[..<first] + tokens[next...]
            return Found(
                span: span,
                isFirst: first == 0,
                isLast: next == tokens.count || tokens[next...].allSatisfy { $0 == "-" },
                otherLetterCount: others.reduce(0) { $0 + $1.count(where: \.isLetter) },
                isInSentence: first > 0 && sentenceWords.contains(tokens[first - 1])
            )
        }
        return nil
    }

    private static let sentenceWords: Set<String> = ["from", "between", "during", "von", "zwischen", "de", "in"]

    /// Words, numbers with their inner signs, and dashes that stand between dates.
    private static func tokens(of line: String) -> [String] {
        var spaced = ""
        for character in line {
            spaced += "–—−→‑~".contains(character) ? " - " : String(character)
        }
        let folded = LookalikeLetters.folded(spaced)
        return folded.split { !($0.isLetter || $0.isNumber || "-/.'".contains($0)) }.flatMap { parts(String($0)) }
    }

    /// A token cut at its dashes, except in 2021-06, 06-2021 and 2021-06-15; dots at the ends go.
    private static func parts(_ token: String) -> [String] {
        if token.allSatisfy({ $0 == "-" }) { return ["-"] }
        let trimmed = String(token.drop { ".'/".contains($0) && token.count > 3 })
        if isDate(trimmed) { return [trimmed] }
        guard trimmed.contains("-") else { return [withoutDots(trimmed)].filter { !$0.isEmpty } }
        let pieces = trimmed.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        // "2021-06-2022-05" and "2019-2021": as many as make a date belong together.
        var result: [String] = []
        var place = 0
        while place < pieces.count {
            if place > 0 { result.append("-") }
            if place + 1 < pieces.count, YearMonth(pieces[place] + "-" + pieces[place + 1]) != nil {
                result.append(pieces[place] + "-" + pieces[place + 1])
                place += 2
            } else {
                if !pieces[place].isEmpty { result.append(withoutDots(pieces[place])) }
                place += 1
            }
        }
        return result
    }

    private static func isDate(_ token: String) -> Bool {
        let parts = token.split { "-/.".contains($0) }
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ $0.allSatisfy(\.isNumber) }) else {
            return false
        }
        if parts.count == 3 { return true }
        return token.contains("-") ? YearMonth(token) != nil || parts[0].count <= 2 && parts[1].count == 4 : true
    }

    private static func withoutDots(_ token: String) -> String {
        var token = token[...]
        while let last = token.last, "./".contains(last) { token = token.dropLast() }
        return String(token)
    }
}

/// Reads dates from tokens.
private struct Reader {
    let tokens: [String]
    let asOf: YearMonth

    /// A span that begins at a token, where its first date begins and where it ends.
    func span(at place: Int) -> (DateSpan, Int, Int)? {
        guard let (months, next) = date(at: place), months.lowerBound <= asOf else { return nil }
        let before = place > 0 ? tokens[place - 1] : ""
        var after = next
        while after < tokens.count, Self.joins.contains(tokens[after]) { after += 1 }
        let hasJoin = after > next || before == "between" && after < tokens.count && tokens[after] == "and"
        if hasJoin, after < tokens.count {
            if tokens[after] == "and" { after += 1 }
            if isPresent(after) {
                return (DateSpan(start: months.lowerBound, end: asOf, isPresent: true), place, presentEnd(after))
            }
            if after < tokens.count, let (last, end) = date(at: after), last.upperBound >= months.lowerBound {
                let span = DateSpan(start: months.lowerBound, end: min(last.upperBound, asOf), isPresent: false)
                return (span, place, end)
            }
            if let last = shortYear(at: after, from: months.lowerBound) {
                return (DateSpan(start: months.lowerBound, end: min(last, asOf), isPresent: false), place, after + 1)
            }
        }
        // "2019 -" at the end of a line, "since 2019".
        let isOpen = hasJoin && after == tokens.count && tokens[next...].allSatisfy { $0 == "-" }
        guard isOpen || Self.sinces.contains(before) else { return nil }
        return (DateSpan(start: months.lowerBound, end: asOf, isPresent: true), place, after)
    }

    private func isPresent(_ place: Int) -> Bool {
        let word = tokens[place].filter { $0 != "'" }
        if Self.presents.contains(word) { return true }
        let next = place + 1 < tokens.count ? tokens[place + 1] : ""
        if word == "ce" && next == "jour" || word == "in" && next == "corso" { return true }
        // Narrow columns cut "present" off.
        return place + 1 == tokens.count && word.count >= 4 && "present".hasPrefix(word)
    }

    private func presentEnd(_ place: Int) -> Int {
        var end = place + 1
        while end < tokens.count, ["jour", "date", "corso"].contains(tokens[end]) { end += 1 }
        return end
    }

    /// "2018-20": two digits of a year after a whole one.
    private func shortYear(at place: Int, from start: YearMonth) -> YearMonth? {
        let token = tokens[place].filter { $0 != "'" }
        guard token.count == 2, let short = Int(token) else { return nil }
        let year = start.year / 100 * 100 + short
        return year >= start.year && year <= start.year + 50 ? YearMonth(year: year, month: 12) : nil
    }

    /// The months of a date that begins at a token, and the token after it.
    private func date(at place: Int) -> (ClosedRange<YearMonth>, Int)? {
        let token = tokens[place].filter { $0 != "'" }
        if token.first?.isNumber ?? false, let months = numeric(token) { return (months, place + 1) }
        let next = place + 1 < tokens.count ? tokens[place + 1] : ""
        if let part = MonthNames.part(token), let year = year(next) {
            return (months(year, part), place + 2)
        }
        if let month = MonthNames.month(token) { return named(month, after: place + 1) }
        // "15 January 2020", "2020 Q1", "2020 March".
        if let number = Int(token), (1...31).contains(number), let month = MonthNames.month(next) {
            return named(month, after: place + 2)
        }
        guard let year = wholeYear(token) else { return nil }
        if let part = MonthNames.part(next), next.count == 2 { return (months(year, part), place + 2) }
        return (months(year, 1...12), place + 1)
    }

    /// A year after a month's name, with a day or a dash between: "March 5, 2020", "Mar-2020", "Mar '20".
    private func named(_ month: Int, after place: Int) -> (ClosedRange<YearMonth>, Int)? {
        var place = place
        if place < tokens.count, ["-", "de", "del", "of"].contains(tokens[place]) { place += 1 }
        if place + 1 < tokens.count, let day = Int(tokens[place]), (1...31).contains(day), tokens[place].count <= 2,
            wholeYear(tokens[place + 1]) != nil
        {
            place += 1
        }
        guard place < tokens.count, let year = year(tokens[place]) else { return nil }
        return (months(year, month...month), place + 1)
    }

    /// "2021-06", "06/2021", "6.2021", "2021/06", "01/06/2020", "2020-06-15", "06/21", "2018/19".
    private func numeric(_ token: String) -> ClosedRange<YearMonth>? {
        let texts = token.split { "-/.".contains($0) }
        let numbers = texts.compactMap { Int($0) }
        guard numbers.count == texts.count else { return nil }
        if numbers.count == 3 { return day(numbers, texts) }
        guard numbers.count == 2 else { return nil }
        if isYear(numbers[0]), texts[0].count == 4 {
            if (1...12).contains(numbers[1]) { return months(numbers[0], numbers[1]...numbers[1]) }
            let second = texts[1].count == 2 ? numbers[0] / 100 * 100 + numbers[1] : numbers[1]
            guard isYear(second), second >= numbers[0] else { return nil }
            return YearMonth(year: numbers[0], month: 1)...YearMonth(year: second, month: 12)
        }
        guard (1...12).contains(numbers[0]) else { return nil }
        if isYear(numbers[1]) { return months(numbers[1], numbers[0]...numbers[0]) }
        // "9/10" is a mark out of ten, "09/10" a month.
        guard token.contains("/"), texts[0].count == 2, texts[1].count == 2, let year = year(String(texts[1])) else {
            return nil
        }
        return months(year, numbers[0]...numbers[0])
    }

    private func day(_ numbers: [Int], _ texts: [Substring]) -> ClosedRange<YearMonth>? {
        if texts[0].count == 4 {
            guard isYear(numbers[0]), (1...12).contains(numbers[1]) else { return nil }
            return months(numbers[0], numbers[1]...numbers[1])
        }
        guard isYear(numbers[2]) else { return nil }
        let isMonthFirst = numbers[1] > 12 || numbers[1] == 1 && numbers[0] != 1
        let month = isMonthFirst ? numbers[0] : numbers[1]
        return (1...12).contains(month) ? months(numbers[2], month...month) : nil
    }

    private func months(_ year: Int, _ months: ClosedRange<Int>) -> ClosedRange<YearMonth> {
        YearMonth(year: year, month: months.lowerBound)...YearMonth(year: year, month: months.upperBound)
    }

    private func wholeYear(_ token: String) -> Int? {
        token.count == 4 ? Int(token).flatMap { isYear($0) ? $0 : nil } : nil
    }

    /// A year of four digits, or of two as in '20.
    private func year(_ token: String) -> Int? {
        let digits = token.filter { $0 != "'" }
        if let year = wholeYear(digits) { return year }
        guard digits.count == 2, let short = Int(digits) else { return nil }
        let year = asOf.year / 100 * 100 + short
        return year <= asOf.year + 1 ? year : year - 100
    }

    private func isYear(_ year: Int) -> Bool { (1950...2100).contains(year) }

    private static let joins: Set<String> = [
        "-", "to", "until", "till", "through", "thru", "bis", "a", "al", "hasta", "au", "jusqu'a", "jusqu'au", "ate",
        "tot", "fino", "up", "zum",
    ]
    private static let presents: Set<String> = [
        "present", "now", "today", "current", "currently", "ongoing", "date", "heute", "jetzt", "aktuell", "laufend",
        "dato", "actuel", "aujourdhui", "maintenant", "actualidad", "actual", "actualmente", "presente", "hoy",
        "heden", "nu", "oggi", "attuale", "atual", "hoje", "momento",
    ]
    private static let sinces: Set<String> = ["since", "seit", "depuis", "desde", "dal", "sinds"]
}
