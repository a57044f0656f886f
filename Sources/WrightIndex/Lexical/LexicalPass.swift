internal import CWrightKernels

/// A pass over one segment, window after window.
struct LexicalPass {
    private let segment: Int
    private let chunkCount: UInt32
    private let scratch: LexicalScratch
    private var window: wright_postings_window

    init(segment: Int, chunkCount: Int, lengths: UnsafePointer<UInt32>, scratch: LexicalScratch) {
        self.segment = segment
        self.chunkCount = UInt32(chunkCount)
        self.scratch = scratch
        window = wright_postings_window(scores: scratch.scores, lengths: lengths, first: 0, count: 0)
    }

    /// Takes the hits of the segment; false when a list is malformed.
    mutating func succeeds(
        kernels: UnsafePointer<wright_postings_kernels>,
        hits: inout TopHits,
        allowed: UnsafePointer<UInt64>?
    ) -> Bool {
        do {
            try run(kernels: kernels, hits: &hits, allowed: allowed)
            return true
        } catch {
            return false
        }
    }

    private mutating func run(
        kernels: UnsafePointer<wright_postings_kernels>,
        hits: inout TopHits,
        allowed: UnsafePointer<UInt64>?
    ) throws(MalformedList) {
        scratch.sumBounds { $0.pointee.bound }
        var required = scratch.cursorCount
        var first: UInt32 = 0
        while first < chunkCount {
            let threshold = max(0, hits.threshold)
            while required > 0, scratch.suffixBounds[required - 1] <= threshold { required -= 1 }
            guard required > 0 else { return }
            first = max(first, nextOrdinal(ofFirst: required))
            guard first < chunkCount else { return }
            window.first = first
            window.count = min(UInt32(LexicalSearch.windowSize), chunkCount - first)
            for index in 0..<required { try scratch.cursors[index].accumulate(&window) }
            // Each addition may round up: what falls short of the threshold by less than that is kept.
            let cut = threshold * (1 - Float(scratch.cursorCount + 4) * 0x1p-23)
            let room = cut - scratch.suffixBounds[required]
            let found = kernels.pointee.collect(
                scratch.scores,
                (Int(window.count) + 15) / 16 * 16,
                max(0, room),
                scratch.ordinals,
                scratch.partialScores
            )
            try finish(found, from: required, cut: cut, hits: &hits, allowed: allowed)
            first += window.count
        }
    }

    /// The lowest ordinal that one of the first cursors may have next.
    private func nextOrdinal(ofFirst count: Int) -> UInt32 {
        var lowest = UInt32.max
        for index in 0..<count { lowest = min(lowest, scratch.cursors[index].nextOrdinalAtLeast) }
        return lowest
    }

    /// Adds the optional terms to the chunks that were found and takes the hits among them.
    private func finish(
        _ found: Int,
        from optional: Int,
        cut: Float,
        hits: inout TopHits,
        allowed: UnsafePointer<UInt64>?
    ) throws(MalformedList) {
        let ordinals = scratch.ordinals
        let scores = scratch.partialScores
        var count = found
        for index in 0..<found { ordinals[index] += window.first }
        if let allowed { count = keepAllowed(count, allowed) }
        for index in optional..<scratch.cursorCount where count > 0 {
            count = try add(term: index, to: count, cut: cut)
        }
        for index in 0..<count where scores[index] > hits.threshold {
            hits.insert(IndexHit(segment: segment, ordinal: ordinals[index], score: scores[index]))
        }
    }

    private func keepAllowed(_ count: Int, _ allowed: UnsafePointer<UInt64>) -> Int {
        var kept = 0
        for index in 0..<count {
            let ordinal = Int(scratch.ordinals[index])
            guard allowed[ordinal / 64] >> UInt64(ordinal % 64) & 1 == 1 else { continue }
            scratch.ordinals[kept] = scratch.ordinals[index]
            scratch.partialScores[kept] = scratch.partialScores[index]
            kept += 1
        }
        return kept
    }

    /// Adds one optional term; keeps the chunks that the terms after it could still lift over the cut.
    private func add(term: Int, to count: Int, cut: Float) throws(MalformedList) -> Int {
        let ordinals = scratch.ordinals
        let scores = scratch.partialScores
        let cursor = scratch.cursors + term
        let boundHere = scratch.suffixBounds[term]
        let boundAfter = scratch.suffixBounds[term + 1]
        var kept = 0
        for index in 0..<count {
            let ordinal = ordinals[index]
            var score = scores[index]
            guard score + boundHere > cut else { continue }
            let needed = cut - boundAfter - score
            guard let frequency = try cursor.pointee.frequency(in: ordinal, needing: needed) else { continue }
            if frequency > 0 {
                score += cursor.pointee.scoring.part(frequency: frequency, length: window.lengths[Int(ordinal)])
            }
            guard score + boundAfter > cut else { continue }
            ordinals[kept] = ordinal
            scores[kept] = score
            kept += 1
        }
        return kept
    }
}
