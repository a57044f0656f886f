// Idea: where two systems are right or wrong on the same examples, only the examples on which they disagree tell them
//   apart.
// Source: McNemar's exact test: McNemar (1947); the two-sided p is twice the smaller binomial tail, as in statsmodels
//   (mcnemar(exact=True)). The interval inverts the score test: Tango (1998), "Equivalence test and confidence interval
//   for the difference in proportions for the paired-sample design".
// Deviation: none. The limits are found by bisection.
// Data layout: two counts.

/// Two systems that are right or wrong on the same examples.
public struct PairedProportions: Sendable, Hashable {
    /// How many examples there are.
    public let count: Int
    /// On how many only the candidate is right.
    public let gainCount: Int
    /// On how many only the baseline is right.
    public let lossCount: Int

    /// Takes the counts.
    ///
    /// - Precondition: gains and losses are examples, so none is negative and together they are at most `count`.
    public init(count: Int, gainCount: Int, lossCount: Int) {
        precondition(
            gainCount >= 0 && lossCount >= 0 && gainCount + lossCount <= count,
            "Gains and losses are examples."
        )
        self.count = count
        self.gainCount = gainCount
        self.lossCount = lossCount
    }

    /// The candidate's rate minus the baseline's, −1…1; 0 without examples.
    public var difference: Double { count > 0 ? Double(gainCount - lossCount) / Double(count) : 0 }

    /// McNemar's exact two-sided p value, above 0 and at most 1.
    public var pValue: Double {
        let discordantCount = gainCount + lossCount
        guard discordantCount > 0 else { return 1 }
        let tail = BinomialDistribution(trialCount: discordantCount, successRate: 0.5)
            .cumulative(min(gainCount, lossCount))
        return min(1, 2 * tail)
    }

    /// Tango's score interval of the difference, at a confidence level above 0 and below 1; nil without examples.
    public func interval(confidenceLevel: Double = 0.95) -> ClosedRange<Double>? {
        precondition(confidenceLevel > 0 && confidenceLevel < 1, "A confidence level lies between 0 and 1.")
        guard count > 0 else { return nil }
        let z = NormalDistribution.quantile(0.5 + confidenceLevel / 2)
        // The score falls as the assumed difference grows; it crosses z below and −z above the estimate.
        let low = lossCount == count ? -1 : crossing(of: z, from: -1, to: difference)
        let high = gainCount == count ? 1 : crossing(of: -z, from: difference, to: 1)
        return min(low, difference)...max(high, difference)
    }

    private func crossing(of target: Double, from lower: Double, to upper: Double) -> Double {
        var low = lower
        var high = upper
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if score(at: middle) > target { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The score statistic for an assumed difference.
    private func score(at assumed: Double) -> Double {
        let examples = Double(count)
        let (gains, losses) = (Double(gainCount), Double(lossCount))
        let linear = -gains - losses + (2 * examples - gains + losses) * assumed
        let constant = -losses * assumed * (1 - assumed)
        let root = max(0, linear * linear - 8 * examples * constant).squareRoot()
        let lossRate = (root - linear) / (4 * examples)
        let variance = examples * (2 * lossRate + assumed * (1 - assumed))
        let distance = gains - losses - examples * assumed
        guard variance > 0 else { return distance > 0 ? .infinity : distance < 0 ? -.infinity : 0 }
        return distance / variance.squareRoot()
    }
}
