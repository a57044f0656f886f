internal import CWrightKernels
private import Synchronization

/// Builds a graph over rows of codes, or grows one that other rows already form.
///
/// Each row walks the graph of those before it and is linked both ways with the best it met. Threads take rows from one
/// counter; each list has a lock of its stripe. The first rows go in by one thread, so that the others meet a graph.
final class GraphBuilder: @unchecked Sendable {
    // `@unchecked`: threads share the lists, which the kernels guard by stripes, and the counter, which is atomic.

    private let draft: GraphDraft
    private let kernels: UnsafePointer<wright_vector_kernels> = wright_vector_kernels_best()
    private let locks: UnsafeMutableBufferPointer<UInt8>
    /// How many lists of the ground name each row.
    private let incoming: UnsafeMutableBufferPointer<UInt32>
    private let counter = Atomic<Int>(0)

    private static let stripeCount = 1 << 16
    private static let firstCount = 1000
    private static let piece = 16
    /// A link's end may lie this much farther than another link's end and still be kept.
    private static let slack: Float = 1.05
    /// A full list keeps a row that no more lists than these name.
    private static let rare: UInt32 = 3

    private init(draft: GraphDraft) {
        self.draft = draft
        locks = .allocate(capacity: Self.stripeCount)
        locks.initialize(repeating: 0)
        incoming = .allocate(capacity: draft.count)
        incoming.initialize(repeating: 0)
    }

    deinit {
        locks.deallocate()
        incoming.deallocate()
    }

    /// Builds a graph.
    ///
    /// - Parameters:
    ///   - rows: The codes; at least one row, and their memory stays where it is until the graph is built.
    ///   - parameters: Links, breadth, threads and seed.
    ///   - inherited: A graph over some of the rows; nil for none.
    ///   - deleted: What a merge left out, for the graph to be tried on.
    /// - Returns: The graph, every row reachable.
    /// - Throws: ``IndexError`` with code `corruptSegment` when the inherited graph is damaged.
    static func build(
        rows: wright_graph_rows,
        parameters: VectorGraphParameters,
        inherited: InheritedGraph?,
        deleted: DeletedVectors
    ) throws(IndexError) -> GraphDraft {
        let copies = RowCopies(of: rows) { inherited?.contains($0) == true }
        var inherited = inherited
        inherited?.leaveOut(copies.set)
        var heights = (0..<UInt32(rows.count)).map { GraphDraft.height(of: $0, seed: parameters.seed) }
        try inherited?.setHeights(&heights)
        copies.set.visitMembers { heights[Int($0)] = 0 }
        let draft = GraphDraft(rows: rows, heights: heights, copies: copies, parameters: parameters)
        let standing = heights.indices.lazy.filter { !copies.set.contains(UInt32($0)) }
        let first = UInt32(standing.max { (heights[$0], $1) < (heights[$1], $0) } ?? 0)
        draft.begin(at: inherited?.entry(among: heights) ?? first)
        let order = order(first: draft.entryOrdinal, draft: draft, inherited: inherited)
        let builder = GraphBuilder(draft: draft)
        let orphans = try inherited?.link(draft, with: builder) ?? []
        builder.insert(order, isBeginning: inherited == nil)
        // Rows that lost most of their neighbours look for others, now that all are in.
        builder.insert(orphans, isBeginning: false)
        builder.connectUnreachable()
        draft.check = GraphCheck(of: draft).result(deleted: deleted)
        return draft
    }

    /// Calls a function with what the kernels need.
    func withKernel<Result>(_ body: (UnsafePointer<wright_graph_builder>) -> Result) -> Result {
        var rows = draft.rows
        return withUnsafePointer(to: &rows) { rows in
            var kernel = wright_graph_builder()
            kernel.kernels = kernels
            kernel.rows = rows
            kernel.slack = Self.slack
            kernel.incoming = incoming.baseAddress
            kernel.rare = Self.rare
            kernel.locks = locks.baseAddress
            kernel.lock_count = Self.stripeCount
            return withUnsafePointer(to: &kernel) { body($0) }
        }
    }

