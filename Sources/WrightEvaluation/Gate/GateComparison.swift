// Idea: a gate must know three answers, not two: the candidate is worse, it is not, and "this cannot be said yet". It
//   speaks only where an interval and a test that makes fewer assumptions agree.
// Source: paired differences and clustered errors: Miller (2024), "Adding Error Bars to Evals"; equivalence by two
//   one-sided tests: Schuirmann (1987).
// Deviation: none. What is used when: right and wrong without clusters, McNemar's exact test and Tango's interval; all
//   else, sign flips (all of them up to 20 differences, else 20,000 seeded ones) by example or by cluster, and the
//   interval of ClusteredMean.
// Data layout: one array of differences in the order of the identifiers.

/// What a comparison of a candidate with a baseline says.
public enum GateVerdict: String, Sendable, CaseIterable {
    /// The candidate is better.
    case better
    /// The candidate is worse.
    case worse
    /// They differ by less than the margin.
    case equivalent
    /// The examples do not decide.
    case inconclusive
}

/// Whether a candidate is better than a baseline on the examples that both were measured on.
public struct GateComparison: Sendable, Hashable {
    /// What can be set.
    public struct Configuration: Sendable, Hashable {
        /// The rate of false alarms that is allowed, two-sided; 0.05 by default and never below 1e-12.
        public var alpha: Double = 0.05
        /// A difference less than this does not matter; nil says that every difference does.
        public var margin: Double?
        /// Whether a lower score is better, as with cost and time.
        public var isLowerBetter = false
        /// The chance of seeing a difference that the needed number of examples is made for; 0.8 by default.
        public var power: Double = 0.8
        /// What random sign flips start from.
        public var seed: UInt64 = 1
        /// How many sign flips are drawn where they are too many to try all, 100…1,000,000.
        public var flipCount = 20_000

        /// The defaults.
        public init() {}

        fileprivate func check() {
            precondition(alpha > 0 && alpha < 0.5, "A false-alarm rate lies above 0 and below one half.")
            precondition(margin ?? 1 > 0, "A margin is above 0.")
            precondition(power > 0 && power < 1, "A power lies between 0 and 1.")
        }

        /// The same with a rate that can be told from 0 in `1 − alpha`.
        fileprivate var withUsableAlpha: Self {
            var copy = self
            copy.alpha = max(alpha, 1e-12)
            return copy
        }
    }

    /// The verdict.
    public let verdict: GateVerdict
    /// Whether the candidate is shown to be worse by less than the margin, if at all, at a one-sided rate of `alpha`;
    /// false without a margin.
    public let isNotWorse: Bool
    /// How many examples both were measured on.
    public let count: Int
    /// How many clusters they form; nil without clusters.
    public let clusterCount: Int?
    /// The candidate's mean score minus the baseline's; 0 without examples.
    public let difference: Double
    /// Where the true difference lies, at `1 − alpha`; nil where that cannot be said.
    public let interval: ClosedRange<Double>?
    /// How probable a difference this large is between systems that do not differ; nil without examples.
    public let pValue: Double?
    /// The test that gave the p value: `mcnemar-exact`, `sign-flip-exact`, `sign-flip`, `clustered-sign-flip-exact`,
    /// `clustered-sign-flip`.
    public let test: String
    /// How many examples would settle an inconclusive comparison if the difference seen is the true one; nil where no
    /// number would or the verdict stands.
    ///
    /// Where no example differs, so many as show them equivalent within the margin if none of the further ones differs
    /// either.
    public let neededCount: Int?
    /// The baseline's mean score on the shared examples.
    public let baselineMean: Double
    /// The candidate's mean score on the shared examples.
    public let candidateMean: Double

    /// Compares two systems' scores on the same examples.
    ///
    /// O(n · flips / 8) at most; 10,000 examples take well under a second.
    ///
    /// - Parameters:
    ///   - baseline: Finite scores.
    ///   - candidate: Finite scores on the same examples, in the same order.
    ///   - clusters: For each example, its cluster; nil where all are independent.
    ///   - configuration: Rates, margin, direction.
    public init(
        baseline: [Double],
        candidate: [Double],
        clusters: [String]? = nil,
        configuration: Configuration = Configuration()
    ) {
        precondition(baseline.count == candidate.count, "Both systems are scored on the same examples.")
        configuration.check()
        let configuration = configuration.withUsableAlpha
        let differences = zip(baseline, candidate).map { $1 - $0 }
        count = differences.count
        baselineMean = Self.mean(baseline)
        candidateMean = Self.mean(candidate)
        clusterCount = clusters.map { Set($0).count }
        guard !differences.isEmpty else {
            (verdict, difference, interval, pValue, test, neededCount) = (.inconclusive, 0, nil, nil, "none", nil)
            isNotWorse = false
            return
        }
        let measured: Evidence =
            clusters == nil && Self.isBinary(baseline) && Self.isBinary(candidate)
            ? .binary(baseline, candidate, configuration)
            : .graded(differences, clusters, Self.isWithinOne(baseline + candidate), configuration)
        difference = measured.difference
        interval = measured.interval
        pValue = measured.pValue
        test = measured.test
        verdict = measured.verdict(configuration)
        isNotWorse = measured.isNotWorse(configuration)
        neededCount = verdict == .inconclusive ? measured.neededCount(differences.count, configuration) : nil
    }

    /// Why there is no interval, in a sentence; nil where there is one.
    public var intervalAbsence: String? {
        guard interval == nil else { return nil }
        return IntervalAbsence.sentence(count: count, clusterCount: clusterCount)
    }

    private static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    private static func isBinary(_ values: [Double]) -> Bool { values.allSatisfy { $0 == 0 || $0 == 1 } }

