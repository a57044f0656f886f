package import WrightCore

extension FlatJSON {
    /// The JSON text of a node on one line, numbers as they were written.
    package func json(_ node: Int = FlatJSON.root) -> String {
        var output: [UInt8] = []
        write(node, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// The JSON value of a node; numbers beyond 64 bits become the nearest finite double.
    package func value(_ node: Int = FlatJSON.root) -> JSONValue {
        switch kind(node) {
        case .null: return .null
        case .no: return .bool(false)
        case .yes: return .bool(true)
        case .string: return .string(text(node))
        case .number:
            let text = text(node)
            if let whole = Int(text) { return .int(whole) }
            let double = Double(text) ?? 0
            let limit = Double.greatestFiniteMagnitude
            return .double(min(max(double, -limit), limit))
        case .array: return .array(elements(node).map { value($0) })
        case .object: return .object(members(node).map { JSONValue.Member(text($0.name), value($0.value)) })
        }
    }

    private func write(_ node: Int, to output: inout [UInt8]) {
        switch kind(node) {
        case .null: output.append(contentsOf: "null".utf8)
        case .no: output.append(contentsOf: "false".utf8)
        case .yes: output.append(contentsOf: "true".utf8)
        case .number: output.append(contentsOf: slice(node))
        case .string: JSONValue.appendString(slice(node), to: &output)
        case .array:
            output.append(UInt8(ascii: "["))
            for (index, element) in elements(node).enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                write(element, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object:
            output.append(UInt8(ascii: "{"))
            for (index, member) in members(node).enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                JSONValue.appendString(slice(member.name), to: &output)
                output.append(UInt8(ascii: ":"))
                write(member.value, to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }
}
