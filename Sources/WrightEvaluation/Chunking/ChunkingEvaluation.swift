/// Chunking scores over many questions.
public struct ChunkingEvaluation: Sendable, Hashable {
    /// Each question's score, in the order in which they were taken.
    public private(set) var scores: [ChunkingScore] = []
    private let bootstrap: Bootstrap

    /// Begins without a question.
    ///
    /// - Parameter bootstrap: How the intervals are made.
    public init(bootstrap: Bootstrap = Bootstrap()) {
        self.bootstrap = bootstrap
    }

    /// Takes a question's score.
    public mutating func add(_ score: ChunkingScore) {
        scores.append(score)
    }

    /// Mean recall over the questions.
    public var recall: MetricValue { bootstrap.estimate(of: scores.map(\.recall)) }
    /// Mean precision over the questions.
    public var precision: MetricValue { bootstrap.estimate(of: scores.map(\.precision)) }
    /// Mean intersection over union over the questions.
    public var intersectionOverUnion: MetricValue { bootstrap.estimate(of: scores.map(\.intersectionOverUnion)) }
}
