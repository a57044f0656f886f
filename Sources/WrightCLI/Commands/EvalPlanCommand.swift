internal import ArgumentParser
internal import WrightCore
internal import WrightEvaluation

/// Says how many examples a comparison needs.
struct EvalPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say how many examples a comparison needs, or which difference a number of them can show.",
        discussion: """
            Give '--effect' for the number of examples, '--n' for the difference, or both for the chance. The scatter \
            of paired differences comes from '--deviation', from '--discordant' for right and wrong, or from \
            two files of scores that were measured before; without any of these it is taken to be 0.5, which is wide \
            for scores of 0 to 1.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: "The smallest difference that matters.")
    var effect: Double?

    @Option(help: ArgumentHelp("How many examples there are.", valueName: "count"))
    var n: Int?

    @Option(help: "The standard deviation of one example's paired difference.")
    var deviation: Double?

    @Option(
        help: ArgumentHelp("The share of examples on which the systems differ, for right and wrong.", valueName: "rate")
    )
    var discordant: Double?

    @Option(help: ArgumentHelp("Files of scores of two systems, for the scatter.", valueName: "file"))
    var pilot: [String] = []

    @Option(help: ArgumentHelp("How often each question is asked of both systems.", valueName: "count"))
    var repeats = 1

    @Option(help: ArgumentHelp("The standard deviation between repeats of one question.", valueName: "deviation"))
    var runDeviation = 0.0

    @Option(help: "The rate of false alarms that is allowed.")
    var alpha = 0.05

    @Option(help: "The chance to see a difference that is there.")
    var power = 0.8

    @Option(help: ArgumentHelp("Examples that share a document or session, on average.", valueName: "size"))
    var clusterSize = 1.0

    @Option(help: ArgumentHelp("How far examples of one cluster go together, 0 to 1.", valueName: "rate"))
    var correlation = 0.0

    func validate() throws {
        guard effect != nil || n != nil else { throw ValidationError("Give '--effect', '--n' or both.") }
        let limit = Score.magnitudeLimit
        if let effect, !(abs(effect) > 0 && abs(effect) <= limit) {
            throw ValidationError("'--effect' must not be 0 nor beyond \(limit).")
        }
        if let n, !(2...SamplePlan.countLimit).contains(n) { throw ValidationError("'--n' must be 2 or more.") }
        if let deviation, !(deviation > 0 && deviation <= limit) {
            throw ValidationError("'--deviation' must be above 0 and at most \(limit).")
        }
        if let discordant, !(discordant > 0 && discordant <= 1) {
            throw ValidationError("'--discordant' must be above 0 and at most 1.")
        }
        if let effect, let discordant, pilot.isEmpty, abs(effect) > discordant {
            throw ValidationError(
                "'--effect' cannot be above '--discordant': systems that differ on a share of \(discordant) of the "
                    + "examples differ by that at most."
            )
        }
        guard alpha >= 1e-12, alpha < 0.5, power > 0, power < 1 else {
            throw ValidationError("'--alpha' must be from 1e-12 to below 0.5, '--power' above 0 and below 1.")
        }
        guard (1...Double(SamplePlan.countLimit)).contains(clusterSize), (0...1).contains(correlation) else {
            throw ValidationError("'--cluster-size' must be from 1 to 1e9, '--correlation' from 0 to 1.")
        }
        guard (1...1000).contains(repeats), (0...limit).contains(runDeviation) else {
            throw ValidationError("'--repeats' must be from 1 to 1000, '--run-deviation' from 0 to \(limit).")
        }
        guard pilot.isEmpty || pilot.count == 2 else {
            throw ValidationError("'--pilot' is given twice or not at all.")
        }
    }

    func run() async throws {
        let (scatter, design) = try scatter()
        let plan = SamplePlan(deviation: scatter, alpha: alpha, power: power, designEffect: design)
        var members: [JSONValue.Member] = [
            .init("schema", 1), .init("deviation", .double(scatter)), .init("alpha", .double(alpha)),
            .init("power", .double(power)), .init("designEffect", .double(design)),
        ]
        var lines = [
            "Scatter of a paired difference \(FigureForm.plain(scatter)), design effect \(FigureForm.plain(design))"
        ]
        if isScatterAssumed {
            members.append(.init("deviationAssumed", true))
            lines.append(
                "Assumed: an example's difference scatters by \(FigureForm.plain(Self.assumedDeviation)). Give "
                    + "'--deviation', '--discordant' or '--pilot' if you know more."
            )
        }
        if let effect {
            let needed = plan.exampleCount(toDetect: effect)
            members.append(.init("effect", .double(effect)))
            members.append(.init("needed", needed.map { JSONValue.int($0) } ?? .null))
            lines.append(
                needed.map { "\($0) examples show a difference of \(FigureForm.plain(effect)) with \(chance)" }
                    ?? "No practical number of examples shows a difference of \(FigureForm.plain(effect))."
            )
        }
        if let n {
            let least = plan.detectableDifference(with: n)
            let isPossible = pilot.count == 2 || least <= discordant ?? .infinity
            members.append(.init("n", .int(n)))
            members.append(.init("detectable", isPossible ? .double(least) : .null))
            lines.append(
                isPossible
                    ? "\(n) examples show a difference of \(FigureForm.plain(least)) with \(chance)"
                    : "\(n) examples show no difference that is possible with \(chance)"
            )
            if let effect {
                let rate = plan.chance(toDetect: effect, with: n)
                members.append(.init("chance", .double(rate)))
                lines.append(
                    "The chance that \(n) examples show \(FigureForm.plain(effect)) is \(FigureForm.plain(rate))"
                )
            }
        }
        if global.json { Output.json(.object(members)) } else { lines.forEach(Output.line) }
    }

    /// What an example's difference is taken to scatter by where nothing is said of it: wide for scores of 0 to 1.
    private static let assumedDeviation = 0.5

    private var isScatterAssumed: Bool { deviation == nil && discordant == nil && pilot.isEmpty }

    private var chance: String {
        "a chance of \(FigureForm.plain(power)), at a false-alarm rate of \(FigureForm.plain(alpha))"
    }

    /// The deviation of an example's difference and the design effect.
    private func scatter() throws -> (Double, Double) {
        let design = 1 + (clusterSize - 1) * correlation
        if pilot.count == 2 {
            let found = try pilotScatter()
            return (found.deviation, found.design ?? design)
        }
        if let discordant {
            let found = SamplePlan.deviation(discordantRate: discordant, difference: min(abs(effect ?? 0), discordant))
            guard found > 0 else {
                throw ValidationError("'--discordant' must be above the square of '--effect'.")
            }
            return (found, design)
        }
        let base = deviation ?? Self.assumedDeviation
        return (SamplePlan.deviation(questionDeviation: base, runDeviation: runDeviation, repeatCount: repeats), design)
    }

    private func pilotScatter() throws -> (deviation: Double, design: Double?) {
        let tables = try pilot.map { name in
            try Input.bytes(name).withUnsafeBytes { try ScoreTable(parsing: $0, name: name) }
        }
        let ids = tables[0].entries.keys.filter { tables[1].entries[$0] != nil }.sorted()
        let pairs = ids.compactMap { id in
            tables[0].entries[id].flatMap { left in tables[1].entries[id].map { (left, $0) } }
        }
        guard pairs.count > 1 else {
            throw EvaluationError.nothingShared(baseline: tables[0].entries.count, candidate: tables[1].entries.count)
        }
        let differences = pairs.map { $1.mean - $0.mean }
        let plain = ClusteredMean(of: differences)
        let scatter = (plain.standardError ?? 0) * Double(pairs.count).squareRoot()
        guard scatter > 0 else { throw ValidationError("The pilot's differences do not scatter; give '--deviation'.") }
        guard pairs.contains(where: { $0.0.cluster != nil }) else { return (scatter, nil) }
        let clusters = zip(ids, pairs).map { id, pair in pair.0.cluster ?? "alone \(id)" }
        return (scatter, ClusteredMean(of: differences, clusters: clusters).designEffect.map { max(1, $0) })
    }
}
