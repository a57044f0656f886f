public import WrightModel

/// A model whose requests hold no secrets, whose system prompt carries a canary, and whose answers are filtered.
///
/// It wraps any other model, so that whatever asks it is guarded alike, also in streams. Put it outside of tracing and
/// caches only if these may see what it takes out.
///
/// Every text of the conversation is gone through: messages of all roles, sources, the arguments of tool calls and what
/// tools gave back. Media and the thoughts that a service has signed or sealed go out as they are.
///
/// ```swift
/// let guarded = GuardedProvider(provider, configuration: configuration) { randomBytes(24) }
/// ```
public struct GuardedProvider: CompletionProvider {
    /// What can be set.
    public struct Configuration: Sendable {
        /// What is taken out of requests and put back into answers.
        ///
        /// Default: secrets.
        public var redactedTypes = PersonalDataType.secrets
        /// How answers are filtered; the canary and the system prompt are set for each request.
        public var output = OutputFilter.Configuration()
        /// Whether the system prompt is watched for in answers.
        ///
        /// Default: yes.
        public var watchesSystemPrompt = true

        /// The defaults, for answers that are checked and rendered by others: addresses stay as they are.
        public init() {
            output.rendering = .plainText
        }
    }

    private let base: any CompletionProvider
    private let configuration: Configuration
    private let randomBytes: @Sendable () -> [UInt8]

    /// Wraps a provider.
    ///
    /// - Parameters:
    ///   - base: Who answers.
    ///   - configuration: What is taken out and let pass.
    ///   - randomBytes: Gives 16 bytes or more that nobody can foresee, for the canary. The same bytes for many
    ///     requests keep a cache of answers working; new ones for each are safer.
    public init(
        _ base: any CompletionProvider,
        configuration: Configuration = Configuration(),
        randomBytes: @escaping @Sendable () -> [UInt8]
    ) {
        self.base = base
        self.configuration = configuration
        self.randomBytes = randomBytes
    }

    /// Who answers.
    public var identity: ProviderIdentity { base.identity }

    /// Answers at once.
    ///
    /// - Throws: What the provider throws; ``GuardError`` with code `unsafeOutput` when a tool call holds the canary.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        var passage = Passage(request, configuration, canary: Canary(randomBytes: randomBytes()))
        var completion = try await base.complete(passage.request)
        var parts: [MessagePart] = []
        for part in completion.message.parts {
            switch part {
            case .text(let text): parts.append(.text(passage.receive(text)))
            case .toolCall(let call):
                try passage.check(toolText: call.name + " " + call.arguments)
                parts.append(part)
            case .reasoning(let thought):
                if passage.mayShow(thought: thought.text, isSealed: thought.isRedacted) { parts.append(part) }
            default: parts.append(part)
            }
        }
        let rest = passage.finish()
        if !rest.isEmpty {
            if let last = parts.lastIndex(where: { if case .text = $0 { true } else { false } }),
                case .text(let text) = parts[last]
            {
                parts[last] = .text(text + rest)
            } else {
                parts.append(.text(rest))
            }
        }
        completion.message.parts = parts
        completion.citations = completion.citations.map(passage.citation)
        if passage.isCut { completion.finishReason = .refusal }
        return completion
    }

    /// Answers bit by bit.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { sink in
            var passage = Passage(request, configuration, canary: Canary(randomBytes: randomBytes()))
            var isEnded = false
            for try await delta in base.stream(passage.request) {
                switch delta {
                case .text(let text):
                    let shown = passage.receive(text)
                    if !shown.isEmpty { try await sink.send(.text(shown)) }
                case .toolCall(let call):
                    try passage.check(toolText: (call.name ?? "") + call.arguments)
                    try await sink.send(delta)
                case .reasoning(let thought):
                    guard passage.mayShow(thought: thought.text, isSealed: thought.isRedacted) else { continue }
                    try await sink.send(delta)
                case .citation(let citation): try await sink.send(.citation(passage.citation(citation)))
                case .finish(let reason):
                    let rest = passage.finish()
                    isEnded = true
                    if !rest.isEmpty { try await sink.send(.text(rest)) }
                    try await sink.send(.finish(passage.isCut ? .refusal : reason))
                default: try await sink.send(delta)
                }
            }
            if !isEnded {
                let rest = passage.finish()
                if !rest.isEmpty { try await sink.send(.text(rest)) }
            }
        }
    }
}

