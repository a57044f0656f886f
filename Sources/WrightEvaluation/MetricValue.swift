private import WrightCore

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
    /// - Parameters:
    ///   - successCount: How many succeeded, 0…`count`.
    ///   - count: How many were tried.
    ///   - confidenceLevel: Above 0, below 1.
    /// - Returns: The rate, or that there was nothing to count.
    public static func rate(successCount: Int, count: Int, confidenceLevel: Double = 0.95) -> Self {
        precondition(confidenceLevel > 0 && confidenceLevel < 1, "A confidence level lies between 0 and 1.")
        guard count > 0 else { return .notMeasured(why: "There is nothing to count.") }
        let z = NormalDistribution.quantile(0.5 + confidenceLevel / 2)
        let interval = WilsonInterval(successCount: successCount, trialCount: count, z: z)
        let rate = Double(successCount) / Double(count)
        return .measured(MetricEstimate(mean: rate, interval: interval.range, count: count))
    }
}
