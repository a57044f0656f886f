// Finding the best chunks for a weighted set of terms without scoring them all.
//
// Idea: MaxScore in windows of ordinals. Terms stand in falling order of weight · idf. Terms at the end whose bounds
// together cannot lift a chunk over the current threshold are optional: a chunk that has only those cannot be a hit.
// The lists of the other terms are decoded block by block and added into an array of scores, one window of ordinals
// after the other; the few chunks that could still pass with the optional terms' help are then looked up in those, from
// the heaviest to the lightest, and dropped as soon as even the rest's bounds would not help them.
// Blocks keep tighter bounds of their own: a chunk is not looked for in a block that cannot help it.
// Source: Turtle & Flood (1995), "Query evaluation: strategies and optimizations"; Ding & Suel (2011), "Faster top-k
// document retrieval using block-max indexes"; the windows follow the bulk scorers of current search libraries.
// Deviation: the order of terms is the same in every window and segment, so a chunk's score is summed in one order
// wherever it is, equal chunks score equal to the last bit, and the result is exactly that of scoring every chunk.
//
// Rounding: a sum of floats may exceed the exact sum of its bounds; bounds of sums carry a little more than that.

internal import CWrightKernels

/// One term of a query, weighed.
struct WeightedTerm {
    let bytes: [UInt8]
    /// Weight in the query times inverse document frequency.
    var weight: Float
    /// Its entry in every segment.
    let entries: [LexicalSegment.Entry?]
}

/// A search over the segments of an index, one after the other.
struct LexicalSearch {
    private var hits: TopHits
    private let parameters: BM25Parameters
    private let averageLength: Float
    private let kernels: UnsafePointer<wright_postings_kernels>

    /// Blocks of the terms' lists, and those of them that were unpacked.
    private(set) var blockCount = 0
    private(set) var unpackedBlockCount = 0

    /// Ordinals of one window: two arrays of as many floats fit the first-level cache.
    static let windowSize = 2048

    init(limit: Int, parameters: BM25Parameters, averageLength: Float) {
        hits = TopHits(limit: limit)
        self.parameters = parameters
        self.averageLength = averageLength
        kernels = wright_postings_kernels_best()
    }

    /// The best hits so far, best first.
    func sortedHits() -> [IndexHit] { hits.sorted() }

    /// Searches a segment.
    ///
    /// The terms stand in falling order of weight.
    mutating func run(
        over segment: LexicalSegment,
        number: Int,
        terms: [WeightedTerm],
        allowed: OrdinalSet?
    ) throws(IndexError) {
        guard terms.contains(where: { $0.entries[number] != nil }), let lengths = try segment.lengths() else { return }
        let scratch = try scratch(of: terms, in: segment, number: number)
        var pass = LexicalPass(segment: number, chunkCount: segment.chunkCount, lengths: lengths, scratch: scratch)
        let isWellFormed =
            if let allowed {
                allowed.withWords { pass.succeeds(kernels: kernels, hits: &hits, allowed: $0.baseAddress) }
            } else {
                pass.succeeds(kernels: kernels, hits: &hits, allowed: nil)
            }
        guard isWellFormed else { throw segment.file.corrupt("an inverted list contradicts itself") }
        for index in 0..<scratch.cursorCount {
            blockCount += scratch.cursors[index].blockCount
            unpackedBlockCount += scratch.cursors[index].unpackedCount
        }
    }
}

extension LexicalSearch {
    /// The scores of some chunks of a segment, rising; those that no term stands in are left out.
    ///
    /// Terms are added in the order of a search, so that the sums are the same to the last bit.
    func scores(
        of ordinals: [UInt32],
        in segment: LexicalSegment,
        number: Int,
        terms: [WeightedTerm]
    ) throws(IndexError) -> [IndexHit] {
        guard terms.contains(where: { $0.entries[number] != nil }), let lengths = try segment.lengths() else {
            return []
        }
        let scratch = try scratch(of: terms, in: segment, number: number)
        var scores = [Float](repeating: 0, count: ordinals.count)
        for index in 0..<scratch.cursorCount {
            let cursor = scratch.cursors + index
            for (place, ordinal) in ordinals.enumerated() {
                do {
                    guard let frequency = try cursor.pointee.frequency(in: ordinal, needing: 0), frequency > 0 else {
                        continue
                    }
                    scores[place] += cursor.pointee.scoring.part(
                        frequency: frequency,
                        length: lengths[Int(ordinal)]
                    )
                } catch {
                    throw segment.file.corrupt("an inverted list contradicts itself")
                }
            }
        }
        return zip(ordinals, scores).filter { $1 > 0 }
            .map { IndexHit(segment: number, ordinal: $0, score: $1) }
    }

