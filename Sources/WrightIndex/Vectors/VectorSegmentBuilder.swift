private import CWrightKernels

/// Makes a vector segment, one vector after the other.
///
/// Idea: beside each row of floats stand signed byte codes with a scale for the row, so that a scan reads a quarter of
/// the memory; the length of what the codes leave out is kept, so that a scan over codes can prove which rows need no
/// look at their floats. The rows go straight to the sink, only the codes stay in memory until the end, when the graph
/// is built over them.
public struct VectorSegmentBuilder {
    /// Coordinates of each vector.
    public let dimension: Int

    /// Vectors added so far.
    public private(set) var count = 0

    private var writer: SegmentWriter
    private var row: [Float]
    private var codes: [UInt8] = []
    private var scales: [Float] = []
    private var errors: [Float] = []
    let storage: VectorStorage
    private let graph: VectorGraphParameters
    /// Checksums of the rows of each group.
    private var rowChecksums: [UInt32] = []

    /// Begins a segment.
    ///
    /// - Parameters:
    ///   - dimension: Coordinates of each vector, 1...65,536.
    ///   - fingerprint: The model that makes the vectors; at most 4,096 bytes of UTF-8.
    ///   - storage: What is stored of each vector.
    ///   - graph: How the graph is built, and from how many vectors on.
    ///   - sink: Takes the next bytes of the segment.
    /// - Throws: ``IndexError`` with code `segmentTooLarge`, and what the sink throws.
    public init(
        dimension: Int,
        fingerprint: String,
        storage: VectorStorage = .floats,
        graph: VectorGraphParameters = VectorGraphParameters(),
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard (1...VectorLayout.maximumDimension).contains(dimension) else {
            throw IndexError.segmentTooLarge(reason: "vectors of \(dimension) dimensions, not 1...65536")
        }
        self.dimension = dimension
        self.storage = storage
        self.graph = graph
        writer = try SegmentWriter(kind: .vector, fingerprint: fingerprint, sink: sink)
        row = [Float](repeating: 0, count: VectorLayout.rowStride(dimension: dimension))
        try writer.beginSection(VectorLayout.rows)
    }

    /// Makes a whole segment in memory.
    ///
    /// - Throws: ``IndexError`` with code `dimensionMismatch`, `invalidVector` or `segmentTooLarge`.
    public static func build(
        dimension: Int,
        fingerprint: String,
        storage: VectorStorage = .floats,
        graph: VectorGraphParameters = VectorGraphParameters(),
        vectors: some Sequence<[Float]>
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var builder = try Self(dimension: dimension, fingerprint: fingerprint, storage: storage, graph: graph) {
            bytes.append(contentsOf: $0)
        }
        for vector in vectors { try builder.add(vector) }
        try builder.finish()
        return bytes
    }

    /// Makes room for so many vectors, so that memory is not taken twice while it grows.
    public mutating func reserve(_ count: Int) {
        codes.reserveCapacity(count * VectorLayout.codeStride(dimension: dimension))
        scales.reserveCapacity(count)
        errors.reserveCapacity(count)
    }

    /// Adds the vector of the next ordinal.
    ///
    /// It is brought to length 1.
    ///
    /// - Throws: ``IndexError`` with code `dimensionMismatch`, `invalidVector` or `segmentTooLarge`, and what the sink
    ///   throws.
    public mutating func add(_ vector: [Float]) throws {
        guard vector.count == dimension else {
            throw IndexError.dimensionMismatch(expected: dimension, found: vector.count)
        }
        guard count < Int(UInt32.max) - 1 else { throw IndexError.segmentTooLarge(reason: "too many vectors") }
        guard let unit = UnitVector.normalised(vector) else { throw IndexError.invalidVector(ordinal: count) }
        if storage == .floats {
            row.replaceSubrange(0..<dimension, with: unit)
            try row.withUnsafeBytes { try append(row: $0) }
        }
        appendCodes(of: unit)
        count += 1
    }

