internal import ArgumentParser
internal import WrightCore
internal import WrightTalent

/// Programmes.
struct ProgrammeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programme",
        abstract: "Plan, forecast and follow an apprenticeship or residency to its review after twelve months.",
        subcommands: [
            ProgrammePlanCommand.self, ProgrammeSimulateCommand.self, ProgrammeCostsCommand.self,
            ProgrammeStatusCommand.self, ProgrammeOutcomeCommand.self,
        ]
    )
}

/// Parameters of a programme, from a scenario, a file and options.
struct ProgrammeOptions: ParsableArguments {
    @Option(help: "A scenario: pulled-away, three-for-six-months or hybrid.")
    var scenario: String?

    @Option(help: ArgumentHelp("Parameters as JSON, as '--json' prints them.", valueName: "file.json"))
    var settings: String?

    @Option(help: ArgumentHelp("People who learn.", valueName: "count"))
    var apprentices: Int?

    @Option(help: ArgumentHelp("People who mentor.", valueName: "count"))
    var mentors: Int?

    @Option(help: ArgumentHelp("Hours a week of each mentor.", valueName: "hours"))
    var mentorHours: Double?

    @Option(help: ArgumentHelp("The share of other work, 0 to 1.", valueName: "rate"))
    var otherWork: Double?

    @Option(help: ArgumentHelp("Months of the gap, in the middle.", valueName: "months"))
    var gapMonths: Double?

    @Flag(help: "A sponsor has committed in writing for twelve months.")
    var sponsorCommitment = false

    func programme() throws -> ProgrammeSettings {
        var programme = ProgrammeSettings()
        if let settings {
            let value = try JSONValue(parsing: try Input.bytes(settings))
            programme = try ProgrammeSettings(json: value["settings"] ?? value)
        }
        if let scenario {
            guard let found = ProgrammeSettings.scenarios.first(where: { $0.name == scenario }) else {
                throw ValidationError(
                    "'--scenario' must be one of \(ProgrammeSettings.scenarios.map(\.name).joined(separator: ", "))."
                )
            }
            programme = found
        }
        if let apprentices { programme.apprenticeCount = apprentices }
        if let mentors { programme.mentorCount = mentors }
        if let mentorHours { programme.mentorHours = mentorHours }
        if let otherWork { programme.otherWorkRate = otherWork }
        if let gapMonths { programme.gapMonths = gapMonths }
        if sponsorCommitment { programme.hasSponsorCommitment = true }
        try programme.validate()
        return programme
    }
}
