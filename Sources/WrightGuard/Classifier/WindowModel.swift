// A logistic regression over the features of a window.
//
// Layout: 65,536 weights of hashed features as 16-bit numbers with one scale, so that a model takes 128 KiB; weights,
// means and deviations of the numbers; optionally one weight for each coordinate of the window's embedding.

/// Weights that turn the features of a window into the odds that it attacks.
struct WindowModel: Sendable, Equatable {
    /// The weights of the table, in units of `scale`.
    let table: [Int16]
    let scale: Float
    /// Weights of all numbers.
    let weights: [Float]
    /// Means and deviations of the numbers that are standardised.
    let means: [Float]
    let deviations: [Float]
    /// Weights of the embedding's coordinates; empty without.
    let embedding: [Float]
    let intercept: Float
    /// The odds at which a text is as suspicious as not.
    var threshold: Float

    /// Standardised numbers end here on both sides.
    static let limit: Float = 4
    /// Embeddings are taken times this, so that their weights have about the size of the others.
    static let embeddingScale: Float = 4

    /// The natural logarithm of the odds.
    func odds(of features: WindowFeatures, embedding vector: [Float]? = nil) -> Float {
        var sum: Float = 0
        for cell in features.hashed { sum += Float(table[Int(cell)]) }
        var odds = intercept + sum * scale * features.share
        for (place, value) in standardised(features.numbers).enumerated() { odds += weights[place] * value }
        guard let vector else { return odds }
        for (weight, value) in zip(embedding, vector) { odds += weight * value * Self.embeddingScale }
        return odds
    }

    /// The numbers as the weights expect them.
    func standardised(_ numbers: [Float]) -> [Float] {
        Self.standardised(numbers, means: means, deviations: deviations)
    }

    static func standardised(_ numbers: [Float], means: [Float], deviations: [Float]) -> [Float] {
        var numbers = numbers
        for place in means.indices {
            let value = (numbers[place] - means[place]) / deviations[place]
            numbers[place] = min(max(value, -limit), limit)
        }
        return numbers
    }
}
