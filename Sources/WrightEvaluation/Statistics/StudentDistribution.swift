#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Student's t distribution with a number of degrees of freedom, which need not be whole.
package struct StudentDistribution {
    /// Above 0.
    package let degreesOfFreedom: Double

    /// Takes the degrees of freedom.
    package init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "Degrees of freedom are above 0.")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The probability of a value above `value`.
    package func upperTail(_ value: Double) -> Double {
        guard value.isFinite else { return value > 0 ? 0 : 1 }
        let square = value * value
        let sum = degreesOfFreedom + square
        let tail =
            IncompleteBeta.regularised(
                degreesOfFreedom / sum,
                complement: square / sum,
                degreesOfFreedom / 2,
                0.5
            ) / 2
        return value >= 0 ? tail : 1 - tail
    }

    /// The value that is exceeded with a probability of `tail`, which lies above 0 and is at most 0.5.
    ///
    /// Bisection to the last bits; about 100 tail probabilities.
    package func upperQuantile(_ tail: Double) -> Double {
        precondition(tail > 0 && tail <= 0.5, "An upper tail lies above 0 and is at most one half.")
        var low = 0.0
        var high = 1.0
        while upperTail(high) > tail, high < 1e300 {
            low = high
            high *= 2
        }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            guard middle > low, middle < high else { break }
            if upperTail(middle) > tail { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The probability that a t statistic exceeds `critical` when its true standardised mean is `shift` (the
    /// noncentral t distribution).
    ///
    /// `E[Φ(δ − c·s)]` over the distribution of the estimated standard deviation s, by Simpson's rule on 2,001 points.
    package func noncentralUpperTail(_ critical: Double, shift: Double) -> Double {
        let count = 2000
        let spread = 12 / (2 * degreesOfFreedom).squareRoot()
        let low = max(0, 1 - spread)
        let high = 1 + spread + (degreesOfFreedom < 10 ? 4 : 0)
        let step = (high - low) / Double(count)
        let half = degreesOfFreedom / 2
        let constant = log(2) + half * log(half) - IncompleteBeta.logGamma(half)
        var sum = 0.0
        for index in 0...count {
            let deviation = low + Double(index) * step
            guard deviation > 0 else { continue }
            let logDensity = constant + (degreesOfFreedom - 1) * log(deviation) - half * deviation * deviation
            let weight: Double = index == 0 || index == count ? 1 : index % 2 == 1 ? 4 : 2
            sum += weight * exp(logDensity) * NormalDistribution.cumulative(shift - critical * deviation)
        }
        return min(1, max(0, sum * step / 3))
    }
}
