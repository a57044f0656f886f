package import WrightCore

extension FlatJSON {
    /// How deep arrays and objects may stand inside one another.
    package static let depthLimit = 256

    /// Reads one JSON text (RFC 8259) strictly.
    ///
    /// A name that stands twice in an object is refused: readers disagree on which of the values holds.
    ///
    /// - Throws: ``PromptError`` with code `jsonInvalid`.
    package init(parsing bytes: [UInt8]) throws(PromptError) {
        var reader = FlatJSONReader(bytes: bytes)
        try reader.readText()
        self.init(bytes: reader.bytes, nodes: reader.nodes)
    }

    /// Takes a JSON value.
    package init(_ value: JSONValue) {
        var result = FlatJSON(bytes: [], nodes: [])
        result.append(value)
        self = result
    }

    mutating func append(_ value: JSONValue) {
        let index = nodes.count
        nodes.append(Node(kind: .null, count: 0, start: Int32(bytes.count), end: 0))
        switch value {
        case .null: break
        case .bool(let flag): nodes[index].kind = flag ? .yes : .no
        case .int(let number): set(index, .number, String(number).utf8)
        case .double(let number): set(index, .number, number.description.utf8)
        case .string(let text): set(index, .string, text.utf8)
        case .array(let elements):
            nodes[index].kind = .array
            nodes[index].count = Int32(elements.count)
            for element in elements { append(element) }
        case .object(let members):
            nodes[index].kind = .object
            nodes[index].count = Int32(members.count)
            for member in members {
                append(.string(member.name))
                append(member.value)
            }
        }
        nodes[index].end = Int32(nodes.count)
    }

    private mutating func set(_ index: Int, _ kind: Kind, _ content: String.UTF8View) {
        nodes[index].kind = kind
        bytes.append(contentsOf: content)
        nodes[index].count = Int32(bytes.count) - nodes[index].start
    }
}

/// Reads JSON text into nodes.
struct FlatJSONReader {
    private(set) var bytes: [UInt8]
    private(set) var nodes: [FlatJSON.Node] = []
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        nodes.reserveCapacity(bytes.count / 6 + 1)
    }

    mutating func readText() throws(PromptError) {
        guard bytes.count < Int(Int32.max) else { throw fault("more than 2 GiB of text") }
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
        try readValue(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw fault("text after the value") }
    }

    private func fault(_ reason: String) -> PromptError { .jsonInvalid(offset: position, reason: reason) }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 32, 10, 13, 9: position += 1
            default: return
            }
        }
    }

    private mutating func readValue(depth: Int) throws(PromptError) {
        skipSpace()
        guard position < bytes.count else { throw fault("the text ends where a value should stand") }
        switch bytes[position] {
        case UInt8(ascii: "{"): try readObject(depth: depth + 1)
        case UInt8(ascii: "["): try readArray(depth: depth + 1)
        case UInt8(ascii: "\""): try readString()
        case UInt8(ascii: "t"): try readWord("true", .yes)
        case UInt8(ascii: "f"): try readWord("false", .no)
        case UInt8(ascii: "n"): try readWord("null", .null)
        default: try readNumber()
        }
    }

    private mutating func add(_ kind: FlatJSON.Kind, start: Int, count: Int) {
        nodes.append(.init(kind: kind, count: Int32(count), start: Int32(start), end: Int32(nodes.count + 1)))
    }

    private mutating func readWord(_ word: StaticString, _ kind: FlatJSON.Kind) throws(PromptError) {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { throw fault("a value that is no JSON") }
        for offset in 0..<count where bytes[position + offset] != word.utf8Start[offset] {
            throw fault("a value that is no JSON")
        }
        add(kind, start: position, count: count)
        position += count
    }

    private mutating func readObject(depth: Int) throws(PromptError) {
        let node = try beginContainer(.object, depth: depth)
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            position += 1
            close(node, count: 0)
            return
        }
        var count: Int32 = 0
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw fault("a member without a name")
            }
            try readString()
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { throw fault("a missing ':'") }
            position += 1
            try readValue(depth: depth)
            count += 1
            if try endsAfterElement(closing: UInt8(ascii: "}")) { break }
        }
        close(node, count: count)
        try refuseRepeatedNames(node)
    }

    private mutating func readArray(depth: Int) throws(PromptError) {
        let node = try beginContainer(.array, depth: depth)
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
            position += 1
            close(node, count: 0)
            return
        }
        var count: Int32 = 0
        repeat {
            try readValue(depth: depth)
            count += 1
        } while try !endsAfterElement(closing: UInt8(ascii: "]"))
        close(node, count: count)
    }

    private mutating func beginContainer(_ kind: FlatJSON.Kind, depth: Int) throws(PromptError) -> Int {
        guard depth <= FlatJSON.depthLimit else {
            throw fault("more than \(FlatJSON.depthLimit) values inside one another")
        }
        add(kind, start: position, count: 0)
        position += 1
        return nodes.count - 1
    }

    private mutating func close(_ node: Int, count: Int32) {
        nodes[node].count = count
        nodes[node].end = Int32(nodes.count)
    }

    private mutating func endsAfterElement(closing: UInt8) throws(PromptError) -> Bool {
        skipSpace()
        guard position < bytes.count else { throw fault("the text ends inside a list") }
        switch bytes[position] {
        case closing:
            position += 1
            return true
        case UInt8(ascii: ","):
            position += 1
            return false
        default: throw fault("a missing ','")
        }
    }

    private func refuseRepeatedNames(_ object: Int) throws(PromptError) {
        guard nodes[object].count > 1 else { return }
        var names = Set<ArraySlice<UInt8>>(minimumCapacity: Int(nodes[object].count))
        var child = object + 1
        let end = Int(nodes[object].end)
        while child < end {
            let start = Int(nodes[child].start)
            let name = bytes[start..<start + Int(nodes[child].count)]
            guard names.insert(name).inserted else {
                throw fault("the name '\(String(decoding: name.prefix(60), as: UTF8.self))' stands twice")
            }
            child = Int(nodes[child + 1].end)
        }
    }
}