/// One request on its way out, and its answer on its way back.
private struct Passage {
    private(set) var request: CompletionRequest
    private let vault: RedactionVault
    private var restorer: StreamRestorer
    private var filter: OutputFilter
    private var toolWatch: CanaryWatch
    private var thoughtWatch: CanaryWatch
    private var hidesThoughts = false
    /// The sources from whose texts something was taken out.
    private let changedSources: Set<String>

    init(_ request: CompletionRequest, _ configuration: GuardedProvider.Configuration, canary: Canary) {
        vault = RedactionVault(types: configuration.redactedTypes)
        restorer = vault.restorer()
        var output = configuration.output
        output.canary = canary
        let rules = request.messages.filter { $0.role == .system || $0.role == .developer }
        if configuration.watchesSystemPrompt { output.systemPrompt = rules.map(\.text).joined(separator: "\n") }
        filter = OutputFilter(output)
        toolWatch = CanaryWatch(canary)
        thoughtWatch = CanaryWatch(canary)
        var redacted = request
        for (index, message) in request.messages.enumerated() {
            redacted.messages[index].parts = message.parts.map { [vault] in Self.redacted($0, vault) }
        }
        let sources = zip(Self.sources(of: request), Self.sources(of: redacted))
        changedSources = Set(sources.filter { $0.text != $1.text }.map(\.0.id))
        self.request = redacted
        if let first = request.messages.firstIndex(where: { $0.role == .system || $0.role == .developer }) {
            self.request.messages[first].parts.append(.text("\n\n" + canary.instruction))
        } else {
            self.request.messages.insert(.system(canary.instruction), at: 0)
        }
    }

    private static func redacted(_ part: MessagePart, _ vault: RedactionVault) -> MessagePart {
        switch part {
        case .text(let text): return .text(vault.redact(text))
        case .document(var source):
            source.title = vault.redact(source.title)
            source.text = vault.redact(source.text)
            return .document(source)
        case .toolCall(var call):
            call.arguments = vault.redact(call.arguments)
            return .toolCall(call)
        case .toolResult(var result):
            result.text = vault.redact(result.text)
            return .toolResult(result)
        case .reasoning(var thought) where thought.signature == nil && !thought.isRedacted:
            thought.text = vault.redact(thought.text)
            return .reasoning(thought)
        case .reasoning, .media: return part
        }
    }

    private static func sources(of request: CompletionRequest) -> [SourceDocument] {
        request.messages.flatMap(\.parts).compactMap { if case .document(let source) = $0 { source } else { nil } }
    }

    var isCut: Bool { filter.isCut }

    mutating func receive(_ text: String) -> String { filter.receive(restorer.receive(text)) }

    mutating func finish() -> String {
        let rest = filter.receive(restorer.finish())
        return rest + filter.finish()
    }

    /// Whether a thought may be handed on; once one holds the canary, neither it nor any later one may.
    ///
    /// A model may repeat its rules to itself, so this ends the thoughts and not the answer.
    mutating func mayShow(thought: String, isSealed: Bool) -> Bool {
        guard !isSealed, !hidesThoughts else { return isSealed }
        for scalar in thought.unicodeScalars where thoughtWatch.receive(scalar.value, at: 0) != nil {
            hidesThoughts = true
            return false
        }
        return true
    }

    /// A citation in terms of the sources as they were given: no place in a text that the model saw changed.
    func citation(_ citation: ProviderCitation) -> ProviderCitation {
        var citation = citation
        if let id = citation.documentID, changedSources.contains(id) { citation.sourceRange = nil }
        return citation
    }

    mutating func check(toolText: String) throws {
        for scalar in toolText.unicodeScalars where toolWatch.receive(scalar.value, at: 0) != nil {
            throw GuardError(
                .unsafeOutput,
                "A tool call of the model holds the canary of the system prompt.",
                remedy: "Look in the texts of the request for instructions to the model."
            )
        }
    }
}
