// A static sentence model: the vector of a text is the mean of its tokens' vectors.
//
// Idea. Each token has one vector, whatever stands around it, so that a text costs some hundred additions. Such models
// are made from a transformer by running every token of its vocabulary through it and reducing the dimensions.
// Source: Tulkens & van Dongen (2024), model2vec; Aarsen (2025), StaticEmbedding of sentence-transformers. The means,
// weights and limits follow the implementations of both, token by token.

internal import WrightCore
public import WrightModel
internal import WrightText

/// A static (token-lookup) sentence model.
///
/// ```swift
/// let encoder = try StaticEncoder(folder: "/models/potion-base-8M")
/// let embeddings = try await encoder.embed(["What is a span?"], for: .query)
/// ```
public final class StaticEncoder: SentenceEncoder, Sendable {
    /// The model that it runs.
    public let model: EmbeddingModel

    private let folder: StaticModelFolder
    private let tokenizer: WordPieceTokenizer
    private let vectors: FloatTensor
    /// For each token its weight; empty where all weigh the same.
    private let weights: [Float]
    /// For each token its row; empty where it is the token's number.
    private let rows: [Int]
    /// Tokens that are read of a text at most.
    private let maximumTokenCount: Int?
    /// Scalars that are read of a text at most.
    private let maximumScalarCount: Int?

    /// Loads a model from a folder in the layout of model2vec or sentence-transformers.
    ///
    /// - Throws: ``EncoderError``; a tokenizer that is not WordPiece is refused with code `unsupported`.
    public init(folder path: String) throws(EncoderError) {
        var opened: SafetensorsFile?
        folder = try StaticModelFolder(path: path) { path throws(EncoderError) in
            let file = try SafetensorsFile(path: path)
            opened = file
            return file
        }
        guard let file = opened, let shape = file.tensors[folder.tensorName]?.shape, shape.count == 2, shape[1] > 0
        else {
            throw .tensorMissing(folder.tensorName, path: folder.modulePath + "/model.safetensors")
        }
        vectors = try file.values(of: folder.tensorName, shape: shape)
        let found = try Self.tokenizer(in: folder)
        tokenizer = found.tokenizer
        let tokenCount = found.tokenizer.vocabularyCount
        weights =
            try file.tensors["weights"] == nil ? [] : file.numbers(of: "weights", count: tokenCount).map { Float($0) }
        rows = try file.tensors["mapping"] == nil ? [] : file.numbers(of: "mapping", count: tokenCount).map { Int($0) }
        let reach = rows.isEmpty ? tokenCount : (rows.max() ?? 0) + 1
        guard reach <= shape[0], rows.allSatisfy({ $0 >= 0 }) else {
            throw .tensorMismatched(folder.tensorName, expected: "of \(reach) rows or more", found: "of shape \(shape)")
        }
        maximumTokenCount = folder.maximumTokenCount ?? found.maximumTokenCount
        maximumScalarCount = folder.maximumTokenCount.map { $0 * found.medianTokenLength }
        model = EmbeddingModel(
            name: folder.name,
            dimension: shape[1],
            maximumTokenCount: maximumTokenCount ?? Int(Int32.max),
            isNormalised: folder.normalises,
            fingerprint: Self.fingerprint(folder, found, weights: file)
        )
    }

    /// A tokenizer and what its file says besides.
    private struct Vocabulary {
        let tokenizer: WordPieceTokenizer
        let bytes: [UInt8]
        let medianTokenLength: Int
        let maximumTokenCount: Int?
    }

    private static func tokenizer(in folder: StaticModelFolder) throws(EncoderError) -> Vocabulary {
        let configuration: WordPieceTokenizer.Configuration
        let vocabulary: [UInt8]
        var median = 1
        var limit: Int?
        if let file = try TokenizerFile(folder: folder.modulePath) {
            configuration = file.configuration
            vocabulary = file.vocabulary
            median = file.medianTokenLength
            limit = file.maximumTokenCount
        } else {
            let settings = try ModelConfigurationFile("tokenizer_config.json", folder: folder.modulePath)
            configuration = SentenceModelFolder.tokenizer(settings, sentence: nil)
            do {
                vocabulary = try MappedFile(path: folder.modulePath + "/vocab.txt").withBytes { Array($0) }
            } catch {
                throw .vocabularyInvalid(
                    path: folder.modulePath,
                    reason: "there is neither 'tokenizer.json' nor 'vocab.txt'."
                )
            }
            let lengths = vocabulary.split(separator: 10)
                .map { String(decoding: $0, as: UTF8.self).unicodeScalars.count }
                .sorted()
            if !lengths.isEmpty { median = (lengths[(lengths.count - 1) / 2] + lengths[lengths.count / 2]) / 2 }
        }
        do {
            let made = try WordPieceTokenizer(vocabulary: vocabulary, configuration: configuration)
            return Vocabulary(
                tokenizer: made,
                bytes: vocabulary,
                medianTokenLength: median,
                maximumTokenCount: limit
            )
        } catch {
            throw .vocabularyInvalid(path: folder.modulePath, reason: error.message)
        }
    }

