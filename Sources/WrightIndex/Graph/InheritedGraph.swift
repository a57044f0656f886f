internal import CWrightKernels

/// The graph of a segment that is merged, as a beginning for the graph of the merged one.
///
/// Its rows keep their levels and links. Where a row was deleted of which copies live on, the first of these takes its
/// place. A row that linked to a deleted one is linked anew: among its live neighbours and those that its deleted
/// neighbours had, so that ways that led through deleted rows stay open. A row that lost most of its neighbours is an
/// orphan, for the builder to find others for.
struct InheritedGraph {
    private let graph: VectorGraph
    private let oldCount: Int
    /// Where each row of the old graph stands now.
    private var places: [UInt32]
    private var isInherited: OrdinalSet

    private static let gone = GraphLayout.none

    /// - Parameters:
    ///   - graph: The graph, its file checked as a whole.
    ///   - segment: The number of its segment among those that are merged.
    ///   - chunkCount: Rows of that segment.
    ///   - remap: Where the rows of all segments go.
    init(_ graph: VectorGraph, of segment: Int, chunkCount: Int, remap: SegmentRemap) {
        self.graph = graph
        oldCount = chunkCount
        places = (0..<UInt32(chunkCount))
            .map { old in
                guard !graph.copies.set.contains(old) else { return Self.gone }
                if let new = remap.ordinal(ofSegment: segment, ordinal: old) { return new }
                let copies = graph.copies.copies(of: old)
                return copies.lazy.compactMap { remap.ordinal(ofSegment: segment, ordinal: $0) }.first ?? Self.gone
            }
        isInherited = OrdinalSet(universeCount: remap.chunkCount, places)
    }

    func contains(_ ordinal: UInt32) -> Bool { isInherited.contains(ordinal) }

    /// Takes out rows that others stand for.
    mutating func leaveOut(_ copies: OrdinalSet) {
        guard !copies.isEmpty else { return }
        for index in places.indices where copies.contains(places[index]) { places[index] = Self.gone }
        isInherited.subtract(copies)
    }

    /// Inherited rows stand where they stood; others may not stand higher than they.
    func setHeights(_ heights: inout [UInt8]) throws(IndexError) {
        isInherited.visitMembers { heights[Int($0)] = 0 }
        var highest: UInt8 = 0
        for number in 1..<max(1, graph.levelCount) {
            for ordinal in graph.ordinals(ofLevel: number) {
                guard let new = place(of: ordinal) else { continue }
                heights[Int(new)] = UInt8(number)
                highest = UInt8(number)
            }
        }
        for index in heights.indices where heights[index] > highest { heights[index] = highest }
    }

    /// An inherited row of the top level; where the old entry lives on, it is that one.
    func entry(among heights: [UInt8]) -> UInt32? {
        let top = heights.max() ?? 0
        if let old = place(of: graph.entryOrdinal), heights[Int(old)] == top {
            return old
        }
        return (0..<UInt32(heights.count)).first { heights[Int($0)] == top && contains($0) }
    }

    /// Copies the links into a draft, repaired.
    ///
    /// - Returns: The rows that lost most of their neighbours on the ground.
    func link(_ draft: GraphDraft, with builder: GraphBuilder) throws(IndexError) -> [UInt32] {
        let scratch = UnsafeMutableBufferPointer<UInt64>
            .allocate(
                capacity: (GraphLayout.maximumDegree + 1) * GraphLayout.maximumDegree
            )
        defer { scratch.deallocate() }
        var orphans: [UInt32] = []
        for number in draft.levels.indices where number < graph.levelCount {
            let level = draft.levels[number]
            let olds = number == 0 ? nil : graph.ordinals(ofLevel: number)
            for node in 0..<(olds?.count ?? oldCount) {
                guard let new = place(of: olds?[node] ?? UInt32(node)) else { continue }
                let kept = try liveLinks(ofLevel: number, node: node, olds)
                let own = level.node(of: new)
                let nodes = kept.links.filter { $0 != new }.map(level.node)
                if kept.lostCount == 0, nodes.count <= level.degree {
                    for (place, link) in nodes.enumerated() { level.links[Int(own) * level.degree + place] = link }
                    continue
                }
                var kernel = level.kernel
                builder.withKernel {
                    wright_graph_relink($0, &kernel, own, nodes, nodes.count, scratch.baseAddress)
                }
                if number == 0, kept.lostCount > kept.directCount { orphans.append(new) }
            }
        }
        builder.countIncoming()
        return orphans
    }

    private struct LiveLinks {
        /// The rows of live neighbours, and of those of deleted ones.
        var links: [UInt32] = []
        /// Neighbours that live.
        var directCount = 0
        /// Neighbours that do not.
        var lostCount = 0
    }

    private func place(of old: UInt32) -> UInt32? {
        let new = places[Int(old)]
        return new == Self.gone ? nil : new
    }

    private func liveLinks(
        ofLevel number: Int,
        node: Int,
        _ olds: UnsafeBufferPointer<UInt32>?
    ) throws(IndexError) -> LiveLinks {
        var live = LiveLinks()
        var deleted: [UInt32] = []
        try graph.visitLinks(ofLevel: number, node: node) { old in
            if let new = place(of: old) { live.links.append(new) } else { deleted.append(old) }
        }
        live.directCount = live.links.count
        live.lostCount = deleted.count
        for old in deleted {
            guard let place = olds.map({ GraphLayout.place(of: old, in: $0) }) ?? Int(old) else { continue }
            try graph.visitLinks(ofLevel: number, node: place) { next in
                if let new = self.place(of: next) { live.links.append(new) }
            }
        }
        return live
    }
}
