package import WrightCore
private import Yams

// YAML becomes JSON by the core schema of YAML 1.2: `yes` and `no` are texts. Names that stand twice are refused. A
// short text with anchors can stand for a huge one, so the values that come out are counted, and there is a limit.

/// Reads YAML as JSON values.
package enum YAMLValue {
    static let sizeLimit = 1 << 20
    static let valueLimit = 50_000
    static let depthLimit = 64

    /// Reads one YAML document; an empty one is null.
    ///
    /// - Throws: ``PromptError`` with code `unreadableFile`.
    package static func parse(_ text: String, name: String) throws(PromptError) -> JSONValue {
        guard text.utf8.count <= sizeLimit else { throw .unreadableFile(name: name, reason: "more than 1 MiB of YAML") }
        guard !holdsDeepFlow(text) else {
            throw .unreadableFile(name: name, reason: "YAML with more than \(depthLimit) values inside one another")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw .unreadableFile(name: name, reason: "it is no YAML: \(String(describing: error).prefix(200))")
        }
        guard let node else { return .null }
        var count = 0
        return try value(of: node, name: name, depth: 0, count: &count)
    }

    private static func holdsDeepFlow(_ text: String) -> Bool {
        var depth = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { depth = max(0, depth - 1) }
            if depth > depthLimit * 4 { return true }
        }
        return text.utf8.split(separator: 10)
            .contains { $0.prefix { $0 == 32 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "?") }.count > 512 }
    }

    private static func value(
        of node: Node,
        name: String,
        depth: Int,
        count: inout Int
    ) throws(PromptError) -> JSONValue {
        count += 1
        guard count <= valueLimit, depth <= depthLimit else {
            throw .unreadableFile(name: name, reason: "YAML with too many values, or too deep")
        }
        switch node {
        case .scalar(let scalar): return value(of: scalar)
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            for element in sequence {
                elements.append(try value(of: element, name: name, depth: depth + 1, count: &count))
            }
            return .array(elements)
        case .mapping(let mapping):
            var members: [JSONValue.Member] = []
            var names: Set<String> = []
            for (key, element) in mapping {
                guard let scalar = key.scalar else {
                    throw .unreadableFile(name: name, reason: "a YAML key that is no text")
                }
                guard names.insert(scalar.string).inserted else {
                    throw .unreadableFile(name: name, reason: "the YAML key '\(scalar.string)' stands twice")
                }
                let inner = try value(of: element, name: name, depth: depth + 1, count: &count)
                members.append(.init(scalar.string, inner))
            }
            return .object(members)
        case .alias: throw .unreadableFile(name: name, reason: "YAML aliases ('*name') are not allowed")
        }
    }

    private static func value(of scalar: Node.Scalar) -> JSONValue {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        if text.hasPrefix("0x"), let value = Int(text.dropFirst(2), radix: 16) { return .int(value) }
        if text.hasPrefix("0o"), let value = Int(text.dropFirst(2), radix: 8) { return .int(value) }
        guard let first = text.utf8.first, (48...57).contains(first) || Array("+-.".utf8).contains(first),
            text.utf8.allSatisfy({ (48...57).contains($0) || Array("+-.eE".utf8).contains($0) })
        else { return nil }
        if let value = Int(text) { return .int(value) }
        guard let value = Double(text.hasPrefix("+") ? String(text.dropFirst()) : text), value.isFinite else {
            return nil
        }
        return .double(value)
    }
}
