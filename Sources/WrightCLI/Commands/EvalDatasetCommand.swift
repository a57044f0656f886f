internal import ArgumentParser
internal import WrightCore
internal import WrightEvaluation

/// Looks after datasets.
struct EvalDatasetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset",
        abstract: "Check a dataset, divide it, let it grow, or bring another form into ours.",
        subcommands: [Check.self, Split.self, Import.self, EvalDatasetGrowCommand.self]
    )

    /// Says what is wrong with a dataset.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find near duplicates, leaks between parts, and questions or passages that cannot be measured.",
            discussion:
                "With '--against', the two sets are checked against each other. Exits with 3 if anything is found."
        )

        @OptionGroup var global: GlobalOptions

        @Option(
            help: ArgumentHelp(
                "From which share of common word runs on questions are near duplicates.",
                valueName: "rate"
            )
        )
        var threshold = 0.7

        @Option(help: ArgumentHelp("A second set that must have nothing in common with the first.", valueName: "file"))
        var against: String?

        @Flag(help: "Check the halves that 'train' and 'test' would be.")
        var split = false

        @Option(help: "What the halves are made with.")
        var seed: UInt64 = 1

        @Argument(help: "The dataset.")
        var dataset: String

        func validate() throws {
            guard threshold > 0, threshold <= 1 else {
                throw ValidationError("'--threshold' must be above 0, at most 1.")
            }
        }

        func run() async throws {
            let set = try EvalFiles.dataset(dataset)
            let duplicates = NearDuplicates(threshold: threshold)
            let check =
                try against.map {
                    DatasetCheck(training: set, test: try EvalFiles.dataset($0), duplicates: duplicates)
                }
                ?? DatasetCheck(
                    set,
                    split: split ? .trainAndTest(seed: seed) : nil,
                    duplicates: duplicates
                )
            if global.json {
                Output.json([
                    "schema": 1, "examples": .int(set.examples.count), "version": .string(set.version.description),
                    "findings": .array(check.findings.map(Self.json)),
                ])
            } else {
                let examples = CountForm.text(set.examples.count, "example")
                Output.line("\(examples), version \(set.version.description.prefix(12))")
                for finding in check.findings {
                    Output.line(Output.printable("\(finding.kind.rawValue): \(finding.message)"))
                }
            }
            if !check.findings.isEmpty { throw ExitCode(3) }
        }

        private static func json(_ finding: DatasetCheck.Finding) -> JSONValue {
            [
                "kind": .string(finding.kind.rawValue), "ids": .array(finding.ids.map { .string($0) }),
                "message": .string(finding.message),
            ]
        }
    }

    /// Divides a dataset by cluster.
    struct Split: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Divide a dataset; examples of one cluster stay together.",
            discussion: "Writes the part that '--part' names to standard output."
        )

        @OptionGroup var global: GlobalOptions

        @Option(help: ArgumentHelp("The share of the test part.", valueName: "rate"))
        var testShare = 0.5

        @Option(help: "Which part is written: train or test.")
        var part = "train"

        @Option(help: "Another seed gives another division.")
        var seed: UInt64 = 1

        @Argument(help: "The dataset.")
        var dataset: String

        func validate() throws {
            guard testShare > 0, testShare < 1 else {
                throw ValidationError("'--test-share' must lie between 0 and 1.")
            }
            guard ["train", "test"].contains(part) else { throw ValidationError("'--part' must be train or test.") }
        }

        func run() async throws {
            let set = try EvalFiles.dataset(dataset)
            let split = DatasetSplit.trainAndTest(testShare: testShare, seed: seed)
            for example in try split.examples(of: part, in: set.examples) { Output.line(example.json.text()) }
        }
    }

    /// Writes a set in another form as lines of examples.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a folder in SQuAD's or BEIR's form as lines of examples.",
            discussion: """
                Of a folder in BEIR's form, each judged query comes with the title and text of its relevant documents, \
                and with its grades in 'metadata'. Judged documents that the corpus lacks are named, and the exit code \
                is 2.
                """
        )

        @OptionGroup var global: GlobalOptions

        @Option(help: "Which judgements of BEIR: the name of a file in qrels.")
        var split = "test"

        @Argument(help: "The folder.", completion: .directory)
        var folder: String

        func run() async throws {
            let (dataset, gaps) = try EvalFiles.datasetAndGaps(folder, split: split)
            for example in dataset.examples { Output.line(example.json.text()) }
            guard !gaps.isEmpty else { return }
            let corpus = folder + "/corpus.jsonl"
            if EvalFiles.exists(corpus) {
                for id in gaps { Output.message(Output.printable("skipped: \(id): judged, but not in '\(corpus)'")) }
            } else {
                Output.message(Output.printable("skipped: \(corpus): there is no such file, so no passage has a text"))
            }
            Output.message("Judged documents without a text: \(gaps.count).")
            throw ExitCode(2)
        }
    }
}
