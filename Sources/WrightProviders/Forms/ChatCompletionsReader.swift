internal import WrightCore
internal import WrightModel

/// Reads chat completions, whole and streamed, and what real servers make of them.
///
/// Missing `index` and `type`, null contents, contents in parts, arguments as objects, thoughts under three names,
/// usage in the last event, in the choice or under `x_groq`, and errors inside a stream are all read.
struct ChatCompletionsReader: CompletionReader {
    private(set) var isComplete = false
    private var hasStarted = false
    private var hasRefused = false
    private var hasCalls = false
    private var answer = ""
    private var calls = ToolCallPlaces()

    mutating func read(_ event: JSONValue, name: [UInt8], into pieces: inout [CompletionDelta]) throws {
        try readWhole(event, into: &pieces)
    }

    mutating func skim(_ event: UnsafeRawBufferPointer, into pieces: inout [CompletionDelta]) -> Bool {
        guard hasStarted, let chunk = ChatChunk(event) else { return false }
        if let thought = chunk.thought, !thought.isEmpty { pieces.append(.reasoning(ReasoningDelta(text: thought))) }
        if let text = chunk.text { add(text, into: &pieces) }
        return true
    }

    mutating func readWhole(_ value: JSONValue, into pieces: inout [CompletionDelta]) throws {
        if let failure = ReplyJSON.failure(in: value) { throw ReportedFailure(failure: failure) }
        if !hasStarted { start(value, into: &pieces) }
        for choice in value["choices"]?.array ?? [] where choice["index"]?.int ?? 0 == 0 {
            read(choice: choice, into: &pieces)
            if let usage = Self.usage(choice["usage"]) { pieces.append(.usage(usage)) }
        }
        if let usage = Self.usage(value["usage"]) ?? Self.usage(value["x_groq"]?["usage"]) {
            pieces.append(.usage(usage))
        }
        for citation in value["citations"]?.array ?? [] {
            guard let url = citation.string, !citedURLs.contains(url), citedURLs.count < 1000 else { continue }
            citedURLs.insert(url)
            pieces.append(.citation(ProviderCitation(url: url)))
        }
    }

    private var citedURLs: Set<String> = []

    mutating func end(into pieces: inout [CompletionDelta]) {
        guard !isComplete else { return }
        isComplete = true
        pieces.append(.finish(hasRefused ? .refusal : hasCalls ? .toolCalls : .stop))
    }

    private mutating func start(_ value: JSONValue, into pieces: inout [CompletionDelta]) {
        let start = CompletionStart(
            id: value["id"]?.string ?? "",
            model: value["model"]?.string ?? "",
            systemFingerprint: value["system_fingerprint"]?.string
        )
        // Azure begins with an event that has neither model nor choices.
        guard !start.model.isEmpty || !(value["choices"]?.array?.isEmpty ?? true) else { return }
        hasStarted = true
        pieces.append(.start(start))
    }

    private mutating func read(choice: JSONValue, into pieces: inout [CompletionDelta]) {
        if let message = choice["delta"] ?? choice["message"] { read(message: message, into: &pieces) }
        if let text = choice["text"]?.string { add(text, into: &pieces) }
        if let logprobs = choice["logprobs"] {
            let tokens = Self.logprobs(logprobs)
            if !tokens.isEmpty { pieces.append(.logprobs(tokens)) }
        }
        guard let reason = choice["finish_reason"]?.string, !reason.isEmpty else { return }
        isComplete = true
        let finish = Self.finishReason(reason)
        pieces.append(.finish(hasRefused ? .refusal : finish == .stop && hasCalls ? .toolCalls : finish))
    }

    private mutating func read(message: JSONValue, into pieces: inout [CompletionDelta]) {
        for name in ["reasoning_content", "reasoning"] {
            if let text = message[name]?.string, !text.isEmpty {
                pieces.append(.reasoning(ReasoningDelta(text: text)))
                break
            }
        }
        switch message["content"] {
        case .string(let text): add(text, into: &pieces)
        case .array(let parts): for part in parts { read(part: part, into: &pieces) }
        default: break
        }
        if let text = message["refusal"]?.string, !text.isEmpty {
            hasRefused = true
            add(text, into: &pieces)
        }
        for (place, call) in (message["tool_calls"]?.array ?? []).enumerated() {
            hasCalls = true
            pieces.append(.toolCall(calls.piece(of: call, place: place)))
        }
        if let call = message["function_call"], call.object != nil {
            hasCalls = true
            pieces.append(.toolCall(calls.piece(of: ["function": call], place: 0)))
        }
        for annotation in message["annotations"]?.array ?? [] {
            if let citation = Self.citation(annotation, answer: answer) { pieces.append(.citation(citation)) }
        }
    }

    private mutating func read(part: JSONValue, into pieces: inout [CompletionDelta]) {
        if let text = part.string ?? part["text"]?.string { return add(text, into: &pieces) }
        if let thought = part["thinking"] {
            let text = thought.string ?? (thought.array ?? []).compactMap { $0["text"]?.string }.joined()
            if !text.isEmpty { pieces.append(.reasoning(ReasoningDelta(text: text))) }
        }
        if let text = part["refusal"]?.string {
            hasRefused = true
            add(text, into: &pieces)
        }
    }