    /// Adds a row as another segment stores it.
    mutating func add(stored row: UnsafeRawBufferPointer, codes: UnsafeRawBufferPointer, scale: Float, error: Float)
        throws
    {
        try append(row: row)
        self.codes.append(contentsOf: codes)
        scales.append(scale)
        errors.append(error)
        count += 1
    }

    private mutating func append(row: UnsafeRawBufferPointer) throws {
        if count % GraphLayout.groupSize == 0 { rowChecksums.append(0) }
        let last = rowChecksums.count - 1
        rowChecksums[last] = wright_crc32c(rowChecksums[last], row.baseAddress, row.count)
        try writer.append(row)
    }

    /// Writes the rest of the segment; builds the graph where there are enough vectors.
    ///
    /// Nothing can be added afterwards.
    public mutating func finish() throws {
        try finish(inherited: nil, deleted: DeletedVectors())
    }

    /// The same with a graph to begin from, and vectors that are left out, for the new graph to be tried on.
    mutating func finish(inherited: InheritedGraph?, deleted: DeletedVectors) throws {
        try writer.appendSection(VectorLayout.scales, scales)
        try writer.appendSection(VectorLayout.errors, errors)
        try writer.appendSection(VectorLayout.codes, codes)
        if count >= graph.minimumCount, count <= GraphLayout.maximumCount { try writeGraph(inherited, deleted) }
        var info: [UInt8] = []
        info.append(number: UInt32(dimension))
        info.append(number: UInt32(VectorLayout.rowStride(dimension: dimension)))
        info.append(number: UInt32(VectorLayout.codeStride(dimension: dimension)))
        info.append(number: storage.rawValue)
        info.append(number: UInt64(count))
        try writer.appendSection(VectorLayout.info, info)
        try writer.finish()
    }

    private mutating func writeGraph(_ inherited: InheritedGraph?, _ deleted: DeletedVectors) throws {
        let stride = VectorLayout.codeStride(dimension: dimension)
        var groups: [UInt8] = []
        var graphWriter = writer
        try codes.withUnsafeBufferPointer { codes in
            try scales.withUnsafeBufferPointer { scales in
                var rows = wright_graph_rows()
                rows.codes = codes.baseAddress
                rows.scales = scales.baseAddress
                rows.stride = stride
                rows.count = count
                let draft = try GraphBuilder.build(
                    rows: rows,
                    parameters: graph,
                    inherited: inherited,
                    deleted: deleted
                )
                try draft.write(to: &graphWriter)
                for group in 0..<GraphLayout.groupCount(of: count) {
                    let first = group << GraphLayout.groupShift
                    let last = min(first + GraphLayout.groupSize, count)
                    let links = draft.groundBytes(first..<last)
                    var checksum = wright_crc32c(
                        0,
                        codes.baseAddress?.advanced(by: first * stride),
                        (last - first) * stride
                    )
                    checksum = wright_crc32c(checksum, scales.baseAddress?.advanced(by: first), (last - first) * 4)
                    groups.append(number: checksum)
                    groups.append(number: wright_crc32c(0, links.baseAddress, links.count))
                    groups.append(number: rowChecksums.isEmpty ? 0 : rowChecksums[group])
                }
            }
        }
        writer = graphWriter
        try writer.appendSection(VectorLayout.groups, groups)
    }

    private mutating func appendCodes(of unit: [Float]) {
        let largest = unit.reduce(Float(0)) { max($0, abs($1)) }
        let scale = largest / 127
        let inverse = scale.isNormal ? 1 / scale : 0
        let steps = unit.map { max(-127, min(127, ($0 * inverse).rounded())) }
        for step in steps { codes.append(UInt8(Int(step) + Int(VectorLayout.zeroCode))) }
        let padding = VectorLayout.codeStride(dimension: dimension) - dimension
        codes.append(contentsOf: repeatElement(VectorLayout.zeroCode, count: padding))
        scales.append(scale)
        errors.append(UnitVector.lengthBound(zip(unit, steps).map { Double($0) - Double($1) * Double(scale) }))
    }
}
