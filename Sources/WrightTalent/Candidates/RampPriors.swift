// What is known of the months until somebody is productive.
//
// Idea: the logarithm of the months is normal with unknown mean and variance; the conjugate normal-inverse-gamma prior
// is worth a few observations and is updated by each outcome. Below twenty outcomes the estimate is still called a
// prior.
// Source: Gelman et al., Bayesian Data Analysis, 3rd ed., section 3.3. Deviation: predictions use the normal with the
// posterior mean of the variance, widened by (1 + 1/kappa), instead of Student's t; with the prior's four degrees of
// freedom and more, the 80 % interval differs by less than a tenth.
// Layout: four numbers a kind.

private import WrightCore

/// Beliefs about ramp times, which outcomes update.
public struct RampPriors: Sendable, Hashable {
    /// A belief about the logarithm of months.
    public struct Belief: Sendable, Hashable {
        /// The mean of the logarithm.
        public var mean: Double
        /// How many observations the mean is worth.
        public var weight: Double
        /// Half the degrees of freedom of the variance.
        public var shape: Double
        /// The scale of the variance.
        public var scale: Double

        /// A belief whose 10th and 90th percentile of months are given, worth four observations.
        public init(p10: Double, p90: Double) {
            precondition(p10 > 0 && p90 > p10, "Percentiles are above zero and in order.")
            mean = (Power.logarithm(p10) + Power.logarithm(p90)) / 2
            let deviation = (Power.logarithm(p90) - Power.logarithm(p10)) / (2 * Self.normal90)
            weight = 4
            shape = 3
            // The predictive variance is scale / (shape - 1) x (1 + 1 / weight).
            scale = deviation * deviation * (shape - 1) / (1 + 1 / weight)
        }

        static let normal90 = 1.281551565545

        /// The deviation of the logarithm of the next observation.
        public var deviation: Double { (scale / (shape - 1) * (1 + 1 / weight)).squareRoot() }

        /// Months below which a share of 10, 50 or 90 per cent lies.
        public func months(atNormal quantile: Double) -> Double { Power.exponential(mean + quantile * deviation) }

        /// Learns from one outcome in months.
        public mutating func observe(months: Double) {
            precondition(months > 0, "Months of an outcome are above zero.")
            let value = Power.logarithm(months)
            scale += weight * (value - mean) * (value - mean) / (2 * (weight + 1))
            mean = (weight * mean + value) / (weight + 1)
            weight += 1
            shape += 0.5
        }
    }

    /// Beliefs about a gap by the kind of technology, and `team` for getting to know the team.
    public private(set) var beliefs: [String: Belief]
    /// How many outcomes were learnt from.
    public private(set) var outcomeCount: Int
    /// Predictions that were made before an outcome was known, and whether it lay within the 80 % interval.
    public private(set) var predictionCount: Int
    /// Of those, how many lay within.
    public private(set) var coveredCount: Int

    /// Outcomes below which an estimate is still called a prior.
    public static let outcomesNeeded = 20

    /// The published priors, before any outcome.
    public static let published = Self(
        beliefs: [
            "tool": Belief(p10: 0.3, p90: 1), "platform": Belief(p10: 0.5, p90: 1.5),
            "library": Belief(p10: 0.5, p90: 1.5),
            "service": Belief(p10: 0.5, p90: 1.5), "model": Belief(p10: 0.3, p90: 1),
            "technique": Belief(p10: 1, p90: 3),
            "language": Belief(p10: 1.5, p90: 3), "domain": Belief(p10: 6, p90: 24), "team": Belief(p10: 2, p90: 4),
            "whole": Belief(p10: 2, p90: 9),
        ],
        outcomeCount: 0,
        predictionCount: 0,
        coveredCount: 0
    )

    /// Where the priors come from, each with its standing.
    public static let sources = [
        "gaps by kind: own table of months, after: two thirds of more than 1,000 developers confident in Rust "
            + "within 2 months "
            + "(Google, self-report); backend or data engineer to AI engineer 2 to 4 months (AI engineering field "
            + "guide, "
            + "expert opinion); standing: assumption to be updated by outcomes",
        "team ramp 2 to 4 months, whole ramp 3 to 9 months (survey of 80, vendor); standing: shaky",
    ]

    /// Learns from the months that somebody took until productive, after noting whether they were foreseen.
    public mutating func observe(months: Double) {
        guard var belief = beliefs["whole"] else { return }
        predictionCount += 1
        let low = belief.months(atNormal: -Belief.normal90)
        let high = belief.months(atNormal: Belief.normal90)
        if months >= low, months <= high { coveredCount += 1 }
        belief.observe(months: months)
        beliefs["whole"] = belief
        outcomeCount += 1
    }

    /// By how much outcomes took longer than the published prior, 1 before any: what estimates are multiplied by.
    ///
    /// The prior weighs as much as four outcomes, so that few of them move it little.
    public var pace: Double {
        guard outcomeCount > 0, let now = beliefs["whole"], let before = Self.published.beliefs["whole"] else {
            return 1
        }
        return Power.exponential(now.mean - before.mean)
    }

    /// What outcomes changed, with its standing.
    public var paceStatement: String {
        guard outcomeCount > 0 else { return "no outcome was recorded, so nothing changes the published months" }
        let rounded = (pace * 100).rounded() / 100
        let outcomes = outcomeCount == 1 ? "1 recorded outcome" : "\(outcomeCount) recorded outcomes"
        return "all months times \(rounded), the pace of \(outcomes) against the prior; "
            + "standing: measured here, few cases"
    }

    /// How often the 80 % interval held the outcome, with its standing.
    public var coverageStatement: String {
        guard predictionCount > 0 else { return "prior only: no outcome yet" }
        let interval = WilsonInterval(successCount: coveredCount, trialCount: predictionCount)
        let text =
            "\(coveredCount) of \(predictionCount) outcomes lay within the 80 % interval that was given before "
            + "(\(interval.percentText)); standing: measured here"
        return outcomeCount < Self.outcomesNeeded ? "prior only below \(Self.outcomesNeeded) outcomes; " + text : text
    }
}
