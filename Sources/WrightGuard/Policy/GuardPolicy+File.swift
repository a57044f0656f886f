private import WrightCore
private import WrightModel
private import Yams

// A policy file in YAML. What it does not say stays as in the policy that it extends.
//
//     extends: standard            # or none
//     name: support desk
//     dryRun: false
//     channels:
//       document:
//         threshold: 0.6
//         action: quarantine
//         tiers:
//           external: {threshold: 0.4, action: quarantine}
//     findings:                    # the first that matches decides; these stand before those of the extended policy
//       - {name: our-wiki, rule: "persona.*", channel: document, action: annotate}
//     personalData:
//       prompt: {email: redact, secrets: block, "*": allow}
//     allow:
//       - a phrase that may stand in any text
//       - {rule: encoding.base64, phrase: "the one that our certificates begin with"}

extension GuardPolicy {
    /// Reads a policy file.
    ///
    /// - Parameters:
    ///   - yaml: The text of the file, at most 1 MiB.
    ///   - name: What to call the file in messages.
    /// - Throws: ``GuardError`` with code `unreadablePolicy`, naming the line, the entry and what to write instead.
    package init(parsing yaml: String, name: String) throws {
        guard yaml.utf8.count <= PolicyReader.sizeLimit else {
            throw GuardError.unreadablePolicy(file: name, line: nil, "it holds more than 1 MiB", remedy: "Shorten it.")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch {
            let reason = String(String(describing: error).split(separator: "\n").joined(separator: " ").prefix(200))
            throw GuardError.unreadablePolicy(
                file: name,
                line: nil,
                "it is not YAML: \(reason)",
                remedy: "Mend the place that the message names."
            )
        }
        let reader = PolicyReader(file: name)
        guard let node, !(node.scalar?.string.isEmpty ?? false) else {
            self = .standard
            self.name = name
            return
        }
        self = try reader.policy(node)
    }
}

extension GuardError {
    /// A policy file that does not follow its format.
    static func unreadablePolicy(file: String, line: Int?, _ reason: String, remedy: String) -> Self {
        let place = line.map { "Line \($0) of the policy '\(file)'" } ?? "The policy '\(file)'"
        return Self(.unreadablePolicy, "\(place) cannot be followed: \(reason).", remedy: remedy)
    }
}

/// Reads the nodes of a policy file, strictly: whatever has no meaning is refused.
private struct PolicyReader {
    let file: String

    static let sizeLimit = 1 << 20
    /// Entries of one list or mapping.
    private static let entryLimit = 10_000

    func policy(_ node: Node) throws(GuardError) -> GuardPolicy {
        let entries = try entries(of: node, "the file", allowed: Self.topNames)
        var policy = GuardPolicy.standard
        if let (base, _) = entries["extends"] {
            policy = try choice(base, "extends", ["standard": GuardPolicy.standard, "none": GuardPolicy.empty])
        }
        policy.name = file
        if let (node, _) = entries["name"] { policy.name = try text(node, "name") }
        if let (node, _) = entries["dryRun"] { policy.isDryRun = try truth(node, "dryRun") }
        if let (node, _) = entries["channels"] { try readChannels(node, into: &policy) }
        if let (node, _) = entries["findings"] {
            policy.findingRules = try list(node, "findings", findingRule) + policy.findingRules
        }
        if let (node, _) = entries["personalData"] { try readPersonalData(node, into: &policy) }
        if let (node, _) = entries["allow"] { policy.allowances += try list(node, "allow", allowance) }
        return policy
    }

    private static let topNames = [
        "extends", "name", "dryRun", "channels", "findings", "personalData", "allow",
    ]

