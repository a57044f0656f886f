internal import CWrightKernels

/// The graph of a segment, opened: its head and the rows of its levels are checked, links are when a walk comes by.
final class VectorGraph: @unchecked Sendable {
    // `@unchecked`: all is set once; scratch memory and checked bits have their own locks.

    let degree: Int
    let seed: UInt64
    /// What the check found when the graph was built; nil where there was none.
    let check: VectorGraphCheck?
    /// Rows that others stand for.
    let copies: RowCopies
    private let file: SegmentFile
    private let rows: wright_graph_rows
    private let levels: [Level]
    private let entry: UInt32
    private let pool: GraphScratchPool
    private let kernels: UnsafePointer<wright_vector_kernels> = wright_vector_kernels_best()
    let guardian: GraphGuard

    /// Nodes that a walk with a floor expands before it may end there.
    private static let leastExpansions = 64

    /// A level of the file; the ground has no list of ordinals.
    struct Level {
        let nodes: UnsafeBufferPointer<UInt32>?
        let links: UnsafeBufferPointer<UInt32>
        let count: Int
        let degree: Int

        var kernel: wright_graph_level {
            var level = wright_graph_level()
            level.links = UnsafeMutablePointer(mutating: links.baseAddress)
            level.nodes = nodes?.baseAddress
            level.count = count
            level.degree = degree
            return level
        }
    }

    /// What a walk found, best first, and what it cost.
    struct Walk {
        var ordinals: [UInt32]
        /// Their similarities by codes, in units of the query's steps.
        var similarities: [Float]
        var scoredCount: Int
        var expandedCount: Int
        /// Whether what is allowed lies elsewhere than the query, so that the walk was not made.
        var isFar = false
    }

    /// Bytes of lists and of ordinals on upper levels.
    var byteCount: Int {
        levels.reduce(0) { $0 + $1.links.count * 4 + ($1.nodes?.count ?? 0) * 4 }
    }

    init(file: SegmentFile, range: Range<Int>, rows: wright_graph_rows, sections: GraphGuard.Sections)
        throws(IndexError)
    {
        let count = Int(rows.count)
        let reader = try GraphReader(file: file, range: range, count: count)
        degree = reader.degree
        seed = reader.seed
        levels = try reader.levels()
        entry = reader.entry
        check = reader.check
        copies = try reader.copies()
        guard let top = levels.last, Int(entry) < top.count else { throw file.corrupt("its graph begins nowhere") }
        self.file = file
        self.rows = rows
        pool = GraphScratchPool(nodeCount: count)
        var sections = sections
        sections.links = (reader.groundRange, degree * 4)
        guardian = GraphGuard(file: file, sections: sections, count: count)
    }

    /// Walks to the rows nearest to a query.
    ///
    /// Rows with copies are found once; the copies are those of ``copies``.
    ///
    /// - Parameters:
    ///   - query: The query.
    ///   - breadth: How many of the best rows the walk keeps, at most 4,096.
    ///   - allowed: The rows that may be found, none of them one that another stands for; nil for all.
    ///   - seeds: Allowed ordinals from anywhere, where a filtered walk begins as well.
    ///   - floor: Rows less similar than this, in units of the query's steps, need not be found; nil for all.
    /// - Returns: At most `breadth` ordinals.
    /// - Throws: ``IndexError`` with code `corruptSegment`.
    func walk(
        _ query: PreparedVectorQuery,
        breadth: Int,
        allowed: OrdinalSet?,
        seeds: [UInt32],
        floor: Float? = nil
    ) throws(IndexError) -> Walk {
        var goal = query.point
        if let floor {
            goal.floor = floor
            goal.least = max(Self.leastExpansions, breadth / 4)
        }
        return try pool.with { (scratch) throws(IndexError) in
            try guardian.withKernel { (guardian) throws(IndexError) in
                let starts = try descend(query, scratch, guardian)
                var count: Int? = 0
                if let allowed {
                    let filter = Filter(allowed: allowed, seeds: seeds, breadth: breadth)
                    count = try filteredWalk(query, towards: goal, from: starts, filter, scratch, guardian)
                } else {
                    count = try groundWalk(towards: goal, from: starts, breadth: breadth, scratch, guardian)
                }
                return Walk(
                    ordinals: scratch.nodes(count ?? 0),
                    similarities: (0..<(count ?? 0)).map { wright_graph_similarity(scratch.kernel.pool[$0]) },
                    scoredCount: scratch.kernel.scored,
                    expandedCount: scratch.kernel.expanded,
                    isFar: count == nil
                )
            }
        }
    }

    private struct Filter {
        let allowed: OrdinalSet
        let seeds: [UInt32]
        let breadth: Int
        /// How far an unfiltered walk looks around before a filtered one begins.
        let nearBreadth: Int
        /// Allowed nodes among those, at least, for the filtered walk to begin.
        ///
        /// Filters whose nodes avoid the query, such as all but its neighbourhood, have their best nodes on all sides
        /// of it, on no way from one to the next. A quarter of what chance gives tells such a filter from others.
        let leastNear: Int

