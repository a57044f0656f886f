/// What a comparison must show for a gate to let the candidate pass.
public enum GateRequirement: String, Sendable, CaseIterable {
    /// The candidate is better.
    case better
    /// The candidate is worse by less than the margin, if at all.
    case notWorse = "not-worse"
}

extension RunComparison {
    /// Whether the candidate has at least nine tenths of the baseline's examples.
    public var isComplete: Bool {
        missingInCandidate.count * 10 <= overall.count + missingInCandidate.count
    }

    /// Why the comparison does not meet a requirement, as a clause; nil where it does.
    ///
    /// A comparison that is not complete meets none: what the candidate could not answer would not count against it.
    public func shortfall(of requirement: GateRequirement) -> String? {
        guard isComplete else {
            let (missing, count) = (missingInCandidate.count, overall.count + missingInCandidate.count)
            return "the candidate lacks \(missing) of the baseline's \(count) examples, more than a tenth"
        }
        let isMet = overall.verdict == .better || requirement == .notWorse && overall.isNotWorse
        return isMet ? nil : "'\(requirement.rawValue)' is required, and the comparison is \(overall.verdict.rawValue)"
    }
}
