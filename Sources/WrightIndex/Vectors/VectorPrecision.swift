/// How a vector search scores.
public enum VectorPrecision: Sendable, Hashable {
    /// Exactly the hits and scores of a scan over all floats.
    ///
    /// The byte codes still come first: the error kept with each row bounds its true score, so that the floats of most
    /// rows need not be read. The result does not depend on it.
    case exact

    /// The best `oversampling · limit` hits by byte codes, rescored with floats. `oversampling` is 1 or more.
    case quantised(oversampling: Int)

    /// By graph where a segment has one and a walk costs less than a scan; else exactly.
    ///
    /// `breadth` is how many of the best vectors a walk keeps, 1...4096; nil for what finds 99 of 100 hits of a scan
    /// over sentences. A segment whose graph missed too much when it was built is walked more widely than asked, or
    /// scanned: see ``VectorGraphCheck``. The scores of hits are exact.
    case approximate(breadth: Int?)

    /// The approximate search with the usual breadth.
    public static let approximate = Self.approximate(breadth: nil)
}
