/// A repeatable source of randomness: the same seed gives the same numbers on every machine.
///
/// Idea: SplitMix64, one 64-bit state and three multiply-xorshift steps a number.
/// Source: Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators". No deviation.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins a sequence.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next number, uniform over all 64-bit values.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
