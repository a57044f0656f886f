internal import WrightCore

// Moves values to what a schema asks for, where only one thing can be meant: "42" where a number must stand, a single
// value where a list must, a name in other letters. Values that fit are never touched.

/// Moves values towards a schema.
struct SchemaCoercion {
    let schema: JSONSchema
    private(set) var steps: [JSONRepair.Step] = []
    private var depth = 0
    private var workLeft = 2_000

    init(schema: JSONSchema) {
        self.schema = schema
    }

    private mutating func note(_ step: JSONRepair.Step) { if !steps.contains(step) { steps.append(step) } }

    private func fits(_ value: LooseValue, _ index: Int) throws(PromptError) -> Bool {
        try schema.isValid(value.flat, schema: index)
    }

    mutating func coerced(_ value: LooseValue, _ index: Int) throws(PromptError) -> LooseValue {
        depth += 1
        workLeft -= 1
        defer { depth -= 1 }
        guard depth <= 100, workLeft > 0, try !fits(value, index) else { return value }
        var result = value
        for keyword in schema.nodes[index].keywords {
            switch keyword {
            case .type(let types): result = try moved(result, to: types)
            case .constant(let literal): result = matched(result, [literal])
            case .enumeration(let literals): result = matched(result, literals)
            case .reference(let target), .dynamicReference(let target, _): result = try coerced(result, target)
            case .all(let schemas): for inner in schemas { result = try coerced(result, inner) }
            case .any(let schemas), .one(let schemas): result = try coerced(result, anyOf: schemas)
            default: break
            }
        }
        for keyword in schema.nodes[index].keywords {
            switch keyword {
            case .members(let rules): result = try coerced(result, members: rules, index)
            case .elements(let prefix, let rest, _):
                guard case .array(var elements) = result else { continue }
                for place in elements.indices {
                    guard let inner = place < prefix.count ? prefix[place] : rest else { break }
                    elements[place] = try coerced(elements[place], inner)
                }
                result = .array(elements)
            default: break
            }
        }
        return result
    }

    private mutating func coerced(_ value: LooseValue, anyOf schemas: [Int]) throws(PromptError) -> LooseValue {
        for inner in schemas where try fits(value, inner) { return value }
        for inner in schemas {
            let before = steps
            let result = try coerced(value, inner)
            if try fits(result, inner) { return result }
            steps = before
        }
        return value
    }
}

extension SchemaCoercion {
    private mutating func moved(_ value: LooseValue, to types: SchemaTypes) throws(PromptError) -> LooseValue {
        let isNumeric = types.contains(.number) || types.contains(.integer)
        var result: LooseValue?
        switch value {
        case .string(let text) where !types.contains(.string): result = try moved(text, to: types)
        case .number(let text):
            if isNumeric { break }
            if types.contains(.string) {
                result = .string(text)
            } else if types == [.boolean] {
                result = text == "1" ? .bool(true) : text == "0" ? .bool(false) : nil
            }
        case .bool(let flag):
            if !types.contains(.boolean), types.contains(.string) { result = .string(flag ? "true" : "false") }
        case .array(let elements):
            if !types.contains(.array), elements.count == 1 {
                let inner = try moved(elements[0], to: types)
                if Self.isOf(inner, types) { result = inner }
            }
        default: break
        }
        if result == nil, types == [.array] {
            switch value {
            case .array, .null: break
            default: result = .array([value])
            }
        }
        guard let result else { return value }
        note(.type)
        return result
    }

    private static func isOf(_ value: LooseValue, _ types: SchemaTypes) -> Bool {
        switch value {
        case .null: types.contains(.null)
        case .bool: types.contains(.boolean)
        case .number: types.contains(.number) || types.contains(.integer)
        case .string: types.contains(.string)
        case .array: types.contains(.array)
        case .object: types.contains(.object)
        }
    }

