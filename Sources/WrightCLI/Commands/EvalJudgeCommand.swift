internal import ArgumentParser
internal import WrightCore
internal import WrightEvaluation

/// Judges of answers: how well they agree with people, and which of two answers they prefer.
struct EvalJudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Compare a judge with people, or let models say which of two runs' answers are better.",
        subcommands: [EvalJudgeAgreeCommand.self, EvalJudgePairsCommand.self],
        defaultSubcommand: EvalJudgeAgreeCommand.self
    )
}

/// Compares a judge with people.
struct EvalJudgeAgreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agree",
        abstract: "Say how well a judge agrees with people, and correct its mean by their labels.",
        discussion: """
            SCORES are the judge's, LABELS those of people: each a file of lines {"id", "score", "time"?}, the results \
            of a run as 'eval report --form results' writes them, or the name of a stored run. '--figure' says which \
            figure of a run is meant; 'eval review export' writes people's labels. With times, the change of \
            agreement from the earlier to the later half is reported. The corrected mean \
            (prediction-powered inference, PPI++) holds for all examples, whatever the judge's bias, if the labelled \
            ones were chosen at random.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "From which score on an answer counts as good, for kappa; default: scores as they are.",
            valueName: "score"
        )
    )
    var threshold: Double?

    @Option(help: ArgumentHelp("Which figure of a run the judge's scores are.", valueName: "name"))
    var figure: String?

    @Argument(help: "The judge's scores of all examples.")
    var scores: String

    @Argument(help: "People's scores of some of them.")
    var labels: String

    func run() async throws {
        let judge = try table(scores)
        let human = try table(labels)
        let times = try times(scores)
        let shared = human.entries.keys.filter { judge.entries[$0] != nil }.sorted()
        guard !shared.isEmpty else {
            throw EvaluationError.nothingShared(baseline: judge.entries.count, candidate: human.entries.count)
        }
        let entries = shared.compactMap { id -> JudgeRecord.Entry? in
            guard let person = human.entries[id], let machine = judge.entries[id] else { return nil }
            return .init(human: name(person.mean), judge: name(machine.mean), time: times[id] ?? 0)
        }
        let record = JudgeRecord(entries)
        let corrected = JudgeRecord.corrected(
            scores: judge.entries.mapValues(\.mean),
            labels: human.entries.mapValues(\.mean)
        )
        if global.json {
            Output.json(json(record, corrected, count: shared.count))
        } else {
            for line in lines(record, corrected, count: shared.count) { Output.line(Output.printable(line)) }
        }
    }

    private func table(_ name: String) throws -> ScoreTable {
        if name == "-" || EvalFiles.exists(name) && !EvalFiles.isFolder(name) {
            return try Input.bytes(name).withUnsafeBytes { try ScoreTable(parsing: $0, name: name, figure: figure) }
        }
        let stored = try StoredEvaluations(global: global).load(name)
        let known = stored.run.figureNames
        guard let figure else {
            throw CLIError.settingInvalid(
                "The run '\(name)' has several figures.",
                remedy: "Name the judge's with '--figure', one of \(known.joined(separator: ", "))."
            )
        }
        guard known.contains(figure) else { throw CLIError.figureUnknown(figure, run: name, known: known) }
        return stored.run.scores(of: figure, in: stored.examples)
    }

    /// When each answer was judged, where the lines say so.
    private func times(_ name: String) throws -> [String: Double] {
        guard name != "-", EvalFiles.exists(name), !EvalFiles.isFolder(name) else { return [:] }
        var times: [String: Double] = [:]
        for line in try Input.bytes(name).split(separator: UInt8(ascii: "\n")) {
            let value = try? JSONValue(parsing: Array(line))
            if let id = value?["id"]?.string, let time = value?["time"]?.double { times[id] = time }
        }
        return times
    }

    private func name(_ score: Double) -> String {
        if let threshold { return score >= threshold ? "good" : "bad" }
        return score == score.rounded() && abs(score) < 1e9 ? String(Int(score)) : FigureForm.plain(score)
    }

    private func json(_ record: JudgeRecord, _ corrected: PredictionPoweredMean?, count: Int) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("schema", 1), .init("n", .int(count)), .init("agreement", MetricForm.json(record.kappa.agreement)),
            .init("kappa", MetricForm.json(record.kappa.kappa)),
            .init("weightedKappa", MetricForm.json(record.weightedKappa.kappa)),
        ]
        let classes = record.classes.map { figures in
            JSONValue.object([
                .init("label", .string(figures.label)), .init("recall", MetricForm.json(figures.recall)),
                .init("precision", MetricForm.json(figures.precision)),
            ])
        }
        members.append(.init("classes", .array(classes)))
        if let drift = record.drift {
            members.append(
                .init(
                    "drift",
                    [
                        "before": MetricForm.json(drift.before), "after": MetricForm.json(drift.after),
                        "change": .double(drift.change), "low": .double(drift.interval.lowerBound),
                        "high": .double(drift.interval.upperBound), "significant": .bool(drift.isSignificant),
                    ]
                )
            )
        }
        if let corrected {
            members.append(
                .init(
                    "corrected",
                    [
                        "mean": .double(corrected.mean), "low": .double(corrected.interval.lowerBound),
                        "high": .double(corrected.interval.upperBound), "weight": .double(corrected.weight),
                        "bias": .double(corrected.bias), "judgeMean": .double(corrected.judgeMean),
                        "labelMean": .double(corrected.labelMean), "labels": .int(corrected.labelCount),
                    ]
                )
            )
        }
        return .object(members)
    }

    private func lines(_ record: JudgeRecord, _ corrected: PredictionPoweredMean?, count: Int) -> [String] {
        var lines = [
            CountForm.text(count, "answer") + " with a label",
            "agreement       \(FigureForm.value(record.kappa.agreement))",
            "kappa           \(FigureForm.value(record.kappa.kappa))",
            "weighted kappa  \(FigureForm.value(record.weightedKappa.kappa))",
        ]
        for figures in record.classes {
            lines.append(
                "  \(figures.label): recall \(FigureForm.value(figures.recall)), precision "
                    + FigureForm.value(figures.precision)
            )
        }
        if let drift = record.drift {
            let range = drift.interval
            lines.append(
                "agreement over time, later less earlier half: \(FigureForm.signed(drift.change)) "
                    + "(\(FigureForm.signed(range.lowerBound)) to \(FigureForm.signed(range.upperBound)))"
            )
        }
        if let corrected {
            let range = corrected.interval
            lines.append(
                "corrected mean  \(FigureForm.plain(corrected.mean)) (\(FigureForm.plain(range.lowerBound)) to "
                    + "\(FigureForm.plain(range.upperBound))); the judge alone says "
                    + "\(FigureForm.plain(corrected.judgeMean)), the labels \(FigureForm.plain(corrected.labelMean))"
            )
            if corrected.hasFewLabels {
                lines.append("\(corrected.labelCount) labels are too few to say much; label 20 or more.")
            }
        }
        return lines
    }
}
