public import WrightModel

/// How near answer and reference are in meaning: `similarity`, the cosine of their embeddings, best reference, −1…1.
public struct SimilarityScorer: Scorer {
    private let embedder: any Embedder

    /// Takes a model.
    public init(embedder: any Embedder) {
        self.embedder = embedder
    }

    /// The name of the figure.
    public let names = ["similarity"]

    /// Compares embeddings.
    public func score(_ example: Example, _ outcome: Outcome) async throws -> [String: Score] {
        let answer = outcome.plainAnswer
        guard example.isAnswerable, !example.references.isEmpty else {
            return ["similarity": .notMeasured(why: "The example has no reference.")]
        }
        guard !outcome.isAbstention, !answer.isEmpty else {
            return ["similarity": .notMeasured(why: "The system gave no answer.")]
        }
        let references = example.references.map(outcome.citationMarks.removed)
        let vectors = try await embedder.embed([answer] + references, for: .document).map(\.vector)
        guard let own = vectors.first, vectors.count == references.count + 1 else {
            return ["similarity": .notMeasured(why: "The embedder gave no vectors.")]
        }
        let best = vectors.dropFirst().map { Self.cosine(own, $0) }.max() ?? 0
        return ["similarity": .measured(best)]
    }

    private static func cosine(_ left: [Float], _ right: [Float]) -> Double {
        var (product, leftSquares, rightSquares) = (0.0, 0.0, 0.0)
        for (a, b) in zip(left, right) {
            product += Double(a) * Double(b)
            leftSquares += Double(a) * Double(a)
            rightSquares += Double(b) * Double(b)
        }
        let norm = (leftSquares * rightSquares).squareRoot()
        return norm > 0 ? product / norm : 0
    }
}
