internal import WrightCore
internal import WrightEvaluation
private import WrightGrounding
internal import WrightIndex
internal import WrightModel
internal import WrightRetrieval
internal import WrightText

/// Makes questions from documents with a language model, and finds passages that only look as if they answered them.
struct EvalGenerationDesk {
    /// A part of a document that a model reads at once.
    struct Passage {
        let document: SourceText
        let range: Range<Int>
        let text: String
    }

    /// The bytes that a passage has, its last sentence aside.
    private static let passageSize = 1500
    /// How many search results are looked at for passages that do not answer.
    private static let searchLimit = 30

    let passages: [Passage]

    init(_ documents: [SourceText]) {
        passages = documents.flatMap(Self.passages(of:))
    }

    private static func passages(of document: SourceText) -> [Passage] {
        let bytes = Array(document.text.utf8)
        var passages: [Passage] = []
        var start: Int?
        func close(at end: Int) {
            guard let first = start, end > first else { return }
            let text = String(decoding: bytes[first..<end], as: UTF8.self)
            passages.append(Passage(document: document, range: first..<end, text: text))
            start = nil
        }
        var last = 0
        for sentence in SentenceSegmenter().sentences(in: document.text) {
            start = start ?? sentence.lowerBound
            last = sentence.upperBound
            if let first = start, last - first >= passageSize { close(at: last) }
        }
        close(at: last)
        return passages
    }

    /// What came of asking a model.
    struct Made {
        var examples: [Example] = []
        /// Questions whose proof did not stand in the passage, and calls that failed.
        var lostCount = 0
        /// The first failure.
        var fault: (any DescribedError)?
    }

    /// Asks a model for questions, passages of all documents in turn.
    func examples(
        by generator: ModelGenerator,
        _ configuration: ExtractiveGenerator.Configuration,
        bar: ProgressBar
    ) async throws -> Made {
        var made = Made()
        var counts: [String: Int] = [:]
        var seen: Set<String> = []
        var random = SeededRandom(seed: configuration.seed)
        let rate = configuration.unanswerableRate
        for passage in passages.shuffled(using: &random) where made.examples.count < configuration.questionLimit {
            let document = passage.document.id
            guard counts[document, default: 0] < configuration.documentLimit else { continue }
            try Task.checkCancellation()
            let unanswerable = Double.random(in: 0..<1, using: &random) < min(1, rate * 3) ? 1 : 0
            do {
                let found = try await generator.examples(
                    from: passage.document,
                    range: passage.range,
                    answerableCount: unanswerable == 1 ? 2 : 3,
                    unanswerableCount: unanswerable
                )
                let rest = configuration.documentLimit - counts[document, default: 0]
                let kept = found.filter { seen.insert($0.id).inserted }
                    .prefix(min(rest, configuration.questionLimit - made.examples.count))
                made.lostCount += 3 - found.count
                counts[document, default: 0] += kept.count
                made.examples += kept
            } catch let error as any DescribedError {
                made.lostCount += 3
                made.fault = made.fault ?? error
            }
            bar.update("writing questions", done: made.examples.count, total: configuration.questionLimit)
        }
        bar.clear()
        return made
    }

    /// The examples with passages that do not answer them, from a search by words, in their metadata.
    func withHardNegatives(_ examples: [Example], count: Int, analyzer: Analyzer) async throws -> [Example] {
        let index = try SearchIndex.inMemory(passages.map(\.text), analyzer: analyzer, vectors: nil, model: nil)
        let verifier = GroundingVerifier()
        var result: [Example] = []
        for var example in examples {
            let query = RetrievalQuery(example.input, mode: .lexical, limit: Self.searchLimit)
            let entries = try index.search(query, mode: .lexical, vector: nil, filter: nil).entries
            let found = entries.map { passages[Int($0.ordinal)] }
                .filter { passage in !example.contexts.contains { passage.text.contains($0.text) } }
                .map { Example.Context(id: $0.document.id, text: $0.text) }
            let negatives = try await ModelGenerator.hardNegatives(
                for: example,
                among: found,
                verifier: verifier,
                limit: count
            )
            var members = example.metadata.object ?? []
            let values = negatives.map {
                JSONValue.object([.init("id", .string($0.id)), .init("text", .string($0.text))])
            }
            members.append(.init("hardNegatives", .array(values)))
            example.metadata = .object(members)
            result.append(example)
        }
        return result
    }
}
