internal import Synchronization

/// The batches of one call, handed out to several threads.
final class EncodingJob: Sendable {
    private let batchCount: Int
    private let taken = Atomic<Int>(0)
    private let isCancelled = Atomic<Bool>(false)

    /// Prepares to hand out batches.
    init(batchCount: Int) {
        self.batchCount = batchCount
    }

    /// Lets the workers stop after the batch that they are at.
    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
    }

    /// The number of a batch that nobody has taken, or nil when none is left.
    func next() -> Int? {
        guard !isCancelled.load(ordering: .relaxed) else { return nil }
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < batchCount ? index : nil
    }
}
