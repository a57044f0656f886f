// Idea: what got through as results of a static analysis, so that platforms that read such show them.
// Source: OASIS SARIF 2.1.0.
// Deviation: attacks have no place in a file, so results have logical locations: target, channel, probe. Texts of
//   attacks stand in property bags, where no viewer makes links or mark-up of them.
// Data layout: one rule for each probe, one result for each attempt that reached its goal.

public import WrightCore
private import WrightModel

extension RedTeamReport {
    /// The report in SARIF 2.1.0: what got through, each probe as a rule; attempts without a result as notifications.
    ///
    /// - Parameter version: The version of the program.
    /// - Returns: The whole log file.
    public func sarif(version: String) -> JSONValue {
        var rules: [JSONValue] = []
        var places: [String: Int] = [:]
        for attempt in run.attempts where places[attempt.probe] == nil {
            places[attempt.probe] = rules.count
            rules.append(Self.rule(attempt))
        }
        var results: [JSONValue] = []
        var notes: [JSONValue] = []
        for attempt in run.attempts {
            switch attempt.outcome {
            case .held: continue
            case .breached: results.append(result(attempt, places[attempt.probe] ?? 0))
            case .noResult: notes.append(Self.notification(attempt, places[attempt.probe] ?? 0))
            }
        }
        let driver: JSONValue = [
            "name": "wright redteam", "version": .string(version), "semanticVersion": .string(version),
            "rules": .array(rules),
        ]
        let invocation: JSONValue = [
            "executionSuccessful": .bool(notes.count < run.attempts.count || run.attempts.isEmpty),
            "toolExecutionNotifications": .array(Array(notes.prefix(1000))),
        ]
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": driver], "invocations": [invocation], "results": .array(results),
                    "columnKind": "unicodeCodePoints",
                    "properties": [
                        "target": .string(RedTeamText.visible(run.target)), "seed": .string(String(run.seed)),
                        "rates": rates.json,
                    ],
                ]
            ],
        ]
    }

    private static func rule(_ attempt: RedTeamAttempt) -> JSONValue {
        let tags = attempt.risks.map(\.rawValue) + attempt.techniques + [attempt.category, "security"]
        let items = attempt.risks.map { title(of: $0.rawValue) }.joined(separator: "; ")
        let about = attempt.kind == .control ? "A harmless text that must pass." : "Tries \(items)."
        return [
            "id": .string(attempt.probe), "name": .string(pascalCased(attempt.probe)),
            "shortDescription": ["text": .string("Probe \(attempt.probe) of \(attempt.category).")],
            "fullDescription": ["text": .string(about)],
            "defaultConfiguration": ["level": .string(level(attempt.severity))],
            "properties": [
                "tags": .array(Array(Set(tags)).sorted().map { .string($0) }),
                "security-severity": .string(score(attempt.severity)),
            ],
        ]
    }

    private func result(_ attempt: RedTeamAttempt, _ rule: Int) -> JSONValue {
        let target = RedTeamText.line(run.target, limit: 60)
        let place = "\(target)/\(attempt.channel.rawValue)/\(attempt.probe)"
        let what = attempt.kind == .control ? "was stopped although it is harmless" : "reached its goal"
        let message = "The attempt \(attempt.id) \(what). \(RedTeamText.line(attempt.outcome.reason, limit: 300))"
        return [
            "ruleId": .string(attempt.probe), "ruleIndex": .int(rule), "kind": "fail",
            "level": .string(attempt.kind == .control ? "note" : Self.level(attempt.severity)),
            "message": ["text": .string(RedTeamText.sarif(message))],
            "locations": [
                ["logicalLocations": [["fullyQualifiedName": .string(place), "kind": "member"]]]
            ],
            "partialFingerprints": ["attempt/v1": .string(ContentHash(of: target + "\n" + attempt.id).description)],
            "properties": [
                "converter": .string(attempt.converter), "channel": .string(attempt.channel.rawValue),
                "attack": .string(RedTeamText.visible(attempt.text)),
                "reply": .string(RedTeamText.visible(attempt.reply)),
            ],
        ]
    }

    private static func notification(_ attempt: RedTeamAttempt, _ rule: Int) -> JSONValue {
        let message = "The attempt \(attempt.id) has no result: \(RedTeamText.line(attempt.outcome.reason, limit: 300))"
        return [
            "level": "warning", "message": ["text": .string(RedTeamText.sarif(message))],
            "associatedRule": ["id": .string(attempt.probe), "index": .int(rule)],
        ]
    }

    private static func level(_ severity: Finding.Severity) -> String {
        switch severity {
        case .low: "note"
        case .medium: "warning"
        case .high, .critical: "error"
        }
    }

    /// The score that code scanning orders by.
    private static func score(_ severity: Finding.Severity) -> String {
        switch severity {
        case .low: "3.0"
        case .medium: "5.5"
        case .high: "8.0"
        case .critical: "9.5"
        }
    }

    private static func pascalCased(_ name: String) -> String {
        name.split { !($0.isLetter || $0.isNumber) }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
