// Idea: examples are drawn again and again with replacement from those measured; how much the mean moves between the
//   draws tells how much it would move with other examples. The bias-corrected and accelerated (BCa) interval takes the
//   quantiles of those means after shifting them for bias (z₀) and skewness (a), so that it stays right for metrics
//   that crowd at 0 or 1.
// Source: Efron (1987), "Better Bootstrap Confidence Intervals", equations 2.3, 6.6; Efron & Tibshirani (1993),
//   "An Introduction to the Bootstrap", section 14.3. For the mean, the jackknife differences are (xᵢ − x̄)/(n − 1), so
//   a = Σ(xᵢ − x̄)³ / 6 (Σ(xᵢ − x̄)²)^1.5.
// Deviation: where all values are 0 or all are 1, every draw has the same mean and the bootstrap would claim certainty.
//   The exact bound is used instead: a mean μ of values in 0…1 yields n ones with probability at most μⁿ, so
//   μ ≥ (α/2)^(1/n) (the Clopper–Pearson bound).
// Data layout: one array of resampled means, sorted once.

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
private import WrightCore

/// Estimates a mean and its confidence interval by resampling examples.
public struct Bootstrap: Sendable, Hashable {
    /// How many times examples are drawn again; 2,000 by default, 100…1,000,000.
    public var resampleCount: Int
    /// How often the interval should hold the true mean; 0.95 by default, above 0 and below 1.
    public var confidenceLevel: Double
    /// What the random numbers start from; the same seed gives the same interval on every machine.
    public var seed: UInt64

    /// Sets how intervals are made.
    public init(resampleCount: Int = 2000, confidenceLevel: Double = 0.95, seed: UInt64 = 1) {
        precondition((100...1_000_000).contains(resampleCount), "An interval needs 100 to 1,000,000 resamples.")
        precondition(confidenceLevel > 0 && confidenceLevel < 1, "A confidence level lies between 0 and 1.")
        self.resampleCount = resampleCount
        self.confidenceLevel = confidenceLevel
        self.seed = seed
    }

    /// The mean of the values with its interval, in O(resamples · values).
    ///
    /// - Parameters:
    ///   - values: One finite value for each example; the examples are independent of one another.
    ///   - bounds: The least and the greatest value that the metric can take; nil where there are none.
    /// - Returns: The estimate, or that there is no value to average over.
    public func estimate(of values: [Double], within bounds: ClosedRange<Double>? = 0...1) -> MetricValue {
        precondition(values.allSatisfy(\.isFinite), "Values to average are finite; what was not scored is left out.")
        guard !values.isEmpty else { return .notMeasured(why: "There is no example to average over.") }
        let mean = Self.mean(values)
        return .measured(MetricEstimate(mean: mean, interval: interval(values, mean, bounds), count: values.count))
    }

    private func interval(_ values: [Double], _ mean: Double, _ bounds: ClosedRange<Double>?) -> ClosedRange<Double>? {
        guard let first = values.first, values.count > 1 else { return nil }
        guard values.contains(where: { $0 != first }) else {
            return Self.uniformInterval(first, count: values.count, bounds: bounds, tail: (1 - confidenceLevel) / 2)
        }
        let means = resampledMeans(values)
        let (low, high) = correctedProbabilities(values, mean, means)
        let lowest = Self.quantile(low, of: means)
        return lowest...max(lowest, Self.quantile(high, of: means))
    }

    /// The exact interval where every value is the same bound of the metric; nothing is known for other values.
    private static func uniformInterval(
        _ value: Double,
        count: Int,
        bounds: ClosedRange<Double>?,
        tail: Double
    ) -> ClosedRange<Double>? {
        guard let bounds else { return nil }
        let width = bounds.upperBound - bounds.lowerBound
        let share = pow(tail, 1 / Double(count))
        if value == bounds.upperBound { return (bounds.lowerBound + share * width)...bounds.upperBound }
        if value == bounds.lowerBound { return bounds.lowerBound...(bounds.upperBound - share * width) }
        return nil
    }

    /// The mean of every resample, ascending.
    private func resampledMeans(_ values: [Double]) -> [Double] {
        var random = SeededRandom(seed: seed)
        let count = UInt64(values.count)
        var means: [Double] = []
        means.reserveCapacity(resampleCount)
        for _ in 0..<resampleCount {
            var sum = 0.0
            for _ in 0..<values.count {
                // The high half of the product is uniform over 0..<count but for a bias below count / 2⁶⁴.
                sum += values[Int(random.next().multipliedFullWidth(by: count).high)]
            }
            means.append(sum / Double(values.count))
        }
        means.sort()
        return means
    }

    /// The two probabilities at which BCa reads the resampled means; the plain tails where the correction is undefined.
    private func correctedProbabilities(_ values: [Double], _ mean: Double, _ means: [Double]) -> (Double, Double) {
        let tail = (1 - confidenceLevel) / 2
        // Ties count half, or a coarse metric would look biased.
        let below = means.count { $0 < mean }
        let equal = means.count { $0 == mean }
        let share = (Double(below) + Double(equal) / 2) / Double(means.count)
        guard share > 0, share < 1 else { return (tail, 1 - tail) }
        let bias = NormalDistribution.quantile(share)
        var squares = 0.0
        var cubes = 0.0
        for value in values {
            let distance = value - mean
            squares += distance * distance
            cubes += distance * distance * distance
        }
        let acceleration = cubes / (6 * pow(squares, 1.5))
        func corrected(_ probability: Double) -> Double? {
            let shifted = bias + NormalDistribution.quantile(probability)
            let scale = 1 - acceleration * shifted
            return scale > 0 ? NormalDistribution.cumulative(bias + shifted / scale) : nil
        }
        guard let low = corrected(tail), let high = corrected(1 - tail) else { return (tail, 1 - tail) }
        return (low, high)
    }

    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }

    /// The quantile of ascending values, interpolated linearly between neighbours.
    private static func quantile(_ probability: Double, of ascending: [Double]) -> Double {
        let position = probability * Double(ascending.count - 1)
        let lower = min(max(Int(position), 0), ascending.count - 1)
        let upper = min(lower + 1, ascending.count - 1)
        return ascending[lower] + (position - Double(lower)) * (ascending[upper] - ascending[lower])
    }
}
