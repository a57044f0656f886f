private import WrightCore

/// Cuts RTF into groups, control words and text.
struct RTFScanner {
    /// One piece of RTF.
    enum Token {
        case begin
        case end
        case word(String, Int?)
        case symbol(UInt8)
        /// A byte given in hexadecimal, or as it is.
        case byte(UInt8)
        /// Bytes that are no text.
        case binary(Int)
    }

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next piece; nil at the end.
    mutating func next() -> Token? {
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case 0x7B: return .begin
            case 0x7D: return .end
            case 0x5C: return control()
            case 0x0A, 0x0D, 0: continue
            default: return .byte(byte)
            }
        }
        return nil
    }

    private mutating func control() -> Token? {
        guard offset < bytes.count else { return nil }
        let first = bytes[offset]
        guard Self.isLetter(first) else {
            offset += 1
            guard first == 0x27 else { return .symbol(first) }
            guard offset + 1 < bytes.count, let high = Hexadecimal.value(ofDigit: bytes[offset]),
                let low = Hexadecimal.value(ofDigit: bytes[offset + 1])
            else { return .symbol(first) }
            offset += 2
            return .byte(high << 4 | low)
        }
        let start = offset
        while offset < bytes.count, Self.isLetter(bytes[offset]), offset - start < 32 { offset += 1 }
        let name = String(decoding: bytes[start..<offset], as: UTF8.self)
        let number = parameter()
        if offset < bytes.count, bytes[offset] == 0x20 { offset += 1 }
        guard name == "bin", let number, number > 0 else { return .word(name, number) }
        let count = min(number, bytes.count - offset)
        offset += count
        return .binary(count)
    }

    private mutating func parameter() -> Int? {
        let start = offset
        if offset < bytes.count, bytes[offset] == 0x2D { offset += 1 }
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]), offset - start < 11 { offset += 1 }
        guard offset > start, let value = Int(String(decoding: bytes[start..<offset], as: UTF8.self)) else {
            offset = start
            return nil
        }
        return value
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) }
}
