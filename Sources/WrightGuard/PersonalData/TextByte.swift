/// Classes of the bytes of UTF-8 text.
enum TextByte {
    @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    @inline(__always) static func isLetter(_ byte: UInt8) -> Bool { (byte | 32) &- 97 < 26 }
    @inline(__always) static func isUpper(_ byte: UInt8) -> Bool { byte &- 65 < 26 }
    @inline(__always) static func isLower(_ byte: UInt8) -> Bool { byte &- 97 < 26 }
    @inline(__always) static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
    /// Letters, digits, the underscore, and every byte of characters beyond ASCII.
    @inline(__always) static func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == 95 || byte >= 0x80 }
    @inline(__always) static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 32) &- 97 < 6 }
    @inline(__always) static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte &- 9 < 5 }
    @inline(__always) static func lowered(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 32 : byte }
    @inline(__always) static func raised(_ byte: UInt8) -> UInt8 { isLower(byte) ? byte & 0xDF : byte }
}

extension UnsafeBufferPointer<UInt8> {
    /// The byte at a place; 0 beyond the ends.
    @inline(__always) func byte(_ position: Int) -> UInt8 {
        position >= 0 && position < count ? self[position] : 0
    }

    /// Whether a text stands at a place.
    func has(_ text: StaticString, at position: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard position >= 0, position + length <= count else { return false }
        for offset in 0..<length where self[position + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// Whether a text in lower case stands at a place, in whatever case.
    func hasFolded(_ text: StaticString, at position: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard position >= 0, position + length <= count else { return false }
        for offset in 0..<length where TextByte.lowered(self[position + offset]) != text.utf8Start[offset] {
            return false
        }
        return true
    }

    /// The first place from a start on whose byte does not satisfy a condition, at most `limit` bytes on.
    @inline(__always)
    func end(from start: Int, limit: Int = 4096, while condition: (UInt8) -> Bool) -> Int {
        var position = start
        let last = Swift.min(count, start + limit)
        while position < last, condition(self[position]) { position += 1 }
        return position
    }
}
