internal import CWrightKernels
public import WrightCore

/// An immutable set of vectors with the ordinals 0..<count.
public final class VectorSegment: Sendable {
    /// Coordinates of each vector.
    public let dimension: Int

    /// The number of vectors.
    public let chunkCount: Int

    /// The container.
    public let file: SegmentFile

    /// The model that made the vectors.
    public var fingerprint: String { file.fingerprint }

    /// What is stored of each vector.
    public let storage: VectorStorage

    /// Whether the segment holds a graph, so that a search need not look at every vector.
    public var hasGraph: Bool { graph != nil }

    /// What the check of the graph found when it was built; nil without a graph, and in segments from before there was
    /// one.
    public var graphCheck: VectorGraphCheck? { graph?.check }

    /// Bytes that a walk over the graph reads from memory, for all vectors: codes, scales and links.
    ///
    /// Floats are read for the few best only. Without a graph, what a scan reads.
    public var searchedBytes: ByteCount {
        ByteCount(codes.count + scales.count + (graph?.byteCount ?? errors.count))
    }

    let rowStride: Int
    let codeStride: Int
    let graph: VectorGraph?
    private let rows: Range<Int>
    private let scales: Range<Int>
    private let errors: Range<Int>
    private let codes: Range<Int>

    /// Opens a mapped segment.
    ///
    /// - Parameters:
    ///   - file: The whole segment.
    ///   - name: What messages call it.
    ///   - fingerprint: The model that must have made it; nil to take any.
    /// - Throws: ``IndexError``; see its codes that speak of segments.
    public convenience init(_ file: MappedFile, name: String, fingerprint: String? = nil) throws(IndexError) {
        try self.init(SegmentFile(file, name: name), fingerprint: fingerprint)
    }

    /// Opens a segment in memory; the bytes are copied.
    ///
    /// - Throws: ``IndexError``; see its codes that speak of segments.
    public convenience init(bytes: [UInt8], name: String, fingerprint: String? = nil) throws(IndexError) {
        try self.init(SegmentFile(bytes: bytes, name: name), fingerprint: fingerprint)
    }

    /// Reads a segment from its container.
    ///
    /// - Throws: ``IndexError``; see its codes that speak of segments.
    public init(_ file: SegmentFile, fingerprint: String? = nil) throws(IndexError) {
        try file.require(kind: .vector, fingerprint: fingerprint)
        self.file = file
        let info = try file.verified(file.requiredRange(of: VectorLayout.info))
        guard info.count == VectorLayout.infoSize else { throw file.corrupt("its description has a wrong size") }
        dimension = Int(info.number(at: 0, as: UInt32.self))
        rowStride = Int(info.number(at: 4, as: UInt32.self))
        codeStride = Int(info.number(at: 8, as: UInt32.self))
        guard let count = UInt32(exactly: info.number(at: 16, as: UInt64.self)),
            (1...VectorLayout.maximumDimension).contains(dimension),
            rowStride == VectorLayout.rowStride(dimension: dimension),
            codeStride == VectorLayout.codeStride(dimension: dimension),
            let storage = VectorStorage(rawValue: info.number(at: 12, as: UInt32.self))
        else { throw file.corrupt("its description contradicts itself") }
        chunkCount = Int(count)
        self.storage = storage
        rows = try file.requiredRange(of: VectorLayout.rows)
        scales = try file.requiredRange(of: VectorLayout.scales)
        errors = try file.requiredRange(of: VectorLayout.errors)
        codes = try file.requiredRange(of: VectorLayout.codes)
        guard
            rows.count == chunkCount * storage.rowSize(stride: rowStride), scales.count == chunkCount * 4,
            errors.count == chunkCount * 4, codes.count == chunkCount * codeStride
        else { throw file.corrupt("a section has a wrong size") }
        guard let range = file.range(of: VectorLayout.graph) else {
            graph = nil
            return
        }
        let groups = try file.requiredRange(of: VectorLayout.groups)
        guard groups.count == GraphLayout.groupCount(of: chunkCount) * GraphGuard.Part.count * 4 else {
            throw file.corrupt("a section has a wrong size")
        }
        graph = try VectorGraph(
            file: file,
            range: range,
            rows: Self.kernelRows(file: file, codes: codes, scales: scales, count: chunkCount),
            sections: GraphGuard.Sections(
                groups: groups,
                codes: (codes, codeStride),
                scales: (scales, 4),
                links: (range, 0),
                rows: (rows, storage.rowSize(stride: rowStride))
            )
        )
    }

    private static func kernelRows(file: SegmentFile, codes: Range<Int>, scales: Range<Int>, count: Int)
        -> wright_graph_rows
    {
        var rows = wright_graph_rows()
        rows.codes = file.unverified(codes).baseAddress?.assumingMemoryBound(to: UInt8.self)
        rows.scales = file.unverified(scales).baseAddress?.assumingMemoryBound(to: Float.self)
        rows.stride = codes.count / max(1, count)
        rows.count = count
        return rows
    }

