/// A number of bytes.
public struct ByteCount: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// The number, zero or more.
    public let value: Int

    /// Takes a number of bytes.
    public init(_ value: Int) {
        self.value = value
    }

    /// Takes a number of binary megabytes (1,048,576 bytes each).
    public static func mebibytes(_ count: Int) -> Self { Self(count << 20) }

    /// The number with a unit, such as `1.5 MiB`.
    public var description: String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var amount = Double(value)
        var unit = 0
        while amount >= 1024, unit < units.count - 1 {
            amount /= 1024
            unit += 1
        }
        guard unit > 0 else { return "\(value) B" }
        let tenths = Int((amount * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    /// Orders by number.
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
