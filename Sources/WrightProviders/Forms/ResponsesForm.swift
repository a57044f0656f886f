internal import WrightCore
internal import WrightModel

/// The form of OpenAI's `POST /responses`.
struct ResponsesForm: CompletionForm {
    let framing = StreamFraming.events

    func path(for request: CompletionRequest, isStreamed: Bool) -> String { "/responses" }

    func reader(for request: CompletionRequest) -> any CompletionReader { ResponsesReader() }

    func body(for request: CompletionRequest, isStreamed: Bool) throws -> JSONValue {
        var body = JSONObjectBuilder()
        body.add("model", .string(request.model))
        body.add("instructions", FormText.instructions(of: request).map { .string($0) })
        body.add("input", .array(request.messages.flatMap(items)))
        body.add("temperature", request.temperature)
        body.add("top_p", request.topP)
        body.add("max_output_tokens", request.maximumTokenCount)
        if request.topK != nil { throw ProviderError.requestUnsupported(service: request.model, what: "topK") }
        if !request.stop.isEmpty { throw ProviderError.requestUnsupported(service: request.model, what: "stop") }
        if !request.tools.isEmpty {
            let tools = request.tools.map { tool -> JSONValue in
                [
                    "type": "function", "name": .string(tool.name), "description": .string(tool.description),
                    "parameters": tool.parameters, "strict": .bool(tool.isStrict),
                ]
            }
            body.add("tools", .array(tools))
            body.add("tool_choice", choice(request.toolChoice))
        }
        switch request.responseFormat {
        case .text: break
        case .json: body.add("text", ["format": ["type": "json_object"]])
        case .jsonSchema(let schema):
            let format: JSONValue = [
                "type": "json_schema", "name": .string(FormText.schemaName), "schema": schema,
                "strict": .bool(FormText.isStrict(schema)),
            ]
            body.add("text", ["format": format])
        }
        if let effort = request.reasoningEffort { body.add("reasoning", ["effort": .string(effort.rawValue)]) }
        if let count = request.logprobs {
            body.add("include", ["message.output_text.logprobs"])
            body.add("top_logprobs", count)
        }
        body.add("store", false)
        if isStreamed { body.add("stream", true) }
        return body.value(over: request.extra)
    }

    private func choice(_ choice: ToolChoice) -> JSONValue? {
        switch choice {
        case .auto: nil
        case .none: "none"
        case .required: "required"
        case .named(let name): ["type": "function", "name": .string(name)]
        }
    }

    private func items(_ message: Message) -> [JSONValue] {
        guard message.role != .system, message.role != .developer else { return [] }
        var content: [JSONValue] = []
        var items: [JSONValue] = []
        let textType: JSONValue = message.role == .assistant ? "output_text" : "input_text"
        for part in message.parts {
            switch part {
            case .text(let text): content.append(["type": textType, "text": .string(text)])
            case .document(let document):
                content.append(["type": textType, "text": .string(FormText.text(of: document))])
            case .media(let media): content.append(Self.media(media))
            case .toolCall(let call):
                items.append([
                    "type": "function_call", "call_id": .string(call.id), "name": .string(call.name),
                    "arguments": .string(call.arguments),
                ])
            case .toolResult(let result):
                items.append([
                    "type": "function_call_output", "call_id": .string(result.callID), "output": .string(result.text),
                ])
            case .reasoning: continue
            }
        }
        guard !content.isEmpty else { return items }
        let role: JSONValue = message.role == .assistant ? "assistant" : "user"
        return [["role": role, "content": .array(content)]] + items
    }

    private static func media(_ media: Media) -> JSONValue {
        let type = media.contentType ?? FormText.inlineData(media.url)?.type ?? "image/*"
        guard type == "application/pdf" else { return ["type": "input_image", "image_url": .string(media.url)] }
        if FormText.inlineData(media.url) == nil { return ["type": "input_file", "file_url": .string(media.url)] }
        return ["type": "input_file", "filename": "document.pdf", "file_data": .string(media.url)]
    }
}

/// Reads OpenAI's responses, whole and streamed.
struct ResponsesReader: CompletionReader {
    private(set) var isComplete = false
    private var calls: [Int: Int] = [:]
    private var callsWithArguments: Set<Int> = []
    private var answer = ""
    private var hasRefused = false