    /// Counts anew how many lists of the ground name each row, after links were set otherwise.
    func countIncoming() {
        incoming.update(repeating: 0)
        for link in draft.levels[0].links where link != GraphLayout.none { incoming[Int(link)] += 1 }
    }

    /// A shuffled order, so that rows that came in sorted do not make a lopsided graph; the entry goes first.
    private static func order(first: UInt32, draft: GraphDraft, inherited: InheritedGraph?) -> [UInt32] {
        var order = (0..<UInt32(draft.count))
            .filter { inherited?.contains($0) != true && $0 != first && !draft.copies.set.contains($0) }
        for index in stride(from: order.count - 1, to: 0, by: -1) {
            let bits = GraphDraft.mixed(UInt64(index) ^ draft.parameters.seed &* 0xD6E8_FEB8_6659_FD93)
            order.swapAt(index, Int(bits % UInt64(index + 1)))
        }
        return order
    }

    private func insert(_ order: [UInt32], isBeginning: Bool) {
        guard !order.isEmpty else { return }
        let scratch = GraphScratch(nodeCount: draft.count)
        let firstCount = isBeginning ? min(Self.firstCount, order.count) : 0
        for ordinal in order[0..<firstCount] { insert(ordinal, scratch) }
        counter.store(firstCount, ordering: .relaxed)
        if draft.parameters.threadCount == 1 {
            for ordinal in order[firstCount...] { insert(ordinal, scratch) }
            return
        }
        _ = WorkerThreads.map(Array(0..<draft.parameters.threadCount)) { _ in
            let scratch = GraphScratch(nodeCount: draft.count)
            while true {
                let start = counter.add(Self.piece, ordering: .relaxed).oldValue
                guard start < order.count else { return }
                for ordinal in order[start..<min(start + Self.piece, order.count)] { insert(ordinal, scratch) }
            }
        }
    }

    /// Links a row on all its levels.
    ///
    /// The ground comes first: other threads may come down through a row of an upper level at once, and must find ways
    /// on from it.
    private func insert(_ ordinal: UInt32, _ scratch: GraphScratch) {
        withPoint(of: ordinal) { rows, point in
            var node = draft.entry
            var upper: [(number: Int, own: UInt32, elements: [UInt64])] = []
            for number in draft.levels.indices.reversed() {
                let level = draft.levels[number]
                var kernel = level.kernel
                if let own = GraphLayout.place(of: ordinal, on: level) {
                    let found = wright_graph_search(
                        kernels,
                        rows,
                        &kernel,
                        point,
                        &node,
                        1,
                        draft.parameters.breadth,
                        nil,
                        &scratch.kernel
                    )
                    let count = max(0, found)
                    node = nearest(count: count, but: own, scratch) ?? node
                    // The pool's similarities lack the scale of the row itself.
                    wright_graph_scale(scratch.kernel.pool, count, draft.rows.scales[Int(ordinal)])
                    let elements = UnsafeBufferPointer(start: scratch.kernel.pool, count: count)
                    if number > 0 {
                        upper.append((number, own, Array(elements)))
                    } else {
                        connect(own, number: 0, elements)
                    }
                } else {
                    node = wright_graph_descend(kernels, rows, &kernel, point, node, nil, &scratch.kernel)
                }
                precondition(node != GraphLayout.none, "A graph in memory is whole.")
                if number > 0 { node = draft.levels[number - 1].node(of: level.ordinal(of: node)) }
            }
            for level in upper.reversed() {
                level.elements.withUnsafeBufferPointer { connect(level.own, number: level.number, $0) }
            }
        }
    }

    private func connect(_ own: UInt32, number: Int, _ elements: UnsafeBufferPointer<UInt64>) {
        let level = draft.levels[number]
        var kernel = level.kernel
        // On the ground, some places are left for rows that link back.
        let limit = number == 0 ? max(4, level.degree * 5 / 8) : level.degree
        withKernel { wright_graph_connect($0, &kernel, own, elements.baseAddress, elements.count, limit) }
    }

