/// Something that looks at a text and tells what it noticed.
///
/// What is done about it is decided by a policy, not here.
public protocol Guard: Sendable {
    /// Inspects a text: findings in the order of their places.
    func inspect(_ text: GuardedText) async throws -> [Finding]
}

/// What is done with a text.
public enum GuardAction: String, Sendable, Codable, CaseIterable, Comparable {
    /// It passes.
    case allow
    /// It passes with its findings beside it.
    case annotate
    /// It passes without the parts that were found.
    case redact
    /// A person is asked before anything happens.
    case confirm
    /// It is kept apart until a person releases it.
    case quarantine
    /// It is refused.
    case block

    /// Orders from the mildest to the strictest.
    public static func < (left: Self, right: Self) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .allow: 0
        case .annotate: 1
        case .redact: 2
        case .confirm: 3
        case .quarantine: 4
        case .block: 5
        }
    }
}

/// What a policy decided about a text, and why.
public struct Verdict: Sendable, Hashable {
    /// What is done with the text.
    public var action: GuardAction
    /// How suspicious the text is, in `0...1`: one global scale, comparable between texts.
    public var score: Double
    /// What was noticed.
    public var findings: [Finding]
    /// The rule of the policy that decided; `nil` when nothing was found.
    public var decidedBy: String?
    /// The finding that decided, or weighs most in the score that did; `nil` where none did or nobody told.
    public var decidingFinding: Finding?

    /// Describes a decision.
    public init(
        action: GuardAction,
        score: Double,
        findings: [Finding],
        decidedBy: String?,
        decidingFinding: Finding? = nil
    ) {
        self.action = action
        self.score = score
        self.findings = findings
        self.decidedBy = decidedBy
        self.decidingFinding = decidingFinding
    }
}
