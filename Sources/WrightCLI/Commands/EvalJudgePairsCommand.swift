internal import ArgumentParser
internal import WrightCore
internal import WrightEvaluation
internal import WrightModel

/// Lets models say which of two runs' answers are better.
struct EvalJudgePairsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pairs",
        abstract: "Let models compare two runs' answers, each pair in both orders.",
        discussion: """
            BASELINE and CANDIDATE are stored runs or baselines; with '--dataset', they are files of answers {"id", \
            "answer", …}. A pair on which the two orders contradict each other counts as a tie, and how often that \
            happens is reported, with how often the answer that stood first won. Exits with 3 when the candidate \
            wins less than half, its interval included, and with 1 when no pair was judged.
            """
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup(title: "Judges") var judging: JudgeOptions

    @Option(help: ArgumentHelp("The questions of the two files of answers.", valueName: "dataset"))
    var dataset: String?

    @Option(help: ArgumentHelp("How many pairs at most, chosen at random.", valueName: "count"))
    var count = 1000

    @Option(help: ArgumentHelp("How many pairs are judged at once.", valueName: "count"))
    var concurrency = 4

    @Option(help: "What random choices start from.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Write {\"id\", \"score\"}, 1 where the candidate won.", valueName: "file"))
    var output: String?

    @Argument(help: "The baseline.")
    var baseline: String

    @Argument(help: "The candidate.")
    var candidate: String

    func validate() throws {
        guard judging.judge.count == 1 else { throw ValidationError("Give one '--judge', such as 'correctness'.") }
        guard (1...1_000_000).contains(count) else { throw ValidationError("'--count' must be from 1 to 1000000.") }
        guard (1...64).contains(concurrency) else { throw ValidationError("'--concurrency' must be from 1 to 64.") }
    }

    func run() async throws {
        let pairs = try pairs()
        let rubric = try judging.rubrics()[0]
        let sessions = try judging.sessions(global: global, command: "eval judge pairs")
        var judgements: [Judgement] = []
        for session in sessions {
            let judge = PairwiseJudge(rubric: rubric, provider: session.provider, model: session.model)
            let judgement = try await judged(pairs, by: judge)
            judgements.append(judgement)
            tell(judgement.faults, of: session.model, count: pairs.count)
        }
        let verdicts = judgements.map(\.verdicts)
        guard verdicts.contains(where: { $0.contains { $0 != nil } }) else {
            throw CLIError.nothingJudged(judgements.flatMap(\.faults), count: pairs.count * sessions.count)
        }
        let clusters =
            pairs.contains { $0.example.cluster != nil }
            ? pairs.map { $0.example.cluster ?? $0.example.id } : nil
        let reports = verdicts.map { PairwiseJudge.Report($0, clusters: clusters) }
        let agreement = verdicts.count > 1 ? Self.agreement(verdicts) : nil
        try write(pairs, verdicts)
        show(reports, sessions.map(\.model), agreement, count: pairs.count)
        let ranges = reports.compactMap { $0.winRate.estimate?.interval }
        if !ranges.isEmpty, ranges.allSatisfy({ $0.upperBound < 0.5 }) { throw ExitCode(3) }
    }

    /// A question with both answers.
    private struct Pair: Sendable {
        var example: Example
        var baseline: Outcome
        var candidate: Outcome
    }

    /// What one judge said of the pairs.
    private struct Judgement {
        /// One for each pair; nil where there is none.
        var verdicts: [PairwiseJudge.Verdict?]
        /// Why pairs have none, in the order in which that was found.
        var faults: [Fault] = []
    }

    /// Why a pair was not judged.
    struct Fault {
        /// The reason in a sentence.
        var message: String
        /// What to do about it; nil where that is not known.
        var remedy: String?

        init(_ error: any Error) {
            message = (error as? any DescribedError)?.message ?? "The judge failed: \(error)."
            remedy = (error as? any DescribedError)?.remedy
        }

        /// A judge that answered without a verdict.
        init() {
            message = "The judge's answer names no winner."
            remedy = nil
        }
    }

    /// Says how many pairs were not judged, and why.
    private func tell(_ faults: [Fault], of model: String, count: Int) {
        guard !faults.isEmpty, !global.quiet else { return }
        let reasons = FigureSummary.Reason.counted(faults.map(\.message))
        let reason = FigureSummary.Reason.sentence(reasons, of: faults.count) ?? ""
        Output.message(
            Output.printable("note: \(model) did not judge \(faults.count) of \(count) pairs: \(reason)")
        )
    }

    private func pairs() throws -> [Pair] {
        let (examples, before, after) = try sides()
        var pairs = examples.compactMap { example -> Pair? in
            guard let first = before[example.id], let second = after[example.id],
                first.failure == nil, second.failure == nil
            else { return nil }
            return Pair(example: example, baseline: first, candidate: second)
        }
        guard !pairs.isEmpty else {
            throw EvaluationError.nothingShared(baseline: before.count, candidate: after.count)
        }
        var random = SeededRandom(seed: seed)
        if pairs.count > count {
            pairs = pairs.shuffled(using: &random).prefix(count).sorted { $0.example.id < $1.example.id }
        }
        return pairs
    }

    private func sides() throws -> (examples: [Example], before: [String: Outcome], after: [String: Outcome]) {
        func first(_ outcomes: [(id: String, outcome: Outcome)]) -> [String: Outcome] {
            Dictionary(outcomes.map { ($0.id, $0.outcome) }, uniquingKeysWith: { first, _ in first })
        }
        if let dataset {
            let both = try [baseline, candidate]
                .map { file in try Input.bytes(file).withUnsafeBytes { try Outcome.lines(parsing: $0, name: file) } }
            return (try EvalFiles.dataset(dataset).examples, first(both[0]), first(both[1]))
        }
        let evaluations = try StoredEvaluations(global: global)
        let both = try [baseline, candidate].map { try evaluations.load($0) }
        let outcomes = both.map { loaded in first(loaded.run.results.map { ($0.exampleID, $0.outcome) }) }
        return (both[0].examples, outcomes[0], outcomes[1])
    }

    private func judged(_ pairs: [Pair], by judge: PairwiseJudge) async throws -> Judgement {
        let bar = ProgressBar(isQuiet: global.quiet)
        var judgement = Judgement(verdicts: [PairwiseJudge.Verdict?](repeating: nil, count: pairs.count))
        try await withThrowingTaskGroup(of: (Int, Result<PairwiseJudge.Verdict?, any Error>).self) { group in
            var next = 0
            var done = 0
            func add() {
                guard next < pairs.count else { return }
                let (place, pair) = (next, pairs[next])
                next += 1
                group.addTask {
                    do {
                        let found = try await judge.verdict(
                            pair.example,
                            baseline: pair.baseline,
                            candidate: pair.candidate
                        )
                        return (place, .success(found))
                    } catch {
                        return (place, .failure(error))
                    }
                }
            }
            for _ in 0..<concurrency { add() }
            while let (place, result) = try await group.next() {
                try Task.checkCancellation()
                switch result {
                case .success(let verdict?): judgement.verdicts[place] = verdict
                case .success(nil): judgement.faults.append(Fault())
                case .failure(let error): judgement.faults.append(Fault(error))
                }
                done += 1
                bar.update("judging", done: done, total: pairs.count)
                add()
            }
        }
        bar.clear()
        return judgement
    }

    /// How far judges agree on who won.
    private static func agreement(_ verdicts: [[PairwiseJudge.Verdict?]]) -> KrippendorffAlpha {
        let ratings = verdicts.map { judge in
            judge.map { verdict in verdict.map { Self.points($0.winner) } }
        }
        return KrippendorffAlpha(ratings: ratings, level: .ordinal)
    }

    private static func points(_ winner: PairwiseJudge.Winner) -> Double {
        switch winner {
        case .candidate: 1
        case .tie: 0.5
        case .baseline: 0
        }
    }

    private func write(_ pairs: [Pair], _ verdicts: [[PairwiseJudge.Verdict?]]) throws {
        guard let output else { return }
        let lines = pairs.enumerated()
            .map { place, pair -> String in
                let points = verdicts.compactMap { $0[place].map { Self.points($0.winner) } }
                let score: JSONValue = points.isEmpty ? .null : .double(points.reduce(0, +) / Double(points.count))
                return JSONValue.object([.init("id", .string(pair.example.id)), .init("score", score)]).text() + "\n"
            }
        try EvalFiles.write(lines.joined(), to: output)
    }

    private func show(
        _ reports: [PairwiseJudge.Report],
        _ models: [String],
        _ agreement: KrippendorffAlpha?,
        count: Int
    ) {
        if global.json {
            let judges = zip(models, reports)
                .map { model, report -> JSONValue in
                    [
                        "model": .string(model), "winRate": MetricForm.json(report.winRate),
                        "inconsistencyRate": MetricForm.json(report.inconsistencyRate),
                        "firstPlaceRate": MetricForm.json(report.firstPlaceRate),
                        "notMeasured": .int(report.notMeasuredCount),
                    ]
                }
            var members: [JSONValue.Member] = [
                .init("schema", 1), .init("pairs", .int(count)), .init("judges", .array(judges)),
            ]
            if let agreement { members.append(.init("alpha", AgreementForm.json(agreement))) }
            return Output.json(.object(members))
        }
        for (model, report) in zip(models, reports) {
            Output.line(Output.printable("\(model), \(CountForm.text(count, "pair")), each in both orders"))
            let ties = report.winRate.estimate == nil ? "" : ", ties counted half"
            Output.line("  candidate wins       \(FigureForm.value(report.winRate))\(ties)")
            Output.line("  orders contradict    \(FigureForm.value(report.inconsistencyRate))")
            Output.line("  the first place wins \(FigureForm.value(report.firstPlaceRate))")
            if report.notMeasuredCount > 0 { Output.line("  not judged           \(report.notMeasuredCount)") }
        }
        if let agreement { Output.line("agreement of the judges, alpha \(AgreementForm.text(agreement))") }
    }
}

extension CLIError {
    /// Every judge failed on every pair.
    static func nothingJudged(_ faults: [EvalJudgePairsCommand.Fault], count: Int) -> Self {
        let reasons = FigureSummary.Reason.counted(faults.map(\.message))
        let commonest = FigureSummary.Reason.sentence(reasons, of: count) ?? ""
        let first = faults.first?.message ?? ""
        return Self(
            identifier: "nothingJudged",
            message: "No pair was judged. " + (reasons.first?.why == first ? commonest : "\(first) \(commonest)"),
            remedy: faults.first?.remedy ?? "Name a model that answers with the JSON that it is asked for."
        )
    }
}
