public import WrightCore

/// What is asked of a language model.
///
/// ```swift
/// var request = CompletionRequest(model: "llama3.2", messages: [.user("Why is the sky blue?")])
/// request.temperature = 0
/// let completion = try await provider.complete(request)
/// ```
public struct CompletionRequest: Sendable, Hashable {
    /// The model's name, as its service knows it.
    public var model: String
    /// The conversation so far.
    public var messages: [Message]
    /// How free the choice of words is, 0 or more; nil leaves it to the service.
    public var temperature: Double?
    /// The share of probability that is chosen from, 0…1.
    public var topP: Double?
    /// How many of the likeliest tokens are chosen from, 1 or more.
    public var topK: Int?
    /// The most tokens that the answer may have.
    public var maximumTokenCount: Int?
    /// Texts at which the answer ends.
    public var stop: [String] = []
    /// A number that makes the choice repeatable, where the service can.
    public var seed: Int?
    /// How much a token that was said weighs less, −2…2.
    public var frequencyPenalty: Double?
    /// How much a token that was said at all weighs less, −2…2.
    public var presencePenalty: Double?
    /// How long the model may think, where it can.
    public var reasoningEffort: ReasoningEffort?
    /// The tools that the model may call.
    public var tools: [ToolDefinition] = []
    /// Whether it may, must or must not call one.
    public var toolChoice: ToolChoice = .auto
    /// The form of the answer.
    public var responseFormat: ResponseFormat = .text
    /// How many alternatives to give with each token's probability; nil gives none, 0 only the token chosen.
    public var logprobs: Int?
    /// How long the call may take, from begin to end; nil leaves it to the provider.
    public var timeout: Duration?
    /// Members that are put into the request as they are, for what only one service knows; an object or null.
    public var extra: JSONValue = .null
    /// What this call is for; never sent to the service.
    public var context = CallContext()

    /// Asks a model.
    public init(model: String, messages: [Message]) {
        self.model = model
        self.messages = messages
    }
}

/// What a call is for: kept in ledger and trace, never sent to the service.
public struct CallContext: Sendable, Hashable {
    /// Which repetition of the same request this is, from 0; repeats are never answered from a cache for another.
    public var repeatNumber = 0
    /// On whose behalf it is made; nothing cached for one principal is given to another.
    public var principal: String?
    /// The command or route that made it, such as `ask`.
    public var command: String?
    /// A name under which costs are added up.
    public var label: String?
    /// The version of the prompt, a content hash.
    public var promptVersion: String?
    /// The conversation that it belongs to.
    public var conversationID: String?

    /// Says nothing.
    public init() {}
}

/// A tool that a model may call.
public struct ToolDefinition: Sendable, Hashable {
    /// The name, of letters, digits, `_` and `-`.
    public var name: String
    /// What it does, for the model.
    public var description: String
    /// The JSON Schema of its arguments.
    public var parameters: JSONValue
    /// Whether arguments must follow the schema exactly.
    public var isStrict: Bool

    /// Describes a tool.
    public init(name: String, description: String, parameters: JSONValue, isStrict: Bool = false) {
        self.name = name
        self.description = description
        self.parameters = parameters
        self.isStrict = isStrict
    }
}

/// Whether a model calls tools.
public enum ToolChoice: Sendable, Hashable {
    /// As it likes.
    case auto
    /// Not at all.
    case none
    /// One or more.
    case required
    /// This one.
    case named(String)
}

/// The form of an answer.
public enum ResponseFormat: Sendable, Hashable {
    /// Any text.
    case text
    /// A JSON object.
    case json
    /// JSON that follows a JSON Schema.
    case jsonSchema(JSONValue)
}

/// How long a model may think.
public enum ReasoningEffort: String, Sendable, Codable, CaseIterable {
    /// Not at all, or as little as it can.
    case minimal
    /// A little.
    case low
    /// Some.
    case medium
    /// Long.
    case high
}
