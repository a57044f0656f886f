internal import WrightCore
internal import WrightModel

/// Reads Anthropic's messages, whole and streamed.
struct MessagesReader: CompletionReader {
    private(set) var isComplete = false
    private let documents: [SourceDocument]
    private var usage: [String: Int] = [:]
    private var answerCount = 0
    private var calls: [Int: Int] = [:]
    private var blocks: [Int: Block] = [:]

    /// A content block that has begun.
    private struct Block {
        var kind: String
        var begin: Int
        var citations: [ProviderCitation] = []
        var hasArguments = false
        var input: JSONValue = .null
    }

    init(documents: [SourceDocument]) {
        self.documents = documents
    }

    mutating func read(_ event: JSONValue, name: [UInt8], into pieces: inout [CompletionDelta]) throws {
        if let failure = ReplyJSON.failure(in: event) { throw ReportedFailure(failure: failure) }
        let kind = event["type"]?.string ?? String(decoding: name, as: UTF8.self)
        let index = event["index"]?.int ?? blocks.keys.max() ?? 0
        switch kind {
        case "message_start":
            let message = event["message"] ?? event
            start(message, into: &pieces)
            add(message["usage"])
        case "content_block_start": begin(index, event["content_block"] ?? .null, into: &pieces)
        case "content_block_delta":
            if blocks[index] == nil { blocks[index] = Block(kind: "text", begin: answerCount) }
            read(event["delta"] ?? .null, index, into: &pieces)
        case "content_block_stop": end(index, into: &pieces)
        case "message_delta":
            add(event["usage"])
            if let usage = tokenUsage { pieces.append(.usage(usage)) }
            finish(event["delta"]?["stop_reason"]?.string, into: &pieces)
        case "message_stop": end(into: &pieces)
        case "message": try readWhole(event, into: &pieces)
        default: break
        }
    }

    mutating func readWhole(_ value: JSONValue, into pieces: inout [CompletionDelta]) throws {
        if let failure = ReplyJSON.failure(in: value) { throw ReportedFailure(failure: failure) }
        start(value, into: &pieces)
        for (index, block) in (value["content"]?.array ?? []).enumerated() {
            begin(index, block, into: &pieces)
            for citation in block["citations"]?.array ?? [] { add(citation, index) }
            end(index, into: &pieces)
        }
        add(value["usage"])
        if let usage = tokenUsage { pieces.append(.usage(usage)) }
        finish(value["stop_reason"]?.string, into: &pieces)
    }

    mutating func end(into pieces: inout [CompletionDelta]) {
        for index in blocks.keys.sorted() { end(index, into: &pieces) }
        guard !isComplete else { return }
        isComplete = true
        pieces.append(.finish(calls.isEmpty ? .stop : .toolCalls))
    }

    private func start(_ message: JSONValue, into pieces: inout [CompletionDelta]) {
        let id = message["id"]?.string ?? ""
        pieces.append(.start(CompletionStart(id: id, model: message["model"]?.string ?? "")))
    }

