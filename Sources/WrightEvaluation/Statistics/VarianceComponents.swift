// Idea: scores scatter because questions differ and because the same question, asked again, gets another answer. Which
//   of the two dominates decides whether more questions or more repeats narrow the interval.
// Source: one-way random effects analysis of variance with unequal group sizes: Searle, Casella & McCulloch (1992),
//   "Variance Components", section 3.6; the use for evaluation: Miller (2024), section 3.
// Deviation: a question variance below 0 is reported as 0.
// Data layout: one array of scores for each question.

/// How much of the scatter of scores comes from the questions and how much from the runs.
public struct VarianceComponents: Sendable, Hashable {
    /// The mean over questions, each question's repeats averaged first.
    public let mean: Double
    /// How many questions there are.
    public let questionCount: Int
    /// How many scores there are.
    public let scoreCount: Int
    /// The variance between questions, 0 or more.
    public let questionVariance: Double
    /// The variance between repeats of one question, 0 or more.
    public let runVariance: Double

    /// Splits the variance of repeated scores.
    ///
    /// It is nil unless there are two questions and one of them was repeated.
    ///
    /// - Parameter scores: For each question, the finite scores of its repeats.
    public init?(_ scores: [[Double]]) {
        let groups = scores.filter { !$0.isEmpty }
        let total = groups.reduce(0) { $0 + $1.count }
        guard groups.count > 1, total > groups.count else { return nil }
        let means = groups.map { $0.reduce(0, +) / Double($0.count) }
        let grand = groups.reduce(0) { $0 + $1.reduce(0, +) } / Double(total)
        var within = 0.0
        var between = 0.0
        for (group, mean) in zip(groups, means) {
            within += group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            between += Double(group.count) * (mean - grand) * (mean - grand)
        }
        let squaredSizes = groups.reduce(0.0) { $0 + Double($1.count * $1.count) }
        let typicalSize = (Double(total) - squaredSizes / Double(total)) / Double(groups.count - 1)
        runVariance = within / Double(total - groups.count)
        questionVariance = max(0, (between / Double(groups.count - 1) - runVariance) / typicalSize)
        mean = means.reduce(0, +) / Double(groups.count)
        questionCount = groups.count
        scoreCount = total
    }

    /// The standard error of the mean that this many questions with this many repeats each would have.
    ///
    /// `√((σ²_question + σ²_run / repeats) / questions)`.
    public func standardError(questionCount: Int, repeatCount: Int) -> Double {
        precondition(questionCount > 0 && repeatCount > 0, "There is at least one question, asked once.")
        return ((questionVariance + runVariance / Double(repeatCount)) / Double(questionCount)).squareRoot()
    }
}
