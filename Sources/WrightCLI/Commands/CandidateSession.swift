internal import ArgumentParser
internal import WrightCore
internal import WrightStore
internal import WrightTalent

/// What commands that read CVs take.
struct CandidateOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The month of the posting, such as 2026-02.", valueName: "month"))
    var posted: String?

    @Option(help: ArgumentHelp("The month that \"present\" means; default: this month.", valueName: "month"))
    var asOf: String?

    func check() throws {
        _ = try TalentInput.month(posted, option: "--posted")
        _ = try TalentInput.month(asOf, option: "--as-of")
    }
}

/// CVs read for a posting, in the order of arrival.
struct CandidateSession {
    struct Entry {
        var name: String
        var path: String
        var assessment: CandidateAssessment
    }

    let posting: JobPosting
    let asOf: YearMonth
    private(set) var entries: [Entry] = []
    private(set) var failureCount = 0

    init(posting: String, cvs: [String], options: CandidateOptions, folder: ProjectFolder) throws {
        asOf = try TalentInput.month(options.asOf, option: "--as-of") ?? TalentInput.thisMonth
        self.posting = try TalentInput.posting(
            posting,
            posted: try TalentInput.month(options.posted, option: "--posted") ?? asOf
        )
        let priors = try Self.priors(folder)
        var counts: [String: Int] = [:]
        for path in cvs {
            do {
                let candidate = try TalentInput.candidate(path)
                let assessment = CandidateAssessment(of: candidate, for: self.posting, asOf: asOf, priors: priors)
                let count = counts[assessment.pseudonym, default: 0] + 1
                counts[assessment.pseudonym] = count
                let name = count == 1 ? assessment.pseudonym : "\(assessment.pseudonym)-\(count)"
                entries.append(Entry(name: name, path: path, assessment: assessment))
            } catch let error as any DescribedError {
                failureCount += 1
                Output.message("skipped: \(Output.printable(path)): \(Output.printable(error.message))")
            }
        }
        if entries.isEmpty { throw ExitCode(1) }
    }

    /// Keeps every assessment, the file's name apart from it.
    func save(project: ProjectFolder, retentionDays: Int) throws {
        let store = try PeopleStore(project: project)
        let now = TalentInput.now
        for entry in entries {
            try store.register(entry.name, identity: entry.path, now: now, retentionDays: retentionDays)
            try store.append(
                "assessment",
                about: entry.name,
                content: entry.assessment.json(candidate: entry.name),
                now: now
            )
        }
    }

    /// The outcomes that the project has recorded, in order; of a learner's in one programme the last counts.
    static func outcomes(_ folder: ProjectFolder) throws -> [ProgrammeOutcome] {
        guard folder.exists else { return [] }
        var outcomes: [ProgrammeOutcome] = []
        for event in try PeopleStore(project: folder).events(kind: "outcome") {
            guard let content = event.content, let outcome = try? ProgrammeOutcome(json: content) else { continue }
            outcomes.removeAll { $0.apprentice == outcome.apprentice && $0.programme == outcome.programme }
            outcomes.append(outcome)
        }
        return outcomes
    }

    /// The priors with all outcomes that the project has recorded.
    static func priors(_ folder: ProjectFolder) throws -> RampPriors {
        var priors = RampPriors.published
        for outcome in try outcomes(folder) {
            if let months = outcome.monthsToProductive { priors.observe(months: months) }
        }
        return priors
    }
}
