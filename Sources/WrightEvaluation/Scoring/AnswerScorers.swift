/// Compares the answer with the references word by word or character by character.
///
/// | name | figure | source |
/// |---|---|---|
/// | `exact-match` | 1 if the answer equals a reference but for case, punctuation, articles | SQuAD 2.0 |
/// | `f1` | harmonic mean of the shares of common words, best reference | SQuAD 2.0 |
/// | `contains` | 1 if a reference stands in the answer, both as SQuAD writes them | – |
/// | `rouge-1` `rouge-2` `rouge-l` `rouge-lsum` | F1, best reference, without stemmer | rouge-score 0.1.2 |
/// | `bleu` | sentence BLEU, 13a, exponential smoothing, effective order, divided by 100 | sacrebleu 2.6 |
/// | `chrf` `chrf++` | divided by 100 | sacrebleu 2.6 |
///
/// All lie in 0…1, higher is better. The marks of citations, ``Outcome/plainAnswer``, are taken off first, from answer
/// and references alike. A question that the documents do not answer is measured by `exact-match`, `f1` and `contains`
/// alone, as SQuAD does: 1 for abstaining, else 0.
public struct OverlapScorer: Scorer {
    /// What is compared.
    public enum Figure: String, Sendable, CaseIterable {
        /// Equal but for form.
        case exactMatch = "exact-match"
        /// Common words.
        case f1
        /// A reference is a part of the answer.
        case contains
        /// Common words, counted.
        case rouge1 = "rouge-1"
        /// Common pairs of words.
        case rouge2 = "rouge-2"
        /// The longest common subsequence.
        case rougeL = "rouge-l"
        /// The same over lines.
        case rougeLsum = "rouge-lsum"
        /// Sequences of one to four words.
        case bleu
        /// Sequences of one to six characters.
        case chrf
        /// The same with words and pairs of words.
        case chrfPlusPlus = "chrf++"

        fileprivate var judgesAbstention: Bool { self == .exactMatch || self == .f1 || self == .contains }
    }

    /// What is compared.
    public let figures: [Figure]
    /// Whether ROUGE cuts words to their stems.
    public let usesStemmer: Bool

    /// Takes figures.
    public init(_ figures: [Figure], usesStemmer: Bool = false) {
        self.figures = figures
        self.usesStemmer = usesStemmer
    }

    /// The names of the figures.
    public var names: [String] { figures.map(\.rawValue) }

    /// Compares the answer with the references.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        let answer = outcome.isAbstention ? "" : outcome.plainAnswer
        let references = example.references.map(outcome.citationMarks.removed)
        let match =
            figures.contains { $0 == .exactMatch || $0 == .f1 }
            ? AnswerMatch(answer, references: example.isAnswerable ? references : []) : nil
        var scores: [String: Score] = [:]
        for figure in figures {
            scores[figure.rawValue] =
                example.isAnswerable
                ? score(figure, answer, references, match) : abstentionScore(figure, answer, outcome)
        }
        return scores
    }

    private func abstentionScore(_ figure: Figure, _ answer: String, _ outcome: Outcome) -> Score {
        guard figure.judgesAbstention else {
            return .notMeasured(why: "The question has no answer to compare with.")
        }
        return .measured(outcome.isAbstention || answer.isEmpty ? 1 : 0)
    }

    private func score(_ figure: Figure, _ answer: String, _ references: [String], _ match: AnswerMatch?) -> Score {
        guard !references.isEmpty else { return .notMeasured(why: "The example has no reference.") }
        switch figure {
        case .exactMatch: return .measured(match?.isExact ?? false ? 1 : 0)
        case .f1: return .measured(match?.f1 ?? 0)
        case .contains: return .measured(Self.contains(answer, references) ? 1 : 0)
        case .rouge1: return rouge(answer, references, .words(1))
        case .rouge2: return rouge(answer, references, .words(2))
        case .rougeL: return rouge(answer, references, .longestCommonSubsequence)
        case .rougeLsum: return rouge(answer, references, .summary)
        case .bleu: return .measured(BLEUScore(answer, references: references).sentenceScore / 100)
        case .chrf: return .measured(CharacterFScore(answer, references: references).score / 100)
        case .chrfPlusPlus:
            return .measured(CharacterFScore(answer, references: references, wordOrder: 2).score / 100)
        }
    }

    private func rouge(_ answer: String, _ references: [String], _ variant: ROUGEScore.Variant) -> Score {
        let best = ROUGEScore.best(answer, references: references, variant: variant, usesStemmer: usesStemmer)
        return .measured(best?.f1 ?? 0)
    }

    private static func contains(_ answer: String, _ references: [String]) -> Bool {
        let words = " " + NormalisedAnswer(answer).tokens.joined(separator: " ") + " "
        return references.contains { reference in
            let part = NormalisedAnswer(reference).tokens.joined(separator: " ")
            return !part.isEmpty && words.contains(" " + part + " ")
        }
    }
}
