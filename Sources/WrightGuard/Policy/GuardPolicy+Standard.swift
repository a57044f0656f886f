package import WrightCore
private import WrightModel

extension GuardPolicy {
    /// The policy that holds where a project names none.
    ///
    /// A text is flagged from a score of 0.5 on. A flagged question is blocked; a flagged document, and what a tool
    /// returned, is kept apart until a person releases it; texts of those who run the system are only annotated. What
    /// readers do not see is held to 0.35, and to 0.3 where the origin is not theirs. Single findings annotate, save
    /// those that prove something: a canary in an answer blocks it, a tool call against policy waits for a person, a
    /// flood in the corpus is kept apart. Keys and passwords are redacted from prompts, answers and traces; personal
    /// data is annotated, and redacted from traces, where only addresses on the web stay.
    public static let standard = Self(
        name: "standard",
        scoreRules: [
            .user: ScoreRule(threshold: 0.5, action: .block),
            .document: ScoreRule(threshold: 0.5, action: .quarantine),
            .hidden: ScoreRule(threshold: 0.35, action: .quarantine),
            .tool: ScoreRule(threshold: 0.5, action: .quarantine),
            .output: ScoreRule(threshold: 0.5, action: .annotate),
        ],
        tierRules: [
            .user: [.operator: ScoreRule(threshold: 0.5, action: .annotate)],
            .document: [.operator: ScoreRule(threshold: 0.5, action: .annotate)],
            .hidden: [
                .operator: ScoreRule(threshold: 0.5, action: .annotate),
                .user: ScoreRule(threshold: 0.3, action: .quarantine),
                .external: ScoreRule(threshold: 0.3, action: .quarantine),
            ],
            .tool: [.operator: ScoreRule(threshold: 0.5, action: .annotate)],
        ],
        findingRules: [
            FindingRule(name: "leak", layer: .output, leastSeverity: .critical, action: .block),
            FindingRule(name: "output", layer: .output, leastSeverity: .high, action: .redact),
            FindingRule(name: "limit", layer: .limits, leastSeverity: .high, action: .block),
            FindingRule(name: "tool", layer: .tools, leastSeverity: .critical, action: .block),
            FindingRule(name: "tool-confirmation", layer: .tools, leastSeverity: .medium, action: .confirm),
            FindingRule(name: "corpus", layer: .corpus, leastSeverity: .high, action: .quarantine),
        ],
        personalData: [
            .ingestion: ["*": .annotate],
            .prompt: ["*": .annotate, secretsKey: .redact],
            .output: ["*": .annotate, secretsKey: .redact],
            .trace: ["*": .redact, "url": .annotate],
        ],
        allowances: []
    )

    /// A policy that notes every finding and does nothing else: what a file with `extends: none` adds to.
    static let empty = Self(
        name: "none",
        scoreRules: [:],
        tierRules: [:],
        findingRules: [],
        personalData: [:],
        allowances: []
    )
}

extension GuardPolicy {
    /// All that the policy says but its name, in one order, so that equal policies have equal forms.
    package var canonicalForm: JSONValue {
        [
            "dryRun": .bool(isDryRun),
            "channels": .object(channelMembers),
            "findings": .array(findingRules.map(\.canonicalForm)),
            "personalData": .object(
                PersonalDataPlace.allCases.map { place in
                    let actions = (personalData[place] ?? [:]).sorted { $0.key < $1.key }
                    return .init(place.rawValue, .object(actions.map { .init($0.key, .string($0.value.rawValue)) }))
                }
            ),
            "allow": .array(allowances.map(\.canonicalForm)),
        ]
    }

    private var channelMembers: [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        for channel in GuardedText.Channel.allCases {
            if let rule = scoreRules[channel] { members.append(.init(channel.rawValue, rule.canonicalForm)) }
            for tier in TrustTier.allCases {
                guard let rule = tierRules[channel]?[tier] else { continue }
                members.append(.init("\(channel.rawValue).\(tier.rawValue)", rule.canonicalForm))
            }
        }
        return members
    }
}

extension GuardPolicy.ScoreRule {
    fileprivate var canonicalForm: JSONValue {
        ["threshold": .double(threshold), "action": .string(action.rawValue)]
    }
}

extension GuardPolicy.FindingRule {
    fileprivate var canonicalForm: JSONValue {
        [
            "name": .string(name),
            "rule": rule.map { .string($0) } ?? .null,
            "layer": layer.map { .string($0.rawValue) } ?? .null,
            "channel": channel.map { .string($0.rawValue) } ?? .null,
            "severity": leastSeverity.map { .string($0.rawValue) } ?? .null,
            "score": leastScore.map { .double($0) } ?? .null,
            "action": .string(action.rawValue),
        ]
    }
}

extension GuardPolicy.Allowance {
    fileprivate var canonicalForm: JSONValue {
        [
            "rule": rule.map { .string($0) } ?? .null,
            "phrase": phrase.map { .string($0) } ?? .null,
            "channel": channel.map { .string($0.rawValue) } ?? .null,
        ]
    }
}
