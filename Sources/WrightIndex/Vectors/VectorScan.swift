internal import CWrightKernels

/// A pass of one or more queries over segments.
///
/// Rows go in blocks that stay in the second-level cache while every query scores them. Only the few rows that a
/// kernel picks reach Swift code.
struct VectorScan {
    private let queries: [PreparedVectorQuery]
    private var states: [VectorScanState]
    private let kernels: UnsafePointer<wright_vector_kernels>
    private var picked: [UInt32]
    private var estimates: [Float]

    /// Bytes of codes that go together; a part of what the cache of one core holds.
    private static let blockBytes = 128 << 10

    init(queries: [PreparedVectorQuery], limit: Int, precision: VectorPrecision) {
        self.init(
            queries: queries,
            limit: limit,
            precision: precision,
            kernels: wright_vector_kernels_best()
        )
    }

    private init(
        queries: [PreparedVectorQuery],
        limit: Int,
        precision: VectorPrecision,
        kernels: UnsafePointer<wright_vector_kernels>
    ) {
        self.queries = queries
        self.kernels = kernels
        states = queries.map { _ in VectorScanState(limit: limit, precision: precision) }
        picked = []
        estimates = []
    }

    /// Takes what other ways found, so that rows which can only be worse are left alone.
    mutating func raise(to found: [TopHits]) {
        for (query, hits) in found.enumerated() where hits.isFull {
            states[query].floor = max(states[query].floor, hits.threshold)
        }
    }

    /// Scores the allowed rows of a segment for every query.
    mutating func run(over segment: VectorSegment, number: Int, allowed: OrdinalSet?) throws(IndexError) {
        let bytes = try segment.scanned()
        let blockRows = max(64, Self.blockBytes / segment.codeStride / 64 * 64)
        picked = [UInt32](repeating: 0, count: blockRows)
        estimates = [Float](repeating: 0, count: blockRows)
        for start in stride(from: 0, to: segment.chunkCount, by: blockRows) {
            let rows = Rows(
                segment: number,
                codeStride: segment.codeStride,
                range: start..<min(start + blockRows, segment.chunkCount)
            )
            for query in queries.indices {
                if let allowed {
                    allowed.withWords { scanBlock(rows, of: bytes, query: query, allowed: $0.baseAddress) }
                } else {
                    scanBlock(rows, of: bytes, query: query, allowed: nil)
                }
            }
        }
    }

    /// The hits of every query, scored with floats.
    func hits(from segments: [VectorSegment]) throws(IndexError) -> [[IndexHit]] {
        var results: [[IndexHit]] = []
        for (number, segment) in segments.enumerated() {
            for state in states { segment.announceRows(state.pending(in: number)) }
        }
        for (query, state) in zip(queries, states) {
            results.append(
                try state.rescored { (segment, ordinal) throws(IndexError) in
                    try segments[segment].score(query, ordinal)
                }
            )
        }
        return results
    }

    private struct Rows {
        let segment: Int
        let codeStride: Int
        let range: Range<Int>
    }

    private mutating func scanBlock(
        _ rows: Rows,
        of bytes: VectorScanBytes,
        query: Int,
        allowed: UnsafePointer<UInt64>?
    ) {
        let start = rows.range.lowerBound
        let errors = bytes.errors.baseAddress?.assumingMemoryBound(to: Float.self).advanced(by: start)
        var kernelRows = wright_vector_rows()
        kernelRows.codes = bytes.codes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            .advanced(by: start * rows.codeStride)
        kernelRows.scales = bytes.scales.baseAddress?.assumingMemoryBound(to: Float.self).advanced(by: start)
        kernelRows.errors = errors
        var kernelQuery = queries[query].kernelQuery
        let terms = states[query].errorTerms(of: kernelQuery)
        kernelQuery.error_weight = terms.weight
        kernelQuery.error_floor = terms.floor
        let pickedCount = wright_vector_scan(
            kernels,
            &kernelQuery,
            &kernelRows,
            rows.range.count,
            allowed.map { $0.advanced(by: start / 64) },
            states[query].threshold,
            &picked,
            &estimates
        )
        guard let errors else { return }
        for index in 0..<pickedCount {
            let row = Int(picked[index])
            states[query]
                .take(
                    segment: rows.segment,
                    ordinal: UInt32(start + row),
                    estimate: estimates[index],
                    error: terms.weight * errors[row] + terms.floor
                )
        }
    }
}
