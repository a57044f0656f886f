internal import WrightCore
internal import WrightModel

/// The form of Anthropic's `POST /v1/messages`.
struct MessagesForm: CompletionForm {
    /// The limit of output tokens where the request sets none; the form requires one.
    static let defaultTokenLimit = 4096

    let framing = StreamFraming.events

    func path(for request: CompletionRequest, isStreamed: Bool) -> String { "/v1/messages" }

    func reader(for request: CompletionRequest) -> any CompletionReader {
        MessagesReader(documents: Self.documents(of: request))
    }

    /// The sources, in the order in which the service numbers them.
    static func documents(of request: CompletionRequest) -> [SourceDocument] {
        request.messages.filter { $0.role == .user }.flatMap(\.parts)
            .compactMap { if case .document(let document) = $0 { document } else { nil } }
    }

    func body(for request: CompletionRequest, isStreamed: Bool) throws -> JSONValue {
        var body = JSONObjectBuilder()
        body.add("model", .string(request.model))
        body.add("max_tokens", request.maximumTokenCount ?? Self.defaultTokenLimit)
        var system = FormText.instructions(of: request)
        if request.responseFormat == .json, let text = FormText.instruction(for: .json) {
            system = system.map { $0 + "\n\n" + text } ?? text
        }
        body.add("system", system.map { .string($0) })
        body.add("messages", .array(try messages(of: request)))
        body.add("temperature", request.temperature)
        body.add("top_p", request.topP)
        body.add("top_k", request.topK)
        body.add("stop_sequences", texts: request.stop)
        if !request.tools.isEmpty {
            let tools = request.tools.map { tool -> JSONValue in
                [
                    "name": .string(tool.name), "description": .string(tool.description),
                    "input_schema": tool.parameters,
                ]
            }
            body.add("tools", .array(tools))
            body.add("tool_choice", choice(request.toolChoice))
        }
        var output = JSONObjectBuilder()
        if let effort = request.reasoningEffort {
            output.add("effort", .string(effort == .minimal ? "low" : effort.rawValue))
        }
        if case .jsonSchema(let schema) = request.responseFormat {
            output.add("format", ["type": "json_schema", "schema": schema])
        }
        if !output.members.isEmpty { body.add("output_config", output.value()) }
        if isStreamed { body.add("stream", true) }
        return body.value(over: request.extra)
    }

    private func choice(_ choice: ToolChoice) -> JSONValue? {
        switch choice {
        case .auto: nil
        case .none: ["type": "none"]
        case .required: ["type": "any"]
        case .named(let name): ["type": "tool", "name": .string(name)]
        }
    }

    private func messages(of request: CompletionRequest) throws -> [JSONValue] {
        // Citations and enforced schemas exclude one another.
        var mayCite = true
        if case .jsonSchema = request.responseFormat { mayCite = false }
        var messages: [JSONValue] = []
        for message in request.messages where message.role != .system && message.role != .developer {
            var blocks: [JSONValue] = []
            for part in message.parts {
                if let block = try block(part, mayCite: mayCite, role: message.role) { blocks.append(block) }
            }
            guard !blocks.isEmpty else { continue }
            let role = message.role == .assistant ? "assistant" : "user"
            messages.append(["role": .string(role), "content": .array(blocks)])
        }
        return messages
    }

    private func block(_ part: MessagePart, mayCite: Bool, role: MessageRole) throws -> JSONValue? {
        switch part {
        case .text(let text): return text.isEmpty ? nil : ["type": "text", "text": .string(text)]
        case .media(let media): return Self.media(media)
        case .document(let document):
            guard role == .user else { return ["type": "text", "text": .string(FormText.text(of: document))] }
            return [
                "type": "document",
                "source": ["type": "text", "media_type": "text/plain", "data": .string(document.text)],
                "title": .string(document.title.isEmpty ? document.id : document.title),
                "citations": ["enabled": .bool(mayCite)],
            ]
        case .toolCall(let call):
            let input = (try? JSONValue(parsing: call.arguments)) ?? [:]
            return ["type": "tool_use", "id": .string(call.id), "name": .string(call.name), "input": input]
        case .toolResult(let result):
            var block = JSONObjectBuilder()
            block.add("type", "tool_result")
            block.add("tool_use_id", .string(result.callID))
            block.add("content", .string(result.text))
            if result.isError { block.add("is_error", true) }
            return block.value()
        case .reasoning(let thought):
            if thought.isRedacted { return ["type": "redacted_thinking", "data": .string(thought.text)] }
            guard let signature = thought.signature else { return nil }
            return ["type": "thinking", "thinking": .string(thought.text), "signature": .string(signature)]
        }
    }

    private static func media(_ media: Media) -> JSONValue {
        let inline = FormText.inlineData(media.url)
        let type = media.contentType ?? inline?.type ?? "image/jpeg"
        let source: JSONValue =
            if let inline {
                ["type": "base64", "media_type": .string(type), "data": .string(inline.base64)]
            } else {
                ["type": "url", "url": .string(media.url)]
            }
        return ["type": .string(type == "application/pdf" ? "document" : "image"), "source": source]
    }
}
