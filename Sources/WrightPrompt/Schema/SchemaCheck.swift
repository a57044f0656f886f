// Idea: walk schema and value together. A first pass only answers yes or no and stops at the first fault; a second one,
// for values that do not fit, collects what is wrong. What `unevaluatedItems` and `unevaluatedProperties` need to know,
// which children were looked at, is kept as bits by the child's place, and only where such a keyword can ask for it.
// Bounds: depth of schemas inside one another, steps in all, steps of patterns.

/// One check of one value.
struct SchemaCheck {
    let schema: JSONSchema
    let instance: FlatJSON
    var collects: Bool
    private(set) var violations: [SchemaViolation] = []
    private var scope: [Int] = []
    private var depth = 0
    private var steps = 0
    var patternBudget = 50_000_000
    /// The nodes from the whole value to the one looked at: members by their name's node, elements by `~index`.
    var path: [Int] = []

    static let depthLimit = 500
    static let stepLimit = 4_000_000

    init(schema: JSONSchema, instance: FlatJSON, collects: Bool) {
        self.schema = schema
        self.instance = instance
        self.collects = collects
    }

    mutating func run(_ root: Int, _ node: Int) throws(PromptError) -> Bool {
        var none: EvaluatedChildren?
        return try evaluate(root, node, &none)
    }

    /// Whether a node fits a schema; adds the children that were looked at, if it does.
    mutating func evaluate(
        _ index: Int,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw .schemaTooCostly(
                "schemas inside one another ('$ref's in a circle, or a value nested too deep)",
                limit: Self.depthLimit
            )
        }
        try count(1)
        let compiled = schema.nodes[index]
        let entersResource = !schema.dynamicAnchors.isEmpty && scope.last != compiled.resource
        if entersResource { scope.append(compiled.resource) }
        defer { if entersResource { scope.removeLast() } }
        var own: EvaluatedChildren? = evaluated != nil || compiled.tracksEvaluated ? EvaluatedChildren() : nil
        var isValid = true
        for keyword in compiled.keywords {
            if try apply(keyword, compiled, node, &own) { continue }
            isValid = false
            if !collects || violations.count >= schema.violationLimit { return false }
        }
        if isValid, evaluated != nil, let own { evaluated?.formUnion(own) }
        return isValid
    }

    mutating func count(_ more: Int) throws(PromptError) {
        steps += more
        guard steps <= Self.stepLimit else { throw .schemaTooCostly("steps", limit: Self.stepLimit) }
    }

    /// Records that a keyword does not fit.
    mutating func fail(
        _ keyword: String,
        _ compiled: CompiledNode,
        _ message: String
    ) -> Bool {
        guard collects, violations.count < schema.violationLimit else { return false }
        violations.append(
            SchemaViolation(
                instance: pointer(),
                keyword: keyword,
                message: message,
                location: compiled.location + "/" + keyword
            )
        )
        return false
    }

    private func pointer() -> String {
        path.reduce(into: "") { result, step in
            result += "/" + (step < 0 ? String(~step) : FlatJSON.escaped(instance.text(step)))
        }
    }

    /// Checks without recording; what is found wrong is given back apart.
    mutating func quietly(
        _ index: Int,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> (isValid: Bool, violations: [SchemaViolation]) {
        let before = violations.count
        let isValid = try evaluate(index, node, &evaluated)
        let found = Array(violations[before...])
        forget(after: before)
        return (isValid, found)
    }

    /// Takes back what was recorded last.
    mutating func forget(after count: Int) {
        violations.removeLast(violations.count - count)
    }

    mutating func adopt(_ found: [SchemaViolation]) {
        violations += found.prefix(max(0, schema.violationLimit - violations.count))
    }

    /// The schema that a dynamic reference means here: that of the outermost resource with such an anchor.
    func dynamicTarget(_ anchor: String, otherwise: Int) -> Int {
        for resource in scope {
            if let target = schema.dynamicAnchors[resource][anchor] { return target }
        }
        return otherwise
    }

    func types(of node: Int) -> SchemaTypes {
        switch instance.kind(node) {
        case .null: .null
        case .no, .yes: .boolean
        case .string: .string
        case .array: .array
        case .object: .object
        case .number:
            instance.smallInteger(node) != nil || instance.number(node).isInteger ? [.number, .integer] : .number
        }
    }
}

/// Which children of an array or object were looked at, by their place.
struct EvaluatedChildren {
    private var first: UInt64 = 0
    private var more: [UInt64] = []
    private(set) var all = false

    mutating func insert(_ place: Int) {
        if place < 64 {
            first |= 1 << UInt64(place)
            return
        }
        let word = place / 64 - 1
        while more.count <= word { more.append(0) }
        more[word] |= 1 << UInt64(place % 64)
    }

    mutating func insertAll() { all = true }

    func contains(_ place: Int) -> Bool {
        if all { return true }
        if place < 64 { return (first >> UInt64(place)) & 1 == 1 }
        let word = place / 64 - 1
        return word < more.count && (more[word] >> UInt64(place % 64)) & 1 == 1
    }

    mutating func formUnion(_ other: Self) {
        all = all || other.all
        first |= other.first
        while more.count < other.more.count { more.append(0) }
        for (index, word) in other.more.enumerated() { more[index] |= word }
    }
}
