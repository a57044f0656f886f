extension SchemaCheck {
    mutating func applyArray(
        _ keyword: SchemaKeyword,
        _ compiled: CompiledNode,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        let count = instance.count(node)
        switch keyword {
        case .minItems(let limit):
            if count >= limit { return true }
            return collects && fail("minItems", compiled, "it must have \(limit) elements or more, but has \(count)")
        case .maxItems(let limit):
            if count <= limit { return true }
            return collects && fail("maxItems", compiled, "it must have at most \(limit) elements, but has \(count)")
        case .uniqueItems:
            guard let pair = try firstRepetition(node) else { return true }
            return collects && fail("uniqueItems", compiled, "the elements \(pair.0) and \(pair.1) are the same")
        case .elements(let prefix, let rest, let keyword):
            return try applyElements(prefix, rest, keyword, node, &evaluated)
        case .contains(let inner, let minimum, let maximum):
            return try applyContains((inner, minimum, maximum), compiled, node, &evaluated)
        case .unevaluatedItems(let inner):
            var isValid = true
            for (place, element) in instance.elements(node).enumerated() where evaluated?.contains(place) == false {
                if try child(inner, element, step: ~place) {
                    continue
                }
                isValid = false
                _ = failChild("unevaluatedItems", compiled, ~place, "the element \(place) is not allowed")
                if !collects { return false }
            }
            evaluated?.insertAll()
            return isValid
        default: return true
        }
    }

    /// Checks a child against a schema.
    private mutating func child(_ inner: Int, _ value: Int, step: Int) throws(PromptError) -> Bool {
        path.append(step)
        defer { path.removeLast() }
        var none: EvaluatedChildren?
        return try evaluate(inner, value, &none)
    }

    private mutating func failChild(
        _ keyword: String,
        _ compiled: CompiledNode,
        _ step: Int,
        _ message: String
    ) -> Bool {
        path.append(step)
        defer { path.removeLast() }
        return collects && fail(keyword, compiled, message)
    }

    private mutating func applyElements(
        _ prefix: [Int],
        _ rest: Int?,
        _ keyword: String,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        var isValid = true
        var place = 0
        var element = node + 1
        let end = instance.end(node)
        while element < end {
            guard let inner = place < prefix.count ? prefix[place] : rest else { break }
            if try !child(inner, element, step: ~place) {
                isValid = false
                if !collects { return false }
            }
            evaluated?.insert(place)
            element = instance.end(element)
            place += 1
        }
        if rest != nil { evaluated?.insertAll() }
        return isValid
    }

    private mutating func applyContains(
        _ rule: (inner: Int, minimum: Int, maximum: Int?),
        _ compiled: CompiledNode,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        var found = 0
        for (place, element) in instance.elements(node).enumerated() {
            var none: EvaluatedChildren?
            guard try quietly(rule.inner, element, &none).isValid else { continue }
            found += 1
            evaluated?.insert(place)
            if !collects, evaluated == nil, found >= rule.minimum, rule.maximum == nil { return true }
        }
        if let maximum = rule.maximum, found > maximum {
            return collects
                && fail("maxContains", compiled, "it must hold at most \(maximum) such elements, but holds \(found)")
        }
        if found >= rule.minimum { return true }
        let keyword = rule.minimum == 1 ? "contains" : "minContains"
        return collects
            && fail(keyword, compiled, "it must hold \(rule.minimum) such elements or more, but holds \(found)")
    }

    private mutating func firstRepetition(_ node: Int) throws(PromptError) -> (Int, Int)? {
        let elements = instance.elements(node)
        guard elements.count > 1 else { return nil }
        try count(elements.count)
        var seen: [Int: [Int]] = [:]
        for (place, element) in elements.enumerated() {
            let digest = instance.digest(element)
            for other in seen[digest] ?? [] where FlatJSON.areEqual(instance, elements[other], instance, element) {
                return (other, place)
            }
            seen[digest, default: []].append(place)
        }
        return nil
    }

    mutating func applyObject(
        _ keyword: SchemaKeyword,
        _ compiled: CompiledNode,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        let count = instance.count(node)
        switch keyword {
        case .minProperties(let limit):
            if count >= limit { return true }
            return collects
                && fail("minProperties", compiled, "it must have \(limit) members or more, but has \(count)")
        case .maxProperties(let limit):
            if count <= limit { return true }
            return collects
                && fail("maxProperties", compiled, "it must have at most \(limit) members, but has \(count)")
        case .required(let names): return try applyRequired(names, "required", compiled, node, because: "")
        case .dependentRequired(let rules):
            var isValid = true
            for rule in rules where instance.member(node, rule.name) != nil {
                let reason = ", since '\(rule.name)' is there"
                if try !applyRequired(rule.required, "dependentRequired", compiled, node, because: reason) {
                    isValid = false
                }
            }
            return isValid
        case .members(let rules): return try applyMembers(rules, compiled, node, &evaluated)
        case .propertyNames(let inner): return try applyNames(inner, compiled, node)
        case .dependentSchemas(let rules, _):
            var isValid = true
            for rule in rules where instance.member(node, rule.name) != nil {
                if try !evaluate(rule.schema, node, &evaluated) { isValid = false }
            }
            return isValid
        case .unevaluatedProperties(let inner): return try applyUnevaluated(inner, compiled, node, &evaluated)
        default: return true
        }
    }

    private mutating func applyRequired(
        _ names: [String],
        _ keyword: String,
        _ compiled: CompiledNode,
        _ node: Int,
        because reason: String
    ) throws(PromptError) -> Bool {
        try count(names.count * instance.count(node) / 32)
        var isValid = true
        for name in names where instance.member(node, name) == nil {
            isValid = collects && fail(keyword, compiled, "'\(name)' is missing" + reason)
            if !collects { return false }
        }
        return isValid
    }

    private mutating func applyMembers(
        _ rules: MemberRules,
        _ compiled: CompiledNode,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        var isValid = true
        var place = 0
        var name = node + 1
        let end = instance.end(node)
        while name < end {
            let value = name + 1
            if try !applyMember(rules, compiled, (name, value, place), &evaluated) {
                isValid = false
                if !collects { return false }
            }
            place += 1
            name = instance.end(value)
        }
        return isValid
    }

    private mutating func applyMember(
        _ rules: MemberRules,
        _ compiled: CompiledNode,
        _ member: (name: Int, value: Int, place: Int),
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        var isValid = true
        var isMatched = false
        let name = instance.slice(member.name)
        if let inner = rules.named.schema(of: name) {
            isMatched = true
            isValid = try child(inner, member.value, step: member.name)
        }
        for rule in rules.patterns where try rule.pattern.matches(name, budget: &patternBudget) {
            isMatched = true
            if try !child(rule.schema, member.value, step: member.name) { isValid = false }
        }
        if !isMatched, let inner = rules.additional {
            isMatched = true
            if case .never? = schema.nodes[inner].keywords.first {
                let message = "the member '\(instance.text(member.name))' is not allowed"
                isValid = collects && failChild("additionalProperties", compiled, member.name, message)
            } else {
                isValid = try child(inner, member.value, step: member.name)
            }
        }
        if isMatched { evaluated?.insert(member.place) }
        return isValid
    }

    private mutating func applyNames(_ inner: Int, _ compiled: CompiledNode, _ node: Int) throws(PromptError) -> Bool {
        var isValid = true
        for (name, _) in instance.members(node) {
            var none: EvaluatedChildren?
            if try quietly(inner, name, &none).isValid { continue }
            let message = "the name '\(instance.text(name))' is not allowed"
            isValid = collects && failChild("propertyNames", compiled, name, message)
            if !collects { return false }
        }
        return isValid
    }

    private mutating func applyUnevaluated(
        _ inner: Int,
        _ compiled: CompiledNode,
        _ node: Int,
        _ evaluated: inout EvaluatedChildren?
    ) throws(PromptError) -> Bool {
        var isValid = true
        for (place, member) in instance.members(node).enumerated() where evaluated?.contains(place) == false {
            let before = violations.count
            if try child(inner, member.value, step: member.name) { continue }
            if case .never? = schema.nodes[inner].keywords.first {
                forget(after: before)
                let message = "the member '\(instance.text(member.name))' is not allowed"
                _ = failChild("unevaluatedProperties", compiled, member.name, message)
            }
            isValid = false
            if !collects { return false }
        }
        evaluated?.insertAll()
        return isValid
    }
}
