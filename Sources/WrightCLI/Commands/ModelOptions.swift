public import ArgumentParser
private import Foundation
private import WrightCore
internal import WrightModel
internal import WrightOperations
internal import WrightPrompt
internal import WrightProviders
public import WrightRetrieval
internal import WrightStore

extension QueryExpansion: ExpressibleByArgument {}
extension UnsupportedPolicy: ExpressibleByArgument {}

/// Which language model is asked, and how; shared by the commands that do.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The language model that writes, such as 'ollama:llama3.2' or 'openai:gpt-4o-mini'.",
            discussion: "Default: languageModel in wright.yaml, or WRIGHT_LANGUAGE_MODEL. 'none' for no model.",
            valueName: "service:model"
        )
    )
    var model: String?

    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp(
            "The address of the model's service, where it is not its own; a fallback of that service goes there, too.",
            valueName: "url"
        )
    )
    var baseURL: String?

    @Option(
        help: ArgumentHelp("Another model to ask where the first fails; may be repeated.", valueName: "service:model")
    )
    var fallback: [String] = []

    @Option(help: "What the model makes of the question before the search: rewrite, hyde, multi or decompose.")
    var expand: QueryExpansion?

    @Option(help: "How free the choice of words is, 0 to 2.")
    var temperature: Double?

    @Option(help: "A number that makes answers repeatable, where the service can.")
    var seed: Int?

    @Option(help: ArgumentHelp("How many tokens the model may write.", valueName: "count"))
    var maxTokens: Int?

    @Option(help: ArgumentHelp("How many seconds a call may take; default: 600.", valueName: "seconds"))
    var timeout: Double?

    @Option(
        help: ArgumentHelp(
            "Ask a second time where the first call is not answered after so long, and take the first answer.",
            valueName: "seconds"
        )
    )
    var hedge: Double?

    @Option(help: ArgumentHelp("What this command may cost at most, in US dollars.", valueName: "dollars"))
    var budget: Double?

    @Option(help: ArgumentHelp("A name under which costs are added up.", valueName: "name"))
    var label: String?

    @Option(
        help: ArgumentHelp(
            "Use the versions of the project's prompts that carry this label, such as 'production'.",
            discussion: "Or a split over labels, such as production:90,canary:10. Default: the files as they are.",
            valueName: "label"
        )
    )
    var promptLabel: String?

    @Option(help: ArgumentHelp("What a split of '--prompt-label' is sticky by, such as a user's id.", valueName: "key"))
    var promptKey: String?

    func validate() throws {
        if let temperature, !(0...2).contains(temperature) {
            throw ValidationError("'--temperature' must be from 0 to 2.")
        }
        if let maxTokens, !(1...1_000_000).contains(maxTokens) {
            throw ValidationError("'--max-tokens' must be from 1 to 1000000.")
        }
        if let timeout, !(0.001...86_400).contains(timeout) {
            throw ValidationError("'--timeout' must be from 0.001 to 86400.")
        }
        if let promptLabel, promptLabel.contains(":") {
            guard PromptSplit(promptLabel) != nil, promptKey != nil else {
                throw ValidationError(
                    "A split in '--prompt-label' must be like production:90,canary:10 with a '--prompt-key'."
                )
            }
        } else if promptKey != nil {
            throw ValidationError("'--prompt-key' needs a split in '--prompt-label'.")
        }
        if let hedge, !(0.001...86_400).contains(hedge) {
            throw ValidationError("'--hedge' must be from 0.001 to 86400.")
        }
        if let budget, !(0...1_000_000).contains(budget) {
            throw ValidationError("'--budget' must be from 0 to 1000000.")
        }
    }

    /// The project's prompts, in the versions that the options name.
    func prompts(of project: ProjectFolder) -> PromptCatalog {
        guard let promptLabel else { return ProjectPrompts.catalog(of: project) }
        let split = PromptSplit(promptLabel)
        let key = promptKey ?? ""
        return ProjectPrompts.catalog(of: project) { name in
            promptLabel.contains(":") ? split?.label(prompt: name, key: key) ?? promptLabel : promptLabel
        }
    }

    /// The model that options, variable or settings name; nil for none.
    func session(global: GlobalOptions, command: String) throws -> LanguageModelSession? {
        let environment = ProcessInfo.processInfo.environment
        let settings = try global.settings()
        let variable = environment["WRIGHT_LANGUAGE_MODEL"].flatMap { $0.isEmpty ? nil : $0 }
        guard let name = model ?? variable ?? settings.languageModel, name != "none" else {
            if let option = optionForAModel { throw CLIError.modelNeeded(for: option) }
            return nil
        }
        try checkLabels(in: global.folder)
        let services = settings.namedServices
        if let taken = services.first(where: { ServiceKind.named($0.name) != nil }) {
            throw StoreError.settingsInvalid(
                name: "providers.\(taken.name)",
                reason: "that is the name of a known service; give it another"
            )
        }
        let references = try ([name] + fallback)
            .map { text in
                try ModelReference(
                    text,
                    baseURL: Self.service(of: text) == Self.service(of: name) ? baseURL : nil,
                    services: services,
                    environment: environment
                )
            }
        return try LanguageModelSession(
            references: references,
            options: self,
            prices: try global.prices(),
            project: global.folder,
            command: command,
            environment: environment
        )
    }

    /// An option that was given and says nothing without a language model; nil for none.
    private var optionForAModel: String? {
        let given: [(name: String, isGiven: Bool)] = [
            ("--base-url", baseURL != nil), ("--fallback", !fallback.isEmpty), ("--temperature", temperature != nil),
            ("--max-tokens", maxTokens != nil), ("--hedge", hedge != nil), ("--prompt-label", promptLabel != nil),
        ]
        return given.first { $0.isGiven }?.name
    }

    /// An option that was given where a model is asked only with '--expand', which was not; nil for none.
    ///
    /// Only options count: settings and variables name a model for other commands, too.
    var optionForExpansion: String? {
        guard expand == nil else { return nil }
        let given: [(name: String, isGiven: Bool)] = [
            ("--model", model != nil), ("--seed", seed != nil), ("--timeout", timeout != nil),
            ("--budget", budget != nil), ("--label", label != nil),
        ]
        return given.first { $0.isGiven }?.name ?? optionForAModel
    }

    /// The service before the colon of a reference, by its first name.
    private static func service(of reference: String) -> String {
        let name = String(reference.prefix { $0 != ":" })
        return ServiceKind.named(name)?.name ?? name
    }

    /// Refuses a label that no prompt of the project carries: the built-in prompts, which need none, would be used in
    /// its place.
    private func checkLabels(in project: ProjectFolder) throws {
        guard let promptLabel else { return }
        let shares = PromptSplit(promptLabel)?.shares.filter { $0.weight > 0 }
        let known = Set(project.exists ? try PromptStore(project: project).labels().map(\.label) : [])
        for label in shares?.map(\.label) ?? [promptLabel] where !known.contains(label) {
            throw CLIError.labelUnknown(label, known: known.sorted())
        }
    }
}

