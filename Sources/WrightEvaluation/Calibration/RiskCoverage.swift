// Idea: a system that may abstain is judged by how often it is wrong (risk) when it answers a given share of the
//   questions (coverage), the most confident first.
// Source: El-Yaniv & Wiener (2010), "On the Foundations of Noise-free Selective Classification"; Geifman & El-Yaniv
//   (2017), "Selective Classification for Deep Neural Networks".
// Deviation: equal confidences are answered together, since no threshold can part them.
// Data layout: one point for each distinct confidence, descending.

/// What abstaining below a confidence costs and gains.
public struct RiskCoverage: Sendable, Hashable {
    /// What happens when everything from one confidence on is answered.
    public struct Point: Sendable, Hashable {
        /// The least confidence that is answered.
        public let threshold: Double
        /// The share of the questions that is answered, above 0, up to 1.
        public let coverage: Double
        /// The share of the answers that is wrong, 0…1.
        public let risk: Double
    }

    /// One point for each confidence that occurs, from the highest.
    public let points: [Point]

    /// Sorts answers by confidence, in O(n log n).
    ///
    /// - Parameters:
    ///   - confidences: How sure each answer is; any finite scale, higher is surer.
    ///   - isCorrect: Whether each answer is right.
    /// - Precondition: one of each for every answer.
    public init(confidences: [Double], isCorrect: [Bool]) {
        precondition(confidences.count == isCorrect.count, "Each answer has a confidence and is right or wrong.")
        let order = confidences.indices.sorted { confidences[$0] > confidences[$1] }
        var points: [Point] = []
        var wrongCount = 0
        for (position, example) in order.enumerated() {
            if !isCorrect[example] { wrongCount += 1 }
            let isLastOfItsKind =
                position + 1 == order.count || confidences[order[position + 1]] != confidences[example]
            guard isLastOfItsKind else { continue }
            points.append(
                Point(
                    threshold: confidences[example],
                    coverage: Double(position + 1) / Double(order.count),
                    risk: Double(wrongCount) / Double(position + 1)
                )
            )
        }
        self.points = points
    }

    /// The mean risk over all coverages, 0…1, lower is better; nil without answers.
    public var area: Double? {
        guard !points.isEmpty else { return nil }
        var area = 0.0
        var covered = 0.0
        for point in points {
            area += point.risk * (point.coverage - covered)
            covered = point.coverage
        }
        return area
    }

    /// The point of the largest coverage whose risk is at most `risk`; nil if every one is riskier.
    public func point(forRisk risk: Double) -> Point? {
        points.last { $0.risk <= risk }
    }

    /// At most `limit` of the points, spread evenly, the first and the last among them; for charts.
    public func points(limit: Int) -> [Point] {
        precondition(limit >= 2, "A curve has at least two points.")
        guard points.count > limit else { return points }
        return (0..<limit).map { points[$0 * (points.count - 1) / (limit - 1)] }
    }
}
