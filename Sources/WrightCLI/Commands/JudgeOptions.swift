internal import ArgumentParser
internal import WrightCore
internal import WrightEvaluation
internal import WrightModel

/// Which language models judge answers, and by what; shared by the commands that let them.
struct JudgeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Let a model judge by a rubric: correctness, groundedness, relevance or a JSON file; may be repeated.",
            valueName: "rubric"
        )
    )
    var judge: [String] = []

    @Option(
        help: ArgumentHelp(
            "The model that judges; several form a panel, whose agreement is reported.",
            valueName: "service:model"
        )
    )
    var judgeModel: [String] = []

    @Option(
        name: .customLong("judge-url"),
        help: ArgumentHelp("The address of the judges' service, where it is not its own.", valueName: "url")
    )
    var judgeURL: String?

    @Option(help: ArgumentHelp("What the judges may cost, in dollars.", valueName: "dollars"))
    var judgeBudget: Double?

    @Option(help: ArgumentHelp("How many seconds a judge's call may take.", valueName: "seconds"))
    var judgeTimeout = 120.0

    @Flag(help: "Do not ask judges for the probabilities of tokens, for services that refuse that.")
    var noLogprobs = false

    func validate() throws {
        guard judge.isEmpty || !judgeModel.isEmpty else {
            throw ValidationError("'--judge' needs '--judge-model', such as 'ollama:llama3.2'.")
        }
        guard judge.isEmpty == judgeModel.isEmpty else {
            throw ValidationError("'--judge-model' needs '--judge', such as 'correctness'.")
        }
        guard judgeModel.count <= 20 else { throw ValidationError("At most 20 models can judge.") }
        if let judgeBudget, !(0...1_000_000).contains(judgeBudget) {
            throw ValidationError("'--judge-budget' must be from 0 to 1000000.")
        }
        guard (0.001...86_400).contains(judgeTimeout) else {
            throw ValidationError("'--judge-timeout' must be from 0.001 to 86400.")
        }
    }

    /// The models that judge for a command, ready to be asked.
    func sessions(global: GlobalOptions, command: String) throws -> [LanguageModelSession] {
        try judgeModel.map { name in
            var arguments = ["--model", name, "--timeout", "\(judgeTimeout)"]
            if let judgeURL { arguments += ["--base-url", judgeURL] }
            if let judgeBudget { arguments += ["--budget", "\(judgeBudget)"] }
            guard let session = try ModelOptions.parse(arguments).session(global: global, command: command) else {
                throw CLIError.modelNeeded(for: "--judge")
            }
            return session
        }
    }

    /// The rubrics by their names or files.
    func rubrics() throws -> [Rubric] {
        try judge.map { name in
            if let known = Rubric.builtIn.first(where: { $0.name == name }) { return known }
            guard EvalFiles.exists(name) else {
                throw CLIError.settingInvalid(
                    "There is no rubric '\(name)'.",
                    remedy: "Name \(Rubric.builtIn.map(\.name).joined(separator: ", ")), or a JSON file."
                )
            }
            let bytes = try Input.bytes(name)
            guard let json = try? JSONValue(parsing: bytes) else {
                throw CLIError.settingInvalid("The rubric '\(name)' is no JSON.", remedy: "Correct the file.")
            }
            return try Rubric(json, file: name)
        }
    }

    /// A panel of all models for each rubric; none where no judge is asked for.
    func panels(global: GlobalOptions) throws -> [JudgePanel] {
        guard !judge.isEmpty else { return [] }
        let sessions = try sessions(global: global, command: "eval run")
        return try rubrics()
            .map { rubric in
                JudgePanel(
                    sessions.map {
                        Judge(rubric: rubric, provider: $0.provider, model: $0.model, usesLogprobs: !noLogprobs)
                    }
                )
            }
    }

    /// How far the judges of each panel of several agree, for people.
    static func lines(_ panels: [JudgePanel], _ results: [ExampleResult]) -> [String] {
        panels.filter { $0.ownNames.count > 1 }
            .map { panel in
                let count = panel.ownNames.count
                return "\(panel.names[0]): agreement of \(count) judges, Krippendorff's alpha "
                    + AgreementForm.text(panel.agreement(in: results))
            }
    }

    /// The same for programs.
    static func members(_ panels: [JudgePanel], _ results: [ExampleResult]) -> [JSONValue.Member] {
        let panels = panels.filter { $0.ownNames.count > 1 }
        guard !panels.isEmpty else { return [] }
        let values = panels.map { panel in
            JSONValue.Member(panel.names[0], ["alpha": AgreementForm.json(panel.agreement(in: results))])
        }
        return [.init("judges", .object(values))]
    }
}
