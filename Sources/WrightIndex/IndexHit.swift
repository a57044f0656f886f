/// A chunk that was found, named by where it lies in the index.
public struct IndexHit: Hashable, Sendable {
    /// The position of the segment in the index, from 0.
    public let segment: Int

    /// The chunk's number within the segment, from 0.
    public let ordinal: UInt32

    /// How well it fits; higher is better.
    ///
    /// BM25 scores have no upper end, cosines lie in -1...1.
    public let score: Float

    /// Names a chunk and its score.
    public init(segment: Int, ordinal: UInt32, score: Float) {
        self.segment = segment
        self.ordinal = ordinal
        self.score = score
    }
}

extension IndexHit {
    /// Better hits first; equal scores by lower segment, then lower ordinal.
    static func isBetter(_ left: Self, _ right: Self) -> Bool {
        if left.score != right.score { return left.score > right.score }
        if left.segment != right.segment { return left.segment < right.segment }
        return left.ordinal < right.ordinal
    }
}
