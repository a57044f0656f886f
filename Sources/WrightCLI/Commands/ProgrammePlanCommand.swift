internal import ArgumentParser
internal import WrightCore
internal import WrightTalent

/// Plans a programme.
struct ProgrammePlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Plan milestones at 1, 3, 6, 9 and 12 months, gates and commitments.",
        discussion: "The exit code is 3 where a gate is not met: mentors, protected time, or the sponsor's commitment."
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: ProgrammeOptions

    @Option(help: ArgumentHelp("What is to be learnt; may be given several times.", valueName: "name"))
    var skill: [String] = []

    func run() async throws {
        let plan = ProgrammePlan(try options.programme(), skills: skill)
        if global.json {
            guard case .object(let members) = plan.json else { return }
            Output.json(.object([.init("schema", 1)] + members))
        } else {
            for milestone in plan.milestones {
                TalentText.paragraph("month \(milestone.month): " + milestone.goals.joined(separator: "; "), indent: "")
            }
            for gate in plan.gates {
                Output.line("gate \(gate.isMet ? "met" : "NOT met"): \(gate.name) (\(gate.found))")
            }
            for commitment in plan.commitments { TalentText.paragraph(commitment, indent: "- ") }
            TalentText.paragraph(ProgrammePlan.source, indent: "")
        }
        if plan.gates.contains(where: { !$0.isMet }) { throw ExitCode(3) }
    }
}

/// Compares ways to fill places.
struct ProgrammeCostsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "costs",
        abstract: "Compare searching, training and a mix: cost, time, break-even and the drivers.",
        discussion: "Inputs are yours: a JSON object of numbers, or of the least, the middle and the most; see --json."
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Inputs as JSON.", valueName: "file.json"))
    var inputs: String?

    func run() async throws {
        let costs =
            try inputs.map { try HiringCosts(json: try JSONValue(parsing: try Input.bytes($0))) } ?? HiringCosts()
        if global.json {
            guard case .object(let members) = costs.json else { return }
            Output.json(.object([.init("schema", 1)] + members))
            return
        }
        for outcome in costs.outcomes() {
            Output.line(
                "\(outcome.way.rawValue): \(Self.money(outcome.cost.middle)) (\(Self.money(outcome.cost.low)) to "
                    + "\(Self.money(outcome.cost.high))), \(TalentText.number(outcome.months)) months"
            )
            for driver in outcome.tornado {
                Output.line("    \(driver.name): \(Self.money(driver.atLow)) to \(Self.money(driver.atHigh))")
            }
        }
        let even = costs.breakEvenMonths()
        Output.line(
            even.map { "Training costs as much as searching at \(TalentText.number($0)) months of training." }
                ?? "Training costs less than searching at any length up to 36 months."
        )
        for input in costs.inputs {
            TalentText.paragraph(
                "\(input.name) \(TalentText.amount(input.low)) / \(TalentText.amount(input.middle)) / "
                    + "\(TalentText.amount(input.high)); source: \(input.source)",
                indent: "  "
            )
        }
    }

    private static func money(_ value: Double) -> String { TalentText.amount(value.rounded()) }
}
