/// Decoding of single characters from UTF-8 bytes, for loops that keep byte offsets.
package enum UTF8Scalars {
    /// The character that stands for bytes that are not UTF-8.
    package static let replacement: UInt32 = 0xFFFD

    /// Decodes the character that begins at an offset.
    ///
    /// Bytes that are not UTF-8 give U+FFFD and a length of one, so that a loop always moves on.
    ///
    /// - Precondition: the offset lies in the buffer.
    @inlinable
    package static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> (scalar: UInt32, length: Int) {
        let first = UInt32(bytes[offset])
        if first < 0x80 { return (first, 1) }
        let left = bytes.count - offset
        if first >= 0xC2, first < 0xE0, left >= 2 {
            let second = UInt32(bytes[offset + 1])
            if second & 0xC0 == 0x80 { return ((first & 0x1F) << 6 | second & 0x3F, 2) }
        } else if first >= 0xE0, first < 0xF0, left >= 3 {
            let second = UInt32(bytes[offset + 1])
            let third = UInt32(bytes[offset + 2])
            let scalar = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
            let isWellFormed = second & 0xC0 == 0x80 && third & 0xC0 == 0x80
            if isWellFormed, scalar >= 0x800, scalar & 0xF800 != 0xD800 { return (scalar, 3) }
        } else if first >= 0xF0, first < 0xF5, left >= 4 {
            let second = UInt32(bytes[offset + 1])
            let third = UInt32(bytes[offset + 2])
            let fourth = UInt32(bytes[offset + 3])
            let scalar = (first & 0x07) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
            let isWellFormed = second & 0xC0 == 0x80 && third & 0xC0 == 0x80 && fourth & 0xC0 == 0x80
            if isWellFormed, scalar >= 0x1_0000, scalar < 0x11_0000 { return (scalar, 4) }
        }
        return (replacement, 1)
    }

    /// Writes a character as UTF-8 and gives the number of bytes written, at most four.
    ///
    /// - Precondition: there is room for four bytes, and the character is not a surrogate.
    @inlinable
    package static func encode(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
        if scalar < 0x80 {
            target[0] = UInt8(truncatingIfNeeded: scalar)
            return 1
        }
        if scalar < 0x800 {
            target[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
            target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
            return 2
        }
        if scalar < 0x1_0000 {
            target[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
            target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
            target[2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
            return 3
        }
        target[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
        target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
        target[2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
        target[3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        return 4
    }
}
