public import WrightCore
private import WrightModel

extension RedTeamRun {
    /// The largest file of a run that is read.
    package static let sizeLimit = 256 << 20

    /// The run as one JSON document with `schema` 1; it reads back as the same run.
    public var json: JSONValue {
        [
            "schema": 1, "target": .string(target), "kind": .string(targetKind.rawValue),
            // A seed beyond 63 bits has no whole number in JSON.
            "seed": .string(String(seed)),
            "packs": .array(
                packs.map {
                    ["name": .string($0.name), "version": .string($0.version), "hash": .string($0.contentHash)]
                }
            ),
            "attempts": .array(attempts.map(\.json)),
        ]
    }

    /// Reads a run.
    ///
    /// - Throws: ``GuardError`` with code `unreadableProbes`.
    public init(parsing bytes: [UInt8], name: String) throws(GuardError) {
        func fault(_ reason: String) -> GuardError {
            GuardError(
                .unreadableProbes,
                "'\(name)' is no run of a red team: \(reason).",
                remedy: "Name a file that 'wright redteam run --output' has written."
            )
        }
        guard bytes.count <= Self.sizeLimit else { throw fault("it is larger than \(ByteCount(Self.sizeLimit))") }
        guard let value = try? JSONValue(parsing: bytes, depthLimit: 16) else { throw fault("it is not JSON") }
        guard value["schema"]?.int == 1 else { throw fault("its 'schema' is not 1") }
        guard let target = value["target"]?.string,
            let kind = value["kind"]?.string.flatMap(RedTeamTargetKind.init(rawValue:)),
            let seed = value["seed"]?.string.flatMap({ UInt64($0) }), let packs = value["packs"]?.array,
            let attempts = value["attempts"]?.array
        else { throw fault("it lacks 'target', 'kind', 'seed', 'packs' or 'attempts'") }
        self.init(target: target, targetKind: kind, seed: seed, packs: [], attempts: [])
        for pack in packs {
            guard let name = pack["name"]?.string, let version = pack["version"]?.string,
                let hash = pack["hash"]?.string
            else { throw fault("a pack lacks 'name', 'version' or 'hash'") }
            self.packs.append(.init(name: name, version: version, contentHash: hash))
        }
        var ids: Set<String> = []
        for (number, attempt) in attempts.enumerated() {
            guard let attempt = RedTeamAttempt(attempt) else { throw fault("attempt \(number + 1) is incomplete") }
            guard ids.insert(attempt.id).inserted else { throw fault("attempt \(number + 1) stands there twice") }
            self.attempts.append(attempt)
        }
    }
}

extension RedTeamAttempt {
    /// The attempt as a JSON object.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("id", .string(id)), .init("probe", .string(probe)), .init("kind", .string(kind.rawValue)),
            .init("category", .string(category)), .init("owasp", .array(risks.map { .string($0.rawValue) })),
            .init("atlas", .array(techniques.map { .string($0) })), .init("severity", .string(severity.rawValue)),
            .init("channel", .string(channel.rawValue)), .init("converter", .string(converter)),
            .init("outcome", .string(outcome.name)), .init("reason", .string(outcome.reason)),
            .init("text", .string(text)),
        ]
        if !reply.isEmpty { members.append(.init("reply", .string(reply))) }
        if let action { members.append(.init("action", .string(action.rawValue))) }
        if let score { members.append(.init("score", score.isFinite ? .double(score) : .null)) }
        if !rules.isEmpty { members.append(.init("rules", .array(rules.map { .string($0) }))) }
        return .object(members)
    }

    /// Reads an attempt; nil where something is missing or not known.
    init?(_ value: JSONValue) {
        func text(_ name: String) -> String? { value[name]?.string }
        func texts(_ name: String) -> [String] { (value[name]?.array ?? []).compactMap(\.string) }
        guard let id = text("id"), let probe = text("probe"), let category = text("category"),
            let converter = text("converter"), let shown = text("text"),
            let kind = text("kind").flatMap(RedTeamProbe.Kind.init(rawValue:)),
            let severity = text("severity").flatMap(Finding.Severity.init(rawValue:)),
            let channel = text("channel").flatMap(RedTeamProbe.Channel.init(rawValue:)),
            let name = text("outcome"), let outcome = RedTeamOutcome(name: name, reason: text("reason") ?? "")
        else { return nil }
        self.id = id
        self.probe = probe
        self.kind = kind
        self.category = category
        risks = texts("owasp").compactMap { RedTeamRisk(rawValue: $0) }
        techniques = texts("atlas")
        self.severity = severity
        self.channel = channel
        self.converter = converter
        self.outcome = outcome
        self.text = shown
        reply = text("reply") ?? ""
        action = text("action").flatMap(GuardAction.init(rawValue:))
        score = value["score"]?.double
        rules = texts("rules")
    }
}
