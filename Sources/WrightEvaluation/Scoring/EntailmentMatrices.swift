// Idea: four tables say which text entails which statement; eleven figures follow from them without another look.
// Source: RAGChecker (Ru et al., 2024), as its code computes them (metrics.py), which differs from prose in places:
//   noise sensitivity counts wrong statements among all statements of the response.
// Deviation: where the code divides by zero or answers 0 for an empty list, the figure is not measured.
// Data layout: rows are texts, columns statements.

/// Which texts entail which statements of the answer and of the reference.
public struct EntailmentMatrices: Sendable, Hashable {
    /// For each passage, which statements of the reference it entails.
    public var passagesToReference: [[Bool]]
    /// For each passage, which statements of the answer it entails.
    public var passagesToAnswer: [[Bool]]
    /// Which statements of the answer the reference entails.
    public var referenceToAnswer: [Bool]
    /// Which statements of the reference the answer entails.
    public var answerToReference: [Bool]

    /// Takes the tables.
    public init(
        passagesToReference: [[Bool]],
        passagesToAnswer: [[Bool]],
        referenceToAnswer: [Bool],
        answerToReference: [Bool]
    ) {
        self.passagesToReference = passagesToReference
        self.passagesToAnswer = passagesToAnswer
        self.referenceToAnswer = referenceToAnswer
        self.answerToReference = answerToReference
    }

    /// The names of the figures, in the order of RAGChecker's report.
    public static let names = [
        "claim-precision", "claim-recall", "claim-f1", "context-claim-recall", "context-precision",
        "context-utilisation", "noise-sensitivity-relevant", "noise-sensitivity-irrelevant", "hallucination",
        "self-knowledge", "faithfulness",
    ]

    /// The figures, 0…1 each; one that has nothing to count over is not measured.
    public var scores: [String: Score] {
        var scores: [String: Score] = [:]
        let precision = Self.rate(referenceToAnswer, "The answer has no statement.")
        let recall = Self.rate(answerToReference, "The reference has no statement.")
        scores["claim-precision"] = precision
        scores["claim-recall"] = recall
        scores["claim-f1"] = Self.harmonic(precision, recall)
        let found = answerToReference.indices.map { column in passagesToReference.contains { $0[column] } }
        scores["context-claim-recall"] = Self.rate(found, "The reference has no statement.")
        let relevant = passagesToReference.map { $0.contains(true) }
        scores["context-precision"] = Self.rate(relevant, "The system read no passage.")
        let used = answerToReference.indices.filter { found[$0] }.map { answerToReference[$0] }
        scores["context-utilisation"] = Self.rate(used, "The passages entail no statement of the reference.")
        addAnswerScores(to: &scores, relevant)
        return scores
    }

    private func addAnswerScores(to scores: inout [String: Score], _ relevant: [Bool]) {
        let columns = referenceToAnswer.indices
        let none = "The answer has no statement."
        func entailed(_ column: Int, byRelevant isRelevant: Bool) -> Bool {
            passagesToAnswer.indices.contains { relevant[$0] == isRelevant && passagesToAnswer[$0][column] }
        }
        let byRelevant = columns.map { entailed($0, byRelevant: true) }
        let byIrrelevant = columns.map { entailed($0, byRelevant: false) }
        let inContext = columns.map { byRelevant[$0] || byIrrelevant[$0] }
        scores["noise-sensitivity-relevant"] = Self.rate(columns.map { !referenceToAnswer[$0] && byRelevant[$0] }, none)
        scores["noise-sensitivity-irrelevant"] = Self.rate(
            columns.map { !referenceToAnswer[$0] && byIrrelevant[$0] && !byRelevant[$0] },
            none
        )
        scores["hallucination"] = Self.rate(columns.map { !inContext[$0] && !referenceToAnswer[$0] }, none)
        scores["self-knowledge"] = Self.rate(columns.map { !inContext[$0] && referenceToAnswer[$0] }, none)
        scores["faithfulness"] = Self.rate(inContext, none)
    }

    private static func rate(_ flags: [Bool], _ why: String) -> Score {
        flags.isEmpty
            ? .notMeasured(why: why) : .measured(Double(flags.count(where: { $0 })) / Double(flags.count))
    }

    private static func harmonic(_ left: Score, _ right: Score) -> Score {
        guard let left = left.value, let right = right.value else {
            return .notMeasured(why: "Precision or recall was not measured.")
        }
        return .measured(left + right > 0 ? 2 * left * right / (left + right) : 0)
    }
}
