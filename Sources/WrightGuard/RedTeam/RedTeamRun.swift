public import WrightModel

/// All attempts of a run, and what was attacked.
public struct RedTeamRun: Sendable, Hashable {
    /// A pack that probes came from.
    public struct PackReference: Sendable, Hashable {
        /// The pack's name.
        public var name: String
        /// The pack's version.
        public var version: String
        /// The hash of the pack's file.
        public var contentHash: String
    }

    /// The target's name.
    public var target: String
    /// What kind of target it is.
    public var targetKind: RedTeamTargetKind
    /// What every choice started from.
    public var seed: UInt64
    /// The packs that probes came from.
    public var packs: [PackReference]
    /// The attempts, in the order of the plan.
    public var attempts: [RedTeamAttempt]

    /// Attempts that are attacks.
    public var attacks: [RedTeamAttempt] { attempts.filter { $0.kind == .attack } }
    /// Attempts that are controls.
    public var controls: [RedTeamAttempt] { attempts.filter { $0.kind == .control } }
}

/// One attempt and what became of it.
public struct RedTeamAttempt: Sendable, Hashable {
    /// The attempt's name: `PROBE@CHANNEL+CONVERTER`.
    public var id: String
    /// The probe.
    public var probe: String
    /// Attack or control.
    public var kind: RedTeamProbe.Kind
    /// The probe's family.
    public var category: String
    /// The OWASP items.
    public var risks: [RedTeamRisk]
    /// The techniques of MITRE ATLAS.
    public var techniques: [String]
    /// How bad it would be.
    public var severity: Finding.Severity
    /// The way that it took.
    public var channel: RedTeamProbe.Channel
    /// How its words were changed.
    public var converter: String
    /// What became of it.
    public var outcome: RedTeamOutcome
    /// The words of the attack, cut where they are long.
    public var text: String
    /// The reply, cut where it is long; empty for a guard.
    public var reply: String
    /// What a guard decided; nil where the target is none.
    public var action: GuardAction?
    /// The score that a guard gave; nil where the target is none.
    public var score: Double?
    /// The rules of a guard's findings, at most 20.
    public var rules: [String]

    /// The most bytes that are kept of a text.
    package static let textLimit = 4000

    init(_ attack: RedTeamAttack) {
        id = attack.id
        probe = attack.probe.id
        kind = attack.probe.kind
        category = attack.probe.category
        risks = attack.probe.risks
        techniques = attack.probe.techniques
        severity = attack.probe.severity
        channel = attack.channel
        converter = attack.converter.name
        outcome = .noResult(reason: "It was not made.")
        text = RedTeamText.prefix(attack.shownText, bytes: Self.textLimit)
        reply = ""
        rules = []
    }

    mutating func note(_ reply: RedTeamReply) {
        self.reply = RedTeamText.prefix(reply.text, bytes: Self.textLimit)
        action = reply.verdict?.action
        score = reply.verdict?.score
        rules = Array(Set((reply.verdict?.findings ?? []).map(\.rule)).sorted().prefix(20))
    }
}
