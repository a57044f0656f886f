internal import WrightCore
internal import WrightModel

/// The form of Ollama's own `POST /api/chat`.
struct OllamaForm: CompletionForm {
    let framing = StreamFraming.lines

    func path(for request: CompletionRequest, isStreamed: Bool) -> String { "/api/chat" }

    func reader(for request: CompletionRequest) -> any CompletionReader { OllamaReader() }

    func body(for request: CompletionRequest, isStreamed: Bool) throws -> JSONValue {
        var body = JSONObjectBuilder()
        body.add("model", .string(request.model))
        body.add("messages", .array(try request.messages.flatMap(messages)))
        switch request.responseFormat {
        case .text: break
        case .json: body.add("format", "json")
        case .jsonSchema(let schema): body.add("format", schema)
        }
        if !request.tools.isEmpty, request.toolChoice != .none {
            body.add("tools", .array(request.tools.map(ChatCompletionsForm.tool)))
        }
        var options = JSONObjectBuilder()
        options.add("temperature", request.temperature)
        options.add("top_p", request.topP)
        options.add("top_k", request.topK)
        options.add("num_predict", request.maximumTokenCount)
        options.add("stop", texts: request.stop)
        options.add("seed", request.seed)
        options.add("frequency_penalty", request.frequencyPenalty)
        options.add("presence_penalty", request.presencePenalty)
        if !options.members.isEmpty { body.add("options", options.value()) }
        if let effort = request.reasoningEffort {
            body.add("think", effort == .minimal ? false : .string(effort.rawValue))
        }
        if let count = request.logprobs {
            body.add("logprobs", true)
            if count > 0 { body.add("top_logprobs", count) }
        }
        body.add("stream", .bool(isStreamed))
        return body.value(over: request.extra)
    }

    private func messages(_ message: Message) throws -> [JSONValue] {
        if message.role == .tool {
            return message.parts.compactMap { part in
                guard case .toolResult(let result) = part else { return nil }
                return [
                    "role": "tool", "tool_name": .string(result.name), "tool_call_id": .string(result.callID),
                    "content": .string(result.text),
                ]
            }
        }
        var text = ""
        var images: [JSONValue] = []
        var calls: [JSONValue] = []
        for part in message.parts {
            switch part {
            case .text(let more): text += more
            case .document(let document): text += FormText.text(of: document)
            case .media(let media):
                guard let data = FormText.inlineData(media.url) else {
                    throw ProviderError.requestUnsupported(service: "ollama", what: "media by address")
                }
                images.append(.string(data.base64))
            case .toolCall(let call):
                let arguments = (try? JSONValue(parsing: call.arguments)) ?? [:]
                calls.append([
                    "id": .string(call.id), "function": ["name": .string(call.name), "arguments": arguments],
                ])
            case .toolResult, .reasoning: continue
            }
        }
        var object = JSONObjectBuilder()
        object.add("role", .string(message.role == .developer ? "system" : message.role.rawValue))
        object.add("content", .string(text))
        if !images.isEmpty { object.add("images", .array(images)) }
        if !calls.isEmpty { object.add("tool_calls", .array(calls)) }
        return [object.value()]
    }
}

/// Reads Ollama's answers, whole and in lines.
struct OllamaReader: CompletionReader {
    private(set) var isComplete = false
    private var hasStarted = false
    private var callCount = 0

    mutating func read(_ event: JSONValue, name: [UInt8], into pieces: inout [CompletionDelta]) throws {
        try readWhole(event, into: &pieces)
    }

    mutating func readWhole(_ value: JSONValue, into pieces: inout [CompletionDelta]) throws {
        if let failure = ReplyJSON.failure(in: value) { throw ReportedFailure(failure: failure) }
        if !hasStarted {
            hasStarted = true
            pieces.append(.start(CompletionStart(id: "", model: value["model"]?.string ?? "")))
        }
        let message = value["message"] ?? .null
        if let text = message["thinking"]?.string, !text.isEmpty {
            pieces.append(.reasoning(ReasoningDelta(text: text)))
        }
        if let text = message["content"]?.string ?? value["response"]?.string, !text.isEmpty {
            pieces.append(.text(text))
        }
        for call in message["tool_calls"]?.array ?? [] { add(call, into: &pieces) }
        if let list = value["logprobs"], list.array != nil {
            let tokens = ChatCompletionsReader.logprobs(["content": list])
            if !tokens.isEmpty { pieces.append(.logprobs(tokens)) }
        }
        guard value["done"]?.bool == true else { return }
        if let output = value["eval_count"]?.tokenCount {
            pieces.append(.usage(TokenUsage(input: value["prompt_eval_count"]?.tokenCount ?? 0, output: output)))
        }
        finish(value["done_reason"]?.string ?? "stop", into: &pieces)
    }

    mutating func end(into pieces: inout [CompletionDelta]) {
        if !isComplete { finish("stop", into: &pieces) }
    }

    private mutating func add(_ call: JSONValue, into pieces: inout [CompletionDelta]) {
        guard callCount < 256 else { return }
        let function = call["function"] ?? call
        let arguments = function["arguments"].map { $0.string ?? $0.text() } ?? "{}"
        pieces.append(
            .toolCall(
                ToolCallDelta(
                    index: callCount,
                    id: call["id"]?.string ?? "call_\(callCount)",
                    name: function["name"]?.string,
                    arguments: arguments
                )
            )
        )
        callCount += 1
    }

    private mutating func finish(_ reason: String, into pieces: inout [CompletionDelta]) {
        guard !isComplete else { return }
        isComplete = true
        let finish: FinishReason =
            switch reason {
            case "stop": callCount > 0 ? .toolCalls : .stop
            case "length": .length
            default: .other(reason)
            }
        pieces.append(.finish(finish))
    }
}
