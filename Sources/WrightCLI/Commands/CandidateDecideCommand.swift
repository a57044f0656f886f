public import ArgumentParser
internal import WrightCore
internal import WrightStore
public import WrightTalent

/// Keeps a human's decision.
struct CandidateDecideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Keep a named human's decision with its reasons, and print the letter.",
        discussion: """
            The decision is appended to the project's log of people, where nothing is changed later, and where an \
            assessment of the candidate must stand: 'wright candidate assess --save'. The letter is printed and never \
            sent. Reasons: requirementNotShown, workSampleBelowCriteria, interviewBelowCriteria, rampLongerThanRoom, \
            placeFilled, placeWithdrawn, termsDoNotFit, requirementsShown, moreToFindOut, candidatesWish.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: "The stage, such as interview.")
    var stage: String

    @Option(help: "What was decided: advance, decline, hold, offer or withdrawn.")
    var outcome: CandidateDecision.Outcome

    @Option(help: ArgumentHelp("The human who decided.", valueName: "name"))
    var by: String

    @Option(help: "Why; may be given several times.")
    var reason: [CandidateDecision.Reason] = []

    @Option(help: ArgumentHelp("A requirement that a reason is about; may be given several times.", valueName: "name"))
    var requirement: [String] = []

    @Option(help: ArgumentHelp("The day; default: today.", valueName: "day"))
    var day: String?

    @Argument(help: "The candidate's pseudonym.")
    var candidate: String

    func run() async throws {
        let assessments = try assessments()
        let decision = try CandidateDecision(
            candidate: candidate,
            stage: stage,
            outcome: outcome,
            decidedBy: by,
            reasons: reason,
            requirements: try Self.known(requirement, in: assessments),
            day: day ?? TalentInput.today
        )
        try Self.check(decision.day, after: assessments)
        let store = try PeopleStore(project: global.folder)
        let number = try store.append("decision", about: candidate, content: decision.json, now: TalentInput.now)
        if global.json {
            Output.json([
                "schema": 1, "number": .int(Int(number)), "decision": decision.json, "letter": .string(decision.letter),
            ])
        } else {
            Output.line(decision.letter)
        }
    }

    /// The candidate's assessments that are kept, in the order in which they were made.
    private func assessments() throws -> [PeopleStore.Event] {
        let folder = global.folder
        let all = folder.exists ? try PeopleStore(project: folder).events(about: candidate, kind: "assessment") : []
        let kept = all.filter { $0.content != nil }
        guard !kept.isEmpty else { throw CLIError.assessmentMissing(candidate) }
        return kept
    }

    /// The requirements as the postings of the assessments name them.
    private static func known(_ names: [String], in assessments: [PeopleStore.Event]) throws -> [String] {
        let matches = assessments.flatMap { $0.content?["requirements"]?.array ?? [] }
        let known = matches.compactMap { $0["requirement"]?.string }
        return try names.map { name in
            guard let found = known.first(where: { $0.lowercased() == name.lowercased() }) else {
                throw CLIError.requirementUnknown(name, known: known)
            }
            return found
        }
    }

    /// Refuses a day that is over before the first assessment or has not begun, wherever on earth the clock hangs.
    private static func check(_ day: String, after assessments: [PeopleStore.Event]) throws {
        let hour: Int64 = 3600
        let first = (assessments.first?.created ?? 0) - 12 * hour
        guard day >= TalentInput.day(of: first) else {
            throw CLIError.dayUnsuitable(day, reason: "the candidate was not assessed yet")
        }
        guard day <= TalentInput.day(of: TalentInput.now + 14 * hour) else {
            throw CLIError.dayUnsuitable(day, reason: "it is still to come")
        }
    }
}

extension CLIError {
    static func assessmentMissing(_ person: String) -> Self {
        Self(
            identifier: "assessmentMissing",
            message: "No assessment of '\(person)' is stored, so nothing can be decided about it.",
            remedy: "Give the pseudonym that 'wright candidate assess --save' printed."
        )
    }

    static func requirementUnknown(_ name: String, known: [String]) -> Self {
        var seen: Set<String> = []
        let names = known.filter { seen.insert($0).inserted }.prefix(20).map { "'\($0)'" }
        return Self(
            identifier: "requirementUnknown",
            message: "The posting that the candidate was assessed for has no requirement '\(name)'.",
            remedy: names.isEmpty ? "Leave it out." : "Name one of \(names.joined(separator: ", "))."
        )
    }

    static func dayUnsuitable(_ day: String, reason: String) -> Self {
        Self(
            identifier: "dayUnsuitable",
            message: "A decision cannot be of \(day): \(reason).",
            remedy: "Give the day on which it was made, or leave '--day' out for today."
        )
    }
}

extension CandidateDecision.Outcome: ExpressibleByArgument {}
extension CandidateDecision.Reason: ExpressibleByArgument {}