    /// Cursors over the lists of the terms that a segment has.
    private func scratch(
        of terms: [WeightedTerm],
        in segment: LexicalSegment,
        number: Int
    ) throws(IndexError) -> LexicalScratch {
        let scratch = LexicalScratch(termCount: terms.count)
        for term in terms {
            guard let entry = term.entries[number] else { continue }
            let scoring = LexicalScoring(parameters, weight: term.weight, averageLength: averageLength)
            try scratch.addCursor(entry, of: segment, scoring: scoring, kernels: kernels)
        }
        return scratch
    }

    /// What one term adds to the score of one chunk.
    static func part(
        of term: WeightedTerm,
        in hit: IndexHit,
        of segment: LexicalSegment,
        parameters: BM25Parameters,
        averageLength: Float
    ) throws(IndexError) -> Float {
        guard let entry = term.entries[hit.segment], let lengths = try segment.lengths() else { return 0 }
        let scoring = LexicalScoring(parameters, weight: term.weight, averageLength: averageLength)
        let scratch = LexicalScratch(termCount: 1)
        try scratch.addCursor(entry, of: segment, scoring: scoring, kernels: wright_postings_kernels_best())
        do {
            let frequency = try scratch.cursors[0].frequency(in: hit.ordinal, needing: 0) ?? 0
            return frequency > 0 ? scoring.part(frequency: frequency, length: lengths[Int(hit.ordinal)]) : 0
        } catch {
            throw segment.file.corrupt("an inverted list contradicts itself")
        }
    }
}

/// Memory of a pass over one segment.
final class LexicalScratch {
    let cursors: UnsafeMutablePointer<TermCursor>
    private(set) var cursorCount = 0
    /// `suffixBounds[i]`: no chunk gains more from the cursors i and after.
    let suffixBounds: UnsafeMutablePointer<Float>
    let scores: UnsafeMutablePointer<Float>
    let ordinals: UnsafeMutablePointer<UInt32>
    let partialScores: UnsafeMutablePointer<Float>
    private let blocks: UnsafeMutablePointer<UInt32>

    init(termCount: Int) {
        cursors = .allocate(capacity: termCount)
        suffixBounds = .allocate(capacity: termCount + 1)
        scores = .allocate(capacity: LexicalSearch.windowSize)
        scores.initialize(repeating: 0, count: LexicalSearch.windowSize)
        // Vector registers may be stored whole: room for one more.
        ordinals = .allocate(capacity: LexicalSearch.windowSize + 16)
        partialScores = .allocate(capacity: LexicalSearch.windowSize + 16)
        blocks = .allocate(capacity: termCount * TermCursor.Buffer.size)
    }

    deinit {
        cursors.deallocate()
        suffixBounds.deallocate()
        scores.deallocate()
        ordinals.deallocate()
        partialScores.deallocate()
        blocks.deallocate()
    }

    func addCursor(
        _ entry: LexicalSegment.Entry,
        of segment: LexicalSegment,
        scoring: LexicalScoring,
        kernels: UnsafePointer<wright_postings_kernels>
    ) throws(IndexError) {
        let buffer = TermCursor.Buffer(blocks + cursorCount * TermCursor.Buffer.size)
        let cursor = try TermCursor(entry, of: segment, scoring: scoring, kernels: kernels, buffer: buffer)
        (cursors + cursorCount).initialize(to: cursor)
        cursorCount += 1
    }

    /// Sums bounds from the last cursor to the first, with room for rounding.
    func sumBounds(_ bound: (UnsafeMutablePointer<TermCursor>) -> Float) {
        var sum: Float = 0
        suffixBounds[cursorCount] = 0
        for index in stride(from: cursorCount - 1, through: 0, by: -1) {
            sum += bound(cursors + index)
            suffixBounds[index] = sum * (1 + Float(cursorCount + 4) * 0x1p-22)
        }
    }
}
