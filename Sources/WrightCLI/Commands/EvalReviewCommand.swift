internal import ArgumentParser
internal import WrightCore
internal import WrightEvaluation
internal import WrightStore

/// Lets people judge answers.
struct EvalReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Let people judge answers: fill a queue, label, settle disagreements, export.",
        subcommands: [Fill.self, Label.self, Decide.self, Report.self, Export.self]
    )

    /// Fills a queue from a run.
    struct Fill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Choose answers of a stored run for people to judge.")

        @OptionGroup var global: GlobalOptions

        @Option(help: "The queue's name.")
        var queue = "main"

        @Option(help: "How many answers.")
        var count = 50

        @Option(help: "How they are chosen: random, disagreement, low-confidence or stratified.")
        var sampling = ReviewQueue.Sampling.random

        @Option(help: "What random choices start from.")
        var seed: UInt64 = 1

        @Option(help: ArgumentHelp("What reviewers are told, a sentence or two.", valueName: "text"))
        var guideline = "Is the answer right, judged by the reference? Choose 'good' or 'bad'."

        @Argument(help: "The stored run to take from.")
        var runName: String

        func validate() throws {
            guard (1...100_000).contains(count) else { throw ValidationError("'--count' must be from 1 to 100000.") }
        }

        func run() async throws {
            let evaluations = try StoredEvaluations(global: global)
            let loaded = try evaluations.load(runName)
            let examples = Dictionary(uniqueKeysWithValues: loaded.examples.map { ($0.id, $0) })
            let chosen = ReviewQueue(sampling: sampling, count: count, seed: seed)
                .choose(loaded.run, examples: loaded.examples)
            let items = chosen.map { result -> (exampleID: String, content: JSONValue) in
                let example = examples[result.exampleID]
                return (
                    result.exampleID,
                    [
                        "question": .string(example?.input ?? ""), "outcome": result.outcome.json,
                        "references": .array((example?.references ?? []).map { .string($0) }),
                        "guideline": .string(guideline), "run": .string(runName),
                        "sampling": .string(sampling.rawValue),
                    ]
                )
            }
            try evaluations.store.addReviews(items, queue: queue)
            if global.json {
                Output.json([
                    "schema": 1, "queue": .string(queue), "chosen": .int(items.count),
                    "representative": .bool(sampling.isRepresentative),
                ])
            } else {
                Output.line(Output.printable("\(items.count) answers wait in queue '\(queue)'."))
            }
        }
    }

    /// Labels items, one after the other.
    struct Label: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Judge the answers of a queue; other people's labels are not shown.",
            discussion: """
                Answers are shown one at a time. Type a label, with a comment behind it if you like; an empty line \
                skips the answer, and the end of input stops. With '--input', labels come from lines {"id", "label", \
                "comment"?} instead.
                """
        )

        @OptionGroup var global: GlobalOptions

        @Option(help: "The queue's name.")
        var queue = "main"

        @Option(help: "Who judges.")
        var reviewer: String

        @Option(help: ArgumentHelp("Labels that may be given, separated by commas.", valueName: "labels"))
        var labels = "good,bad"

        @Option(
            help: ArgumentHelp(
                "How many people judge each answer; enough of them, and it is not shown.",
                valueName: "count"
            )
        )
        var reviewers = 2

        @Option(help: ArgumentHelp("A file of labels, or '-'.", valueName: "file"))
        var input: String?

        func run() async throws {
            let store = try StoredEvaluations(global: global).store
            let items = try store.reviews(queue: queue)
            let allowed = Set(labels.split(separator: ",").map(String.init))
            if let input { return try read(input, items, allowed, store) }
            let mine = items.filter { item in
                let people = Swift.Set(item.labels.filter { !$0.isDecision }.map(\.reviewer))
                return !people.contains(reviewer) && people.count < reviewers
            }
            for (number, item) in mine.enumerated() {
                ReviewForm.show(item.content, number: number + 1, total: mine.count)
                Output.raw("label (\(labels)): ")
                guard let line = readLine() else { break }
                let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
                guard let label = parts.first else { continue }
                guard allowed.contains(label) else {
                    Output.message("'\(Output.printable(label))' is none of \(labels); skipped.")
                    continue
                }
                let comment = parts.count > 1 ? parts[1] : ""
                try store.addLabel(
                    .init(reviewer: reviewer, label: label, comment: comment),
                    to: item.id,
                    now: EvalFiles.now
                )
            }
            if mine.isEmpty { Output.message("Nothing waits for \(Output.printable(reviewer)).") }
        }

        private func read(
            _ input: String,
            _ items: [EvaluationStore.StoredReview],
            _ allowed: Swift.Set<String>,
            _ store: EvaluationStore
        ) throws {
            let known = Dictionary(uniqueKeysWithValues: items.map { ($0.exampleID, $0.id) })
            var count = 0
            for (number, line) in try Input.bytes(input).split(separator: UInt8(ascii: "\n")).enumerated() {
                let value = try? JSONValue(parsing: Array(line))
                guard let value, let id = value["id"]?.string, let item = known[id], let label = value["label"]?.string,
                    allowed.contains(label)
                else {
                    throw CLIError.lineInvalid(
                        file: input,
                        line: number + 1,
                        expected: "a label of an answer in the queue, one of \(labels)"
                    )
                }
                let comment = value["comment"]?.string ?? ""
                try store.addLabel(
                    .init(reviewer: reviewer, label: label, comment: comment),
                    to: item,
                    now: EvalFiles.now
                )
                count += 1
            }
            if global.json {
                Output.json(["schema": 1, "labels": .int(count)])
            } else {
                Output.line("\(count) labels of \(Output.printable(reviewer)).")
            }
        }
    }

    /// Settles a disagreement.
    struct Decide: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Settle an answer on which people disagree.")

        @OptionGroup var global: GlobalOptions

        @Option(help: "The queue's name.")
        var queue = "main"

        @Option(help: "Who decides.")
        var reviewer: String

        @Option(help: "Why it was decided so.")
        var comment = ""

        @Argument(help: "The example.")
        var id: String

        @Argument(help: "The label that stands.")
        var label: String

        func run() async throws {
            let store = try StoredEvaluations(global: global).store
            guard let item = try store.reviews(queue: queue).first(where: { $0.exampleID == id }) else {
                throw CLIError.settingInvalid(
                    "The queue '\(queue)' has no example '\(id)'.",
                    remedy: "See 'wright eval review report --queue \(queue)'."
                )
            }
            try store.addLabel(
                .init(reviewer: reviewer, label: label, comment: comment, isDecision: true),
                to: item.id,
                now: EvalFiles.now
            )
            if global.json {
                Output.json(["schema": 1, "id": .string(id), "label": .string(label)])
            } else {
                Output.line(Output.printable("'\(id)' is '\(label)'."))
            }
        }
    }

    /// Says how far people agree.
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say how far people agree, and what is open.")

        @OptionGroup var global: GlobalOptions

        @Option(help: "The queue's name.")
        var queue = "main"

        func run() async throws {
            let report = ReviewReport(try ReviewForm.items(queue, global: global))
            let pairs = report.kappas
            if global.json {
                Output.json([
                    "schema": 1, "items": .int(report.items.count),
                    "labelled": .int(report.items.count { !$0.labels.isEmpty }),
                    "reviewers": .array(report.reviewers.map { .string($0) }),
                    "alpha": MetricForm.json(report.alpha.alpha),
                    "kappas": .array(
                        pairs.map {
                            [
                                "first": .string($0.first), "second": .string($0.second),
                                "kappa": MetricForm.json($0.kappa.kappa),
                            ]
                        }
                    ),
                    "open": .array(report.openIDs.map { .string($0) }),
                ])
                return
            }
            Output.line("\(report.items.count) answers, \(report.items.count { !$0.labels.isEmpty }) with a label")
            Output.line("alpha \(FigureForm.value(report.alpha.alpha))")
            for pair in pairs {
                let kappa = FigureForm.value(pair.kappa.kappa)
                Output.line(Output.printable("kappa of \(pair.first) and \(pair.second): \(kappa)"))
            }
            if !report.openIDs.isEmpty {
                Output.line(Output.printable("open: " + report.openIDs.prefix(50).joined(separator: ", ")))
            }
        }
    }

    /// Writes the labels that stand.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the labels that stand as lines {\"id\", \"label\", \"score\"?}.",
            discussion:
                "Labels 'good' and 'bad', 'yes' and 'no', and numbers also give a score. Open answers are left out."
        )

        @OptionGroup var global: GlobalOptions

        @Option(help: "The queue's name.")
        var queue = "main"

        func run() async throws {
            for item in try ReviewForm.items(queue, global: global) {
                guard let label = item.settledLabel else { continue }
                var members: [JSONValue.Member] = [
                    .init("id", .string(item.exampleID)), .init("label", .string(label)),
                ]
                if let score = ReviewForm.score(label) { members.append(.init("score", .double(score))) }
                Output.line(JSONValue.object(members).text())
            }
        }
    }
}

