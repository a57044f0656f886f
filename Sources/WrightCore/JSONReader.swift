// Idea: recursive descent over UTF-8 bytes with one position; strings without escapes are decoded in one step.
// Source: RFC 8259. Deviation: an unpaired surrogate escape becomes U+FFFD instead of an error, since real files have
// them; invalid UTF-8 inside strings is repaired in the same way, or refused. Depth is limited, so the stack is safe.

/// Reads one JSON text.
struct JSONReader {
    private let bytes: UnsafeRawBufferPointer
    private let depthLimit: Int
    private let requiresUTF8: Bool
    private var position = 0

    init(bytes: UnsafeRawBufferPointer, depthLimit: Int, requiresUTF8: Bool) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        self.requiresUTF8 = requiresUTF8
    }

    /// Reads the only value of the text.
    mutating func readText() throws(CoreError) -> JSONValue {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
        let value = try readValue(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw fault("text after the value") }
        return value
    }

    private func fault(_ reason: String) -> CoreError {
        .invalidJSON(offset: position, reason: reason)
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 32, 10, 13, 9: position += 1
            default: return
            }
        }
    }

    private mutating func readValue(depth: Int) throws(CoreError) -> JSONValue {
        skipSpace()
        guard position < bytes.count else { throw fault("the text ends where a value should stand") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try readObject(depth: depth + 1)
        case UInt8(ascii: "["): return try readArray(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: return try readNumber()
        }
    }

    private mutating func readWord(_ word: StaticString, _ value: JSONValue) throws(CoreError) -> JSONValue {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { throw fault("a value that is no JSON") }
        for offset in 0..<count where bytes[position + offset] != word.utf8Start[offset] {
            throw fault("a value that is no JSON")
        }
        position += count
        return value
    }

    private mutating func readObject(depth: Int) throws(CoreError) -> JSONValue {
        guard depth <= depthLimit else { throw fault("more than \(depthLimit) values inside one another") }
        position += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw fault("a member without a name")
            }
            let name = try readString()
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { throw fault("a missing ':'") }
            position += 1
            members.append(JSONValue.Member(name, try readValue(depth: depth)))
            if try endsAfterElement(closing: UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func readArray(depth: Int) throws(CoreError) -> JSONValue {
        guard depth <= depthLimit else { throw fault("more than \(depthLimit) values inside one another") }
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
            position += 1
            return .array(elements)
        }
        while true {
            elements.append(try readValue(depth: depth))
            if try endsAfterElement(closing: UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    private mutating func endsAfterElement(closing: UInt8) throws(CoreError) -> Bool {
        skipSpace()
        guard position < bytes.count else { throw fault("the text ends inside a list") }
        defer { position += 1 }
        switch bytes[position] {
        case closing: return true
        case UInt8(ascii: ","): return false
        default: throw fault("a missing ','")
        }
    }

    private mutating func readNumber() throws(CoreError) -> JSONValue {
        let start = position
        var isWhole = true
        if peek() == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        try readDigits()
        if bytes[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 { throw fault("a number with leading 0") }
        if peek() == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            try readDigits()
        }
        if let letter = peek(), letter | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try readDigits()
        }
        if isWhole, position - firstDigit <= 18 {
            var value = 0
            for place in firstDigit..<position { value = value * 10 + Int(bytes[place] - UInt8(ascii: "0")) }
            return .int(firstDigit > start ? -value : value)
        }
        let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        if isWhole, let value = Int(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else { throw fault("a number out of range") }
        return .double(value)
    }

    private func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func readDigits() throws(CoreError) {
        let start = position
        while let digit = peek(), digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw fault("a value that is no JSON") }
    }

    private mutating func readString() throws(CoreError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return try text(UnsafeRawBufferPointer(rebasing: bytes[start..<position]), at: start)
            case UInt8(ascii: "\\"):
                return try readEscapedString(from: start)
            case 0..<32:
                throw fault("a control character in a string")
            default:
                position += 1
            }
        }
        throw fault("a string without an end")
    }

    private mutating func readEscapedString(from start: Int) throws(CoreError) -> String {
        var content = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(content, at: start)
            case UInt8(ascii: "\\"):
                position += 1
                try readEscape(into: &content)
            case 0..<32:
                throw fault("a control character in a string")
            default:
                content.append(byte)
                position += 1
            }
        }
        throw fault("a string without an end")
    }

    private func text(_ content: some Collection<UInt8>, at start: Int) throws(CoreError) -> String {
        guard requiresUTF8 else { return String(decoding: content, as: UTF8.self) }
        guard let text = String(validating: content, as: UTF8.self) else { throw .notUTF8(offset: start) }
        return text
    }

    private mutating func readEscape(into content: inout [UInt8]) throws(CoreError) {
        guard let letter = peek() else { throw fault("a string without an end") }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter)
        case UInt8(ascii: "b"): content.append(8)
        case UInt8(ascii: "f"): content.append(12)
        case UInt8(ascii: "n"): content.append(10)
        case UInt8(ascii: "r"): content.append(13)
        case UInt8(ascii: "t"): content.append(9)
        case UInt8(ascii: "u"): try readUnicodeEscape(into: &content)
        default: throw fault("an unknown escape")
        }
    }

    private mutating func readUnicodeEscape(into content: inout [UInt8]) throws(CoreError) {
        let first = try readFourDigits()
        var value = first
        if (0xD800..<0xDC00).contains(first), position + 6 <= bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        {
            let before = position
            position += 2
            let second = try readFourDigits()
            if (0xDC00..<0xE000).contains(second) {
                value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
            } else {
                position = before
            }
        }
        UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") { content.append($0) }
    }

    private mutating func readFourDigits() throws(CoreError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw fault("a string without an end") }
        var value: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = Hexadecimal.value(ofDigit: bytes[position + offset]) else {
                throw fault("an escape without four digits")
            }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }
}
