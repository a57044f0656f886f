/// How well a short answer agrees with those that people gave: the best over all of them, as SQuAD counts.
///
/// ```swift
/// AnswerMatch("the Norman people", references: ["Normans", "Norman people."]).isExact  // true
/// ```
public struct AnswerMatch: Sendable, Hashable {
    /// Whether the answer equals one of the references but for case, punctuation, articles and white space.
    public let isExact: Bool
    /// The harmonic mean of the shares of words that answer and reference have in common, 0…1.
    public let f1: Double

    /// Compares an answer.
    ///
    /// - Parameters:
    ///   - answer: The answer; empty to abstain.
    ///   - references: What people answered. If there is none, the question has no answer: abstaining is right and
    ///     everything else wrong.
    public init(_ answer: String, references: [String]) {
        let answer = NormalisedAnswer(answer)
        let normalised = references.map(NormalisedAnswer.init).filter { !$0.tokens.isEmpty }
        let references = normalised.isEmpty ? [NormalisedAnswer("")] : normalised
        isExact = references.contains { $0.tokens.joined(separator: " ") == answer.tokens.joined(separator: " ") }
        f1 = references.map { Self.f1(answer, $0) }.max() ?? 0
    }

    private static func f1(_ answer: NormalisedAnswer, _ reference: NormalisedAnswer) -> Double {
        guard !answer.tokens.isEmpty, !reference.tokens.isEmpty else { return answer == reference ? 1 : 0 }
        var remaining: [String: Int] = [:]
        for token in reference.tokens { remaining[token, default: 0] += 1 }
        var commonCount = 0
        for token in answer.tokens {
            guard let count = remaining[token], count > 0 else { continue }
            remaining[token] = count - 1
            commonCount += 1
        }
        guard commonCount > 0 else { return 0 }
        let precision = Double(commonCount) / Double(answer.tokens.count)
        let recall = Double(commonCount) / Double(reference.tokens.count)
        return 2 * precision * recall / (precision + recall)
    }
}
