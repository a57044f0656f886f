/// A piece of an answer that comes bit by bit.
///
/// `CompletionAccumulator` joins the pieces into the ``Completion`` that the same call without streaming gives.
public enum CompletionDelta: Sendable, Hashable {
    /// The service began; comes first, and again where the service corrects itself.
    case start(CompletionStart)
    /// More text.
    case text(String)
    /// More of what the model thinks.
    case reasoning(ReasoningDelta)
    /// The beginning of a tool call, or more of its arguments.
    case toolCall(ToolCallDelta)
    /// A place that the answer rests on.
    case citation(ProviderCitation)
    /// The probabilities of tokens.
    case logprobs([TokenLogprob])
    /// The tokens used so far; a later count replaces an earlier one.
    case usage(TokenUsage)
    /// Why the answer ended.
    case finish(FinishReason)
}

/// What a service says when it begins to answer.
public struct CompletionStart: Sendable, Hashable {
    /// The service's identifier of the answer; empty where it gives none.
    public var id: String
    /// The model that answers; empty where the service does not say.
    public var model: String
    /// The service's mark of the configuration that answers.
    public var systemFingerprint: String?

    /// Makes a beginning.
    public init(id: String, model: String, systemFingerprint: String? = nil) {
        self.id = id
        self.model = model
        self.systemFingerprint = systemFingerprint
    }
}

/// More of a thought.
public struct ReasoningDelta: Sendable, Hashable {
    /// More text.
    public var text: String
    /// The service's seal, or more of it.
    public var signature: String?
    /// Whether the text is sealed by the service and cannot be read.
    public var isRedacted: Bool

    /// Makes a piece of a thought.
    public init(text: String, signature: String? = nil, isRedacted: Bool = false) {
        self.text = text
        self.signature = signature
        self.isRedacted = isRedacted
    }
}

/// More of a tool call.
public struct ToolCallDelta: Sendable, Hashable {
    /// The place of the call among the answer's calls, from 0.
    public var index: Int
    /// The identifier, in the first piece of a call.
    public var id: String?
    /// The tool, in the first piece of a call.
    public var name: String?
    /// More of the arguments' JSON text.
    public var arguments: String

    /// Makes a piece of a call.
    public init(index: Int, id: String? = nil, name: String? = nil, arguments: String = "") {
        self.index = index
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
