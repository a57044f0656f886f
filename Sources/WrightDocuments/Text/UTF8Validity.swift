/// How many characters beyond ASCII some bytes hold if they are UTF-8, and how many bytes are none.
struct UTF8Validity {
    /// Characters of two to four bytes.
    private(set) var characterCount = 0
    /// Bytes that are part of no character.
    private(set) var invalidCount = 0

    /// Counts.
    init(of bytes: [UInt8]) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                continue
            }
            let length = Self.length(of: byte)
            if length > 0, index + length <= bytes.count, Self.isValid(bytes[index..<(index + length)]) {
                characterCount += 1
                index += length
            } else {
                invalidCount += 1
                index += 1
            }
        }
    }

    private static func length(of lead: UInt8) -> Int {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }

    private static func isValid(_ sequence: ArraySlice<UInt8>) -> Bool {
        let lead = sequence[sequence.startIndex]
        let second = sequence[sequence.startIndex + 1]
        guard sequence.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else { return false }
        switch lead {
        case 0xE0: return second >= 0xA0
        case 0xED: return second < 0xA0
        case 0xF0: return second >= 0x90
        case 0xF4: return second < 0x90
        default: return true
        }
    }
}
