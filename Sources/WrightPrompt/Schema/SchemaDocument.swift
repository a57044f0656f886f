// A JSON text that holds schemas falls into resources: the text itself, and every schema in it with an `$id` of its
// own. Only places where a schema may stand are looked at, so that an `$id` in an `enum` or in an unknown keyword
// means nothing.

/// The versions of JSON Schema whose rules differ.
enum SchemaDialect: Sendable {
    case draft7, draft2019, draft2020

    init(uri: String) {
        if uri.contains("/draft/2019-09") {
            self = .draft2019
        } else if uri.contains("draft-07")
            || uri.contains("draft-06") || uri.contains("draft-04")
        {
            self = .draft7
        } else {
            self = .draft2020
        }
    }
}

/// A schema with an address of its own.
struct SchemaResource: Sendable {
    let document: Int
    let node: Int
    let base: URIReference
    var dialect: SchemaDialect = .draft2020
    /// Whether the keywords of the validation vocabulary mean anything.
    var validates = true
    /// Whether `format` must hold.
    var assertsFormats = false
    var anchors: [String: Int] = [:]
    var dynamicAnchors: [String: Int] = [:]
}

/// Where subschemas stand.
enum SchemaPlaces {
    static let single: Set<String> = [
        "additionalProperties", "items", "contains", "not", "if", "then", "else", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema", "additionalItems",
    ]
    static let lists: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems", "items"]
    static let maps: Set<String> = [
        "$defs", "definitions", "properties", "patternProperties", "dependentSchemas", "dependencies",
    ]

    /// The nodes of the subschemas of a schema.
    static func subschemas(of node: Int, in tree: FlatJSON) -> [Int] {
        var result: [Int] = []
        tree.forEachMember(node) { name, value in
            let keyword = tree.text(name)
            switch tree.kind(value) {
            case .object where maps.contains(keyword):
                tree.forEachMember(value) { if tree.kind($1) != .array { result.append($1) } }
            case .object where single.contains(keyword), .yes where single.contains(keyword),
                .no where single.contains(keyword):
                result.append(value)
            case .array where lists.contains(keyword): result += tree.elements(value)
            default: break
            }
        }
        return result
    }
}

/// What is known of all schemas that were read: the texts, their resources, and which resource owns which node.
struct SchemaLibrary {
    private(set) var documents: [FlatJSON] = []
    private(set) var resources: [SchemaResource] = []
    private var owners: [[Int: Int]] = []
    private var byAddress: [String: Int] = [:]
    private let resolve: (String) throws -> [UInt8]?

    init(resolve: @escaping (String) throws -> [UInt8]?) {
        self.resolve = resolve
    }

    /// Takes in a text under an address and gives the number of its document.
    mutating func add(_ tree: FlatJSON, address: String) throws(PromptError) -> Int {
        documents.append(tree)
        owners.append([:])
        let document = documents.count - 1
        let base = URIReference(address)
        let root = try open(document, FlatJSON.root, base: base, outer: nil)
        byAddress[base.withoutFragment] = byAddress[base.withoutFragment] ?? root
        try scan(document, FlatJSON.root, resource: root)
        return document
    }

    func owner(_ document: Int, _ node: Int) -> Int? { owners[document][node] }

    /// Makes a resource of a schema.
    private mutating func open(
        _ document: Int,
        _ node: Int,
        base: URIReference,
        outer: Int?
    ) throws(PromptError) -> Int {
        let tree = documents[document]
        var address = base
        if let id = tree.member(node, "$id").flatMap({ tree.string($0) }) {
            address = base.resolving(URIReference(id))
            address.fragment = nil
        }
        var resource = SchemaResource(document: document, node: node, base: address)
        if let outer {
            resource.dialect = resources[outer].dialect
            resource.validates = resources[outer].validates
            resource.assertsFormats = resources[outer].assertsFormats
        }
        resources.append(resource)
        let index = resources.count - 1
        byAddress[address.withoutFragment] = byAddress[address.withoutFragment] ?? index
        if let dialect = tree.member(node, "$schema").flatMap({ tree.string($0) }) {
            try setDialect(dialect, of: index)
        }
        return index
    }

