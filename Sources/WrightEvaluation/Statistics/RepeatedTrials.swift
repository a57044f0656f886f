/// One example tried several times: how often it succeeded.
public struct RepeatedTrials: Sendable, Hashable {
    /// How often it was tried.
    public let trialCount: Int
    /// How often it succeeded.
    public let successCount: Int

    /// Counts trials.
    ///
    /// - Precondition: successes are a part of the trials.
    public init(trialCount: Int, successCount: Int) {
        precondition(successCount >= 0 && successCount <= trialCount, "Successes are a part of the trials.")
        self.trialCount = trialCount
        self.successCount = successCount
    }

    /// The chance that at least one of `k` trials succeeds (pass@k), without bias: `1 − C(n − c, k) / C(n, k)`.
    ///
    /// - Returns: 0…1; nil if there are fewer than `k` trials, since then nothing unbiased can be said.
    /// - SeeAlso: Chen et al. (2021), "Evaluating Large Language Models Trained on Code", equation 1.
    public func passAtLeastOnce(of k: Int) -> Double? {
        allDraws(of: k, from: trialCount - successCount).map { 1 - $0 }
    }

    /// The chance that all of `k` trials succeed (pass^k), without bias: `C(c, k) / C(n, k)`.
    ///
    /// - Returns: 0…1; nil if there are fewer than `k` trials.
    /// - SeeAlso: Yao et al. (2024), "τ-bench".
    public func passEveryTime(of k: Int) -> Double? {
        allDraws(of: k, from: successCount)
    }

    /// The chance that `k` trials drawn without replacement all fall among `part` of them.
    private func allDraws(of k: Int, from part: Int) -> Double? {
        precondition(k >= 1, "At least one trial is drawn.")
        guard k <= trialCount else { return nil }
        guard k <= part else { return 0 }
        return (0..<k).reduce(1.0) { $0 * Double(part - $1) / Double(trialCount - $1) }
    }
}
