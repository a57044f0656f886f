// Idea: a model reads a rubric and gives a score. Where the model also gives the probabilities of the tokens it might
//   have said, the mean over the scale is taken instead of the one token, which is finer and steadier.
// Source: Liu et al. (2023), "G-Eval", section 2 (scores weighted by token probabilities).
// Deviation: the model explains before it scores; only steps of the rubric count, and their probabilities are scaled to
//   sum to 1. Without probabilities the score itself is taken.
// Data layout: none.

public import WrightModel
internal import WrightCore

/// A language model that judges answers by a rubric, one at a time.
///
/// Its figure is the rubric's name, on a scale of 0…1.
public struct Judge: Scorer {
    /// What a judge said of one answer.
    public struct Verdict: Sendable, Hashable {
        /// The score on the rubric's own scale, weighted by probabilities where there are any.
        public var score: Double
        /// The step that the model named.
        public var step: Int
        /// Why.
        public var explanation: String
    }

    /// What is judged.
    public let rubric: Rubric
    /// The model that judges.
    public let model: String
    private let provider: any CompletionProvider
    private let usesLogprobs: Bool

    /// Takes a rubric and a model.
    ///
    /// - Parameters:
    ///   - rubric: What is judged.
    ///   - provider: Who answers.
    ///   - model: The model's name, as its service knows it.
    ///   - usesLogprobs: Whether probabilities of tokens are asked for; off for services that refuse the request.
    public init(rubric: Rubric, provider: any CompletionProvider, model: String, usesLogprobs: Bool = true) {
        self.rubric = rubric
        self.provider = provider
        self.model = model
        self.usesLogprobs = usesLogprobs
    }

    /// The name of the figure.
    public var names: [String] { [rubric.name] }

    /// Judges an answer.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        if rubric.usesReference, example.references.isEmpty {
            return [rubric.name: .notMeasured(why: "The example has no reference.")]
        }
        guard let verdict = try await verdict(example, outcome) else {
            return [rubric.name: .notMeasured(why: "The judge's answer holds no score of the rubric.")]
        }
        return [rubric.name: .measured(rubric.normalised(verdict.score))]
    }

    /// What the model says; nil if its answer holds no step of the rubric.
    ///
    /// Repeats are asked anew.
    public func verdict(_ example: Example, _ outcome: Outcome, repeatNumber: Int = 0) async throws -> Verdict? {
        var request = CompletionRequest(model: model, messages: JudgePrompt.pointwise(rubric, example, outcome))
        request.temperature = 0
        request.logprobs = usesLogprobs ? 20 : nil
        request.context.repeatNumber = repeatNumber
        request.context.label = "judge \(rubric.name)"
        let completion = try await provider.complete(request)
        let answer = JudgePrompt.object(in: completion.text)
        guard let step = Self.step(answer?["score"]), rubric.steps.contains(where: { $0.score == step }) else {
            return nil
        }
        return Verdict(
            score: Self.weighted(step, completion.logprobs, rubric) ?? Double(step),
            step: step,
            explanation: answer?["explanation"]?.string ?? ""
        )
    }

    private static func step(_ value: JSONValue?) -> Int? {
        value?.int ?? value?.string.flatMap { Int($0) }
    }

    /// The mean of the scale at the last token that is the step named; nil without probabilities.
    static func weighted(_ step: Int, _ tokens: [TokenLogprob], _ rubric: Rubric) -> Double? {
        guard let token = tokens.last(where: { Self.number($0.token) == step }) else { return nil }
        var weights: [Int: Double] = [step: token.logprob]
        for other in token.alternatives {
            guard let number = number(other.token), rubric.steps.contains(where: { $0.score == number }) else {
                continue
            }
            weights[number] = max(weights[number] ?? -.infinity, other.logprob)
        }
        let most = weights.values.max() ?? 0
        var (sum, total) = (0.0, 0.0)
        for (number, logprob) in weights.sorted(by: { $0.key < $1.key }) {
            let weight = NaturalPower.of(logprob - most)
            sum += weight * Double(number)
            total += weight
        }
        return total > 0 ? sum / total : nil
    }

    private static func number(_ token: String) -> Int? {
        Int(token.filter { !$0.isWhitespace })
    }
}
