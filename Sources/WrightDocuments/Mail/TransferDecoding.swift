private import WrightCore

/// The encodings that carry bytes through mail (RFC 2045), read leniently.
enum TransferDecoding {
    /// Decodes base64; characters that are none of it are passed over.
    static func base64(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            guard let value = Base64.value(of: byte) else {
                if byte == UInt8(ascii: "=") { (bits, count) = (0, 0) }
                continue
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
                bits &= (1 << UInt32(count)) - 1
            }
        }
        return result
    }

    /// Decodes quoted-printable; an `=` that begins nothing stays.
    static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "=") else {
                result.append(byte)
                continue
            }
            if index + 1 < bytes.endIndex, let high = Hexadecimal.value(ofDigit: bytes[index]),
                let low = Hexadecimal.value(ofDigit: bytes[index + 1])
            {
                result.append(high << 4 | low)
                index += 2
                continue
            }
            let spaces = bytes[index...].prefix { $0 == 32 || $0 == 9 || $0 == 13 }.count
            if index + spaces < bytes.endIndex, bytes[index + spaces] == 10 {
                index += spaces + 1
            } else if index + spaces < bytes.endIndex {
                result.append(byte)
            }
        }
        return result
    }

    /// Decodes `%41`.
    static func percent(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
                let high = Hexadecimal.value(ofDigit: bytes[index + 1]),
                let low = Hexadecimal.value(ofDigit: bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
