/// Where the chunks of merged segments went.
public struct SegmentRemap: Sendable, Hashable {
    /// The number of chunks in the new segment.
    public let chunkCount: Int

    private let ordinals: [[UInt32]]
    private static let dropped = UInt32.max

    /// Numbers the chunks that are kept: segment after segment, in the old order.
    init(_ sources: [(chunkCount: Int, tombstones: OrdinalSet?)]) throws(IndexError) {
        var next = 0
        var ordinals: [[UInt32]] = []
        for source in sources {
            if let tombstones = source.tombstones, tombstones.universeCount != source.chunkCount {
                throw .filterMismatch(
                    reason: "tombstones of \(tombstones.universeCount) ordinals for \(source.chunkCount) chunks"
                )
            }
            guard next + source.chunkCount < Int(Self.dropped) else {
                throw .segmentTooLarge(reason: "more than \(Self.dropped) chunks")
            }
            var segment = [UInt32](repeating: Self.dropped, count: source.chunkCount)
            for ordinal in 0..<source.chunkCount where source.tombstones?.contains(UInt32(ordinal)) != true {
                segment[ordinal] = UInt32(next)
                next += 1
            }
            ordinals.append(segment)
        }
        self.ordinals = ordinals
        chunkCount = next
    }

    /// The ordinal in the new segment; nil for a chunk that was deleted.
    public func ordinal(ofSegment segment: Int, ordinal: UInt32) -> UInt32? {
        let new = ordinals[segment][Int(ordinal)]
        return new == Self.dropped ? nil : new
    }
}

/// A segment to be merged, and which of its chunks are deleted.
public struct SegmentMergeSource<Segment: Sendable>: Sendable {
    /// The segment.
    public let segment: Segment
    /// The deleted chunks; nil for none.
    public let tombstones: OrdinalSet?

    /// Names a segment and its deleted chunks.
    public init(_ segment: Segment, tombstones: OrdinalSet? = nil) {
        self.segment = segment
        self.tombstones = tombstones
    }
}
