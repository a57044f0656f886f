public import ArgumentParser
internal import WrightCore
public import WrightGuard
public import WrightModel
private import WrightPrompt
private import WrightStore

extension RedTeamTargetKind: ExpressibleByArgument {}
extension GuardAction: ExpressibleByArgument {}

/// Runs attacks.
struct RedTeamRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Try attacks with harmless goals, and harmless texts that must pass; count what gets through.",
        discussion: """
            The guard alone is attacked unless '--target' says otherwise: 'pipeline' is this project's way from \
            question to answer, with the attacks planted as documents, and 'http' a service that '--config' describes. \
            The same seed makes the same attempts. An attempt without an answer has no result and is never a pass. \
            Exits with 3 where a limit of '--max-rate' or '--gate' is not met, or where the run is worse than \
            '--baseline'.
            """
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: RedTeamOptions
    @OptionGroup var reports: RedTeamReportOptions
    @OptionGroup(title: "Language model") var language: ModelOptions

    func validate() throws {
        if options.target == .http, options.config == nil {
            throw ValidationError("'--target http' needs '--config FILE'.")
        }
        if options.target != .http, options.config != nil {
            throw ValidationError("'--config' goes with '--target http'.")
        }
    }

    func run() async throws {
        let packs = try options.packs()
        let categories = Set(packs.flatMap(\.probes).map(\.category))
        if let bogus = options.category.first(where: { !categories.contains($0) }) {
            throw CLIError.nothingToTry(
                "no probe is of the category '\(bogus)'",
                remedy: "Name one of \(categories.sorted().joined(separator: ", "))."
            )
        }
        let plan = RedTeamPlan(packs: packs, target: options.target, configuration: try configuration())
        guard !plan.attacks.isEmpty else {
            throw CLIError.nothingToTry(
                "no probe goes this way at this target",
                remedy: "Leave '--channel' or '--category' out, or name another '--target'."
            )
        }
        let target = try await target(packs: packs)
        let clock = ContinuousClock()
        let start = clock.now
        let bar = ProgressBar(isQuiet: global.quiet)
        let total = plan.attacks.count
        let runner = RedTeamRunner(concurrency: target.concurrency)
        let run = try await runner.run(plan, against: target) { bar.update("attacking", done: $0, total: total) }
        bar.clear()
        let seconds = (clock.now - start).fractionalSeconds
        if let output = options.output { try EvalFiles.write(run.json.text() + "\n", to: output) }
        try reports.finish(run, global: global, seconds: seconds)
    }

    private func configuration() throws -> RedTeamPlan.Configuration {
        var configuration = RedTeamPlan.Configuration()
        configuration.seed = UInt64(bitPattern: Int64(language.seed ?? 1))
        configuration.categories = Set(options.category)
        configuration.channels = Set(options.channel)
        configuration.conversion = try options.conversion()
        configuration.limit = options.limit
        return configuration
    }

    /// The verdict on an answer, with what the filter of answers does: what it changes is not shown as it came.
    private static func filtered(_ answer: String, _ verdict: Verdict) -> Verdict {
        let shown = OutputFilter.filtered(answer)
        var verdict = verdict
        verdict.findings += shown.findings
        if shown.text != answer, verdict.action < .redact {
            verdict.action = .redact
            verdict.decidedBy = "output filter"
        }
        return verdict
    }

    private func target(packs: [RedTeamPack]) async throws -> RedTeamAnyTarget {
        switch options.target {
        case .guard:
            let desk = try GuardDesk(global: global, policyFile: options.policy, embedder: try options.embedder())
            let target = GuardTarget(stopping: options.stopAt) { text in
                let verdict = try await desk.verdict(on: text)
                return text.channel == .output ? Self.filtered(text.text, verdict) : verdict
            }
            return RedTeamAnyTarget(target, concurrency: 4)
        case .pipeline:
            let pipeline = try RedTeamPipeline(
                model: try language.session(global: global, command: "redteam run"),
                embedder: try options.embedder(),
                desk: options.isGuarded
                    ? try GuardDesk(global: global, policyFile: options.policy, embedder: try options.embedder()) : nil,
                project: global.folder,
                packs: packs
            )
            return RedTeamAnyTarget(pipeline, concurrency: 4)
        case .http:
            let name = options.config ?? "-"
            let service = try RedTeamService(parsing: try Input.bytes(name), name: name)
            return RedTeamAnyTarget(try RedTeamServiceTarget(service), concurrency: service.concurrency)
        }
    }
}

