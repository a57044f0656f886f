/// Makes schemas ready for checking: every reference followed, every pattern read.
struct SchemaCompiler {
    private(set) var library: SchemaLibrary
    private(set) var nodes: [CompiledNode] = []
    private var compiled: [SchemaLiteral.Key: Int] = [:]
    private var pending: [(index: Int, document: Int, node: Int)] = []
    private(set) var usesDynamicReferences = false
    private let assertsFormats: Bool

    static let nodeLimit = 100_000

    init(assertsFormats: Bool, resolve: @escaping (String) throws -> [UInt8]?) {
        library = SchemaLibrary(resolve: resolve)
        self.assertsFormats = assertsFormats
    }

    /// Compiles a text and all that it refers to; gives the number of its root.
    mutating func compile(_ tree: FlatJSON, address: String) throws(PromptError) -> Int {
        let document = try library.add(tree, address: address)
        let root = try schema(document, FlatJSON.root)
        try compilePending()
        while usesDynamicReferences {
            let before = nodes.count
            for resource in library.resources {
                for node in resource.dynamicAnchors.values { _ = try schema(resource.document, node) }
            }
            try compilePending()
            if nodes.count == before { break }
        }
        return root
    }

    /// The compiled schemas of the dynamic anchors of each resource.
    func dynamicAnchors() -> [[String: Int]] {
        library.resources.map { resource in
            resource.dynamicAnchors.compactMapValues { compiled[.init(document: resource.document, node: $0)] }
        }
    }

    private mutating func compilePending() throws(PromptError) {
        while let next = pending.popLast() { try fill(next.index, next.document, next.node) }
    }

    /// The number of a schema; it is compiled later, so that schemas may refer to one another.
    private mutating func schema(_ document: Int, _ node: Int) throws(PromptError) -> Int {
        let key = SchemaLiteral.Key(document: document, node: node)
        if let known = compiled[key] { return known }
        guard nodes.count < Self.nodeLimit else { throw .schemaTooCostly("schemas", limit: Self.nodeLimit) }
        let resource = library.owner(document, node) ?? 0
        let owner = library.resources[resource]
        let pointer = library.documents[document].pointer(from: owner.node, to: node)
        nodes.append(CompiledNode(resource: resource, location: owner.base.withoutFragment + "#" + pointer))
        compiled[key] = nodes.count - 1
        pending.append((nodes.count - 1, document, node))
        return nodes.count - 1
    }

    private mutating func fill(_ index: Int, _ document: Int, _ node: Int) throws(PromptError) {
        let tree = library.documents[document]
        switch tree.kind(node) {
        case .yes: return
        case .no: nodes[index].keywords = [.never]
        case .object:
            var reader = SchemaReader(
                tree: tree,
                node: node,
                document: document,
                resource: library.resources[nodes[index].resource],
                location: nodes[index].location,
                assertsFormats: assertsFormats
            )
            try read(&reader, index)
        default:
            throw .schemaInvalid(location: nodes[index].location, reason: "a schema must be an object, true or false")
        }
    }

    private mutating func read(_ reader: inout SchemaReader, _ index: Int) throws(PromptError) {
        if reader.resource.dialect == .draft7, reader.member("$ref") != nil {
            nodes[index].keywords = try references(reader, index)
            return
        }
        var keywords = reader.resource.validates ? try reader.assertions() : []
        if let format = try reader.format() { keywords.append(format) }
        keywords += try references(reader, index)
        keywords += try applicators(reader)
        keywords += try arrays(reader)
        if let members = try members(reader) { keywords.append(.members(members)) }
        for name in ["unevaluatedItems", "unevaluatedProperties"] where reader.resource.dialect != .draft7 {
            guard let node = reader.member(name) else { continue }
            let inner = try schema(reader.document, node)
            keywords.append(name == "unevaluatedItems" ? .unevaluatedItems(inner) : .unevaluatedProperties(inner))
            nodes[index].tracksEvaluated = true
        }
        nodes[index].keywords = keywords
    }

    private mutating func references(_ reader: SchemaReader, _ index: Int) throws(PromptError) -> [SchemaKeyword] {
        var result: [SchemaKeyword] = []
        let resource = nodes[index].resource
        if let reference = try reader.string("$ref") {
            let target = try library.target(of: reference, from: resource)
            result.append(.reference(try schema(target.document, target.node)))
        }
        if reader.resource.dialect == .draft2020, let reference = try reader.string("$dynamicRef") {
            let target = try library.target(of: reference, from: resource)
            let inner = try schema(target.document, target.node)
            if let anchor = target.dynamicAnchor {
                usesDynamicReferences = true
                result.append(.dynamicReference(inner, anchor: anchor))
            } else {
                result.append(.reference(inner))
            }
        }
        return result
    }

