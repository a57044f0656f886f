/// How what a CV shows stands to one requirement.
public struct RequirementMatch: Sendable, Hashable {
    /// The four answers; none is better than another as a whole, and they are never added up.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// Used under a dated job.
        case met
        /// Something near it was used; the path says what.
        case adjacent
        /// Nothing near it is shown.
        case toLearn
        /// The CV does not say; ask.
        case unknown
    }

    /// The requirement.
    public let requirement: Requirement
    /// The answer.
    public let status: Status
    /// What the CV shows: of the requirement itself, or of what is adjacent.
    public let evidence: SkillEvidence?
    /// How it carries over; nil unless adjacent.
    public let path: SkillPath?
    /// What of the knowledge carries over, 0 to 1, after fading by half every four years without use.
    public let transfer: Double

    /// One sentence for people.
    public var statement: String {
        switch status {
        case .met:
            return evidence.map {
                "\($0.months) months, last \($0.lastUsed.map { "\($0)" } ?? "not dated"): \"\($0.quote)\""
            }
                ?? ""
        case .adjacent:
            guard let evidence, let path else { return "" }
            let place = evidence.domain.map { " in \($0)" } ?? ""
            return "\(evidence.name)\(place), \(evidence.months) months → "
                + path.steps.dropFirst().joined(separator: " → ")
        case .toLearn: return "nothing near it is shown"
        case .unknown:
            return evidence.map { "named without a job: \"\($0.quote)\"; ask" } ?? "the CV does not say; ask"
        }
    }
}
