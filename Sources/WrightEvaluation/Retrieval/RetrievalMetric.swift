/// A measure of how well one ranking answers its query, such as `ndcg@10`.
///
/// The values are those of trec_eval. ``init(parsing:)`` reads the names that ``description`` writes.
public struct RetrievalMetric: Sendable, Hashable, CustomStringConvertible {
    /// What is measured.
    public enum Measure: String, Sendable, CaseIterable {
        /// Normalised discounted cumulative gain: Σ grade / log₂(rank + 1), divided by the best that any order reaches.
        case ndcg
        /// Average precision: the precision at the rank of each relevant document, summed, divided by the number of
        /// relevant documents.
        case averagePrecision = "map"
        /// One divided by the rank of the first relevant document; 0 without one.
        case reciprocalRank = "mrr"
        /// The share of the relevant documents that was returned.
        case recall
        /// Relevant documents divided by the cut-off, also where fewer were returned; without a cut-off, divided by the
        /// number returned.
        case precision = "p"
        /// 1 if a relevant document was returned, else 0.
        case success
        /// The precision at the rank that equals the number of relevant documents.
        case rPrecision = "rprec"
        /// Binary preference: how seldom a document judged not relevant stands above a relevant one. It ignores
        /// documents without a judgement, so it stays usable where judgements are incomplete.
        case bpref
        /// The highest precision at any rank from which on a share of the relevant documents is found; the cut-off is
        /// that share in per cent, 0…100, so `iprec@10` is trec_eval's `iprec_at_recall_0.10`.
        case interpolatedPrecision = "iprec"
        /// The mean of the interpolated precision at 0 %, 10 %, … 100 %.
        case elevenPoint = "11pt"
        /// Average precision inferred from judgements of a sample of the pool.
        case inferredAveragePrecision = "infap"
        /// The harmonic mean of precision and recall over all that was returned.
        case setF = "set-f"
        /// Precision times recall over all that was returned.
        case setAveragePrecision = "set-map"
        /// How many documents were returned.
        case returnedCount = "num-ret"
        /// How many documents are relevant.
        case relevantCount = "num-rel"
        /// How many relevant documents were returned.
        case relevantReturnedCount = "num-rel-ret"

        fileprivate var allowsCutoff: Bool {
            switch self {
            case .ndcg, .averagePrecision, .reciprocalRank, .recall, .precision, .success, .interpolatedPrecision: true
            default: false
            }
        }

        /// Whether values may lie beyond 1.
        var isCount: Bool { self == .returnedCount || self == .relevantCount || self == .relevantReturnedCount }
    }

    /// What is measured.
    public let measure: Measure

    /// How many documents from the top are looked at, 1 or more; nil for all.
    public let cutoff: Int?

    private init(_ measure: Measure, cutoff: Int?) {
        let least = measure == .interpolatedPrecision ? 0 : 1
        precondition(cutoff ?? 1 >= least, "A cut-off is 1 or more.")
        self.measure = measure
        self.cutoff = cutoff
    }

    /// Reads a name such as `ndcg@10`, `map` or `recall@100`; upper case is read as lower case.
    ///
    /// - Throws: ``EvaluationError`` with code `metricUnknown`.
    public init(parsing name: String) throws(EvaluationError) {
        let parts = name.lowercased().split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let measure = Measure(rawValue: String(first)) else {
            throw .metricUnknown(name, reason: "there is no measure of that name")
        }
        guard parts.count == 2 else {
            guard measure != .interpolatedPrecision else {
                throw .metricUnknown(name, reason: "it needs a share of 0 to 100 per cent behind '@'")
            }
            self.init(measure, cutoff: nil)
            return
        }
        guard measure.allowsCutoff else {
            throw .metricUnknown(name, reason: "'\(measure.rawValue)' takes no cut-off")
        }
        let digits = parts[1]
        let allowed = measure == .interpolatedPrecision ? 0...100 : 1...Int.max
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let cutoff = Int(digits), allowed.contains(cutoff)
        else {
            throw .metricUnknown(name, reason: "the cut-off '\(digits)' is not a whole number of 1 or more")
        }
        self.init(measure, cutoff: cutoff)
    }

    /// The name, such as `ndcg@10`.
    public var description: String {
        cutoff.map { "\(measure.rawValue)@\($0)" } ?? measure.rawValue
    }

    /// Normalised discounted cumulative gain of the top `cutoff`, or of all.
    public static func ndcg(_ cutoff: Int? = nil) -> Self { Self(.ndcg, cutoff: cutoff) }
    /// Average precision over the top `cutoff`, or over all.
    public static func averagePrecision(_ cutoff: Int? = nil) -> Self { Self(.averagePrecision, cutoff: cutoff) }
    /// Reciprocal rank within the top `cutoff`, or within all.
    public static func reciprocalRank(_ cutoff: Int? = nil) -> Self { Self(.reciprocalRank, cutoff: cutoff) }
    /// Recall of the top `cutoff`, or of all.
    public static func recall(_ cutoff: Int? = nil) -> Self { Self(.recall, cutoff: cutoff) }
    /// Precision of the top `cutoff`, or of all.
    public static func precision(_ cutoff: Int? = nil) -> Self { Self(.precision, cutoff: cutoff) }
    /// Success within the top `cutoff`, or within all.
    public static func success(_ cutoff: Int? = nil) -> Self { Self(.success, cutoff: cutoff) }
    /// R-precision.
    public static let rPrecision = Self(.rPrecision, cutoff: nil)
    /// Binary preference.
    public static let bpref = Self(.bpref, cutoff: nil)

    /// Interpolated precision where this share of the relevant documents is found, 0…100 per cent.
    public static func interpolatedPrecision(atRecallPercent percent: Int) -> Self {
        precondition((0...100).contains(percent), "A share lies between 0 and 100 per cent.")
        return Self(.interpolatedPrecision, cutoff: percent)
    }
    /// The mean of the interpolated precision at eleven points.
    public static let elevenPoint = Self(.elevenPoint, cutoff: nil)
    /// Inferred average precision.
    public static let inferredAveragePrecision = Self(.inferredAveragePrecision, cutoff: nil)
    /// The harmonic mean of precision and recall over all that was returned.
    public static let setF = Self(.setF, cutoff: nil)
    /// Precision times recall over all that was returned.
    public static let setAveragePrecision = Self(.setAveragePrecision, cutoff: nil)
    /// How many documents were returned.
    public static let returnedCount = Self(.returnedCount, cutoff: nil)
    /// How many documents are relevant.
    public static let relevantCount = Self(.relevantCount, cutoff: nil)
    /// How many relevant documents were returned.
    public static let relevantReturnedCount = Self(.relevantReturnedCount, cutoff: nil)

    /// What reports show unless told otherwise: `ndcg@10`, `map`, `mrr@10`, `recall@5`, `recall@10`, `recall@100`,
    /// `p@10`, `success@1`.
    public static let standard: [Self] = [
        .ndcg(10), .averagePrecision(), .reciprocalRank(10), .recall(5), .recall(10), .recall(100), .precision(10),
        .success(1),
    ]
}
