// Idea: a span supports a sentence as far as it holds the sentence's words, each weighed by how rare it is. It does not
// understand: a sentence that uses the span's words for another claim passes. Numbers, names and a "not" are looked at
// where an answer is checked, whatever the verifier says.
public import WrightModel
public import WrightText

/// Judges support by the words that sentence and span share.
public struct CoverageVerifier: SupportVerifier {
    private let analyzer: Analyzer
    private let weights: [String: Double]

    /// Makes a verifier.
    ///
    /// - Parameters:
    ///   - analyzer: The analyzer of the words.
    ///   - weights: What terms weigh, such as their inverse document frequencies; terms without one weigh as the mean
    ///     of the others, or 1.
    public init(analyzer: Analyzer, weights: [String: Double] = [:]) {
        self.analyzer = analyzer
        self.weights = weights
    }

    /// How far a span supports a sentence.
    public func support(of sentence: String, in span: String) async throws -> SpanSupport {
        judge(sentence, in: span)
    }

    /// The same without waiting.
    func judge(_ sentence: String, in span: String) -> SpanSupport {
        let terms = analyzer.terms(in: sentence)
        guard !terms.isEmpty else { return SpanSupport(support: 0) }
        let known = Set(analyzer.terms(in: span).map(\.term))
        let mean = weights.isEmpty ? 1 : weights.values.reduce(0, +) / Double(weights.count)
        var covered = 0.0
        var total = 0.0
        for term in Set(terms.map(\.term)).sorted() {
            let weight = weights[term] ?? mean
            total += weight
            if known.contains(term) { covered += weight }
        }
        return SpanSupport(support: total > 0 ? covered / total : 0)
    }
}
