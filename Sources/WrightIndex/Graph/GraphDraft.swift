internal import CWrightKernels

/// A graph in memory while it is built: levels of fixed size, their lists empty at first.
final class GraphDraft {
    let parameters: VectorGraphParameters
    let rows: wright_graph_rows
    let count: Int
    /// Rows that others stand for.
    let copies: RowCopies
    /// What the check found; nil before it.
    var check: VectorGraphCheck?
    private(set) var levels: [Level] = []
    /// Where walks begin: the node of the top level.
    private(set) var entry: UInt32 = 0

    /// A level.
    struct Level {
        /// The ordinals in rising order; nil on the ground.
        let nodes: UnsafeMutableBufferPointer<UInt32>?
        let links: UnsafeMutableBufferPointer<UInt32>
        let count: Int
        let degree: Int

        var kernel: wright_graph_level {
            var level = wright_graph_level()
            level.links = links.baseAddress
            level.nodes = UnsafePointer(nodes?.baseAddress)
            level.count = count
            level.degree = degree
            return level
        }

        /// The node of an ordinal.
        ///
        /// - Precondition: the ordinal stands on this level.
        func node(of ordinal: UInt32) -> UInt32 {
            guard let nodes else { return ordinal }
            guard let place = GraphLayout.place(of: ordinal, in: UnsafeBufferPointer(nodes)) else {
                preconditionFailure("An ordinal is looked for on a level where it does not stand.")
            }
            return UInt32(place)
        }

        func ordinal(of node: UInt32) -> UInt32 { nodes?[Int(node)] ?? node }
    }

    /// - Parameters:
    ///   - rows: The codes; at least one row.
    ///   - heights: How many levels above the ground each row stands on.
    ///   - copies: Rows that are linked with nothing.
    ///   - parameters: Links of each row; the seed is written down.
    init(rows: wright_graph_rows, heights: [UInt8], copies: RowCopies, parameters: VectorGraphParameters) {
        self.rows = rows
        self.copies = copies
        self.parameters = parameters
        count = heights.count
        levels.append(Self.level(nodes: nil, count: count, degree: parameters.degree))
        var height: UInt8 = 1
        while true {
            let members = heights.indices.lazy.filter { heights[$0] >= height }.map(UInt32.init)
            let nodes = Array(members)
            guard !nodes.isEmpty, levels.count < GraphLayout.levelLimit else { break }
            levels.append(Self.level(nodes: nodes, count: nodes.count, degree: GraphLayout.upperDegree))
            height += 1
        }
    }

    deinit {
        for level in levels {
            level.nodes?.deallocate()
            level.links.deallocate()
        }
    }

    /// The ordinal where walks begin.
    var entryOrdinal: UInt32 { levels[levels.count - 1].ordinal(of: entry) }

    /// Walks begin at this ordinal if it stands on the top level.
    func begin(at ordinal: UInt32) {
        let top = levels[levels.count - 1]
        guard let nodes = top.nodes else {
            entry = ordinal
            return
        }
        entry = GraphLayout.place(of: ordinal, in: UnsafeBufferPointer(nodes)).map(UInt32.init) ?? 0
    }

    /// How many levels above the ground an ordinal stands on, by the seed alone.
    static func height(of ordinal: UInt32, seed: UInt64) -> UInt8 {
        var bits = mixed(UInt64(ordinal) &+ seed &* 0x9E37_79B9_7F4A_7C15)
        var height: UInt8 = 0
        let mask = UInt64(1) << GraphLayout.levelShift - 1
        while bits & mask == 0, Int(height) < GraphLayout.levelLimit - 1 {
            height += 1
            bits >>= GraphLayout.levelShift
        }
        return height
    }

    /// Spreads the bits of a number over all 64: the finish of SplitMix64.
    static func mixed(_ number: UInt64) -> UInt64 {
        var bits = number &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    private static func level(nodes: [UInt32]?, count: Int, degree: Int) -> Level {
        let links = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: count * degree)
        links.initialize(repeating: GraphLayout.none)
        var copy: UnsafeMutableBufferPointer<UInt32>?
        if let nodes {
            let buffer = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: nodes.count)
            _ = buffer.initialize(from: nodes)
            copy = buffer
        }
        return Level(nodes: copy, links: links, count: count, degree: degree)
    }
}

extension GraphDraft {
    /// Walks from the top to a point and leaves the best rows in the pool, best first; how many there are.
    func walk(to point: wright_graph_point, breadth: Int, entryBreadth: Int, _ scratch: GraphScratch) -> Int {
        let kernels = wright_vector_kernels_best()
        var rows = rows
        var point = point
        var nodes = [entry]
        for number in levels.indices.reversed() {
            var kernel = levels[number].kernel
            let count = wright_graph_search(
                kernels,
                &rows,
                &kernel,
                &point,
                nodes,
                nodes.count,
                number == 0 ? breadth : entryBreadth,
                nil,
                &scratch.kernel
            )
            precondition(count > 0, "A graph in memory is whole.")
            guard number > 0 else { return count }
            nodes = scratch.nodes(count).map { levels[number - 1].node(of: levels[number].ordinal(of: $0)) }
        }
        return 0
    }

    /// Writes the section.
    func write(to writer: inout SegmentWriter) throws {
        try writer.beginSection(VectorLayout.graph)
        var head: [UInt8] = []
        head.append(number: copies.isEmpty ? GraphLayout.version : GraphLayout.versionWithCopies)
        head.append(number: UInt32(parameters.degree))
        head.append(number: UInt32(GraphLayout.upperDegree))
        head.append(number: UInt32(levels.count))
        head.append(number: UInt64(count))
        head.append(number: parameters.seed)
        head.append(number: entry)
        if let check {
            head.append(number: check.widening.map(UInt32.init) ?? GraphLayout.none)
            head.append(number: UInt32(check.expectedCount))
            head.append(number: UInt32(check.foundCount))
        }
        head.append(contentsOf: repeatElement(0, count: GraphLayout.headSize - head.count))
        for level in levels { head.append(number: UInt32(level.count)) }
        try append(padded: head, to: &writer)
        for level in levels.dropFirst() {
            if let nodes = level.nodes { try append(padded: Array(UnsafeRawBufferPointer(nodes)), to: &writer) }
            try append(padded: Array(UnsafeRawBufferPointer(level.links)), to: &writer)
        }
        try writer.append(UnsafeRawBufferPointer(levels[0].links))
        if !copies.isEmpty { try writer.appendSection(VectorLayout.copies, copies.numbers) }
    }

    private func append(padded bytes: [UInt8], to writer: inout SegmentWriter) throws {
        let gap = SegmentLayout.aligned(bytes.count) - bytes.count
        try (bytes + [UInt8](repeating: 0, count: gap)).withUnsafeBytes { try writer.append($0) }
    }

    /// The bytes of the ground lists of some ordinals.
    func groundBytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        let degree = levels[0].degree
        return UnsafeRawBufferPointer(
            UnsafeBufferPointer(rebasing: levels[0].links[range.lowerBound * degree..<range.upperBound * degree])
        )
    }
}
