private import WrightCore
public import WrightModel

/// How large one request may be, how deep, and how long it may take.
public struct RequestLimits: Sendable, Hashable {
    /// Bytes of a question.
    public var questionByteCount = 32 << 10
    /// Bytes of a whole request with what is attached.
    public var requestByteCount = 8 << 20
    /// Messages of a conversation.
    public var messageCount = 200
    /// Tokens that an answer may have.
    public var answerTokenCount = 4096
    /// How many JSON values may stand inside one another.
    public var depth = 64
    /// How long a request may take from its first to its last byte.
    public var duration = Duration.seconds(120)

    /// The defaults.
    ///
    /// Questions of 32 KiB, requests of 8 MiB, 200 messages, answers of 4096 tokens, depth 64, 120 seconds.
    public init() {}

    /// What a request is measured by.
    public struct Measure: Sendable, Hashable {
        /// Bytes of the question.
        public var questionByteCount = 0
        /// Bytes of the whole request.
        public var requestByteCount = 0
        /// Messages of the conversation.
        public var messageCount = 0
        /// Tokens that are asked for.
        public var answerTokenCount = 0
        /// How deep JSON values stand inside one another.
        public var depth = 0
        /// The time that has passed.
        public var duration = Duration.zero

        /// Nothing of anything.
        public init() {}
    }

    /// What goes beyond the limits, one finding each; nothing where the request may be answered.
    public func findings(for measure: Measure) -> [Finding] {
        let counts: [(rule: String, found: Int, limit: Int, unit: String)] = [
            ("question-size", measure.questionByteCount, questionByteCount, "bytes"),
            ("request-size", measure.requestByteCount, requestByteCount, "bytes"),
            ("messages", measure.messageCount, messageCount, "messages"),
            ("answer-tokens", measure.answerTokenCount, answerTokenCount, "tokens"),
            ("depth", measure.depth, depth, "levels"),
        ]
        var findings = counts.filter { $0.found > $0.limit }
            .map { finding($0.rule, "it has \($0.found) \($0.unit), and \($0.limit) are allowed") }
        if measure.duration > duration {
            findings.append(finding("duration", "it took \(measure.duration), and \(duration) is allowed"))
        }
        return findings
    }

    private func finding(_ rule: String, _ evidence: String) -> Finding {
        Finding(
            rule: "limits.\(rule)",
            layer: .limits,
            range: nil,
            severity: .high,
            score: 1,
            evidence: evidence,
            remedy: "Ask for less at once."
        )
    }
}
