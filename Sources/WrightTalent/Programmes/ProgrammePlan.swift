private import WrightCore

/// An apprenticeship or residency of twelve months: milestones, gates, alarms, and who commits to what.
public struct ProgrammePlan: Sendable, Hashable {
    /// What stands at the end of a month.
    public struct Milestone: Sendable, Hashable {
        /// The month, 1, 3, 6, 9 or 12.
        public let month: Int
        /// What can be shown then.
        public let goals: [String]
    }

    /// A condition without which a programme should not begin.
    public struct Gate: Sendable, Hashable {
        /// The condition.
        public let name: String
        /// Whether the settings meet it.
        public let isMet: Bool
        /// What the settings say.
        public let found: String
    }

    /// The parameters.
    public let settings: ProgrammeSettings
    /// The milestones.
    public let milestones: [Milestone]
    /// The gates.
    public let gates: [Gate]
    /// Who commits to what.
    public let commitments: [String]

    /// The months at whose end a milestone stands.
    public static let milestoneMonths = [1, 3, 6, 9, 12]
    /// The share of protected time below which four weeks raise an alarm.
    public static let alarmRate = 0.7
    /// Where the structure comes from.
    public static let source =
        "structure: own model after the team reference; mentor ratio 1:2 and 80 % protected time: assumption of "
        + "the model; "
        + "apprenticeships: 68 % of 68 employers with positive net return (Abt and Urban 2022, self-selected; "
        + "standing: small)"

    /// Plans a programme.
    public init(_ settings: ProgrammeSettings, skills: [String] = []) {
        self.settings = settings
        let own = skills.isEmpty ? "the posting's outcomes" : skills.prefix(4).joined(separator: ", ")
        milestones = [
            Milestone(
                month: 1,
                goals: ["environment and first change shipped", "level 2 lab passed", "mentor met every week"]
            ),
            Milestone(month: 3, goals: ["a first bounded feature in use", "level 3 lab set begun (\(own))"]),
            Milestone(month: 6, goals: ["owns a component with its evaluation suite", "level 3 labs passed"]),
            Milestone(month: 9, goals: ["takes part in operations and on-call", "operations lab passed"]),
            Milestone(month: 12, goals: ["review against \(own)", "outcome recorded and signed by two people"]),
        ]
        let ratio = Double(settings.apprenticeCount) / Double(max(1, settings.mentorCount))
        let protected = 1 - settings.otherWorkRate
        gates = [
            Gate(
                name: "one mentor for at most two learners",
                isMet: settings.mentorCount > 0 && ratio <= 2,
                found: "\(settings.mentorCount) for \(settings.apprenticeCount)"
            ),
            Gate(
                name: "at least 80 % protected time, no bursts",
                isMet: protected >= 0.8 && !settings.hasBursts,
                found: "\(Int((protected * 100).rounded())) %\(settings.hasBursts ? ", with bursts" : "")"
            ),
            Gate(
                name: "a sponsor's written commitment for twelve months",
                isMet: settings.hasSponsorCommitment,
                found: settings.hasSponsorCommitment ? "given" : "missing"
            ),
        ]
        commitments = [
            "sponsor: budget and protected time for twelve months, in writing",
            "mentors: \(settings.mentorHours) hours a week each, counted as work",
            "team: urgent work goes past the learners; each exception is logged by the team, not by the person",
            "learners: a weekly check-in, milestones shown and not told",
            "partner (university or bootcamp): theory beside the work, \(Int(settings.partnerFee)) a learner",
        ]
    }
}
