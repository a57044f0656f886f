/// The event that a stream of chat completions is mostly made of: a piece of the first choice's text or thought.
struct ChatChunk {
    private(set) var text: String?
    private(set) var thought: String?
    private var hasChoices = false
    private var hasContent = false

    /// Reads an event in one pass; nil where it holds anything else that matters.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var reader = JSONSkimmer(bytes)
        guard reader.members({ read(member: $1, &$0) }), reader.isAtEnd() else { return nil }
    }

    private mutating func read(member name: UnsafeRawBufferPointer, _ reader: inout JSONSkimmer) -> Bool {
        switch name.count {
        case 4 where JSONSkimmer.isEqual(name, "type"): return false
        case 5 where JSONSkimmer.isEqual(name, "error") || JSONSkimmer.isEqual(name, "usage"),
            6 where JSONSkimmer.isEqual(name, "x_groq"),
            9 where JSONSkimmer.isEqual(name, "citations"):
            return reader.takeNull()
        case 6 where JSONSkimmer.isEqual(name, "detail"): return false
        case 6 where JSONSkimmer.isEqual(name, "object"):
            return reader.plainString().map { JSONSkimmer.isEqual($0, "chat.completion.chunk") } ?? false
        case 7 where JSONSkimmer.isEqual(name, "choices"):
            guard !hasChoices else { return false }
            hasChoices = true
            return readChoices(&reader)
        default: return reader.skipValue()
        }
    }

    private mutating func readChoices(_ reader: inout JSONSkimmer) -> Bool {
        guard reader.take(UInt8(ascii: "[")) else { return false }
        if reader.take(UInt8(ascii: "]")) { return true }
        var hasDelta = false
        let isRead = reader.members { reader, name in
            switch name.count {
            case 4 where JSONSkimmer.isEqual(name, "text"), 7 where JSONSkimmer.isEqual(name, "message"): return false
            case 5 where JSONSkimmer.isEqual(name, "index"): return reader.take(UInt8(ascii: "0"))
            case 5 where JSONSkimmer.isEqual(name, "usage"), 8 where JSONSkimmer.isEqual(name, "logprobs"),
                13 where JSONSkimmer.isEqual(name, "finish_reason"):
                return reader.takeNull()
            case 5 where JSONSkimmer.isEqual(name, "delta"):
                guard !hasDelta else { return false }
                hasDelta = true
                return reader.members { read(delta: $1, &$0) }
            default: return reader.skipValue()
            }
        }
        return isRead && reader.take(UInt8(ascii: "]"))
    }

    private mutating func read(delta name: UnsafeRawBufferPointer, _ reader: inout JSONSkimmer) -> Bool {
        switch name.count {
        case 7 where JSONSkimmer.isEqual(name, "content"):
            guard !hasContent else { return false }
            hasContent = true
            if reader.takeNull() { return true }
            text = reader.string()
            return text != nil
        case 9 where JSONSkimmer.isEqual(name, "reasoning"),
            17 where JSONSkimmer.isEqual(name, "reasoning_content"):
            if reader.takeNull() { return true }
            guard thought == nil, let more = reader.string() else { return false }
            thought = more
            return true
        case 7 where JSONSkimmer.isEqual(name, "refusal"), 10 where JSONSkimmer.isEqual(name, "tool_calls"),
            11 where JSONSkimmer.isEqual(name, "annotations"),
            13 where JSONSkimmer.isEqual(name, "function_call"):
            return reader.takeNull()
        default: return reader.skipValue()
        }
    }
}
