internal import ArgumentParser
internal import WrightCore
internal import WrightEvaluation

/// Writes a stored run for people and for programs.
struct EvalReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show a stored run: on the terminal, as JSON, Markdown, JUnit, HTML, or as OpenTelemetry events.",
        discussion: """
            With '--against', text, JSON, Markdown and HTML show the comparison with another run. With '--mlflow', the \
            run is sent to an MLflow server; MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and \
            MLFLOW_TRACKING_PASSWORD, give access.
            """
    )

    /// The forms of a report.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown, junit, html, results, events, mlflow

        /// Whether it shows a comparison.
        var compares: Bool {
            switch self {
            case .text, .json, .markdown, .html: true
            case .junit, .results, .events, .mlflow: false
            }
        }
    }

    @OptionGroup var global: GlobalOptions

    @Option(
        help: "The form: text, json, markdown, junit, html, results (JSON lines), events (OpenTelemetry) or mlflow."
    )
    var form = Form.text

    @Option(help: ArgumentHelp("Another run or baseline to compare with.", valueName: "name"))
    var against: String?

    @Option(help: ArgumentHelp("Which figure is compared.", valueName: "name"))
    var figure = "f1"

    @Option(help: ArgumentHelp("Send the run to the MLflow server at this address.", valueName: "url"))
    var mlflow: String?

    @Option(help: ArgumentHelp("The experiment on that server; it is made where there is none.", valueName: "name"))
    var experiment = "wright"

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; default: standard output.", valueName: "file"))
    var output: String?

    @Argument(help: "The run or baseline.")
    var runName: String

    func validate() throws {
        guard against == nil || (mlflow == nil && chosenForm.compares) else {
            throw ValidationError("'--against' is for the forms text, json, markdown and html.")
        }
    }

    private var chosenForm: Form { global.json ? .json : form }

    func run() async throws {
        let evaluations = try StoredEvaluations(global: global)
        let loaded = try evaluations.load(runName)
        var report = RunReport(loaded.run, examples: loaded.examples)
        if let mlflow {
            let sent = try await MLflowDesk(address: mlflow).send(report, experiment: experiment)
            if global.json {
                Output.json(["schema": 1, "experiment": .string(sent.experiment), "run": .string(sent.run)])
            } else {
                Output.line(Output.printable("sent to experiment \(sent.experiment) as run \(sent.run)"))
            }
            return
        }
        if let against {
            let comparison = try RunComparison(
                baseline: evaluations.load(against).scores(of: figure, called: against),
                candidate: loaded.scores(of: figure, called: runName)
            )
            report.comparison = RunReport.Comparison(against: against, figure: figure, result: comparison)
        }
        let text = Self.text(report, chosenForm)
        if let output {
            try EvalFiles.write(text, to: output)
        } else {
            Output.line(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        }
    }

    private static func text(_ report: RunReport, _ form: Form) -> String {
        switch form {
        case .text: report.lines.map { Output.printable($0) }.joined(separator: "\n") + "\n"
        case .json: report.json.text() + "\n"
        case .markdown: report.markdown
        case .junit: report.junit
        case .html: report.html
        case .results: report.resultLines
        case .events: report.evaluationEvents.map { $0.text() + "\n" }.joined()
        case .mlflow:
            JSONValue.array(MLflowExport(report).requests(experimentID: "0", time: 0).map(\.json)).text() + "\n"
        }
    }
}
