/// A workbook's date: days since the end of 1899, or since the beginning of 1904, and the time as a fraction.
struct SerialDate {
    private let year: Int
    private let month: Int
    private let day: Int
    private let seconds: Int
    private let hasDays: Bool

    /// Takes a serial number; nil for what lies outside the years 1900 to 9999.
    init?(_ serial: Double, is1904: Bool) {
        guard serial.isFinite, serial >= 0, serial < 2_958_466 else { return nil }
        let total = (serial * 86_400).rounded()
        var days = Int(total / 86_400)
        seconds = Int(total) - days * 86_400
        hasDays = days > 0
        if is1904 {
            days += 1462
        } else if days < 60 {
            // The 1900 system has a 29 February 1900, which never was; before it the count is one ahead.
            days += 1
        }
        // Days since 0000-03-01, after Howard Hinnant's `civil_from_days`; serial 25,569 is 1970-01-01.
        let shifted = days - 25_569 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The date, the time or both as ISO 8601 writes them, with a space between.
    ///
    /// A midnight is left out.
    func text(hasDate: Bool, hasTime: Bool) -> String {
        let date = "\(year)-\(padded(month))-\(padded(day))"
        let time =
            "\(padded(seconds / 3600)):\(padded(seconds / 60 % 60))"
            + (seconds % 60 > 0 ? ":" + padded(seconds % 60) : "")
        if !hasDate { return hasDays && hasTime && seconds == 0 ? date : time }
        return hasTime && seconds > 0 ? date + " " + time : date
    }

    private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
