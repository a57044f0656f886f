// Idea: two systems measured on the same examples are compared example by example. What is hard for one is mostly hard
//   for the other, so differences scatter less than scores do, and far fewer examples decide.
// Source: Miller (2024), "Adding Error Bars to Evals", section 4 (paired differences); Smucker, Allan & Carterette
//   (2007), "A Comparison of Statistical Significance Tests for Information Retrieval Evaluation" (randomisation test).
// Deviation: the p value is (1 + extreme) / (1 + permutations), so it is never 0 (Phipson & Smyth, 2010).
// Data layout: one array of differences, in the order of the examples.

private import WrightCore

/// Whether one system is better than another on the same examples.
public struct PairedComparison: Sendable, Hashable {
    /// What can be said at the interval's confidence.
    public enum Verdict: String, Sendable {
        /// The whole interval of the difference lies above zero.
        case better
        /// The whole interval of the difference lies below zero.
        case worse
        /// The interval holds zero: the examples do not decide.
        case inconclusive
    }

    /// The contender's score minus the baseline's: mean, interval, number of examples.
    public let difference: MetricValue
    /// On how many examples the contender scored higher.
    public let winCount: Int
    /// On how many examples the contender scored lower.
    public let lossCount: Int
    /// On how many examples both scored the same.
    public let tieCount: Int
    /// How probable a difference this large, either way, is between systems that do not differ (two-sided sign-flip
    /// randomisation test); nil where no example was compared.
    public let pValue: Double?

    /// Compares scores, example by example.
    ///
    /// - Parameters:
    ///   - baseline: The baseline's finite scores.
    ///   - contender: The contender's scores on the same examples, in the same order.
    ///   - bootstrap: How the interval is made; its number of resamples is also that of the permutations.
    /// - Precondition: both have the same number of scores.
    public init(baseline: [Double], contender: [Double], bootstrap: Bootstrap = Bootstrap()) {
        precondition(baseline.count == contender.count, "Both systems are scored on the same examples.")
        let differences = zip(baseline, contender).map { $1 - $0 }
        difference = bootstrap.estimate(of: differences, within: nil)
        winCount = differences.count { $0 > 0 }
        lossCount = differences.count { $0 < 0 }
        tieCount = differences.count - winCount - lossCount
        pValue = Self.pValue(of: differences, permutationCount: bootstrap.resampleCount, seed: bootstrap.seed)
    }

    /// Whether the contender is better, worse, or nothing can be said.
    public var verdict: Verdict {
        guard let interval = difference.estimate?.interval else { return .inconclusive }
        if interval.lowerBound > 0 { return .better }
        if interval.upperBound < 0 { return .worse }
        return .inconclusive
    }

    private static func pValue(of differences: [Double], permutationCount: Int, seed: UInt64) -> Double? {
        guard !differences.isEmpty else { return nil }
        // Sums are compared with a little slack, since the order of rounding differs between permutations.
        let slack = 1e-12 * differences.reduce(0) { $0 + abs($1) }
        let observed = abs(differences.reduce(0, +)) - slack
        var random = SeededRandom(seed: seed)
        var extremeCount = 0
        for _ in 0..<permutationCount {
            var sum = 0.0
            var bits: UInt64 = 0
            for (position, difference) in differences.enumerated() {
                if position % 64 == 0 { bits = random.next() }
                sum += bits & 1 == 0 ? difference : -difference
                bits >>= 1
            }
            if abs(sum) >= observed { extremeCount += 1 }
        }
        return Double(1 + extremeCount) / Double(1 + permutationCount)
    }
}
