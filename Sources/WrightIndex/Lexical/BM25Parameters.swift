internal import CWrightKernels

/// How BM25 weighs frequency and length.
public struct BM25Parameters: Sendable, Hashable {
    /// How slowly repetition of a term stops to count; 0 or more, 1.2 by default.
    ///
    /// 0: repetition does not count.
    public var k1: Float

    /// How far long chunks are held back; 0...1, 0.75 by default.
    public var b: Float

    /// Takes both.
    public init(k1: Float = 1.2, b: Float = 0.75) {
        self.k1 = k1
        self.b = b
    }

    /// The inverse document frequency of a term; always above zero.
    ///
    /// `idf = ln(1 + (N − n + 0.5) / (n + 0.5))`. The `1 +` differs from the original weight: it keeps very common
    /// terms from scoring below zero. For N = 10, n = 1 the result is 1.992 (asserted in `LexicalIndexTests`).
    ///
    /// - SeeAlso: Robertson & Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond".
    public static func inverseDocumentFrequency(chunkCount: Int, documentFrequency: Int) -> Float {
        let others = Double(max(0, chunkCount - documentFrequency)) + 0.5
        return Float(naturalLogarithm(1 + others / (Double(documentFrequency) + 0.5)))
    }

    var isValid: Bool { k1.isFinite && k1 >= 0 && k1 <= 1000 && (0...1).contains(b) }
}

extension wright_postings_scoring {
    init(_ parameters: BM25Parameters, weight: Float, averageLength: Float) {
        self.init(
            weight: weight,
            base: parameters.k1 * (1 - parameters.b),
            slope: parameters.k1 * parameters.b / max(averageLength, .leastNormalMagnitude)
        )
    }

    /// What a term adds to the score of a chunk: `weight · tf / (tf + k1 · (1 − b + b · length / average))`.
    ///
    /// The same operations in the same order as the kernels, so the same bits.
    func part(frequency: UInt32, length: UInt32) -> Float {
        let frequency = Float(frequency)
        return (weight * frequency) / (frequency + (base + slope * Float(length)))
    }
}