    private func readChannels(_ node: Node, into policy: inout GuardPolicy) throws(GuardError) {
        let channels = GuardedText.Channel.allCases.map(\.rawValue)
        for (name, entry) in try entries(of: node, "channels", allowed: channels) {
            guard let channel = GuardedText.Channel(rawValue: name) else { continue }
            let path = "channels.\(name)"
            let parts = try entries(of: entry.value, path, allowed: ["threshold", "action", "tiers"])
            if parts["threshold"] != nil || parts["action"] != nil {
                policy.scoreRules[channel] = try scoreRule(parts, path, before: policy.scoreRules[channel])
                // What the file says of the channel holds for its tiers too, unless it names them.
                policy.tierRules[channel] = [:]
            }
            guard let (tiers, _) = parts["tiers"] else { continue }
            let names = TrustTier.allCases.map(\.rawValue)
            for (name, entry) in try entries(of: tiers, path + ".tiers", allowed: names) {
                guard let tier = TrustTier(rawValue: name) else { continue }
                let inner = path + ".tiers." + name
                let fields = try entries(of: entry.value, inner, allowed: ["threshold", "action"])
                let before = policy.tierRules[channel]?[tier] ?? policy.scoreRules[channel]
                policy.tierRules[channel, default: [:]][tier] = try scoreRule(fields, inner, before: before)
            }
        }
    }

    private func scoreRule(
        _ parts: [String: Entry],
        _ path: String,
        before: GuardPolicy.ScoreRule?
    ) throws(GuardError) -> GuardPolicy.ScoreRule {
        var rule = before ?? .init(threshold: GuardPolicy.standardThreshold, action: .annotate)
        if let (node, _) = parts["threshold"] { rule.threshold = try rate(node, path + ".threshold") }
        if let (node, _) = parts["action"] { rule.action = try action(node, path + ".action") }
        return rule
    }

    private func findingRule(_ node: Node, _ path: String) throws(GuardError) -> GuardPolicy.FindingRule {
        let names = ["name", "rule", "layer", "channel", "severity", "score", "action"]
        let parts = try entries(of: node, path, allowed: names)
        guard let actionNode = parts["action"]?.value else {
            throw failure(node, "'\(path)' has no action", "Add 'action:' with one of \(Self.actionNames).")
        }
        guard let nameNode = parts["name"]?.value else {
            throw failure(node, "'\(path)' has no name", "Add 'name:', which verdicts will tell.")
        }
        var rule = GuardPolicy.FindingRule(
            name: try text(nameNode, path + ".name"),
            action: try action(actionNode, path + ".action")
        )
        if let (node, _) = parts["rule"] { rule.rule = try text(node, path + ".rule") }
        if let (node, _) = parts["layer"] { rule.layer = try member(node, path + ".layer") }
        if let (node, _) = parts["channel"] { rule.channel = try member(node, path + ".channel") }
        if let (node, _) = parts["severity"] { rule.leastSeverity = try member(node, path + ".severity") }
        if let (node, _) = parts["score"] { rule.leastScore = try rate(node, path + ".score") }
        return rule
    }

    private func readPersonalData(_ node: Node, into policy: inout GuardPolicy) throws(GuardError) {
        let places = GuardPolicy.PersonalDataPlace.allCases.map(\.rawValue)
        for (name, entry) in try entries(of: node, "personalData", allowed: places) {
            guard let place = GuardPolicy.PersonalDataPlace(rawValue: name) else { continue }
            let path = "personalData.\(name)"
            for (type, entry) in try entries(of: entry.value, path, allowed: nil) {
                policy.personalData[place, default: [:]][type] = try action(entry.value, path + "." + type)
            }
        }
    }

    private func allowance(_ node: Node, _ path: String) throws(GuardError) -> GuardPolicy.Allowance {
        if node.scalar != nil { return GuardPolicy.Allowance(phrase: try text(node, path)) }
        let parts = try entries(of: node, path, allowed: ["rule", "phrase", "channel"])
        var allowance = GuardPolicy.Allowance()
        if let (node, _) = parts["rule"] { allowance.rule = try text(node, path + ".rule") }
        if let (node, _) = parts["phrase"] { allowance.phrase = try text(node, path + ".phrase") }
        if let (node, _) = parts["channel"] { allowance.channel = try member(node, path + ".channel") }
        guard allowance.rule != nil || allowance.phrase != nil else {
            throw failure(node, "'\(path)' names neither a rule nor a phrase", "Add 'rule:' or 'phrase:'.")
        }
        return allowance
    }
}

extension PolicyReader {
    private typealias Entry = (value: Node, key: Node)

