// Idea: a judge scores many examples cheaply, people label few of them. The judge's mean over all, corrected by its
//   mean error where labels exist, is right whatever the judge's bias; the better the judge, the narrower the interval.
//   A weight λ says how far the judge is listened to, so that a bad one does no harm.
// Source: Angelopoulos, Duchi & Zrnic (2023), "PPI++: Efficient Prediction-Powered Inference", arXiv 2311.01453; equal
//   to ppi-python 0.2.3 (ppi_mean_ci, ppi_mean_pointestimate with lam from the data, clipped to 0…1).
// Deviation: with the option `usesStudent` the interval takes t with n − 1 degrees of freedom instead of z and divides
//   by n − 1, since few labels make z too narrow. It is off for parity and on in reports. Mean and interval can be
//   clipped to the scale.
// Data layout: three arrays of scores.

/// The mean score that people would give, from a judge's scores for all and people's labels for few.
public struct PredictionPoweredMean: Sendable, Hashable {
    /// The corrected mean.
    public let mean: Double
    /// Where the true mean lies.
    public let interval: ClosedRange<Double>
    /// How far the judge is listened to, 0…1.
    public let weight: Double
    /// The mean of the labels alone.
    public let labelMean: Double
    /// The judge's mean over all that has no label, uncorrected.
    public let judgeMean: Double
    /// The judge's mean error where labels exist.
    public let bias: Double
    /// How many labels there are.
    public let labelCount: Int
    /// How many scores without a label there are.
    public let unlabelledCount: Int

    /// Whether there are fewer than twenty labels, which say little.
    public var hasFewLabels: Bool { labelCount < 20 }

    /// Combines labels and scores.
    ///
    /// It is nil where there are fewer than two of either.
    ///
    /// - Parameters:
    ///   - labels: People's labels, two or more.
    ///   - scores: The judge's scores of the same examples.
    ///   - unlabelled: The judge's scores of the examples without a label, two or more.
    ///   - confidenceLevel: Above 0, below 1.
    ///   - usesStudent: Whether the interval allows for few labels.
    ///   - scale: Where scores can lie, to which mean and interval are clipped; nil clips nothing.
    public init?(
        labels: [Double],
        scores: [Double],
        unlabelled: [Double],
        confidenceLevel: Double = 0.95,
        usesStudent: Bool = true,
        scale: ClosedRange<Double>? = nil
    ) {
        precondition(labels.count == scores.count, "Each label has the judge's score.")
        guard labels.count > 1, unlabelled.count > 1 else { return nil }
        let (n, m) = (Double(labels.count), Double(unlabelled.count))
        let weight = Self.weight(labels, scores, unlabelled)
        let corrections = zip(labels, scores).map { $0 - weight * $1 }
        let imputed = Self.moments(unlabelled)
        let rectifier = Self.moments(corrections)
        let loss = usesStudent ? 1.0 : 0.0
        let error =
            (weight * weight * imputed.squares / m / (m - loss) + rectifier.squares / n / (n - loss)).squareRoot()
        let tail = (1 - confidenceLevel) / 2
        let critical =
            usesStudent
            ? StudentDistribution(degreesOfFreedom: n - 1).upperQuantile(tail) : NormalDistribution.quantile(1 - tail)
        let estimate = weight * imputed.mean + rectifier.mean
        let range = (estimate - critical * error)...(estimate + critical * error)
        interval = scale.map { range.clamped(to: $0) } ?? range
        mean = min(max(estimate, interval.lowerBound), interval.upperBound)
        self.weight = weight
        labelMean = Self.moments(labels).mean
        judgeMean = imputed.mean
        bias = Self.moments(scores).mean - labelMean
        labelCount = labels.count
        unlabelledCount = unlabelled.count
    }

    /// `λ = cov(label, score) / ((1 + n/N) · var(score))`, clipped to 0…1.
    private static func weight(_ labels: [Double], _ scores: [Double], _ unlabelled: [Double]) -> Double {
        let (n, m) = (Double(labels.count), Double(unlabelled.count))
        let labelMean = moments(labels).mean
        let scoreMean = moments(scores).mean
        let covariance = zip(labels, scores).reduce(0) { $0 + ($1.0 - labelMean) * ($1.1 - scoreMean) } / n
        let variance = moments(scores + unlabelled).squares / (n + m - 1)
        guard variance > 0 else { return 0 }
        return min(1, max(0, covariance / ((1 + n / m) * variance)))
    }

    private static func moments(_ values: [Double]) -> (mean: Double, squares: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
    }
}
