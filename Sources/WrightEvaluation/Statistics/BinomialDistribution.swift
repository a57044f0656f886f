/// How many of a number of trials succeed.
struct BinomialDistribution {
    let trialCount: Int
    let successRate: Double

    /// The probability of at most `count` successes.
    func cumulative(_ count: Int) -> Double {
        guard count >= 0 else { return 0 }
        guard count < trialCount else { return 1 }
        return IncompleteBeta.regularised(
            1 - successRate,
            complement: successRate,
            Double(trialCount - count),
            Double(count + 1)
        )
    }
}
