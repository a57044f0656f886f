public import WrightCore

/// A question that somebody asked and what the system said, as a trace tells it.
public struct Interaction: Sendable, Hashable {
    /// The trace.
    public var trace: String
    /// What was asked.
    public var question: String
    /// The answer; empty where the system abstained.
    public var answer: String
    /// Whether the system said that it cannot answer.
    public var isAbstention: Bool
    /// The passages that the answer rests on.
    public var contexts: [Example.Context]
    /// The conversation; nil where there is none.
    public var conversation: String?
    /// When it was asked, in nanoseconds since 1970; 0 where the trace does not say.
    public var time: Int

    /// Notes a question and its answer.
    public init(trace: String, question: String, answer: String) {
        self.trace = trace
        self.question = question
        self.answer = answer
        isAbstention = false
        contexts = []
        conversation = nil
        time = 0
    }

    /// The interactions of spans, one for each trace whose first span holds its content.
    ///
    /// A span is an object with `traceId`, `parentSpanId`?, and `attributes`. The question is the last message of a
    /// user in `gen_ai.input.messages`, the answer stands in `gen_ai.output.messages`, the passages in
    /// `gen_ai.retrieval.documents` as `{"id", "content"}`; messages may be JSON or a text of JSON.
    public static func all(in spans: [JSONValue]) -> [Self] {
        var seen: Set<String> = []
        return spans.compactMap { span -> Self? in
            guard span["parentSpanId"]?.string ?? "" == "", let trace = span["traceId"]?.string,
                let attributes = span["attributes"],
                let question = text(attributes["gen_ai.input.messages"], role: "user"), !question.isEmpty,
                seen.insert(trace).inserted
            else { return nil }
            let answer = text(attributes["gen_ai.output.messages"], role: "assistant") ?? ""
            var interaction = Self(trace: trace, question: question, answer: answer)
            interaction.isAbstention = attributes["wright.answer.abstention"]?.string != nil
            interaction.conversation = attributes["gen_ai.conversation.id"]?.string
            interaction.time = span["startNanoseconds"]?.int ?? 0
            interaction.contexts = (opened(attributes["gen_ai.retrieval.documents"])?.array ?? [])
                .map { .init(id: $0["id"]?.string ?? "", text: $0["content"]?.string ?? "") }
            return interaction
        }
    }

    /// The text of the last message of a role.
    private static func text(_ value: JSONValue?, role: String) -> String? {
        let message = opened(value)?.array?.last { $0["role"]?.string == role }
        guard let message else { return nil }
        if let text = message["content"]?.string { return text }
        return message["parts"]?.array?.filter { $0["type"]?.string == "text" }
            .compactMap { $0["content"]?.string }.joined(separator: "\n")
    }

    /// A value, or what its text holds as JSON.
    private static func opened(_ value: JSONValue?) -> JSONValue? {
        guard let text = value?.string else { return value }
        return try? JSONValue(parsing: text)
    }
}

/// What somebody thought of an answer.
public struct Feedback: Sendable, Hashable {
    /// The trace of the answer.
    public var trace: String
    /// Whether the answer was good; nil where only a correction or a remark was given.
    public var isPositive: Bool?
    /// What would have been right; nil where nobody said.
    public var correction: String?
    /// Whether the documents answer the question at all; nil where nobody said.
    public var isAnswerable: Bool?
    /// A remark.
    public var comment: String?
    /// Who said so; nil where it is not known.
    public var user: String?

    /// Reads `{"trace", "rating"?, "correction"?, "answerable"?, "comment"?, "user"?}`.
    ///
    /// A rating is `up` or `down`, `good` or `bad`, true or false, or a number, of which those above 0 are good. nil
    /// for what names no trace, or says nothing.
    public init?(_ json: JSONValue) {
        guard let trace = (json["trace"] ?? json["traceId"])?.string, !trace.isEmpty else { return nil }
        self.trace = trace
        switch json["rating"] {
        case .string(let text)? where ["up", "good", "positive", "1"].contains(text.lowercased()): isPositive = true
        case .string(let text)? where ["down", "bad", "negative", "-1", "0"].contains(text.lowercased()):
            isPositive = false
        case .bool(let isGood)?: isPositive = isGood
        case .int(let number)?: isPositive = number > 0
        case .double(let number)?: isPositive = number > 0
        case nil, .null?: isPositive = nil
        default: return nil
        }
        correction = json["correction"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        isAnswerable = json["answerable"]?.bool
        comment = json["comment"]?.string
        user = json["user"]?.string
        if isPositive == nil, correction == nil, isAnswerable == nil { return nil }
    }
}