        init(allowed: OrdinalSet, seeds: [UInt32], breadth: Int) {
            self.allowed = allowed
            self.seeds = seeds
            self.breadth = breadth
            let share = Double(allowed.count) / Double(max(1, allowed.universeCount))
            nearBreadth = min(max(48, Int(8 / max(share, 0.001))), 256)
            leastNear = max(1, Int((share * Double(nearBreadth) / 4).rounded(.up)))
        }
    }

    /// From the top down to the ground: where a walk begins there.
    private func descend(
        _ query: PreparedVectorQuery,
        _ scratch: GraphScratch,
        _ guardian: UnsafePointer<wright_graph_guard>
    ) throws(IndexError) -> [UInt32] {
        var starts = [entry]
        var rows = rows
        var point = query.point
        let breadth = VectorGraphCheck.entryBreadth(widening: check?.widening ?? 1)
        for number in levels.indices.dropFirst().reversed() {
            var level = levels[number].kernel
            let count = wright_graph_search(
                kernels,
                &rows,
                &level,
                &point,
                starts,
                starts.count,
                breadth,
                guardian,
                &scratch.kernel
            )
            guard count > 0 else { throw damaged }
            for place in 0..<count {
                let node = wright_graph_node(scratch.kernel.pool[place])
                guard let ordinal = levels[number].nodes?[Int(node)] else { throw damaged }
                let start = try self.place(of: ordinal, onLevel: number - 1)
                if place < starts.count { starts[place] = start } else { starts.append(start) }
            }
            starts.removeLast(starts.count - count)
        }
        return starts
    }

    private func place(of ordinal: UInt32, onLevel number: Int) throws(IndexError) -> UInt32 {
        guard let nodes = levels[number].nodes else { return ordinal }
        guard let place = GraphLayout.place(of: ordinal, in: nodes) else { throw damaged }
        return UInt32(place)
    }

    private func groundWalk(
        towards goal: wright_graph_point,
        from starts: [UInt32],
        breadth: Int,
        _ scratch: GraphScratch,
        _ guardian: UnsafePointer<wright_graph_guard>
    ) throws(IndexError) -> Int {
        var rows = rows
        var point = goal
        var level = levels[0].kernel
        let count = wright_graph_search(
            kernels,
            &rows,
            &level,
            &point,
            starts,
            starts.count,
            breadth,
            guardian,
            &scratch.kernel
        )
        guard count >= 0 else { throw damaged }
        return count
    }

    /// The nodes found among allowed ones; nil where these lie elsewhere than the query.
    private func filteredWalk(
        _ query: PreparedVectorQuery,
        towards goal: wright_graph_point,
        from starts: [UInt32],
        _ filter: Filter,
        _ scratch: GraphScratch,
        _ guardian: UnsafePointer<wright_graph_guard>
    ) throws(IndexError) -> Int? {
        let breadth = filter.nearBreadth
        let nearCount = try groundWalk(towards: query.point, from: starts, breadth: breadth, scratch, guardian)
        let near = scratch.nodes(nearCount)
        guard near.count(where: { filter.allowed.contains($0) }) >= filter.leastNear else { return nil }
        var rows = rows
        var point = goal
        var level = levels[0].kernel
        let count = filter.allowed.withWords { words in
            near.withUnsafeBufferPointer { near in
                filter.seeds.withUnsafeBufferPointer { seeds in
                    var kernel = wright_graph_filter()
                    kernel.allowed = words.baseAddress
                    kernel.near = near.baseAddress
                    kernel.near_count = near.count
                    kernel.seeds = seeds.baseAddress
                    kernel.seed_count = seeds.count
                    return wright_graph_search_filtered(
                        kernels,
                        &rows,
                        &level,
                        &point,
                        &kernel,
                        filter.breadth,
                        guardian,
                        &scratch.kernel
                    )
                }
            }
        }
        guard count >= 0 else { throw damaged }
        return count
    }

    private var damaged: IndexError {
        file.corrupt("its graph names rows that are not there, or a checksum along the way does not fit")
    }
}

extension VectorGraph {
    /// The number of levels, the ground among them.
    var levelCount: Int { levels.count }

    /// The ordinals of an upper level.
    func ordinals(ofLevel number: Int) -> UnsafeBufferPointer<UInt32> {
        levels[number].nodes ?? UnsafeBufferPointer(start: nil, count: 0)
    }

    /// Calls a function with each ordinal that a node links to, checked.
    ///
    /// The file must be checked as a whole before.
    func visitLinks(ofLevel number: Int, node: Int, _ body: (UInt32) -> Void) throws(IndexError) {
        let level = levels[number]
        for link in level.links[node * level.degree..<(node + 1) * level.degree] {
            if link == GraphLayout.none { break }
            guard Int(link) < level.count else { throw damaged }
            body(level.nodes.map { $0[Int(link)] } ?? link)
        }
    }

    /// What one step of a row's codes is worth.
    ///
    /// - Precondition: a walk came by the row, so that it is checked.
    func scale(of ordinal: UInt32) -> Float { rows.scales[Int(ordinal)] }

    /// The ordinal where walks begin.
    var entryOrdinal: UInt32 { levels[levels.count - 1].nodes?[Int(entry)] ?? entry }
}
