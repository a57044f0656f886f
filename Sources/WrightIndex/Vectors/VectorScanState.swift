internal import CWrightKernels

/// What a scan has found so far for one query.
///
/// Quantised: the best `oversampling · limit` rows by estimate. Exact: every row's true score lies within its error of
/// the estimate, so the limit-th best lower end is a score that the result reaches for certain, and a row whose upper
/// end does not exceed it can never be a hit. Few rows are left; only their floats are read.
struct VectorScanState {
    private struct Estimate {
        let segment: Int32
        let ordinal: UInt32
        let highest: Float
    }

    private let limit: Int
    private let isExact: Bool
    private var best: TopHits
    private var kept: [Estimate] = []
    private var compactionSize: Int
    /// A score that as many hits of other segments have as are asked for: hits below it are none.
    var floor = -Float.infinity

    init(limit: Int, precision: VectorPrecision) {
        self.limit = limit
        switch precision {
        case .exact, .approximate:
            isExact = true
            best = TopHits(limit: limit)
        case .quantised(let oversampling):
            isExact = false
            best = TopHits(limit: limit * oversampling)
        }
        compactionSize = max(4096, 8 * limit)
    }

    /// What estimate + error must exceed for a row to matter.
    var threshold: Float { isExact ? max(best.threshold, floor.nextDown) : best.threshold }

    /// How much of a row's error counts for the query.
    func errorTerms(of query: wright_vector_query) -> (weight: Float, floor: Float) {
        isExact ? (query.error_weight, query.error_floor) : (0, 0)
    }

    /// Takes a row that exceeded the threshold at the time of its block.
    mutating func take(segment: Int, ordinal: UInt32, estimate: Float, error: Float) {
        guard isExact else {
            if estimate > best.threshold {
                best.insert(IndexHit(segment: segment, ordinal: ordinal, score: estimate))
            }
            return
        }
        guard estimate + error > threshold else { return }
        kept.append(Estimate(segment: Int32(segment), ordinal: ordinal, highest: estimate + error))
        best.insert(IndexHit(segment: segment, ordinal: ordinal, score: estimate - error))
        if kept.count >= compactionSize {
            dropHopeless()
            compactionSize = max(compactionSize, 2 * kept.count)
        }
    }

    /// Scores what is left with the given function, which reads the floats.
    func rescored(_ score: (Int, UInt32) throws(IndexError) -> Float) throws(IndexError) -> [IndexHit] {
        var result = TopHits(limit: limit)
        if !isExact {
            for hit in best.sorted() {
                let exact = try score(hit.segment, hit.ordinal)
                result.insert(IndexHit(segment: hit.segment, ordinal: hit.ordinal, score: exact))
            }
            return result.sorted()
        }
        for estimate in hopeful.sorted(by: { $0.highest > $1.highest }) {
            if estimate.highest < result.threshold { break }
            let exact = try score(Int(estimate.segment), estimate.ordinal)
            result.insert(IndexHit(segment: Int(estimate.segment), ordinal: estimate.ordinal, score: exact))
        }
        return result.sorted()
    }

    /// The rows of a segment whose floats decide.
    func pending(in segment: Int) -> [UInt32] {
        guard isExact else { return best.sorted().filter { $0.segment == segment }.map(\.ordinal) }
        return hopeful.filter { $0.segment == segment }.map(\.ordinal)
    }

    private var hopeful: [Estimate] {
        let certain = max(best.threshold, floor)
        return kept.filter { $0.highest >= certain }
    }

    private mutating func dropHopeless() { kept = hopeful }
}
