public import ArgumentParser
internal import WrightCore
public import WrightEvaluation
internal import WrightStore

/// Says whether a candidate is better than a baseline.
struct EvalCompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Say whether a candidate is better, worse, equivalent, or whether that cannot be said yet.",
        discussion: """
            BASELINE and CANDIDATE are files of lines {"id", "score", "cluster"?, "tags"?, "answer"?}, or names of \
            stored runs or baselines. Examples are paired by their id; several lines of one id are repeats. The \
            command exits with 3 when the candidate is worse, and with '--require' when it does not show what is \
            required or lacks more than a tenth of the baseline's examples.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: "The rate of false alarms that is allowed.")
    var alpha = 0.05

    @Option(help: "A difference less than this does not matter.")
    var margin: Double?

    @Option(
        help: ArgumentHelp(
            "Exit with 3 unless the candidate is this: better, or not-worse, which is worse by less than '--margin'.",
            valueName: "verdict"
        )
    )
    var require: GateRequirement?

    @Option(help: ArgumentHelp("Which figure of stored runs and of results files is compared.", valueName: "name"))
    var figure = "f1"

    @Flag(help: "A lower score is better, as with cost and time.")
    var lowerIsBetter = false

    @Option(help: "How p values of tags are corrected for their number: holm, bh or none.")
    var correction = RunComparison.Correction.holm

    @Option(help: ArgumentHelp("How many changed examples are shown.", valueName: "count"))
    var changes = 5

    @Option(help: "What random sign flips start from.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Which look this is, of a plan with several.", valueName: "number"))
    var look: Int?

    @Option(help: ArgumentHelp("How many looks are planned, evenly spaced.", valueName: "count"))
    var looks: Int?

    @Option(help: "How several looks spend the rate of false alarms: obrien-fleming or pocock.")
    var spending = SequentialPlan.Spending.obrienFleming

    @Argument(help: "The baseline.")
    var baseline: String

    @Argument(help: "The candidate.")
    var candidate: String

    func validate() throws {
        guard alpha >= 1e-12, alpha < 0.5 else { throw ValidationError("'--alpha' must be from 1e-12 to below 0.5.") }
        if let margin, !(margin > 0 && margin.isFinite) { throw ValidationError("'--margin' must be above 0.") }
        guard require != .notWorse || margin != nil else {
            throw ValidationError("'--require not-worse' needs '--margin', the difference that does not matter.")
        }
        guard (0...1000).contains(changes) else { throw ValidationError("'--changes' must be from 0 to 1000.") }
        guard (look == nil) == (looks == nil) else { throw ValidationError("'--look' needs '--looks'.") }
        if let look, let looks, !(1...50).contains(looks) || !(1...looks).contains(look) {
            throw ValidationError("'--look' must be from 1 to '--looks', which is at most 50.")
        }
    }

    func run() async throws {
        var configuration = GateComparison.Configuration()
        configuration.alpha = levelOfThisLook
        configuration.margin = margin
        configuration.isLowerBetter = lowerIsBetter
        configuration.seed = seed
        let comparison = try RunComparison(
            baseline: try table(baseline),
            candidate: try table(candidate),
            configuration: configuration,
            correction: correction
        )
        let shortfall = require.flatMap { comparison.shortfall(of: $0) }
        if global.json {
            var members = comparison.json(changeLimit: changes).object ?? []
            if let require {
                members.append(.init("required", .string(require.rawValue)))
                members.append(.init("shortfall", shortfall.map { .string($0) } ?? .null))
            }
            Output.json(.object(members))
        } else {
            let lines = comparison.lines(changeLimit: changes, confidenceLevel: 1 - configuration.alpha)
            for line in lines { Output.line(Output.printable(line)) }
            if require != nil { Output.line(shortfall.map { "gate not met: \($0)" } ?? "gate met") }
        }
        if shortfall != nil || comparison.overall.verdict == .worse { throw ExitCode(3) }
    }

    /// The level at which this look may stop.
    private var levelOfThisLook: Double {
        guard let look, let looks else { return alpha }
        let fractions = (1...looks).map { Double($0) / Double(looks) }
        return SequentialPlan(fractions: fractions, alpha: alpha, spending: spending).nominalLevels[look - 1]
    }

    private func table(_ name: String) throws -> ScoreTable {
        if name == "-" || EvalFiles.exists(name) {
            let bytes = try Input.bytes(name)
            return try bytes.withUnsafeBytes { try ScoreTable(parsing: $0, name: name, figure: figure) }
        }
        return try StoredEvaluations(global: global).load(name).scores(of: figure, called: name)
    }
}

extension RunComparison.Correction: ExpressibleByArgument {}
extension GateRequirement: ExpressibleByArgument {}
extension SequentialPlan.Spending: ExpressibleByArgument {}
extension ReviewQueue.Sampling: ExpressibleByArgument {}
