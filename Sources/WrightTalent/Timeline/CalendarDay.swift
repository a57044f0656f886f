/// Days as texts such as 2026-02-17.
enum CalendarDay {
    /// Whether a text is a day that the calendar has.
    static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].utf8.count == 2, let day = Int(parts[2]), let month = YearMonth(text) else {
            return false
        }
        let isLeapYear = month.year % 4 == 0 && month.year % 100 != 0 || month.year % 400 == 0
        let lengths = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[month.month - 1]).contains(day)
    }
}
