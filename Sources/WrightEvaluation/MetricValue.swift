/// What a metric says about a set of examples: a value with its uncertainty, or why there is none; never NaN.
public enum MetricValue: Sendable, Hashable {
    /// A value was measured.
    case measured(MetricEstimate)
    /// Nothing could be measured; the text is a full sentence that says why.
    case notMeasured(why: String)

    /// The value, where one was measured.
    public var estimate: MetricEstimate? {
        if case .measured(let estimate) = self { estimate } else { nil }
    }
}

/// A measured mean and how far it can be trusted.
public struct MetricEstimate: Sendable, Hashable {
    /// The mean over all examples.
    public let mean: Double

    /// Where the true mean lies with the confidence that was asked for, 95 % by default; nil where the examples are
    /// too few or too much alike to tell.
    public let interval: ClosedRange<Double>?

    /// How many examples were measured, 1 or more.
    public let count: Int

    /// The lower end of the interval.
    public var low: Double? { interval?.lowerBound }

    /// The upper end of the interval.
    public var high: Double? { interval?.upperBound }

    /// Takes a mean, its interval and the number of examples.
    public init(mean: Double, interval: ClosedRange<Double>?, count: Int) {
        self.mean = mean
        self.interval = interval
        self.count = count
    }
}

extension MetricValue {
    /// The rate of successes among trials, with the Wilson score interval.
    ///
    /// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`. It keeps its coverage near 0 and 1 and for few trials,
    /// where the textbook interval collapses. For 8 of 10 at 95 % it is 0.4902…0.9433 (asserted in
    /// `MetricValueTests`).
    ///
    /// - Parameters:
    ///   - successCount: How many succeeded, 0…`count`.
    ///   - count: How many were tried.
    ///   - confidenceLevel: Above 0, below 1.
    /// - Returns: The rate, or that there was nothing to count.
    /// - SeeAlso: Wilson (1927), "Probable inference, the law of succession, and statistical inference".
    public static func rate(successCount: Int, count: Int, confidenceLevel: Double = 0.95) -> Self {
        precondition(successCount >= 0 && successCount <= count, "Successes are a part of the trials.")
        precondition(confidenceLevel > 0 && confidenceLevel < 1, "A confidence level lies between 0 and 1.")
        guard count > 0 else { return .notMeasured(why: "There is nothing to count.") }
        let trials = Double(count)
        let rate = Double(successCount) / trials
        let z = NormalDistribution.quantile(0.5 + confidenceLevel / 2)
        let centre = rate + z * z / (2 * trials)
        let reach = z * (rate * (1 - rate) / trials + z * z / (4 * trials * trials)).squareRoot()
        let scale = 1 + z * z / trials
        let low = successCount == 0 ? 0 : max(0, (centre - reach) / scale)
        let high = successCount == count ? 1 : min(1, (centre + reach) / scale)
        return .measured(MetricEstimate(mean: rate, interval: low...high, count: count))
    }
}