/// How reviews are shown and read.
enum ReviewForm {
    static func show(_ content: JSONValue, number: Int, total: Int) {
        let outcome = content["outcome"].flatMap { Outcome($0) }
        var lines = ["", "[\(number) of \(total)] " + (content["guideline"]?.string ?? "")]
        lines.append("question: " + (content["question"]?.string ?? ""))
        lines.append("answer: " + (outcome.map { $0.isAbstention ? "(abstained)" : $0.answer } ?? ""))
        lines += (content["references"]?.array ?? []).prefix(5).compactMap(\.string).map { "reference: " + $0 }
        lines += (outcome?.contexts ?? []).prefix(3).map { "read: \($0.id): \($0.text.prefix(600))" }
        for line in lines { Output.message(Output.printable(line)) }
    }

    static func items(_ queue: String, global: GlobalOptions) throws -> [ReviewReport.Item] {
        try StoredEvaluations(global: global).store.reviews(queue: queue)
            .map { item in
                let labels = item.labels.filter { !$0.isDecision }
                return ReviewReport.Item(
                    exampleID: item.exampleID,
                    labels: Dictionary(labels.map { ($0.reviewer, $0.label) }, uniquingKeysWith: { _, last in last }),
                    decision: item.labels.last { $0.isDecision }?.label
                )
            }
    }

    static func score(_ label: String) -> Double? {
        switch label {
        case "good", "yes", "right": 1
        case "bad", "no", "wrong": 0
        default: Double(label).flatMap { $0.isFinite ? $0 : nil }
        }
    }
}
