/// Days of the Gregorian calendar in UTC, as `YYYY-MM-DD`.
package enum CalendarDay {
    /// The day of a time in nanoseconds since 1970.
    package static func text(ofNanoseconds time: Int64) -> String {
        let second: Int64 = 1_000_000_000
        let seconds = time >= 0 ? time / second : (time - second + 1) / second
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        // From days since 1970 to a date, counting years from March so that the leap day is the last of its year.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9)
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