extension FlatJSONReader {
    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func readNumber() throws(PromptError) {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        try readDigits()
        if bytes[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 { throw fault("a number with leading 0") }
        if peek() == UInt8(ascii: ".") {
            position += 1
            try readDigits()
        }
        if let letter = peek(), letter | 0x20 == UInt8(ascii: "e") {
            position += 1
            if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try readDigits()
        }
        add(.number, start: start, count: position - start)
    }

    private mutating func readDigits() throws(PromptError) {
        let start = position
        while let digit = peek(), digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw fault("a value that is no JSON") }
    }

    private mutating func readString() throws(PromptError) {
        position += 1
        let start = position
        var write = position
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                add(.string, start: start, count: write - start)
                position += 1
                return
            case UInt8(ascii: "\\"):
                position += 1
                try readEscape(into: &write)
            case 0..<32:
                throw fault("a control character in a string")
            default:
                if write != position { bytes[write] = byte }
                write += 1
                position += 1
            }
        }
        throw fault("a string without an end")
    }

    private mutating func readEscape(into write: inout Int) throws(PromptError) {
        guard let letter = peek() else { throw fault("a string without an end") }
        position += 1
        let value: UInt8
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): value = letter
        case UInt8(ascii: "b"): value = 8
        case UInt8(ascii: "f"): value = 12
        case UInt8(ascii: "n"): value = 10
        case UInt8(ascii: "r"): value = 13
        case UInt8(ascii: "t"): value = 9
        case UInt8(ascii: "u"): return try readUnicodeEscape(into: &write)
        default: throw fault("an unknown escape")
        }
        bytes[write] = value
        write += 1
    }

    private mutating func readUnicodeEscape(into write: inout Int) throws(PromptError) {
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
        for byte in String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8 {
            bytes[write] = byte
            write += 1
        }
    }

    private mutating func readFourDigits() throws(PromptError) -> UInt32 {
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