    mutating func read(_ event: JSONValue, name: [UInt8], into pieces: inout [CompletionDelta]) throws {
        let kind = event["type"]?.string ?? String(decoding: name, as: UTF8.self)
        let place = event["output_index"]?.int ?? 0
        switch kind {
        case "response.created": start(event["response"] ?? .null, into: &pieces)
        case "response.output_text.delta":
            add(event["delta"]?.string ?? "", into: &pieces)
            let tokens = ChatCompletionsReader.logprobs(["content": event["logprobs"] ?? .null])
            if !tokens.isEmpty { pieces.append(.logprobs(tokens)) }
        case "response.refusal.delta":
            hasRefused = true
            add(event["delta"]?.string ?? "", into: &pieces)
        case "response.reasoning_summary_text.delta", "response.reasoning_text.delta":
            if let text = event["delta"]?.string { pieces.append(.reasoning(ReasoningDelta(text: text))) }
        case "response.output_item.added":
            if let item = event["item"] { begin(item, place, into: &pieces) }
        case "response.function_call_arguments.delta":
            guard let index = calls[place], let text = event["delta"]?.string, !text.isEmpty else { return }
            callsWithArguments.insert(place)
            pieces.append(.toolCall(ToolCallDelta(index: index, arguments: text)))
        case "response.output_item.done":
            if let item = event["item"] { end(item, place, into: &pieces) }
        case "response.output_text.annotation.added": add(annotation: event["annotation"], into: &pieces)
        case "response.completed", "response.incomplete", "response.failed":
            try finish(event["response"] ?? .null, into: &pieces)
        default:
            if let failure = ReplyJSON.failure(in: event) { throw ReportedFailure(failure: failure) }
        }
    }

    mutating func readWhole(_ value: JSONValue, into pieces: inout [CompletionDelta]) throws {
        start(value, into: &pieces)
        try finish(value, into: &pieces)
    }

    mutating func end(into pieces: inout [CompletionDelta]) {
        guard !isComplete else { return }
        isComplete = true
        pieces.append(.finish(hasRefused ? .refusal : calls.isEmpty ? .stop : .toolCalls))
    }

    private func start(_ response: JSONValue, into pieces: inout [CompletionDelta]) {
        let id = response["id"]?.string ?? ""
        pieces.append(.start(CompletionStart(id: id, model: response["model"]?.string ?? "")))
    }

    private mutating func begin(_ item: JSONValue, _ place: Int, into pieces: inout [CompletionDelta]) {
        guard item["type"]?.string == "function_call", calls[place] == nil, calls.count < 256 else { return }
        let index = calls.count
        calls[place] = index
        let id = item["call_id"]?.string ?? item["id"]?.string
        pieces.append(.toolCall(ToolCallDelta(index: index, id: id, name: item["name"]?.string)))
    }

    /// What an item holds, if its pieces did not come.
    private mutating func end(_ item: JSONValue, _ place: Int, into pieces: inout [CompletionDelta]) {
        guard item["type"]?.string == "function_call" else { return }
        begin(item, place, into: &pieces)
        guard let index = calls[place], callsWithArguments.insert(place).inserted else { return }
        pieces.append(.toolCall(ToolCallDelta(index: index, arguments: item["arguments"]?.string ?? "{}")))
    }

    private mutating func finish(_ response: JSONValue, into pieces: inout [CompletionDelta]) throws {
        if let failure = ReplyJSON.failure(in: response) { throw ReportedFailure(failure: failure) }
        let hadText = !answer.isEmpty
        for (place, item) in (response["output"]?.array ?? []).enumerated() {
            switch item["type"]?.string {
            case "message" where !hadText: read(message: item, into: &pieces)
            case "function_call": end(item, place, into: &pieces)
            case "reasoning" where !hadText && !isComplete:
                for part in item["summary"]?.array ?? [] {
                    if let text = part["text"]?.string { pieces.append(.reasoning(ReasoningDelta(text: text))) }
                }
            default: continue
            }
        }
        if let usage = ChatCompletionsReader.usage(response["usage"]) { pieces.append(.usage(usage)) }
        isComplete = true
        let why = response["incomplete_details"]?["reason"]?.string
        let finish: FinishReason =
            switch (response["status"]?.string, why) {
            case (_, "max_output_tokens"), (_, "max_tokens"): .length
            case (_, "content_filter"): .refusal
            case ("incomplete", let why): .other(why ?? "incomplete")
            case ("failed", _): .other("failed")
            default: hasRefused ? .refusal : calls.isEmpty ? .stop : .toolCalls
            }
        pieces.append(.finish(finish))
    }

    private mutating func read(message: JSONValue, into pieces: inout [CompletionDelta]) {
        for part in message["content"]?.array ?? [] {
            if let text = part["refusal"]?.string {
                hasRefused = true
                add(text, into: &pieces)
            }
            guard let text = part["text"]?.string else { continue }
            add(text, into: &pieces)
            let tokens = ChatCompletionsReader.logprobs(["content": part["logprobs"] ?? .null])
            if !tokens.isEmpty { pieces.append(.logprobs(tokens)) }
            for annotation in part["annotations"]?.array ?? [] { add(annotation: annotation, into: &pieces) }
        }
    }

    private func add(annotation: JSONValue?, into pieces: inout [CompletionDelta]) {
        guard let annotation, let citation = ChatCompletionsReader.citation(annotation, answer: answer) else { return }
        pieces.append(.citation(citation))
    }

    private mutating func add(_ text: String, into pieces: inout [CompletionDelta]) {
        guard !text.isEmpty else { return }
        answer += text
        pieces.append(.text(text))
    }
}
