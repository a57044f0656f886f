internal import Synchronization

/// The batches of one call, worked off by several threads.
final class EncodingJob: @unchecked Sendable {
    // `@unchecked`: `vectors` is written by the workers, each text by one of them; all else is constant or atomic.

    private let sequences: TokenSequences
    private let plan: BatchPlan
    private let vectors: UnsafeMutablePointer<Float>
    private let next = Atomic<Int>(0)
    private let isCancelled = Atomic<Bool>(false)

    /// Prepares the work; nobody but the workers may touch the vectors until all have returned.
    init(_ sequences: TokenSequences, plan: BatchPlan, vectors: UnsafeMutablePointer<Float>) {
        self.sequences = sequences
        self.plan = plan
        self.vectors = vectors
    }

    /// Batches to do.
    var batchCount: Int { plan.batches.count }

    /// Lets the workers stop after the batch that they are at.
    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
    }

    /// Takes batches until none is left.
    ///
    /// Every worker calls this once.
    func work(_ pass: EncoderPass, pooling: SentencePooling, normalises: Bool) {
        while !isCancelled.load(ordering: .relaxed) {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < plan.batches.count else { return }
            pass.run(plan.batches[index], of: sequences)
            pass.pool(plan.batches[index], of: sequences, as: pooling, normalises: normalises, into: vectors)
        }
    }
}
