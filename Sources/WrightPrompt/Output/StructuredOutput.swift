public import WrightCore
public import WrightModel

/// Asks a model for JSON that follows a schema, mends what comes, and asks again where that is not enough.
///
/// ```swift
/// let output = StructuredOutput(schema: schema)
/// let result = try await output.run(request, by: provider)
/// // result.value, and result.attempts says what it took
/// ```
public struct StructuredOutput: Sendable {
    /// How far one goes.
    public struct Configuration: Sendable {
        /// How often the model is asked at most, the first time included, 1 to 10.
        public var maximumAttemptCount = 3
        /// Whether almost-JSON is mended.
        public var repairs = true
        /// Whether the schema is sent in the provider's own form.
        public var sendsSchema = true

        /// The defaults.
        public init() {}
    }

    /// One answer and what became of it.
    public struct Attempt: Sendable {
        /// The answer.
        public let completion: Completion
        /// What was mended.
        public let steps: [JSONRepair.Step]
        /// What does not fit; empty for the answer that was taken.
        public let problems: [String]
    }

    /// Output that follows the schema.
    public struct Result: Sendable {
        /// The value.
        public let value: JSONValue
        /// The JSON text, numbers as the model wrote them.
        public let json: String
        /// All answers, the last one taken.
        public let attempts: [Attempt]

        /// The tokens of all attempts; nil where a service did not say.
        public var usage: TokenUsage? {
            attempts.reduce(TokenUsage(input: 0, output: 0)) { sum, attempt in
                guard let sum, let usage = attempt.completion.usage else { return nil }
                return sum + usage
            }
        }

        /// How it was reached: `valid`, `repaired`, `reasked`.
        public var path: String {
            attempts.count > 1 ? "reasked" : attempts.first?.steps.isEmpty == false ? "repaired" : "valid"
        }
    }

    private let schema: JSONSchema
    private let configuration: Configuration

    /// Takes the schema of the output.
    public init(schema: JSONSchema, configuration: Configuration = .init()) {
        self.schema = schema
        self.configuration = configuration
    }

    /// Asks until an answer follows the schema.
    ///
    /// An answer that was cut off at the token limit is never taken, even if it can be closed: it may lack what came
    /// after.
    ///
    /// - Throws: ``PromptError`` with code `outputInvalid` when no attempt is left, and what the provider throws.
    public func run(_ request: CompletionRequest, by provider: any CompletionProvider) async throws -> Result {
        var request = request
        if configuration.sendsSchema { request.responseFormat = .jsonSchema(schema.value) }
        let limit = min(max(configuration.maximumAttemptCount, 1), 10)
        var attempts: [Attempt] = []
        while true {
            try Task.checkCancellation()
            let completion = try await provider.complete(request)
            let reading = try read(completion)
            attempts.append(Attempt(completion: completion, steps: reading.steps, problems: reading.problems))
            if let flat = reading.flat, reading.problems.isEmpty {
                return Result(value: flat.value(), json: flat.json(), attempts: attempts)
            }
            guard attempts.count < limit else {
                throw PromptError.outputInvalid(
                    reason: reading.problems.first ?? "there is no answer",
                    attempts: attempts.count
                )
            }
            request.messages.append(.assistant(String(completion.text.prefix(20_000))))
            request.messages.append(.user(Self.question(reading.problems)))
        }
    }

    private func read(
        _ completion: Completion
    ) throws(PromptError) -> (flat: FlatJSON?, steps: [JSONRepair.Step], problems: [String]) {
        if completion.finishReason == .refusal { return (nil, [], ["the model refused to answer"]) }
        guard configuration.repairs else {
            do {
                let flat = try FlatJSON(parsing: Array(completion.text.utf8))
                return (flat, [], try schema.check(flat).violations.map(\.text))
            } catch {
                if error.code != .jsonInvalid { throw error }
                return (nil, [], [error.message])
            }
        }
        do {
            let result = try JSONRepair(schema: schema).repair(completion.text)
            var problems = result.violations.map(\.text)
            if completion.finishReason == .length, result.steps.contains(.truncated) {
                problems.insert("the answer was cut off at the token limit: answer more briefly", at: 0)
            }
            return (try FlatJSON(parsing: Array(result.json.utf8)), result.steps, problems)
        } catch {
            if error.code != .jsonInvalid { throw error }
            return (nil, [], [error.message])
        }
    }

    private static func question(_ problems: [String]) -> String {
        let list = problems.prefix(10).map { "- " + $0 }.joined(separator: "\n")
        return """
            Your answer does not follow the JSON Schema:
            \(list)
            Answer again with the corrected JSON only, without any other text.
            """
    }
}
