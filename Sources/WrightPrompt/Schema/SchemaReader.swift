/// Reads the keywords of one schema that need no other schema.
struct SchemaReader {
    let tree: FlatJSON
    let node: Int
    let document: Int
    let resource: SchemaResource
    let location: String
    let assertsFormats: Bool

    func member(_ name: String) -> Int? { tree.member(node, name) }

    func fault(_ keyword: String, _ reason: String) -> PromptError {
        .schemaInvalid(location: location + "/" + keyword, reason: reason)
    }

    func string(_ name: String) throws(PromptError) -> String? {
        guard let value = member(name) else { return nil }
        guard let text = tree.string(value) else { throw fault(name, "it must be a string") }
        return text
    }

    /// A count: a whole number of 0 or more, however it is written.
    func count(_ name: String) throws(PromptError) -> Int? {
        guard let value = member(name) else { return nil }
        guard tree.kind(value) == .number, tree.number(value).isInteger, let double = Double(tree.text(value)),
            double >= 0
        else { throw fault(name, "it must be a whole number of 0 or more") }
        return double < 1e15 ? Int(double) : 1_000_000_000_000_000
    }

    private func strings(_ value: Int, _ name: String) throws(PromptError) -> [String] {
        guard tree.kind(value) == .array else { throw fault(name, "it must be a list of strings") }
        var result: [String] = []
        for element in tree.elements(value) {
            guard let text = tree.string(element) else { throw fault(name, "it must be a list of strings") }
            result.append(text)
        }
        return result
    }

    /// What the validation vocabulary says here.
    func assertions() throws(PromptError) -> [SchemaKeyword] {
        var result: [SchemaKeyword] = []
        if let type = member("type") { result.append(.type(try types(type))) }
        if let value = member("const") { result.append(.constant(.init(document: document, node: value))) }
        if let value = member("enum") {
            guard tree.kind(value) == .array else { throw fault("enum", "it must be a list") }
            result.append(.enumeration(tree.elements(value).map { .init(document: document, node: $0) }))
        }
        for rule in [NumberRule.minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf] {
            guard let value = member(rule.rawValue) else { continue }
            guard tree.kind(value) == .number else { throw fault(rule.rawValue, "it must be a number") }
            let number = tree.number(value)
            guard rule != .multipleOf || ExactNumber("0".utf8) < number else {
                throw fault(rule.rawValue, "it must be a number above 0")
            }
            result.append(.number(rule, number, small: tree.smallInteger(value), text: tree.text(value)))
        }
        if let limit = try count("minLength") { result.append(.minLength(limit)) }
        if let limit = try count("maxLength") { result.append(.maxLength(limit)) }
        if let pattern = try string("pattern") { result.append(.pattern(try Pattern(pattern))) }
        if let limit = try count("minItems") { result.append(.minItems(limit)) }
        if let limit = try count("maxItems") { result.append(.maxItems(limit)) }
        if let unique = member("uniqueItems"), tree.kind(unique) == .yes { result.append(.uniqueItems) }
        if let limit = try count("minProperties") { result.append(.minProperties(limit)) }
        if let limit = try count("maxProperties") { result.append(.maxProperties(limit)) }
        if let required = member("required") {
            result.append(.required(try strings(required, "required")))
        }
        for name in ["dependentRequired", "dependencies"] {
            if let rule = try dependentRequired(name) { result.append(rule) }
        }
        return result
    }

    /// The format, where it must hold.
    func format() throws(PromptError) -> SchemaKeyword? {
        guard let format = try string("format"), assertsFormats || resource.assertsFormats else { return nil }
        return .format(format)
    }

    private func types(_ value: Int) throws(PromptError) -> SchemaTypes {
        let names = tree.kind(value) == .array ? try strings(value, "type") : [tree.string(value) ?? ""]
        var types: SchemaTypes = []
        for name in names {
            guard let type = SchemaTypes(name: name) else {
                throw fault("type", "'\(name)' is none of null, boolean, object, array, number, string, integer")
            }
            types.insert(type)
        }
        return types
    }

    private func dependentRequired(_ name: String) throws(PromptError) -> SchemaKeyword? {
        guard let value = member(name), tree.kind(value) == .object else { return nil }
        var rules: [(name: String, required: [String])] = []
        for (member, list) in tree.members(value) where tree.kind(list) == .array {
            rules.append((tree.text(member), try strings(list, name)))
        }
        return rules.isEmpty ? nil : .dependentRequired(rules)
    }
}
