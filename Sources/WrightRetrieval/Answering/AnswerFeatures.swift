// Idea: how well a sentence answers a question, and how well the documents support any answer, are both read off a few
// numbers that people can check: how much of the question's weight the words cover, how near the meanings are, whether
// something of the asked sort is there. A logistic model with fixed coefficients turns them into a probability.
// Source: the coverage feature is idf-weighted containment; the models are fitted by `wright eval calibrate`.
// Deviation: none of a learned reader's features are used, so the same answer is given on every machine.

/// What is measured of one sentence.
package struct SentenceFeatures: Sendable {
    /// The share of the question's idf weight that the sentence's own terms cover, 0…1.
    package var coverage = 0.0
    /// The share that the sentence, its neighbours and its headings cover together, 0…1.
    package var contextCoverage = 0.0
    /// The cosine of question and sentence; 0 without a model.
    package var similarity = 0.0
    /// The normalised score of the chunk, 0…1.
    package var chunkScore = 0.0
    /// Whether the sentence holds what the question asks for.
    package var meetsKind = 0.0
    /// `1 / rank` of the chunk.
    package var reciprocalRank = 0.0
    /// ln(1 + words), over ln(41); short fragments seldom answer.
    package var length = 0.0

    package init() {}

    /// The features as the model takes them, in the order of its coefficients.
    package var values: [Double] {
        [coverage, contextCoverage, similarity, chunkScore, meetsKind, reciprocalRank, length]
    }
}

/// What is measured of a question and all that was found for it.
package struct SupportFeatures: Sendable {
    /// The best sentence's probability by the sentence model.
    package var bestSentence = 0.0
    /// The best sentence's coverage with its neighbours and headings.
    package var contextCoverage = 0.0
    /// The greatest share of the question's idf weight that one chunk covers.
    package var chunkCoverage = 0.0
    /// The greatest cosine of question and sentence; 0 without a model.
    package var similarity = 0.0
    /// The greatest cosine of question and chunk; 0 without a model.
    package var chunkSimilarity = 0.0
    /// The share of the question's names and numbers that the best chunk holds; 1 where it names none.
    package var nameCoverage = 0.0
    /// Whether the best sentence holds what the question asks for.
    package var meetsKind = 0.0

    package init() {}

    /// The features as the model takes them, in the order of its coefficients.
    package var values: [Double] {
        [bestSentence, contextCoverage, chunkCoverage, similarity, chunkSimilarity, nameCoverage, meetsKind]
    }
}

/// A fitted logistic model: `1 / (1 + exp(−(intercept + Σ coefficient · value)))`.
package struct LogisticModel: Sendable, Hashable {
    package var intercept: Double
    package var coefficients: [Double]

    package init(intercept: Double, coefficients: [Double]) {
        self.intercept = intercept
        self.coefficients = coefficients
    }

    package func probability(_ values: [Double]) -> Double {
        precondition(values.count == coefficients.count, "A model takes as many values as it has coefficients.")
        var sum = intercept
        for (value, coefficient) in zip(values, coefficients) { sum += value * coefficient }
        return 1 / (1 + Elementary.exp(-sum))
    }
}
