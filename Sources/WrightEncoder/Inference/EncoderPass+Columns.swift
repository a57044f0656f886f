internal import CWrightKernels

// A short text with several threads.
//
// A question has too few rows to be divided by rows: what takes time is to read the weights once. So every product is
// divided by columns, and each thread reads a part of the weights. All threads round the same input, each for itself,
// which is little beside the weights. Between the phases of a layer threads wait for each other, which takes less than
// a microsecond where both are awake; a helper that comes late only finds less to do.
extension EncoderPass {
    /// What a layer does, in order, when it is divided by columns.
    private enum ColumnPhase: Int, CaseIterable {
        case project, attend, attentionOutput, attentionNorm, widen, back, outputNorm
    }

    /// The units of each phase of a batch that is one block of rows, in narrow numbers.
    func columnPhases(threads: Int) -> [Int] {
        let layer = ColumnPhase.allCases.map { phase in
            switch phase {
            case .attentionNorm, .outputNorm: 1
            case .attend: min(threads, architecture.headCount)
            default: threads
            }
        }
        return [1] + Array(repeating: layer, count: architecture.layerCount).joined()
    }

    /// Computes one unit of ``columnPhases(threads:)``.
    func runColumns(
        _ unit: ColumnUnit,
        _ narrow: NarrowWeights,
        _ batch: Batch,
        of sequences: TokenSequences,
        scratch index: Int
    ) {
        guard unit.phase > 0 else { return embed(batch, of: sequences) }
        let (layer, step) = (unit.phase - 1).quotientAndRemainder(dividingBy: ColumnPhase.allCases.count)
        let scratch = workspace.scratches[index]
        let products = narrow.layers[layer]
        let count = batch.rowCount
        // The wide middle is read by all threads, so it is the leader's.
        let middle = workspace.scratches[0].intermediates.address
        switch ColumnPhase(rawValue: step) {
        case .project:
            round(workspace.states.address, for: products[0], count, narrow, scratch)
            var job = job(products[0], narrow, count, scratch)
            job.output = UnsafeMutableRawPointer(workspace.halfProjections)
            job.rounds = 1
            run(&job, narrow, unit)
        case .attend:
            attend(batch, of: sequences, heads: unit.part(of: architecture.headCount, step: 1), scratch: index)
        case .attentionOutput: add(workspace.contexts.address, products[1], unit, batch, narrow, scratch)
        case .attentionNorm: normalise(weights.layers[layer].attentionNorm, first: 0, count: count)
        case .widen:
            round(workspace.states.address, for: products[2], count, narrow, scratch)
            var job = job(products[2], narrow, count, scratch)
            job.output = UnsafeMutableRawPointer(middle)
            job.activation = architecture.activation.kernel
            run(&job, narrow, unit)
        case .back: add(middle, products[3], unit, batch, narrow, scratch)
        case .outputNorm: normalise(weights.layers[layer].outputNorm, first: 0, count: count)
        case nil: preconditionFailure("A layer has \(ColumnPhase.allCases.count) phases.")
        }
    }

    /// One of the parts into which a phase is divided.
    struct ColumnUnit {
        let phase: Int
        let index: Int
        let count: Int

        /// This unit's part of a number of things, which begins at a multiple of `step`.
        func part(of total: Int, step: Int) -> Range<Int> {
            let steps = (total + step - 1) / step
            return min(steps * index / count * step, total)..<min(steps * (index + 1) / count * step, total)
        }
    }

    /// Adds this unit's columns of a product to the states.
    private func add(
        _ input: UnsafePointer<Float>,
        _ product: NarrowWeights.Product,
        _ unit: ColumnUnit,
        _ batch: Batch,
        _ narrow: NarrowWeights,
        _ scratch: Workspace.Scratch
    ) {
        round(input, for: product, batch.rowCount, narrow, scratch)
        var job = job(product, narrow, batch.rowCount, scratch)
        job.output = UnsafeMutableRawPointer(workspace.states.address)
        job.accumulates = 1
        run(&job, narrow, unit)
    }

    private func run(_ job: inout wright_encoder_narrow_product, _ narrow: NarrowWeights, _ unit: ColumnUnit) {
        let columns = unit.part(of: job.end_column, step: Int(WRIGHT_ENCODER_NARROW_PANEL))
        guard !columns.isEmpty else { return }
        job.first_column = columns.lowerBound
        job.end_column = columns.upperBound
        run(&job, narrow)
    }
}
