extension VectorSegment {
    /// Joins segments of one dimension and model into a new one, without the chunks that are deleted.
    ///
    /// The largest graph among them is kept: rows around deleted ones are linked anew, and the rows of the other
    /// segments are inserted.
    ///
    /// - Parameters:
    ///   - sources: The segments in the order of the new ordinals, at least one.
    ///   - graph: How the new segment's graph is built.
    ///   - sink: Takes the next bytes of the new segment.
    /// - Returns: Where the chunks went.
    /// - Throws: ``IndexError`` with code `dimensionMismatch`, `fingerprintMismatch`, `filterMismatch`,
    ///   `segmentTooLarge` or `corruptSegment`, and what the sink throws.
    public static func merge(
        _ sources: [SegmentMergeSource<VectorSegment>],
        graph: VectorGraphParameters = VectorGraphParameters(),
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws -> SegmentRemap {
        guard let first = sources.first?.segment else {
            throw IndexError.invalidQuery(reason: "there is no segment to merge")
        }
        let remap = try SegmentRemap(sources.map { ($0.segment.chunkCount, $0.tombstones) })
        let storage: VectorStorage = sources.allSatisfy { $0.segment.storage == .floats } ? .floats : .codes
        var builder = try VectorSegmentBuilder(
            dimension: first.dimension,
            fingerprint: first.fingerprint,
            storage: storage,
            graph: graph,
            sink: sink
        )
        builder.reserve(remap.chunkCount)
        for (number, source) in sources.enumerated() {
            try builder.add(source.segment, number: number, remap: remap, like: first)
        }
        let isWalked = builder.count >= graph.minimumCount
        try builder.finish(
            inherited: isWalked ? inherited(sources, remap: remap) : nil,
            deleted: isWalked ? DeletedVectors(of: sources, seed: graph.seed) : DeletedVectors()
        )
        return remap
    }

    /// Bytes of memory that each vector takes while segments are merged: codes, links and what building notes of it.
    ///
    /// Floats go from file to file.
    public static func joiningByteCount(dimension: Int) -> Int {
        VectorLayout.codeStride(dimension: dimension) + VectorGraphParameters().degree * 4 + notedByteCount
    }

    /// Scale, error, checksum, places in order and among copies, links that lead to it, a visited mark of each thread.
    private static let notedByteCount = 48

    /// The graph that is kept: the one with the most live rows, if half of its rows live.
    private static func inherited(
        _ sources: [SegmentMergeSource<VectorSegment>],
        remap: SegmentRemap
    ) throws -> InheritedGraph? {
        let live = sources.map { $0.segment.hasGraph ? $0.segment.chunkCount - ($0.tombstones?.count ?? 0) : 0 }
        guard let largest = live.indices.max(by: { live[$0] < live[$1] }), live[largest] > 0 else { return nil }
        let segment = sources[largest].segment
        guard let graph = segment.graph, 2 * live[largest] >= segment.chunkCount else { return nil }
        try segment.file.verifyAll()
        segment.forget(before: segment.chunkCount)
        return InheritedGraph(graph, of: largest, chunkCount: segment.chunkCount, remap: remap)
    }
}

extension VectorSegmentBuilder {
    /// Adds the live rows of a segment.
    fileprivate mutating func add(
        _ segment: VectorSegment,
        number: Int,
        remap: SegmentRemap,
        like first: VectorSegment
    ) throws {
        guard segment.dimension == first.dimension else {
            throw IndexError.dimensionMismatch(expected: first.dimension, found: segment.dimension)
        }
        try segment.file.require(kind: .vector, fingerprint: first.fingerprint)
        let bytes = try segment.scanned()
        segment.expectInOrder()
        for ordinal in 0..<segment.chunkCount {
            if ordinal % Self.copiedPiece == 0 { segment.forget(before: ordinal) }
            guard remap.ordinal(ofSegment: number, ordinal: UInt32(ordinal)) != nil else { continue }
            let start = ordinal * segment.codeStride
            try add(
                stored: storage == .floats ? segment.row(ordinal) : UnsafeRawBufferPointer(start: nil, count: 0),
                codes: UnsafeRawBufferPointer(rebasing: bytes.codes[start..<start + segment.codeStride]),
                scale: bytes.scales.loadUnaligned(fromByteOffset: ordinal * 4, as: Float.self),
                error: bytes.errors.loadUnaligned(fromByteOffset: ordinal * 4, as: Float.self)
            )
        }
        segment.forget(before: segment.chunkCount)
    }

    /// Rows after which what was copied need not stay in memory.
    private static let copiedPiece = 1 << 14
}
