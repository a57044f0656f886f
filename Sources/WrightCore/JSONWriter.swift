extension JSONValue {
    /// The value as one line of JSON text; with `indented`, as many lines with two spaces a level.
    ///
    /// Doubles are written with the fewest digits that read back as the same number.
    public func text(indented: Bool = false) -> String {
        var writer = JSONWriter(isIndented: indented)
        writer.write(self, level: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Appends a JSON string with its quotes, given as UTF-8.
    @inlinable
    package static func appendString(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 10: bytes.append(contentsOf: "\\n".utf8)
            case 13: bytes.append(contentsOf: "\\r".utf8)
            case 9: bytes.append(contentsOf: "\\t".utf8)
            case 0..<32, 127:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(contentsOf: Hexadecimal.digits(of: [byte]))
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Writes JSON text.
private struct JSONWriter {
    let isIndented: Bool
    var bytes: [UInt8] = []

    init(isIndented: Bool) {
        self.isIndented = isIndented
    }

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): bytes.append(contentsOf: String(value).utf8)
        case .double(let value):
            precondition(value.isFinite, "JSON has no form for \(value).")
            bytes.append(contentsOf: value.description.utf8)
        case .string(let value): JSONValue.appendString(value.utf8, to: &bytes)
        case .array(let elements): write(elements, level: level)
        case .object(let members): write(members, level: level)
        }
    }

    private mutating func write(_ elements: [JSONValue], level: Int) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(level: level + 1)
            write(element, level: level + 1)
        }
        if !elements.isEmpty { breakLine(level: level) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ members: [JSONValue.Member], level: Int) {
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(level: level + 1)
            JSONValue.appendString(member.name.utf8, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            if isIndented { bytes.append(32) }
            write(member.value, level: level + 1)
        }
        if !members.isEmpty { breakLine(level: level) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(level: Int) {
        guard isIndented else { return }
        bytes.append(10)
        bytes.append(contentsOf: repeatElement(32, count: level * 2))
    }
}
