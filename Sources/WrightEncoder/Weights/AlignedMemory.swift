/// Floats at an address that is a multiple of 64, the size of a cache line and of the widest vector; anything at first.
final class AlignedMemory: @unchecked Sendable {
    // `@unchecked`: whoever holds it decides who writes. Weights are written before they are shared, and a workspace
    // belongs to one worker at a time.

    /// The first float.
    let address: UnsafeMutablePointer<Float>
    /// How many floats there are.
    let count: Int

    /// Takes memory from the system.
    init(count: Int) {
        self.count = count
        let memory = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
        address = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    }

    deinit {
        address.deallocate()
    }
}
