/// Judges whether a text says what a sentence claims.
///
/// Answering, evaluation and guard call it; a trained verifier and one by coverage of words both conform.
public protocol SupportVerifier: Sendable {
    /// How far a span of a source supports a sentence.
    func support(of sentence: String, in span: String) async throws -> SpanSupport
}

/// How far a span supports a sentence.
public struct SpanSupport: Sendable, Hashable {
    /// From 0, not at all, to 1, entirely.
    public var support: Double
    /// The words of the sentence that the span does not bear out, such as a made-up number or name.
    public var unsupportedWords: [String]

    /// Makes a judgement.
    public init(support: Double, unsupportedWords: [String] = []) {
        self.support = support
        self.unsupportedWords = unsupportedWords
    }
}