    /// A text as one of the types; nil where it cannot be meant.
    private mutating func moved(_ text: String, to types: SchemaTypes) throws(PromptError) -> LooseValue? {
        let trimmed = FrontMatterParts.trimmed(text)
        if types.contains(.number) || types.contains(.integer), let number = LooseNumber.json(trimmed) {
            if types.contains(.number) || ExactNumber(number.utf8).isInteger { return .number(number) }
        }
        if types.contains(.boolean) {
            switch trimmed.lowercased() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: break
            }
        }
        if types.contains(.null), ["", "null", "none", "n/a"].contains(trimmed.lowercased()) { return .null }
        if types.contains(.object) && trimmed.hasPrefix("{") || types.contains(.array) && trimmed.hasPrefix("[") {
            if let tree = try? FlatJSON(parsing: Array(trimmed.utf8)) { return LooseValue(tree) }
            var reader = LooseReader(bytes: Array(trimmed.utf8))
            return try reader.read()
        }
        return nil
    }

    /// A text in the letters of the only literal that differs in nothing else.
    private mutating func matched(_ value: LooseValue, _ literals: [SchemaLiteral]) -> LooseValue {
        let values = literals.map { LooseValue(schema.documents[$0.document], $0.node) }
        guard !values.contains(value) else { return value }
        let key: String
        switch value {
        case .string(let text): key = Self.plain(text)
        case .number(let text): key = Self.plain(text)
        case .bool(let flag): key = flag ? "true" : "false"
        default: return value
        }
        let found = values.filter { candidate in
            switch candidate {
            case .string(let text), .number(let text): Self.plain(text) == key
            case .bool(let flag): (flag ? "true" : "false") == key
            case .null: key == "null"
            default: false
            }
        }
        guard found.count == 1 else { return value }
        note(.enumeration)
        return found[0]
    }

    /// A name without what spellings differ in: case, white space, `_` and `-`.
    private static func plain(_ text: String) -> String {
        String(FrontMatterParts.trimmed(text).lowercased().unicodeScalars.filter { !" _-".unicodeScalars.contains($0) })
    }

    private mutating func coerced(
        _ value: LooseValue,
        members rules: MemberRules,
        _ index: Int
    ) throws(PromptError) -> LooseValue {
        guard case .object(var members) = value else { return value }
        renameMembers(&members, rules)
        for place in members.indices {
            if let inner = rules.named.schema(of: Array(members[place].name.utf8)[...]) {
                members[place].value = try coerced(members[place].value, inner)
            } else if let inner = rules.additional, rules.patterns.isEmpty {
                members[place].value = try coerced(members[place].value, inner)
            }
        }
        try dropMembers(&members, rules, index)
        return .object(members)
    }

    private mutating func renameMembers(_ members: inout [LooseValue.Member], _ rules: MemberRules) {
        let names = rules.named.entries.map { String(decoding: $0.name, as: UTF8.self) }
        for name in names where !members.contains(where: { $0.name == name }) {
            let found = members.indices.filter { place in
                !names.contains(members[place].name) && Self.plain(members[place].name) == Self.plain(name)
            }
            guard found.count == 1 else { continue }
            members[found[0]].name = name
            note(.name)
        }
    }

    /// Drops what is not allowed, and what is null without being required or allowed to be.
    private mutating func dropMembers(
        _ members: inout [LooseValue.Member],
        _ rules: MemberRules,
        _ index: Int
    ) throws(PromptError) {
        var required: Set<String> = []
        for case .required(let names) in schema.nodes[index].keywords { required.formUnion(names) }
        var kept: [LooseValue.Member] = []
        for member in members {
            let inner = rules.named.schema(of: Array(member.name.utf8)[...])
            if let inner {
                if member.value == .null, !required.contains(member.name), try !fits(.null, inner) {
                    note(.extraMember)
                    continue
                }
            } else if let additional = rules.additional, case .never? = schema.nodes[additional].keywords.first,
                rules.patterns.isEmpty
            {
                note(.extraMember)
                continue
            }
            kept.append(member)
        }
        members = kept
    }
}
