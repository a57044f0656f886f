internal import WrightCore
public import WrightModel
internal import WrightText

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// A BERT sequence classifier that reads a query and a text together and says how well they fit.
///
/// ```swift
/// let reranker = try CrossEncoder(folder: "/models/ms-marco-MiniLM-L6-v2")
/// let scores = try await reranker.scores(of: texts, for: "What is a span?")
/// ```
///
/// The state of the first token goes through the pooler (a product and a hyperbolic tangent) and the classifier. A
/// single label gives the score by the logistic function, two labels give the probability of the second.
public final class CrossEncoder: Reranker, Sendable {
    /// The model that it runs.
    public let model: RerankingModel

    /// How it runs.
    public let configuration: TransformerEncoder.Configuration

    /// The labels of the classifier.
    public let labelCount: Int

    private let tokenizer: WordPieceTokenizer
    private let engine: EncoderEngine
    private let head: EncoderWeights.Head

    /// The precision where nothing else is asked for.
    public static let standardPrecision = EncoderPrecision.bfloat16

    /// Loads a model from a folder with `config.json`, `vocab.txt` and `model.safetensors`.
    ///
    /// - Throws: ``EncoderError``; a model without a classifier is refused with code `tensorMissing`.
    public convenience init(
        folder path: String,
        configuration: TransformerEncoder.Configuration = .init(precision: CrossEncoder.standardPrecision)
    ) throws(EncoderError) {
        try self.init(folder: path, configuration: configuration, level: nil)
    }

    /// Loads a model and runs it with the kernels of one level, if the processor has them.
    package init(
        folder path: String,
        configuration: TransformerEncoder.Configuration,
        level: KernelLevel?
    ) throws(EncoderError) {
        let folder = try SentenceModelFolder(path: path)
        let file = try SafetensorsFile(path: folder.weightsPath)
        let vocabulary = try TransformerEncoder.vocabulary(of: folder)
        tokenizer = try TransformerEncoder.tokenizer(of: folder, vocabulary: vocabulary)
        head = try EncoderWeights.Head(file, architecture: folder.architecture)
        labelCount = head.classifier.outputSize
        let limit = max(min(configuration.maximumTokenCount ?? .max, folder.maximumTokenCount), 4)
        model = RerankingModel(
            name: folder.name,
            maximumTokenCount: limit,
            fingerprint: folder.fingerprint(
                weights: file,
                vocabulary: vocabulary,
                maximumTokenCount: limit,
                precision: configuration.precision
            )
        )
        engine = EncoderEngine(
            weights: try EncoderWeights(file, architecture: folder.architecture),
            architecture: folder.architecture,
            precision: configuration.precision,
            packedFile: (path, folder.weightsIdentity(file)),
            level: level
        )
        self.configuration = configuration
    }

    /// Whether the weights of a folder end in a classifier.
    package static func isCrossEncoder(folder path: String) -> Bool {
        guard let file = try? SafetensorsFile(path: path + "/model.safetensors") else { return false }
        return file.tensors["classifier.weight"] != nil && file.tensors["bert.pooler.dense.weight"] != nil
    }

    /// Judges texts, in order; each score lies between 0 and 1.
    ///
    /// - Throws: ``EncoderError`` with code `unsupported` for a classifier of three labels or more, of which none says
    ///   how well texts fit; `CancellationError`.
    public func scores(of texts: [String], for query: String) async throws -> [Float] {
        guard labelCount <= 2 else {
            throw EncoderError.unsupported(
                file: "model.safetensors",
                setting: "a number of labels of",
                value: "\(labelCount)",
                supported: "1 or 2, to rerank"
            )
        }
        return try await logits(of: texts.map { (query, $0) })
            .map { logits in
                // Two labels: the softmax of both, as the logistic function of their difference.
                let value = logits.count == 1 ? logits[0] : logits[1] - logits[0]
                return 1 / (1 + exp(-value))
            }
    }

    /// What the classifier says of pairs of texts: a value for each label.
    ///
    /// - Throws: `CancellationError`.
    public func logits(of pairs: [(first: String, second: String)]) async throws -> [[Float]] {
        var sequences = TokenSequences()
        var previous: (text: String, ids: ArraySlice<Int32>)?
        for pair in pairs {
            // Reranking has the same first text in all pairs.
            let first = previous?.text == pair.first ? previous?.ids ?? [] : tokens(pair.first)
            previous = (pair.first, first)
            let joined = join(first, tokens(pair.second))
            sequences.append(pair: joined.tokens, firstTypeCount: joined.firstTypeCount)
        }
        let labelCount = labelCount
        let target = AlignedMemory(count: pairs.count * labelCount)
        target.address.initialize(repeating: 0, count: target.count)
        let head = head
        let engine = engine
        try await engine.run(
            sequences,
            workerCount: configuration.workerCount,
            batchTokenCount: configuration.batchTokenCount
        ) { [sequences] pass, texts in
            let size = head.pooler.outputSize
            withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { pooled in
                guard let address = pooled.baseAddress else { return }
                var state = pass.firstState
                for text in texts {
                    engine.multiply(head.pooler, input: state, output: address)
                    for index in 0..<size { address[index] = tanh(address[index]) }
                    engine.multiply(head.classifier, input: address, output: target.address + text * labelCount)
                    state += sequences.tokenCount(at: text) * size
                }
            }
        }
        return (0..<pairs.count).map { pair in (0..<labelCount).map { target.address[pair * labelCount + $0] } }
    }

    /// Calls a closure with the weights' packed form, if it was made now because the model's folder has none.
    package func withMadeWeights(
        _ body: (_ name: String, _ header: [UInt8], _ bytes: UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        try engine.withMadeWeights(body)
    }

    private func tokens(_ text: String) -> ArraySlice<Int32> {
        tokenizer.encode(text).dropFirst().dropLast()
    }

    /// Both texts between special tokens, the longer one shortened first.
    package func pairTokens(_ first: String, _ second: String) -> (tokens: [Int32], firstTypeCount: Int) {
        join(tokens(first), tokens(second))
    }

    private func join(_ first: ArraySlice<Int32>, _ second: ArraySlice<Int32>) -> (tokens: [Int32], firstTypeCount: Int)
    {
        let counts = Self.pairCounts(first.count, second.count, room: model.maximumTokenCount - 3)
        let opening = [tokenizer.classifierID] + first.prefix(counts.first) + [tokenizer.separatorID]
        return (opening + second.prefix(counts.second) + [tokenizer.separatorID], opening.count)
    }

    /// How many tokens of each text of a pair are kept, as the reference tokenizer cuts the longest first.
    static func pairCounts(_ first: Int, _ second: Int, room: Int) -> (first: Int, second: Int) {
        guard first + second > room else { return (first, second) }
        let shorter = min(first, second)
        var kept = (shorter: shorter, longer: shorter > room ? shorter : max(shorter, room - shorter))
        if kept.shorter + kept.longer > room { kept = (room / 2, room / 2 + room % 2) }
        return first > second ? (kept.longer, kept.shorter) : (kept.shorter, kept.longer)
    }
}