    private mutating func list(_ reader: SchemaReader, _ name: String) throws(PromptError) -> [Int]? {
        guard let node = reader.member(name) else { return nil }
        guard reader.tree.kind(node) == .array, reader.tree.count(node) > 0 else {
            throw reader.fault(name, "it must be a list of one schema or more")
        }
        var result: [Int] = []
        for element in reader.tree.elements(node) { result.append(try schema(reader.document, element)) }
        return result
    }

    private mutating func single(_ reader: SchemaReader, _ name: String) throws(PromptError) -> Int? {
        guard let node = reader.member(name) else { return nil }
        return try schema(reader.document, node)
    }

    private mutating func applicators(_ reader: SchemaReader) throws(PromptError) -> [SchemaKeyword] {
        var result: [SchemaKeyword] = []
        if let all = try list(reader, "allOf") { result.append(.all(all)) }
        if let any = try list(reader, "anyOf") { result.append(.any(any)) }
        if let one = try list(reader, "oneOf") { result.append(.one(one)) }
        if let not = try single(reader, "not") { result.append(.not(not)) }
        if let condition = try single(reader, "if") {
            let then = try single(reader, "then")
            let otherwise = try single(reader, "else")
            result.append(.condition(condition, then: then, otherwise: otherwise))
        }
        if let names = try single(reader, "propertyNames") { result.append(.propertyNames(names)) }
        for name in ["dependentSchemas", "dependencies"] {
            guard let node = reader.member(name), reader.tree.kind(node) == .object else { continue }
            var schemas: [(name: String, schema: Int)] = []
            for (member, value) in reader.tree.members(node) where reader.tree.kind(value) != .array {
                schemas.append((reader.tree.text(member), try schema(reader.document, value)))
            }
            if !schemas.isEmpty { result.append(.dependentSchemas(schemas, keyword: name)) }
        }
        return result
    }

    private mutating func arrays(_ reader: SchemaReader) throws(PromptError) -> [SchemaKeyword] {
        var result: [SchemaKeyword] = []
        let tree = reader.tree
        let isOld = reader.resource.dialect != .draft2020
        if isOld, let items = reader.member("items"), tree.kind(items) == .array {
            let prefix = try list(reader, "items") ?? []
            let rest = try single(reader, "additionalItems")
            result.append(.elements(prefix: prefix, rest: rest, restKeyword: "additionalItems"))
        } else {
            if !isOld, let items = reader.member("items"), tree.kind(items) == .array {
                throw reader.fault("items", "a list is the form of earlier drafts: use 'prefixItems'")
            }
            let prefix = isOld ? [] : try list(reader, "prefixItems") ?? []
            let rest = try single(reader, "items")
            if !prefix.isEmpty || rest != nil {
                result.append(.elements(prefix: prefix, rest: rest, restKeyword: "items"))
            }
        }
        if let contains = try single(reader, "contains") {
            let counts = reader.resource.validates && reader.resource.dialect != .draft7
            let minimum = counts ? try reader.count("minContains") ?? 1 : 1
            let maximum = counts ? try reader.count("maxContains") : nil
            result.append(.contains(contains, minimum: minimum, maximum: maximum))
        }
        return result
    }

    private mutating func members(_ reader: SchemaReader) throws(PromptError) -> MemberRules? {
        var rules = MemberRules()
        if let node = reader.member("properties") {
            guard reader.tree.kind(node) == .object else { throw reader.fault("properties", "it must be an object") }
            for (name, value) in reader.tree.members(node) {
                rules.named.insert(reader.tree.text(name), try schema(reader.document, value))
            }
        }
        if let node = reader.member("patternProperties") {
            guard reader.tree.kind(node) == .object else {
                throw reader.fault("patternProperties", "it must be an object")
            }
            for (name, value) in reader.tree.members(node) {
                let pattern = try Pattern(reader.tree.text(name))
                rules.patterns.append((pattern, try schema(reader.document, value)))
            }
        }
        rules.additional = try single(reader, "additionalProperties")
        if rules.named.entries.isEmpty, rules.patterns.isEmpty, rules.additional == nil { return nil }
        return rules
    }
}

extension SchemaLiteral {
    /// A place in a document, as a key.
    struct Key: Hashable {
        let document: Int
        let node: Int
    }
}

extension FlatJSON {
    /// The JSON pointer from one node to another below it.
    func pointer(from start: Int, to target: Int) -> String {
        var node = start
        var result = ""
        while node != target {
            var step: (token: String, node: Int)?
            switch kind(node) {
            case .object:
                for (name, value) in members(node) where value <= target && target < end(value) {
                    step = (text(name), value)
                }
            case .array:
                for (index, element) in elements(node).enumerated() where element <= target && target < end(element) {
                    step = (String(index), element)
                }
            default: break
            }
            guard let step else { return result }
            result += "/" + Self.escaped(step.token)
            node = step.node
        }
        return result
    }

    /// A name as a token of a JSON pointer.
    static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
        return name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
            .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }
}
