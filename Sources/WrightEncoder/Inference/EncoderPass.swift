// One batch through the encoder.
//
// Idea. The tokens of all texts of a batch are rows of one matrix; only attention looks at where a text begins and
// ends. So no multiplication is spent on padding, and texts of any lengths may be mixed. Between two attentions, rows
// do not meet: the end of a layer (projection, normalisation, the wide product and back) and the projections of the
// next are computed block by block, with the block's states, and the wide middle of it, in the second cache all the
// while. Residual sums are part of the products, which add to the states in place.
//
// Source: Devlin et al. (2018), "BERT"; packing without padding as in Zeng et al. (2022), "Boosting distributed
// training performance of the unpadded BERT model".

internal import CWrightKernels

/// Computes a batch of texts in a worker's memory.
struct EncoderPass {
    let architecture: EncoderArchitecture
    let weights: EncoderWeights
    let packed: PackedWeights?
    let kernels: UnsafePointer<wright_encoder_kernels>
    let workspace: Workspace

    private var size: Int { architecture.hiddenSize }

    /// Leaves the states of all tokens in the workspace, text after text.
    func run(_ batch: [Int], of sequences: TokenSequences) {
        let rows = batch.reduce(0) { $0 + sequences.tokenCount(at: $1) }
        let longest = batch.reduce(0) { max($0, sequences.tokenCount(at: $1)) }
        workspace.reserve(rows: rows, longest: longest, architecture: architecture, kernels: kernels)
        embed(batch, of: sequences)
        for layer in 0...architecture.layerCount {
            for first in stride(from: 0, to: rows, by: Workspace.blockRowCount) {
                let count = min(Workspace.blockRowCount, rows - first)
                if layer > 0 { finish(layer: layer - 1, first: first, count: count) }
                if layer < architecture.layerCount { project(layer: layer, first: first, count: count) }
            }
            if layer < architecture.layerCount { attend(batch, of: sequences) }
        }
    }

    /// Sums the embeddings of token, position and type, and normalises them.
    private func embed(_ batch: [Int], of sequences: TokenSequences) {
        let tables = weights.embeddings
        var state = workspace.states.address
        var rows = 0
        for text in batch {
            for (position, index) in sequences.range(at: text).enumerated() {
                let token = tables.tokens.values + Int(sequences.tokens[index]) * size
                kernels.pointee.sum3(
                    token,
                    tables.positions.values + position * size,
                    tables.tokenTypes.values,
                    state,
                    size
                )
                state += size
                rows += 1
            }
        }
        normalise(tables.norm, first: 0, count: rows)
    }

    /// Query, key and value of a block of rows.
    private func project(layer: Int, first: Int, count: Int) {
        let parts = [weights.layers[layer].query, weights.layers[layer].key, weights.layers[layer].value]
        for (index, part) in parts.enumerated() {
            multiply(
                part,
                packed: packed?.layers[layer][index],
                input: workspace.states.address + first * size,
                output: workspace.projections.address + first * size * 3 + index * size,
                outputStride: size * 3,
                rows: count
            )
        }
    }

    private func attend(_ batch: [Int], of sequences: TokenSequences) {
        var row = 0
        for text in batch {
            let tokens = sequences.tokenCount(at: text)
            let projections = UnsafePointer(workspace.projections.address) + row * size * 3
            var job = wright_encoder_attention(
                query: projections,
                key: projections + size,
                value: projections + size * 2,
                stride: size * 3,
                output: workspace.contexts.address + row * size,
                output_stride: size,
                tokens: tokens,
                head_size: architecture.headSize,
                first_head: 0,
                end_head: architecture.headCount,
                scale: 1 / Float(architecture.headSize).squareRoot(),
                scratch: workspace.attention.address
            )
            kernels.pointee.attention(&job)
            row += tokens
        }
    }

    /// What follows attention in a layer, for a block of rows.
    private func finish(layer: Int, first: Int, count: Int) {
        let parts = weights.layers[layer]
        let states = workspace.states.address + first * size
        let contexts = workspace.contexts.address + first * size
        let intermediates = workspace.intermediates.address
        let packs = packed?.layers[layer]
        multiply(
            parts.attentionOutput,
            packed: packs?[3],
            input: contexts,
            output: states,
            rows: count,
            accumulates: true
        )
        normalise(parts.attentionNorm, first: first, count: count)
        multiply(
            parts.intermediate,
            packed: packs?[4],
            input: states,
            output: intermediates,
            rows: count,
            activation: architecture.activation.kernel
        )
        multiply(parts.output, packed: packs?[5], input: intermediates, output: states, rows: count, accumulates: true)
        normalise(parts.outputNorm, first: first, count: count)
    }

    private func normalise(_ norm: EncoderWeights.Norm, first: Int, count: Int) {
        kernels.pointee.layer_norm(
            workspace.states.address + first * size,
            count,
            size,
            norm.scale.values,
            norm.shift.values,
            architecture.normEpsilon
        )
    }

    private func multiply(
        _ product: EncoderWeights.Linear,
        packed: FloatTensor?,
        input: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>,
        outputStride: Int? = nil,
        rows: Int,
        accumulates: Bool = false,
        activation: wright_encoder_activation = WRIGHT_ENCODER_IDENTITY
    ) {
        var job = wright_encoder_linear(
            input: input,
            input_stride: product.inputSize,
            weights: packed?.values ?? product.weights.values,
            bias: product.bias.values,
            output: output,
            output_stride: outputStride ?? product.outputSize,
            rows: rows,
            depth: product.inputSize,
            first_column: 0,
            end_column: product.outputSize,
            accumulates: accumulates ? 1 : 0,
            activation: activation
        )
        if packed == nil {
            kernels.pointee.linear(&job)
        } else {
            kernels.pointee.linear_packed(&job)
        }
    }

    /// Writes the vectors of the batch's texts, each to its text's place.
    func pool(
        _ batch: [Int],
        of sequences: TokenSequences,
        as pooling: SentencePooling,
        normalises: Bool,
        into vectors: UnsafeMutablePointer<Float>
    ) {
        var states = UnsafePointer(workspace.states.address)
        let pooled = workspace.pooled.address
        for text in batch {
            let tokens = sequences.tokenCount(at: text)
            pooled.update(from: states, count: size)
            if pooling == .mean {
                for token in 1..<max(tokens, 1) { kernels.pointee.add(pooled, states + token * size, size) }
            }
            var factor: Float = pooling == .mean ? 1 / Float(tokens) : 1
            if normalises {
                var square = 0.0
                for index in 0..<size { square += Double(pooled[index] * factor) * Double(pooled[index] * factor) }
                factor /= max(Float(square.squareRoot()), 1e-12)
            }
            let vector = vectors + text * size
            for index in 0..<size { vector[index] = pooled[index] * factor }
            states += tokens * size
        }
    }
}
