public import WrightCore
public import WrightModel

/// What a system made of an example: its answer, what it rests on, and what it took.
public struct Outcome: Sendable, Hashable {
    /// A passage that the system read.
    public struct Passage: Sendable, Hashable {
        /// The document or chunk that it is.
        public var id: String
        /// Its text.
        public var text: String

        /// Takes a passage.
        public init(id: String, text: String) {
            self.id = id
            self.text = text
        }
    }

    /// A sentence of the answer with what it cites.
    public struct Statement: Sendable, Hashable {
        /// The sentence, without the marks of citations.
        public var text: String
        /// The passages that it cites, as places in ``Outcome/contexts``; a place beyond them counts as a false one.
        public var citations: [Int]

        /// Takes a sentence.
        public init(text: String, citations: [Int]) {
            self.text = text
            self.citations = citations
        }
    }

    /// The answer; empty where the system abstained.
    public var answer: String
    /// Whether the system said that it cannot answer.
    public var isAbstention: Bool
    /// The passages that the system read, best first.
    public var contexts: [Passage]
    /// The answer's sentences with what they cite; empty where the system cites nothing.
    public var statements: [Statement]
    /// The tokens used; nil where nobody counted.
    public var usage: TokenUsage?
    /// What it cost, in millionths of a dollar; nil where nobody knows.
    public var costMicroUSD: Int?
    /// How long it took.
    public var latency: Duration?
    /// How sure the system is, 0…1; nil where it does not say.
    public var confidence: Double?
    /// Why there is no answer though the system did not abstain; nil if it worked.
    public var failure: String?

    /// Makes an outcome.
    public init(answer: String, isAbstention: Bool = false, contexts: [Passage] = [], statements: [Statement] = []) {
        self.answer = answer
        self.isAbstention = isAbstention
        self.contexts = contexts
        self.statements = statements
    }

    /// An outcome of a system that failed.
    public static func failed(_ why: String) -> Self {
        var outcome = Self(answer: "")
        outcome.failure = why
        return outcome
    }

    /// The answer without the marks of citations, such as `[1]` or `[1, 2]`.
    public var plainAnswer: String {
        guard answer.utf8.contains(UInt8(ascii: "[")) else { return answer }
        var result: [UInt8] = []
        let bytes = Array(answer.utf8)
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "["), let end = Self.endOfMark(bytes, place) {
                while result.last == UInt8(ascii: " ") { result.removeLast() }
                place = end
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The place behind a citation mark that begins here; nil if none does.
    private static func endOfMark(_ bytes: [UInt8], _ start: Int) -> Int? {
        var place = start + 1
        var hasDigit = false
        while place < bytes.count, place - start < 64 {
            switch bytes[place] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): hasDigit = true
            case UInt8(ascii: ","), UInt8(ascii: " "): break
            case UInt8(ascii: "]"): return hasDigit ? place + 1 : nil
            default: return nil
            }
            place += 1
        }
        return nil
    }
}

extension Outcome {
    /// The outcome as JSON; members that say nothing are left out.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [.init("answer", .string(answer))]
        if isAbstention { members.append(.init("abstained", true)) }
        if !contexts.isEmpty {
            let passages = contexts.map {
                JSONValue.object([.init("id", .string($0.id)), .init("text", .string($0.text))])
            }
            members.append(.init("contexts", .array(passages)))
        }
        if !statements.isEmpty {
            let sentences = statements.map { statement in
                JSONValue.object([
                    .init("text", .string(statement.text)),
                    .init("citations", .array(statement.citations.map { .int($0) })),
                ])
            }
            members.append(.init("statements", .array(sentences)))
        }
        if let usage {
            members.append(.init("inputTokens", .int(usage.inputTokenCount)))
            members.append(.init("outputTokens", .int(usage.outputTokenCount)))
        }
        if let costMicroUSD { members.append(.init("costMicroUSD", .int(costMicroUSD))) }
        if let latency { members.append(.init("milliseconds", .double(latency.evaluationSeconds * 1000))) }
        if let confidence, confidence.isFinite { members.append(.init("confidence", .double(confidence))) }
        if let failure { members.append(.init("failure", .string(failure))) }
        return .object(members)
    }

    /// Reads what ``json`` wrote.
    ///
    /// A bare text counts as an answer; passages may be bare texts. nil for what is neither a text nor an object with
    /// an `answer` or a `failure`.
    public init?(_ json: JSONValue) {
        if let text = json.string {
            self.init(answer: text)
            return
        }
        guard json.object != nil, json["answer"]?.string != nil || json["failure"]?.string != nil else { return nil }
        self.init(answer: json["answer"]?.string ?? "", isAbstention: json["abstained"]?.bool ?? false)
        contexts = (json["contexts"]?.array ?? [])
            .map { Passage(id: $0["id"]?.string ?? "", text: $0["text"]?.string ?? $0.string ?? "") }
        statements = (json["statements"]?.array ?? [])
            .map {
                Statement(text: $0["text"]?.string ?? "", citations: $0["citations"]?.array?.compactMap(\.int) ?? [])
            }
        if let input = json["inputTokens"]?.int, let output = json["outputTokens"]?.int {
            usage = TokenUsage(input: input, output: output)
        }
        costMicroUSD = json["costMicroUSD"]?.int
        latency = json["milliseconds"]?.double.map { Duration.nanoseconds(Int64(max(0, min($0, 1e12)) * 1e6)) }
        confidence = json["confidence"]?.double
        failure = json["failure"]?.string
    }
}

extension Duration {
    /// The time in seconds.
    var evaluationSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
