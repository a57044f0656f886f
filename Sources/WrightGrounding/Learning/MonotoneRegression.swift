// Idea: a logistic regression whose weights may not be negative: features are turned so that more of each means more
//   support, and a weight that would say the contrary is set to 0. What is learned on some texts then cannot reward
//   missing words on others. Some weights have a floor above 0: copying speaks for support on texts of every kind that
//   was looked at, also where the sets to learn from happen to explain it by something else. Each set of examples has
//   an intercept of its own, so that sets that differ in how often they are supported do not teach features that tell
//   the sets apart.
// Source: iteratively reweighted least squares (Hastie, Tibshirani & Friedman 2009, "The Elements of Statistical
//   Learning", section 4.4.1), each quadratic solved by cyclic coordinate descent with clamping (Friedman, Hastie &
//   Tibshirani 2010, "Regularization Paths for Generalized Linear Models via Coordinate Descent").
// Deviation: the step is halved while it makes the objective worse; the penalty is ridge only.
// Data layout: rows of standardised features in one array, row-major; the Hessian dense, row-major.

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Weights of a monotone logistic regression.
struct MonotoneRegression {
    /// Labelled rows.
    struct Examples {
        let featureCount: Int
        /// Row-major, standardised and turned.
        var rows: [Double] = []
        var labels: [Double] = []
        /// The set of each row, from 0 on.
        var sets: [Int] = []
        /// How much each row counts; they add up to the number of rows.
        var weights: [Double] = []

        var count: Int { labels.count }
    }

    private(set) var weights: [Double]
    private(set) var intercepts: [Double]
    /// The least that each weight may be; 0 or more.
    private let floors: [Double]

    /// The weight of the penalty λ/2 · Σ w² beside the sum over all examples.
    private static let penalty = 1.0
    private static let roundLimit = 100
    private static let sweepLimit = 1000

    /// Fits weights; deterministic.
    ///
    /// Without floors, each weight is 0 or more.
    ///
    /// - Precondition: there is a floor for each feature, or none at all.
    init(_ examples: Examples, floors: [Double]? = nil) {
        let setCount = (examples.sets.max() ?? 0) + 1
        let least = floors ?? [Double](repeating: 0, count: examples.featureCount)
        precondition(least.count == examples.featureCount, "Each feature needs a floor.")
        self.floors = least
        weights = least
        intercepts = [Double](repeating: 0, count: setCount)
        var loss = objective(examples)
        for _ in 0..<Self.roundLimit {
            let step = newtonStep(examples)
            let before = (weights, intercepts)
            var scale = 1.0
            var isBetter = false
            while scale > 1e-4, !isBetter {
                weights = before.0.indices.map {
                    max(least[$0], before.0[$0] + scale * (step.weights[$0] - before.0[$0]))
                }
                intercepts = zip(before.1, step.intercepts).map { $0 + scale * ($1 - $0) }
                let next = objective(examples)
                isBetter = next < loss - 1e-9 * abs(loss)
                if isBetter { loss = next } else { scale /= 2 }
            }
            guard isBetter else {
                (weights, intercepts) = before
                return
            }
        }
    }

    private func score(_ examples: Examples, _ row: Int) -> Double {
        let start = row * examples.featureCount
        var sum = intercepts[examples.sets[row]]
        for feature in 0..<examples.featureCount { sum += weights[feature] * examples.rows[start + feature] }
        return sum
    }

    private func objective(_ examples: Examples) -> Double {
        var sum = weights.reduce(0) { $0 + $1 * $1 } * Self.penalty / 2
        for row in 0..<examples.count {
            let margin = (examples.labels[row] * 2 - 1) * score(examples, row)
            sum += examples.weights[row] * (margin > 0 ? log1p(exp(-margin)) : -margin + log1p(exp(margin)))
        }
        return sum
    }

    /// The minimum of the quadratic that touches the objective here, within the bounds.
    private func newtonStep(_ examples: Examples) -> (weights: [Double], intercepts: [Double]) {
        let count = examples.featureCount
        let size = count + intercepts.count
        var hessian = [Double](repeating: 0, count: size * size)
        var gradient = [Double](repeating: 0, count: size)
        var row = [Double](repeating: 0, count: count)
        for number in 0..<examples.count {
            let probability = 1 / (1 + exp(-score(examples, number)))
            let residual = examples.weights[number] * (probability - examples.labels[number])
            let curvature = max(examples.weights[number] * probability * (1 - probability), 1e-9)
            let own = count + examples.sets[number]
            for feature in 0..<count { row[feature] = examples.rows[number * count + feature] }
            for first in 0..<count where row[first] != 0 {
                gradient[first] += residual * row[first]
                let scaled = curvature * row[first]
                for second in 0...first { hessian[first * size + second] += scaled * row[second] }
                hessian[own * size + first] += scaled
            }
            gradient[own] += residual
            hessian[own * size + own] += curvature
        }
        for first in 0..<size {
            for second in 0..<first { hessian[second * size + first] = hessian[first * size + second] }
        }
        for feature in 0..<count {
            gradient[feature] += Self.penalty * weights[feature]
            hessian[feature * size + feature] += Self.penalty
        }
        return descend(hessian, gradient)
    }

    private func descend(_ hessian: [Double], _ gradient: [Double]) -> (weights: [Double], intercepts: [Double]) {
        let size = gradient.count
        let start = weights + intercepts
        var point = start
        // The gradient of the quadratic at the point.
        var slope = gradient
        for _ in 0..<Self.sweepLimit {
            var largest = 0.0
            for axis in 0..<size {
                let curvature = hessian[axis * size + axis]
                guard curvature > 0 else { continue }
                var next = point[axis] - slope[axis] / curvature
                if axis < weights.count { next = max(floors[axis], next) }
                let change = next - point[axis]
                guard change != 0 else { continue }
                point[axis] = next
                largest = max(largest, abs(change))
                for other in 0..<size { slope[other] += change * hessian[axis * size + other] }
            }
            if largest < 1e-8 { break }
        }
        return (Array(point.prefix(weights.count)), Array(point.dropFirst(weights.count)))
    }
}
