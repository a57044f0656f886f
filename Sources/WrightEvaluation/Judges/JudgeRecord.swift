/// How well a judge agrees with people, and whether that changes over time.
public struct JudgeRecord: Sendable, Hashable {
    /// A label of a person and what the judge said of the same answer, with an instant that orders them.
    public struct Entry: Sendable, Hashable {
        /// What the person chose.
        public var human: String
        /// What the judge chose.
        public var judge: String
        /// When the judge was asked; any unit, ascending.
        public var time: Double

        /// Pairs two labels.
        public init(human: String, judge: String, time: Double = 0) {
            self.human = human
            self.judge = judge
            self.time = time
        }
    }

    /// How the judge does on one class of the people's labels.
    public struct ClassFigures: Sendable, Hashable {
        /// The class.
        public let label: String
        /// Of what people put into the class, the share that the judge did too.
        public let recall: MetricValue
        /// Of what the judge put into the class, the share that people did too.
        public let precision: MetricValue
    }

    /// Whether agreement has changed.
    public struct Drift: Sendable, Hashable {
        /// The agreement in the earlier half.
        public let before: MetricValue
        /// The agreement in the later half.
        public let after: MetricValue
        /// Later minus earlier.
        public let change: Double
        /// Where the true change lies, with 95 % (Newcombe's score interval).
        public let interval: ClosedRange<Double>
        /// Whether the interval leaves out 0.
        public var isSignificant: Bool { !interval.contains(0) }
    }

    /// Kappa between people and judge, unweighted.
    public let kappa: CohenKappa
    /// The same with disagreements weighted by the square of their distance, for ordered labels.
    public let weightedKappa: CohenKappa
    /// Recall and precision of every class of the people's labels.
    public let classes: [ClassFigures]
    /// The change of agreement from the earlier to the later half; nil with fewer than 20 entries or one time.
    public let drift: Drift?

    /// Compares a judge with people.
    public init(_ entries: [Entry]) {
        let (human, judge) = (entries.map(\.human), entries.map(\.judge))
        kappa = CohenKappa(human, judge)
        weightedKappa = CohenKappa(human, judge, weighting: .quadratic)
        classes = CohenKappa.ordered(Set(human))
            .map { label in
                let both = entries.count { $0.human == label && $0.judge == label }
                return ClassFigures(
                    label: label,
                    recall: .rate(successCount: both, count: entries.count { $0.human == label }),
                    precision: .rate(successCount: both, count: entries.count { $0.judge == label })
                )
            }
        drift = Self.drift(entries)
    }

    private static func drift(_ entries: [Entry]) -> Drift? {
        let ordered = entries.sorted { $0.time < $1.time }
        guard ordered.count >= 20, ordered.first?.time != ordered.last?.time else { return nil }
        let half = ordered.count / 2
        let values = [Array(ordered[..<half]), Array(ordered[half...])]
            .map { part in
                MetricValue.rate(successCount: part.count { $0.human == $0.judge }, count: part.count)
            }
        guard let before = values[0].estimate, let after = values[1].estimate,
            let beforeRange = before.interval, let afterRange = after.interval
        else { return nil }
        let change = after.mean - before.mean
        func distance(_ left: Double, _ right: Double) -> Double { (left * left + right * right).squareRoot() }
        let down = distance(after.mean - afterRange.lowerBound, beforeRange.upperBound - before.mean)
        let up = distance(afterRange.upperBound - after.mean, before.mean - beforeRange.lowerBound)
        return Drift(before: values[0], after: values[1], change: change, interval: (change - down)...(change + up))
    }

    /// The mean score that people would give to all answers, from the judge's scores and people's labels for some.
    ///
    /// Where all scores and labels lie in 0…1, so do the mean and its interval.
    ///
    /// - Parameters:
    ///   - scores: The judge's scores by example.
    ///   - labels: People's scores by example, on the same scale.
    /// - Returns: nil with fewer than two labels or two answers without one.
    public static func corrected(scores: [String: Double], labels: [String: Double]) -> PredictionPoweredMean? {
        let labelled = labels.keys.filter { scores[$0] != nil }.sorted()
        let rest = scores.keys.filter { labels[$0] == nil }.sorted()
        let isWithinOne = (Array(scores.values) + Array(labels.values)).allSatisfy { (0...1).contains($0) }
        return PredictionPoweredMean(
            labels: labelled.compactMap { labels[$0] },
            scores: labelled.compactMap { scores[$0] },
            unlabelled: rest.compactMap { scores[$0] },
            scale: isWithinOne ? 0...1 : nil
        )
    }
}
