internal import WrightCore

/// A value of JSON while it is mended; numbers stay as they were written.
indirect enum LooseValue: Sendable, Equatable {
    struct Member: Sendable, Equatable {
        var name: String
        var value: LooseValue
    }

    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([LooseValue])
    case object([Member])

    init(_ tree: FlatJSON, _ node: Int = FlatJSON.root) {
        switch tree.kind(node) {
        case .null: self = .null
        case .no: self = .bool(false)
        case .yes: self = .bool(true)
        case .number: self = .number(tree.text(node))
        case .string: self = .string(tree.text(node))
        case .array: self = .array(tree.elements(node).map { LooseValue(tree, $0) })
        case .object:
            self = .object(
                tree.members(node).map { Member(name: tree.text($0.name), value: LooseValue(tree, $0.value)) }
            )
        }
    }

    /// The value as JSON.
    var flat: FlatJSON {
        var result = FlatJSON(bytes: [], nodes: [])
        append(to: &result)
        return result
    }

    private func append(to flat: inout FlatJSON) {
        let index = flat.nodes.count
        flat.nodes.append(.init(kind: .null, count: 0, start: Int32(flat.bytes.count), end: 0))
        func set(_ kind: FlatJSON.Kind, _ text: String) {
            flat.nodes[index].kind = kind
            flat.bytes.append(contentsOf: text.utf8)
            flat.nodes[index].count = Int32(text.utf8.count)
        }
        switch self {
        case .null: break
        case .bool(let flag): flat.nodes[index].kind = flag ? .yes : .no
        case .number(let text): set(.number, text)
        case .string(let text): set(.string, text)
        case .array(let elements):
            flat.nodes[index].kind = .array
            flat.nodes[index].count = Int32(elements.count)
            for element in elements { element.append(to: &flat) }
        case .object(let members):
            flat.nodes[index].kind = .object
            flat.nodes[index].count = Int32(members.count)
            for member in members {
                LooseValue.string(member.name).append(to: &flat)
                member.value.append(to: &flat)
            }
        }
        flat.nodes[index].end = Int32(flat.nodes.count)
    }
}