extension CLIError {
    static func labelUnknown(_ label: String, known: [String]) -> Self {
        let names = known.isEmpty ? "none was given yet" : "there are " + known.joined(separator: ", ")
        return Self(
            identifier: "labelUnknown",
            message: "No prompt of the project has the label '\(label)'; \(names).",
            remedy: "Give the label with 'wright prompt promote PROMPT --label \(label)', or correct it."
        )
    }
}

/// What becomes of an answer that a model wrote; shared by the commands that have one written.
struct AnswerOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "How many chunks are read, 1 to 8.")
    var limit = 8

    @Option(help: ArgumentHelp("Abstain below this support, 0 to 1.", valueName: "support"))
    var threshold: Double?

    @Option(help: "What is done with a model's sentences that no document supports: mark, remove or keep.")
    var unsupported: UnsupportedPolicy = .mark

    func validate() throws {
        guard (1...8).contains(limit) else { throw ValidationError("'--limit' must be from 1 to 8.") }
        if let threshold, !(0...1).contains(threshold) { throw ValidationError("'--threshold' must be from 0 to 1.") }
    }
}

/// A language model, ready to be asked: with deadlines, retries, a circuit breaker, a ledger and a budget around it.
struct LanguageModelSession {
    /// Who is asked.
    let provider: any CompletionProvider
    /// The model's name.
    let model: String
    /// What calls are for.
    let context: CallContext
    /// What the calls of this session used.
    let usage: SessionLedger
    /// What it is asked with.
    let prompts: PromptCatalog

    init(
        references: [ModelReference],
        options: ModelOptions,
        prices: PriceTable,
        project: ProjectFolder,
        command: String,
        environment: [String: String]
    ) throws {
        let keys = try KeyRing(environment: environment, file: KeyRing.file(environment: environment))
        let usage = SessionLedger(project: project)
        var meter = MeteredProvider.Meter(prices: prices, ledger: usage, now: WallTime.nanoseconds)
        if let budget = options.budget {
            meter.budget = Budget(limit: MicroDollars(Int64((budget * 1_000_000).rounded(.down))))
        }
        let timeout = Duration.seconds(options.timeout ?? 600)
        let limits = DeadlineProvider.Limits(call: timeout, piece: min(.seconds(120), timeout))
        var links: [FallbackProvider.Link] = []
        for reference in references {
            let service = DeadlineProvider(try reference.provider(keys: keys), limits: limits)
            let metered = MeteredProvider(RetryingProvider(CircuitBreakerProvider(service)), meter: meter)
            let hedged = options.hedge.map { HedgedProvider(metered, after: .seconds($0)) }
            links.append(.init(hedged ?? metered, model: reference.model))
        }
        let chain: any CompletionProvider = links.count == 1 ? links[0].provider : FallbackProvider(links)
        var context = CallContext()
        context.command = command
        context.label = options.label
        provider = TracedProvider(SamplingProvider(base: chain, options: options, context: context))
        model = references[0].model
        self.context = context
        self.usage = usage
        prompts = options.prompts(of: project)
    }
}

/// Puts the options of the command line, and the command's name, into requests that leave them open.
private struct SamplingProvider: CompletionProvider {
    let base: any CompletionProvider
    let options: ModelOptions
    let context: CallContext

    var identity: ProviderIdentity { base.identity }

    func complete(_ request: CompletionRequest) async throws -> Completion {
        try await base.complete(adjusted(request))
    }

    func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        base.stream(adjusted(request))
    }

    private func adjusted(_ request: CompletionRequest) -> CompletionRequest {
        var request = request
        request.temperature = options.temperature ?? request.temperature
        request.seed = options.seed ?? request.seed
        request.maximumTokenCount = options.maxTokens ?? request.maximumTokenCount
        request.context.command = request.context.command ?? context.command
        request.context.label = request.context.label ?? context.label
        return request
    }
}

/// The wall clock.
enum WallTime {
    /// Nanoseconds since 1970.
    static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension ProjectSettings {
    /// The services that the project names, as references to models read them.
    var namedServices: [ModelReference.NamedService] {
        services.map { ModelReference.NamedService(name: $0.name, form: $0.form, address: $0.address) }
    }
}

extension RerankReference {
    /// Reads a reference with the services that a project names.
    init?(_ text: String, settings: ProjectSettings) throws(ProviderError) {
        try self.init(text, services: settings.namedServices)
    }
}
