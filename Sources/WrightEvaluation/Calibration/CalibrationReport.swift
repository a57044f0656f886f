/// How far probabilities can be trusted: whether they order examples well, and whether they mean what they say.
public struct CalibrationReport: Sendable, Hashable {
    /// Examples by what was said and what is true, at a threshold.
    public struct Confusion: Sendable, Hashable {
        /// Positive examples at or above the threshold.
        public let truePositiveCount: Int
        /// Negative examples at or above the threshold.
        public let falsePositiveCount: Int
        /// Negative examples below the threshold.
        public let trueNegativeCount: Int
        /// Positive examples below the threshold.
        public let falseNegativeCount: Int
    }

    /// Examples of about the same probability.
    public struct Bin: Sendable, Hashable {
        /// The probabilities that fall into it; the last bin also holds 1.
        public let range: Range<Double>
        /// How many examples fall into it, 1 or more.
        public let count: Int
        /// Their mean probability.
        public let meanProbability: Double
        /// The share of them that is positive.
        public let positiveRate: Double
    }

    /// How many examples there are.
    public let count: Int
    /// From which probability on an example is said to be positive.
    public let threshold: Double
    /// The probability that a positive example ranks above a negative one, ties counted half.
    public let auroc: MetricValue
    /// The share of examples on the right side of the threshold.
    public let accuracy: MetricValue
    /// Examples by what was said and what is true.
    public let confusion: Confusion
    /// The mean distance between probability and rate of positives over the bins, weighted by their examples, 0…1; nil
    /// without examples.
    public let expectedCalibrationError: Double?
    /// The mean squared distance between probability and label, 0…1; nil without examples.
    public let brierScore: Double?
    /// The bins that hold examples, ascending.
    public let bins: [Bin]
    /// What is gained by not answering where the probability is low.
    public let riskCoverage: RiskCoverage

    /// Judges probabilities against labels, in O(n log n).
    ///
    /// - Parameters:
    ///   - probabilities: For each example, the probability that it is positive, 0…1.
    ///   - labels: Whether each example is positive.
    ///   - threshold: From which probability on an example is said to be positive; 0.5 by default.
    ///   - binCount: How many bins of equal width the calibration error is measured over; 10 by default.
    /// - Throws: ``EvaluationError`` with code `trainingDataInvalid`.
    public init(
        probabilities: [Double],
        labels: [Bool],
        threshold: Double = 0.5,
        binCount: Int = 10
    ) throws(EvaluationError) {
        precondition((1...1000).contains(binCount), "There are 1 to 1000 bins.")
        try Self.check(probabilities, labels)
        count = labels.count
        self.threshold = threshold
        auroc = ReceiverCurve.area(scores: probabilities, labels: labels)
        confusion = Self.confusion(probabilities, labels, threshold)
        accuracy = .rate(
            successCount: confusion.truePositiveCount + confusion.trueNegativeCount,
            count: labels.count
        )
        bins = Self.bins(probabilities, labels, binCount)
        riskCoverage = RiskCoverage(confidences: probabilities, isCorrect: labels)
        let examples = Double(labels.count)
        guard examples > 0 else {
            expectedCalibrationError = nil
            brierScore = nil
            return
        }
        expectedCalibrationError = bins.reduce(0) {
            $0 + Double($1.count) / examples * abs($1.meanProbability - $1.positiveRate)
        }
        brierScore = zip(probabilities, labels)
            .reduce(0) { sum, example in
                let distance = example.0 - (example.1 ? 1 : 0)
                return sum + distance * distance / examples
            }
    }

    private static func check(_ probabilities: [Double], _ labels: [Bool]) throws(EvaluationError) {
        guard probabilities.count == labels.count else {
            throw .trainingDataInvalid(
                reason: "there are \(probabilities.count) probabilities and \(labels.count) labels",
                remedy: "Give one label for each probability."
            )
        }
        guard let position = probabilities.firstIndex(where: { !(0...1).contains($0) }) else { return }
        throw .trainingDataInvalid(
            reason: "the probability of example \(position) is not between 0 and 1",
            remedy: "Give probabilities; turn scores into them with a logistic regression first."
        )
    }

    private static func confusion(_ probabilities: [Double], _ labels: [Bool], _ threshold: Double) -> Confusion {
        var counts = [0, 0, 0, 0]
        for (probability, label) in zip(probabilities, labels) {
            counts[(probability >= threshold ? 0 : 2) + (label ? 0 : 1)] += 1
        }
        return Confusion(
            truePositiveCount: counts[0],
            falsePositiveCount: counts[1],
            trueNegativeCount: counts[3],
            falseNegativeCount: counts[2]
        )
    }

    private static func bins(_ probabilities: [Double], _ labels: [Bool], _ binCount: Int) -> [Bin] {
        var sums = [(count: Int, probability: Double, positiveCount: Int)](repeating: (0, 0, 0), count: binCount)
        for (probability, label) in zip(probabilities, labels) {
            let bin = min(Int(probability * Double(binCount)), binCount - 1)
            sums[bin].count += 1
            sums[bin].probability += probability
            sums[bin].positiveCount += label ? 1 : 0
        }
        return sums.indices.compactMap { index in
            let sum = sums[index]
            guard sum.count > 0 else { return nil }
            return Bin(
                range: Double(index) / Double(binCount)..<Double(index + 1) / Double(binCount),
                count: sum.count,
                meanProbability: sum.probability / Double(sum.count),
                positiveRate: Double(sum.positiveCount) / Double(sum.count)
            )
        }
    }
}
