internal import ArgumentParser
private import Foundation
internal import WrightCore
internal import WrightEvaluation
internal import WrightModel
private import WrightOperations
internal import WrightPrompt
internal import WrightProviders
private import WrightStore
private import WrightTrace

/// Runs a prompt's tests.
struct PromptTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the cases beside a prompt against a model; exit code 3 below the threshold.",
        discussion: """
            The cases stand in NAME.tests.yaml. '--model' names a service and its model, such as ollama:llama3.2; \
            '--command' runs a program for each call instead, with {"model", "messages"} on its standard input and the \
            answer's text on its standard output. 'similar-to' compares by the project's embedding model, or by words \
            where none is installed. A call that fails says nothing about the prompt: its trial is not measured and \
            counts neither way. Where trials are missing and the others do not already fail, the exit code is 1; any \
            other result is kept for 'wright prompt promote --require-test'.
            """
    )

    @OptionGroup var options: PromptOptions

    @Argument(help: "The prompt: NAME, NAME@LABEL, NAME@VERSION or a file.")
    var prompt: String

    @Option(help: ArgumentHelp("The model; default: that of the prompt.", valueName: "service:model"))
    var model: String?

    @Option(help: ArgumentHelp("A command that answers.", valueName: "command"))
    var command: String?

    @Option(help: ArgumentHelp("The model that judges; default: the one that answers.", valueName: "service:model"))
    var judgeModel: String?

    @Option(help: ArgumentHelp("The file of cases; default: NAME.tests.yaml beside the prompt.", valueName: "file"))
    var tests: String?

    @Option(help: ArgumentHelp("How often each case is run.", valueName: "count"))
    var repeats: Int?

    @Option(help: ArgumentHelp("How many calls are under way at once.", valueName: "count"))
    var concurrency = 4

    @Option(help: ArgumentHelp("How long one call may take.", valueName: "seconds"))
    var timeout = 120.0

    @Option(help: ArgumentHelp("What all calls may cost at most, in US dollars.", valueName: "dollars"))
    var budget: Double?

    @Option(help: ArgumentHelp("Write what was done into this file, one JSON object a line.", valueName: "file"))
    var trace: String?

    @Option(help: ArgumentHelp("Write a report in JUnit's form.", valueName: "file.xml"))
    var junit: String?

    func validate() throws {
        guard (1...1_000).contains(repeats ?? 1) else { throw ValidationError("'--repeats' must be from 1 to 1000.") }
        guard (1...64).contains(concurrency) else { throw ValidationError("'--concurrency' must be from 1 to 64.") }
        guard (0.001...86_400).contains(timeout) else {
            throw ValidationError("'--timeout' must be from 0.001 to 86400.")
        }
        if let budget, !(0...1_000_000).contains(budget) {
            throw ValidationError("'--budget' must be from 0 to 1000000.")
        }
        guard model == nil || command == nil else { throw ValidationError("Give '--model' or '--command', not both.") }
    }

    func run() async throws {
        let session = options.session
        let template = try session.template(prompt)
        let suite = try loadedTests(template, session)
        var meter = MeteredProvider.Meter(
            prices: try options.global.prices(),
            ledger: SessionLedger(project: session.project),
            now: WallTime.nanoseconds
        )
        if let budget { meter.budget = Budget(limit: MicroDollars(Int64((budget * 1_000_000).rounded(.down)))) }
        let answering = try provider(model ?? template.metadata.model, prompt: template.name, meter)
        let judge = try judgeModel.map { try service($0, meter) }
        let runner = PromptTestRunner(
            provider: answering.provider,
            judge: judge?.provider,
            embedder: try embedder(for: suite),
            configuration: configuration(answering, judge, session, meter.prices)
        )
        let bar = ProgressBar(isQuiet: options.global.quiet)
        let report = try await TraceScope.begin(
            try TraceFile.source(path: trace, global: options.global),
            "prompt test"
        ) { _ in
            try await runner.run(suite, of: template) { bar.update("testing", done: $0, total: $1) }
        }
        bar.clear()
        if report.outcome != .notMeasured { try keep(report, template, session, model: answering.name) }
        if let junit { try Array(report.junit.utf8).withUnsafeBytes { try AtomicFile.write($0, to: junit) } }
        show(report)
        switch report.outcome {
        case .passed: return
        case .failed: throw ExitCode(3)
        case .notMeasured: throw CLIError.testsNotMeasured(report)
        }
    }

    private func configuration(
        _ answering: Answering,
        _ judge: Answering?,
        _ session: PromptSession,
        _ prices: PriceTable
    ) -> PromptTestRunner.Configuration {
        var configuration = PromptTestRunner.Configuration()
        configuration.model = answering.model
        configuration.repeats = repeats
        configuration.concurrency = concurrency
        configuration.judges = session.catalog
        configuration.judgeModel = judge?.model
        let name = answering.provider.identity.name
        let day = String(PromptSession.text(of: PromptSession.now).prefix(10))
        configuration.cost = { usage, model in
            prices.price(provider: name, model: model, on: day)?.cost(of: usage).value
        }
        let clock = ContinuousClock()
        let start = clock.now
        configuration.now = { clock.now - start }
        return configuration
    }

    /// The project's embedding model, where texts are to be compared and it is installed.
    private func embedder(for suite: PromptTestSuite) throws -> (any Embedder)? {
        let compares = suite.cases.contains { test in
            test.assertions.contains { if case .similar = $0 { true } else { false } }
        }
        guard compares else { return nil }
        let choice = try options.global.settings().model ?? .named(ModelSpecification.allMiniLM.name)
        let encoder = try choice.name.flatMap { try ModelLoading.encoderIfInstalled(named: $0) }
        if encoder == nil, !options.global.quiet {
            Output.message("note: 'similar-to' compares words, since there is no embedding model.")
        }
        return encoder.map { MemoisingEmbedder($0) }
    }

    private func loadedTests(_ template: PromptTemplate, _ session: PromptSession) throws -> PromptTestSuite {
        let base = String(prompt.split(separator: "@").first ?? "")
        var path = session.folder + "/" + base + ".tests.yaml"
        if PromptSession.isFile(prompt) {
            path = URL(fileURLWithPath: prompt).deletingPathExtension().path + ".tests.yaml"
        }
        path = tests ?? path
        guard let text = try PromptSession.text(path) else { throw CLIError.testsMissing(path) }
        return try PromptTestSuite(yaml: text, name: URL(fileURLWithPath: path).lastPathComponent)
    }

    private struct Answering {
        let provider: any CompletionProvider
        let model: String
        let name: String
    }

    private func provider(
        _ reference: String?,
        prompt: String,
        _ meter: MeteredProvider.Meter
    ) throws -> Answering {
        if let command {
            return Answering(
                provider: TracedProvider(CommandProvider(command: command, limit: .seconds(timeout))),
                model: reference ?? "command",
                name: "command"
            )
        }
        guard let reference else {
            throw CLIError.promptWithoutModel(prompt)
        }
        return try service(reference, meter)
    }

    private func service(_ text: String, _ meter: MeteredProvider.Meter) throws -> Answering {
        let environment = ProcessInfo.processInfo.environment
        let services = try options.global.settings().namedServices
        let reference = try ModelReference(text, services: services, environment: environment)
        let keys = try KeyRing(environment: environment, file: KeyRing.file(environment: environment))
        let limits = DeadlineProvider.Limits(call: .seconds(timeout), piece: .seconds(timeout))
        var pace = RateLimitedProvider.Policy()
        pace.concurrency = concurrency
        let service = DeadlineProvider(try reference.provider(keys: keys), limits: limits)
        let retried = RetryingProvider(RateLimitedProvider(service, policy: pace))
        return Answering(
            provider: TracedProvider(MeteredProvider(retried, meter: meter)),
            model: reference.model,
            name: text
        )
    }

    private func keep(
        _ report: PromptTestReport,
        _ template: PromptTemplate,
        _ session: PromptSession,
        model: String
    ) throws {
        let store = try PromptStore(project: session.project)
        let now = PromptSession.now
        try session.keep(template, in: store, now: now)
        try store.record(
            PromptStore.TestRecord(
                prompt: template.name,
                version: report.version.description,
                created: now,
                model: model,
                passRate: report.rate.estimate?.mean ?? 0,
                threshold: report.threshold
            )
        )
    }

    private func show(_ report: PromptTestReport) {
        if options.global.json {
            Output.json(report.json)
            return
        }
        for result in report.cases {
            let (passed, measured) = (result.passCount, result.measuredCount)
            let missing = result.trials.count - measured
            let mark = measured == 0 ? "open" : passed == 0 ? "FAIL" : passed == result.trials.count ? "pass" : "part"
            let note = missing == 0 ? "" : ", \(missing) not measured"
            Output.line(Output.printable("\(mark)  \(result.name)  \(passed)/\(measured)\(note)"))
            for failure in result.trials.flatMap(\.failures).prefix(3) {
                Output.line(Output.printable("      \(failure.assertion): \(failure.reason)"))
            }
            for gap in result.trials.flatMap(\.gaps).prefix(3) {
                Output.line(Output.printable("      \(gap.assertion): not measured: \(gap.reason)"))
            }
        }
        let (measured, total) = (report.measuredCount, report.trialCount)
        var share = "\(report.passCount) of \(measured) trials passed: \(MetricForm.text(report.rate))"
        if measured == 0 { share = "No trial was measured" }
        let note = measured == total || measured == 0 ? "" : "; \(total - measured) of \(total) not measured"
        Output.line("\(share); asked for \(report.threshold)\(note)")
    }
}

