/// How a vector search scores.
public enum VectorPrecision: Sendable, Hashable {
    /// Exactly the hits and scores of a scan over all floats.
    ///
    /// The byte codes still come first: the error kept with each row bounds its true score, so that the floats of most
    /// rows need not be read. The result does not depend on it.
    case exact

    /// The best `oversampling · limit` hits by byte codes, rescored with floats. `oversampling` is 1 or more.
    case quantised(oversampling: Int)
}

/// How one segment is searched, and why.
///
/// The only place where that is decided.
public struct VectorSearchPlan: Sendable, Hashable {
    /// A way through a segment.
    public enum Strategy: Sendable, Hashable {
        /// Every allowed row is scored.
        case scan
        /// No row is looked at.
        case skip
    }

    /// Why a way was taken.
    public enum Reason: Sendable, Hashable {
        /// The segment holds no graph.
        case noGraph
        /// The filter and the tombstones leave no chunk, or there is none.
        case nothingAllowed
    }

    /// The way taken.
    public let strategy: Strategy

    /// Why.
    public let reason: Reason

    /// How many chunks the filter and the tombstones leave.
    public let allowedCount: Int

    init(segment: VectorSegment, allowed: OrdinalSet?) {
        allowedCount = allowed?.count ?? segment.chunkCount
        strategy = allowedCount == 0 ? .skip : .scan
        reason = allowedCount == 0 ? .nothingAllowed : .noGraph
    }
}
