#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

/// Newton's method on the penalised log likelihood of a logistic regression; see `LogisticRegression`.
struct NewtonFit {
    private let rows: [[Double]]
    private let labels: [Bool]
    private let penalty: Double
    private let width: Int

    init(rows: [[Double]], labels: [Bool], penalty: Double) {
        self.rows = rows
        self.labels = labels
        self.penalty = penalty
        self.width = (rows.first?.count ?? 0) + 1
    }

    /// The weights with the intercept last.
    mutating func run(_ configuration: LogisticRegression.Configuration) throws(EvaluationError) -> [Double] {
        var weights = [Double](repeating: 0, count: width)
        var loss = loss(weights)
        for _ in 0..<configuration.maximumIterationCount {
            let (gradient, hessian) = derivatives(weights)
            guard let step = CholeskySolver.solution(of: hessian, width: width, right: gradient) else { break }
            var scale = 1.0
            var next = zip(weights, step).map { $0 - $1 }
            var nextLoss = self.loss(next)
            // A few ulps of slack: close to the optimum, rounding alone may raise the loss.
            while nextLoss > loss + 1e-12 * abs(loss), scale > 1e-9 {
                scale /= 2
                next = zip(weights, step).map { $0 - scale * $1 }
                nextLoss = self.loss(next)
            }
            weights = next
            loss = nextLoss
            if penalty == 0, separates(weights) { throw .separable }
            if scale * (step.map(abs).max() ?? 0) < configuration.tolerance { return weights }
        }
        throw .notConverged(iterationCount: configuration.maximumIterationCount)
    }

    private func score(_ row: [Double], _ weights: [Double]) -> Double {
        var score = weights[width - 1]
        for feature in row.indices { score += weights[feature] * row[feature] }
        return score
    }

    /// Whether every example lies on its side; then ever larger weights fit ever better, and there is no best fit.
    private func separates(_ weights: [Double]) -> Bool {
        zip(rows, labels)
            .allSatisfy { row, label in
                let score = score(row, weights)
                return label ? score > 0 : score < 0
            }
    }

    /// The negative log likelihood with the penalty.
    private func loss(_ weights: [Double]) -> Double {
        var loss = 0.0
        for (row, label) in zip(rows, labels) {
            let margin = label ? score(row, weights) : -score(row, weights)
            loss += margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin
        }
        return loss + penalty / 2 * weights.dropLast().reduce(0) { $0 + $1 * $1 }
    }

    private func derivatives(_ weights: [Double]) -> (gradient: [Double], hessian: [Double]) {
        var gradient = [Double](repeating: 0, count: width)
        var hessian = [Double](repeating: 0, count: width * width)
        for (row, label) in zip(rows, labels) {
            let probability = LogisticRegression.logistic(score(row, weights))
            let residual = probability - (label ? 1 : 0)
            let curvature = probability * (1 - probability)
            let extended = row + [1]
            for first in 0..<width {
                gradient[first] += residual * extended[first]
                let scaled = curvature * extended[first]
                for second in 0...first {
                    hessian[first * width + second] += scaled * extended[second]
                }
            }
        }
        for feature in 0..<(width - 1) {
            gradient[feature] += penalty * weights[feature]
            hessian[feature * width + feature] += penalty
        }
        return (gradient, hessian)
    }
}

/// Solves linear equations with a symmetric, positive definite matrix.
private enum CholeskySolver {
    /// The solution of `matrix · x = right`; nil if the matrix is not positive definite.
    ///
    /// The matrix is row-major, and only its lower triangle is read.
    static func solution(of matrix: [Double], width: Int, right: [Double]) -> [Double]? {
        guard let factor = factor(of: matrix, width: width) else { return nil }
        var solution = right
        for row in 0..<width {
            for column in 0..<row { solution[row] -= factor[row * width + column] * solution[column] }
            solution[row] /= factor[row * width + row]
        }
        for row in (0..<width).reversed() {
            for below in (row + 1)..<max(width, row + 1) {
                solution[row] -= factor[below * width + row] * solution[below]
            }
            solution[row] /= factor[row * width + row]
        }
        return solution
    }

    private static func factor(of matrix: [Double], width: Int) -> [Double]? {
        var factor = matrix
        for row in 0..<width {
            for column in 0...row {
                var sum = matrix[row * width + column]
                for earlier in 0..<column {
                    sum -= factor[row * width + earlier] * factor[column * width + earlier]
                }
                if row == column {
                    guard sum > 0 else { return nil }
                    factor[row * width + row] = sum.squareRoot()
                } else {
                    factor[row * width + column] = sum / factor[column * width + column]
                }
            }
        }
        return factor
    }
}
