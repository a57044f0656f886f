// Idea: most events of a stream are alike and hold one short text. They are read in one pass over their bytes, without
// a tree of values: names are compared in place, what does not matter is skipped, and only what is wanted becomes a
// string. Whatever is unusual ends the attempt, so that the event is read in full instead; so does what is no JSON,
// so that every error comes from one place.
internal import WrightCore

/// Walks once over the bytes of a JSON text.
struct JSONSkimmer {
    private static let depthLimit = 16

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether nothing but white space is left.
    mutating func isAtEnd() -> Bool {
        skipSpace()
        return position == bytes.count
    }

    /// Goes over a byte if it comes next.
    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Goes over `null` if it comes next.
    mutating func takeNull() -> Bool { takeWord("null") }

    /// Hands on the members of an object, the reader standing before each value; false where it is no object or a
    /// member is refused.
    mutating func members(_ member: (inout Self, UnsafeRawBufferPointer) -> Bool) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        if take(UInt8(ascii: "}")) { return true }
        while true {
            guard let name = plainString(), take(UInt8(ascii: ":")), member(&self, name) else { return false }
            if take(UInt8(ascii: ",")) { continue }
            return take(UInt8(ascii: "}"))
        }
    }

    /// The bytes of a string without escapes; nil for anything else.
    mutating func plainString() -> UnsafeRawBufferPointer? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return UnsafeRawBufferPointer(rebasing: bytes[start..<(position - 1)])
            }
            guard byte >= 32, byte != UInt8(ascii: "\\") else { return nil }
            position += 1
        }
        return nil
    }

    /// The text of a string, escapes read; nil for anything else.
    mutating func string() -> String? {
        skipSpace()
        let start = position
        if let plain = plainString() { return String(decoding: plain, as: UTF8.self) }
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else { return nil }
        // What stopped is a backslash or a fault; the full reader tells which.
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { return nil }
        position += 1
        let whole = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        return (try? JSONValue(parsing: whole))?.string
    }

    /// Goes over a value of any kind; false for escapes and powers of ten, and for what is no JSON.
    mutating func skipValue() -> Bool { skipValue(depth: 0) }

    private mutating func skipValue(depth: Int) -> Bool {
        skipSpace()
        guard depth < Self.depthLimit, position < bytes.count else { return false }
        switch bytes[position] {
        case UInt8(ascii: "\""): return plainString() != nil
        case UInt8(ascii: "{"): return members { reader, _ in reader.skipValue(depth: depth + 1) }
        case UInt8(ascii: "["):
            position += 1
            if take(UInt8(ascii: "]")) { return true }
            while skipValue(depth: depth + 1) {
                if take(UInt8(ascii: ",")) { continue }
                return take(UInt8(ascii: "]"))
            }
            return false
        case UInt8(ascii: "n"): return takeWord("null")
        case UInt8(ascii: "t"): return takeWord("true")
        case UInt8(ascii: "f"): return takeWord("false")
        default: return skipNumber()
        }
    }

    private mutating func skipNumber() -> Bool {
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        let count = skipDigits()
        guard (1...300).contains(count), count == 1 || bytes[first] != UInt8(ascii: "0") else { return false }
        guard position < bytes.count else { return true }
        if bytes[position] == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() > 0 else { return false }
        }
        return position >= bytes.count || bytes[position] | 0x20 != UInt8(ascii: "e")
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        return position - start
    }

    private mutating func takeWord(_ word: StaticString) -> Bool {
        skipSpace()
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count,
            Self.isEqual(UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)]), word)
        else { return false }
        position += count
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 32, 10, 13, 9: position += 1
            default: return
            }
        }
    }

    /// Whether bytes are those of a text.
    static func isEqual(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        for place in 0..<bytes.count where bytes[place] != text.utf8Start[place] { return false }
        return true
    }
}
