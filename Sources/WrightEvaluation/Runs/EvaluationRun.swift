public import WrightCore

/// What one example gave in one repeat.
public struct ExampleResult: Sendable, Hashable {
    /// The example.
    public var exampleID: String
    /// Which repeat it is, from 0.
    public var repeatNumber: Int
    /// What the system said.
    public var outcome: Outcome
    /// Every figure by its name.
    public var scores: [String: Score]

    /// Makes a result.
    public init(exampleID: String, repeatNumber: Int, outcome: Outcome, scores: [String: Score]) {
        self.exampleID = exampleID
        self.repeatNumber = repeatNumber
        self.outcome = outcome
        self.scores = scores
    }

    /// The result as JSON, figures in the order of their names.
    public var json: JSONValue {
        let figures = scores.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value.json) }
        return [
            "example": .string(exampleID), "repeat": .int(repeatNumber), "outcome": outcome.json,
            "scores": .object(figures),
        ]
    }

    /// Reads what ``json`` wrote; nil for anything else.
    public init?(_ json: JSONValue) {
        guard let example = json["example"]?.string, let number = json["repeat"]?.int,
            let outcome = json["outcome"].flatMap({ Outcome($0) })
        else { return nil }
        exampleID = example
        repeatNumber = number
        self.outcome = outcome
        scores = [:]
        for member in json["scores"]?.object ?? [] { scores[member.name] = Score(member.value) }
    }
}

/// A dataset measured: every result, and what it was made of.
public struct EvaluationRun: Sendable, Hashable {
    /// What people call it.
    public var name: String
    /// What it was made of.
    public var manifest: RunManifest
    /// The results in the order of the dataset, repeats in order.
    public var results: [ExampleResult]
    /// Why it ended early; nil if every example was measured.
    public var stopReason: String?

    /// Makes a run.
    public init(name: String, manifest: RunManifest, results: [ExampleResult], stopReason: String? = nil) {
        self.name = name
        self.manifest = manifest
        self.results = results
        self.stopReason = stopReason
    }

    /// The names of every figure that some example has, sorted.
    public var figureNames: [String] { Set(results.lazy.flatMap(\.scores.keys)).sorted() }

    /// One figure of every example, as the gate compares it.
    ///
    /// - Parameters:
    ///   - figure: The figure's name.
    ///   - examples: The dataset, for clusters and tags; none by default.
    /// - Returns: The scores by example, and why others have none.
    public func scores(of figure: String, in examples: [Example] = []) -> ScoreTable {
        let known = Dictionary(examples.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var table = ScoreTable()
        for result in results {
            switch result.scores[figure] {
            case .measured(let value)?:
                let example = known[result.exampleID]
                let entry = ScoreTable.Entry(
                    scores: [],
                    cluster: example?.cluster,
                    tags: example?.tags ?? [],
                    answer: result.outcome.isAbstention ? "(abstained)" : result.outcome.answer
                )
                table.add(value, for: result.exampleID, describedBy: entry)
            case .notMeasured(let why)?: table.addNotMeasured(result.exampleID, why: why)
            case nil: table.addNotMeasured(result.exampleID, why: "The run has no figure '\(figure)'.")
            }
        }
        return table
    }

    /// What the run cost in all, in millionths of a dollar; examples of unknown cost count as 0, and a sum that does
    /// not fit is the largest number.
    public var costMicroUSD: Int { results.costMicroUSD }
}

/// What a run says of one figure.
public struct FigureSummary: Sendable, Hashable {
    /// The figure.
    public let name: String
    /// The mean over examples, repeats averaged first, with its interval.
    public let value: MetricValue
    /// Why a value that was measured has no interval, in a sentence; nil where it has one.
    public let intervalAbsence: String?
    /// How many examples were measured.
    public let measuredCount: Int
    /// How many examples there are.
    public let exampleCount: Int
    /// Why examples were not measured, with how many each, the commonest first.
    public let reasons: [Reason]
    /// How the scatter divides between questions and runs; nil without repeats.
    public let components: VarianceComponents?
    /// Examples whose repeats disagree.
    public let flakyIDs: [String]

    /// Why examples were not measured.
    public struct Reason: Sendable, Hashable {
        /// The reason in a sentence.
        public let why: String
        /// How many examples it holds for.
        public let count: Int
    }

    /// The share of the examples that was measured, 0…1; 0 without examples.
    public var coverageRate: Double {
        exampleCount > 0 ? Double(measuredCount) / Double(exampleCount) : 0
    }

    /// Sums up a figure.
    ///
    /// Rates of right and wrong without clusters have Wilson's interval, all else that of ``ClusteredMean``, kept
    /// within 0…1 where all scores are.
    public init(name: String, table: ScoreTable, confidenceLevel: Double = 0.95) {
        self.name = name
        let ids = table.entries.keys.sorted()
        let entries = ids.compactMap { table.entries[$0] }
        let means = entries.map(\.mean)
        measuredCount = entries.count
        exampleCount = entries.count + table.unmeasuredIDs.count
        let unmeasured = table.unmeasuredIDs.compactMap { table.notMeasured[$0] }
        reasons = Reason.counted(unmeasured)
        components = VarianceComponents(entries.map(\.scores))
        flakyIDs = zip(ids, entries).filter { Set($0.1.scores).count > 1 }.map(\.0)
        guard !means.isEmpty else {
            value = .notMeasured(why: Reason.sentence(reasons, of: exampleCount) ?? "There is no example.")
            intervalAbsence = nil
            return
        }
        let isClustered = entries.contains { $0.cluster != nil }
        let clusters = zip(ids, entries).map { id, entry in entry.cluster.map { "c:" + $0 } ?? "e:" + id }
        let groups = isClustered && Set(clusters).count < clusters.count ? clusters : nil
        let value = Self.value(means, groups, confidenceLevel)
        self.value = value
        let (clusterCount, isUniform) = (groups.map { Set($0).count }, Set(means).count == 1)
        intervalAbsence =
            value.estimate?.interval == nil
            ? IntervalAbsence.sentence(count: means.count, clusterCount: clusterCount, isUniform: isUniform) : nil
    }

    private static func value(_ means: [Double], _ clusters: [String]?, _ level: Double) -> MetricValue {
        let isBinary = means.allSatisfy { $0 == 0 || $0 == 1 }
        if isBinary, clusters == nil {
            let successes = means.count { $0 == 1 }
            return .rate(successCount: successes, count: means.count, confidenceLevel: level)
        }
        let mean = ClusteredMean(of: means, clusters: clusters)
        var interval = mean.interval(confidenceLevel: level)
        let isWithinOne = means.allSatisfy { (0...1).contains($0) }
        if isWithinOne, Set(means).count == 1 {
            // Where nothing scatters, the groups are as good as coin tosses that all fell alike.
            let rate = MetricValue.rate(
                successCount: means[0] == 1 ? mean.clusterCount : 0,
                count: mean.clusterCount,
                confidenceLevel: level
            )
            interval = means[0] == 0 || means[0] == 1 ? rate.estimate?.interval : nil
        } else if isWithinOne, let found = interval {
            interval = max(0, found.lowerBound)...min(1, found.upperBound)
        }
        return .measured(MetricEstimate(mean: mean.mean, interval: interval, count: means.count))
    }
}