extension CLIError {
    static func promptWithoutModel(_ prompt: String) -> Self {
        Self(
            identifier: "promptWithoutModel",
            message: "Neither the prompt '\(prompt)' nor '--model' names a model that answers.",
            remedy: "Name one with '--model', such as 'ollama:llama3.2', or write 'model:' into the prompt."
        )
    }

    static func testsNotMeasured(_ report: PromptTestReport) -> Self {
        let missing = report.trialCount - report.measuredCount
        let remedy = report.cases.flatMap(\.trials).flatMap(\.gaps).compactMap(\.remedy).first
        return Self(
            identifier: "testsNotMeasured",
            message: "\(missing) of \(report.trialCount) trials of '\(report.prompt)' could not be measured, so its "
                + "tests neither passed nor failed, and no result was kept.",
            remedy: (remedy.map { $0 + " " } ?? "") + "Then run the tests again."
        )
    }
}

/// Answers by running a command, a process for each call.
struct CommandProvider: CompletionProvider {
    let command: String
    let limit: Duration
    let identity = ProviderIdentity(name: "command")

    func complete(_ request: CompletionRequest) async throws -> Completion {
        let messages: [JSONValue] = request.messages.map {
            ["role": .string($0.role.rawValue), "content": .string($0.text)]
        }
        let input: JSONValue = ["model": .string(request.model), "messages": .array(messages)]
        let output = try await EvalProcess(command: command, limit: limit).output(for: input)
        let text = String(decoding: output, as: UTF8.self)
        let message = Message.assistant(text)
        return Completion(model: request.model, message: message, finishReason: .stop, usage: nil)
    }

    func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    continuation.yield(.text(try await complete(request).text))
                    continuation.yield(.finish(.stop))
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
