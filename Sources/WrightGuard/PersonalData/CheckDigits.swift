/// The check digits of numbers, over arrays of digit values (0…9).
enum CheckDigits {
    /// Luhn's sum (ISO/IEC 7812-1) is a multiple of ten.
    static func luhn(_ digits: some BidirectionalCollection<UInt8>) -> Bool {
        var sum = 0
        var isDoubled = false
        for digit in digits.reversed() {
            var value = Int(digit)
            if isDoubled {
                value *= 2
                if value > 9 { value -= 9 }
            }
            sum += value
            isDoubled.toggle()
        }
        return sum % 10 == 0
    }

    /// The sum of digits times weights.
    static func weighted(_ digits: ArraySlice<UInt8>, _ weights: [Int]) -> Int {
        zip(digits, weights).reduce(0) { $0 + Int($1.0) * $1.1 }
    }

    /// The remainder of a long decimal number.
    static func remainder(_ digits: some Sequence<UInt8>, by divisor: Int) -> Int {
        digits.reduce(0) { ($0 * 10 + Int($1)) % divisor }
    }

    /// Verhoeff's check over the dihedral group of order ten is right.
    ///
    /// Source: Verhoeff (1969), "Error detecting decimal codes".
    static func verhoeff(_ digits: [UInt8]) -> Bool {
        var check = 0
        for (place, digit) in digits.reversed().enumerated() {
            check = product[check][permutation[place % 8][Int(digit)]]
        }
        return check == 0
    }

    /// ISO 7064 MOD 11,10 is right, the last digit being the check digit.
    static func mod11and10(_ digits: [UInt8]) -> Bool {
        var product = 10
        for digit in digits.dropLast() {
            var sum = (Int(digit) + product) % 10
            if sum == 0 { sum = 10 }
            product = sum * 2 % 11
        }
        let check = (11 - product) % 10
        return Int(digits.last ?? 255) == check
    }

    /// ISO 7064 MOD 97-10 over letters and digits, the first four characters moved to the end, leaves one.
    static func mod97(_ characters: some Collection<UInt8>) -> Bool {
        var remainder = 0
        for byte in characters.dropFirst(4) { remainder = step(remainder, byte) }
        for byte in characters.prefix(4) { remainder = step(remainder, byte) }
        return remainder == 1
    }

    private static func step(_ remainder: Int, _ byte: UInt8) -> Int {
        if TextByte.isDigit(byte) { return (remainder * 10 + Int(byte) - 48) % 97 }
        return (remainder * 100 + Int(TextByte.raised(byte)) - 55) % 97
    }

    private static let product: [[Int]] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7], [4, 0, 1, 2, 3, 9, 5, 6, 7, 8], [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3], [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ]
    private static let permutation: [[Int]] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4], [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7], [9, 4, 5, 3, 1, 2, 6, 8, 7, 0], [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5], [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ]
}
