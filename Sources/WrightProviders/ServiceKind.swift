/// A language-model service by name: its address, the form of its requests and where it wants its key.
public struct ServiceKind: Sendable, Hashable {
    /// The name that users say before the model, such as `openai`.
    public let name: String
    /// The name that OpenTelemetry knows it by.
    public let providerName: String
    /// Its address, where it has one of its own.
    let address: String?
    let shape: Shape
    /// The variable that holds its key; nil where it takes none.
    public let keyVariable: String?
    /// The variable in which its users keep another address; nil for none.
    let addressVariable: String?
    /// Whether it answers nobody without a key.
    let requiresKey: Bool

    /// The form of requests and answers.
    enum Shape: Sendable, Hashable {
        case chat(DialectName)
        case azure
        case responses
        case messages
        case ollama
        case gemini
    }

    /// The ways of services that speak the chat-completions form.
    enum DialectName: Sendable, Hashable {
        case common
        case openAI
        case mistral
        case deepSeek
        case groq
    }

    private init(
        _ name: String,
        _ shape: Shape,
        _ address: String?,
        key: String? = nil,
        provider: String? = nil,
        addressVariable: String? = nil
    ) {
        self.name = name
        self.shape = shape
        self.address = address
        keyVariable = key
        providerName = provider ?? name
        self.addressVariable = addressVariable
        requiresKey = key != nil && address != nil
    }

    /// OpenAI, chat completions; with another address, any server that speaks that form.
    public static let openAI = Self(
        "openai",
        .chat(.openAI),
        "https://api.openai.com/v1",
        key: "OPENAI_API_KEY",
        addressVariable: "OPENAI_BASE_URL"
    )
    /// OpenAI, responses.
    public static let openAIResponses = Self(
        "openai-responses",
        .responses,
        "https://api.openai.com/v1",
        key: "OPENAI_API_KEY",
        provider: "openai",
        addressVariable: "OPENAI_BASE_URL"
    )
    /// OpenAI's models at Azure; the address is that of the resource, the model that of the deployment.
    public static let azure = Self(
        "azure",
        .azure,
        nil,
        key: "AZURE_OPENAI_API_KEY",
        provider: "azure.ai.openai",
        addressVariable: "AZURE_OPENAI_ENDPOINT"
    )
    /// Anthropic's messages.
    public static let anthropic = Self(
        "anthropic",
        .messages,
        "https://api.anthropic.com",
        key: "ANTHROPIC_API_KEY",
        addressVariable: "ANTHROPIC_BASE_URL"
    )
    /// Ollama's own form.
    public static let ollama = Self("ollama", .ollama, "http://localhost:11434", addressVariable: "OLLAMA_HOST")
    /// Gemini's own form.
    public static let gemini = Self(
        "gemini",
        .gemini,
        "https://generativelanguage.googleapis.com/v1beta",
        key: "GEMINI_API_KEY",
        provider: "gcp.gemini",
        addressVariable: "GEMINI_BASE_URL"
    )

    /// Every service that is known by name.
    public static let all: [Self] = [
        openAI, openAIResponses, azure, anthropic, ollama, gemini,
        Self("groq", .chat(.groq), "https://api.groq.com/openai/v1", key: "GROQ_API_KEY"),
        Self("mistral", .chat(.mistral), "https://api.mistral.ai/v1", key: "MISTRAL_API_KEY", provider: "mistral_ai"),
        Self("deepseek", .chat(.deepSeek), "https://api.deepseek.com", key: "DEEPSEEK_API_KEY"),
        Self("openrouter", .chat(.common), "https://openrouter.ai/api/v1", key: "OPENROUTER_API_KEY"),
        Self("together", .chat(.common), "https://api.together.xyz/v1", key: "TOGETHER_API_KEY"),
        Self("fireworks", .chat(.common), "https://api.fireworks.ai/inference/v1", key: "FIREWORKS_API_KEY"),
        Self("xai", .chat(.common), "https://api.x.ai/v1", key: "XAI_API_KEY", provider: "x_ai"),
        Self("perplexity", .chat(.common), "https://api.perplexity.ai", key: "PERPLEXITY_API_KEY"),
        Self("cerebras", .chat(.common), "https://api.cerebras.ai/v1", key: "CEREBRAS_API_KEY"),
        Self("vllm", .chat(.common), "http://localhost:8000/v1"),
        Self("llamacpp", .chat(.common), "http://localhost:8080/v1"),
        Self("lmstudio", .chat(.common), "http://localhost:1234/v1"),
    ]

    /// The service of that name, or one of the other names that it goes by; nil for none.
    public static func named(_ name: String) -> Self? {
        let other = ["azure-openai": "azure", "google": "gemini", "llama.cpp": "llamacpp", "lm-studio": "lmstudio"]
        let lowered = name.lowercased()
        let wanted = other[lowered] ?? lowered
        return all.first { $0.name == wanted }
    }

    /// - Throws: ``ProviderError`` with code `addressInvalid` where it has none.
    func ownAddress() throws(ProviderError) -> ServiceAddress {
        guard let address else { throw .addressInvalid("", reason: "'\(name)' has no address of its own") }
        return try ServiceAddress(address)
    }

    var form: any CompletionForm {
        switch shape {
        case .chat(let name): ChatCompletionsForm(dialect: Self.dialect(name))
        case .azure:
            ChatCompletionsForm(
                dialect: .openAI,
                path: "/openai/deployments/{model}/chat/completions?api-version=2024-10-21"
            )
        case .responses: ResponsesForm()
        case .messages: MessagesForm()
        case .ollama: OllamaForm()
        case .gemini: GeminiForm()
        }
    }

    var keyForm: ServiceConnection.KeyForm {
        switch shape {
        case .chat, .responses, .ollama: .bearer
        case .azure: .header("api-key")
        case .messages: .header("x-api-key")
        case .gemini: .header("x-goog-api-key")
        }
    }

    var headers: [(String, String)] {
        shape == .messages ? [("anthropic-version", "2023-06-01")] : []
    }

    private static func dialect(_ name: DialectName) -> ChatDialect {
        switch name {
        case .common: .common
        case .openAI: .openAI
        case .mistral: .mistral
        case .deepSeek: .deepSeek
        case .groq: .groq
        }
    }
}
