// The identity of a model's output.
//
// Idea: hash everything that changes a vector. The settings, the vocabulary and the header of the weights (names,
// shapes, element types, offsets) are hashed whole; of the weights themselves, which are too large to be read at every
// start, evenly spread blocks and the size of the file are. Any training step changes nearly every weight, so two
// models differ in every block; what is not noticed is a file in which single weights were altered on purpose. Against
// that, files are verified once, when they are installed.
// The fingerprint is the same on every machine and with every kernel: kernels agree to the fifth decimal, and sums of
// bytes are exact. The precision is part of it.

internal import WrightCore
internal import WrightText

extension ContentHash.Hasher {
    private static var blockCount: Int { 64 }
    private static var blockByteCount: Int { 4096 }

    /// Takes in the size of a file of weights, its header, and evenly spread blocks of the values.
    mutating func update(sampling weights: SafetensorsFile) {
        let bytes = weights.file.bytes
        update("\(bytes.count):")
        update(UnsafeRawBufferPointer(rebasing: bytes[weights.headerBytes]))
        let start = weights.headerBytes.upperBound
        let reach = max(bytes.count - start - Self.blockByteCount, 0)
        for block in 0..<Self.blockCount {
            let first = start + reach / (Self.blockCount - 1) * block
            update(UnsafeRawBufferPointer(rebasing: bytes[first..<min(first + Self.blockByteCount, bytes.count)]))
        }
    }
}

extension SentenceModelFolder {
    /// The hash over all that changes what the model says.
    func fingerprint(
        weights: SafetensorsFile,
        vocabulary: MappedFile,
        maximumTokenCount: Int,
        precision: EncoderPrecision
    ) -> String {
        var hasher = ContentHash.Hasher()
        let settings = [
            "wright-encoder-1", pooling.rawValue, "\(normalises)", "\(maximumTokenCount)", precision.name,
            queryPrefix, documentPrefix,
        ]
        for setting in settings + architectureSettings + tokenizerSettings {
            hasher.update("\(setting.utf8.count):\(setting)")
        }
        hasher.update("\(vocabulary.bytes.count):")
        hasher.update(vocabulary.bytes)
        hasher.update(sampling: weights)
        return hasher.finalize().description
    }

    /// The hash over the weights and the shape alone, for what is derived from them.
    func weightsIdentity(_ weights: SafetensorsFile) -> String {
        var hasher = ContentHash.Hasher()
        for setting in architectureSettings { hasher.update("\(setting.utf8.count):\(setting)") }
        hasher.update(sampling: weights)
        return hasher.finalize().description
    }

    private var architectureSettings: [String] {
        let counts = [
            architecture.hiddenSize, architecture.layerCount, architecture.headCount, architecture.intermediateSize,
            architecture.vocabularyCount, architecture.positionCount, architecture.tokenTypeCount,
            Int(architecture.normEpsilon.bitPattern),
        ]
        return counts.map { "\($0)" } + [architecture.activation.rawValue]
    }

    private var tokenizerSettings: [String] {
        let flags = [
            tokenizer.lowercases, tokenizer.stripsAccents ?? tokenizer.lowercases, tokenizer.splitsChineseCharacters,
        ]
        let tokens = [
            tokenizer.unknownToken, tokenizer.classifierToken, tokenizer.separatorToken, tokenizer.paddingToken,
        ]
        return flags.map { "\($0)" } + tokens + tokenizer.additionalSpecialTokens
    }
}
