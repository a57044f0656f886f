internal import ArgumentParser
internal import WrightCore
private import WrightDocuments
private import WrightEncoder
private import WrightEvaluation
private import WrightModel
private import WrightRetrieval
private import WrightStore
private import WrightText

/// Fits the coefficients of answering and says what they are worth.
struct EvalCalibrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Fit the answerer's coefficients on one half of SQuAD 2.0's articles, and measure them on the other.",
        discussion: """
            The folder holds contexts.jsonl and questions.jsonl. Each question is asked of all paragraphs together. \
            Articles, not questions, are divided, so that no paragraph stands in both halves.
            """
    )

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Go by words alone, as without a model.")
    var lexical = false

    @Option(help: ArgumentHelp("Ask only every n-th question.", valueName: "n"))
    var every = 1

    @Option(help: ArgumentHelp("How many sentences are embedded for each question.", valueName: "count"))
    var embeddedSentences = ExtractiveAnswerer.Configuration().embeddedSentenceLimit

    @Option(help: ArgumentHelp("The embedding model's name or folder.", valueName: "name"))
    var model = ModelSpecification.allMiniLM.name

    @Argument(help: "The folder of the set.", completion: .directory)
    var dataset: String

    func validate() throws {
        guard (1...1000).contains(every) else { throw ValidationError("'--every' must be from 1 to 1000.") }
        guard (0...1000).contains(embeddedSentences) else {
            throw ValidationError("'--embedded-sentences' must be from 0 to 1000.")
        }
    }

    func run() async throws {
        let contexts = try MappedFile(path: dataset + "/contexts.jsonl")
        let questions = try MappedFile(path: dataset + "/questions.jsonl")
        let set = try contexts.withBytes { contexts in
            try questions.withBytes { try SQuADDataset(contexts: contexts, questions: $0) }
        }
        let encoder = lexical ? nil : MemoisingEmbedder(try ModelLoading.encoder(named: model))
        let corpus = InMemoryCorpus(
            chunker: ChunkerKind.structure.chunker(),
            embedder: encoder
        )
        _ = try await corpus.apply(CorpusChange(documents: set.contexts.map(Self.document)))
        var configuration = ExtractiveAnswerer.Configuration()
        configuration.embeddedSentenceLimit = embeddedSentences
        let answerer = ExtractiveAnswerer(
            corpus: corpus,
            embedder: encoder,
            analyzer: Analyzer(),
            configuration: configuration
        )
        let bar = ProgressBar(isQuiet: global.quiet)
        let articles = Dictionary(uniqueKeysWithValues: set.contexts.map { ($0.id, $0.title) })
        let chosen = set.questions.enumerated().filter { $0.offset.isMultiple(of: every) }.map(\.element)
        try Self.checkHalves(chosen.map { articles[$0.contextID] ?? "" })
        var cases: [CalibrationCase] = []
        for (number, question) in chosen.enumerated() {
            var query = RetrievalQuery(question.text)
            if lexical { query.mode = .lexical }
            let reading = try await answerer.read(query)
            let isTraining = Self.isTraining(article: articles[question.contextID] ?? "")
            cases.append(CalibrationCase(question: question, reading: reading, isTraining: isTraining))
            bar.update("asking", done: number + 1, total: chosen.count)
        }
        bar.clear()
        try report(cases)
    }

    /// Divides articles by a hash of their title.
    private static func isTraining(article: String) -> Bool {
        ContentHash(of: article).bytes[0].isMultiple(of: 2)
    }

    /// Refuses questions of which one half would have none.
    private static func checkHalves(_ articles: [String]) throws {
        for (name, isWanted) in [("train", true), ("test", false)] {
            guard !articles.contains(where: { isTraining(article: $0) == isWanted }) else { continue }
            throw EvaluationError.partEmpty(
                name,
                exampleCount: articles.count,
                groupCount: Set(articles).count,
                group: "article",
                remedy: "Add questions on other articles."
            )
        }
    }

    private static func document(_ context: SQuADDataset.Context) -> Document {
        Document(
            uri: context.id,
            title: context.title,
            mediaType: .plainText,
            text: context.text,
            blocks: [Block(kind: .paragraph, range: 0..<context.text.utf8.count)],
            contentHash: ContentHash(of: context.text)
        )
    }

    private func report(_ cases: [CalibrationCase]) throws {
        let sentences = try CalibrationCase.fitSentences(cases)
        let rescored = cases.map { $0.rescored(sentences) }
        let training = rescored.filter(\.isTraining)
        let test = rescored.filter { !$0.isTraining }
        let support = try LogisticRegression(
            features: training.map(\.reading.support.values),
            labels: training.map(\.question.isAnswerable)
        )
        let probabilities = { (cases: [CalibrationCase]) in
            cases.map { support.probability(of: $0.reading.support.values) }
        }
        let threshold = Self.threshold(probabilities(training), training.map(\.question.isAnswerable))
        let measured = try CalibrationReport(
            probabilities: probabilities(test),
            labels: test.map(\.question.isAnswerable),
            threshold: threshold
        )
        let answerable = test.filter(\.question.isAnswerable)
        let hits = answerable.filter(\.bestHoldsAnswer).count
        let first = MetricValue.rate(successCount: hits, count: answerable.count)
        if global.json {
            Output.json([
                "schema": 1, "trainingQuestions": .int(training.count), "testQuestions": .int(test.count),
                "sentence": Self.json(sentences), "support": Self.json(support), "threshold": .double(threshold),
                "test": [
                    "auroc": MetricForm.json(measured.auroc), "accuracy": MetricForm.json(measured.accuracy),
                    "ece": measured.expectedCalibrationError.map { .double($0) } ?? .null,
                    "bestSentenceHoldsAnswer": MetricForm.json(first),
                    "answered": .double(
                        Self.rate(measured.confusion.truePositiveCount, measured.confusion.falseNegativeCount)
                    ),
                    "wronglyAnswered": .double(
                        Self.rate(measured.confusion.falsePositiveCount, measured.confusion.trueNegativeCount)
                    ),
                ],
            ])
            return
        }
        Output.line("sentence  intercept \(sentences.intercept), coefficients \(sentences.weights)")
        Output.line("support   intercept \(support.intercept), coefficients \(support.weights)")
        Output.line("threshold \(threshold)")
        Output.line("on \(test.count) questions of articles that were not fitted on:")
        Output.line("  best sentence holds the answer  \(MetricForm.text(first))")
        Output.line("  AUROC of support                \(MetricForm.text(measured.auroc))")
        Output.line("  accuracy at the threshold       \(MetricForm.text(measured.accuracy))")
        Output.line("  calibration error               \(HitForm.number(measured.expectedCalibrationError ?? 0))")
        let confusion = measured.confusion
        let answered = Self.rate(confusion.truePositiveCount, confusion.falseNegativeCount)
        let wronglyAnswered = Self.rate(confusion.falsePositiveCount, confusion.trueNegativeCount)
        Output.line("  answerable answered             \(HitForm.number(answered))")
        Output.line("  unanswerable answered           \(HitForm.number(wronglyAnswered))")
    }

    private static func rate(_ count: Int, _ others: Int) -> Double {
        count + others > 0 ? Double(count) / Double(count + others) : 0
    }

    /// The support that 97 % of the answerable questions reach.
    private static func threshold(_ probabilities: [Double], _ labels: [Bool]) -> Double {
        let answerable = zip(probabilities, labels).filter(\.1).map(\.0).sorted()
        return answerable.isEmpty ? 0 : answerable[answerable.count * 3 / 100]
    }

    private static func json(_ model: LogisticRegression) -> JSONValue {
        ["intercept": .double(model.intercept), "coefficients": .array(model.weights.map { .double($0) })]
    }
}

