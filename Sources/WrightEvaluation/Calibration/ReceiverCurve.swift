// Idea: the area under the receiver operating characteristic is the share of pairs of a positive and a negative example
//   that a score orders rightly. An example's placement is its share of rightly ordered pairs; how much placements
//   scatter gives the variance of the area.
// Source: DeLong, DeLong & Clarke-Pearson (1988), "Comparing the areas under two or more correlated receiver operating
//   characteristic curves"; placements from midranks: Sun & Xu (2014), "Fast implementation of DeLong's algorithm".
// Deviation: none. No interval is given where a kind has fewer than two examples or the order is perfect, since the
//   variance is then unknown.
// Data layout: midranks in the order of the examples, from one sort of positions by score.

/// The receiver operating characteristic of scores.
enum ReceiverCurve {
    /// The area under the curve with its 95 % interval.
    static func area(scores: [Double], labels: [Bool]) -> MetricValue {
        let positives = scores.indices.filter { labels[$0] }
        let negatives = scores.indices.filter { !labels[$0] }
        guard !positives.isEmpty, !negatives.isEmpty else {
            return .notMeasured(why: "The area needs positive and negative examples, and one kind is missing.")
        }
        let all = midranks(of: scores)
        let amongPositives = midranks(of: positives.map { scores[$0] })
        let amongNegatives = midranks(of: negatives.map { scores[$0] })
        let positivePlacements = positives.indices.map {
            (all[positives[$0]] - amongPositives[$0]) / Double(negatives.count)
        }
        let negativePlacements = negatives.indices.map {
            1 - (all[negatives[$0]] - amongNegatives[$0]) / Double(positives.count)
        }
        let area = positivePlacements.reduce(0, +) / Double(positives.count)
        return .measured(
            MetricEstimate(
                mean: area,
                interval: interval(around: area, positivePlacements, negativePlacements),
                count: scores.count
            )
        )
    }

    private static func interval(
        around area: Double,
        _ positivePlacements: [Double],
        _ negativePlacements: [Double]
    ) -> ClosedRange<Double>? {
        guard let first = squaredError(positivePlacements), let second = squaredError(negativePlacements) else {
            return nil
        }
        let error = (first + second).squareRoot()
        guard error > 0 else { return nil }
        let reach = NormalDistribution.quantile(0.975) * error
        return max(0, area - reach)...min(1, area + reach)
    }

    /// The variance of a mean; nil for fewer than two values.
    private static func squaredError(_ values: [Double]) -> Double? {
        guard values.count > 1 else { return nil }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count
    }

    /// Each value's rank from 1, equal values sharing the mean of their ranks.
    private static func midranks(of values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for position in start..<end { ranks[order[position]] = Double(start + end + 1) / 2 }
            start = end
        }
        return ranks
    }
}
