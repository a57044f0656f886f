/// A span of months such as "2021-06 - present", "Jan 2020 – Mar 2022", "03/2018 to 04/2020", "2015 – 2018".
struct DateSpan: Hashable {
    var start: YearMonth
    /// The last month; the month of reading for "present".
    var end: YearMonth
    var isPresent: Bool

    /// The first span in a line; nil where there is none.
    static func find(in line: String, asOf: YearMonth) -> Self? {
        let tokens = line.lowercased()
            .split {
                !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "/" || $0 == "–" || $0 == "—" || $0 == "."
                    || $0 == "'")
            }
            .flatMap { split(String($0)) }
        var place = 0
        while place < tokens.count {
            guard let (start, next) = date(tokens, at: place, isEnd: false) else {
                place += 1
                continue
            }
            var after = next
            var hasJoin = false
            while after < tokens.count, joins.contains(tokens[after]) {
                hasJoin = true
                after += 1
            }
            if hasJoin, after < tokens.count {
                if presents.contains(tokens[after]), start <= asOf {
                    return Self(start: start, end: asOf, isPresent: true)
                }
                if let (end, _) = date(tokens, at: after, isEnd: true), end >= start, start <= asOf {
                    return Self(start: start, end: min(end, asOf), isPresent: false)
                }
            }
            place = next
        }
        return nil
    }

    private static let joins: Set<String> = ["-", "–", "—", "to", "until", "till", "bis"]
    private static let presents: Set<String> = [
        "present", "now", "today", "current", "currently", "ongoing", "date", "heute",
    ]

    /// Parts of a token at dashes that do not belong to a date of the form 2021-06.
    private static func split(_ token: String) -> [String] {
        if YearMonth(token) != nil { return [token] }
        for dash in ["–", "—"] where token.contains(dash) && token.count > 1 {
            return token.split(separator: Character(dash), omittingEmptySubsequences: true)
                .map(String.init).joinedBy(dash).flatMap(split)
        }
        if token.count == 9, let first = Int(token.prefix(4)), Int(token.suffix(4)) != nil, first > 1900,
            token.dropFirst(4).first == "-"
        {
            return [String(token.prefix(4)), "-", String(token.suffix(4))]
        }
        return [token]
    }

    private static func date(_ tokens: [String], at place: Int, isEnd: Bool) -> (YearMonth, Int)? {
        let token = tokens[place].filter { $0 != "." && $0 != "'" }
        if token.count >= 6, let value = YearMonth(token) { return (value, place + 1) }
        let parts = token.split(separator: "/")
        if parts.count == 2, let month = Int(parts[0]), let year = Int(parts[1]), (1...12).contains(month), year > 1900
        {
            return (YearMonth(year: year, month: month), place + 1)
        }
        if let month = month(token), place + 1 < tokens.count, let year = Int(tokens[place + 1]), isYear(year) {
            return (YearMonth(year: year, month: month), place + 2)
        }
        if token.count == 4, let year = Int(token), isYear(year) {
            return (YearMonth(year: year, month: isEnd ? 12 : 1), place + 1)
        }
        return nil
    }

    private static func isYear(_ year: Int) -> Bool { (1950...2100).contains(year) }

    private static func month(_ word: String) -> Int? {
        guard word.count >= 3 else { return nil }
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november",
            "december",
        ]
        if word == "sept" { return 9 }
        return names.firstIndex { $0 == word || $0.prefix(3) == word }.map { $0 + 1 }
    }
}

extension [String] {
    /// The texts with a separator between each two.
    fileprivate func joinedBy(_ separator: String) -> [String] {
        var result: [String] = []
        for (index, text) in enumerated() {
            if index > 0 { result.append(separator) }
            result.append(text)
        }
        return result
    }
}
