// Idea: the probability that an answer is right is 1 / (1 + e^−(b + Σ wⱼ xⱼ)); weights are chosen so that the labels
//   seen are most probable, less a penalty for large weights.
// Source: iteratively reweighted least squares, that is Newton's method on the penalised log likelihood: Hastie,
//   Tibshirani & Friedman (2009), "The Elements of Statistical Learning", section 4.4.1. The step is halved while it
//   makes the objective worse.
// Deviation: features are standardised first, so that one penalty fits all; the intercept is not penalised. The same
//   objective as scikit-learn's LogisticRegression(C: 1/λ) on a StandardScaler's output.
// Data layout: rows of standardised features; the Hessian as a dense, row-major (d + 1)² array with the intercept
//   last.

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// A logistic regression: turns a few features into a calibrated probability.
public struct LogisticRegression: Sendable, Hashable, Codable {
    /// How a regression is fitted.
    public struct Configuration: Sendable, Hashable {
        /// The weight λ of the penalty λ/2 · Σ w² on standardised weights; 1 by default, 0 or more.
        public var regularisation: Double
        /// The step below which the fit has settled, in standardised weights; 1e-9 by default.
        public var tolerance: Double
        /// The most Newton steps; 100 by default.
        public var maximumIterationCount: Int

        /// Sets how a regression is fitted.
        public init(regularisation: Double = 1, tolerance: Double = 1e-9, maximumIterationCount: Int = 100) {
            precondition(regularisation >= 0, "A penalty is 0 or more.")
            self.regularisation = regularisation
            self.tolerance = tolerance
            self.maximumIterationCount = maximumIterationCount
        }
    }

    /// The weight of each feature, in the feature's own unit.
    public let weights: [Double]
    /// What is added to the weighted features.
    public let intercept: Double

    /// Takes weights that were fitted before.
    public init(weights: [Double], intercept: Double) {
        self.weights = weights
        self.intercept = intercept
    }

    /// Fits weights to labelled examples.
    ///
    /// Deterministic; O(iterations · examples · features²).
    ///
    /// - Parameters:
    ///   - features: One row of finite features for each example, all of the same length, 1…256.
    ///   - labels: Whether each example is positive; both kinds must occur.
    ///   - configuration: Penalty and limits.
    /// - Throws: ``EvaluationError`` with code `trainingDataInvalid` or `notConverged`.
    public init(
        features: [[Double]],
        labels: [Bool],
        configuration: Configuration = Configuration()
    ) throws(EvaluationError) {
        try Self.check(features, labels)
        let scaling = FeatureScaling(of: features)
        var fit = NewtonFit(rows: features.map(scaling.scaled), labels: labels, penalty: configuration.regularisation)
        let standardised = try fit.run(configuration)
        weights = zip(standardised.dropLast(), scaling.deviations).map { $0 / $1 }
        let shift = zip(weights, scaling.means).reduce(0) { $0 + $1.0 * $1.1 }
        intercept = (standardised.last ?? 0) - shift
    }

    /// The probability that an example is positive, 0…1.
    ///
    /// - Precondition: as many features as weights.
    public func probability(of features: [Double]) -> Double {
        precondition(features.count == weights.count, "An example has as many features as there are weights.")
        let score = zip(weights, features).reduce(intercept) { $0 + $1.0 * $1.1 }
        return Self.logistic(score)
    }

    /// `1 / (1 + e^−x)` without overflow.
    static func logistic(_ score: Double) -> Double {
        guard score < 0 else { return 1 / (1 + exp(-score)) }
        let power = exp(score)
        return power / (1 + power)
    }

    private static func check(_ features: [[Double]], _ labels: [Bool]) throws(EvaluationError) {
        guard features.count == labels.count else {
            throw .trainingDataInvalid(
                reason: "there are \(features.count) examples and \(labels.count) labels",
                remedy: "Give one label for each example."
            )
        }
        guard labels.contains(true), labels.contains(false) else {
            throw .trainingDataInvalid(
                reason: "all \(labels.count) labels are the same",
                remedy: "Give examples of both kinds."
            )
        }
        let width = features[0].count
        guard (1...256).contains(width) else {
            throw .trainingDataInvalid(
                reason: "the first example has \(width) features",
                remedy: "Give 1 to 256 features."
            )
        }
        for (position, row) in features.enumerated() {
            guard row.count == width, row.allSatisfy(\.isFinite) else {
                throw .trainingDataInvalid(
                    reason: "example \(position) does not have \(width) finite features",
                    remedy: "Give each example the same features and leave out those that could not be measured."
                )
            }
        }
    }
}

/// What makes each feature's mean 0 and its standard deviation 1.
private struct FeatureScaling {
    let means: [Double]
    let deviations: [Double]

    init(of rows: [[Double]]) {
        let count = Double(rows.count)
        let width = rows.first?.count ?? 0
        var means = [Double](repeating: 0, count: width)
        var deviations = [Double](repeating: 0, count: width)
        for feature in 0..<width {
            let mean = rows.reduce(0) { $0 + $1[feature] } / count
            let squares = rows.reduce(0) { $0 + ($1[feature] - mean) * ($1[feature] - mean) }
            let deviation = (squares / count).squareRoot()
            means[feature] = mean
            // A feature that never changes says nothing: left at 0, its weight stays 0.
            deviations[feature] = deviation > 1e-12 * abs(mean) && deviation > 0 ? deviation : 1
        }
        self.means = means
        self.deviations = deviations
    }

    func scaled(_ row: [Double]) -> [Double] {
        row.indices.map { (row[$0] - means[$0]) / deviations[$0] }
    }
}
