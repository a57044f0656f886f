/// A set of Unicode scalars: a map of bits for ASCII, ranges and properties beyond.
struct ScalarSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var ranges: [ClosedRange<UInt32>] = []
    private var properties: [(property: UnicodeClass, isNegated: Bool)] = []
    private var parts: [ScalarSet] = []
    private(set) var isNegated = false

    init() {}

    init(_ range: ClosedRange<UInt32>) { insert(range) }

    init(_ property: UnicodeClass, isNegated: Bool) { properties.append((property, isNegated)) }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        if range.lowerBound < 128 {
            for value in range.lowerBound...min(range.upperBound, 127) {
                if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
            }
        }
        if range.upperBound >= 128 { ranges.append(max(range.lowerBound, 128)...range.upperBound) }
    }

    /// Adds all scalars of another set.
    mutating func insert(_ other: ScalarSet) {
        if other.isNegated || !other.parts.isEmpty {
            parts.append(other)
            return
        }
        low |= other.low
        high |= other.high
        ranges += other.ranges
        properties += other.properties
    }

    func inverted() -> ScalarSet {
        var result = self
        result.isNegated.toggle()
        return result
    }

    @inline(__always)
    func contains(_ value: UInt32) -> Bool {
        if value < 64, (low >> UInt64(value)) & 1 == 1 { return !isNegated }
        if value >= 64, value < 128, (high >> UInt64(value - 64)) & 1 == 1 { return !isNegated }
        if value < 128, properties.isEmpty, parts.isEmpty { return isNegated }
        return containsBeyond(value) != isNegated
    }

    private func containsBeyond(_ value: UInt32) -> Bool {
        if ranges.contains(where: { $0.contains(value) }) { return true }
        if !properties.isEmpty, let scalar = Unicode.Scalar(value) {
            if properties.contains(where: { $0.property.contains(scalar) != $0.isNegated }) { return true }
        }
        return parts.contains { $0.contains(value) }
    }

    static let digits = ScalarSet(48...57)

    static let words: ScalarSet = {
        var set = ScalarSet(48...57)
        set.insert(65...90)
        set.insert(95...95)
        set.insert(97...122)
        return set
    }()

    static let spaces: ScalarSet = {
        var set = ScalarSet(9...13)
        for value: UInt32 in [0x20, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF] {
            set.insert(value...value)
        }
        set.insert(0x2000...0x200A)
        return set
    }()

    static let lineBreaks: ScalarSet = {
        var set = ScalarSet(10...10)
        set.insert(13...13)
        set.insert(0x2028...0x2029)
        return set
    }()
}
