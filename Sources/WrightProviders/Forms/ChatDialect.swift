/// In what the services that speak the chat-completions form differ when they read requests.
struct ChatDialect: Sendable {
    /// The name of the limit of output tokens.
    var tokenLimitName = "max_tokens"
    /// Whether there are developer messages; otherwise they are sent as system messages.
    var hasDeveloperRole = false
    /// Whether a JSON Schema can be sent; otherwise the model is told of it and asked for JSON.
    var hasSchemas = true
    /// Whether usage can be asked for in streams; others send it unasked or reject the option.
    var hasStreamOptions = true
    /// Whether the number of likeliest tokens can be set.
    var hasTopK = true
    /// Whether the model can be told how long to think.
    var hasReasoningEffort = false
    /// The name of the seed.
    var seedName = "seed"
    /// The word for "call some tool".
    var requiredTool = "required"
    /// Whether probabilities of tokens can be asked for.
    var hasLogprobs = true

    /// Servers that follow the form without ways of their own: vLLM, llama.cpp, LM Studio and many more.
    static let common = Self()

    static let openAI = Self(
        tokenLimitName: "max_completion_tokens",
        hasDeveloperRole: true,
        hasTopK: false,
        hasReasoningEffort: true
    )

    static let mistral = Self(hasStreamOptions: false, hasTopK: false, seedName: "random_seed", requiredTool: "any")

    static let deepSeek = Self(hasSchemas: false, hasTopK: false)

    static let groq = Self(tokenLimitName: "max_completion_tokens", hasTopK: false, hasReasoningEffort: true)
}
