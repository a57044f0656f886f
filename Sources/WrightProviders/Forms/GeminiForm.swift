internal import WrightCore
internal import WrightModel

/// The form of Gemini's `generateContent`.
struct GeminiForm: CompletionForm {
    let framing = StreamFraming.events

    func path(for request: CompletionRequest, isStreamed: Bool) -> String {
        let name = request.model.hasPrefix("models/") ? String(request.model.dropFirst(7)) : request.model
        let model = "/models/" + ServiceAddress.pathSegment(name)
        return model + (isStreamed ? ":streamGenerateContent?alt=sse" : ":generateContent")
    }

    func reader(for request: CompletionRequest) -> any CompletionReader { GeminiReader() }

    func body(for request: CompletionRequest, isStreamed: Bool) throws -> JSONValue {
        var body = JSONObjectBuilder()
        if let text = FormText.instructions(of: request) {
            body.add("systemInstruction", ["parts": [["text": .string(text)]]])
        }
        body.add("contents", .array(contents(of: request)))
        if !request.tools.isEmpty {
            let tools = request.tools.map { tool -> JSONValue in
                [
                    "name": .string(tool.name), "description": .string(tool.description),
                    "parametersJsonSchema": tool.parameters,
                ]
            }
            body.add("tools", [["functionDeclarations": .array(tools)]])
            body.add("toolConfig", choice(request.toolChoice))
        }
        let configuration = configuration(of: request)
        if !configuration.members.isEmpty { body.add("generationConfig", configuration.value()) }
        return body.value(over: request.extra)
    }

    private func configuration(of request: CompletionRequest) -> JSONObjectBuilder {
        var configuration = JSONObjectBuilder()
        configuration.add("temperature", request.temperature)
        configuration.add("topP", request.topP)
        configuration.add("topK", request.topK)
        configuration.add("maxOutputTokens", request.maximumTokenCount)
        configuration.add("stopSequences", texts: request.stop)
        configuration.add("seed", request.seed)
        configuration.add("presencePenalty", request.presencePenalty)
        configuration.add("frequencyPenalty", request.frequencyPenalty)
        switch request.responseFormat {
        case .text: break
        case .json: configuration.add("responseMimeType", "application/json")
        case .jsonSchema(let schema):
            configuration.add("responseMimeType", "application/json")
            configuration.add("responseJsonSchema", schema)
        }
        if let count = request.logprobs {
            configuration.add("responseLogprobs", true)
            if count > 0 { configuration.add("logprobs", count) }
        }
        if let effort = request.reasoningEffort {
            let level = effort == .medium || effort == .high ? "high" : "low"
            configuration.add("thinkingConfig", ["thinkingLevel": .string(level)])
        }
        return configuration
    }

    private func choice(_ choice: ToolChoice) -> JSONValue? {
        switch choice {
        case .auto: nil
        case .none: ["functionCallingConfig": ["mode": "NONE"]]
        case .required: ["functionCallingConfig": ["mode": "ANY"]]
        case .named(let name):
            ["functionCallingConfig": ["mode": "ANY", "allowedFunctionNames": [.string(name)]]]
        }
    }

    private func contents(of request: CompletionRequest) -> [JSONValue] {
        request.messages.filter { $0.role != .system && $0.role != .developer }
            .compactMap { message in
                var parts: [JSONValue] = []
                var signature: String?
                for part in message.parts {
                    if case .reasoning(let thought) = part {
                        signature = thought.signature ?? signature
                        continue
                    }
                    guard let value = self.part(part) else { continue }
                    if let seal = signature, case .object(let members) = value {
                        parts.append(.object(members + [JSONValue.Member("thoughtSignature", .string(seal))]))
                        signature = nil
                    } else {
                        parts.append(value)
                    }
                }
                guard !parts.isEmpty else { return nil }
                let role = message.role == .assistant ? "model" : "user"
                return ["role": .string(role), "parts": .array(parts)]
            }
    }

    private func part(_ part: MessagePart) -> JSONValue? {
        switch part {
        case .text(let text): return text.isEmpty ? nil : ["text": .string(text)]
        case .document(let document): return ["text": .string(FormText.text(of: document))]
        case .media(let media):
            let inline = FormText.inlineData(media.url)
            let type = media.contentType ?? inline?.type ?? "image/jpeg"
            if let inline { return ["inlineData": ["mimeType": .string(type), "data": .string(inline.base64)]] }
            return ["fileData": ["mimeType": .string(type), "fileUri": .string(media.url)]]
        case .toolCall(let call):
            let arguments = (try? JSONValue(parsing: call.arguments)) ?? [:]
            return ["functionCall": ["name": .string(call.name), "args": arguments]]
        case .toolResult(let result):
            let name = result.isError ? "error" : "result"
            let response = JSONValue.object([JSONValue.Member(name, .string(result.text))])
            return ["functionResponse": ["name": .string(result.name), "response": response]]
        case .reasoning: return nil
        }
    }
}

/// Reads Gemini's answers, whole and streamed.
struct GeminiReader: CompletionReader {
    private(set) var isComplete = false
    private var hasStarted = false
    private var callCount = 0

    mutating func read(_ event: JSONValue, name: [UInt8], into pieces: inout [CompletionDelta]) throws {
        try readWhole(event, into: &pieces)
    }

