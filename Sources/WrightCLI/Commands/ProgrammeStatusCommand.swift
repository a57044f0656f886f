internal import ArgumentParser
internal import WrightCore
internal import WrightStore
internal import WrightTalent

/// Shows where a programme stands.
struct ProgrammeStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show protected time, mentor hours, milestones and early alarms from weekly check-ins.",
        discussion: """
            Takes lines of {"week", "protected", "mentorHours", "plannedHours"?, "waiting"?, "milestones"?, \
            "apprentices"?} \
            for the whole programme; nothing is kept about one person. The exit code is 3 where the last week raises \
            an alarm.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The check-ins; '-' is standard input.", completion: .file())
    var checkIns: String

    func run() async throws {
        let text = String(decoding: try Input.bytes(checkIns), as: UTF8.self)
        let status = try ProgrammeStatus(jsonLines: text, name: checkIns)
        if global.json {
            guard case .object(let members) = status.json else { return }
            Output.json(.object([.init("schema", 1)] + members))
        } else {
            Output.line(CountForm.text(status.checkIns.count, "week"))
            if let rate = status.protectedRate {
                Output.line("protected time, last four weeks: \(TalentText.percent(rate))")
            }
            if let rate = status.mentorRate {
                Output.line("mentor hours, last four weeks: \(TalentText.percent(rate)) of plan")
            }
            Output.line(
                "milestones: "
                    + (status.reached.isEmpty ? "none" : status.reached.map { "month \($0)" }.joined(separator: ", "))
            )
            for alarm in status.alarms {
                TalentText.paragraph("week \(alarm.week): \(alarm.message). \(alarm.remedy)", indent: "! ")
            }
        }
        if let last = status.checkIns.last, status.alarms.contains(where: { $0.week == last.week }) {
            throw ExitCode(3)
        }
    }
}

/// Records what came of a place after twelve months.
struct ProgrammeOutcomeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outcome",
        abstract: "Record a twelve-month review, signed by two people; it updates the ramp estimates.",
        discussion: """
            Without --apprentice, shows how often the 80 % interval held the outcome so far. A second record of a \
            learner in the same programme corrects the first; both stay in the log.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("The learner's pseudonym.", valueName: "name"))
    var apprentice: String?

    @Option(help: ArgumentHelp("The programme.", valueName: "name"))
    var programme = "programme"

    @Option(
        help: ArgumentHelp("Months until productive; leave it out where it did not come to that.", valueName: "months")
    )
    var months: Double?

    @Flag(help: "The learner has left.")
    var left = false

    @Option(help: ArgumentHelp("Who signs; give it twice.", valueName: "name"))
    var sign: [String] = []

    @Option(help: ArgumentHelp("The day, not after today (UTC); default: today.", valueName: "day"))
    var day: String?

    func run() async throws {
        if let apprentice {
            let outcome = try ProgrammeOutcome(
                programme: programme,
                apprentice: apprentice,
                isEmployed: !left,
                monthsToProductive: months,
                signedBy: sign,
                day: day ?? TalentInput.today,
                today: TalentInput.today
            )
            let isKnown = try CandidateSession.outcomes(global.folder)
                .contains { $0.apprentice == apprentice && $0.programme == programme }
            if isKnown { Output.message("An outcome of this learner was recorded before; this one counts instead.") }
            let store = try PeopleStore(project: global.folder)
            try store.register(apprentice, identity: nil, now: TalentInput.now, retentionDays: 3650)
            try store.append("outcome", about: apprentice, content: outcome.json, now: TalentInput.now)
        }
        let priors = try CandidateSession.priors(global.folder)
        let whole = priors.beliefs["whole"]
        let range = [-1.2816, 0, 1.2816].map { whole?.months(atNormal: $0) ?? 0 }
        if global.json {
            Output.json([
                "schema": 1, "outcomes": .int(priors.outcomeCount), "covered": .int(priors.coveredCount),
                "coverage": .string(priors.coverageStatement),
                "months": ["p10": .double(range[0]), "p50": .double(range[1]), "p90": .double(range[2])],
            ])
        } else {
            let all = try CandidateSession.outcomes(global.folder)
            Output.line(CountForm.text(priors.outcomeCount, "outcome") + " with months")
            if !all.isEmpty {
                let stays = all.count { $0.isEmployed }
                let interval = WilsonInterval(successCount: stays, trialCount: all.count)
                Output.line(
                    "\(stays) of \(all.count) learners still there (\(interval.percentText)); standing: measured here"
                )
            }
            Output.line(
                "months until productive: \(TalentText.number(range[1])) (\(TalentText.number(range[0])) to "
                    + "\(TalentText.number(range[2])), 80 % interval)"
            )
            TalentText.paragraph(priors.coverageStatement, indent: "")
        }
    }
}