    private static func isWithinOne(_ values: [Double]) -> Bool { values.allSatisfy { $0 >= 0 && $0 <= 1 } }
}

/// What the differences say, before it is judged.
private struct Evidence {
    var difference: Double
    var interval: ClosedRange<Double>?
    /// What must leave out 0 for a verdict.
    var decisive: ClosedRange<Double>?
    /// The interval of the two one-sided tests, at `1 − 2·alpha`.
    var inner: ClosedRange<Double>?
    var pValue: Double
    var test: String
    /// The standard error times √n: what one example's difference scatters by, clusters included.
    var deviation: Double
    /// Where no example differs, how far `inner` would reach from 0 with that many examples of which none differs; nil
    /// where one does or that cannot be said.
    var reach: ((Int) -> Double)?

    static func binary(
        _ baseline: [Double],
        _ candidate: [Double],
        _ configuration: GateComparison.Configuration
    ) -> Self {
        let gains = zip(baseline, candidate).count { $0 < $1 }
        let losses = zip(baseline, candidate).count { $0 > $1 }
        let pairs = PairedProportions(count: baseline.count, gainCount: gains, lossCount: losses)
        let rate = Double(gains + losses) / Double(baseline.count)
        return Self(
            difference: pairs.difference,
            interval: pairs.interval(confidenceLevel: 1 - configuration.alpha),
            decisive: pairs.interval(confidenceLevel: 1 - configuration.alpha),
            inner: pairs.interval(confidenceLevel: 1 - 2 * configuration.alpha),
            pValue: pairs.pValue,
            test: "mcnemar-exact",
            deviation: SamplePlan.deviation(discordantRate: rate, difference: pairs.difference),
            reach: gains + losses > 0
                ? nil
                : { count in
                    PairedProportions(count: count, gainCount: 0, lossCount: 0)
                        .interval(confidenceLevel: 1 - 2 * configuration.alpha)?
                        .upperBound ?? 1
                }
        )
    }

    static func graded(
        _ differences: [Double],
        _ clusters: [String]?,
        _ isWithinOne: Bool,
        _ configuration: GateComparison.Configuration
    ) -> Self {
        let mean = ClusteredMean(of: differences, clusters: clusters)
        let flips = SignFlipTest(
            differences: differences,
            clusters: clusters,
            flipCount: configuration.flipCount,
            seed: configuration.seed
        )
        let name = (clusters == nil ? "sign-flip" : "clustered-sign-flip") + (flips.isExact ? "-exact" : "")
        // Where nothing scatters there is no error to estimate; for scores of 0…1 the exact bound is used.
        let usesBound = differences.allSatisfy { $0 == 0 } && isWithinOne
        func bound(_ alpha: Double, clusterCount: Int) -> Double {
            1 - SamplePlan.rootOfTail(alpha / 2, count: clusterCount)
        }
        func interval(_ alpha: Double) -> ClosedRange<Double>? {
            guard usesBound else { return mean.interval(confidenceLevel: 1 - alpha) }
            let reach = bound(alpha, clusterCount: mean.clusterCount)
            return -reach...reach
        }
        return Self(
            difference: mean.mean,
            interval: interval(configuration.alpha),
            decisive: mean.cautiousInterval(confidenceLevel: 1 - configuration.alpha),
            inner: interval(2 * configuration.alpha),
            pValue: flips.pValue,
            test: name,
            deviation: (mean.standardError ?? 0) * Double(differences.count).squareRoot(),
            reach: usesBound
                ? { bound(2 * configuration.alpha, clusterCount: $0 * mean.clusterCount / differences.count) }
                : nil
        )
    }

    func verdict(_ configuration: GateComparison.Configuration) -> GateVerdict {
        if let margin = configuration.margin, let inner, inner.lowerBound > -margin, inner.upperBound < margin {
            return .equivalent
        }
        guard let decisive, pValue <= configuration.alpha else { return .inconclusive }
        if decisive.lowerBound > 0 { return configuration.isLowerBetter ? .worse : .better }
        if decisive.upperBound < 0 { return configuration.isLowerBetter ? .better : .worse }
        return .inconclusive
    }

    func isNotWorse(_ configuration: GateComparison.Configuration) -> Bool {
        guard let margin = configuration.margin, let inner else { return false }
        return configuration.isLowerBetter ? inner.upperBound < margin : inner.lowerBound > -margin
    }

    func neededCount(_ count: Int, _ configuration: GateComparison.Configuration) -> Int? {
        if let reach { return configuration.margin.flatMap { Self.least(above: count, reach, $0) } }
        guard deviation > 0, deviation.isFinite else { return nil }
        let distance = abs(difference)
        var counts: [Int] = []
        let plan = SamplePlan(deviation: deviation, alpha: configuration.alpha, power: configuration.power)
        if let detected = plan.exampleCount(toDetect: distance) { counts.append(detected) }
        if let margin = configuration.margin, distance < margin {
            var equivalence = plan
            // One-sided at alpha on each side is two-sided at twice alpha.
            equivalence.alpha = min(0.9, 2 * configuration.alpha)
            if let shown = equivalence.exampleCount(toDetect: margin - distance) { counts.append(shown) }
        }
        return counts.min().map { max($0, count + 1) }
    }

    /// The least count above another at which the reach is less than the margin; nil above the limit of plans.
    private static func least(above count: Int, _ reach: (Int) -> Double, _ margin: Double) -> Int? {
        var low = count
        var high = count + 1
        while reach(high) >= margin {
            low = high
            high *= 2
            guard high < SamplePlan.countLimit else { return nil }
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if reach(middle) < margin { high = middle } else { low = middle }
        }
        return high
    }
}
