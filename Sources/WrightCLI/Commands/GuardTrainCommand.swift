internal import ArgumentParser
internal import WrightCore
private import WrightGuard
private import WrightModel
private import WrightStore

/// Trains the guard's window classifier.
struct GuardTrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train the guard's classifier, and report what it flags of sets that it has not seen.",
        discussion: """
            Reads lines of {"text", "label", "set"?, "channel"?, "payload"?, "split"?}. Labels are injection, \
            jailbreak and attack, or benign, hard_benign and harmless; other lines and lines with "disputed": true \
            are passed over. Without a split, or with "train", a line is trained on; all others are only measured. A \
            set that a line does not name is that of the file: its name, or that of its folder where it is called \
            data.jsonl.

            Of each set the share flagged is printed: by all layers together, by the classifier, by its words alone, \
            and, with --leave-out, by a classifier that has never seen the set.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Labelled texts, one JSON object a line; '-' is standard input.", valueName: "file.jsonl")
    )
    var input: [String]

    @Option(help: ArgumentHelp("Where the weights go.", valueName: "file.bin"))
    var output: String?

    @Option(help: ArgumentHelp("The model whose embeddings are used; 'none' for words alone.", valueName: "name"))
    var model = ModelSpecification.allMiniLM.name

    @Option(help: ArgumentHelp("The share of harmless texts that may be flagged.", valueName: "rate"))
    var falsePositives = 0.006

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("How much more or less say a set has than its size gives it.", valueName: "set=factor")
    )
    var weight: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Sets that are measured and never trained on.", valueName: "set")
    )
    var measureOnly: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Sets that are trained on but do not set the threshold.", valueName: "set")
    )
    var uncalibrated: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The channel of a set's lines that name none; user otherwise.", valueName: "set=channel")
    )
    var channel: [String] = []

    @Flag(help: "Train again without each set, and report what is flagged of it then.")
    var leaveOut = false

    func validate() throws {
        guard falsePositives > 0, falsePositives < 0.5 else {
            throw ValidationError("'--false-positives' must lie between 0 and 0.5.")
        }
        for pair in channel where Self.named(pair) == nil {
            throw ValidationError("'--channel \(pair)' must be a set, '=' and user, document, hidden, tool or output.")
        }
        for pair in weight where Self.factor(pair) == nil {
            throw ValidationError("'--weight \(pair)' must be a set, '=' and a number above zero.")
        }
    }

    func run() async throws {
        var configuration = GuardTraining.Configuration()
        configuration.falsePositiveRate = falsePositives
        configuration.measuredOnly = Set(measureOnly)
        configuration.uncalibrated = Set(uncalibrated)
        for pair in weight {
            if let (set, factor) = Self.factor(pair) { configuration.sourceWeights[set] = factor }
        }
        let training = try await GuardTraining(
            try await examples(),
            embedder: model == "none" ? nil : try ModelLoading.encoder(named: model),
            configuration: configuration
        )
        let classifier = training.classifier()
        if let output {
            try classifier.file.withUnsafeBytes { try AtomicFile.write($0, to: output) }
        }
        let report = GuardTrainingReport(classifier, training: training, leavesOut: leaveOut)
        if global.json {
            Output.json(["schema": 1, "sets": report.json, "memory": .int(classifier.memory.curatedCount)])
        } else {
            report.table.forEach(Output.line)
        }
    }

    private static func factor(_ pair: String) -> (set: String, factor: Double)? {
        let parts = pair.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let factor = Double(parts[1]), factor > 0, factor.isFinite else { return nil }
        return (String(parts[0]), factor)
    }

    private static func named(_ pair: String) -> (set: String, channel: GuardedText.Channel)? {
        let parts = pair.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let channel = GuardedText.Channel(rawValue: String(parts[1])) else { return nil }
        return (String(parts[0]), channel)
    }

    private func examples() async throws -> [GuardExample] {
        let normaliser = TextNormaliser()
        let channels = channel.compactMap(Self.named)
        var examples: [GuardExample] = []
        for file in input {
            for try await line in JSONLines(file) {
                guard case .success(let value) = line.value, value["text"]?.string != nil, value["label"] != nil else {
                    throw CLIError.lineInvalid(
                        file: file,
                        line: line.number,
                        expected: "an object with 'text' and 'label'"
                    )
                }
                guard GuardExample.isUsable(value) else { continue }
                let set = Self.set(of: file)
                let usual = channels.first { $0.set == value["set"]?.string ?? set }?.channel ?? .user
                guard
                    var example = GuardExample(value, source: set, usualChannel: usual, normaliser: normaliser)
                else { continue }
                example.otherScore = Self.score(value["text"]?.string ?? "", example.channel, normaliser)
                examples.append(example)
            }
        }
        return examples
    }

    /// What the rules and the normaliser find of a text.
    private static func score(
        _ text: String,
        _ channel: GuardedText.Channel,
        _ normaliser: TextNormaliser
    ) -> Double {
        let normalised = normaliser.normalise(Array(text.utf8), channel: channel)
        let findings = RuleSet.builtIn.findings(in: normalised, channel: channel, tier: channel.usualTier)
        return SignalCombination.score(of: normalised.findings + findings)
    }

    /// The set that a file's name tells.
    private static func set(of file: String) -> String {
        let parts = file.split(separator: "/").map(String.init)
        guard let last = parts.last, last != "-" else { return "input" }
        if last == "data.jsonl", parts.count > 1 { return parts[parts.count - 2] }
        return last.hasSuffix(".jsonl") ? String(last.dropLast(6)) : last
    }
}
