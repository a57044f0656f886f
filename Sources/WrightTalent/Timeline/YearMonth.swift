/// A month of a year, such as 2026-02.
public struct YearMonth: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Months since January of the year 0.
    package let ordinal: Int

    /// Takes a year and a month from 1 to 12.
    public init(year: Int, month: Int) {
        precondition((1...12).contains(month), "A month is from 1 to 12, not \(month).")
        ordinal = year * 12 + month - 1
    }

    package init(ordinal: Int) {
        self.ordinal = ordinal
    }

    /// Reads `2026-02`, `2026-02-17` or `2026`; a year alone counts as its January.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), parts[0].utf8.count == 4, let year = Int(parts[0]), year > 1900 else {
            return nil
        }
        guard parts.count > 1 else {
            self.init(year: year, month: 1)
            return
        }
        guard parts[1].utf8.count == 2, let month = Int(parts[1]), (1...12).contains(month) else { return nil }
        self.init(year: year, month: month)
    }

    /// The year.
    public var year: Int { ordinal / 12 }

    /// The month, from 1.
    public var month: Int { ordinal % 12 + 1 }

    /// The form `2026-02`.
    public var description: String { "\(year)-\(month < 10 ? "0" : "")\(month)" }

    /// Orders by time.
    public static func < (left: Self, right: Self) -> Bool { left.ordinal < right.ordinal }

    /// Months from another month until this one, both counted; the most that anybody can have worked in between.
    package func monthsIncluding(_ other: Self) -> Int { max(0, ordinal - other.ordinal + 1) }
}
