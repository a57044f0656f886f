extension SchemaCheck {
    /// Whether a node fits one keyword.
    mutating func apply(
        _ keyword: SchemaKeyword,
        _ compiled: CompiledNode,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        switch keyword {
        case .never: return collects && fail("false", compiled, "nothing is allowed here")
        case .type(let types):
            if !types.isDisjoint(with: self.types(of: node)) { return true }
            return collects && fail("type", compiled, "it must be \(types.text), but is \(described(node))")
        case .constant(let literal):
            if equals(node, literal) { return true }
            return collects && fail("const", compiled, "it must be \(text(literal))")
        case .enumeration(let literals):
            try count(literals.count / 8)
            if literals.contains(where: { equals(node, $0) }) { return true }
            return collects
                && fail(
                    "enum",
                    compiled,
                    "it must be one of \(literals.prefix(20).map { text($0) }.joined(separator: ", ")), but is "
                        + described(node)
                )
        case .number, .minLength, .maxLength, .pattern, .format: return try applyScalar(keyword, compiled, node)
        case .minItems, .maxItems, .uniqueItems, .elements, .contains, .unevaluatedItems:
            guard instance.kind(node) == .array else { return true }
            return try applyArray(keyword, compiled, node, &evaluated)
        case .minProperties, .maxProperties, .required, .dependentRequired, .members, .propertyNames,
            .dependentSchemas, .unevaluatedProperties:
            guard instance.kind(node) == .object else { return true }
            return try applyObject(keyword, compiled, node, &evaluated)
        case .all, .any, .one, .not, .condition, .reference, .dynamicReference:
            return try applyInPlace(keyword, compiled, node, &evaluated)
        }
    }

    private func equals(_ node: Int, _ literal: SchemaLiteral) -> Bool {
        FlatJSON.areEqual(instance, node, schema.documents[literal.document], literal.node)
    }

    private func text(_ literal: SchemaLiteral) -> String {
        String(schema.documents[literal.document].json(literal.node).prefix(80))
    }

    /// A value in words, short.
    func described(_ node: Int) -> String {
        switch instance.kind(node) {
        case .object: "an object"
        case .array: "an array"
        default: String(instance.json(node).prefix(60))
        }
    }

    private mutating func applyScalar(
        _ keyword: SchemaKeyword,
        _ compiled: CompiledNode,
        _ node: Int
    ) throws(PromptError) -> Bool {
        switch keyword {
        case .number(let rule, let limit, let small, let text):
            guard instance.kind(node) == .number else { return true }
            if try fits(node, rule, limit, small) { return true }
            return collects && fail(rule.rawValue, compiled, "\(instance.text(node)) " + Self.words(rule) + " \(text)")
        case .minLength(let limit):
            guard instance.kind(node) == .string, scalarCount(node) < limit else { return true }
            return collects
                && fail("minLength", compiled, "it must have \(limit) characters or more, but has \(scalarCount(node))")
        case .maxLength(let limit):
            guard instance.kind(node) == .string, scalarCount(node) > limit else { return true }
            return collects
                && fail("maxLength", compiled, "it must have at most \(limit) characters, but has \(scalarCount(node))")
        case .pattern(let pattern):
            guard instance.kind(node) == .string else { return true }
            if try pattern.matches(instance.slice(node), budget: &patternBudget) { return true }
            return collects && fail("pattern", compiled, "it does not match the pattern '\(pattern.source)'")
        case .format(let name):
            guard instance.kind(node) == .string else { return true }
            if StringFormat(name: name)?.accepts(instance.text(node)) ?? true { return true }
            return collects && fail("format", compiled, "\(described(node)) is not of the format '\(name)'")
        default: return true
        }
    }

    private static func words(_ rule: NumberRule) -> String {
        switch rule {
        case .minimum: "is less than"
        case .maximum: "is more than"
        case .exclusiveMinimum: "is not more than"
        case .exclusiveMaximum: "is not less than"
        case .multipleOf: "is not a multiple of"
        }
    }

    private func fits(
        _ node: Int,
        _ rule: NumberRule,
        _ limit: ExactNumber,
        _ small: Int?
    ) throws(PromptError) -> Bool {
        if let small, let value = instance.smallInteger(node) {
            switch rule {
            case .minimum: return value >= small
            case .maximum: return value <= small
            case .exclusiveMinimum: return value > small
            case .exclusiveMaximum: return value < small
            case .multipleOf: return value % small == 0
            }
        }
        let value = instance.number(node)
        switch rule {
        case .minimum: return !(value < limit)
        case .maximum: return !(limit < value)
        case .exclusiveMinimum: return limit < value
        case .exclusiveMaximum: return value < limit
        case .multipleOf:
            guard let result = value.isMultiple(of: limit) else {
                throw .schemaTooCostly("digits in a division", limit: 20_000)
            }
            return result
        }
    }

    private func scalarCount(_ node: Int) -> Int {
        instance.slice(node).reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    private mutating func applyInPlace(
        _ keyword: SchemaKeyword,
        _ compiled: CompiledNode,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        switch keyword {
        case .reference(let target): return try evaluate(target, node, &evaluated)
        case .dynamicReference(let target, let anchor):
            return try evaluate(dynamicTarget(anchor, otherwise: target), node, &evaluated)
        case .all(let schemas):
            var isValid = true
            for inner in schemas where try !evaluate(inner, node, &evaluated) {
                isValid = false
                if !collects { return false }
            }
            return isValid
        case .any(let schemas): return try applyAny(schemas, compiled, node, &evaluated)
        case .one(let schemas): return try applyOne(schemas, compiled, node, &evaluated)
        case .not(let inner):
            var none: EvaluatedChildren?
            guard try quietly(inner, node, &none).isValid else { return true }
            return collects && fail("not", compiled, "\(described(node)) is what it must not be")
        case .condition(let condition, let then, let otherwise):
            let branch = try quietly(condition, node, &evaluated).isValid ? then : otherwise
            return try branch.map { (inner: Int) throws(PromptError) in try evaluate(inner, node, &evaluated) } ?? true
        default: return true
        }
    }

    private mutating func applyAny(
        _ schemas: [Int],
        _ compiled: CompiledNode,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        var isValid = false
        var nearest: [SchemaViolation]?
        for inner in schemas {
            let result = try quietly(inner, node, &evaluated)
            if result.isValid {
                isValid = true
                if evaluated == nil { return true }
            } else if result.violations.count < (nearest?.count ?? Int.max) {
                nearest = result.violations
            }
        }
        if isValid { return true }
        _ = fail("anyOf", compiled, "it fits none of the \(schemas.count) forms allowed")
        adopt(nearest ?? [])
        return false
    }

    private mutating func applyOne(
        _ schemas: [Int],
        _ compiled: CompiledNode,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        var fitting: [Int] = []
        var nearest: [SchemaViolation]?
        for (place, inner) in schemas.enumerated() {
            let result = try quietly(inner, node, &evaluated)
            if result.isValid {
                fitting.append(place)
                if fitting.count > 1, !collects { return false }
            } else if result.violations.count < (nearest?.count ?? Int.max) {
                nearest = result.violations
            }
        }
        if fitting.count == 1 { return true }
        if fitting.isEmpty {
            _ = fail("oneOf", compiled, "it fits none of the \(schemas.count) forms allowed")
            adopt(nearest ?? [])
            return false
        }
        let numbers = fitting.map { String($0 + 1) }.joined(separator: " and ")
        return collects
            && fail("oneOf", compiled, "it fits more than one form: the forms \(numbers) of \(schemas.count)")
    }
}
