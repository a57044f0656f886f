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

    let rowStride: Int
    let codeStride: Int
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
            codeStride == VectorLayout.codeStride(dimension: dimension)
        else { throw file.corrupt("its description contradicts itself") }
        chunkCount = Int(count)
        rows = try file.requiredRange(of: VectorLayout.rows)
        scales = try file.requiredRange(of: VectorLayout.scales)
        errors = try file.requiredRange(of: VectorLayout.errors)
        codes = try file.requiredRange(of: VectorLayout.codes)
        guard
            rows.count == chunkCount * rowStride * 4, scales.count == chunkCount * 4,
            errors.count == chunkCount * 4, codes.count == chunkCount * codeStride
        else { throw file.corrupt("a section has a wrong size") }
    }

    /// The vector of a chunk, of length 1 (or 0).
    ///
    /// - Throws: ``IndexError`` with code `corruptSegment`.
    /// - Precondition: the ordinal is below ``chunkCount``.
    public func vector(at ordinal: UInt32) throws(IndexError) -> [Float] {
        let row = try self.row(Int(ordinal))
        return (0..<dimension).map { row.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }

    /// The stored floats of a row, with padding.
    func row(_ ordinal: Int) throws(IndexError) -> UnsafeRawBufferPointer {
        precondition(ordinal < chunkCount, "An ordinal is below the number of chunks.")
        let start = rows.lowerBound + ordinal * rowStride * 4
        return try file.verified(start..<start + rowStride * 4)
    }

    /// What a scan reads, all of it checked.
    func scanned() throws(IndexError) -> VectorScanBytes {
        VectorScanBytes(
            codes: try file.verified(codes),
            scales: try file.verified(scales),
            errors: try file.verified(errors)
        )
    }

    /// Joins segments of one dimension and model into a new one, without the chunks that are deleted.
    ///
    /// - Parameters:
    ///   - sources: The segments in the order of the new ordinals, at least one.
    ///   - sink: Takes the next bytes of the new segment.
    /// - Returns: Where the chunks went.
    /// - Throws: ``IndexError`` with code `dimensionMismatch`, `fingerprintMismatch`, `filterMismatch`,
    ///   `segmentTooLarge` or `corruptSegment`, and what the sink throws.
    public static func merge(
        _ sources: [SegmentMergeSource<VectorSegment>],
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws -> SegmentRemap {
        guard let first = sources.first?.segment else {
            throw IndexError.invalidQuery(reason: "there is no segment to merge")
        }
        let remap = try SegmentRemap(sources.map { ($0.segment.chunkCount, $0.tombstones) })
        var builder = try VectorSegmentBuilder(dimension: first.dimension, fingerprint: first.fingerprint, sink: sink)
        for (number, source) in sources.enumerated() {
            let segment = source.segment
            guard segment.dimension == first.dimension else {
                throw IndexError.dimensionMismatch(expected: first.dimension, found: segment.dimension)
            }
            try segment.file.require(kind: .vector, fingerprint: first.fingerprint)
            let bytes = try segment.scanned()
            for ordinal in 0..<segment.chunkCount
            where remap.ordinal(ofSegment: number, ordinal: UInt32(ordinal)) != nil {
                let start = ordinal * segment.codeStride
                try builder.add(
                    stored: segment.row(ordinal),
                    codes: UnsafeRawBufferPointer(rebasing: bytes.codes[start..<start + segment.codeStride]),
                    scale: bytes.scales.loadUnaligned(fromByteOffset: ordinal * 4, as: Float.self),
                    error: bytes.errors.loadUnaligned(fromByteOffset: ordinal * 4, as: Float.self)
                )
            }
        }
        try builder.finish()
        return remap
    }
}

/// The parts of a segment that a scan reads.
struct VectorScanBytes {
    let codes: UnsafeRawBufferPointer
    let scales: UnsafeRawBufferPointer
    let errors: UnsafeRawBufferPointer
}