    /// The entries of a mapping by name; unknown names and names that stand twice are refused.
    private func entries(of node: Node, _ path: String, allowed: [String]?) throws(GuardError) -> [String: Entry] {
        guard let mapping = node.mapping else {
            throw failure(node, "'\(path)' is no mapping", "Write it as 'name: value' lines.")
        }
        guard mapping.count <= Self.entryLimit else {
            throw failure(node, "'\(path)' has more than \(Self.entryLimit) entries", "Shorten it.")
        }
        var entries: [String: Entry] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, !name.isEmpty else {
                throw failure(key, "a name in '\(path)' is no text", "Write it as 'name: value'.")
            }
            if let allowed, !allowed.contains(name) {
                let names = allowed.joined(separator: ", ")
                throw failure(key, "'\(path)' has no entry '\(name)'", "Use one of \(names).")
            }
            guard entries.updateValue((value, key), forKey: name) == nil else {
                throw failure(key, "'\(name)' stands twice in '\(path)'", "Remove one of the two.")
            }
        }
        return entries
    }

    private func list<Element>(
        _ node: Node,
        _ path: String,
        _ read: (Node, String) throws(GuardError) -> Element
    ) throws(GuardError) -> [Element] {
        guard let sequence = node.sequence else {
            throw failure(node, "'\(path)' is no list", "Begin each of its entries with '- '.")
        }
        guard sequence.count <= Self.entryLimit else {
            throw failure(node, "'\(path)' has more than \(Self.entryLimit) entries", "Shorten it.")
        }
        var elements: [Element] = []
        for (place, element) in sequence.enumerated() { elements.append(try read(element, "\(path)[\(place + 1)]")) }
        return elements
    }

    private func text(_ node: Node, _ path: String) throws(GuardError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else {
            throw failure(node, "'\(path)' is no text", "Write a text after the colon.")
        }
        return text
    }

    private func truth(_ node: Node, _ path: String) throws(GuardError) -> Bool {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default: throw failure(node, "'\(path)' is neither true nor false", "Write true or false.")
        }
    }

    private func rate(_ node: Node, _ path: String) throws(GuardError) -> Double {
        guard let text = node.scalar?.string, let value = Double(text), (0...1).contains(value) else {
            throw failure(node, "'\(path)' is no number from 0 to 1", "Write a number such as 0.5.")
        }
        return value
    }

    private static let actionNames = GuardAction.allCases.map(\.rawValue).joined(separator: ", ")

    private func action(_ node: Node, _ path: String) throws(GuardError) -> GuardAction {
        try member(node, path)
    }

    private func member<Value>(_ node: Node, _ path: String) throws(GuardError) -> Value
    where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
        guard let value = node.scalar.flatMap({ Value(rawValue: $0.string) }) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure(node, "'\(path)' is not a value that it can have", "Write one of \(names).")
        }
        return value
    }

    private func choice<Value>(
        _ node: Node,
        _ path: String,
        _ values: KeyValuePairs<String, Value>
    ) throws(GuardError) -> Value {
        for (name, value) in values where name == node.scalar?.string { return value }
        let names = values.map(\.key).joined(separator: ", ")
        throw failure(node, "'\(path)' is not a value that it can have", "Write one of \(names).")
    }

    private func failure(_ node: Node, _ reason: String, _ remedy: String) -> GuardError {
        .unreadablePolicy(file: file, line: node.mark?.line, reason, remedy: remedy)
    }
}
