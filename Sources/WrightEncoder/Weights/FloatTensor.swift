/// The values of a tensor as 32-bit floats: the mapped file itself where it holds such, otherwise a converted copy.
struct FloatTensor: @unchecked Sendable {
    // `@unchecked`: nobody writes the values, and `owner` keeps them in memory.

    /// The first value.
    let values: UnsafePointer<Float>
    /// How many values there are.
    let count: Int
    private let owner: AnyObject

    /// Takes values that live as long as their owner.
    init(values: UnsafePointer<Float>, count: Int, owner: AnyObject) {
        self.values = values
        self.count = count
        self.owner = owner
    }

    /// Takes values that were computed.
    init(_ memory: AlignedMemory) {
        self.init(values: UnsafePointer(memory.address), count: memory.count, owner: memory)
    }
}
