/// What a language model answered.
public struct Completion: Sendable, Hashable {
    /// The service's identifier of the answer; empty where it gives none.
    public var id: String
    /// The model that answered, as the service names it; it may be another than the one asked for.
    public var model: String
    /// The answer: text, tool calls, reasoning.
    public var message: Message
    /// Why the answer ended.
    public var finishReason: FinishReason
    /// The tokens used; nil where the service did not say.
    public var usage: TokenUsage?
    /// What the service says the answer rests on.
    public var citations: [ProviderCitation]
    /// The probabilities of the answer's tokens, if they were asked for and given.
    public var logprobs: [TokenLogprob]
    /// The service's mark of the configuration that answered; a change of it tells of a changed model.
    public var systemFingerprint: String?

    /// Makes an answer.
    public init(
        id: String = "",
        model: String,
        message: Message,
        finishReason: FinishReason,
        usage: TokenUsage? = nil
    ) {
        self.id = id
        self.model = model
        self.message = message
        self.finishReason = finishReason
        self.usage = usage
        citations = []
        logprobs = []
    }

    /// The text of the answer.
    public var text: String { message.text }
    /// The tool calls of the answer.
    public var toolCalls: [ToolCall] { message.toolCalls }
}

/// Why an answer ended.
public enum FinishReason: Sendable, Hashable {
    /// The model was done, or met a stop text.
    case stop
    /// The most tokens allowed were reached.
    case length
    /// The model calls tools.
    case toolCalls
    /// The service's filter or the model itself refused.
    case refusal
    /// Another reason, by the service's name for it.
    case other(String)

    /// The name in traces and JSON.
    public var name: String {
        switch self {
        case .stop: "stop"
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .refusal: "refusal"
        case .other(let name): name
        }
    }
}

/// The tokens that a call used.
public struct TokenUsage: Sendable, Hashable, Codable {
    /// Tokens read, those from and into the service's prompt cache included.
    public var inputTokenCount: Int
    /// Tokens written, those of reasoning included.
    public var outputTokenCount: Int
    /// Of the tokens read, those that came from the service's prompt cache.
    public var cachedInputTokenCount: Int
    /// Of the tokens read, those that were put into the service's prompt cache.
    public var cacheWriteTokenCount: Int
    /// Of the tokens written, those of reasoning.
    public var reasoningTokenCount: Int

    /// The largest count that is taken for one, 2⁴⁰: far above any use, and sums of it fit.
    package static let largestTokenCount = 1 << 40

    /// Counts tokens; numbers below zero count as zero, those above 2⁴⁰ as 2⁴⁰, and a part never exceeds its whole.
    public init(input: Int, output: Int, cachedInput: Int = 0, cacheWrite: Int = 0, reasoning: Int = 0) {
        inputTokenCount = min(max(0, input), Self.largestTokenCount)
        outputTokenCount = min(max(0, output), Self.largestTokenCount)
        cachedInputTokenCount = min(max(0, cachedInput), inputTokenCount)
        cacheWriteTokenCount = min(max(0, cacheWrite), inputTokenCount - cachedInputTokenCount)
        reasoningTokenCount = min(max(0, reasoning), outputTokenCount)
    }

    /// All tokens.
    public var totalTokenCount: Int { inputTokenCount + outputTokenCount }

    /// Adds the tokens of two calls.
    public static func + (left: Self, right: Self) -> Self {
        Self(
            input: left.inputTokenCount + right.inputTokenCount,
            output: left.outputTokenCount + right.outputTokenCount,
            cachedInput: left.cachedInputTokenCount + right.cachedInputTokenCount,
            cacheWrite: left.cacheWriteTokenCount + right.cacheWriteTokenCount,
            reasoning: left.reasoningTokenCount + right.reasoningTokenCount
        )
    }
}

/// A place that a service says an answer rests on.
public struct ProviderCitation: Sendable, Hashable {
    /// The source's identifier, where it was sent with the request as a ``SourceDocument``.
    public var documentID: String?
    /// The source's address, where the service found it itself.
    public var url: String?
    /// The source's title.
    public var title: String?
    /// The text cited, as the service quotes it.
    public var quote: String?
    /// The place in the source's text, in UTF-8 bytes; nil where the service does not say or says what cannot be.
    public var sourceRange: Range<Int>?
    /// The part of the answer that rests on it, in UTF-8 bytes of its text; nil where the service does not say.
    public var answerRange: Range<Int>?

    /// Makes a citation.
    public init(
        documentID: String? = nil,
        url: String? = nil,
        title: String? = nil,
        quote: String? = nil,
        sourceRange: Range<Int>? = nil
    ) {
        self.documentID = documentID
        self.url = url
        self.title = title
        self.quote = quote
        self.sourceRange = sourceRange
    }
}

/// A token of an answer and how likely it was.
public struct TokenLogprob: Sendable, Hashable {
    /// The token's text.
    public var token: String
    /// The natural logarithm of its probability, 0 or less.
    public var logprob: Double
    /// The likeliest tokens at this place, if they were asked for.
    public var alternatives: [Alternative]

    /// A token that might have stood there.
    public struct Alternative: Sendable, Hashable {
        /// The token's text.
        public var token: String
        /// The natural logarithm of its probability, 0 or less.
        public var logprob: Double

        /// Makes an alternative.
        public init(token: String, logprob: Double) {
            self.token = token
            self.logprob = logprob
        }
    }

    /// Makes a token.
    public init(token: String, logprob: Double, alternatives: [Alternative] = []) {
        self.token = token
        self.logprob = logprob
        self.alternatives = alternatives
    }
}
