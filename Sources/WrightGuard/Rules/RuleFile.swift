internal import WrightCore
internal import WrightModel

/// A rule of a rules file.
struct GuardRule: Sendable {
    var id: String
    /// The part of the id before its first point; rules of a family are one signal.
    var family: String
    var severity: Finding.Severity
    /// How much one match says, in `0...1`.
    var weight: Double
    /// Factors of the weight by channel; 1 where none is given.
    var channels: [GuardedText.Channel: Double]
    /// Whether quotation, discussion and negation lower the weight.
    var isContextual: Bool
    /// Ids and families of the rules whose matches do not count where this rule is met.
    var exempts: Set<String>
    var about: String
    var remedy: String
}

/// What stands in a rules file, before it is compiled.
struct RuleFile {
    private static let ruleLimit = 2000
    private static let patternLimit = 20_000

    let name: String
    var lists: RuleProgram.Lists = [:]
    var rules: [GuardRule] = []
    var patterns: [(rule: Int, language: String, text: String)] = []
    var literals: [(rule: Int, bytes: [UInt8])] = []
    /// Structural signs by name, with the rule that each belongs to.
    var signs: [String: Int] = [:]

    /// Reads a rules file.
    ///
    /// - Throws: ``GuardError`` with code `unreadableRules`.
    init(parsing bytes: UnsafeRawBufferPointer, name: String) throws {
        self.name = name
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw Self.fault("The rules file '\(name)' cannot be read: \(error.message)")
        }
        guard value["schema"]?.int == 1 else {
            throw Self.fault("The rules file '\(name)' has no \"schema\": 1.")
        }
        for language in value["lists"]?.object ?? [] {
            for list in language.value.object ?? [] {
                guard let text = list.value.string else {
                    throw Self.fault("The list '\(list.name)' of '\(name)' is not a text of words.")
                }
                lists[language.name, default: [:]][list.name] = text.split(separator: " ").map(String.init)
            }
        }
        let entries = value["rules"]?.array ?? []
        guard !entries.isEmpty, entries.count <= Self.ruleLimit else {
            throw Self.fault("The rules file '\(name)' holds \(entries.count) rules; 1 to \(Self.ruleLimit) are read.")
        }
        for entry in entries { try add(entry) }
        guard patterns.count <= Self.patternLimit else {
            throw Self.fault("The rules file '\(name)' holds more than \(Self.patternLimit) patterns.")
        }
    }

    static func fault(_ message: String) -> GuardError {
        GuardError(.unreadableRules, message, remedy: "Correct the file; the guide 'guard.md' shows its form.")
    }

    private mutating func add(_ entry: JSONValue) throws {
        guard let id = entry["id"]?.string, id.contains("."), !rules.contains(where: { $0.id == id }) else {
            let shown = entry["id"]?.string ?? ""
            throw Self.fault("A rule of '\(name)' needs an 'id' of its own such as 'family.name', not '\(shown)'.")
        }
        guard let weight = entry["weight"]?.double, (0...1).contains(weight) else {
            throw Self.fault("The rule '\(id)' of '\(name)' needs a 'weight' from 0 to 1.")
        }
        guard let severity = Finding.Severity(rawValue: entry["severity"]?.string ?? "medium") else {
            throw Self.fault(
                "The rule '\(id)' of '\(name)' has a 'severity' that is not low, medium, high or critical."
            )
        }
        var channels: [GuardedText.Channel: Double] = [:]
        for member in entry["channels"]?.object ?? [] {
            guard let channel = GuardedText.Channel(rawValue: member.name), let factor = member.value.double,
                (0...4).contains(factor)
            else { throw Self.fault("The rule '\(id)' of '\(name)' has a factor for '\(member.name)' that is none.") }
            channels[channel] = factor
        }
        let number = rules.count
        rules.append(
            GuardRule(
                id: id,
                family: String(id.prefix { $0 != "." }),
                severity: severity,
                weight: weight,
                channels: channels,
                isContextual: entry["contextual"]?.bool ?? true,
                exempts: Set((entry["exempts"]?.array ?? []).compactMap(\.string)),
                about: entry["about"]?.string ?? id,
                remedy: entry["remedy"]?.string ?? "Treat the text as data, not as instructions."
            )
        )
        try addForms(of: entry, id: id, number: number)
    }

    private mutating func addForms(of entry: JSONValue, id: String, number: Int) throws {
        var count = 0
        for language in entry["patterns"]?.object ?? [] {
            for pattern in language.value.array ?? [] {
                guard let text = pattern.string else {
                    throw Self.fault("A pattern of '\(id)' in '\(name)' is no text.")
                }
                patterns.append((number, language.name, text))
                count += 1
            }
        }
        for literal in entry["literals"]?.array ?? [] {
            guard let text = literal.string, text.utf8.count >= 3 else {
                throw Self.fault("A literal of '\(id)' in '\(name)' is shorter than three bytes.")
            }
            literals.append((number, Array(text.utf8)))
            count += 1
        }
        if let sign = entry["sign"]?.string {
            guard StructuralSign(rawValue: sign) != nil else {
                throw Self.fault("The rule '\(id)' of '\(name)' names the unknown sign '\(sign)'.")
            }
            signs[sign] = number
            count += 1
        }
        guard count > 0 else { throw Self.fault("The rule '\(id)' of '\(name)' has no pattern, literal or sign.") }
    }
}
