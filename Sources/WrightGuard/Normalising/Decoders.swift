private import WrightCore

/// Decoders of the encodings that texts are hidden in.
enum Decoders {
    /// Whether decoded bytes are text, or text that is once more encoded or turned.
    static func isPayload(_ decoded: [UInt8]) -> Bool {
        if TextLikeness.isText(decoded) { return true }
        // What is in no way text ends here, and most of what is tried is that.
        guard decoded.count >= 16, decoded.allSatisfy(ByteClass.isPrintable) else { return false }
        if decoded.allSatisfy({ ByteClass.isBase64($0) || $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "=") }) {
            return true
        }
        return decoded.withUnsafeBufferPointer { !TurnedText.find(in: $0).isEmpty || EncodedRuns.hasSigns($0) }
    }

    /// The bytes of pairs of hexadecimal digits; a last odd digit is left out.
    static func hexadecimal(_ symbols: [UInt8]) -> [UInt8] {
        stride(from: 0, to: symbols.count - 1, by: 2)
            .compactMap { index in
                guard let high = Hexadecimal.value(ofDigit: symbols[index]),
                    let low = Hexadecimal.value(ofDigit: symbols[index + 1])
                else { return nil }
                return high << 4 | low
            }
    }

    /// The bytes of base64, standard or for addresses, without its padding; nil where it is none.
    static func base64(_ symbols: [UInt8]) -> [UInt8]? {
        symbols.contains(UInt8(ascii: "=")) ? nil : Base64.decoded(symbols)
    }

    /// The bytes of base32; nil where it is none.
    static func base32(_ symbols: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var bits: UInt64 = 0
        var count = 0
        for symbol in symbols {
            let value: UInt64
            switch symbol {
            case 0x41...0x5A: value = UInt64(symbol - 0x41)
            case 0x61...0x7A: value = UInt64(symbol - 0x61)
            case 0x32...0x37: value = UInt64(symbol - 0x32 + 26)
            default: return nil
            }
            bits = bits << 5 | value
            count += 5
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt64(count)))
            }
        }
        return result
    }

    /// The bytes of groups of eight bits.
    static func binary(_ symbols: [UInt8]) -> [UInt8] {
        stride(from: 0, to: symbols.count - 7, by: 8)
            .map { start in symbols[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | $1 & 1 } }
    }

    private static let names: [String: UInt32] = [
        "amp": 38, "lt": 60, "gt": 62, "quot": 34, "apos": 39, "nbsp": 32, "Tab": 9, "NewLine": 10, "colon": 58,
        "period": 46, "comma": 44, "excl": 33, "lpar": 40, "rpar": 41, "sol": 47, "num": 35, "hyphen": 45, "quest": 63,
    ]

    /// The character of an HTML entity, and the bytes that it takes.
    static func entity(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> (bytes: [UInt8], length: Int)? {
        var end = offset + 1
        while end < bytes.count, end - offset < 12, ByteClass.isWord(bytes[end]) || bytes[end] == UInt8(ascii: "#") {
            end += 1
        }
        let body = bytes[offset + 1..<end]
        guard let first = body.first else { return nil }
        let length = end - offset + (end < bytes.count && bytes[end] == UInt8(ascii: ";") ? 1 : 0)
        let scalar: UInt32?
        if first == UInt8(ascii: "#") {
            let digits = String(decoding: body.dropFirst(), as: UTF8.self)
            let isHex = digits.first == "x" || digits.first == "X"
            scalar = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        } else {
            scalar = names[String(decoding: body, as: UTF8.self)]
        }
        return encoded(scalar).map { ($0, length) }
    }

    /// The character of an escape (`\u0041`, `\u{41}`, `\U00000041`, `\x41`, `\101`), and the bytes that it takes.
    static func escape(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> (bytes: [UInt8], length: Int)? {
        guard offset + 3 < bytes.count else { return nil }
        let kind = bytes[offset + 1]
        if kind == UInt8(ascii: "u"), bytes[offset + 2] == UInt8(ascii: "{") {
            guard let end = bytes[offset..<min(offset + 12, bytes.count)].firstIndex(of: UInt8(ascii: "}")) else {
                return nil
            }
            let digits = String(decoding: bytes[offset + 3..<end], as: UTF8.self)
            return encoded(UInt32(digits, radix: 16)).map { ($0, end + 1 - offset) }
        }
        switch kind {
        case UInt8(ascii: "u"): return digits(bytes, at: offset + 2, count: 4, radix: 16)
        case UInt8(ascii: "U"): return digits(bytes, at: offset + 2, count: 8, radix: 16)
        case UInt8(ascii: "x"):
            guard let piece = digits(bytes, at: offset + 2, count: 2, radix: 16) else { return nil }
            guard let high = Hexadecimal.value(ofDigit: bytes[offset + 2]),
                let low = Hexadecimal.value(ofDigit: bytes[offset + 3])
            else { return nil }
            return ([high << 4 | low], piece.length)
        case 0x30...0x33:
            guard let piece = digits(bytes, at: offset + 1, count: 3, radix: 8) else { return nil }
            return (piece.bytes, piece.length - 1)
        default: return nil
        }
    }

    private static func digits(
        _ bytes: UnsafeBufferPointer<UInt8>,
        at start: Int,
        count: Int,
        radix: Int
    ) -> (bytes: [UInt8], length: Int)? {
        guard start + count <= bytes.count else { return nil }
        let text = String(decoding: bytes[start..<start + count], as: UTF8.self)
        guard text.utf8.allSatisfy(ByteClass.isHex) else { return nil }
        return encoded(UInt32(text, radix: radix)).map { ($0, count + 2) }
    }

    private static func encoded(_ scalar: UInt32?) -> [UInt8]? {
        guard let scalar, let character = Unicode.Scalar(scalar) else { return nil }
        return Array(String(character).utf8)
    }

    /// The text of bits that two or three kinds of invisible characters stand for; nil where they are no text.
    static func zeroWidthBits(_ scalars: [UInt32]) -> [UInt8]? {
        var kinds: [UInt32: Int] = [:]
        for scalar in scalars { kinds[scalar, default: 0] += 1 }
        guard scalars.count >= 48, kinds.count >= 2, kinds.count <= 4 else { return nil }
        let usual = kinds.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(2).map(\.key)
        for one in usual {
            let bits = scalars.filter { usual.contains($0) }.map { $0 == one ? UInt8(1) : 0 }
            for width in [8, 7, 16] {
                let decoded = stride(from: 0, to: bits.count - width + 1, by: width)
                    .map { start in bits[start..<start + width].reduce(UInt(0)) { $0 << 1 | UInt($1) } }
                let bytes = decoded.map { UInt8(truncatingIfNeeded: $0) }
                if TextLikeness.isText(bytes) { return bytes }
            }
        }
        return nil
    }

    /// The bytes that variation selectors stand for.
    static func variationBytes(_ scalars: [UInt32]) -> [UInt8] {
        scalars.compactMap { scalar in
            switch scalar {
            case 0xFE00...0xFE0F: UInt8(scalar - 0xFE00)
            case 0xE_0100...0xE_01EF: UInt8(scalar - 0xE_0100 + 16)
            default: nil
            }
        }
    }

    /// The ASCII that tag characters stand for.
    static func tagBytes(_ scalars: [UInt32]) -> [UInt8] {
        scalars.compactMap { scalar in
            (0xE_0020...0xE_007E).contains(scalar) ? UInt8(scalar - 0xE_0000) : nil
        }
    }
}
