public import WrightCore

/// How much memory indexing may take, all in all.
public struct MemoryBudget: Sendable, Hashable, CustomStringConvertible {
    /// The bytes.
    public let byteCount: ByteCount

    /// The least that can be kept to: 128 MiB, without a model.
    public static let least = Self(byteCount: .mebibytes(128))
    /// What holds where nothing is said: 1 GiB.
    public static let standard = Self(byteCount: .mebibytes(1024))

    private init(byteCount: ByteCount) {
        self.byteCount = byteCount
    }

    /// Reads a number with a unit, such as `512 MiB`, `2GB` or `1.5g`; nil for anything else and for less than
    /// ``least``.
    ///
    /// Units are binary and may be shortened to their first letter; without one the number counts bytes.
    public init?(_ text: String) {
        let text = text.lowercased()
        let number = text.prefix { $0 == "." || $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(number.count).filter { $0 != " " }
        let factors = [
            "": 1, "b": 1, "k": 1 << 10, "kb": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "mib": 1 << 20,
            "g": 1 << 30, "gb": 1 << 30, "gib": 1 << 30, "t": 1 << 40, "tb": 1 << 40, "tib": 1 << 40,
        ]
        guard let amount = Double(number), let factor = factors[unit], amount * Double(factor) < 1e15 else {
            return nil
        }
        byteCount = ByteCount(Int(amount * Double(factor)))
        guard byteCount >= Self.least.byteCount else { return nil }
    }

    /// What a text must be to be read, for messages.
    public static let form = "a size such as '512 MiB' or '2 GiB', not less than \(least)"

    /// The number with a unit.
    public var description: String { byteCount.description }
}
