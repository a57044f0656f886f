/// A run measured against judgements: every metric for every judged query, and their means with intervals.
///
/// ```swift
/// let evaluation = RetrievalEvaluation(run: run, judgements: judgements, metrics: [.ndcg(10), .recall(100)])
/// if case .measured(let ndcg) = evaluation.value(of: .ndcg(10)) { print(ndcg.mean, ndcg.low ?? 0, ndcg.high ?? 0) }
/// ```
///
/// Every judged query counts. One that the run does not hold scores 0, as with `trec_eval -c`: a system gains nothing
/// by not answering. So does one without a relevant document, as in trec_eval. Queries of the run without judgements
/// say nothing and are left out; ``unjudgedQueries`` names them.
public struct RetrievalEvaluation: Sendable, Hashable {
    /// The metrics, in the order in which they were asked for.
    public let metrics: [RetrievalMetric]
    /// The judged queries, ascending; the order of ``scores(of:)``.
    public let queries: [String]
    /// Judged queries that the run does not hold, ascending; each scores 0.
    public let missingQueries: [String]
    /// Queries of the run without judgements, ascending; they are not counted.
    public let unjudgedQueries: [String]

    private let scores: [RetrievalMetric: [Double]]
    private let bootstrap: Bootstrap

    /// Measures a run, in O(documents log documents) for each query.
    ///
    /// - Parameters:
    ///   - run: What the system returned.
    ///   - judgements: Which documents are relevant.
    ///   - metrics: What to measure.
    ///   - bootstrap: How the intervals are made.
    public init(
        run: RankedRun,
        judgements: RelevanceJudgements,
        metrics: [RetrievalMetric] = RetrievalMetric.standard,
        bootstrap: Bootstrap = Bootstrap()
    ) {
        var scores: [RetrievalMetric: [Double]] = [:]
        var missing: [String] = []
        let queries = judgements.grades.keys.sorted()
        for query in queries {
            let ranking = run.ranking(forQuery: query)
            if ranking == nil { missing.append(query) }
            let graded = GradedRanking(ranking ?? [], judgements: judgements.grades[query] ?? [:])
            for metric in Set(metrics) {
                scores[metric, default: []].append(graded.value(of: metric))
            }
        }
        self.metrics = metrics
        self.queries = queries
        self.missingQueries = missing
        self.unjudgedQueries = run.queries.filter { judgements.grades[$0] == nil }.sorted()
        self.scores = scores
        self.bootstrap = bootstrap
    }

    /// A metric's value for each query, in the order of ``queries``; empty for a metric that was not asked for.
    public func scores(of metric: RetrievalMetric) -> [Double] {
        scores[metric] ?? []
    }

    /// A metric's mean over all judged queries, with its interval; computed on every call, in O(queries · resamples).
    public func value(of metric: RetrievalMetric) -> MetricValue {
        guard metrics.contains(metric) else {
            return .notMeasured(why: "The metric '\(metric)' was not asked for.")
        }
        guard !queries.isEmpty else { return .notMeasured(why: "There are no relevance judgements.") }
        return bootstrap.estimate(of: scores(of: metric), within: metric.measure.isCount ? nil : 0...1)
    }

    /// The geometric mean of average precision (GMAP), which a few queries that fail pull down; 0…1.
    ///
    /// As in trec_eval, average precision below 0.00001 counts as 0.00001. It needs
    /// ``RetrievalMetric/averagePrecision(_:)`` without a cut-off among ``metrics``; nil without it or without queries.
    public var geometricMeanAveragePrecision: Double? {
        let values = scores(of: .averagePrecision())
        guard !values.isEmpty else { return nil }
        let sum = values.reduce(0) { $0 + NaturalPower.logarithm(max($1, 0.00001)) }
        return NaturalPower.of(sum / Double(values.count))
    }

    /// Whether this run is better than another in a metric, query by query.
    ///
    /// - Precondition: both runs were measured against judgements of the same queries, with that metric.
    public func comparison(with baseline: Self, in metric: RetrievalMetric) -> PairedComparison {
        precondition(queries == baseline.queries, "Runs are compared on the same queries.")
        return PairedComparison(
            baseline: baseline.scores(of: metric),
            contender: scores(of: metric),
            bootstrap: bootstrap
        )
    }
}
