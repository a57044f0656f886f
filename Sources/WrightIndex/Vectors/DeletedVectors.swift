private import WrightCore

/// What a merge deletes, as questions for the check of the new graph: who asked for it before may ask again.
struct DeletedVectors {
    /// Some deleted vectors.
    private(set) var vectors: [[Float]] = []
    /// For each, the middle of the deleted ones nearest to it.
    ///
    /// Where a whole neighbourhood was deleted, that lies farthest from all that is left.
    private(set) var middles: [[Float]] = []

    /// Deleted vectors that are looked at.
    private static let lookedAtCount = 256
    /// Those that are asked for.
    private static let askedCount = 32
    /// Neighbours that make a middle.
    private static let neighbourCount = 8

    /// Nothing is deleted.
    init() {}

    /// Takes a sample from the segment that loses most.
    init(of sources: [SegmentMergeSource<VectorSegment>], seed: UInt64) throws {
        let losses = sources.map { $0.tombstones?.count ?? 0 }
        guard let most = losses.indices.max(by: { losses[$0] < losses[$1] }), losses[most] > 0,
            let tombstones = sources[most].tombstones
        else { return }
        var ordinals: [UInt32] = []
        tombstones.visitMembers { ordinals.append($0) }
        var random = SeededRandom(seed: seed)
        ordinals = Array(ordinals.shuffled(using: &random).prefix(Self.lookedAtCount))
        let sample = try ordinals.map { try sources[most].segment.vector(at: $0) }
        vectors = Array(sample.prefix(Self.askedCount))
        middles = vectors.map { Self.middle(of: sample, near: $0) }
    }

    private static func middle(of vectors: [[Float]], near vector: [Float]) -> [Float] {
        let near = vectors.map { (product: zip($0, vector).reduce(0) { $0 + $1.0 * $1.1 }, vector: $0) }
            .sorted { $0.product > $1.product }
            .prefix(neighbourCount)
        return vector.indices.map { index in near.reduce(0) { $0 + $1.vector[index] } }
    }
}
