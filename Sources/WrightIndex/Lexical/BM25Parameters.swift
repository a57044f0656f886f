internal import CWrightKernels

/// How BM25 weighs frequency, length and fields.
public struct BM25Parameters: Sendable, Hashable {
    /// How slowly repetition of a term stops to count; 0 or more, 1.2 by default.
    ///
    /// 0: repetition does not count.
    public var k1: Float

    /// How far long chunks are held back; 0...1, 0.75 by default.
    public var b: Float

    /// How much the words of each field count.
    public var fieldWeights: LexicalFieldWeights

    /// Takes all.
    public init(k1: Float = 1.2, b: Float = 0.75, fieldWeights: LexicalFieldWeights = LexicalFieldWeights()) {
        self.k1 = k1
        self.b = b
        self.fieldWeights = fieldWeights
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

    var isValid: Bool { k1.isFinite && k1 >= 0 && k1 <= 1000 && (0...1).contains(b) && fieldWeights.isValid }
}

// Fields are weighed as BM25F does: before repetition is damped, so that a word in title and text counts once more, not
// twice. Each field has its own normalisation of length: b for the text, none for title and headings, which are short
// everywhere; a term's normalised frequency is body / B + title weight · title + heading weight · headings, with
// B = 1 − b + b · length / average. Multiplied by B, that is a frequency for the plain formula over the text's length:
// the kernels know nothing of fields, and entries outside of titles and headings cost nothing more.
// Source: Robertson, Zaragoza & Taylor (2004), "Simple BM25 extension to multiple weighted fields".

/// What a chunk gains from a term, given the term's frequency and the chunk's length.
struct LexicalScoring {
    var kernel: wright_postings_scoring
    private let weights: LexicalFieldWeights
    private let lengthBase: Float
    private let lengthSlope: Float

    /// Whether frequencies of the text count as they are.
    let keepsBody: Bool

    init(_ parameters: BM25Parameters, weight: Float, averageLength: Float) {
        let average = max(averageLength, .leastNormalMagnitude)
        // With b 1, a chunk of a title only would have no length to divide by.
        let b = min(parameters.b, 0.999_999)
        weights = parameters.fieldWeights
        keepsBody = weights.body == 1
        lengthBase = 1 - b
        lengthSlope = b / average
        kernel = wright_postings_scoring(
            weight: weight,
            base: parameters.k1 * (1 - b),
            slope: parameters.k1 * b / average
        )
    }

    /// No part of a score is larger.
    var weight: Float { kernel.weight }

    /// The frequency that counts for a chunk of a length.
    @inline(__always)
    func frequency(_ frequency: TermFrequency, length: UInt32) -> Float {
        let extra = weights.title * Float(frequency.title) + weights.heading * Float(frequency.heading)
        return weights.body * Float(frequency.body) + extra * (lengthBase + lengthSlope * Float(length))
    }

    /// What a term adds to the score of a chunk: `weight · f / (f + k1 · (1 − b + b · length / average))`.
    ///
    /// The same operations in the same order as the kernels, so the same bits.
    @inline(__always)
    func part(frequency: Float, length: UInt32) -> Float {
        (kernel.weight * frequency) / (frequency + (kernel.base + kernel.slope * Float(length)))
    }
}
