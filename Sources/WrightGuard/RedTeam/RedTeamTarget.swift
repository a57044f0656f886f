private import WrightCore
public import WrightModel

/// What is attacked: takes an exchange, gives its reply.
public protocol RedTeamTarget: Sendable {
    /// Which probes make sense for it.
    var kind: RedTeamTargetKind { get }
    /// Its name in reports.
    var name: String { get }

    /// Answers; throws where there is no answer to judge.
    func reply(to exchange: RedTeamExchange) async throws -> RedTeamReply
}

/// What a target is asked: the newest words, what was said before, and what lies there to be read.
public struct RedTeamExchange: Sendable, Hashable {
    /// The attempt's name.
    public var id: String
    /// The way that the attack takes.
    public var channel: RedTeamProbe.Channel
    /// The system's own instructions, where the probe has some.
    public var system: String?
    /// What was said before, oldest first.
    public var history: [RedTeamProbe.Turn]
    /// What the user says now.
    public var prompt: String
    /// The text of the attack where it does not stand in the prompt: a document, a file, a tool's output.
    public var carried: RedTeamProbe.Document?
    /// Documents that lie beside it.
    public var documents: [RedTeamProbe.Document]

    /// Describes what is asked.
    public init(
        id: String,
        channel: RedTeamProbe.Channel,
        prompt: String,
        history: [RedTeamProbe.Turn] = [],
        carried: RedTeamProbe.Document? = nil
    ) {
        self.id = id
        self.channel = channel
        self.prompt = prompt
        self.history = history
        self.carried = carried
        documents = []
    }

    /// All documents, the one that carries the attack first.
    public var allDocuments: [RedTeamProbe.Document] { (carried.map { [$0] } ?? []) + documents }
}

/// What a target replied.
public struct RedTeamReply: Sendable, Hashable {
    /// A call of a tool that the target made or would have made.
    public struct ToolCall: Sendable, Hashable {
        /// The tool.
        public var name: String
        /// The arguments as text.
        public var arguments: String

        /// Describes a call.
        public init(name: String, arguments: String) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// The answer.
    public var text: String
    /// The tools that were called.
    public var toolCalls: [ToolCall]
    /// What a guard said; nil where the target is no guard.
    public var verdict: Verdict?
    /// Whether the target says itself that it does not answer.
    public var isAbstention: Bool
    /// Whether something before the model stopped the request.
    public var isStopped: Bool
    /// What the target's own instructions say, where it knows and they are not the probe's.
    public var systemText: String?

    /// Describes a reply.
    public init(
        text: String,
        toolCalls: [ToolCall] = [],
        verdict: Verdict? = nil,
        isAbstention: Bool = false,
        isStopped: Bool = false
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.verdict = verdict
        self.isAbstention = isAbstention
        self.isStopped = isStopped
    }
}

/// A guard as a target: what it finds is stopped.
public struct GuardTarget: RedTeamTarget {
    /// The name in reports.
    public let name: String
    private let stopping: GuardAction
    private let inspect: @Sendable (GuardedText) async throws -> Verdict

    /// Takes a guard.
    ///
    /// - Parameters:
    ///   - name: The name in reports.
    ///   - stopping: The mildest action that counts as stopped; an annotated text still goes through.
    ///   - inspect: Gives the verdict on a text.
    public init(
        name: String = "guard",
        stopping: GuardAction = .redact,
        inspect: @escaping @Sendable (GuardedText) async throws -> Verdict
    ) {
        self.name = name
        self.stopping = stopping
        self.inspect = inspect
    }

    /// The guard alone.
    public var kind: RedTeamTargetKind { .guard }

    /// Inspects the newest words and, in a conversation, also all of the user's words together.
    ///
    /// The strictest verdict counts.
    public func reply(to exchange: RedTeamExchange) async throws -> RedTeamReply {
        var texts: [GuardedText] = []
        switch exchange.channel {
        case .direct:
            texts.append(GuardedText(exchange.prompt, channel: .user))
            let earlier = exchange.history.map(\.text)
            if !earlier.isEmpty {
                texts.append(GuardedText((earlier + [exchange.prompt]).joined(separator: "\n"), channel: .user))
            }
        case .document: texts += exchange.allDocuments.map { GuardedText($0.text, channel: .document) }
        case .file: texts += exchange.allDocuments.map { GuardedText($0.text, channel: .document, tier: .user) }
        case .toolOutput: texts += exchange.allDocuments.map { GuardedText($0.text, channel: .tool) }
        case .output: texts.append(GuardedText(exchange.prompt, channel: .output))
        }
        var strictest: Verdict?
        for text in texts {
            let verdict = try await inspect(text)
            if let known = strictest, (known.action, known.score) >= (verdict.action, verdict.score) { continue }
            strictest = verdict
        }
        var reply = RedTeamReply(text: "", verdict: strictest)
        reply.isStopped = (strictest?.action ?? .allow) >= stopping
        return reply
    }
}
