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
/// share its memory. Narrow weights are made once and kept in a file beside the model. Calls may overlap.
public final class TransformerEncoder: SentenceEncoder, Sendable {
    /// The model that it runs.
    public let model: EmbeddingModel

    /// How it runs.
    public let configuration: Configuration

    /// What cuts text into tokens.
    package let tokenizer: WordPieceTokenizer

    private let folder: SentenceModelFolder
    private let engine: EncoderEngine

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
        engine = EncoderEngine(
            weights: try EncoderWeights(file, architecture: folder.architecture),
            architecture: folder.architecture,
            precision: configuration.precision,
            packedFile: (path, folder.weightsIdentity(file)),
            level: level
        )
        self.folder = folder
        self.configuration = configuration
    }

    /// The fingerprint that the model of a folder has at a precision, without loading it.
    package static func fingerprint(folder path: String, precision: Precision) throws(EncoderError) -> String {
        let folder = try SentenceModelFolder(path: path)
        return folder.fingerprint(
            weights: try SafetensorsFile(path: folder.weightsPath),
            vocabulary: try vocabulary(of: folder),
            maximumTokenCount: folder.maximumTokenCount,
            precision: precision
        )
    }

    /// Calls a closure with the weights' packed form, if it was made now because the model's folder has none.
    ///
    /// Whoever may write there can keep it under `name`, and the next process maps it.
    package func withMadeWeights(
        _ body: (_ name: String, _ header: [UInt8], _ bytes: UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        try engine.withMadeWeights(body)
    }

    static func vocabulary(of folder: SentenceModelFolder) throws(EncoderError) -> MappedFile {
        do {
            return try MappedFile(path: folder.vocabularyPath)
        } catch {
            throw .fileUnreadable(error)
        }
    }

    static func tokenizer(
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
    public func embed(
        _ texts: [String],
        for use: EmbeddingUse,
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
        guard let address = vectors.baseAddress, sequences.count > 0 else { return }
        let target = VectorTarget(address: address)
        let folder = folder
        try await engine.run(
            sequences,
            workerCount: configuration.workerCount,
            batchTokenCount: configuration.batchTokenCount
        ) { pass, texts in
            pass.pool(texts, of: sequences, as: folder.pooling, normalises: folder.normalises, into: target.address)
        }
    }

    private struct VectorTarget: @unchecked Sendable {
        // `@unchecked`: each text's vector is written by the one worker that has the text.
        let address: UnsafeMutablePointer<Float>
    }
}
