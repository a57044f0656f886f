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
            The decision is appended to the project's log of people, where nothing is changed later. The letter is \
            printed and \
            never sent. Reasons: requirementNotShown, workSampleBelowCriteria, interviewBelowCriteria, \
            rampLongerThanRoom, \
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

    @Option(
        help: ArgumentHelp("How many days the record of a new person is kept, 1 to 3650.", valueName: "days")
    )
    var retentionDays = 180

    @Argument(help: "The candidate's pseudonym.")
    var candidate: String

    func validate() throws {
        guard (1...3650).contains(retentionDays) else {
            throw ValidationError("'--retention-days' must be from 1 to 3650.")
        }
    }

    func run() async throws {
        let decision = try CandidateDecision(
            candidate: candidate,
            stage: stage,
            outcome: outcome,
            decidedBy: by,
            reasons: reason,
            requirements: requirement,
            day: day ?? TalentInput.today
        )
        let store = try PeopleStore(project: global.folder)
        if try store.export(candidate) == nil {
            try store.register(candidate, identity: nil, now: TalentInput.now, retentionDays: retentionDays)
            Output.message("Nothing was stored about '\(Output.printable(candidate))' before; check the pseudonym.")
        }
        let number = try store.append("decision", about: candidate, content: decision.json, now: TalentInput.now)
        if global.json {
            Output.json([
                "schema": 1, "number": .int(Int(number)), "decision": decision.json, "letter": .string(decision.letter),
            ])
        } else {
            Output.line(decision.letter)
        }
    }
}

extension CandidateDecision.Outcome: ExpressibleByArgument {}
extension CandidateDecision.Reason: ExpressibleByArgument {}
