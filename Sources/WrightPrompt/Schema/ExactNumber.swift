// Idea: a decimal number as its digits without zeros at either end and the power of ten of the digit before the first,
// so that 1, 1.0 and 10e-1 are the same value, and comparing is comparing digits. No rounding anywhere.
// Divisibility: with no zeros at the end, a dividend with a smaller power of ten than the divisor's is never a
// multiple; otherwise the remainder is found by long division, with squaring for the power of ten.

/// A decimal number of any size, exactly.
struct ExactNumber: Hashable, Sendable {
    private let isNegative: Bool
    /// Digits 0…9 without zeros at either end; empty for zero.
    private let digits: [UInt8]
    /// The value is 0.d₁d₂… × 10^exponent.
    private let exponent: Int

    private static let exponentLimit = 1 << 40

    /// Reads a JSON number that is known to be well formed.
    init(_ text: some Sequence<UInt8>) {
        var digits: [UInt8] = []
        var isNegative = false
        var pointPlace: Int?
        var power = 0
        var powerIsNegative = false
        var isInPower = false
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): if isInPower { powerIsNegative = true } else { isNegative = true }
            case UInt8(ascii: "+"): break
            case UInt8(ascii: "."): pointPlace = digits.count
            case UInt8(ascii: "e"), UInt8(ascii: "E"): isInPower = true
            default:
                let digit = byte &- UInt8(ascii: "0")
                if isInPower {
                    power = min(power * 10 + Int(digit), Self.exponentLimit)
                } else {
                    digits.append(digit)
                }
            }
        }
        let leading = digits.prefix { $0 == 0 }.count
        let place = (pointPlace ?? digits.count) - leading
        let trailing = digits.dropFirst(leading).reversed().prefix { $0 == 0 }.count
        self.digits = Array(digits[leading..<(digits.count - trailing)])
        self.isNegative = isNegative && !self.digits.isEmpty
        exponent = self.digits.isEmpty ? 0 : place + (powerIsNegative ? -power : power)
    }

    /// Whether there is no fraction.
    var isInteger: Bool { digits.count <= exponent || digits.isEmpty }

    private var isZero: Bool { digits.isEmpty }

    static func < (left: Self, right: Self) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        let isLess = left.magnitudeIsLess(than: right)
        if !left.isNegative { return isLess }
        return right.magnitudeIsLess(than: left)
    }

    private func magnitudeIsLess(than other: Self) -> Bool {
        if isZero || other.isZero { return isZero && !other.isZero }
        if exponent != other.exponent { return exponent < other.exponent }
        return digits.lexicographicallyPrecedes(other.digits)
    }

    /// Whether this is a whole number of times the divisor; nil where that takes too long to find out.
    func isMultiple(of divisor: Self) -> Bool? {
        if isZero { return true }
        guard !divisor.isZero else { return false }
        let shift = (exponent - digits.count) - (divisor.exponent - divisor.digits.count)
        guard shift >= 0 else { return false }
        if divisor.digits.count <= 18 { return isMultiple(ofSmall: divisor.digits, shift: shift) }
        guard digits.count + shift <= 20_000, divisor.digits.count <= 2_000 else { return nil }
        return isMultiple(ofLarge: divisor.digits, shift: shift)
    }

    private func isMultiple(ofSmall divisorDigits: [UInt8], shift: Int) -> Bool {
        let divisor = divisorDigits.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
        var remainder: UInt64 = 0
        for digit in digits { remainder = (Self.product(remainder, 10, modulo: divisor) + UInt64(digit)) % divisor }
        var power: UInt64 = 1 % divisor
        var square: UInt64 = 10 % divisor
        var rest = shift
        while rest > 0 {
            if rest & 1 == 1 { power = Self.product(power, square, modulo: divisor) }
            square = Self.product(square, square, modulo: divisor)
            rest >>= 1
        }
        return Self.product(remainder, power, modulo: divisor) == 0
    }

    private static func product(_ left: UInt64, _ right: UInt64, modulo: UInt64) -> UInt64 {
        let full = left.multipliedFullWidth(by: right)
        return modulo.dividingFullWidth((full.high % modulo, full.low)).remainder
    }

    private func isMultiple(ofLarge divisor: [UInt8], shift: Int) -> Bool {
        var remainder: [UInt8] = []
        for place in 0..<digits.count + shift {
            remainder.append(place < digits.count ? digits[place] : 0)
            if remainder.first == 0 { remainder.removeFirst() }
            while !Self.precedes(remainder, divisor) { Self.subtract(divisor, from: &remainder) }
        }
        return remainder.isEmpty
    }

    private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
    }

    private static func subtract(_ divisor: [UInt8], from remainder: inout [UInt8]) {
        var borrow: Int = 0
        for offset in 1...remainder.count {
            let place = remainder.count - offset
            let taken = offset <= divisor.count ? Int(divisor[divisor.count - offset]) : 0
            var digit = Int(remainder[place]) - taken - borrow
            borrow = digit < 0 ? 1 : 0
            if digit < 0 { digit += 10 }
            remainder[place] = UInt8(digit)
        }
        remainder.removeFirst(remainder.prefix { $0 == 0 }.count)
    }
}
