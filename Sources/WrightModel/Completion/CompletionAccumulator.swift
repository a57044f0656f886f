/// Joins the pieces of a streamed answer into a completion.
public struct CompletionAccumulator: Sendable {
    /// Tool calls that an answer may hold; more are left out.
    private static let toolCallLimit = 256

    private var id = ""
    private var model: String
    private var systemFingerprint: String?
    private var text = ""
    private var reasoning: [Reasoning] = []
    private var calls: [Int: ToolCall] = [:]
    private var citations: [ProviderCitation] = []
    private var logprobs: [TokenLogprob] = []

    /// The tokens used, as far as the service has said.
    public private(set) var usage: TokenUsage?
    /// Why the answer ended; nil before it has.
    public private(set) var finishReason: FinishReason?
    /// Whether any text, thought or tool call has come.
    public private(set) var hasContent = false

    /// Begins with nothing.
    ///
    /// - Parameter model: The model asked for, named in the completion where the service names none.
    public init(model: String) {
        self.model = model
    }

    /// Adds a piece.
    public mutating func add(_ delta: CompletionDelta) {
        switch delta {
        case .start(let start):
            if !start.id.isEmpty { id = start.id }
            if !start.model.isEmpty { model = start.model }
            systemFingerprint = start.systemFingerprint ?? systemFingerprint
        case .text(let more):
            text += more
            hasContent = hasContent || !more.isEmpty
        case .reasoning(let more): add(more)
        case .toolCall(let more): add(more)
        case .citation(let citation): citations.append(citation)
        case .logprobs(let more): logprobs.append(contentsOf: more)
        case .usage(let usage): self.usage = usage
        case .finish(let reason): finishReason = reason
        }
    }

    /// The answer so far.
    public func completion() -> Completion {
        var parts: [MessagePart] = reasoning.map { .reasoning($0) }
        if !text.isEmpty { parts.append(.text(text)) }
        parts += calls.sorted { $0.key < $1.key }.map { .toolCall($0.value) }
        var completion = Completion(
            id: id,
            model: model,
            message: Message(.assistant, parts),
            finishReason: finishReason ?? .other("unknown"),
            usage: usage
        )
        completion.citations = citations
        completion.logprobs = logprobs
        completion.systemFingerprint = systemFingerprint
        return completion
    }

    private mutating func add(_ more: ReasoningDelta) {
        hasContent = hasContent || !more.text.isEmpty
        // A signature closes a thought; a sealed thought stands alone.
        guard let last = reasoning.indices.last, !more.isRedacted, !reasoning[last].isRedacted,
            reasoning[last].signature == nil || more.text.isEmpty
        else {
            reasoning.append(Reasoning(text: more.text, signature: more.signature, isRedacted: more.isRedacted))
            return
        }
        reasoning[last].text += more.text
        if let signature = more.signature { reasoning[last].signature = (reasoning[last].signature ?? "") + signature }
    }

    private mutating func add(_ more: ToolCallDelta) {
        guard calls[more.index] != nil || calls.count < Self.toolCallLimit else { return }
        hasContent = true
        var call = calls[more.index] ?? ToolCall(id: "", name: "", arguments: "")
        if let id = more.id, !id.isEmpty { call.id = id }
        if let name = more.name, !name.isEmpty { call.name = name }
        call.arguments += more.arguments
        calls[more.index] = call
    }
}
