internal import WrightCore
internal import WrightModel

/// Reads packs strictly: every member known, every value in its bounds, every name unique.
struct RedTeamPackReader {
    private let name: String

    private static let textLimit = 64 << 10
    private static let nameLimit = 100
    private static let listLimit = 64

    init(name: String) {
        self.name = name
    }

    static func fault(_ name: String, _ reason: String) -> GuardError {
        GuardError(
            .unreadableProbes,
            "The probes in '\(name)' cannot be read: \(reason).",
            remedy: "Correct the file; the guide on red teams tells its form."
        )
    }

    private func fault(_ place: String, _ reason: String) -> GuardError {
        Self.fault(name, "\(RedTeamText.line(place, limit: 120)) \(reason)")
    }

    func pack(_ value: JSONValue, hash: ContentHash) throws(GuardError) -> RedTeamPack {
        let known: Set<String> = ["schema", "name", "version", "description", "goals", "carriers", "probes"]
        try check(value, "the file", known: known)
        guard value["schema"]?.int == 1 else { throw fault("'schema'", "must be 1") }
        var pack = RedTeamPack(
            name: try self.name(value, "name", "the file"),
            version: try text(value, "version", "the file", limit: Self.nameLimit),
            contentHash: hash
        )
        pack.goals = try wordings(value, "goals")
        pack.carriers = try wordings(value, "carriers")
        guard let probes = value["probes"]?.array, (1...RedTeamPack.probeLimit).contains(probes.count) else {
            throw fault("'probes'", "must be a list of 1 to \(RedTeamPack.probeLimit)")
        }
        var ids: Set<String> = []
        for (number, value) in probes.enumerated() {
            let probe = try probe(value, "probe \(number + 1)")
            guard ids.insert(probe.id).inserted else { throw fault("the probe '\(probe.id)'", "stands twice") }
            try checkHoles(probe, goals: pack.goals)
            pack.probes.append(probe)
        }
        return pack
    }

    private func probe(_ value: JSONValue, _ place: String) throws(GuardError) -> RedTeamProbe {
        let known: Set<String> = [
            "id", "kind", "category", "owasp", "atlas", "severity", "channels", "text", "turns", "question", "file",
            "documents", "system", "judge", "targets", "convertible", "bare",
        ]
        try check(value, place, known: known)
        let id = try self.name(value, "id", place)
        let place = "the probe '\(id)'"
        let kind = try value["kind"] == nil ? .attack : choice(value, "kind", place, RedTeamProbe.Kind.init(rawValue:))
        let risks = try texts(value, "owasp", place)
            .map { (text) throws(GuardError) -> RedTeamRisk in
                guard let risk = RedTeamRisk(rawValue: text) else {
                    throw fault(place, "names no OWASP item '\(text)'")
                }
                return risk
            }
        let techniques = try texts(value, "atlas", place)
        if let wrong = techniques.first(where: { !Self.isTechnique($0) }) {
            throw fault(place, "names no technique '\(wrong)'; such as 'AML.T0051.000'")
        }
        guard kind == .control || !risks.isEmpty else { throw fault(place, "names no item in 'owasp'") }
        let channels = try texts(value, "channels", place)
            .map { (text) throws(GuardError) -> RedTeamProbe.Channel in
                guard let channel = RedTeamProbe.Channel(rawValue: text) else {
                    throw fault(place, "names no channel '\(text)'")
                }
                return channel
            }
        guard !channels.isEmpty, Set(channels).count == channels.count else {
            throw fault(place, "needs 'channels', each once")
        }
        return RedTeamProbe(
            id: id,
            kind: kind,
            category: try self.name(value, "category", place),
            risks: risks,
            techniques: techniques,
            severity: try value["severity"] == nil
                ? .medium : choice(value, "severity", place, Finding.Severity.init(rawValue:)),
            channels: channels,
            turns: try turns(value, place),
            question: try optionalText(value, "question", place),
            fileName: try value["file"] == nil ? nil : self.name(value, "file", place),
            documents: try documents(value, place),
            system: try optionalText(value, "system", place),
            judge: try judge(value["judge"] ?? .null, place, kind),
            targets: try targets(value, place),
            isConvertible: try flag(value, "convertible", place) ?? (kind == .attack),
            isBare: try flag(value, "bare", place) ?? false
        )
    }

