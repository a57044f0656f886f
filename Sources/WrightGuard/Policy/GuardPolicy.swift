public import WrightCore
public import WrightModel

/// What is done with texts about which a guard noticed something.
///
/// A guard observes and a policy decides: by the score of the text, by each finding, and by the kind of personal data.
/// The strictest of these decisions holds, and the verdict names the entry of the policy that it comes from.
///
/// ```swift
/// let policy = GuardPolicy.standard
/// let verdict = policy.decide(findings, score: 0.7, on: GuardedText(text, channel: .document))
/// // verdict.action == .quarantine, verdict.decidedBy == "channels.document"
/// ```
///
/// Decisions rest on signals, so they catch much and guarantee nothing; access groups, tool policy and output filters
/// hold whether or not anything was noticed.
public struct GuardPolicy: Sendable, Hashable {
    /// What holds for the score of a text of one channel and tier.
    package struct ScoreRule: Sendable, Hashable {
        /// From this score on the text is flagged, in `0...1`.
        package var threshold: Double
        /// What is done with a flagged text.
        package var action: GuardAction
    }

    /// The name, for messages and logs.
    public var name: String
    /// Whether the policy only says what it would do.
    ///
    /// Every verdict is then `allow`, and ``Verdict/decidedBy`` tells the action that would have been taken.
    public var isDryRun = false
    /// What holds for scores, by channel, where no tier says otherwise.
    package var scoreRules: [GuardedText.Channel: ScoreRule]
    /// What holds for scores of one tier of a channel.
    package var tierRules: [GuardedText.Channel: [TrustTier: ScoreRule]]
    /// What holds for findings; the first that matches decides about a finding.
    package var findingRules: [FindingRule]
    /// What is done with personal data, by place and by type; `*` stands for every other type.
    package var personalData: [PersonalDataPlace: [String: GuardAction]]
    /// Findings that do not count.
    package var allowances: [Allowance]

    /// Where personal data is looked for.
    public enum PersonalDataPlace: String, Sendable, CaseIterable {
        /// Documents that are indexed.
        case ingestion
        /// What goes to a language model.
        case prompt
        /// What a language model answers.
        case output
        /// Traces and logs.
        case trace
    }

    /// What is done with findings of a kind; conditions that are not given hold for all.
    package struct FindingRule: Sendable, Hashable {
        /// The name that verdicts tell.
        package var name: String
        /// A pattern over rules: `*` stands for any characters.
        package var rule: String?
        package var layer: Finding.Layer?
        package var channel: GuardedText.Channel?
        package var leastSeverity: Finding.Severity?
        package var leastScore: Double?
        package var action: GuardAction
    }

    /// Findings that do not count: those of a rule, or those within a phrase, or both.
    package struct Allowance: Sendable, Hashable {
        /// A pattern over rules; nil: all.
        package var rule: String?
        /// A text; findings within it do not count.
        package var phrase: String?
        package var channel: GuardedText.Channel?
    }

    /// Phrases that a guard need not look at, whatever the channel: findings within them do not count.
    package var allowedPhrases: [String] {
        allowances.compactMap { $0.rule == nil && $0.channel == nil ? $0.phrase : nil }
    }

    /// What tells this policy from every other one: the hash of all that it says, its name left out.
    public var version: String {
        String(ContentHash(of: canonicalForm.text()).description.prefix(16))
    }

    /// From which score on a text of that channel and tier is flagged.
    public func threshold(for channel: GuardedText.Channel, tier: TrustTier) -> Double {
        scoreRule(channel, tier).rule.threshold
    }

    /// Whether a text with that score is flagged.
    public func isFlagged(score: Double, on text: GuardedText) -> Bool {
        score >= threshold(for: text.channel, tier: text.tier)
    }

    /// What is done with personal data or a secret.
    ///
    /// - Parameters:
    ///   - type: The type as findings name it, without the word before the first full stop.
    ///   - place: Where it was seen.
    ///   - isSecret: Whether it is a key or a password; these have the entry `secrets` for all types without their own.
    /// - Returns: The action; `allow` where the policy does not say.
    public func action(
        forPersonalData type: String,
        at place: PersonalDataPlace,
        isSecret: Bool = false
    ) -> GuardAction {
        personalDataRule(type, place, isSecret: isSecret || Self.secretTypes.contains(type))?.action ?? .allow
    }