    /// The vector of a chunk, of length 1 (or 0).
    ///
    /// Where only codes are stored, what they say, which is near it.
    ///
    /// - Throws: ``IndexError`` with code `corruptSegment`.
    /// - Precondition: the ordinal is below ``chunkCount``.
    public func vector(at ordinal: UInt32) throws(IndexError) -> [Float] {
        guard storage == .floats else { return try decoded(ordinal) }
        let row = try self.row(Int(ordinal))
        return (0..<dimension).map { row.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }

    /// What the codes of a row say.
    private func decoded(_ ordinal: UInt32) throws(IndexError) -> [Float] {
        precondition(ordinal < chunkCount, "An ordinal is below the number of chunks.")
        let start = codes.lowerBound + Int(ordinal) * codeStride
        let bytes = try file.verified(start..<start + dimension)
        let place = scales.lowerBound + Int(ordinal) * 4
        let scale = try file.verified(place..<place + 4).loadUnaligned(as: Float.self)
        return bytes.map { Float(Int($0) - Int(VectorLayout.zeroCode)) * scale }
    }

    /// The stored floats of a row, with padding.
    ///
    /// - Precondition: floats are stored.
    func row(_ ordinal: Int) throws(IndexError) -> UnsafeRawBufferPointer {
        precondition(ordinal < chunkCount, "An ordinal is below the number of chunks.")
        precondition(storage == .floats, "Rows of floats are read where they are stored.")
        let start = rows.lowerBound + ordinal * rowStride * 4
        guard let graph else { return try file.verified(start..<start + rowStride * 4) }
        // Where few rows are read, small groups are checked in place of large blocks.
        try graph.guardian.verifyRow(ordinal)
        return file.unverified(start..<start + rowStride * 4)
    }

    /// The similarity of a query with a row: by floats, or by what is stored in their place.
    func score(_ query: PreparedVectorQuery, _ ordinal: UInt32) throws(IndexError) -> Float {
        let kernels = wright_vector_kernels_best().pointee
        if storage == .floats {
            let row = try row(Int(ordinal))
            var score: Float = 0
            let floats = row.baseAddress?.assumingMemoryBound(to: Float.self)
            kernels.dot_floats(query.floats.baseAddress, floats, rowStride, 1, &score)
            return score
        }
        precondition(ordinal < chunkCount, "An ordinal is below the number of chunks.")
        let start = codes.lowerBound + Int(ordinal) * codeStride
        let place = scales.lowerBound + Int(ordinal) * 4
        let bytes = try file.verified(start..<start + codeStride)
        let scale = try file.verified(place..<place + 4).loadUnaligned(as: Float.self)
        var kernelQuery = query.kernelQuery
        var sum: UInt32 = 0
        kernels.dot_codes(&kernelQuery, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), 1, &sum)
        return Float(Int32(bitPattern: sum &- UInt32(bitPattern: kernelQuery.correction))) * kernelQuery.scale * scale
    }

    /// Asks for rows that are soon scored.
    func prefetchRows(_ ordinals: some Collection<UInt32>) {
        guard storage == .floats, let base = file.unverified(rows).baseAddress else { return }
        graph?.guardian.announce(.floats, ordinals)
        for ordinal in ordinals where ordinal < chunkCount {
            wright_vector_prefetch(base.advanced(by: Int(ordinal) * rowStride * 4), rowStride * 4)
        }
    }

    /// Has the system begin to read the floats of rows that were not read before.
    func announceRows(_ ordinals: some Collection<UInt32>) {
        guard storage == .floats else { return }
        if let graph { return graph.guardian.announce(.floats, ordinals) }
        for ordinal in ordinals where ordinal < chunkCount {
            let start = rows.lowerBound + Int(ordinal) * rowStride * 4
            file.announce(start..<start + rowStride * 4)
        }
    }

    /// Has the system begin to read what a scan reads.
    func announceScan() { for range in [codes, scales, errors] { file.announce(range) } }

    /// Rows are read one after the other from here on.
    func expectInOrder() { file.expect(.usual, of: rows) }

    /// Lets the floats and codes of the first rows go from memory; they are read again where they are needed.
    func forget(before ordinal: Int) {
        file.expect(.later, of: rows.lowerBound..<rows.lowerBound + ordinal * storage.rowSize(stride: rowStride))
        file.expect(.later, of: codes.lowerBound..<codes.lowerBound + ordinal * codeStride)
    }

    /// What a scan reads, all of it checked.
    func scanned() throws(IndexError) -> VectorScanBytes {
        VectorScanBytes(
            codes: try file.verified(codes),
            scales: try file.verified(scales),
            errors: try file.verified(errors)
        )
    }
}

/// The parts of a segment that a scan reads.
struct VectorScanBytes {
    let codes: UnsafeRawBufferPointer
    let scales: UnsafeRawBufferPointer
    let errors: UnsafeRawBufferPointer
}
