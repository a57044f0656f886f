// Idea: whoever tries many settings and reports the best on the same examples reports luck. Settings are chosen on one
//   part; the other part, never looked at before, says what the choice is worth against the setting of before.
// Source: Cawley & Talbot (2010), "On Over-fitting in Model Selection"; the optimism of the best of many is also shown,
//   by resampling the training examples.
// Deviation: none.
// Data layout: for each setting, one score for each training example.

internal import WrightCore

/// Which setting is best on the training part, and what it is worth on the held-out one.
public struct TuningReport: Sendable, Hashable {
    /// How a setting did on the training part.
    public struct Trial: Sendable, Hashable {
        /// The setting in words.
        public var setting: String
        /// Its scores by training example, all settings in the same order.
        public var scores: [Double]

        /// Takes a setting's scores.
        public init(setting: String, scores: [Double]) {
            self.setting = setting
            self.scores = scores
        }

        /// The mean score.
        public var mean: Double { scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count) }
    }

    /// The settings, the best first; of equal ones the one that was tried first.
    public let trials: [Trial]
    /// Whether the best setting is another than that of before.
    public let isChanged: Bool
    /// How many settings were tried: the multiplicity that the p values are corrected for.
    public var trialCount: Int { trials.count }
    /// The p value of the best against the setting of before on the training part, corrected for the number of settings
    /// tried (Holm); nil if the setting of before is the best.
    public let trainingPValue: Double?
    /// By how much the best setting's training mean is too good for being the best of many; estimated by choosing on
    /// resampled examples and measuring on those left out.
    public let optimism: Double
    /// The chosen setting against the one of before, on the held-out part; with itself where the choice did not change.
    public let heldOut: GateComparison

    /// Chooses and measures.
    ///
    /// - Parameters:
    ///   - trials: All settings tried, the setting of before among them.
    ///   - incumbent: The place of the setting of before.
    ///   - heldOut: The scores on the held-out part of the setting of before and of the best, and the clusters.
    ///   - configuration: Rates, direction, and the seed that resampling starts from.
    public init(
        trials: [Trial],
        incumbent: Int,
        heldOut: (baseline: [Double], candidate: [Double], clusters: [String]?),
        configuration: GateComparison.Configuration = .init()
    ) {
        precondition(trials.indices.contains(incumbent), "The setting of before is among those tried.")
        precondition(Set(trials.map(\.scores.count)).count == 1, "All settings are measured on the same examples.")
        let best = Self.best(trials)
        let before = trials[incumbent]
        isChanged = best != incumbent
        if best == incumbent {
            trainingPValue = nil
        } else {
            let values = trials.indices.filter { $0 != incumbent }
                .map { place in
                    SignFlipTest(
                        differences: zip(before.scores, trials[place].scores).map { $1 - $0 },
                        flipCount: 2000,
                        seed: configuration.seed
                    )
                    .pValue
                }
            let adjusted = MultipleTesting.holm(values)
            trainingPValue = adjusted[best < incumbent ? best : best - 1]
        }
        optimism = Self.optimism(trials, seed: configuration.seed)
        let order = trials.indices.sorted { (trials[$1].mean, $0) < (trials[$0].mean, $1) }
        self.trials = order.map { trials[$0] }
        self.heldOut = GateComparison(
            baseline: heldOut.baseline,
            candidate: heldOut.candidate,
            clusters: heldOut.clusters,
            configuration: configuration
        )
    }

    /// The place of the best setting.
    public static func best(_ trials: [Trial]) -> Int {
        trials.indices.max { (trials[$0].mean, $1) < (trials[$1].mean, $0) } ?? 0
    }

    /// Chosen on a resample, measured on the examples that it left out: how much is lost, on average over 200.
    private static func optimism(_ trials: [Trial], seed: UInt64) -> Double {
        let count = trials.first?.scores.count ?? 0
        guard count > 1, trials.count > 1 else { return 0 }
        var random = SeededRandom(seed: seed)
        var (sum, rounds) = (0.0, 0.0)
        for _ in 0..<200 {
            var weights = [Int](repeating: 0, count: count)
            for _ in 0..<count { weights[Int(random.next().multipliedFullWidth(by: UInt64(count)).high)] += 1 }
            let left = weights.indices.filter { weights[$0] == 0 }
            guard !left.isEmpty else { continue }
            let means = trials.map { trial in
                zip(trial.scores, weights).reduce(0.0) { $0 + $1.0 * Double($1.1) } / Double(count)
            }
            guard let best = means.indices.max(by: { means[$0] < means[$1] }) else { continue }
            sum += means[best] - left.reduce(0.0) { $0 + trials[best].scores[$1] } / Double(left.count)
            rounds += 1
        }
        return rounds > 0 ? sum / rounds : 0
    }
}