/// A question with what was found for it.
private struct CalibrationCase {
    let question: SQuADDataset.Question
    var reading: Reading
    let isTraining: Bool

    /// Whether a sentence holds one of the reference answers and stands in the question's own paragraph.
    func holdsAnswer(_ sentence: Reading.Sentence) -> Bool {
        reading.result.hits[sentence.hitIndex].document.uri == question.contextID
            && question.answers.contains { sentence.text.contains($0) }
    }

    /// Whether the best sentence does.
    var bestHoldsAnswer: Bool {
        reading.sentences.max { $0.probability < $1.probability }.map(holdsAnswer) ?? false
    }

    /// Fits the sentence model on the answerable training questions.
    static func fitSentences(_ cases: [CalibrationCase]) throws -> LogisticRegression {
        var features: [[Double]] = []
        var labels: [Bool] = []
        for entry in cases where entry.isTraining && entry.question.isAnswerable {
            for sentence in entry.reading.sentences {
                features.append(sentence.features.values)
                labels.append(entry.holdsAnswer(sentence))
            }
        }
        return try LogisticRegression(features: features, labels: labels)
    }

    /// The case with its sentences scored by another model.
    func rescored(_ model: LogisticRegression) -> CalibrationCase {
        var copy = self
        for index in copy.reading.sentences.indices {
            let values = copy.reading.sentences[index].features.values
            copy.reading.sentences[index].probability = model.probability(of: values)
        }
        if let best = copy.reading.sentences.max(by: { $0.probability < $1.probability }) {
            copy.reading.support.bestSentence = best.probability
            copy.reading.support.contextCoverage = best.features.contextCoverage
            copy.reading.support.meetsKind = best.features.meetsKind
        }
        return copy
    }
}