    private mutating func setDialect(_ uri: String, of index: Int) throws(PromptError) {
        resources[index].dialect = SchemaDialect(uri: uri)
        let address = URIReference(uri).withoutFragment
        guard !address.hasPrefix("https://json-schema.org/draft/2020-12/"), !address.contains("json-schema.org/draft")
        else { return }
        guard let meta = try find(address) else { return }
        let tree = documents[resources[meta].document]
        guard let vocabulary = tree.member(resources[meta].node, "$vocabulary") else { return }
        var names: Set<String> = []
        tree.forEachMember(vocabulary) { name, _ in names.insert(tree.text(name)) }
        resources[index].validates = names.contains { $0.hasSuffix("/vocab/validation") }
        resources[index].assertsFormats = names.contains { $0.hasSuffix("/vocab/format-assertion") }
    }

    /// Finds the resources and anchors below a schema.
    private mutating func scan(_ document: Int, _ node: Int, resource: Int) throws(PromptError) {
        guard owners[document][node] == nil else { return }
        let tree = documents[document]
        var resource = resource
        let hasReference = resources[resource].dialect == .draft7 && tree.member(node, "$ref") != nil
        if node != resources[resource].node, !hasReference,
            let id = tree.member(node, "$id").flatMap({ tree.string($0) }), !id.hasPrefix("#")
        {
            resource = try open(document, node, base: resources[resource].base, outer: resource)
        }
        owners[document][node] = resource
        if let anchor = tree.member(node, "$anchor").flatMap({ tree.string($0) }) {
            resources[resource].anchors[anchor] = node
        }
        if let anchor = tree.member(node, "$dynamicAnchor").flatMap({ tree.string($0) }) {
            resources[resource].anchors[anchor] = node
            resources[resource].dynamicAnchors[anchor] = node
        }
        for child in SchemaPlaces.subschemas(of: node, in: tree) { try scan(document, child, resource: resource) }
    }

    /// The resource of an address without fragment; reads it where it is not known yet.
    private mutating func find(_ address: String) throws(PromptError) -> Int? {
        if let known = byAddress[address] { return known }
        guard documents.count < 1_000 else { throw .schemaTooCostly("schemas that refer to one another", limit: 1_000) }
        let bytes: [UInt8]?
        do {
            bytes = try StandardSchemas.text(of: address) ?? resolve(address)
        } catch let error as PromptError {
            throw error
        } catch {
            throw .schemaUnresolved(reference: address, reason: "it cannot be read: \(error)")
        }
        guard let bytes else { return nil }
        let document = try add(FlatJSON(parsing: bytes), address: address)
        return owners[document][FlatJSON.root]
    }

    /// The schema that a reference in a resource means.
    mutating func target(
        of reference: String,
        from resource: Int
    ) throws(PromptError) -> (document: Int, node: Int, dynamicAnchor: String?) {
        let whole = resources[resource].base.resolving(URIReference(reference))
        guard let found = try find(whole.withoutFragment) else {
            throw .schemaUnresolved(
                reference: reference,
                reason: "no schema has the address '\(whole.withoutFragment)'"
            )
        }
        let target = resources[found]
        let fragment = URIReference.percentDecoded(whole.fragment ?? "")
        if fragment.isEmpty { return (target.document, target.node, nil) }
        if fragment.hasPrefix("/") {
            guard let node = try node(at: fragment, of: found) else {
                throw .schemaUnresolved(reference: reference, reason: "nothing stands at '\(fragment)'")
            }
            return (target.document, node, nil)
        }
        guard let node = target.anchors[fragment] else {
            throw .schemaUnresolved(reference: reference, reason: "there is no anchor '\(fragment)'")
        }
        return (target.document, node, target.dynamicAnchors[fragment] == nil ? nil : fragment)
    }

    /// Follows a JSON pointer; what it leads to becomes a schema if it was not known as one.
    private mutating func node(at pointer: String, of resource: Int) throws(PromptError) -> Int? {
        let document = resources[resource].document
        let tree = documents[document]
        var node = resources[resource].node
        var owner = resource
        for token in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            owner = owners[document][node] ?? owner
            guard let next = tree.child(node, token: String(token)) else { return nil }
            node = next
        }
        try scan(document, node, resource: owner)
        return node
    }
}

extension FlatJSON {
    /// The value that one token of a JSON pointer leads to.
    func child(_ node: Int, token: String) -> Int? {
        if kind(node) == .array {
            guard let index = Int(token), String(index) == token, index >= 0, index < count(node) else { return nil }
            return elements(node)[index]
        }
        var name = token
        if token.utf8.contains(UInt8(ascii: "~")) {
            name = token.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
            name = name.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
        }
        return member(node, name)
    }
}
