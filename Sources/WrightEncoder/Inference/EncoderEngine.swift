internal import CWrightKernels
private import Dispatch
internal import Synchronization

/// The layers of one model, ready to compute token sequences on all processors.
final class EncoderEngine: Sendable {
    let architecture: EncoderArchitecture
    let precision: EncoderPrecision
    /// Weights that were made narrow for this process, and not read from a file.
    let madeWeights: NarrowWeights?

    private let identity: String
    private let weights: EncoderWeights
    private let narrow: NarrowWeights?
    private let kernels: Kernels
    private let packed = Mutex<PackedWeights?>(nil)
    private let workspaces = Mutex<[Workspace]>([])
    /// Calls that compute now: threads are shared only where nobody else could use them.
    private let callCount = Atomic<Int>(0)
    private let queue = DispatchQueue(label: "wright.encoder", attributes: .concurrent)

    /// From this many tokens in one call on, rearranging 32-bit weights pays.
    private static let packingTokenCount = 384
    /// From this many tokens on, one batch is shared among threads by rows; narrow products below it by columns.
    private static let sharingTokenCount = 48

    private struct Kernels: @unchecked Sendable {
        // `@unchecked`: a constant table.
        let table: UnsafePointer<wright_encoder_kernels>
    }

    /// Takes a model's weights; narrow ones are mapped from the model's folder where they lie there already.
    init(
        weights: EncoderWeights,
        architecture: EncoderArchitecture,
        precision: EncoderPrecision,
        packedFile: (path: String, identity: String),
        level: KernelLevel?
    ) {
        guard let table = level.map(\.table) ?? wright_encoder_kernels_best() else {
            preconditionFailure("The processor lacks the kernels of level \(String(describing: level)).")
        }
        kernels = Kernels(table: table)
        self.weights = weights
        self.architecture = architecture
        self.precision = precision
        identity = packedFile.identity
        guard precision != .float32 else {
            narrow = nil
            madeWeights = nil
            return
        }
        let layout = NarrowLayout(architecture, precision: precision)
        let found = PackedWeightsFile.weights(
            at: packedFile.path + "/" + PackedWeightsFile.name(for: precision),
            identity: packedFile.identity,
            layout: layout,
            precision: precision
        )
        let made = found == nil ? NarrowWeights(packing: weights, layout: layout, precision: precision) : nil
        narrow = found ?? made
        madeWeights = made
    }

    /// Computes all sequences and hands every batch, when it is done, to a closure that reads its states.
    ///
    /// - Parameters:
    ///   - sequences: The tokens.
    ///   - workerCount: Threads that compute at the same time.
    ///   - batchTokenCount: Tokens that one of them computes together.
    ///   - finish: Is called once for each batch, on several threads at the same time.
    /// - Throws: `CancellationError`; batches that have begun are finished first.
    func run(
        _ sequences: TokenSequences,
        workerCount: Int,
        batchTokenCount: Int,
        finish: @escaping @Sendable (EncoderPass, [Int]) -> Void
    ) async throws {
        try Task.checkCancellation()
        let plan = BatchPlan(sequences, batchTokenCount: batchTokenCount, workerCount: workerCount)
        guard let first = plan.batches.first else { return }
        let packed = packedWeights(forTokenCount: sequences.tokens.count)
        let isDivisible = narrow != nil || sequences.tokens.count >= Self.sharingTokenCount
        let isAlone = callCount.wrappingAdd(1, ordering: .relaxed).newValue == 1
        defer { callCount.wrappingSubtract(1, ordering: .relaxed) }
        let sharesOne = plan.batches.count == 1 && workerCount > 1 && isAlone && isDivisible
        let job = EncodingJob(batchCount: plan.batches.count)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // The work leaves the cooperative threads alone: it takes long and never waits.
                queue.async {
                    if sharesOne {
                        self.share(first, of: sequences, threads: workerCount, packed: packed, finish: finish)
                    } else {
                        DispatchQueue.concurrentPerform(iterations: min(workerCount, plan.batches.count)) { _ in
                            self.withPass(packed) { pass in
                                while let index = job.next() {
                                    pass.run(plan.batches[index], of: sequences)
                                    finish(pass, plan.batches[index])
                                }
                            }
                        }
                    }
                    continuation.resume()
                }
            }
        } onCancel: {
            job.cancel()
        }
        try Task.checkCancellation()
    }

    /// Computes one batch with several threads.
    private func share(
        _ texts: [Int],
        of sequences: TokenSequences,
        threads: Int,
        packed: PackedWeights?,
        finish: (EncoderPass, [Int]) -> Void
    ) {
        withPass(packed) { pass in
            let batch = pass.batch(texts, of: sequences, threads: threads)
            pass.reserve(batch, threads: threads)
            if let narrow, batch.rowCount < Self.sharingTokenCount {
                let counts = pass.columnPhases(threads: threads)
                perform(counts, threads: threads) { phase, index, scratch in
                    let unit = EncoderPass.ColumnUnit(phase: phase, index: index, count: counts[phase])
                    pass.runColumns(unit, narrow, batch, of: sequences, scratch: scratch)
                }
            } else {
                perform(pass.phases(batch), threads: threads) { phase, unit, scratch in
                    pass.run(unit, ofPhase: phase, batch, of: sequences, scratch: scratch)
                }
            }
            finish(pass, texts)
        }
    }

    /// Does the units of all phases with several threads; `body` takes the phase, the unit and the thread's number.
    private func perform(_ counts: [Int], threads: Int, _ body: @escaping @Sendable (Int, Int, Int) -> Void) {
        let work = PhaseWork(unitCounts: counts)
        for helper in 1..<threads {
            queue.async {
                work.help { body($0, $1, helper) }
            }
        }
        work.lead { body($0, $1, 0) }
    }

    private func withPass(_ packed: PackedWeights?, _ body: (EncoderPass) -> Void) {
        let workspace = workspaces.withLock { $0.popLast() } ?? Workspace()
        body(
            EncoderPass(
                architecture: architecture,
                weights: weights,
                packed: packed,
                narrow: narrow,
                kernels: kernels.table,
                workspace: workspace
            )
        )
        workspaces.withLock { spare in
            if spare.count < TransformerEncoder.processorCount { spare.append(workspace) }
        }
    }

    private func packedWeights(forTokenCount count: Int) -> PackedWeights? {
        guard narrow == nil else { return nil }
        return packed.withLock { packed in
            if packed == nil, count >= Self.packingTokenCount {
                packed = PackedWeights(weights, kernels: kernels.table)
            }
            return packed
        }
    }

    /// Calls a closure with the file that would hold the narrow weights, if they were made for this process.
    func withMadeWeights(
        _ body: (_ name: String, _ header: [UInt8], _ bytes: UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        guard let madeWeights else { return }
        let header = PackedWeightsFile.header(of: madeWeights.bytes, identity: identity, precision)
        try body(PackedWeightsFile.name(for: precision), header, madeWeights.bytes)
    }

    /// A product of one row with weights as they are stored.
    func multiply(_ linear: EncoderWeights.Linear, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
        var job = wright_encoder_linear(
            input: input,
            input_stride: linear.inputSize,
            weights: linear.weights.values,
            bias: linear.bias.values,
            output: output,
            output_stride: linear.outputSize,
            rows: 1,
            depth: linear.inputSize,
            first_column: 0,
            end_column: linear.outputSize,
            accumulates: 0,
            activation: WRIGHT_ENCODER_IDENTITY
        )
        kernels.table.pointee.linear(&job)
    }
}
