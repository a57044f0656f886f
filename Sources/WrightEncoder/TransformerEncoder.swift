internal import CWrightKernels
private import Dispatch
internal import Synchronization
internal import WrightCore
public import WrightModel
package import WrightText

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// A sentence model of the BERT family, run on the processor.
///
/// ```swift
/// let encoder = try TransformerEncoder(folder: "/models/all-MiniLM-L6-v2")
/// let embeddings = try await encoder.embed(["What is a span?"], for: .query)
/// ```
///
/// Weights are mapped, not read: loading touches a fraction of the file, and all processes that run the same model
/// share its memory. Calls may overlap.
public final class TransformerEncoder: Embedder, Sendable {
    /// The model that it runs.
    public let model: EmbeddingModel

    /// How it runs.
    public let configuration: Configuration

    /// What cuts text into tokens.
    package let tokenizer: WordPieceTokenizer

    private let folder: SentenceModelFolder
    private let weights: EncoderWeights
    private let kernels: Kernels
    private let packed = Mutex<PackedWeights?>(nil)
    private let workspaces = Mutex<[Workspace]>([])
    private let queue = DispatchQueue(label: "wright.encoder", attributes: .concurrent)

    /// From this many tokens in one call on, rearranging the weights pays.
    private static let packingTokenCount = 384

    private struct Kernels: @unchecked Sendable {
        // `@unchecked`: a constant table.
        let table: UnsafePointer<wright_encoder_kernels>
    }

    /// Loads a model from a folder in the layout of sentence-transformers.
    ///
    /// - Parameters:
    ///   - path: The folder with `config.json`, `vocab.txt` and `model.safetensors`.
    ///   - configuration: How to run it.
    /// - Throws: ``EncoderError``.
    public convenience init(folder path: String, configuration: Configuration = Configuration()) throws(EncoderError) {
        try self.init(folder: path, configuration: configuration, level: nil)
    }

    /// Loads a model and runs it with the kernels of one level, if the processor has them.
    package init(folder path: String, configuration: Configuration, level: KernelLevel?) throws(EncoderError) {
        precondition(configuration.workerCount >= 1, "An encoder needs at least one worker.")
        precondition(configuration.batchTokenCount >= 1, "A batch needs at least one token.")
        let folder = try SentenceModelFolder(path: path)
        let file = try SafetensorsFile(path: folder.weightsPath)
        weights = try EncoderWeights(file, architecture: folder.architecture)
        let vocabulary = try Self.vocabulary(of: folder)
        tokenizer = try Self.tokenizer(of: folder, vocabulary: vocabulary)
        let limit = max(min(configuration.maximumTokenCount ?? .max, folder.maximumTokenCount), 2)
        model = EmbeddingModel(
            name: folder.name,
            dimension: folder.architecture.hiddenSize,
            maximumTokenCount: limit,
            isNormalised: folder.normalises,
            fingerprint: folder.fingerprint(
                weights: file,
                vocabulary: vocabulary,
                maximumTokenCount: limit,
                precision: configuration.precision
            )
        )
        guard let table = level.map(\.table) ?? wright_encoder_kernels_best() else {
            preconditionFailure("The processor lacks the kernels of level \(String(describing: level)).")
        }
        kernels = Kernels(table: table)
        self.folder = folder
        self.configuration = configuration
    }

    private static func vocabulary(of folder: SentenceModelFolder) throws(EncoderError) -> MappedFile {
        do {
            return try MappedFile(path: folder.vocabularyPath)
        } catch {
            throw .fileUnreadable(error)
        }
    }

    private static func tokenizer(
        of folder: SentenceModelFolder,
        vocabulary: MappedFile
    ) throws(EncoderError) -> WordPieceTokenizer {
        let tokenizer: WordPieceTokenizer
        do {
            tokenizer = try WordPieceTokenizer(vocabulary: vocabulary.bytes, configuration: folder.tokenizer)
        } catch {
            throw .vocabularyInvalid(path: folder.vocabularyPath, reason: error.message)
        }
        guard tokenizer.vocabularyCount <= folder.architecture.vocabularyCount else {
            throw .vocabularyInvalid(
                path: folder.vocabularyPath,
                reason: "it has \(tokenizer.vocabularyCount) tokens, the model \(folder.architecture.vocabularyCount)."
            )
        }
        return tokenizer
    }

    /// The number of processors that this process may use.
    public static var processorCount: Int {
        max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
    }

    /// Embeds texts, in order.
    ///
    /// Longer texts than the model reads are cut off.
    ///
    /// - Throws: `CancellationError` if the task is cancelled; batches that have begun are finished first.
    public func embed(_ texts: [String], for use: EmbeddingUse) async throws -> [Embedding] {
        let sequences = tokenized(texts, for: use)
        return try await embed(sequences).map { Embedding(vector: $0, model: model) }
    }