    private func turns(_ value: JSONValue, _ place: String) throws(GuardError) -> [RedTeamProbe.Turn] {
        guard let list = value["turns"] else {
            return [RedTeamProbe.Turn(.user, try text(value, "text", place, limit: Self.textLimit))]
        }
        guard value["text"] == nil, let list = list.array, (1...Self.listLimit).contains(list.count) else {
            throw fault(place, "needs either 'text' or a list 'turns' of 1 to \(Self.listLimit)")
        }
        var turns: [RedTeamProbe.Turn] = []
        for turn in list {
            try check(turn, place, known: ["role", "text"])
            let role = try choice(turn, "role", place, RedTeamProbe.Turn.Role.init(rawValue:))
            turns.append(.init(role, try text(turn, "text", place, limit: Self.textLimit)))
        }
        guard turns.last?.role == .user else { throw fault(place, "must end with a turn of the user") }
        return turns
    }

    private func documents(_ value: JSONValue, _ place: String) throws(GuardError) -> [RedTeamProbe.Document] {
        var documents: [RedTeamProbe.Document] = []
        for document in try list(value, "documents", place) {
            try check(document, place, known: ["name", "text", "groups"])
            documents.append(
                .init(
                    name: try name(document, "name", place),
                    text: try text(document, "text", place, limit: Self.textLimit),
                    groups: try texts(document, "groups", place)
                )
            )
        }
        return documents
    }

    private func targets(_ value: JSONValue, _ place: String) throws(GuardError) -> Set<RedTeamTargetKind> {
        let names = try texts(value, "targets", place)
        guard !names.isEmpty else { return Set(RedTeamTargetKind.allCases) }
        var targets: Set<RedTeamTargetKind> = []
        for name in names {
            guard let kind = RedTeamTargetKind(rawValue: name) else { throw fault(place, "names no target '\(name)'") }
            targets.insert(kind)
        }
        return targets
    }

    private func judge(
        _ value: JSONValue,
        _ place: String,
        _ kind: RedTeamProbe.Kind
    ) throws(GuardError) -> RedTeamJudge {
        if value == .null { return kind == .control ? .refuses : .canary }
        let place = place + ", 'judge',"
        try check(value, place, known: ["type", "any", "pattern", "tool", "arguments", "words", "bytes"])
        let type = try text(value, "type", place, limit: Self.nameLimit)
        switch type {
        case "canary": return .canary
        case "contains":
            let any = try texts(value, "any", place)
            guard !any.isEmpty else { throw fault(place, "needs a list 'any'") }
            return .contains(any)
        case "pattern":
            let pattern = try text(value, "pattern", place, limit: RedTeamPattern.sizeLimit)
            _ = try RedTeamPattern(pattern)
            return .pattern(pattern)
        case "tool":
            return .tool(
                name: try text(value, "tool", place, limit: Self.nameLimit),
                arguments: try texts(value, "arguments", place)
            )
        case "system-text": return .systemText(wordCount: try number(value, "words", place, 3...100))
        case "length": return .length(try number(value, "bytes", place, 1...(64 << 20)))
        case "answers": return .answers
        case "refuses": return .refuses
        default:
            throw fault(place, "has no type '\(type)'; known are \(RedTeamJudge.kinds.joined(separator: ", "))")
        }
    }

    /// Every `{{hole}}` is one that is filled.
    private func checkHoles(_ probe: RedTeamProbe, goals: [String: [String]]) throws(GuardError) {
        let texts =
            probe.turns.map(\.text) + probe.documents.map(\.text) + [probe.question, probe.system].compactMap { $0 }
            + goals.values.flatMap { $0 }
        for hole in texts.flatMap({ RedTeamTemplate.holes(in: $0) }) where !RedTeamTemplate.isKnown(hole, goals: goals)
        {
            throw fault("the probe '\(probe.id)'", "has a hole '{{\(hole)}}' that nothing fills")
        }
        let said = probe.turns.flatMap { RedTeamTemplate.holes(in: $0.text) }
        let wordings = said.flatMap { hole in
            hole.hasPrefix("goal.") ? goals[String(hole.dropFirst(5))] ?? [] : ["{{\(hole)}}"]
        }
        let holes = wordings.flatMap { RedTeamTemplate.holes(in: $0) }
        // What a guard alone is handed is judged by its verdict.
        let isReplied = probe.channels.contains { $0 != .output }
        if probe.judge == .canary, isReplied, holes.contains("canary") || holes.contains("host") {
            throw fault("the probe '\(probe.id)'", "says the word that it is judged by; use {{first}} and {{second}}")
        }
    }

