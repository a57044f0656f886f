internal import CWrightKernels

/// The graph of a segment that is merged, as a beginning for the graph of the merged one.
///
/// Its rows keep their levels and links. A row that linked to a deleted one is linked anew: among its live neighbours
/// and those that its deleted neighbours had, so that ways that led through deleted rows stay open.
struct InheritedGraph {
    private let graph: VectorGraph
    private let remap: SegmentRemap
    private let segment: Int
    private let oldCount: Int
    private let isInherited: OrdinalSet

    /// - Parameters:
    ///   - graph: The graph, its file checked as a whole.
    ///   - segment: The number of its segment among those that are merged.
    ///   - chunkCount: Rows of that segment.
    ///   - remap: Where the rows of all segments go.
    init(_ graph: VectorGraph, of segment: Int, chunkCount: Int, remap: SegmentRemap) {
        self.graph = graph
        self.segment = segment
        self.remap = remap
        oldCount = chunkCount
        var set = OrdinalSet(universeCount: remap.chunkCount)
        for ordinal in 0..<UInt32(chunkCount) {
            if let new = remap.ordinal(ofSegment: segment, ordinal: ordinal) { set.insert(new) }
        }
        isInherited = set
    }

    func contains(_ ordinal: UInt32) -> Bool { isInherited.contains(ordinal) }

    /// Inherited rows stand where they stood; others may not stand higher than they.
    func setHeights(_ heights: inout [UInt8]) throws(IndexError) {
        isInherited.visitMembers { heights[Int($0)] = 0 }
        var highest: UInt8 = 0
        for number in 1..<max(1, graph.levelCount) {
            for ordinal in graph.ordinals(ofLevel: number) {
                guard let new = remap.ordinal(ofSegment: segment, ordinal: ordinal) else { continue }
                heights[Int(new)] = UInt8(number)
                highest = UInt8(number)
            }
        }
        for index in heights.indices where heights[index] > highest { heights[index] = highest }
    }

    /// An inherited row of the top level; where the old entry lives on, it is that one.
    func entry(among heights: [UInt8]) -> UInt32? {
        let top = heights.max() ?? 0
        if let old = remap.ordinal(ofSegment: segment, ordinal: graph.entryOrdinal), heights[Int(old)] == top {
            return old
        }
        return (0..<UInt32(heights.count)).first { heights[Int($0)] == top && contains($0) }
    }

    /// Copies the links into a draft, repaired.
    func link(_ draft: GraphDraft, with builder: GraphBuilder) throws(IndexError) {
        let scratch = UnsafeMutableBufferPointer<UInt64>
            .allocate(
                capacity: (GraphLayout.maximumDegree + 1) * GraphLayout.maximumDegree
            )
        defer { scratch.deallocate() }
        for number in draft.levels.indices where number < graph.levelCount {
            let level = draft.levels[number]
            let olds = number == 0 ? nil : graph.ordinals(ofLevel: number)
            for node in 0..<(olds?.count ?? oldCount) {
                let old = olds?[node] ?? UInt32(node)
                guard let new = remap.ordinal(ofSegment: segment, ordinal: old) else { continue }
                let (links, isWhole) = try liveLinks(ofLevel: number, node: node, olds)
                let own = level.node(of: new)
                let nodes = links.filter { $0 != new }.map(level.node)
                if isWhole, nodes.count <= level.degree {
                    for (place, link) in nodes.enumerated() { level.links[Int(own) * level.degree + place] = link }
                } else {
                    var kernel = level.kernel
                    builder.withKernel {
                        wright_graph_relink($0, &kernel, own, nodes, nodes.count, scratch.baseAddress)
                    }
                }
            }
        }
    }

    /// The new ordinals of a node's live neighbours, and of those of its deleted ones; whether none was deleted.
    private func liveLinks(
        ofLevel number: Int,
        node: Int,
        _ olds: UnsafeBufferPointer<UInt32>?
    ) throws(IndexError) -> (links: [UInt32], isWhole: Bool) {
        var links: [UInt32] = []
        var deleted: [UInt32] = []
        try graph.visitLinks(ofLevel: number, node: node) { old in
            if let new = remap.ordinal(ofSegment: segment, ordinal: old) {
                links.append(new)
            } else {
                deleted.append(old)
            }
        }
        for old in deleted {
            guard let place = olds.map({ GraphLayout.place(of: old, in: $0) }) ?? Int(old) else { continue }
            try graph.visitLinks(ofLevel: number, node: place) { next in
                if let new = remap.ordinal(ofSegment: segment, ordinal: next) { links.append(new) }
            }
        }
        return (links, deleted.isEmpty)
    }
}
