public import WrightModel
internal import WrightCore

/// A language model that says which of two answers is better, asked in both orders.
///
/// A model that prefers what stands first, or second, contradicts itself when the order changes; such a pair counts as
/// a tie, and how often that happens is reported.
public struct PairwiseJudge: Sendable {
    /// Which answer won.
    public enum Winner: String, Sendable, CaseIterable {
        /// The baseline's.
        case baseline
        /// The candidate's.
        case candidate
        /// Neither.
        case tie
    }

    /// What was said of a pair.
    public struct Verdict: Sendable, Hashable {
        /// The winner; a tie if the two orders contradict each other.
        public var winner: Winner
        /// Whether the two orders named different winners.
        public var isInconsistent: Bool
        /// The winner when the baseline stood first, and when the candidate did.
        public var byOrder: [Winner]

        /// Takes what two orders of a pair said.
        public init(winner: Winner, isInconsistent: Bool, byOrder: [Winner]) {
            self.winner = winner
            self.isInconsistent = isInconsistent
            self.byOrder = byOrder
        }
    }

    /// What was said of many pairs.
    public struct Report: Sendable, Hashable {
        /// The rate of pairs that the candidate won, ties counted half.
        ///
        /// Where the pairs do not scatter, the interval is Wilson's over the pairs, or over their clusters if they have
        /// some.
        public let winRate: MetricValue
        /// The rate of pairs on which the two orders contradict each other.
        public let inconsistencyRate: MetricValue
        /// How often the answer that stood first won, among consistent and inconsistent verdicts; 0.5 without bias.
        public let firstPlaceRate: MetricValue
        /// Pairs without a readable verdict.
        public let notMeasuredCount: Int

        /// Sums up verdicts; nil stands for a pair that could not be judged.
        public init(_ verdicts: [Verdict?], clusters: [String]? = nil) {
            let known = verdicts.compactMap { $0 }
            notMeasuredCount = verdicts.count - known.count
            inconsistencyRate = .rate(successCount: known.count(where: \.isInconsistent), count: known.count)
            let orders = known.flatMap { verdict in
                verdict.byOrder.enumerated().filter { $0.element != .tie }
                    .map { ($0.offset == 0) == ($0.element == .baseline) }
            }
            firstPlaceRate = .rate(successCount: orders.count(where: { $0 }), count: orders.count)
            guard !known.isEmpty else {
                winRate = .notMeasured(why: "There is no pair with a verdict.")
                return
            }
            let points = known.map { $0.winner == .candidate ? 1.0 : $0.winner == .tie ? 0.5 : 0 }
            let groups = clusters.map { zip($0, verdicts).filter { $0.1 != nil }.map(\.0) }
            let mean = ClusteredMean(of: points, clusters: groups)
            let interval = Self.interval(mean, isUniform: Set(points).count == 1)
            winRate = .measured(MetricEstimate(mean: mean.mean, interval: interval, count: known.count))
        }

        private static func interval(_ mean: ClusteredMean, isUniform: Bool) -> ClosedRange<Double>? {
            let found = mean.interval()
            if let found, !isUniform, found.upperBound - found.lowerBound > 1e-9 {
                return max(0, found.lowerBound)...min(1, max(0, found.upperBound))
            }
            guard isUniform || found != nil else { return nil }
            // Nothing scatters; half a win, as of ties, is taken for none at the low end and for one at the high end.
            let winCount = mean.mean * Double(mean.clusterCount)
            let wins = (low: Int(winCount.rounded(.down)), high: Int(winCount.rounded(.up)))
            let low = WilsonInterval(successCount: wins.low, trialCount: mean.clusterCount).low
            return low...WilsonInterval(successCount: wins.high, trialCount: mean.clusterCount).high
        }
    }

    /// What is compared.
    public let rubric: Rubric
    private let provider: any CompletionProvider
    private let model: String

    /// Takes a rubric and a model.
    public init(rubric: Rubric, provider: any CompletionProvider, model: String) {
        self.rubric = rubric
        self.provider = provider
        self.model = model
    }

    /// Compares two answers; nil if the model's answer names no winner in one of the orders.
    public func verdict(_ example: Example, baseline: Outcome, candidate: Outcome) async throws -> Verdict? {
        let ahead = try await winner(example, first: baseline, second: candidate)
        let behind = try await winner(example, first: candidate, second: baseline)
        guard let ahead, let behind else { return nil }
        let first: Winner = ahead == .first ? .baseline : ahead == .second ? .candidate : .tie
        let second: Winner = behind == .first ? .candidate : behind == .second ? .baseline : .tie
        return Verdict(
            winner: first == second ? first : .tie,
            isInconsistent: first != second,
            byOrder: [first, second]
        )
    }

    private enum Side { case first, second, neither }

    private func winner(_ example: Example, first: Outcome, second: Outcome) async throws -> Side? {
        let messages = JudgePrompt.pairwise(rubric, example, first: first, second: second)
        var request = CompletionRequest(model: model, messages: messages)
        request.temperature = 0
        request.context.label = "judge \(rubric.name)"
        let completion = try await provider.complete(request)
        switch JudgePrompt.object(in: completion.text)?["winner"]?.string?.lowercased() {
        case "a": return .first
        case "b": return .second
        case "tie": return .neither
        default: return nil
        }
    }
}
