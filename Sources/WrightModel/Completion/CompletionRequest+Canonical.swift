public import WrightCore

extension CompletionRequest {
    /// The request as JSON with every field that can change the answer, in a fixed order; the context is left out.
    ///
    /// Two requests have the same form exactly if they ask the same; caches take its hash for their key.
    public var canonical: JSONValue {
        var members: [JSONValue.Member] = [
            .init("model", .string(model)), .init("messages", .array(messages.map(\.canonical))),
        ]
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append(.init(name, value)) }
        }
        add("temperature", temperature.map { .double($0) })
        add("topP", topP.map { .double($0) })
        add("topK", topK.map { .int($0) })
        add("maximumTokenCount", maximumTokenCount.map { .int($0) })
        add("stop", stop.isEmpty ? nil : .array(stop.map { .string($0) }))
        add("seed", seed.map { .int($0) })
        add("frequencyPenalty", frequencyPenalty.map { .double($0) })
        add("presencePenalty", presencePenalty.map { .double($0) })
        add("reasoningEffort", reasoningEffort.map { .string($0.rawValue) })
        add("tools", tools.isEmpty ? nil : .array(tools.map(\.canonical)))
        add("toolChoice", toolChoice.canonical)
        add("responseFormat", responseFormat.canonical)
        add("logprobs", logprobs.map { .int($0) })
        if extra != .null { add("extra", extra) }
        return .object(members)
    }

    /// The hash of ``canonical``.
    public var contentHash: ContentHash { ContentHash(of: canonical.text()) }
}

extension Message {
    var canonical: JSONValue {
        ["role": .string(role.rawValue), "parts": .array(parts.map(\.canonical))]
    }
}

extension MessagePart {
    var canonical: JSONValue {
        switch self {
        case .text(let text): ["text": .string(text)]
        case .media(let media): ["media": .string(media.url), "contentType": .string(media.contentType ?? "")]
        case .document(let document):
            ["document": .string(document.id), "title": .string(document.title), "text": .string(document.text)]
        case .toolCall(let call):
            ["call": .string(call.id), "name": .string(call.name), "arguments": .string(call.arguments)]
        case .toolResult(let result):
            [
                "result": .string(result.callID), "name": .string(result.name), "text": .string(result.text),
                "isError": .bool(result.isError),
            ]
        case .reasoning(let thought):
            [
                "reasoning": .string(thought.text), "signature": .string(thought.signature ?? ""),
                "isRedacted": .bool(thought.isRedacted),
            ]
        }
    }
}

extension ToolDefinition {
    var canonical: JSONValue {
        [
            "name": .string(name), "description": .string(description), "parameters": parameters,
            "isStrict": .bool(isStrict),
        ]
    }
}

extension ToolChoice {
    var canonical: JSONValue? {
        switch self {
        case .auto: nil
        case .none: "none"
        case .required: "required"
        case .named(let name): ["name": .string(name)]
        }
    }
}

extension ResponseFormat {
    var canonical: JSONValue? {
        switch self {
        case .text: nil
        case .json: "json"
        case .jsonSchema(let schema): ["schema": schema]
        }
    }
}