    private mutating func add(_ text: String, into pieces: inout [CompletionDelta]) {
        guard !text.isEmpty else { return }
        answer += text
        pieces.append(.text(text))
    }
}

extension ChatCompletionsReader {
    static func finishReason(_ name: String) -> FinishReason {
        switch name {
        case "stop", "eos", "end_turn", "stop_sequence", "eos_token": .stop
        case "length", "max_tokens", "model_length": .length
        case "tool_calls", "function_call", "tool_use": .toolCalls
        case "content_filter", "refusal": .refusal
        default: .other(name)
        }
    }

    /// The tokens; nil where there are none, as in all events of a stream but the last.
    static func usage(_ value: JSONValue?) -> TokenUsage? {
        guard let value, value.object != nil else { return nil }
        let input = value["prompt_tokens"]?.tokenCount ?? value["input_tokens"]?.tokenCount
        let written = value["completion_tokens"]?.tokenCount ?? value["output_tokens"]?.tokenCount
        guard input != nil || written != nil else { return nil }
        let inputDetails = value["prompt_tokens_details"] ?? value["input_tokens_details"]
        let cached = inputDetails?["cached_tokens"] ?? value["prompt_cache_hit_tokens"]
        let outputDetails = value["completion_tokens_details"] ?? value["output_tokens_details"]
        let reasoning = outputDetails?["reasoning_tokens"]?.tokenCount ?? 0
        var output = written ?? 0
        // Some services count thoughts beside the output instead of in it; the total tells.
        if reasoning > 0, let total = value["total_tokens"]?.tokenCount, total == (input ?? 0) + output + reasoning {
            output += reasoning
        }
        return TokenUsage(
            input: input ?? 0,
            output: output,
            cachedInput: cached?.tokenCount ?? 0,
            cacheWrite: inputDetails?["cache_write_tokens"]?.tokenCount ?? 0,
            reasoning: reasoning
        )
    }

    /// Probabilities in the form of chat completions or of the older completions.
    static func logprobs(_ value: JSONValue) -> [TokenLogprob] {
        if let content = value["content"]?.array {
            return content.compactMap { entry in
                guard let token = entry["token"]?.string else { return nil }
                let others = (entry["top_logprobs"]?.array ?? []).compactMap(alternative)
                return TokenLogprob(
                    token: token,
                    logprob: entry["logprob"]?.double ?? leastLogprob,
                    alternatives: others
                )
            }
        }
        let values = value["token_logprobs"]?.array ?? []
        let tops = value["top_logprobs"]?.array ?? []
        return (value["tokens"]?.array ?? []).enumerated()
            .compactMap { index, token in
                guard let text = token.string, index < values.count else { return nil }
                let others = (index < tops.count ? tops[index].object ?? [] : [])
                    .map { TokenLogprob.Alternative(token: $0.name, logprob: $0.value.double ?? leastLogprob) }
                return TokenLogprob(token: text, logprob: values[index].double ?? leastLogprob, alternatives: others)
            }
    }

    /// What stands for a probability of zero, which JSON cannot write as a logarithm.
    static let leastLogprob = -9999.0

    private static func alternative(_ value: JSONValue) -> TokenLogprob.Alternative? {
        guard let token = value["token"]?.string else { return nil }
        return TokenLogprob.Alternative(token: token, logprob: value["logprob"]?.double ?? leastLogprob)
    }

    /// A source that the service found, with the part of the answer that rests on it.
    static func citation(_ value: JSONValue, answer: String) -> ProviderCitation? {
        let inner = value["url_citation"] ?? value
        guard let url = inner["url"]?.string ?? inner["file_id"]?.string else { return nil }
        var citation = ProviderCitation(url: url, title: inner["title"]?.string ?? inner["filename"]?.string)
        citation.answerRange = FormText.byteRange(inner["start_index"]?.int, inner["end_index"]?.int, in: answer)
        return citation
    }
}

/// Finds out which call a piece of a call belongs to, also where the service does not number them.
struct ToolCallPlaces {
    /// The largest number of a call that is believed.
    private static let largestIndex = 10_000

    private var ids: [Int: String] = [:]
    private var last = -1

    /// - Parameters:
    ///   - call: The piece as sent.
    ///   - place: Its place in its event.
    /// - Returns: The piece with the number of its call.
    mutating func piece(of call: JSONValue, place: Int) -> ToolCallDelta {
        let function = call["function"] ?? call
        let id = call["id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let name = function["name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let index = index(call["index"]?.int, id: id, name: name)
        last = index
        if let id { ids[index] = id } else if ids[index] == nil { ids[index] = "" }
        var arguments = ""
        switch function["arguments"] {
        case .string(let text): arguments = text
        case .object, .array: arguments = function["arguments"]?.text() ?? ""
        default: break
        }
        return ToolCallDelta(index: index, id: id, name: name, arguments: arguments)
    }

    private func index(_ given: Int?, id: String?, name: String?) -> Int {
        let next = (ids.keys.max() ?? -1) + 1
        if let given, (0...Self.largestIndex).contains(given) {
            // Another identifier under the same number is another call.
            guard let id, let known = ids[given], !known.isEmpty, known != id else { return given }
            return ids.first { $0.value == id }?.key ?? next
        }
        if let id { return ids.first { $0.value == id }?.key ?? next }
        return name != nil || last < 0 ? next : last
    }
}
