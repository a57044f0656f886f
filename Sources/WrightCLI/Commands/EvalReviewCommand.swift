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

        @Option(
            help: ArgumentHelp(
                "Labels that may be given, separated by commas; default: those of the queue, else good,bad.",
                valueName: "labels"
            )
        )
        var labels: String?

        @Option(
            help: ArgumentHelp(
                "What reviewers are told, a sentence or two; default: to judge by the reference.",
                valueName: "text"
            )
        )
        var guideline: String?

        @Argument(help: "The stored run to take from.")
        var runName: String

        func validate() throws {
            guard (1...100_000).contains(count) else { throw ValidationError("'--count' must be from 1 to 100000.") }
            try ReviewForm.check(labels: labels)
        }

        func run() async throws {
            let evaluations = try StoredEvaluations(global: global)
            let scale = try scale(try evaluations.store.reviews(queue: queue))
            let guideline = guideline ?? "Is the answer right, judged by the reference? Choose \(scale.choice)."
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
                        "answerable": .bool(example?.isAnswerable ?? true),
                        "guideline": .string(guideline), "run": .string(runName),
                        "sampling": .string(sampling.rawValue), "labels": scale.json,
                    ]
                )
            }
            try EvaluationStore(project: global.folder).addReviews(items, queue: queue)
            if global.json {
                Output.json([
                    "schema": 1, "queue": .string(queue), "chosen": .int(items.count),
                    "representative": .bool(sampling.isRepresentative),
                ])
            } else {
                let answers = CountForm.text(items.count, "answer waits", "answers wait")
                Output.line(Output.printable("\(answers) in queue '\(queue)'."))
            }
        }

        /// The labels of the queue, or those asked for where it has no item yet.
        private func scale(_ items: [EvaluationStore.StoredReview]) throws -> ReviewScale {
            let asked = labels.flatMap { ReviewScale($0) }
            guard let first = items.first else { return asked ?? .standard }
            let known = ReviewScale(of: first)
            guard asked == nil || asked == known else {
                throw CLIError.settingInvalid(
                    "The queue '\(queue)' has the labels \(known.text).",
                    remedy: "Leave '--labels' out, or name another queue with '--queue'."
                )
            }
            return known
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

        @Option(
            help: ArgumentHelp("Labels that may be given; default: all labels of the queue.", valueName: "labels")
        )
        var labels: String?

        @Option(
            help: ArgumentHelp(
                "How many people judge each answer; enough of them, and it is not shown.",
                valueName: "count"
            )
        )
        var reviewers = 2

        @Option(help: ArgumentHelp("A file of labels, or '-'.", valueName: "file"))
        var input: String?

        func validate() throws {
            try ReviewForm.check(reviewer: reviewer)
            try ReviewForm.check(labels: labels)
        }

        func run() async throws {
            let items = try ReviewForm.reviews(queue, global: global)
            let scale = ReviewScale(of: items[0])
            let allowed = labels.flatMap { ReviewScale($0) } ?? scale
            if let unknown = allowed.labels.first(where: { !scale.labels.contains($0) }) {
                throw CLIError.labelUnknown(unknown, queue: queue, scale: scale)
            }
            let store = try EvaluationStore(project: global.folder)
            if let input { return try read(input, items, allowed, store) }
            let mine = items.filter { item in
                let people = Swift.Set(item.labels.filter { !$0.isDecision }.map(\.reviewer))
                return !people.contains(reviewer) && people.count < reviewers
            }
            for (number, item) in mine.enumerated() {
                ReviewForm.show(item.content, number: number + 1, total: mine.count)
                Output.raw("label (\(allowed.text)): ")
                guard let line = readLine() else { break }
                let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
                guard let label = parts.first else { continue }
                guard allowed.labels.contains(label) else {
                    Output.message("'\(Output.printable(label))' is none of \(allowed.text); skipped.")
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
            _ allowed: ReviewScale,
            _ store: EvaluationStore
        ) throws {
            let known = Dictionary(uniqueKeysWithValues: items.map { ($0.exampleID, $0.id) })
            let expected = "a label of an answer in the queue, one of \(allowed.text)"
            let given = try EvalFiles.lines(input, expected: expected) { value -> (Int64, String, String)? in
                guard let item = value["id"]?.string.flatMap({ known[$0] }), let label = value["label"]?.string,
                    allowed.labels.contains(label)
                else { return nil }
                return (item, label, value["comment"]?.string ?? "")
            }
            for (item, label, comment) in given {
                try store.addLabel(
                    .init(reviewer: reviewer, label: label, comment: comment),
                    to: item,
                    now: EvalFiles.now
                )
            }
            if global.json {
                Output.json(["schema": 1, "labels": .int(given.count)])
            } else {
                Output.line("\(CountForm.text(given.count, "label")) of \(Output.printable(reviewer)).")
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

        @Argument(help: "The label that stands, one of those of the queue.")
        var label: String

        func validate() throws { try ReviewForm.check(reviewer: reviewer) }

        func run() async throws {
            let items = try ReviewForm.reviews(queue, global: global)
            guard let item = items.first(where: { $0.exampleID == id }) else {
                throw CLIError.settingInvalid(
                    "The queue '\(queue)' has no example '\(id)'.",
                    remedy: "See 'wright eval review report --queue \(queue)'."
                )
            }
            let scale = ReviewScale(of: item)
            guard scale.labels.contains(label) else { throw CLIError.labelUnknown(label, queue: queue, scale: scale) }
            let store = try EvaluationStore(project: global.folder)
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
                    "alpha": AgreementForm.json(report.alpha),
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
            let answers = CountForm.text(report.items.count, "answer")
            Output.line("\(answers), \(report.items.count { !$0.labels.isEmpty }) with a label")
            Output.line("alpha \(AgreementForm.text(report.alpha))")
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
            abstract: "Write the labels that stand as lines {\"id\", \"label\", \"score\"}.",
            discussion: """
                Labels 'good' and 'bad', 'right' and 'wrong', 'yes' and 'no' give a score of 1 and 0, and numbers \
                their own; the score of any other label is null. Open answers are left out. 'eval judge' reads the \
                lines.
                """
        )

        @OptionGroup var global: GlobalOptions

        @Option(help: "The queue's name.")
        var queue = "main"

        func run() async throws {
            for item in try ReviewForm.items(queue, global: global) {
                guard let label = item.settledLabel else { continue }
                let score = ReviewForm.score(label)
                var members: [JSONValue.Member] = [
                    .init("id", .string(item.exampleID)), .init("label", .string(label)),
                    .init("score", score.map { .double($0) } ?? .null),
                ]
                if score == nil { members.append(.init("notMeasured", .string("The label '\(label)' has no score."))) }
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
        if content["answerable"]?.bool == false { lines.append("reference: the documents hold no answer") }
        lines += (outcome?.contexts ?? []).prefix(3).map { "read: \($0.id): \($0.text.prefix(600))" }
        for line in lines { Output.message(Output.printable(line)) }
    }

    static func items(_ queue: String, global: GlobalOptions) throws -> [ReviewReport.Item] {
        try reviews(queue, global: global)
            .map { item in
                let labels = item.labels.filter { !$0.isDecision }
                return ReviewReport.Item(
                    exampleID: item.exampleID,
                    labels: Dictionary(labels.map { ($0.reviewer, $0.label) }, uniquingKeysWith: { _, last in last }),
                    decision: item.labels.last { $0.isDecision }?.label
                )
            }
    }

    /// The items of a queue, one or more.
    ///
    /// - Throws: `CLIError` with code `queueMissing`.
    static func reviews(_ queue: String, global: GlobalOptions) throws -> [EvaluationStore.StoredReview] {
        let store = try StoredEvaluations(global: global).store
        let items = try store.reviews(queue: queue)
        guard !items.isEmpty else { throw CLIError.queueMissing(queue, known: try store.reviewQueues()) }
        return items
    }

    static func check(labels: String?) throws {
        guard let labels, ReviewScale(labels) == nil else { return }
        throw ValidationError("'--labels' must be \(ReviewScale.form).")
    }

    static func check(reviewer: String) throws {
        guard reviewer.contains(where: { !$0.isWhitespace }) else {
            throw ValidationError("'--reviewer' must say who judges, such as 'ann'.")
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
