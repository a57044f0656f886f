public import ArgumentParser
internal import WrightCore
public import WrightGuard

/// Writes a run for people and for programs.
struct RedTeamReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show a run that was written down: on the terminal, as HTML, JUnit or SARIF, and judge it anew.",
        discussion: "RUN is a file that 'wright redteam run --output' has written."
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var reports: RedTeamReportOptions

    @Argument(help: "The file of the run.")
    var file: String

    func run() async throws {
        let run = try RedTeamRun(parsing: try Input.bytes(file), name: file)
        try reports.finish(run, global: global, seconds: nil)
    }
}

/// How a run is reported and judged.
struct RedTeamReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write a report for people, one HTML file.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Write a report for build servers, in JUnit's form.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write a report for code scanning, in SARIF 2.1.0.", valueName: "file"))
    var sarif: String?

    @Option(
        help: ArgumentHelp(
            "The largest rate that may get through, such as LLM01=0.1; may be repeated.",
            discussion: """
                NAME is all, false-alarms, an OWASP item, a category, channel:NAME or converter:NAME. What no attempt \
                counts for is not met.
                """,
            valueName: "name=rate"
        )
    )
    var maxRate: [String] = []

    @Option(help: ArgumentHelp("A file of limits: {\"schema\":1,\"maxRates\":{…}}.", valueName: "file"))
    var gate: String?

    @Option(help: "What is compared with a limit: point (the rate) or upper (the upper end of its interval).")
    var bound: RedTeamGate.Bound?

    @Option(help: ArgumentHelp("An earlier run that this one must not be worse than.", valueName: "file"))
    var baseline: String?

    @Option(
        help: ArgumentHelp(
            "How many attempts may newly get through against the baseline. Default: 0 for the guard alone.",
            valueName: "count"
        )
    )
    var maxNew: Int?

    func validate() throws {
        for text in maxRate {
            guard (try? RedTeamGate.limit(text)) != nil else {
                throw ValidationError("'--max-rate \(text)' must be a name and a rate from 0 to 1, as in LLM01=0.1.")
            }
        }
        if let maxNew, maxNew < 0 { throw ValidationError("'--max-new' must be 0 or more.") }
    }

    /// Writes and shows the reports of a run, and ends with 3 where the gate is not met.
    func finish(_ run: RedTeamRun, global: GlobalOptions, seconds: Double?) throws {
        let earlier = try baseline.map { try RedTeamRun(parsing: try Input.bytes($0), name: $0) }
        let report = RedTeamReport(run, gate: try limits(hasBaseline: earlier != nil), baseline: earlier)
        if let html { try EvalFiles.write(report.html, to: html) }
        if let junit { try EvalFiles.write(report.junit, to: junit) }
        if let sarif { try EvalFiles.write(report.sarif(version: WrightVersion.current).text() + "\n", to: sarif) }
        if global.json {
            var members = report.json.object ?? []
            if let seconds { members.append(.init("seconds", .double(seconds))) }
            Output.json(.object(members))
        } else {
            report.lines.forEach(Output.line)
        }
        let openCount = report.rates.all.noResultCount + report.rates.falseAlarms.noResultCount
        if openCount > 0 {
            let first = run.attempts.first { $0.outcome.name == "no-result" }
            let reason = Output.printable(first?.outcome.reason ?? "")
            Output.message("note: \(openCount) attempts have no result, such as '\(first?.id ?? "")': \(reason)")
        }
        if !report.isMet { throw ExitCode(3) }
        if openCount > 0 { throw ExitCode(2) }
    }

    /// The gate that the options describe; nil where they set no limit.
    private func limits(hasBaseline: Bool) throws -> RedTeamGate? {
        guard gate != nil || !maxRate.isEmpty || hasBaseline else { return nil }
        var limits = try gate.map { try RedTeamGate(parsing: try Input.bytes($0), name: $0) } ?? RedTeamGate(limits: [])
        limits.limits += try maxRate.map { try RedTeamGate.limit($0) }
        if let bound { limits.bound = bound }
        if let maxNew { limits.newBreachLimit = maxNew }
        return limits
    }
}

extension RedTeamGate.Bound: ExpressibleByArgument {}
