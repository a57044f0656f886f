internal import WrightCore
internal import WrightModel

/// The form of `POST /chat/completions`, which OpenAI began and most servers speak.
struct ChatCompletionsForm: CompletionForm {
    var dialect: ChatDialect
    /// The path of the request; Azure's has the deployment in it.
    var path = "/chat/completions"

    let framing = StreamFraming.events

    func path(for request: CompletionRequest, isStreamed: Bool) -> String {
        path.replacing("{model}", with: ServiceAddress.pathSegment(request.model))
    }

    func reader(for request: CompletionRequest) -> any CompletionReader { ChatCompletionsReader() }

    func body(for request: CompletionRequest, isStreamed: Bool) throws -> JSONValue {
        var body = JSONObjectBuilder()
        body.add("model", .string(request.model))
        body.add("messages", .array(try messages(of: request)))
        body.add("temperature", request.temperature)
        body.add("top_p", request.topP)
        if let topK = request.topK {
            guard dialect.hasTopK else { throw ProviderError.requestUnsupported(service: request.model, what: "topK") }
            body.add("top_k", topK)
        }
        body.add(dialect.tokenLimitName, request.maximumTokenCount)
        body.add("stop", texts: request.stop)
        body.add(dialect.seedName, request.seed)
        body.add("frequency_penalty", request.frequencyPenalty)
        body.add("presence_penalty", request.presencePenalty)
        if dialect.hasReasoningEffort {
            body.add("reasoning_effort", request.reasoningEffort.map { .string($0.rawValue) })
        }
        if !request.tools.isEmpty {
            body.add("tools", .array(request.tools.map(Self.tool)))
            body.add("tool_choice", choice(request.toolChoice))
        }
        body.add("response_format", responseFormat(request.responseFormat))
        if dialect.hasLogprobs, let count = request.logprobs {
            body.add("logprobs", true)
            if count > 0 { body.add("top_logprobs", count) }
        }
        if isStreamed {
            body.add("stream", true)
            if dialect.hasStreamOptions { body.add("stream_options", ["include_usage": true]) }
        }
        return body.value(over: request.extra)
    }

    private func responseFormat(_ format: ResponseFormat) -> JSONValue? {
        switch format {
        case .text: return nil
        case .json: return ["type": "json_object"]
        case .jsonSchema(let schema):
            guard dialect.hasSchemas else { return ["type": "json_object"] }
            return [
                "type": "json_schema",
                "json_schema": [
                    "name": .string(FormText.schemaName), "schema": schema, "strict": .bool(FormText.isStrict(schema)),
                ],
            ]
        }
    }

    static func tool(_ tool: ToolDefinition) -> JSONValue {
        var function = JSONObjectBuilder()
        function.add("name", .string(tool.name))
        function.add("description", .string(tool.description))
        function.add("parameters", tool.parameters)
        if tool.isStrict { function.add("strict", true) }
        return ["type": "function", "function": function.value()]
    }

    private func choice(_ choice: ToolChoice) -> JSONValue? {
        switch choice {
        case .auto: nil
        case .none: "none"
        case .required: .string(dialect.requiredTool)
        case .named(let name): ["type": "function", "function": ["name": .string(name)]]
        }
    }

    private func messages(of request: CompletionRequest) throws -> [JSONValue] {
        var messages: [JSONValue] = []
        for message in request.messages {
            switch message.role {
            case .system, .user:
                messages.append(["role": .string(message.role.rawValue), "content": try content(message.parts)])
            case .developer:
                let role = dialect.hasDeveloperRole ? "developer" : "system"
                messages.append(["role": .string(role), "content": try content(message.parts)])
            case .assistant: messages.append(try assistant(message))
            case .tool:
                for case .toolResult(let result) in message.parts {
                    messages.append([
                        "role": "tool", "tool_call_id": .string(result.callID), "content": .string(result.text),
                    ])
                }
            }
        }
        if case .jsonSchema = request.responseFormat, !dialect.hasSchemas,
            let text = FormText.instruction(for: request.responseFormat)
        {
            messages.insert(["role": "system", "content": .string(text)], at: 0)
        }
        return messages
    }

    private func assistant(_ message: Message) throws -> JSONValue {
        var object = JSONObjectBuilder()
        object.add("role", "assistant")
        let calls = message.toolCalls
        let text = message.text
        object.add("content", text.isEmpty && !calls.isEmpty ? .null : .string(text))
        if !calls.isEmpty {
            let list = calls.map { call -> JSONValue in
                [
                    "id": .string(call.id), "type": "function",
                    "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
                ]
            }
            object.add("tool_calls", .array(list))
        }
        return object.value()
    }

    /// A text where there is only text, else a list of parts.
    private func content(_ parts: [MessagePart]) throws -> JSONValue {
        var text = ""
        var list: [JSONValue] = []
        for part in parts {
            switch part {
            case .text(let more): text += more
            case .document(let document): text += FormText.text(of: document)
            case .media(let media):
                if !text.isEmpty { list.append(["type": "text", "text": .string(text)]) }
                text = ""
                list.append(Self.media(media))
            case .toolCall, .toolResult, .reasoning: continue
            }
        }
        guard !list.isEmpty else { return .string(text) }
        if !text.isEmpty { list.append(["type": "text", "text": .string(text)]) }
        return .array(list)
    }

    private static func media(_ media: Media) -> JSONValue {
        let type = media.contentType ?? FormText.inlineData(media.url)?.type ?? "image/*"
        if type.hasPrefix("audio/"), let data = FormText.inlineData(media.url) {
            let format = type.hasSuffix("mpeg") || type.hasSuffix("mp3") ? "mp3" : "wav"
            return ["type": "input_audio", "input_audio": ["data": .string(data.base64), "format": .string(format)]]
        }
        if type == "application/pdf" {
            return ["type": "file", "file": ["filename": "document.pdf", "file_data": .string(media.url)]]
        }
        return ["type": "image_url", "image_url": ["url": .string(media.url)]]
    }
}
