internal import WrightDocuments
public import WrightModel
public import WrightText

/// Answers questions with verbatim sentences of the documents, each with its citation, or says why it does not.
///
/// No language model is needed: nothing is said that does not stand in a document, and every quote is compared with the
/// document's text before it is given out. It abstains when what was found does not support an answer.
///
/// ```swift
/// let answerer = ExtractiveAnswerer(corpus: corpus, embedder: encoder, analyzer: analyzer)
/// let answer = try await answerer.answer(RetrievalQuery("How do I install it?"))
/// ```
public struct ExtractiveAnswerer: Sendable {
    /// What can be set.
    public struct Configuration: Sendable {
        /// The support below which it abstains, 0…1.
        ///
        /// The default was calibrated on SQuAD 2.0.
        public var supportThreshold: Double?
        /// How many sentences an answer has at most, 1 or more.
        ///
        /// Default 3.
        public var sentenceLimit = 3
        /// How many chunks are read, 1 or more.
        ///
        /// Default 8.
        public var chunkLimit = 8
        /// How many sentences are embedded, the most promising by their words.
        ///
        /// Default 6: ten find no more.
        public var embeddedSentenceLimit = 6

        /// The defaults.
        public init() {}
    }

    private let corpus: any Corpus
    private let embedder: (any Embedder)?
    private let reader: PassageReader
    private let configuration: Configuration

    /// Makes an answerer.
    ///
    /// - Parameters:
    ///   - corpus: Where it looks.
    ///   - embedder: The corpus's model, to compare sentences with the question; nil goes by words alone.
    ///   - analyzer: The corpus's analyzer.
    ///   - configuration: What can be set.
    public init(
        corpus: any Corpus,
        embedder: (any Embedder)?,
        analyzer: Analyzer,
        configuration: Configuration = Configuration()
    ) {
        self.corpus = corpus
        self.embedder = embedder
        self.configuration = configuration
        reader = PassageReader(analyzer: analyzer)
    }

    /// Answers a question.
    ///
    /// The query's limit is the number of chunks that are read, if it is less than the configuration's.
    public func answer(_ query: RetrievalQuery) async throws -> Answer {
        let reading = try await read(query)
        return compose(reading)
    }

    /// What was found and what each sentence of it is worth; the calibration looks at this as well.
    package func read(_ query: RetrievalQuery) async throws -> Reading {
        var query = query
        query.limit = min(query.limit, configuration.chunkLimit)
        let result = try await corpus.search(query)
        var reading = Reading(result: result)
        guard !result.hits.isEmpty else { return reading }
        let question = reader.question(query.boundedText, weights: result.termWeights)
        reading.unknownWords = reader.words(of: query.boundedText, among: result.unknownTerms)
        reading.sentences = reader.sentences(of: result.hits, question: question)
        if let embedder, !reading.sentences.isEmpty {
            try await addSimilarities(to: &reading, question: query.boundedText, embedder: embedder)
        }
        for index in reading.sentences.indices {
            let sentence = reading.sentences[index]
            let model = embedder == nil ? AnswerCalibration.lexicalSentence : AnswerCalibration.sentence
            reading.sentences[index].probability = model.probability(sentence.features.values)
        }
        reading.support = reader.support(of: result.hits, sentences: reading.sentences, question: question)
        let model = embedder == nil ? AnswerCalibration.lexicalSupport : AnswerCalibration.support
        reading.probability = model.probability(reading.support.values)
        return reading
    }

    private func addSimilarities(to reading: inout Reading, question: String, embedder: any Embedder) async throws {
        let promising = reading.sentences.indices
            .sorted { reading.sentences[$0].promise > reading.sentences[$1].promise }
            .prefix(configuration.embeddedSentenceLimit)
        let texts = promising.map { String(reading.sentences[$0].text) }
        var known = reading.result.queryVector
        if known == nil { known = try await embedder.embed([question], for: .query).first?.vector }
        guard let target = known else { return }
        for (index, embedding) in zip(promising, try await embedder.embed(texts, for: .document)) {
            var product: Float = 0
            for (left, right) in zip(target, embedding.vector) { product += left * right }
            reading.sentences[index].features.similarity = Double(product)
        }
    }

