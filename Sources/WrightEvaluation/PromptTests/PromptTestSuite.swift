internal import WrightCore
public import WrightPrompt

/// The cases that stand beside a prompt, in `NAME.tests.yaml`.
///
/// ```yaml
/// threshold: 0.9
/// repeats: 3
/// cases:
///   - name: knows the capital
///     inputs: { question: What is the capital of France? }
///     assert:
///       - contains: Paris
///       - max-tokens: 50
/// ```
public struct PromptTestSuite: Sendable {
    /// A case: inputs, and what the answer must fulfil.
    public struct Case: Sendable {
        /// The name in reports.
        public let name: String
        /// What the prompt is rendered with.
        public let input: PromptInput
        /// What the answer must fulfil.
        public let assertions: [PromptAssertion]
        /// How often it is run; nil takes the suite's number.
        public let repeats: Int?
    }

    /// The cases.
    public let cases: [Case]
    /// The share of trials that must pass, 0…1; 1 without a word.
    public let threshold: Double
    /// How often each case is run, 1 to 1000.
    public let repeats: Int

    private static let caseLimit = 10_000

    /// Reads a file of tests.
    ///
    /// - Throws: ``EvaluationError``, or `PromptError` for what is no YAML.
    public init(yaml text: String, name: String) throws {
        let root = try YAMLValue.parse(text, name: name)
        guard let list = root.array ?? root["cases"]?.array, !list.isEmpty else {
            throw EvaluationError.testsInvalid(place: name, reason: "there is no list of 'cases'")
        }
        guard list.count <= Self.caseLimit else {
            throw EvaluationError.testsInvalid(place: name, reason: "there are more than \(Self.caseLimit) cases")
        }
        threshold = try Self.share(root["threshold"], place: name + ".threshold") ?? 1
        repeats = try Self.repeats(root["repeats"], place: name + ".repeats") ?? 1
        let shared = try Self.assertions(root["assert"], place: name + ".assert")
        cases = try list.enumerated()
            .map { index, value in
                let place = "\(name).cases[\(index)]"
                let title = value["name"]?.string ?? value["description"]?.string ?? "case \(index + 1)"
                let assertions = try shared + Self.assertions(value["assert"], place: place + ".assert")
                guard !assertions.isEmpty else {
                    throw EvaluationError.testsInvalid(place: place, reason: "a case without assertions cannot fail")
                }
                return Case(
                    name: title,
                    input: try Self.input(value, place: place),
                    assertions: assertions,
                    repeats: try Self.repeats(value["repeats"], place: place + ".repeats")
                )
            }
    }

    private static func input(_ value: JSONValue, place: String) throws -> PromptInput {
        let inputs = value["inputs"] ?? value["input"] ?? .object([])
        guard inputs.object != nil || inputs == .null else {
            throw EvaluationError.testsInvalid(place: place + ".inputs", reason: "it must be a mapping")
        }
        var input = PromptInput(inputs)
        input.context = value["context"]?.object ?? []
        input.history = try (value["messages"]?.array ?? []).map { try PromptMessage($0) }
        return input
    }

    private static func assertions(_ value: JSONValue?, place: String) throws -> [PromptAssertion] {
        switch value {
        case nil, .null: return []
        case .array(let list)?:
            return try list.enumerated().map { try PromptAssertion($1, place: "\(place)[\($0)]") }
        case .object(let members)?:
            return try members.map { try PromptAssertion(.object([$0]), place: place) }
        default: throw EvaluationError.testsInvalid(place: place, reason: "it must be a list of assertions")
        }
    }

    private static func share(_ value: JSONValue?, place: String) throws -> Double? {
        guard let value, value != .null else { return nil }
        guard let share = value.double, (0...1).contains(share) else {
            throw EvaluationError.testsInvalid(place: place, reason: "it must be a number from 0 to 1")
        }
        return share
    }

    private static func repeats(_ value: JSONValue?, place: String) throws -> Int? {
        guard let value, value != .null else { return nil }
        guard let count = value.int, (1...1_000).contains(count) else {
            throw EvaluationError.testsInvalid(place: place, reason: "it must be a whole number from 1 to 1000")
        }
        return count
    }
}
