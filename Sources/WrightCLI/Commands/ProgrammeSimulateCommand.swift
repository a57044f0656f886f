internal import ArgumentParser
internal import WrightCore
internal import WrightTalent

/// Forecasts a programme.
struct ProgrammeSimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Forecast a programme by seeded random years: success, time, cost, and what each lever changes.",
        discussion:
            "The same parameters and seed give the same figures. All parameters are assumptions and are printed."
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: ProgrammeOptions

    @Option(help: "The seed of the random numbers.")
    var seed: UInt64 = 1

    @Option(help: "How many years are run, 100 to 1000000.")
    var runs = 10_000

    func run() async throws {
        let simulation = try ProgrammeSimulation(try options.programme(), seed: seed, runCount: runs)
        if global.json {
            guard case .object(let members) = try simulation.json() else { return }
            Output.json(.object([.init("schema", 1)] + members))
            return
        }
        let result = simulation.result
        TalentText.paragraph("parameters " + simulation.settings.json.text(), indent: "")
        TalentText.paragraph(
            "source: "
                + (ProgrammeSettings.scenarioSources[simulation.settings.name]
                    ?? "your parameters; the model is assumed"),
            indent: ""
        )
        Output.line(
            "success     \(TalentText.percent(result.successRate)) of learners employed and productive at the end"
        )
        if let months = result.months {
            Output.line(
                "time        \(TalentText.number(months.p50)) months (\(TalentText.number(months.p10)) to "
                    + "\(TalentText.number(months.p90))), of those who get there"
            )
        }
        Output.line("leave       \(TalentText.percent(result.leaverRate))")
        let cost = [result.cost.p50, result.cost.p10, result.cost.p90].map { TalentText.amount($0.rounded()) }
        Output.line("cost        \(cost[0]) (\(cost[1]) to \(cost[2]), 80 % interval), in the money of the parameters")
        let wait =
            result.waitWeeks.map { "a question waits \(TalentText.number($0)) weeks" } ?? "the queue grows without end"
        Output.line("mentors     \(TalentText.percent(result.mentorLoad)) of their hours are wanted; \(wait)")
        for lever in try simulation.levers() {
            Output.line("with \(lever.name): success \(TalentText.percent(lever.successRate))")
        }
    }
}