    /// Embeds texts into memory that has room for all vectors, one after another.
    ///
    /// - Throws: `CancellationError`; the memory then holds some vectors.
    package func embed(
        _ texts: [String],
        for use: EmbeddingUse = .document,
        into vectors: UnsafeMutableBufferPointer<Float>
    ) async throws -> EncodingStatistics {
        let sequences = tokenized(texts, for: use)
        try await embed(sequences, into: vectors)
        // A text that was cut off fills the limit; one that fills it by chance is counted again without one.
        let prefix = prefix(for: use)
        let truncated = texts.indices.count {
            sequences.tokenCount(at: $0) == model.maximumTokenCount
                && tokenizer.tokenCount(of: prefix + texts[$0]) + 2 > model.maximumTokenCount
        }
        return EncodingStatistics(
            textCount: texts.count,
            tokenCount: sequences.tokens.count,
            truncatedTextCount: truncated
        )
    }

    /// Embeds texts that were cut into tokens before, special ones included.
    ///
    /// - Throws: ``EncoderError`` with code `tokenOutOfRange`, or `CancellationError`.
    package func embed(tokenIDs: [[Int32]]) async throws -> [[Float]] {
        var sequences = TokenSequences()
        for ids in tokenIDs {
            if let stray = ids.first(where: { $0 < 0 || $0 >= folder.architecture.vocabularyCount }) {
                throw EncoderError.tokenOutOfRange(stray, count: folder.architecture.vocabularyCount)
            }
            sequences.append(contentsOf: ids.prefix(model.maximumTokenCount))
        }
        return try await embed(sequences)
    }

    /// The number of tokens of a text by the model's vocabulary, without a limit and without the two special ones.
    public func tokenCount(of text: String) -> Int {
        tokenizer.tokenCount(of: text)
    }

    private func prefix(for use: EmbeddingUse) -> String {
        use == .query ? folder.queryPrefix : folder.documentPrefix
    }

    private func tokenized(_ texts: [String], for use: EmbeddingUse) -> TokenSequences {
        let prefix = prefix(for: use)
        var sequences = TokenSequences()
        for text in texts {
            var text = prefix.isEmpty ? text : prefix + text
            sequences.append { ids in
                text.withUTF8 { tokenizer.append($0, to: &ids, maximumTokenCount: model.maximumTokenCount) }
            }
        }
        return sequences
    }

    private func embed(_ sequences: TokenSequences) async throws -> [[Float]] {
        let dimension = model.dimension
        let vectors = AlignedMemory(count: sequences.count * dimension)
        vectors.address.initialize(repeating: 0, count: vectors.count)
        try await embed(sequences, into: UnsafeMutableBufferPointer(start: vectors.address, count: vectors.count))
        return (0..<sequences.count)
            .map { index in
                Array(UnsafeBufferPointer(start: vectors.address + index * dimension, count: dimension))
            }
    }

    private func embed(_ sequences: TokenSequences, into vectors: UnsafeMutableBufferPointer<Float>) async throws {
        precondition(vectors.count >= sequences.count * model.dimension, "There is no room for all vectors.")
        try Task.checkCancellation()
        guard let address = vectors.baseAddress, sequences.count > 0 else { return }
        let plan = BatchPlan(
            sequences,
            batchTokenCount: configuration.batchTokenCount,
            workerCount: configuration.workerCount
        )
        let job = EncodingJob(sequences, plan: plan, vectors: address)
        let packed = packedWeights(forTokenCount: sequences.tokens.count)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // The work leaves the cooperative threads alone: it takes long and never waits.
                queue.async {
                    DispatchQueue.concurrentPerform(iterations: min(self.configuration.workerCount, job.batchCount)) {
                        _ in
                        self.work(on: job, packed: packed)
                    }
                    continuation.resume()
                }
            }
        } onCancel: {
            job.cancel()
        }
        try Task.checkCancellation()
    }

    private func packedWeights(forTokenCount count: Int) -> PackedWeights? {
        packed.withLock { packed in
            if packed == nil, count >= Self.packingTokenCount {
                packed = PackedWeights(weights, kernels: kernels.table)
            }
            return packed
        }
    }

    private func work(on job: EncodingJob, packed: PackedWeights?) {
        let workspace = workspaces.withLock { $0.popLast() } ?? Workspace()
        let pass = EncoderPass(
            architecture: folder.architecture,
            weights: weights,
            packed: packed,
            kernels: kernels.table,
            workspace: workspace
        )
        job.work(pass, pooling: folder.pooling, normalises: folder.normalises)
        workspaces.withLock { spare in
            if spare.count < configuration.workerCount { spare.append(workspace) }
        }
    }
}
