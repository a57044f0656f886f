private import CWrightKernels

extension LexicalSegment {
    /// Joins segments of one analyzer into a new one, without the chunks that are deleted and without their texts.
    ///
    /// The memory needed is that of the new lexicon and of the longest list.
    ///
    /// - Parameters:
    ///   - sources: The segments in the order of the new ordinals, at least one.
    ///   - sink: Takes the next bytes of the new segment.
    /// - Returns: Where the chunks went.
    /// - Throws: ``IndexError`` with code `invalidQuery` (no sources), `fingerprintMismatch`, `filterMismatch`,
    ///   `segmentTooLarge` or `corruptSegment`, and what the sink throws.
    public static func merge(
        _ sources: [SegmentMergeSource<LexicalSegment>],
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws -> SegmentRemap {
        guard let fingerprint = sources.first?.segment.fingerprint else {
            throw IndexError.invalidQuery(reason: "there is no segment to merge")
        }
        let remap = try SegmentRemap(sources.map { ($0.segment.chunkCount, $0.tombstones) })
        var lengths: [UInt32] = []
        lengths.reserveCapacity(remap.chunkCount)
        for (number, source) in sources.enumerated() {
            try source.segment.file.require(kind: .lexical, fingerprint: fingerprint)
            guard let stored = try source.segment.lengths() else { continue }
            for ordinal in 0..<source.segment.chunkCount
            where remap.ordinal(ofSegment: number, ordinal: UInt32(ordinal)) != nil {
                lengths.append(stored[ordinal])
            }
        }
        var merger = try LexicalMerger(segments: sources.map(\.segment), remap: remap)
        var writer = try LexicalSegmentWriter(fingerprint: fingerprint, lengths: lengths, sink: sink)
        while try merger.next() {
            guard !merger.ordinals.isEmpty else { continue }
            try merger.term.withUnsafeBufferPointer {
                try writer.add(term: $0, ordinals: merger.ordinals, frequencies: merger.frequencies)
            }
        }
        try writer.finish()
        return remap
    }
}

/// Walks the lexicons of several segments side by side.
private struct LexicalMerger {
    /// The current term.
    private(set) var term: [UInt8] = []
    /// Its chunks in the new segment.
    private(set) var ordinals: [UInt32] = []
    private(set) var frequencies: [UInt32] = []

    private let segments: [LexicalSegment]
    private let remap: SegmentRemap
    /// For each segment, the number of its next term, and that term.
    private var numbers: [Int]
    private var heads: [[UInt8]?] = []

    init(segments: [LexicalSegment], remap: SegmentRemap) throws {
        self.segments = segments
        self.remap = remap
        numbers = [Int](repeating: 0, count: segments.count)
        for segment in segments { heads.append(try Self.term(0, of: segment)) }
    }

    /// Goes to the next term; false at the end.
    mutating func next() throws -> Bool {
        var lowest: [UInt8]?
        for case let head? in heads where lowest.map(head.lexicographicallyPrecedes) ?? true { lowest = head }
        guard let lowest else { return false }
        term = lowest
        ordinals.removeAll(keepingCapacity: true)
        frequencies.removeAll(keepingCapacity: true)
        for number in segments.indices where heads[number] == lowest {
            try take(from: number)
            numbers[number] += 1
            heads[number] = try Self.term(numbers[number], of: segments[number])
            if let head = heads[number], !lowest.lexicographicallyPrecedes(head) {
                throw segments[number].file.corrupt("its terms are not in order")
            }
        }
        return true
    }

    /// Appends the current term's list of one segment.
    private mutating func take(from number: Int) throws {
        let segment = segments[number]
        let scratch = LexicalScratch(termCount: 1)
        try scratch.addCursor(
            segment.entry(at: numbers[number]),
            of: segment,
            scoring: wright_postings_scoring(),
            kernels: wright_postings_kernels_best()
        )
        do {
            try withExtendedLifetime(scratch) {
                try scratch.cursors[0]
                    .visitEntries { ordinal, frequency in
                        guard ordinal < segment.chunkCount, frequency > 0 else { throw MalformedList() }
                        guard let new = remap.ordinal(ofSegment: number, ordinal: ordinal) else { return }
                        guard ordinals.last.map({ $0 < new }) ?? true else { throw MalformedList() }
                        ordinals.append(new)
                        frequencies.append(frequency)
                    }
            }
        } catch is MalformedList {
            throw segment.file.corrupt("an inverted list contradicts itself")
        }
    }

    private static func term(_ number: Int, of segment: LexicalSegment) throws -> [UInt8]? {
        guard number < segment.termCount else { return nil }
        return Array(try segment.file.verified(segment.entry(at: number).text))
    }
}
