// Idea: two raters agree in part by chance; kappa is the share of the agreement beyond chance that they reach.
// Source: Cohen (1960, 1968); the standard error: Fleiss, Cohen & Everitt (1969), "Large sample standard errors of
//   kappa and weighted kappa", as in statsmodels' cohens_kappa. Values equal scikit-learn's cohen_kappa_score.
// Deviation: where only one category occurs, kappa is 0/0 and is not measured. Where the standard error is 0, as in
//   perfect agreement, the formula says nothing of other items, and there is no interval.
// Data layout: the table of counts, row-major, rows for the first rater.

/// How far two raters agree beyond chance.
public struct CohenKappa: Sendable, Hashable {
    /// How much a disagreement between ordered categories counts.
    public enum Weighting: String, Sendable, CaseIterable {
        /// Every disagreement counts the same.
        case none
        /// By the distance between the categories.
        case linear
        /// By the square of the distance.
        case quadratic
    }

    /// The categories, ascending; the order of rows and columns of ``counts``.
    public let categories: [String]
    /// How often the first rater chose the row and the second the column.
    public let counts: [[Int]]
    /// Kappa with its interval, −1…1; without one for a single item and where the standard error is 0.
    public let kappa: MetricValue
    /// The share of items on which both chose the same.
    public let agreement: MetricValue
    /// The standard error of kappa; nil where it was not measured.
    public let standardError: Double?

    /// Compares two raters' choices for the same items.
    ///
    /// - Parameters:
    ///   - first: The first rater's categories.
    ///   - second: The second rater's, in the same order.
    ///   - weighting: How much a disagreement counts.
    ///   - categories: The order of the categories for weights; nil sorts numbers by value, texts by bytes.
    ///   - confidenceLevel: Above 0, below 1.
    public init(
        _ first: [String],
        _ second: [String],
        weighting: Weighting = .none,
        categories: [String]? = nil,
        confidenceLevel: Double = 0.95
    ) {
        precondition(first.count == second.count, "Both raters judged the same items.")
        let categories = categories ?? Self.ordered(Set(first + second))
        let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($0.element, $0.offset) })
        var counts = [[Int]](repeating: [Int](repeating: 0, count: categories.count), count: categories.count)
        for (left, right) in zip(first, second) {
            guard let row = places[left], let column = places[right] else { continue }
            counts[row][column] += 1
        }
        self.categories = categories
        self.counts = counts
        let same = zip(first, second).count { $0 == $1 }
        agreement = .rate(successCount: same, count: first.count, confidenceLevel: confidenceLevel)
        let estimate = Self.estimate(counts, weighting)
        standardError = estimate?.error
        guard let estimate else {
            let why = first.isEmpty ? "There is no item." : "Only one category occurs, so chance explains everything."
            kappa = .notMeasured(why: why)
            return
        }
        let reach = NormalDistribution.quantile(0.5 + confidenceLevel / 2) * estimate.error
        let low = max(-1, estimate.kappa - reach)
        // What rounding leaves of an error of 0 is no scatter.
        let isScattered = first.count > 1 && estimate.error > 1e-6
        kappa = .measured(
            MetricEstimate(
                mean: estimate.kappa,
                interval: isScattered ? min(low, 1)...max(low, min(1, estimate.kappa + reach)) : nil,
                count: first.count
            )
        )
    }

    /// Numbers by value, else texts by their bytes.
    static func ordered(_ categories: Set<String>) -> [String] {
        let numbers = categories.compactMap { Double($0) }
        if numbers.count == categories.count {
            return categories.sorted { (Double($0) ?? 0, $0) < (Double($1) ?? 0, $1) }
        }
        return categories.sorted()
    }

    private static func estimate(_ counts: [[Int]], _ weighting: Weighting) -> (kappa: Double, error: Double)? {
        let size = counts.count
        let total = Double(counts.reduce(0) { $0 + $1.reduce(0, +) })
        guard total > 0, size > 1 else { return nil }
        let rows = counts.map { Double($0.reduce(0, +)) / total }
        let columns = (0..<size).map { column in Double(counts.reduce(0) { $0 + $1[column] }) / total }
        func weight(_ row: Int, _ column: Int) -> Double {
            let distance = Double(abs(row - column)) / Double(size - 1)
            return switch weighting {
            case .none: row == column ? 1 : 0
            case .linear: 1 - distance
            case .quadratic: 1 - distance * distance
            }
        }
        var observed = 0.0
        var expected = 0.0
        var rowWeights = [Double](repeating: 0, count: size)
        var columnWeights = [Double](repeating: 0, count: size)
        for row in 0..<size {
            for column in 0..<size {
                let value = weight(row, column)
                observed += value * Double(counts[row][column]) / total
                expected += value * rows[row] * columns[column]
                rowWeights[row] += value * columns[column]
                columnWeights[column] += value * rows[row]
            }
        }
        guard expected < 1 - 1e-15 else { return nil }
        let kappa = (observed - expected) / (1 - expected)
        var sum = 0.0
        for row in 0..<size {
            for column in 0..<size {
                let term = weight(row, column) - (rowWeights[row] + columnWeights[column]) * (1 - kappa)
                sum += Double(counts[row][column]) / total * term * term
            }
        }
        let shift = kappa - expected * (1 - kappa)
        let variance = max(0, sum - shift * shift) / ((1 - expected) * (1 - expected) * total)
        return (kappa, variance.squareRoot())
    }
}
