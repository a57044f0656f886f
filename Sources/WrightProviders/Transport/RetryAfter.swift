/// Reads how long a service asks to wait.
enum RetryAfter {
    /// The longest wait that is believed: a day.
    private static let limit = Duration.seconds(86_400)

    /// The wait that a reply's headers ask for: `retry-after-ms`, else `Retry-After` in seconds or as an HTTP date.
    ///
    /// - Parameters:
    ///   - header: Looks up a header.
    ///   - now: Seconds since 1970; the reply's own `Date` is preferred to it.
    /// - Returns: The wait; nil where none is asked for.
    static func wait(header: (String) -> String?, now: Int64) -> Duration? {
        if let text = header("retry-after-ms"), let count = Double(trimmed(text)), count >= 0, count.isFinite {
            return min(limit, .milliseconds(Int64(min(count, 1e9).rounded(.up))))
        }
        guard let text = header("retry-after").map(trimmed), !text.isEmpty else { return nil }
        if let seconds = Double(text) {
            guard seconds >= 0, seconds.isFinite else { return nil }
            return min(limit, .milliseconds(Int64((min(seconds, 1e6) * 1000).rounded(.up))))
        }
        guard let moment = seconds(ofDate: text) else { return nil }
        let base = header("date").flatMap { self.seconds(ofDate: $0) } ?? now
        return min(limit, .seconds(max(0, moment - base)))
    }

    /// Seconds since 1970 of an HTTP date, in any of its three forms (RFC 9110, section 5.6.7).
    static func seconds(ofDate text: String) -> Int64? {
        let parts = text.split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
        guard let place = parts.firstIndex(where: { month($0) != nil }), let month = month(parts[place]),
            let clock = parts.first(where: { $0.contains(":") })
        else { return nil }
        let time = clock.split(separator: ":").compactMap { Int64($0) }
        guard time.count == 3 else { return nil }
        let numbers = parts.compactMap { Int64($0) }
        guard numbers.count == 2 else { return nil }
        var year = numbers[1]
        if year < 70 { year += 2000 } else if year < 100 { year += 1900 }
        guard (1970...9999).contains(year), (1...31).contains(numbers[0]), (0...23).contains(time[0]),
            (0...59).contains(time[1]), (0...60).contains(time[2])
        else { return nil }
        return days(year: year, month: month, day: numbers[0]) * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
    }

    private static func month(_ text: String) -> Int64? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        return names.firstIndex(of: text.lowercased()).map { Int64($0 + 1) }
    }

    /// Days since 1970 of a day of the Gregorian calendar.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