    private mutating func begin(_ index: Int, _ value: JSONValue, into pieces: inout [CompletionDelta]) {
        guard blocks.count < 10_000 else { return }
        let kind = value["type"]?.string ?? "text"
        blocks[index] = Block(kind: kind, begin: answerCount)
        switch kind {
        case "text": add(value["text"]?.string ?? "", into: &pieces)
        case "thinking":
            let text = value["thinking"]?.string ?? ""
            let signature = value["signature"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            guard !text.isEmpty || signature != nil else { return }
            pieces.append(.reasoning(ReasoningDelta(text: text, signature: signature)))
        case "redacted_thinking":
            pieces.append(.reasoning(ReasoningDelta(text: value["data"]?.string ?? "", isRedacted: true)))
        case "tool_use":
            let place = calls.count
            calls[index] = place
            blocks[index]?.input = value["input"] ?? .null
            pieces.append(
                .toolCall(ToolCallDelta(index: place, id: value["id"]?.string, name: value["name"]?.string))
            )
        default: break
        }
    }

    private mutating func read(_ delta: JSONValue, _ index: Int, into pieces: inout [CompletionDelta]) {
        switch delta["type"]?.string ?? "text_delta" {
        case "text_delta": add(delta["text"]?.string ?? "", into: &pieces)
        case "thinking_delta":
            guard let text = delta["thinking"]?.string, !text.isEmpty else { return }
            pieces.append(.reasoning(ReasoningDelta(text: text)))
        case "signature_delta":
            guard let signature = delta["signature"]?.string else { return }
            pieces.append(.reasoning(ReasoningDelta(text: "", signature: signature)))
        case "input_json_delta":
            guard let place = calls[index], let text = delta["partial_json"]?.string, !text.isEmpty else { return }
            blocks[index]?.hasArguments = true
            pieces.append(.toolCall(ToolCallDelta(index: place, arguments: text)))
        case "citations_delta": add(delta["citation"] ?? .null, index)
        default: break
        }
    }

    private mutating func end(_ index: Int, into pieces: inout [CompletionDelta]) {
        guard let block = blocks.removeValue(forKey: index) else { return }
        for var citation in block.citations {
            citation.answerRange = block.begin..<answerCount
            pieces.append(.citation(citation))
        }
        // Some servers send the arguments with the block's begin, and some send none for none.
        guard let place = calls[index], !block.hasArguments, block.kind == "tool_use" else { return }
        let arguments = block.input.object == nil ? "{}" : block.input.text()
        pieces.append(.toolCall(ToolCallDelta(index: place, arguments: arguments)))
    }

    private mutating func add(_ text: String, into pieces: inout [CompletionDelta]) {
        guard !text.isEmpty else { return }
        answerCount += text.utf8.count
        pieces.append(.text(text))
    }

    private mutating func finish(_ reason: String?, into pieces: inout [CompletionDelta]) {
        guard let reason, !isComplete else { return }
        for index in blocks.keys.sorted() { end(index, into: &pieces) }
        isComplete = true
        let finish: FinishReason =
            switch reason {
            case "end_turn", "stop_sequence", "stop": .stop
            case "max_tokens", "model_context_window_exceeded": .length
            case "tool_use": .toolCalls
            case "refusal": .refusal
            default: .other(reason)
            }
        pieces.append(.finish(finish))
    }

    private mutating func add(_ citation: JSONValue, _ index: Int) {
        guard blocks[index]?.citations.count ?? 0 < 1000, citation.object != nil else { return }
        var result = ProviderCitation(
            url: citation["url"]?.string ?? citation["source"]?.string,
            title: citation["document_title"]?.string ?? citation["title"]?.string,
            quote: citation["cited_text"]?.string
        )
        if let place = citation["document_index"]?.int, documents.indices.contains(place) {
            let document = documents[place]
            result.documentID = document.id
            if citation["type"]?.string == "char_location" {
                let range = FormText.byteRange(
                    citation["start_char_index"]?.int,
                    citation["end_char_index"]?.int,
                    in: document.text
                )
                result.sourceRange = range
            }
        }
        blocks[index]?.citations.append(result)
    }

    /// Later counts replace earlier ones.
    private mutating func add(_ value: JSONValue?) {
        for name in ["input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"] {
            if let count = value?[name]?.tokenCount { usage[name] = count }
        }
    }

    /// The form counts what came from or went into the cache beside the input; ours counts it in.
    private var tokenUsage: TokenUsage? {
        guard !usage.isEmpty else { return nil }
        let cached = usage["cache_read_input_tokens"] ?? 0
        let written = usage["cache_creation_input_tokens"] ?? 0
        return TokenUsage(
            input: (usage["input_tokens"] ?? 0) + cached + written,
            output: usage["output_tokens"] ?? 0,
            cachedInput: cached,
            cacheWrite: written
        )
    }
}