    /// Decides what is done with a text.
    ///
    /// The strictest decision holds; of equally strict ones that by score, else that of the first finding.
    ///
    /// - Parameters:
    ///   - findings: What was noticed.
    ///   - score: How suspicious the text is, in `0...1`.
    ///   - text: The text, whose channel and tier count.
    /// - Returns: The action, and the entry of the policy that it comes from. Every finding is told, also those that do
    ///   not count.
    package func decide(_ findings: [Finding], score: Double, on text: GuardedText) -> Verdict {
        var decision: Decision?
        func propose(_ action: GuardAction, _ rule: String, _ finding: Finding?) {
            guard decision.map({ action > $0.action }) ?? true else { return }
            decision = Decision(action: action, rule: rule, finding: finding)
        }
        let allowed = AllowedRanges(allowances, in: text)
        if !allowed.coversWholeText {
            let (rule, name) = scoreRule(text.channel, text.tier)
            let strongest = findings.filter { Self.scoringLayers.contains($0.layer) }
                .max { ($0.severity, $0.score) < ($1.severity, $1.score) }
            if score >= rule.threshold { propose(rule.action, name, strongest) }
        }
        for finding in findings where !allowed.covers(finding) {
            let (action, name) = judge(finding, text)
            propose(action, name, finding)
        }
        let action = decision?.action ?? .allow
        guard isDryRun, action > .allow, let rule = decision?.rule else {
            return Verdict(
                action: action,
                score: score,
                findings: findings,
                decidedBy: decision?.rule,
                decidingFinding: decision?.finding
            )
        }
        return Verdict(
            action: .allow,
            score: score,
            findings: findings,
            decidedBy: "\(rule) (dry run: would \(action.rawValue))",
            decidingFinding: decision?.finding
        )
    }

    /// The findings that count: those outside of what is allowed, to which the policy does something.
    package func counted(_ findings: [Finding], on text: GuardedText) -> [Finding] {
        let allowed = AllowedRanges(allowances, in: text)
        return findings.filter { !allowed.covers($0) && judge($0, text).0 > .allow }
    }

    /// Layers whose findings make the score.
    private static let scoringLayers: Set<Finding.Layer> = [.normalisation, .rules, .classifier, .memory]

    private struct Decision {
        var action: GuardAction
        var rule: String
        var finding: Finding?
    }

    private func scoreRule(_ channel: GuardedText.Channel, _ tier: TrustTier) -> (rule: ScoreRule, name: String) {
        if let rule = tierRules[channel]?[tier] { return (rule, "channels.\(channel.rawValue).\(tier.rawValue)") }
        let rule = scoreRules[channel] ?? ScoreRule(threshold: Self.standardThreshold, action: .annotate)
        return (rule, "channels.\(channel.rawValue)")
    }

    /// The threshold where a policy names none.
    package static let standardThreshold = 0.5

    private func judge(_ finding: Finding, _ text: GuardedText) -> (GuardAction, String) {
        if let rule = findingRules.first(where: { $0.matches(finding, text.channel) }) {
            return (rule.action, "findings." + rule.name)
        }
        if finding.layer == .personalData {
            let (type, isSecret) = Self.personalDataType(of: finding.rule)
            if let (action, name) = personalDataRule(type, text.channel.personalDataPlace, isSecret: isSecret) {
                return (action, name)
            }
        }
        return (.annotate, "findings.default")
    }

    private func personalDataRule(
        _ type: String,
        _ place: PersonalDataPlace,
        isSecret: Bool
    ) -> (action: GuardAction, name: String)? {
        let table = personalData[place] ?? [:]
        let keys = isSecret ? [type, Self.secretsKey, "*"] : [type, "*"]
        for key in keys {
            if let action = table[key] { return (action, "personalData.\(place.rawValue).\(key)") }
        }
        return nil
    }

    /// The entry for every key and password without an entry of its type.
    static let secretsKey = "secrets"

    /// Types that are keys or passwords, whatever the rule is called.
    private static let secretTypes: Set<String> = ["secret", "jwt", "private-key"]

    /// The type that a rule names: `personal.email` names `email`, `secret.aws-key` names the secret `aws-key`.
    static func personalDataType(of rule: String) -> (type: String, isSecret: Bool) {
        let parts = rule.split(separator: ".", maxSplits: 1)
        let type = parts.count == 2 ? String(parts[1]) : rule
        return (type, rule.hasPrefix("secret") || secretTypes.contains(type))
    }
}

extension GuardPolicy.FindingRule {
    func matches(_ finding: Finding, _ channel: GuardedText.Channel) -> Bool {
        if let layer, layer != finding.layer { return false }
        if let leastSeverity, finding.severity < leastSeverity { return false }
        if let leastScore, finding.score < leastScore { return false }
        if let expected = self.channel, expected != channel { return false }
        return rule.map { NamePattern($0).matches(finding.rule) } ?? true
    }
}

extension GuardedText.Channel {
    /// Where personal data of a text of the channel counts as seen.
    var personalDataPlace: GuardPolicy.PersonalDataPlace {
        switch self {
        case .document, .hidden: .ingestion
        case .user, .tool: .prompt
        case .output: .output
        }
    }
}