    private func wordings(_ value: JSONValue, _ member: String) throws(GuardError) -> [String: [String]] {
        guard let group = value[member] else { return [:] }
        guard let members = group.object, members.count <= 1000 else { throw fault("'\(member)'", "must be an object") }
        var wordings: [String: [String]] = [:]
        for entry in members {
            let found = try texts(group, entry.name, "'\(member)'", limit: Self.textLimit)
            guard !found.isEmpty, wordings[entry.name] == nil, Self.isName(entry.name) else {
                throw fault("'\(member).\(entry.name)'", "must be a list of texts, once, under a plain name")
            }
            wordings[entry.name] = found
        }
        return wordings
    }
}

extension RedTeamPackReader {
    private func check(_ value: JSONValue, _ place: String, known: Set<String>) throws(GuardError) {
        guard let members = value.object else { throw fault(place, "must be an object") }
        var seen: Set<String> = []
        for member in members {
            guard known.contains(member.name) else {
                throw fault(place, "has a member '\(member.name)' that is not known")
            }
            guard seen.insert(member.name).inserted else { throw fault(place, "has '\(member.name)' twice") }
        }
    }

    private func text(_ value: JSONValue, _ member: String, _ place: String, limit: Int) throws(GuardError) -> String {
        guard let text = value[member]?.string, !text.isEmpty, text.utf8.count <= limit else {
            throw fault(place, "needs a text '\(member)' of 1 to \(limit) bytes")
        }
        return text
    }

    private func optionalText(_ value: JSONValue, _ member: String, _ place: String) throws(GuardError) -> String? {
        value[member] == nil ? nil : try text(value, member, place, limit: Self.textLimit)
    }

    /// A name: small letters, digits, `.`, `-`, `_`.
    private func name(_ value: JSONValue, _ member: String, _ place: String) throws(GuardError) -> String {
        let text = try text(value, member, place, limit: Self.nameLimit)
        guard Self.isName(text) else {
            throw fault(place, "needs a '\(member)' of small letters, digits, '.', '-' and '_'")
        }
        return text
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= nameLimit && text.utf8.first != UInt8(ascii: ".")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func isTechnique(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, parts[0] == "AML", parts[1].first == "T", parts[1].count == 5 else {
            return false
        }
        let digits = parts[1].dropFirst() + (parts.count == 3 ? parts[2] : "")
        return digits.utf8.allSatisfy { (48...57).contains($0) } && (parts.count == 2 || parts[2].count == 3)
    }

    private func choice<Value>(
        _ value: JSONValue,
        _ member: String,
        _ place: String,
        _ read: (String) -> Value?
    ) throws(GuardError) -> Value {
        guard let text = value[member]?.string, let found = read(text) else {
            throw fault(place, "has a '\(member)' that is not known")
        }
        return found
    }

    private func flag(_ value: JSONValue, _ member: String, _ place: String) throws(GuardError) -> Bool? {
        guard let found = value[member] else { return nil }
        guard let flag = found.bool else { throw fault(place, "needs true or false in '\(member)'") }
        return flag
    }

    private func number(
        _ value: JSONValue,
        _ member: String,
        _ place: String,
        _ range: ClosedRange<Int>
    ) throws(GuardError) -> Int {
        guard let number = value[member]?.int, range.contains(number) else {
            throw fault(place, "needs a number '\(member)' from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func list(_ value: JSONValue, _ member: String, _ place: String) throws(GuardError) -> [JSONValue] {
        guard let found = value[member] else { return [] }
        guard let list = found.array, list.count <= Self.listLimit else {
            throw fault(place, "needs a list of at most \(Self.listLimit) in '\(member)'")
        }
        return list
    }

    private func texts(
        _ value: JSONValue,
        _ member: String,
        _ place: String,
        limit: Int = 1000
    ) throws(GuardError) -> [String] {
        let list = try list(value, member, place)
        let texts = list.compactMap(\.string)
        guard texts.count == list.count, texts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= limit }) else {
            throw fault(place, "needs texts of 1 to \(limit) bytes in '\(member)'")
        }
        return texts
    }
}
