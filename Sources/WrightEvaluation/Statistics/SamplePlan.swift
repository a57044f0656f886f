// Idea: before examples are paid for, say how many are needed to see a difference that matters, or which difference a
//   given number can show.
// Source: the power of the paired t test from the noncentral t distribution, as statsmodels' TTestPower; the variance
//   of a paired difference with repeats: Miller (2024), "Adding Error Bars to Evals", section 5; the design effect
//   1 + (m − 1)·ρ: Kish (1965), "Survey Sampling".
// Deviation: none.
// Data layout: none.

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// How many examples a comparison needs, and what it can show.
public struct SamplePlan: Sendable, Hashable {
    /// The standard deviation of one example's paired difference, above 0.
    public var deviation: Double
    /// The two-sided false-alarm rate; 0.05 by default.
    public var alpha: Double
    /// The chance to see a difference that is there; 0.8 by default.
    public var power: Double
    /// By how much clusters widen the variance: `1 + (examples a cluster − 1)·ρ`; 1 without clusters.
    public var designEffect: Double

    /// Plans a comparison.
    public init(deviation: Double, alpha: Double = 0.05, power: Double = 0.8, designEffect: Double = 1) {
        precondition(deviation > 0 && deviation.isFinite, "A standard deviation is above 0.")
        precondition(alpha > 0 && alpha < 1 && power > 0 && power < 1, "Rates lie between 0 and 1.")
        precondition(designEffect > 0 && designEffect.isFinite, "A design effect is above 0.")
        self.deviation = deviation
        self.alpha = alpha
        self.power = power
        self.designEffect = designEffect
    }

    /// The most examples that a plan asks for.
    public static let countLimit = 1_000_000_000

    /// The least number of examples at which a true difference is seen with the plan's power.
    ///
    /// - Parameter difference: The smallest difference that matters; not 0.
    /// - Returns: 2 or more; nil above countLimit.
    public func exampleCount(toDetect difference: Double) -> Int? {
        let size = abs(difference) / deviation
        guard size > 0 else { return nil }
        let guess = pow((NormalDistribution.quantile(1 - alpha / 2) + NormalDistribution.quantile(power)) / size, 2)
        guard guess * designEffect < Double(Self.countLimit) else { return nil }
        var low = 1
        var high = max(2, Int(guess) + 2)
        while chance(size, independentCount: high) < power, high < Self.countLimit { high *= 2 }
        while high - low > 1 {
            let middle = (low + high) / 2
            if chance(size, independentCount: middle) < power { low = middle } else { high = middle }
        }
        let count = Double(high) * designEffect
        return count < Double(Self.countLimit) ? max(2, Int(count.rounded(.up))) : nil
    }

    /// The chance that this many examples show a true difference, 0…1.
    public func chance(toDetect difference: Double, with exampleCount: Int) -> Double {
        let independent = Double(exampleCount) / designEffect
        return chance(abs(difference) / deviation, independentCount: max(2, Int(independent)))
    }

    /// The least true difference that this many examples show with the plan's power.
    public func detectableDifference(with exampleCount: Int) -> Double {
        precondition(exampleCount > 1, "A comparison needs two examples.")
        let independent = max(2, Int(Double(exampleCount) / designEffect))
        var low = 0.0
        var high = 1.0
        while chance(high, independentCount: independent) < power { high *= 2 }
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if chance(middle, independentCount: independent) < power { low = middle } else { high = middle }
        }
        return (low + high) / 2 * deviation
    }

    /// The power of the two-sided t test for a standardised difference.
    private func chance(_ size: Double, independentCount: Int) -> Double {
        guard independentCount > 1 else { return 0 }
        let student = StudentDistribution(degreesOfFreedom: Double(independentCount - 1))
        let shift = size * Double(independentCount).squareRoot()
        let critical = student.upperQuantile(alpha / 2)
        return student.noncentralUpperTail(critical, shift: shift)
            + student.noncentralUpperTail(critical, shift: -shift)
    }

    /// The deviation of a paired difference from the deviations of two systems and the correlation of their scores.
    public static func deviation(baseline: Double, candidate: Double, correlation: Double) -> Double {
        max(0, baseline * baseline + candidate * candidate - 2 * correlation * baseline * candidate).squareRoot()
    }

    /// The deviation of a paired difference where each question is asked several times of both systems:
    /// `√(ω² + 2·σ²_run / repeats)`.
    public static func deviation(questionDeviation: Double, runDeviation: Double, repeatCount: Int) -> Double {
        precondition(repeatCount > 0, "A question is asked at least once.")
        return (questionDeviation * questionDeviation + 2 * runDeviation * runDeviation / Double(repeatCount))
            .squareRoot()
    }

    /// The deviation of a paired difference of right and wrong, from the share of examples on which the systems differ.
    public static func deviation(discordantRate: Double, difference: Double) -> Double {
        max(0, discordantRate - difference * difference).squareRoot()
    }
}

extension SamplePlan {
    /// `tail^(1/count)`: the least rate at which `count` successes in a row are as likely as `tail`.
    static func rootOfTail(_ tail: Double, count: Int) -> Double { pow(tail, 1 / Double(max(1, count))) }
}
