public import WrightModel

/// How far a context supports a response, sentence by sentence.
public struct GroundingReport: Sendable, Hashable {
    /// A sentence of the response.
    public struct Sentence: Sendable, Hashable {
        /// The sentence's UTF-8 bytes in the response.
        public let range: Range<Int>
        /// The probability that the context supports it, 0…1.
        public let support: Double
        /// Its words that the context does not hold, in order.
        public let unsupported: [Word]
    }

    /// A word of the response.
    public struct Word: Sendable, Hashable {
        /// The word as it stands.
        public let text: String
        /// Its UTF-8 bytes in the response.
        public let range: Range<Int>
    }

    /// The probability that the context supports the whole response, 0…1; nil where the response has no words, so that
    /// there is nothing to support.
    public let support: Double?
    /// The sentences, in order.
    public let sentences: [Sentence]
}

/// Says how far a text is borne out by another, without a language model.
///
/// It compares words, numbers, names, their order and their negations; it does not understand. A true paraphrase in
/// quite other words gets a low support, and a statement made of the source's own words in another sense may get a
/// high one. Word lists are English; in other languages words are compared, but opposites go unnoticed.
public struct GroundingVerifier: SupportVerifier {
    private let model: SupportModel

    /// Makes a verifier.
    public init(model: SupportModel = .shipped) {
        self.model = model
    }

    /// Judges a response against the context that it should rest on.
    public func report(on response: String, context: String) -> GroundingReport {
        let reader = GroundingReader()
        return report(on: response, evidence: EvidenceText(context, reader: reader), reader: reader)
    }

    func report(on response: String, evidence: EvidenceText, reader: GroundingReader) -> GroundingReport {
        let extractor = SupportFeatureExtractor(evidence: evidence, rarity: model.rarity)
        let sentences = reader.sentences(of: response)
        guard !sentences.isEmpty else { return GroundingReport(support: nil, sentences: []) }
        var features: [[Double]] = []
        var shares: [Double] = []
        for sentence in sentences {
            let reading = extractor.reading(of: sentence.words)
            features.append(extractor.features(of: reading))
            shares.append(extractor.saysContrary(reading) ? SupportFeatureExtractor.reversedShare : 1)
        }
        let bytes = Array(response.utf8)
        let judged = zip(zip(sentences, shares), features)
            .map { given, values in
                let (sentence, share) = given
                return GroundingReport.Sentence(
                    range: sentence.range,
                    support: model.probability(SupportModel.inputs([values], sizes: [1])) * share,
                    unsupported: sentence.words.filter { ($0.isContent || $0.isNumber) && extractor.isMissing($0) }
                        .map {
                            GroundingReport.Word(
                                text: String(decoding: bytes[$0.range], as: UTF8.self),
                                range: $0.range
                            )
                        }
                )
            }
        let whole = model.probability(SupportModel.inputs(features, sizes: sentences.map(\.words.count)))
        return GroundingReport(support: whole * (shares.min() ?? 1), sentences: judged)
    }

    /// How far a span of a source supports a sentence.
    public func support(of sentence: String, in span: String) async throws -> SpanSupport {
        let report = report(on: sentence, context: span)
        return SpanSupport(
            support: report.support ?? 0,
            unsupportedWords: report.sentences.flatMap { $0.unsupported.map(\.text) }
        )
    }
}
