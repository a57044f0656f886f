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

/// Computes a batch of texts in a workspace.
struct EncoderPass: @unchecked Sendable {
    // `@unchecked`: the kernels are a constant table; the workspace belongs to this batch.

    let architecture: EncoderArchitecture
    let weights: EncoderWeights
    let packed: PackedWeights?
    let narrow: NarrowWeights?
    let kernels: UnsafePointer<wright_encoder_kernels>
    let workspace: Workspace

    var size: Int { architecture.hiddenSize }
    /// The state of the batch's first token; the others follow.
    var firstState: UnsafePointer<Float> { UnsafePointer(workspace.states.address) }

    /// A batch, and how its rows are divided.
    struct Batch: Sendable {
        let texts: [Int]
        let rowCount: Int
        let longest: Int
        let blockRowCount: Int

        var blockCount: Int { (rowCount + blockRowCount - 1) / blockRowCount }

        func rows(ofBlock index: Int) -> Range<Int> {
            index * blockRowCount..<min((index + 1) * blockRowCount, rowCount)
        }
    }

    /// Measures a batch for a number of threads.
    func batch(_ texts: [Int], of sequences: TokenSequences, threads: Int) -> Batch {
        let rows = texts.reduce(0) { $0 + sequences.tokenCount(at: $1) }
        let largest = narrow == nil ? Workspace.blockRowCount : Workspace.narrowBlockRowCount
        // Whole tiles of 12 rows, and a block for every thread.
        let share = (rows / threads + 11) / 12 * 12
        return Batch(
            texts: texts,
            rowCount: rows,
            longest: texts.reduce(0) { max($0, sequences.tokenCount(at: $1)) },
            blockRowCount: threads == 1 ? largest : min(max(share, 12), largest)
        )
    }

    /// Leaves the states of all tokens in the workspace, text after text.
    func run(_ texts: [Int], of sequences: TokenSequences) {
        let batch = batch(texts, of: sequences, threads: 1)
        reserve(batch, threads: 1)
        embed(batch, of: sequences)
        for layer in 0...architecture.layerCount {
            for block in 0..<batch.blockCount { computeRows(batch.rows(ofBlock: block), before: layer, scratch: 0) }
            guard layer < architecture.layerCount else { return }
            attend(batch, of: sequences, heads: 0..<architecture.headCount, scratch: 0)
        }
    }

    /// The units of each phase of a batch that several threads compute.
    func phases(_ batch: Batch) -> [Int] {
        var counts = [1]
        for layer in 0...architecture.layerCount {
            counts.append(batch.blockCount)
            if layer < architecture.layerCount { counts.append(architecture.headCount) }
        }
        return counts
    }

    /// Computes one unit of ``phases(_:)``.
    func run(_ unit: Int, ofPhase phase: Int, _ batch: Batch, of sequences: TokenSequences, scratch: Int) {
        if phase == 0 {
            embed(batch, of: sequences)
        } else if phase % 2 == 1 {
            computeRows(batch.rows(ofBlock: unit), before: phase / 2, scratch: scratch)
        } else {
            attend(batch, of: sequences, heads: unit..<unit + 1, scratch: scratch)
        }
    }

    func reserve(_ batch: Batch, threads: Int) {
        workspace.reserve(
            rows: batch.rowCount,
            longest: batch.longest,
            threads: threads,
            model: architecture,
            kernels: kernels.pointee
        )
    }

    /// All that happens to a block of rows between two attentions.
    private func computeRows(_ rows: Range<Int>, before layer: Int, scratch: Int) {
        if let narrow {
            if layer > 0 { finishNarrow(narrow, layer: layer - 1, rows, workspace.scratches[scratch]) }
            if layer < architecture.layerCount {
                projectNarrow(narrow, layer: layer, rows, workspace.scratches[scratch])
            }
        } else {
            if layer > 0 { finish(layer: layer - 1, first: rows.lowerBound, count: rows.count, scratch: scratch) }
            if layer < architecture.layerCount {
                project(layer: layer, first: rows.lowerBound, count: rows.count)
            }
        }
    }

    /// Sums the embeddings of token, position and type, and normalises them.
    func embed(_ batch: Batch, of sequences: TokenSequences) {
        let tables = weights.embeddings
        var state = workspace.states.address
        for text in batch.texts {
            let firstTypeCount = sequences.firstTypeCounts[text]
            for (position, index) in sequences.range(at: text).enumerated() {
                let token = tables.tokens.values + Int(sequences.tokens[index]) * size
                let type = position < firstTypeCount ? 0 : 1
                kernels.pointee.sum3(
                    token,
                    tables.positions.values + position * size,
                    tables.tokenTypes.values + type * size,
                    state,
                    size
                )
                state += size
            }
        }
        normalise(tables.norm, first: 0, count: batch.rowCount)
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

    func attend(_ batch: Batch, of sequences: TokenSequences, heads: Range<Int>, scratch: Int) {
        var row = 0
        let memory = workspace.scratches[scratch].attention.address
        for text in batch.texts {
            if narrow != nil {
                attendNarrow(row: row, tokens: sequences.tokenCount(at: text), heads: heads, scratch: memory)
                row += sequences.tokenCount(at: text)
                continue
            }
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
                first_head: heads.lowerBound,
                end_head: heads.upperBound,
                scale: 1 / Float(architecture.headSize).squareRoot(),
                scratch: memory
            )
            kernels.pointee.attention(&job)
            row += tokens
        }
    }

    /// What follows attention in a layer, for a block of rows.
    private func finish(layer: Int, first: Int, count: Int, scratch: Int) {
        let parts = weights.layers[layer]
        let states = workspace.states.address + first * size
        let contexts = workspace.contexts.address + first * size
        let intermediates = workspace.scratches[scratch].intermediates.address
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

    func normalise(_ norm: EncoderWeights.Norm, first: Int, count: Int) {
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