    mutating func readWhole(_ value: JSONValue, into pieces: inout [CompletionDelta]) throws {
        if let failure = ReplyJSON.failure(in: value) { throw ReportedFailure(failure: failure) }
        // Without `alt=sse` a stream is an array of the same objects.
        if let list = value.array {
            for element in list { try readWhole(element, into: &pieces) }
            return
        }
        if !hasStarted {
            hasStarted = true
            let id = value["responseId"]?.string ?? ""
            pieces.append(.start(CompletionStart(id: id, model: value["modelVersion"]?.string ?? "")))
        }
        if let candidate = value["candidates"]?.array?.first { read(candidate, into: &pieces) }
        if let usage = Self.usage(value["usageMetadata"]) { pieces.append(.usage(usage)) }
        if value["promptFeedback"]?["blockReason"]?.string != nil, !isComplete {
            isComplete = true
            pieces.append(.finish(.refusal))
        }
    }

    mutating func end(into pieces: inout [CompletionDelta]) {
        guard !isComplete else { return }
        isComplete = true
        pieces.append(.finish(callCount > 0 ? .toolCalls : .stop))
    }

    private mutating func read(_ candidate: JSONValue, into pieces: inout [CompletionDelta]) {
        for part in candidate["content"]?["parts"]?.array ?? [] {
            let signature = part["thoughtSignature"]?.string
            if part["thought"]?.bool == true {
                pieces.append(.reasoning(ReasoningDelta(text: part["text"]?.string ?? "", signature: signature)))
                continue
            }
            if let signature { pieces.append(.reasoning(ReasoningDelta(text: "", signature: signature))) }
            if let text = part["text"]?.string, !text.isEmpty { pieces.append(.text(text)) }
            if let call = part["functionCall"], call.object != nil, callCount < 256 {
                pieces.append(
                    .toolCall(
                        ToolCallDelta(
                            index: callCount,
                            id: call["id"]?.string ?? "call_\(callCount)",
                            name: call["name"]?.string,
                            arguments: call["args"]?.text() ?? "{}"
                        )
                    )
                )
                callCount += 1
            }
        }
        let tokens = Self.logprobs(candidate["logprobsResult"])
        if !tokens.isEmpty { pieces.append(.logprobs(tokens)) }
        for citation in Self.citations(candidate) { pieces.append(.citation(citation)) }
        guard let reason = candidate["finishReason"]?.string, !isComplete else { return }
        isComplete = true
        let finish: FinishReason =
            switch reason {
            case "STOP": callCount > 0 ? .toolCalls : .stop
            case "MAX_TOKENS": .length
            case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "LANGUAGE":
                .refusal
            default: .other(reason)
            }
        pieces.append(.finish(finish))
    }

    /// The form counts thoughts beside the output and tool results beside the input; ours counts them in.
    static func usage(_ value: JSONValue?) -> TokenUsage? {
        guard let value, let input = value["promptTokenCount"]?.tokenCount else { return nil }
        let thoughts = value["thoughtsTokenCount"]?.tokenCount ?? 0
        return TokenUsage(
            input: input + (value["toolUsePromptTokenCount"]?.tokenCount ?? 0),
            output: (value["candidatesTokenCount"]?.tokenCount ?? 0) + thoughts,
            cachedInput: value["cachedContentTokenCount"]?.tokenCount ?? 0,
            reasoning: thoughts
        )
    }

    private static func logprobs(_ value: JSONValue?) -> [TokenLogprob] {
        let tops = value?["topCandidates"]?.array ?? []
        return (value?["chosenCandidates"]?.array ?? []).enumerated()
            .compactMap { index, chosen in
                guard let token = chosen["token"]?.string else { return nil }
                let others = (index < tops.count ? tops[index]["candidates"]?.array ?? [] : [])
                    .compactMap { other -> TokenLogprob.Alternative? in
                        guard let token = other["token"]?.string else { return nil }
                        return TokenLogprob.Alternative(token: token, logprob: other["logProbability"]?.double ?? 0)
                    }
                return TokenLogprob(
                    token: token,
                    logprob: chosen["logProbability"]?.double ?? 0,
                    alternatives: others
                )
            }
    }

    /// Places are given in bytes of the answer.
    private static func citations(_ candidate: JSONValue) -> [ProviderCitation] {
        let chunks = candidate["groundingMetadata"]?["groundingChunks"]?.array ?? []
        var citations: [ProviderCitation] = []
        for support in (candidate["groundingMetadata"]?["groundingSupports"]?.array ?? []).prefix(1000) {
            let segment = support["segment"]
            for place in support["groundingChunkIndices"]?.array ?? [] {
                guard let index = place.int, chunks.indices.contains(index) else { continue }
                let source = chunks[index]["web"] ?? chunks[index]["retrievedContext"]
                var citation = ProviderCitation(url: source?["uri"]?.string, title: source?["title"]?.string)
                citation.answerRange = range(segment)
                citations.append(citation)
            }
        }
        for source in (candidate["citationMetadata"]?["citationSources"]?.array ?? []).prefix(1000) {
            var citation = ProviderCitation(url: source["uri"]?.string)
            citation.answerRange = range(source)
            citations.append(citation)
        }
        return citations
    }

    private static func range(_ value: JSONValue?) -> Range<Int>? {
        guard let end = value?["endIndex"]?.int else { return nil }
        let start = value?["startIndex"]?.int ?? 0
        return start >= 0 && start <= end ? start..<end : nil
    }
}