    private static func fingerprint(
        _ folder: StaticModelFolder,
        _ vocabulary: Vocabulary,
        weights: SafetensorsFile
    ) -> String {
        var hasher = ContentHash.Hasher()
        let limit = (folder.maximumTokenCount ?? vocabulary.maximumTokenCount).map { "\($0)" } ?? "all"
        for setting in ["wright-static-1", folder.tensorName, "\(folder.normalises)", limit] {
            hasher.update("\(setting.utf8.count):\(setting)")
        }
        hasher.update("\(vocabulary.bytes.count):")
        vocabulary.bytes.withUnsafeBytes { hasher.update($0) }
        hasher.update(sampling: weights)
        return hasher.finalize().description
    }

    /// Embeds texts, in order.
    ///
    /// A text without a token that the model knows has the zero vector.
    ///
    /// - Throws: `CancellationError`.
    public func embed(_ texts: [String], for use: EmbeddingUse) async throws -> [Embedding] {
        let memory = AlignedMemory(count: texts.count * model.dimension)
        _ = try await embed(
            texts,
            for: use,
            into: UnsafeMutableBufferPointer(start: memory.address, count: memory.count)
        )
        return texts.indices.map { index in
            let start = memory.address + index * model.dimension
            return Embedding(vector: Array(UnsafeBufferPointer(start: start, count: model.dimension)), model: model)
        }
    }

    /// Texts that are embedded between two looks whether the task is cancelled.
    private static let sliceCount = 4096

    /// Embeds texts into memory that has room for all vectors, one after another.
    ///
    /// - Throws: `CancellationError`; the memory then holds some vectors.
    public func embed(
        _ texts: [String],
        for use: EmbeddingUse,
        into vectors: UnsafeMutableBufferPointer<Float>
    ) async throws -> EncodingStatistics {
        precondition(vectors.count >= texts.count * model.dimension, "There is no room for all vectors.")
        guard let address = vectors.baseAddress else {
            return EncodingStatistics(textCount: 0, tokenCount: 0, truncatedTextCount: 0)
        }
        var tokenCount = 0
        var truncatedCount = 0
        for start in stride(from: 0, to: texts.count, by: Self.sliceCount) {
            try Task.checkCancellation()
            for index in start..<min(start + Self.sliceCount, texts.count) {
                let read = write(texts[index], to: address + index * model.dimension)
                tokenCount += read.tokenCount
                if read.isTruncated { truncatedCount += 1 }
            }
        }
        return EncodingStatistics(textCount: texts.count, tokenCount: tokenCount, truncatedTextCount: truncatedCount)
    }

    /// The number of tokens of a text by the model's vocabulary, without a limit.
    public func tokenCount(of text: String) -> Int {
        tokenizer.tokenCount(of: text)
    }

    private func write(
        _ text: String,
        to vector: UnsafeMutablePointer<Float>
    ) -> (tokenCount: Int, isTruncated: Bool) {
        let dimension = model.dimension
        let (ids, isTruncated) = tokens(text)
        vector.initialize(repeating: 0, count: dimension)
        for id in ids {
            let row = vectors.values + (rows.isEmpty ? Int(id) : rows[Int(id)]) * dimension
            let weight = weights.isEmpty ? 1 : weights[Int(id)]
            for index in 0..<dimension { vector[index] += row[index] * weight }
        }
        var factor = 1 / Float(max(ids.count, 1))
        if folder.normalises {
            var square = 0.0
            for index in 0..<dimension { square += Double(vector[index]) * Double(vector[index]) }
            factor = square > 0 ? Float(1 / square.squareRoot()) : 0
        }
        for index in 0..<dimension { vector[index] *= factor }
        return (ids.count, isTruncated)
    }

    private func tokens(_ text: String) -> (ids: [Int32], isTruncated: Bool) {
        var text = text
        var isTruncated = false
        if let maximumScalarCount, text.utf8.count > maximumScalarCount {
            let head = text.unicodeScalars.prefix(maximumScalarCount)
            isTruncated = head.endIndex < text.unicodeScalars.endIndex
            text = String(head)
        }
        // One token beyond the limit tells whether there are more.
        let limit = maximumTokenCount.map { $0 + 3 }
        var ids = Array(tokenizer.encode(text, maximumTokenCount: limit).dropFirst().dropLast())
        if let limit = maximumTokenCount, ids.count > limit {
            isTruncated = true
            ids.removeLast(ids.count - limit)
        }
        if folder.skipsUnknown { ids.removeAll { $0 == tokenizer.unknownID } }
        return (ids, isTruncated)
    }
}
