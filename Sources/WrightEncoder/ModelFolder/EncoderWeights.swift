/// The weights of a BERT encoder, by their place in it.
struct EncoderWeights: Sendable {
    /// One row for each token, position and token type.
    struct Embeddings: Sendable {
        let tokens: FloatTensor
        let positions: FloatTensor
        let tokenTypes: FloatTensor
        let norm: Norm
    }

    /// A product and what is added to it: `output = input · weightsᵀ + bias`.
    struct Linear: Sendable {
        let weights: FloatTensor
        let bias: FloatTensor
        let inputSize: Int
        let outputSize: Int
    }

    /// A layer normalisation.
    struct Norm: Sendable {
        let scale: FloatTensor
        let shift: FloatTensor
    }

    /// One layer.
    struct Layer: Sendable {
        let query: Linear
        let key: Linear
        let value: Linear
        let attentionOutput: Linear
        let attentionNorm: Norm
        let intermediate: Linear
        let output: Linear
        let outputNorm: Norm

        /// All products of the layer, in the order in which they are computed.
        var products: [Linear] { [query, key, value, attentionOutput, intermediate, output] }
    }

    let embeddings: Embeddings
    let layers: [Layer]

    /// Finds all tensors and checks their shapes.
    ///
    /// Values are not touched, unless they must be converted.
    ///
    /// - Throws: ``EncoderError`` with code `tensorMissing` or `tensorMismatched`.
    init(_ file: SafetensorsFile, architecture: EncoderArchitecture) throws(EncoderError) {
        let reader = Reader(file: file, prefix: Self.prefix(of: file))
        let size = architecture.hiddenSize
        embeddings = Embeddings(
            tokens: try reader.tensor("embeddings.word_embeddings.weight", [architecture.vocabularyCount, size]),
            positions: try reader.tensor("embeddings.position_embeddings.weight", [architecture.positionCount, size]),
            tokenTypes: try reader.tensor(
                "embeddings.token_type_embeddings.weight",
                [architecture.tokenTypeCount, size]
            ),
            norm: try reader.norm("embeddings.LayerNorm", size)
        )
        var layers: [Layer] = []
        for index in 0..<architecture.layerCount {
            let name = "encoder.layer.\(index)."
            layers.append(
                Layer(
                    query: try reader.linear(name + "attention.self.query", from: size, to: size),
                    key: try reader.linear(name + "attention.self.key", from: size, to: size),
                    value: try reader.linear(name + "attention.self.value", from: size, to: size),
                    attentionOutput: try reader.linear(name + "attention.output.dense", from: size, to: size),
                    attentionNorm: try reader.norm(name + "attention.output.LayerNorm", size),
                    intermediate: try reader.linear(
                        name + "intermediate.dense",
                        from: size,
                        to: architecture.intermediateSize
                    ),
                    output: try reader.linear(name + "output.dense", from: architecture.intermediateSize, to: size),
                    outputNorm: try reader.norm(name + "output.LayerNorm", size)
                )
            )
        }
        self.layers = layers
    }

    /// What a sequence classifier has on top of the encoder.
    struct Head: Sendable {
        let pooler: Linear
        let classifier: Linear

        /// Finds the tensors; the number of labels is that of the classifier's rows.
        ///
        /// - Throws: ``EncoderError`` with code `tensorMissing` or `tensorMismatched`.
        init(_ file: SafetensorsFile, architecture: EncoderArchitecture) throws(EncoderError) {
            let size = architecture.hiddenSize
            guard let labels = file.tensors["classifier.weight"]?.shape.first, (1...1024).contains(labels) else {
                throw .tensorMissing("classifier.weight", path: file.path)
            }
            pooler = try Reader(file: file, prefix: "bert.").linear("pooler.dense", from: size, to: size)
            classifier = try Reader(file: file, prefix: "").linear("classifier", from: size, to: labels)
        }
    }

    /// Checkpoints of a bare encoder have no prefix, those with a head on top name the encoder first.
    private static func prefix(of file: SafetensorsFile) -> String {
        file.tensors["bert.embeddings.word_embeddings.weight"] == nil ? "" : "bert."
    }

    private struct Reader {
        let file: SafetensorsFile
        let prefix: String

        func tensor(_ name: String, _ shape: [Int]) throws(EncoderError) -> FloatTensor {
            try file.values(of: prefix + name, shape: shape)
        }

        func linear(_ name: String, from inputSize: Int, to outputSize: Int) throws(EncoderError) -> Linear {
            Linear(
                weights: try tensor(name + ".weight", [outputSize, inputSize]),
                bias: try tensor(name + ".bias", [outputSize]),
                inputSize: inputSize,
                outputSize: outputSize
            )
        }

        func norm(_ name: String, _ size: Int) throws(EncoderError) -> Norm {
            // Checkpoints converted from the first implementation call scale and shift gamma and beta.
            let isOld = file.tensors[prefix + name + ".weight"] == nil && file.tensors[prefix + name + ".gamma"] != nil
            return Norm(
                scale: try tensor(name + (isOld ? ".gamma" : ".weight"), [size]),
                shift: try tensor(name + (isOld ? ".beta" : ".bias"), [size])
            )
        }
    }
}
