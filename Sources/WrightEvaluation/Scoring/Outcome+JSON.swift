public import WrightCore
private import WrightModel

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
        if let latency { members.append(.init("milliseconds", .double(latency.fractionalSeconds * 1000))) }
        if let confidence, confidence.isFinite { members.append(.init("confidence", .double(confidence))) }
        if let failure { members.append(.init("failure", .string(failure))) }
        return .object(members)
    }

    /// Reads what ``json`` wrote.
    ///
    /// A bare text counts as an answer; passages may be bare texts. nil for what ``fault(in:)`` finds fault with.
    public init?(_ json: JSONValue) {
        guard Self.fault(in: json) == nil else { return nil }
        self.init(answer: json.string ?? json["answer"]?.string ?? "", isAbstention: json["abstained"]?.bool ?? false)
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
        latency = json["milliseconds"]?.double.map { Duration.nanoseconds(Int64(min($0, 1e12) * 1e6)) }
        confidence = json["confidence"]?.double
        failure = json["failure"]?.string
    }

    /// What keeps a JSON value from being an outcome, as a clause; nil where nothing does.
    ///
    /// An outcome is a text, or an object with an `answer` or a `failure`. Other members may be absent or null, but not
    /// of another type; members that are not known do not matter.
    package static func fault(in json: JSONValue) -> String? {
        if json.string != nil { return nil }
        guard json.object != nil else { return "it is neither a text nor an object" }
        for (name, form, isMet) in Self.members {
            if !isNothing(json[name], or: isMet) { return "'\(name)' is not \(form)" }
        }
        let isAnswer = json["answer"]?.string != nil || json["failure"]?.string != nil
        return isAnswer ? nil : "it has no 'answer'"
    }

    /// The most tokens, and the most millionths of a dollar, that one answer can take: a billion dollars.
    private static let countLimit = 1_000_000_000_000_000

    private static let members: [(name: String, form: String, isMet: @Sendable (JSONValue) -> Bool)] = [
        ("answer", "a text", isText),
        ("abstained", "true or false", { $0.bool != nil }),
        ("contexts", "an array of texts or of objects with 'id' and 'text'", isArray(of: isPassage)),
        ("statements", "an array of objects with 'text' and 'citations'", isArray(of: isStatement)),
        ("inputTokens", countForm, isCount),
        ("outputTokens", countForm, isCount),
        ("costMicroUSD", countForm, isCount),
        ("milliseconds", "a number of 0 or more", { ($0.double ?? -1) >= 0 }),
        ("confidence", "a number", { $0.double != nil }),
        ("failure", "a text", isText),
    ]

    private static let countForm = "a whole number from 0 to \(countLimit)"

    @Sendable private static func isCount(_ value: JSONValue) -> Bool {
        value.int.map { (0...countLimit).contains($0) } ?? false
    }

    private static func isArray(
        of isElement: @escaping @Sendable (JSONValue) -> Bool
    ) -> @Sendable (JSONValue) -> Bool {
        { $0.array?.allSatisfy(isElement) ?? false }
    }

    @Sendable private static func isPassage(_ value: JSONValue) -> Bool {
        guard value.object != nil else { return value.string != nil }
        return isNothing(value["id"], or: isText) && isNothing(value["text"], or: isText)
    }

    @Sendable private static func isStatement(_ value: JSONValue) -> Bool {
        isNothing(value["citations"], or: isArray { $0.int != nil }) && value["text"].map(isText) ?? false
    }

    @Sendable private static func isText(_ value: JSONValue) -> Bool { value.string != nil }

    /// Whether a member is absent, null, or meets a condition.
    private static func isNothing(_ value: JSONValue?, or isMet: (JSONValue) -> Bool) -> Bool {
        guard let value, value != .null else { return true }
        return isMet(value)
    }
}

extension Outcome {
    /// Reads answers that were made elsewhere: lines of `{"id", "answer", …}`, in their order.
    ///
    /// - Throws: ``EvaluationError`` with code `invalidLine`, which names the line, or `limitExceeded`.
    public static func lines(
        parsing bytes: UnsafeRawBufferPointer,
        name: String,
        limits: ReadingLimits = ReadingLimits()
    ) throws(EvaluationError) -> [(id: String, outcome: Outcome)] {
        var lines = TextLines(of: bytes, name: name, limits: limits)
        var outcomes: [(id: String, outcome: Outcome)] = []
        while let line = try lines.nextJSON() {
            guard let id = line["id"]?.string, !id.isEmpty else {
                throw lines.invalid("'id' is not a text", remedy: "Give each line the 'id' of the example it answers.")
            }
            guard let outcome = Outcome(line) else {
                throw lines.invalid(fault(in: line) ?? "it is no outcome", remedy: "Correct that line.")
            }
            outcomes.append((id, outcome))
        }
        return outcomes
    }
}
