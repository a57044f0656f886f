internal import WrightCore

/// How values become text, as in JavaScript.
enum TemplateText {
    /// A value's text; nil for an object, which has none.
    static func text(_ value: JSONValue) -> String? {
        switch value {
        case .null: return ""
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .double(let number): return Self.text(number)
        case .string(let text): return text
        case .array(let elements):
            var parts: [String] = []
            for element in elements {
                guard let part = text(element) else { return nil }
                parts.append(part)
            }
            return parts.joined(separator: ",")
        case .object: return nil
        }
    }

    /// A number's text: whole numbers without a fraction up to 10²¹.
    static func text(_ number: Double) -> String {
        if number == 0 { return "0" }
        if number == number.rounded(), abs(number) < 1e15 { return String(Int(number)) }
        let description = number.description
        guard let mark = description.firstIndex(of: "e") else {
            return description.hasSuffix(".0") ? String(description.dropLast(2)) : description
        }
        let digits = description[..<mark].filter { $0 != "." && $0 != "-" }
        let mantissa =
            description[..<mark].hasSuffix(".0")
            ? String(description[..<mark].dropLast(2)) : String(description[..<mark])
        guard let exponent = Int(description[description.index(after: mark)...]) else { return description }
        let significant = mantissa.filter { $0 != "." && $0 != "-" }
        let sign = number < 0 ? "-" : ""
        if (0..<21).contains(exponent) {
            let zeros = exponent + 1 - significant.count
            if zeros >= 0 { return sign + significant + String(repeating: "0", count: zeros) }
            return sign + significant.prefix(exponent + 1) + "." + significant.dropFirst(exponent + 1)
        }
        if (-6..<0).contains(exponent) {
            return sign + "0." + String(repeating: "0", count: -exponent - 1)
                + (digits.hasSuffix("0") ? significant : digits)
        }
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + String(abs(exponent))
    }

    /// Whether a value counts as false: undefined, null, false, 0, an empty text.
    static func isFalse(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null, .bool(false), .int(0): true
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        default: false
        }
    }

    /// Whether a value counts as empty: what counts as false but 0, and an empty array.
    static func isEmpty(_ value: JSONValue?) -> Bool {
        switch value {
        case .int(0): false
        case .double(let number): number.isNaN
        case .array(let elements): elements.isEmpty
        default: isFalse(value)
        }
    }

    /// Whether two values are the same, without changing one's kind for the other's.
    static func areSame(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        if let first = left.double, let second = right.double {
            if case .int(let one) = left, case .int(let two) = right { return one == two }
            return first == second
        }
        return left == right
    }

    /// A value as JSON text, as `JSON.stringify` writes it.
    static func json(_ value: JSONValue, indent: Int, into output: inout [UInt8], level: Int = 0) {
        func breakLine(_ level: Int) {
            guard indent > 0 else { return }
            output.append(10)
            output.append(contentsOf: repeatElement(32, count: indent * level))
        }
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool, .int, .double: output.append(contentsOf: (text(value) ?? "").utf8)
        case .string(let text): quote(text, into: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                breakLine(level + 1)
                json(element, indent: indent, into: &output, level: level + 1)
            }
            if !elements.isEmpty { breakLine(level) }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                breakLine(level + 1)
                quote(member.name, into: &output)
                output.append(UInt8(ascii: ":"))
                if indent > 0 { output.append(32) }
                json(member.value, indent: indent, into: &output, level: level + 1)
            }
            if !members.isEmpty { breakLine(level) }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func quote(_ text: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case 8: output.append(contentsOf: "\\b".utf8)
            case 9: output.append(contentsOf: "\\t".utf8)
            case 10: output.append(contentsOf: "\\n".utf8)
            case 12: output.append(contentsOf: "\\f".utf8)
            case 13: output.append(contentsOf: "\\r".utf8)
            case 0..<32:
                output.append(contentsOf: "\\u00".utf8)
                output += Hexadecimal.digits(of: [byte])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
