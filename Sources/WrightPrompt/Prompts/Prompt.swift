public import WrightCore
public import WrightModel

/// A prompt with its inputs put in: messages, and what the model is asked to keep to.
public struct Prompt: Sendable, Hashable {
    /// The name of its template.
    public let name: String
    /// The version of its template.
    public let version: PromptVersion
    /// The messages.
    public let messages: [PromptMessage]
    /// What stands before the template, options laid over it.
    public let metadata: PromptMetadata

    /// The request to a language model.
    ///
    /// Settings go where the request has a place for them (`temperature`, `topP`, `topK`, `maxOutputTokens`,
    /// `stopSequences`, `seed`, `frequencyPenalty`, `presencePenalty`); others go into `extra` as they are. An output
    /// schema becomes the response format.
    ///
    /// - Parameter model: The model; nil takes the prompt's own.
    /// - Returns: The request, its context naming the prompt's version.
    /// - Throws: ``PromptError`` with code `inputInvalid` where there is no model, or for an unknown role.
    public func request(model: String? = nil) throws(PromptError) -> CompletionRequest {
        guard let model = model ?? metadata.model else {
            throw .inputInvalid(prompt: name, field: "model", reason: "neither the prompt nor the call names a model")
        }
        var sent: [Message] = []
        for message in messages { if let message = try message.message() { sent.append(message) } }
        var request = CompletionRequest(model: model, messages: sent)
        var extra: [JSONValue.Member] = []
        for setting in metadata.config where !Self.apply(setting, to: &request) { extra.append(setting) }
        if !extra.isEmpty { request.extra = .object(extra) }
        if let schema = metadata.outputSchema {
            request.responseFormat = .jsonSchema(schema)
        } else if metadata.outputFormat == "json" {
            request.responseFormat = .json
        }
        request.tools = metadata.toolDefinitions.compactMap { Self.tool($0) }
        request.context.promptVersion = version.description
        return request
    }

    private static func apply(_ setting: JSONValue.Member, to request: inout CompletionRequest) -> Bool {
        let value = setting.value
        switch setting.name {
        case "temperature": request.temperature = value.double
        case "topP", "top_p": request.topP = value.double
        case "topK", "top_k": request.topK = value.int
        case "maxOutputTokens", "maxTokens", "max_tokens", "max_output_tokens": request.maximumTokenCount = value.int
        case "stopSequences", "stop_sequences", "stop":
            request.stop = value.array?.compactMap(\.string) ?? value.string.map { [$0] } ?? []
        case "seed": request.seed = value.int
        case "frequencyPenalty", "frequency_penalty": request.frequencyPenalty = value.double
        case "presencePenalty", "presence_penalty": request.presencePenalty = value.double
        default: return false
        }
        return true
    }

    private static func tool(_ value: JSONValue) -> ToolDefinition? {
        guard let name = value["name"]?.string else { return nil }
        let schema = value["inputSchema"] ?? value["parameters"] ?? ["type": "object"]
        return ToolDefinition(name: name, description: value["description"]?.string ?? "", parameters: schema)
    }

    /// The JSON form: Dotprompt's, with the schemas and the version beside it.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [.init("schema", 1)]
        func add(_ name: String, _ value: JSONValue?) { if let value { members.append(.init(name, value)) } }
        add("name", metadata.name.map { .string($0) })
        add("description", metadata.description.map { .string($0) })
        add("variant", metadata.variant.map { .string($0) })
        add("model", metadata.model.map { .string($0) })
        add("config", .object(metadata.config))
        add("messages", .array(messages.map(\.json)))
        if metadata.inputSchema != nil || !metadata.defaults.isEmpty {
            var input: [JSONValue.Member] = []
            if !metadata.defaults.isEmpty { input.append(.init("default", .object(metadata.defaults))) }
            if let schema = metadata.inputSchema { input.append(.init("schema", schema)) }
            add("input", .object(input))
        }
        if metadata.outputSchema != nil || metadata.outputFormat != nil {
            var output: [JSONValue.Member] = []
            if let format = metadata.outputFormat { output.append(.init("format", .string(format))) }
            if let schema = metadata.outputSchema { output.append(.init("schema", schema)) }
            add("output", .object(output))
        }
        add("inputSchema", metadata.inputSchema)
        add("outputSchema", metadata.outputSchema)
        if !metadata.tools.isEmpty { add("tools", .array(metadata.tools.map { .string($0) })) }
        if !metadata.toolDefinitions.isEmpty { add("toolDefs", .array(metadata.toolDefinitions)) }
        add("ext", .object(metadata.extensions))
        add("metadata", .object(metadata.metadata))
        add("raw", metadata.raw)
        add("version", .string(version.description))
        return .object(members)
    }
}
