/// The name of an attribute of spans and events: the one table of them.
///
/// Names that begin with `gen_ai.`, `error.` and `server.` are those of the OpenTelemetry conventions for generative AI
/// (version 1.41 of the core conventions, unchanged where they moved later); names that begin with `wright.` are ours.
public struct AttributeName: Sendable, Hashable {
    /// The name as it is exported.
    public let text: String

    private init(_ text: String) {
        self.text = text
    }

    /// The kind of operation, such as `chat` or `embeddings`.
    public static let operationName = Self("gen_ai.operation.name")
    /// The service, such as `openai`.
    public static let providerName = Self("gen_ai.provider.name")
    /// The model asked for.
    public static let requestModel = Self("gen_ai.request.model")
    /// The temperature asked for.
    public static let requestTemperature = Self("gen_ai.request.temperature")
    /// The share of probability asked for.
    public static let requestTopP = Self("gen_ai.request.top_p")
    /// The number of likeliest tokens asked for.
    public static let requestTopK = Self("gen_ai.request.top_k")
    /// The most tokens allowed.
    public static let requestMaxTokens = Self("gen_ai.request.max_tokens")
    /// The seed asked for.
    public static let requestSeed = Self("gen_ai.request.seed")
    /// Whether the answer was asked for bit by bit.
    public static let requestStream = Self("gen_ai.request.stream")
    /// The form asked for: `text` or `json`.
    public static let outputType = Self("gen_ai.output.type")
    /// The service's identifier of the answer.
    public static let responseID = Self("gen_ai.response.id")
    /// The model that answered.
    public static let responseModel = Self("gen_ai.response.model")
    /// Why the answer ended, a list.
    public static let responseFinishReasons = Self("gen_ai.response.finish_reasons")
    /// Seconds until the first piece came.
    public static let timeToFirstChunk = Self("gen_ai.response.time_to_first_chunk")
    /// Tokens read, those from and into the service's cache included.
    public static let inputTokens = Self("gen_ai.usage.input_tokens")
    /// Tokens written.
    public static let outputTokens = Self("gen_ai.usage.output_tokens")
    /// Tokens read from the service's cache.
    public static let cacheReadInputTokens = Self("gen_ai.usage.cache_read.input_tokens")
    /// Tokens put into the service's cache.
    public static let cacheCreationInputTokens = Self("gen_ai.usage.cache_creation.input_tokens")
    /// Tokens of reasoning.
    public static let reasoningOutputTokens = Self("gen_ai.usage.reasoning.output_tokens")
    /// What was sent, as messages; only where content was asked for.
    public static let inputMessages = Self("gen_ai.input.messages")
    /// What came back, as messages; only where content was asked for.
    public static let outputMessages = Self("gen_ai.output.messages")
    /// What was found, as `{"id", "content"}`; only where content was asked for.
    public static let retrievalDocuments = Self("gen_ai.retrieval.documents")
    /// The conversation.
    public static let conversationID = Self("gen_ai.conversation.id")
    /// The kind of failure.
    public static let errorType = Self("error.type")
    /// The host that answered.
    public static let serverAddress = Self("server.address")
    /// The prompt's version, a content hash.
    public static let promptVersion = Self("wright.prompt.version")
    /// Which repetition of a request this is.
    public static let repeatNumber = Self("wright.request.repeat")
    /// The cost in millionths of a US dollar.
    public static let costMicroUSD = Self("wright.cost.micro_usd")
    /// How often a call was tried before, from 1.
    public static let attempt = Self("wright.attempt")
    /// How long was waited, in milliseconds.
    public static let waitMilliseconds = Self("wright.wait_ms")
    /// The state of a circuit breaker.
    public static let circuitState = Self("wright.circuit.state")
    /// Where an answer came from: `exact`, `semantic` or `none`.
    public static let cache = Self("wright.cache")
    /// A similarity, 0…1.
    public static let similarity = Self("wright.similarity")
    /// How many calls may run at once.
    public static let concurrencyLimit = Self("wright.limit.concurrency")
    /// The number of hits of a retrieval.
    public static let hitCount = Self("wright.retrieval.hits")
    /// How many passages a cap left out of a context.
    public static let leftOutCount = Self("wright.retrieval.left_out")
    /// What a guard's policy decided.
    public static let guardAction = Self("wright.guard.action")
    /// The entry of the policy that decided.
    public static let guardRule = Self("wright.guard.rule")
    /// The support of an answer, 0…1.
    public static let support = Self("wright.answer.support")
    /// Why there is no answer.
    public static let abstention = Self("wright.answer.abstention")
    /// How many sentences of an answer were not supported.
    public static let unsupportedSentenceCount = Self("wright.answer.unsupported_sentences")
    /// How many tokens were left out of a prompt.
    public static let droppedTokenCount = Self("wright.prompt.dropped_tokens")
    /// The names of the parts that were left out of a prompt or shortened, a list.
    public static let droppedParts = Self("wright.prompt.dropped_parts")
    /// How many tokens each of these parts lost, a list in the same order.
    public static let droppedPartTokens = Self("wright.prompt.dropped_part_tokens")
}
