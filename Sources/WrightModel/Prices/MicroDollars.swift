/// An amount of money in millionths of a US dollar.
public struct MicroDollars: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The amount.
    public var value: Int64

    /// Takes an amount.
    public init(_ value: Int64) {
        self.value = value
    }

    /// Takes an amount in whole dollars.
    public static func dollars(_ count: Int64) -> Self { Self(count * 1_000_000) }

    /// Nothing.
    public static let zero = Self(0)

    /// The amount in dollars with six places after the point, such as `$0.001234`.
    public var description: String {
        let amount = value.magnitude
        let fraction = String(amount % 1_000_000 + 1_000_000).dropFirst()
        return "\(value < 0 ? "-" : "")$\(amount / 1_000_000).\(fraction)"
    }

    /// Adds amounts; what does not fit becomes the largest amount.
    public static func + (left: Self, right: Self) -> Self {
        let (sum, isTooLarge) = left.value.addingReportingOverflow(right.value)
        return Self(isTooLarge ? (left.value > 0 ? .max : .min) : sum)
    }

    /// Subtracts an amount; what does not fit becomes the smallest or largest amount.
    public static func - (left: Self, right: Self) -> Self {
        let (difference, isTooLarge) = left.value.subtractingReportingOverflow(right.value)
        return Self(isTooLarge ? (left.value > 0 ? .max : .min) : difference)
    }

    /// Orders by amount.
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
