internal import CWrightKernels

/// The memory in which one worker computes a batch; it grows with the largest batch seen.
final class Workspace: @unchecked Sendable {
    // `@unchecked`: one worker at a time takes a workspace from the pool, under the pool's lock.

    /// Rows that pass through the second half of a layer together: few enough that they stay in the second cache, and a
    /// multiple of the rows in a tile of every kernel.
    static let blockRowCount = 96

    private(set) var rowCapacity = 0
    private(set) var tokenCapacity = 0
    /// The state of each token.
    private(set) var states = AlignedMemory(count: 0)
    /// Query, key and value of each token, side by side.
    private(set) var projections = AlignedMemory(count: 0)
    /// What attention gives for each token.
    private(set) var contexts = AlignedMemory(count: 0)
    /// The wide middle of a layer's second half, for one block of rows.
    private(set) var intermediates = AlignedMemory(count: 0)
    /// What the attention kernel needs for itself.
    private(set) var attention = AlignedMemory(count: 0)
    /// One sum of states.
    private(set) var pooled = AlignedMemory(count: 0)

    /// Makes room for a batch.
    func reserve(
        rows: Int,
        longest: Int,
        architecture: EncoderArchitecture,
        kernels: UnsafePointer<wright_encoder_kernels>
    ) {
        if rows > rowCapacity {
            rowCapacity = rows
            states = AlignedMemory(count: rows * architecture.hiddenSize)
            projections = AlignedMemory(count: rows * architecture.hiddenSize * 3)
            contexts = AlignedMemory(count: rows * architecture.hiddenSize)
            intermediates = AlignedMemory(count: min(rows, Self.blockRowCount) * architecture.intermediateSize)
            pooled = AlignedMemory(count: architecture.hiddenSize)
        }
        if longest > tokenCapacity {
            tokenCapacity = longest
            attention = AlignedMemory(count: kernels.pointee.attention_scratch(longest, architecture.headSize))
        }
    }
}
