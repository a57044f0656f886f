#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// The standard normal distribution.
enum NormalDistribution {
    /// The probability of a value of at most `value`.
    static func cumulative(_ value: Double) -> Double {
        0.5 * erfc(-value / 2.0.squareRoot())
    }

    /// The value that is not exceeded with a probability, which lies above 0 and below 1.
    ///
    /// Bisection over −40…40, 80 halvings, so to the last bit of a Double around 1. It costs about 2 µs and runs a few
    /// times per metric; a rational approximation would be faster and would need sixteen constants.
    static func quantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "A quantile is asked for a probability between 0 and 1.")
        var low = -40.0
        var high = 40.0
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if cumulative(middle) < probability {
                low = middle
            } else {
                high = middle
            }
        }
        return (low + high) / 2
    }
}