/// What is attacked and with what.
struct RedTeamOptions: ParsableArguments {
    @Option(help: "What is attacked: guard, pipeline or http.")
    var target = RedTeamTargetKind.guard

    @Option(help: ArgumentHelp("The file that describes a service over HTTP.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp("A pack of probes, or 'standard'; may be repeated. Default: standard.", valueName: "file")
    )
    var pack: [String] = []

    @Option(help: ArgumentHelp("Only probes of this category; may be repeated.", valueName: "name"))
    var category: [String] = []

    @Option(
        help: "Only attacks by this way: direct, document, tool-output, file or output; may be repeated."
    )
    var channel: [RedTeamProbe.Channel] = []

    @Option(
        help: ArgumentHelp(
            "How words are changed: standard (four ways drawn for each probe), all, none, or names.",
            discussion: "Names are separated by commas; a chain is joined by '+', such as 'rot13+base64'.",
            valueName: "names"
        )
    )
    var converters = "standard"

    @Option(help: ArgumentHelp("The most attempts; every category gets its share.", valueName: "count"))
    var limit: Int?

    @Option(help: ArgumentHelp("The policy of the guard, in YAML. Default: the project's.", valueName: "file"))
    var policy: String?

    @Option(help: "The mildest verdict of the guard that counts as stopped.")
    var stopAt = GuardAction.redact

    @Flag(help: "Go by words alone, as without a model.")
    var lexical = false

    @Flag(
        name: .customLong("guard"),
        help: "Leave out of the pipeline the documents that the guard keeps apart, as 'wright index --guard' does."
    )
    var isGuarded = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Write every attempt into this file, as JSON.", valueName: "file"))
    var output: String?

    func validate() throws {
        if let limit, !(1...1_000_000).contains(limit) {
            throw ValidationError("'--limit' must be from 1 to 1000000.")
        }
    }

    func packs() throws -> [RedTeamPack] {
        guard !pack.isEmpty else { return [try .builtIn()] }
        return try pack.map { name in
            if name == "standard" { return try .builtIn() }
            let bytes = try Input.bytes(name)
            guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else {
                return try RedTeamPack(parsing: bytes, name: name)
            }
            let value = try YAMLValue.parse(String(decoding: bytes, as: UTF8.self), name: name)
            return try RedTeamPack(parsing: Array(value.text().utf8), name: name)
        }
    }

    func conversion() throws -> RedTeamPlan.Conversion {
        switch converters {
        case "standard": return .drawn(4)
        case "all": return .all
        case "none": return .named([])
        default:
            return .named(try converters.split(separator: ",").map { try RedTeamConverter.named(String($0)) })
        }
    }

    /// The model of the classifier and of the search; nil where none is installed or wanted.
    func embedder() throws -> (any Embedder)? {
        guard !lexical else { return nil }
        return try ModelLoading.encoderIfInstalled(named: ModelSpecification.allMiniLM.name)
    }
}

extension RedTeamProbe.Channel: ExpressibleByArgument {}

/// A target with how many attempts it takes at once.
struct RedTeamAnyTarget: RedTeamTarget {
    let concurrency: Int
    private let base: any RedTeamTarget

    init(_ base: any RedTeamTarget, concurrency: Int) {
        self.base = base
        self.concurrency = concurrency
    }

    var kind: RedTeamTargetKind { base.kind }
    var name: String { base.name }

    func reply(to exchange: RedTeamExchange) async throws -> RedTeamReply { try await base.reply(to: exchange) }
}
