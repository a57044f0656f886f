/// What a CV shows of each thing that a posting asks for; no score, no rank, no total.
///
/// ```swift
/// let cv = try CandidateText(document: document)
/// let assessment = CandidateAssessment(of: cv, for: posting, asOf: YearMonth(year: 2026, month: 2))
/// for match in assessment.matches { print(match.requirement.name, match.status, match.statement) }
/// ```
/// The same posting and CV give the same assessment, byte for byte; a name changes nothing.
public struct CandidateAssessment: Sendable {
    /// The version of the rules, recorded with every result.
    public static let ruleVersion = "candidate-assessment-1"

    /// The text that was read.
    public let candidate: CandidateText
    /// The skills and domains with months.
    public let history: CareerHistory
    /// One answer a requirement, in the order of the posting.
    public let matches: [RequirementMatch]
    /// How long until productive, with its assumptions.
    public let ramp: RampEstimate
    /// What to ask, and how answers are described.
    public let guide: InterviewGuide
    /// What was left out of the reading, and claims to ask about.
    public let findings: [CandidateFinding]

    /// Reads a CV for a posting.
    ///
    /// - Parameters:
    ///   - candidate: The CV.
    ///   - posting: The posting.
    ///   - asOf: The month that "present" means and from which knowledge fades.
    ///   - priors: What is known of ramp times; the published priors by default.
    public init(
        of candidate: CandidateText,
        for posting: JobPosting,
        asOf: YearMonth,
        priors: RampPriors = .published
    ) {
        self.candidate = candidate
        let history = CareerHistory(of: candidate, asOf: asOf)
        self.history = history
        let matcher = RequirementMatcher(history: history, asOf: asOf)
        matches = Requirement.all(of: posting).map(matcher.match)
        ramp = RampEstimate(matches: matches, priors: priors)
        guide = InterviewGuide(matches: matches, claims: history.datedClaims)
        findings = candidate.findings + history.datedClaims
    }
}

/// Answers requirements from a history.
struct RequirementMatcher {
    let history: CareerHistory
    let asOf: YearMonth
    private let skills: [String: SkillEvidence]
    private let used: Set<String>

    init(history: CareerHistory, asOf: YearMonth) {
        self.history = history
        self.asOf = asOf
        skills = Dictionary(history.skills.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        used = Set(history.skills.filter { $0.strength == .used }.map(\.name))
    }

    func match(_ requirement: Requirement) -> RequirementMatch {
        switch requirement.kind {
        case .technology: technology(requirement)
        case .domain: domain(requirement)
        case .other: result(requirement, .unknown)
        }
    }

    private func technology(_ requirement: Requirement) -> RequirementMatch {
        if let own = skills[requirement.name] {
            return own.strength == .used
                ? result(requirement, .met, own, transfer: fading(own)) : result(requirement, .unknown, own)
        }
        let paths = TechnologyTimeline.standard.paths(to: requirement.name, from: used)
        let best =
            paths.compactMap { path -> (SkillPath, SkillEvidence, Double)? in
                guard let first = path.steps.first, let evidence = skills[first] else { return nil }
                return (path, evidence, path.transfer * fading(evidence))
            }
            .max { $0.2 == $1.2 ? $0.0.steps.joined() > $1.0.steps.joined() : $0.2 < $1.2 }
        if let best {
            return RequirementMatch(
                requirement: requirement,
                status: .adjacent,
                evidence: best.1,
                path: best.0,
                transfer: best.2
            )
        }
        return result(requirement, history.hasJobs ? .toLearn : .unknown)
    }

    private func domain(_ requirement: Requirement) -> RequirementMatch {
        guard let own = history.domains.first(where: { $0.name == requirement.name }) else {
            return result(requirement, history.hasJobs ? .toLearn : .unknown)
        }
        return own.strength == .used
            ? result(requirement, .met, own, transfer: fading(own)) : result(requirement, .unknown, own)
    }

    /// Knowledge fades by half every four years without use.
    private func fading(_ evidence: SkillEvidence) -> Double {
        guard let last = evidence.lastUsed else { return 0.5 }
        let years = Double(max(0, asOf.ordinal - last.ordinal)) / 12
        return Power.two(-years / 4)
    }

    private func result(
        _ requirement: Requirement,
        _ status: RequirementMatch.Status,
        _ evidence: SkillEvidence? = nil,
        transfer: Double = 0
    ) -> RequirementMatch {
        RequirementMatch(requirement: requirement, status: status, evidence: evidence, path: nil, transfer: transfer)
    }
}