    private func compose(_ reading: Reading) -> Answer {
        let notes = reading.result.notes
        if let reason = reading.result.whyEmpty {
            return Answer(text: "", citations: [], support: 0, abstention: AbstentionReason(reason), notes: notes)
        }
        let chosen = choose(reading)
        let calibrated =
            embedder == nil ? AnswerCalibration.lexicalSupportThreshold : AnswerCalibration.supportThreshold
        let threshold = configuration.supportThreshold ?? calibrated
        guard reading.probability >= threshold, !chosen.isEmpty else {
            let support = chosen.isEmpty ? 0 : reading.probability
            return Answer(text: "", citations: [], support: support, abstention: .weakSupport, notes: notes)
        }
        var citations: [Citation] = []
        var parts: [String] = []
        for sentence in chosen {
            let hit = reading.result.hits[sentence.hitIndex]
            let citation = Citation(
                number: citations.count + 1,
                document: hit.document,
                page: hit.page,
                headingPath: hit.chunk.headingPath(at: sentence.range.lowerBound),
                range: sentence.range,
                quote: String(sentence.text)
            )
            guard CitationCheck.holds(citation, in: hit) else { continue }
            citations.append(citation)
            parts.append("\(citation.quote) [\(citation.number)]")
        }
        return Answer(
            text: parts.joined(separator: " "),
            citations: citations,
            support: reading.probability,
            abstention: citations.isEmpty ? .weakSupport : nil,
            notes: notes + reading.unknownNotes
        )
    }

    /// How likely another sentence must be, against the best, to be given beside it.
    private static let companionRate = 0.25

    /// The best sentence, and others that are nearly as good and say something else; those of one document in its
    /// order.
    private func choose(_ reading: Reading) -> [Reading.Sentence] {
        let ordered = reading.sentences.sorted {
            ($0.probability, $1.hitIndex, $1.range.lowerBound) > ($1.probability, $0.hitIndex, $0.range.lowerBound)
        }
        guard let best = ordered.first else { return [] }
        var chosen = [best]
        for sentence in ordered.dropFirst() where chosen.count < configuration.sentenceLimit {
            guard sentence.probability >= Self.companionRate * best.probability else { break }
            guard chosen.allSatisfy({ !reader.repeats(sentence, $0) }) else { continue }
            chosen.append(sentence)
        }
        let place = Dictionary(chosen.enumerated().map { ($0.element.hitIndex, $0.offset) }, uniquingKeysWith: min)
        return chosen.sorted {
            (place[$0.hitIndex] ?? 0, $0.range.lowerBound) < (place[$1.hitIndex] ?? 0, $1.range.lowerBound)
        }
    }
}

/// What was found for a question, sentence by sentence.
package struct Reading: Sendable {
    package var result: RetrievalResult
    package var sentences: [Sentence] = []
    package var support = SupportFeatures()
    /// Words of the question of which no document holds any form; empty where words were not asked.
    package var unknownWords: [String] = []
    /// How likely the documents hold an answer, 0…1.
    package var probability = 0.0

    /// What an answer says of such words: it may be about something else.
    fileprivate var unknownNotes: [String] {
        guard !unknownWords.isEmpty else { return [] }
        return ["No document holds " + unknownWords.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + "."]
    }

    /// A sentence of a hit.
    package struct Sentence: Sendable {
        package var text: Substring
        /// Its place in the document's text, in UTF-8 bytes.
        package var range: Range<Int>
        /// The place of its hit in the result.
        package var hitIndex: Int
        package var features: SentenceFeatures
        /// How likely it holds the answer, 0…1.
        package var probability = 0.0
        /// Its terms as analysed.
        package var terms: Set<String>

        /// What is known of it before any sentence is embedded.
        package var promise: Double {
            features.contextCoverage + features.coverage + features.chunkScore + 0.2 * features.meetsKind
        }
    }
}

/// Compares quotes with the text that they are said to come from.
package enum CitationCheck {
    /// Whether the hit's text holds the quote at the cited range, byte for byte.
    package static func holds(_ citation: Citation, in hit: Hit) -> Bool {
        let chunk = hit.chunk
        guard citation.range.lowerBound >= chunk.range.lowerBound, citation.range.upperBound <= chunk.range.upperBound,
            chunk.text.utf8.count == chunk.range.count
        else { return false }
        let start = citation.range.lowerBound - chunk.range.lowerBound
        return chunk.text.utf8.dropFirst(start).prefix(citation.range.count).elementsEqual(citation.quote.utf8)
    }
}
