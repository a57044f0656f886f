internal import ArgumentParser
internal import WrightCore
private import WrightEvaluation
private import WrightGrounding
private import WrightStore

/// Trains the verifier of support and says how well it judges.
struct EvalTrainVerifierCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-verifier",
        abstract: "Train the verifier of support, and report how well it judges sets that it has not seen.",
        discussion: """
            Reads lines of {"context", "response", "supported", "set", "source"}. Examples of one source stay in one \
            part of the split: 70 % train the weights, 10 % turn them into probabilities, 20 % are reported on. Beside \
            that, each set is judged by weights trained on the other sets alone. An example that was made from another \
            by an edit names that one's set as "origin": it trains weights, except those that judge its origin, and \
            has no part in probabilities.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("The examples, one JSON object a line; '-' is standard input.", valueName: "file.jsonl"))
    var input: String

    @Option(help: ArgumentHelp("Where the weights go.", valueName: "file.json"))
    var output: String?

    func run() async throws {
        let training = try SupportTraining(try await examples())
        let model = try training.model()
        let sets = Set(training.measured.map(\.example.set)).sorted()
        var rows: [SetReport] = []
        for set in sets {
            let own = training.measured.filter { $0.example.set == set }
            let others = training.measured.filter { $0.example.set != set && $0.example.origin != set }
            let without = try training.model(
                training: others.filter { $0.example.part != .calibration },
                calibration: others.filter { $0.example.isCalibration }
            )
            rows.append(
                SetReport(
                    set: set,
                    count: own.count,
                    rougeTwo: try report(own, { $0.rougeTwo }),
                    leftOut: try report(own, { training.support(of: $0, by: without) }),
                    inSet: try report(
                        own.filter { $0.example.part == .test },
                        { training.support(of: $0, by: model) }
                    )
                )
            )
        }
        if let output {
            try Array((model.json.text() + "\n").utf8).withUnsafeBytes { try AtomicFile.write($0, to: output) }
        }
        if global.json {
            Output.json(["schema": 1, "sets": .array(rows.map(\.json))])
        } else {
            SetReport.lines(rows).forEach(Output.line)
        }
    }

    private func examples() async throws -> [SupportExample] {
        var examples: [SupportExample] = []
        for try await line in JSONLines(input, requiresUTF8: true) {
            if case .failure(let error) = line.value, error.code == .notUTF8 {
                throw CLIError.lineInvalid(file: input, line: line.number, expected: "UTF-8")
            }
            guard case .success(let value) = line.value, let context = value["context"]?.string,
                let response = value["response"]?.string, let isSupported = value["supported"]?.bool
            else {
                throw CLIError.lineInvalid(
                    file: input,
                    line: line.number,
                    expected: "an object with 'context', 'response' and 'supported'"
                )
            }
            examples.append(
                SupportExample(
                    context: context,
                    response: response,
                    isSupported: isSupported,
                    set: value["set"]?.string ?? "all",
                    source: value["source"]?.string ?? context,
                    origin: value["origin"]?.string
                )
            )
        }
        return examples
    }

    private func report(
        _ measured: [SupportTraining.Measured],
        _ support: (SupportTraining.Measured) -> Double
    ) throws -> CalibrationReport {
        try CalibrationReport(probabilities: measured.map(support), labels: measured.map(\.example.isSupported))
    }
}

/// What is said of one set.
private struct SetReport {
    let set: String
    let count: Int
    let rougeTwo: CalibrationReport
    let leftOut: CalibrationReport
    let inSet: CalibrationReport

    var json: JSONValue {
        [
            "set": .string(set), "examples": .int(count), "rouge2": Self.area(rougeTwo),
            "leftOut": Self.area(leftOut), "inSet": Self.area(inSet),
            "expectedCalibrationError": inSet.expectedCalibrationError.map { .double($0) } ?? .null,
            "leftOutCalibrationError": leftOut.expectedCalibrationError.map { .double($0) } ?? .null,
        ]
    }

    private static func area(_ report: CalibrationReport) -> JSONValue {
        report.auroc.estimate.map { .double($0.mean) } ?? .null
    }

    private static func cell(_ report: CalibrationReport) -> String {
        report.auroc.estimate.map { HitForm.number($0.mean) } ?? "–"
    }

    static func lines(_ rows: [SetReport]) -> [String] {
        let header = ["set", "examples", "ROUGE-2", "left out", "in set", "ECE"]
        let body = rows.map { row in
            [
                row.set, "\(row.count)", cell(row.rougeTwo), cell(row.leftOut), cell(row.inSet),
                row.inSet.expectedCalibrationError.map(HitForm.number) ?? "–",
            ]
        }
        let widths = header.indices.map { column in ([header] + body).map { $0[column].count }.max() ?? 0 }
        return ([header] + body)
            .map { row in
                zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
            }
    }
}
