/// What a named human decided about a candidate at a stage, with reasons from a list and the letter.
public struct CandidateDecision: Sendable, Hashable {
    /// What was decided.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// The candidate goes on.
        case advance
        /// The candidate is told no.
        case decline
        /// Something has to be found out first.
        case hold
        /// The candidate gets an offer.
        case offer
        /// The candidate withdrew.
        case withdrawn
    }

    /// Why, in words that a candidate can be told.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// A must-have was not shown in the interview or work sample.
        case requirementNotShown
        /// The work sample did not meet its stated criteria.
        case workSampleBelowCriteria
        /// The structured interview did not meet its stated criteria.
        case interviewBelowCriteria
        /// The gap would take longer than the team can carry now.
        case rampLongerThanRoom
        /// Somebody else was chosen for the one place.
        case placeFilled
        /// The place is no longer there.
        case placeWithdrawn
        /// Terms such as place or hours did not fit.
        case termsDoNotFit
        /// The requirements were shown.
        case requirementsShown
        /// More is to be found out.
        case moreToFindOut
        /// The candidate's own wish.
        case candidatesWish

        /// The reason as the letter says it.
        public var sentence: String {
            switch self {
            case .requirementNotShown: "A requirement of the posting was not shown in the interview or the work sample."
            case .workSampleBelowCriteria: "The work sample did not meet the criteria that were given with it."
            case .interviewBelowCriteria: "The answers did not meet the criteria of the structured interview."
            case .rampLongerThanRoom: "Getting to know the work would take longer than the team has room for now."
            case .placeFilled: "There was one place, and somebody else was chosen for it."
            case .placeWithdrawn: "The place is no longer to be filled."
            case .termsDoNotFit: "Terms such as place or hours did not fit."
            case .requirementsShown: "The requirements of the posting were shown."
            case .moreToFindOut: "Something has to be found out before a decision."
            case .candidatesWish: "You asked for it."
            }
        }
    }

    /// The candidate's pseudonym.
    public let candidate: String
    /// The stage, such as `interview`.
    public let stage: String
    /// What was decided.
    public let outcome: Outcome
    /// The human who decided.
    public let decidedBy: String
    /// Why; at least one.
    public let reasons: [Reason]
    /// The requirements that the reasons are about.
    public let requirements: [String]
    /// The day, as `2026-02-17`.
    public let day: String

    /// Takes a decision.
    ///
    /// - Throws: ``TalentError`` with code `invalidSetting` without a human's name, a stage, a day of the calendar or a
    ///   reason, for a reason that does not go with the outcome, or where something was not shown and no requirement is
    ///   named.
    public init(
        candidate: String,
        stage: String,
        outcome: Outcome,
        decidedBy: String,
        reasons: [Reason],
        requirements: [String] = [],
        day: String
    ) throws(TalentError) {
        let names = decidedBy.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        // A word with a digit is a version, as in "GPT-4o".
        guard names.contains(where: { !Self.programs.contains($0) && !$0.contains(where: \.isNumber) }) else {
            throw .humanMissing(decidedBy)
        }
        guard stage.contains(where: \.isLetter) else {
            throw .invalidSetting(name: "stage", reason: "a decision needs the name of its stage")
        }
        guard CalendarDay.isDay(day) else {
            throw .invalidSetting(name: "day", reason: "'\(day)' is no day such as 2026-02-17")
        }
        guard !reasons.isEmpty else {
            throw .invalidSetting(name: "reason", reason: "a decision needs at least one reason from the list")
        }
        let allowed = Self.reasons(for: outcome)
        if let other = reasons.first(where: { !allowed.contains($0) }) {
            throw .invalidSetting(
                name: "reason",
                reason: "'\(other.rawValue)' is no reason for '\(outcome.rawValue)'; reasons for it are "
                    + allowed.map(\.rawValue).joined(separator: ", ")
            )
        }
        if outcome == .decline, reasons.contains(.requirementNotShown), requirements.isEmpty {
            throw .invalidSetting(name: "requirement", reason: "this reason needs the requirement that was not shown")
        }
        self.candidate = candidate
        self.stage = stage
        self.outcome = outcome
        self.decidedBy = decidedBy
        self.reasons = reasons
        self.requirements = requirements
        self.day = day
    }

    /// The reasons that an outcome can have.
    public static func reasons(for outcome: Outcome) -> [Reason] {
        switch outcome {
        case .advance: [.requirementsShown, .moreToFindOut]
        case .offer: [.requirementsShown]
        case .hold:
            [.moreToFindOut, .requirementsShown, .placeFilled, .placeWithdrawn, .rampLongerThanRoom, .termsDoNotFit]
        case .withdrawn: [.candidatesWish, .termsDoNotFit, .placeWithdrawn]
        case .decline: Reason.allCases.filter { $0 != .requirementsShown && $0 != .moreToFindOut }
        }
    }

    /// The letter to the candidate; a human reads it before it is sent, and nothing sends it by itself.
    public var letter: String {
        let opening: String =
            switch outcome {
            case .advance: "we would like to go on with you after the stage \"\(stage)\"."
            case .decline: "we will not go on after the stage \"\(stage)\"."
            case .hold: "we have not decided yet after the stage \"\(stage)\"."
            case .offer: "we would like to offer you the place."
            case .withdrawn: "we have closed your application as you asked."
            }
        var lines = ["\(day)", "", "Dear [name],", "", opening, "", "Reasons:"]
        lines += reasons.map { "- " + $0.sentence }
        if !requirements.isEmpty { lines.append("About: " + requirements.joined(separator: "; ") + ".") }
        lines += [
            "",
            "A person decided this: \(decidedBy). A program showed what your CV says of each requirement; it gave "
                + "no score "
                + "and no advice. You may ask for that view, correct it, contest the decision, and have your data "
                + "exported or "
                + "erased.", "", decidedBy,
        ]
        return lines.joined(separator: "\n")
    }

    /// Words of which a name does not consist alone; "Claude" is refused, "Claude Monet" is not.
    private static let programs: Set<String> = [
        "wright", "system", "program", "ai", "bot", "auto", "automatic", "automatically", "none", "chatgpt", "gpt",
        "copilot", "llm", "ats", "model", "algorithm", "software", "computer", "robot", "script", "the", "nobody",
        "an", "agent", "assistant", "chatbot", "machine", "tool", "claude", "opus", "sonnet", "haiku", "gemini",
        "llama", "mistral", "deepseek", "grok", "qwen", "ollama", "openai", "anthropic", "google", "microsoft",
    ]
}
