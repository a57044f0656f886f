internal import ArgumentParser
internal import WrightCore
internal import WrightEvaluation

/// Makes examples of traces and what people thought of the answers.
struct EvalDatasetGrowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grow",
        abstract: "Make examples of what was asked and what people thought of the answers.",
        discussion: """
            Traces are files that 'wright ask --trace FILE --trace-content' wrote. FEEDBACK is lines of {"trace", \
            "rating": "up" or "down", "correction"?, "answerable"?, "comment"?, "user"?}. A liked answer becomes the \
            reference, a correction takes its place. Questions that the set has already, or that stand in a set named \
            by '--held-out', are left out. New examples go to standard output, or with '--into' behind those of a file.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("A file of traces; may be repeated.", valueName: "file"))
    var traces: [String]

    @Option(help: ArgumentHelp("The set that grows; it is made where there is none.", valueName: "file"))
    var into: String?

    @Option(help: ArgumentHelp("A set whose questions must not get in; may be repeated.", valueName: "dataset"))
    var heldOut: [String] = []

    @Option(
        help: ArgumentHelp("From which share of common word runs on questions are the same.", valueName: "rate")
    )
    var threshold = 0.7

    @Argument(help: "The feedback.")
    var feedback: String

    func validate() throws {
        guard threshold > 0, threshold <= 1 else { throw ValidationError("'--threshold' must be above 0, at most 1.") }
    }

    func run() async throws {
        let spans = try traces.flatMap { file in
            try EvalFiles.lines(file, expected: "a span with 'traceId'") { $0["traceId"] == nil ? nil : $0 }
        }
        let interactions = Interaction.all(in: spans)
        if interactions.isEmpty, !spans.isEmpty {
            throw CLIError.settingInvalid(
                "None of the \(spans.count) spans holds a question.",
                remedy: "Trace with 'wright ask --trace FILE --trace-content'."
            )
        }
        let said = try EvalFiles.lines(feedback, expected: "an object with 'trace' and 'rating'") { Feedback($0) }
        let existing = try into.flatMap { try EvalFiles.exists($0) ? EvalFiles.dataset($0).examples : nil } ?? []
        let growth = DatasetGrowth(
            existing: existing,
            heldOut: try heldOut.flatMap { try EvalFiles.dataset($0).examples },
            duplicates: NearDuplicates(threshold: threshold)
        )
        let outcome = growth.outcome(of: interactions, feedback: said)
        if let into {
            try EvalFiles.write(try Dataset(name: into, examples: existing + outcome.examples).text, to: into)
        } else if !global.json {
            for example in outcome.examples { Output.line(example.json.text()) }
        }
        report(outcome, interactions.count)
    }

    private func report(_ outcome: DatasetGrowth.Outcome, _ count: Int) {
        let counts = Dictionary(grouping: outcome.left, by: \.reason).mapValues(\.count)
        if global.json {
            let left = DatasetGrowth.Reason.allCases.map { reason in
                JSONValue.Member(reason.rawValue, .int(counts[reason] ?? 0))
            }
            Output.json([
                "schema": 1, "questions": .int(count), "added": .int(outcome.examples.count), "left": .object(left),
                "strayFeedback": .int(outcome.strayCount),
                "examples": .array(into == nil ? outcome.examples.map(\.json) : []),
            ])
            return
        }
        let reasons = DatasetGrowth.Reason.allCases.compactMap { reason in
            counts[reason].map { "\($0) \(Self.words(reason))" }
        }
        let rest = reasons.isEmpty ? "" : "; left out: " + reasons.joined(separator: ", ")
        let line = "added \(outcome.examples.count) of \(count) questions\(rest)"
        if into == nil { Output.message(line) } else { Output.line(line) }
        if outcome.strayCount > 0 {
            Output.message("note: \(outcome.strayCount) ratings are of traces that are not here")
        }
    }

    private static func words(_ reason: DatasetGrowth.Reason) -> String {
        switch reason {
        case .unrated: "unrated"
        case .noReference: "disliked and not corrected"
        case .disputed: "disputed"
        case .duplicate: "there already"
        case .leak: "in a held-out set"
        }
    }
}
