internal import CWrightKernels

/// The memory in which one batch is computed; it grows with the largest batch seen.
final class Workspace: @unchecked Sendable {
    // `@unchecked`: one batch at a time takes a workspace from the pool, under the pool's lock; the threads of that
    // batch write rows and scratch memory of their own.

    /// Rows that pass through the second half of a layer together: few enough that they stay in the second cache, and a
    /// multiple of the rows in a tile of every kernel.
    static let blockRowCount = 96
    /// The same for narrow products, whose weights are smaller and whose wide middle is not.
    static let narrowBlockRowCount = 48

    private(set) var rowCapacity = 0
    /// The state of each token.
    private(set) var states = AlignedMemory(count: 0)
    /// Query, key and value of each token, side by side; floats, or half of the memory as bfloat16.
    private(set) var projections = AlignedMemory(count: 0)
    /// What attention gives for each token.
    private(set) var contexts = AlignedMemory(count: 0)
    /// One sum of states.
    private(set) var pooled = AlignedMemory(count: 0)
    /// What each thread needs for itself; the leader's first.
    private(set) var scratches = [Scratch()]

    /// The first of the projections as bfloat16.
    var halfProjections: UnsafeMutablePointer<UInt16> {
        UnsafeMutableRawPointer(projections.address).assumingMemoryBound(to: UInt16.self)
    }

    /// The memory of one thread.
    struct Scratch {
        fileprivate(set) var tokenCapacity = 0
        /// The wide middle of a layer's second half, for one block of rows.
        fileprivate(set) var intermediates = AlignedMemory(count: 0)
        /// The input of a narrow product, for one block of rows.
        fileprivate(set) var narrow = AlignedMemory(count: 0)
        /// The scales and zeros of those rows.
        fileprivate(set) var scales = AlignedMemory(count: 0)
        /// What the attention kernel needs for itself.
        fileprivate(set) var attention = AlignedMemory(count: 0)
    }

    /// Makes room for a batch.
    func reserve(rows: Int, longest: Int, threads: Int, model: EncoderArchitecture, kernels: wright_encoder_kernels) {
        if rows > rowCapacity {
            rowCapacity = rows
            states = AlignedMemory(count: rows * model.hiddenSize)
            projections = AlignedMemory(count: rows * model.hiddenSize * 3)
            contexts = AlignedMemory(count: rows * model.hiddenSize)
            pooled = AlignedMemory(count: model.hiddenSize)
        }
        while scratches.count < threads { scratches.append(Scratch()) }
        for index in 0..<threads where scratches[index].tokenCapacity < max(longest, 1) {
            var scratch = scratches[index]
            if scratch.tokenCapacity == 0 {
                let widest = max(model.hiddenSize, model.intermediateSize)
                scratch.intermediates = AlignedMemory(count: Self.blockRowCount * model.intermediateSize)
                scratch.narrow = AlignedMemory(count: Self.narrowBlockRowCount * ((widest + 31) / 32 * 16))
                scratch.scales = AlignedMemory(count: Self.narrowBlockRowCount * 2)
            }
            scratch.tokenCapacity = max(longest, 1)
            let size = model.headSize
            let words = max(
                kernels.attention_scratch(longest, size),
                kernels.narrow_attention_scratch(longest, size)
            )
            scratch.attention = AlignedMemory(count: words)
            scratches[index] = scratch
        }
    }
}
