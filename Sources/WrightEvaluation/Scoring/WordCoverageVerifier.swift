public import WrightModel
private import WrightText

/// Support by words alone: the share of a sentence's content words that the span holds, after stemming.
///
/// The plainest verifier there is, for figures without any model: it sees neither negation nor order. A number that the
/// span lacks counts as three words, since a wrong figure is the commonest fault that words alone can show.
public struct WordCoverageVerifier: SupportVerifier {
    private let analyzer: Analyzer

    /// Makes a verifier for a language, a BCP-47 code.
    public init(language: String = "en") {
        analyzer = Analyzer(configuration: .init(language: TextLanguage(code: language)))
    }

    /// How far a span of a source supports a sentence.
    public func support(of sentence: String, in span: String) async throws -> SpanSupport {
        let known = Set(analyzer.terms(in: span).map(\.term))
        var (total, found) = (0.0, 0.0)
        var missing: [String] = []
        let bytes = Array(sentence.utf8)
        for term in analyzer.terms(in: sentence) {
            let word = String(decoding: bytes[term.range], as: UTF8.self)
            let weight = word.utf8.contains { (0x30...0x39).contains($0) } ? 3.0 : 1.0
            total += weight
            if known.contains(term.term) { found += weight } else { missing.append(word) }
        }
        return SpanSupport(support: total > 0 ? found / total : 0, unsupportedWords: missing)
    }
}
