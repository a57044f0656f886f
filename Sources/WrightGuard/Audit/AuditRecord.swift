public import WrightCore
public import WrightModel

/// One decision, as it is written down: who, what was decided, by which policy, and why; hashes instead of content.
public struct AuditRecord: Sendable, Hashable {
    /// When, in nanoseconds since 1970.
    public var timeNanoseconds: Int64
    /// On whose behalf: the name of a key or a user, never a secret.
    public var principal: String
    /// What was done, such as `check`, `quarantine` or `tool`.
    public var operation: String
    /// The policy's name.
    public var policyName: String
    /// The policy's version.
    public var policyVersion: String
    /// The way the text took; nil for decisions that are not about a text.
    public var channel: GuardedText.Channel?
    /// How far the text's origin is trusted.
    public var tier: TrustTier?
    /// What was decided.
    public var action: GuardAction
    /// How suspicious the text is, in `0...1`.
    public var score: Double
    /// The rule of the policy that decided.
    public var decidedBy: String?
    /// What was noticed, without the evidence, which may quote the text.
    public var findings: [Noticed]
    /// The hash of the text, and its length in bytes; nil for decisions that are not about a text.
    public var content: Content?

    /// A finding without what it quotes.
    public struct Noticed: Sendable, Hashable {
        /// The rule.
        public var rule: String
        /// The layer that noticed it.
        public var layer: Finding.Layer
        /// How bad it would be.
        public var severity: Finding.Severity
        /// Where, in UTF-8 bytes.
        public var range: Range<Int>?

        /// Takes from a finding what may be written down.
        public init(_ finding: Finding) {
            rule = finding.rule
            layer = finding.layer
            severity = finding.severity
            range = finding.range
        }
    }

    /// A text by its hash and length.
    public struct Content: Sendable, Hashable {
        /// The SHA-256 of its UTF-8 bytes.
        public var hash: ContentHash
        /// Its length in bytes.
        public var byteCount: Int

        /// Takes hash and length of a text.
        public init(of text: String) {
            hash = ContentHash(of: text)
            byteCount = text.utf8.count
        }
    }

    /// Writes down a verdict.
    ///
    /// - Parameters:
    ///   - verdict: What was decided.
    ///   - text: The text; only its hash and length are kept.
    ///   - policy: The policy that decided.
    ///   - principal: On whose behalf.
    ///   - timeNanoseconds: When, in nanoseconds since 1970.
    public init(
        _ verdict: Verdict,
        on text: GuardedText,
        policy: GuardPolicy,
        principal: String,
        timeNanoseconds: Int64
    ) {
        self.timeNanoseconds = timeNanoseconds
        self.principal = principal
        operation = "check"
        policyName = policy.name
        policyVersion = policy.version
        channel = text.channel
        tier = text.tier
        action = verdict.action
        score = verdict.score
        decidedBy = verdict.decidedBy
        findings = verdict.findings.prefix(Self.findingLimit).map { Noticed($0) }
        content = Content(of: text.text)
    }

    /// Writes down a decision that is not about a text, such as a release from the quarantine.
    ///
    /// - Parameters:
    ///   - operation: What was done.
    ///   - action: What was decided.
    ///   - reason: Why, without content.
    ///   - principal: On whose behalf.
    ///   - timeNanoseconds: When, in nanoseconds since 1970.
    public init(
        operation: String,
        action: GuardAction,
        reason: String?,
        principal: String,
        timeNanoseconds: Int64
    ) {
        self.timeNanoseconds = timeNanoseconds
        self.principal = principal
        self.operation = operation
        policyName = ""
        policyVersion = ""
        self.action = action
        score = 0
        decidedBy = reason
        findings = []
    }

    /// Findings of one decision that are written down.
    private static let findingLimit = 100

    /// The members of the line, in one order.
    var members: [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("time", .int(Int(timeNanoseconds))), .init("principal", .string(principal)),
            .init("operation", .string(operation)), .init("policy", .string(policyName)),
            .init("policyVersion", .string(policyVersion)), .init("action", .string(action.rawValue)),
            .init("score", .double(score.isFinite ? score : 0)),
        ]
        if let channel { members.append(.init("channel", .string(channel.rawValue))) }
        if let tier { members.append(.init("tier", .string(tier.rawValue))) }
        if let decidedBy { members.append(.init("decidedBy", .string(decidedBy))) }
        if let content {
            members.append(.init("content", .string("sha256:\(content.hash)")))
            members.append(.init("bytes", .int(content.byteCount)))
        }
        members.append(.init("findings", .array(findings.map(\.json))))
        return members
    }
}

extension AuditRecord.Noticed {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("rule", .string(rule)), .init("layer", .string(layer.rawValue)),
            .init("severity", .string(severity.rawValue)),
        ]
        if let range { members.append(.init("range", [.int(range.lowerBound), .int(range.upperBound)])) }
        return .object(members)
    }
}