    private func nearest(count: Int, but own: UInt32, _ scratch: GraphScratch) -> UInt32? {
        for index in 0..<min(2, max(0, count)) {
            let node = wright_graph_node(scratch.kernel.pool[index])
            if node != own { return node }
        }
        return nil
    }

    private func withPoint<Result>(
        of ordinal: UInt32,
        _ body: (UnsafePointer<wright_graph_rows>, UnsafePointer<wright_graph_point>) -> Result
    ) -> Result {
        var rows = draft.rows
        return withUnsafeTemporaryAllocation(of: Int8.self, capacity: rows.stride) { steps in
            let codes = rows.codes.advanced(by: Int(ordinal) * rows.stride)
            var point = wright_graph_point()
            point.correction = kernels.pointee.steps(codes, rows.stride, steps.baseAddress)
            point.steps = UnsafePointer(steps.baseAddress)
            return body(&rows, &point)
        }
    }
}

extension GraphBuilder {
    /// Gives every row that no walk from the entry reaches a link from the nearest row that has room for one.
    private func connectUnreachable() {
        let ground = draft.levels[0]
        var isReached = [Bool](repeating: false, count: draft.count)
        reach(from: draft.entryOrdinal, ground, &isReached)
        let scratch = GraphScratch(nodeCount: draft.count)
        for ordinal in 0..<UInt32(draft.count) where !isReached[Int(ordinal)] && !draft.copies.set.contains(ordinal) {
            let near = reachedNodes(near: ordinal, scratch)
            let withRoom = near.first { isReached[Int($0)] && room(of: $0, ground) != nil }
            guard let host = withRoom ?? near.first(where: { isReached[Int($0)] }) else { continue }
            let place = room(of: host, ground) ?? ground.degree - 1
            let slot = Int(host) * ground.degree + place
            // The last of a full list goes to the new end of the chain, so that nothing is cut off.
            let displaced = ground.links[slot]
            ground.links[slot] = ordinal
            if displaced != GraphLayout.none, room(of: ordinal, ground) == nil {
                ground.links[Int(ordinal) * ground.degree + ground.degree - 1] = displaced
            } else if displaced != GraphLayout.none, let place = room(of: ordinal, ground) {
                ground.links[Int(ordinal) * ground.degree + place] = displaced
            }
            reach(from: ordinal, ground, &isReached)
        }
    }

    private func room(of node: UInt32, _ level: GraphDraft.Level) -> Int? {
        let start = Int(node) * level.degree
        return (0..<level.degree).first { level.links[start + $0] == GraphLayout.none }
    }

    private func reach(from start: UInt32, _ level: GraphDraft.Level, _ isReached: inout [Bool]) {
        var open = [start]
        isReached[Int(start)] = true
        while let node = open.popLast() {
            for link in level.links[Int(node) * level.degree..<(Int(node) + 1) * level.degree] {
                if link == GraphLayout.none { break }
                if isReached[Int(link)] { continue }
                isReached[Int(link)] = true
                open.append(link)
            }
        }
    }

    /// Nodes of the ground that a walk from the entry meets on its way to a row, the nearest first.
    private func reachedNodes(near ordinal: UInt32, _ scratch: GraphScratch) -> [UInt32] {
        withPoint(of: ordinal) { rows, point in
            var kernel = draft.levels[0].kernel
            let breadth = max(draft.parameters.breadth, 64)
            let count = wright_graph_search(
                kernels,
                rows,
                &kernel,
                point,
                [draft.entryOrdinal],
                1,
                breadth,
                nil,
                &scratch.kernel
            )
            return scratch.nodes(max(0, count))
        }
    }
}

extension GraphLayout {
    /// The node of an ordinal on a level; nil where it does not stand there.
    static func place(of ordinal: UInt32, on level: GraphDraft.Level) -> UInt32? {
        guard let nodes = level.nodes else { return ordinal }
        return place(of: ordinal, in: UnsafeBufferPointer(nodes)).map(UInt32.init)
    }
}
