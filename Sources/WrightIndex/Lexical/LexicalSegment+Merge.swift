private import CWrightKernels
public import WrightCore

extension LexicalSegment {
    /// Joins segments of one analyzer into a new one, without the chunks that are deleted and without their texts.
    ///
    /// Lists are read and written entry by entry. What is held is the new lexicon (about 60 bytes for each term and
    /// each word that became another) and the bytes of one list, never more than the budget; the mapped sources do not
    /// count. The new segment has positions where all sources have them. Words stay known as long as their term is,
    /// also where the chunk that had them is deleted.
    ///
    /// - Parameters:
    ///   - sources: The segments in the order of the new ordinals, at least one.
    ///   - memoryBudget: The most memory to hold; 512 MiB by default.
    ///   - sink: Takes the next bytes of the new segment.
    /// - Returns: Where the chunks went.
    /// - Throws: ``IndexError`` with code `invalidQuery` (no sources), `fingerprintMismatch`, `filterMismatch`,
    ///   `segmentTooLarge` (also where the budget does not suffice) or `corruptSegment`, and what the sink throws.
    public static func merge(
        _ sources: [SegmentMergeSource<LexicalSegment>],
        memoryBudget: ByteCount = .mebibytes(512),
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws -> SegmentRemap {
        guard let fingerprint = sources.first?.segment.fingerprint else {
            throw IndexError.invalidQuery(reason: "there is no segment to merge")
        }
        for source in sources { try source.segment.file.require(kind: .lexical, fingerprint: fingerprint) }
        let remap = try SegmentRemap(sources.map { ($0.segment.chunkCount, $0.tombstones) })
        let segments = sources.map(\.segment)
        var totalLength: UInt64 = 0
        for (number, segment) in segments.enumerated() {
            try visitLengths(of: segment, number: number, remap) { totalLength += UInt64($0) }
        }
        let shape = LexicalSegmentWriter.Shape(
            hasPositions: segments.allSatisfy(\.hasPositions),
            hasFields: segments.contains(where: \.hasFields)
        )
        let writer = try LexicalSegmentWriter(
            fingerprint: fingerprint,
            shape: shape,
            chunkCount: remap.chunkCount,
            totalLength: totalLength,
            lengths: { append in
                for (number, segment) in segments.enumerated() {
                    try appendLengths(of: segment, number: number, remap, append)
                }
            },
            sink: sink
        )
        let average = LexicalSegmentWriter.averageLength(totalLength: totalLength, chunkCount: remap.chunkCount)
        var merger = try LexicalMerger(segments: segments, remap: remap, writer: writer, budget: memoryBudget.value)
        let encoder = LexicalListEncoder(
            hasPositions: shape.hasPositions,
            hasFields: shape.hasFields,
            averageLength: average
        )
        while try merger.mergeNextTerm(encoder) {}
        while try merger.mergeNextForm() {}
        try merger.writer.finish()
        return remap
    }

    private static func visitLengths(
        of segment: LexicalSegment,
        number: Int,
        _ remap: SegmentRemap,
        _ body: (UInt32) throws -> Void
    ) throws {
        guard let stored = try segment.lengths() else { return }
        for ordinal in 0..<segment.chunkCount
        where remap.ordinal(ofSegment: number, ordinal: UInt32(ordinal)) != nil {
            try body(stored[ordinal])
        }
    }

    private static func appendLengths(
        of segment: LexicalSegment,
        number: Int,
        _ remap: SegmentRemap,
        _ append: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var piece: [UInt32] = []
        try visitLengths(of: segment, number: number, remap) { length in
            piece.append(length)
            guard piece.count == 1 << 14 else { return }
            try piece.withUnsafeBytes(append)
            piece.removeAll(keepingCapacity: true)
        }
        try piece.withUnsafeBytes(append)
    }
}

/// Walks the lexicons of several segments side by side.
private struct LexicalMerger {
    var writer: LexicalSegmentWriter

    private let segments: [LexicalSegment]
    private let remap: SegmentRemap
    private let budget: Int
    /// For each segment, the number of its next term, and that term.
    private var terms: [Head]
    /// The same for words that became other terms.
    private var forms: [Head]
    /// For each segment and term of it, the number in the new segment; `dropped` where no chunk has it any more.
    private var newNumbers: [[UInt32]]
    private var list: [UInt8] = []

    private static let dropped = UInt32.max

    /// A place in a segment's table of texts.
    private struct Head {
        var number = 0
        var text: [UInt8]?
    }

    init(segments: [LexicalSegment], remap: SegmentRemap, writer: LexicalSegmentWriter, budget: Int) throws {
        self.segments = segments
        self.remap = remap
        self.writer = writer
        self.budget = budget
        terms = try segments.map { Head(text: try Self.term(0, of: $0)) }
        forms = try segments.map { Head(text: try Self.form(0, of: $0)) }
        try Self.check(segments.reduce(0) { $0 + $1.termCount * 4 }, against: budget)
        newNumbers = segments.map { [UInt32](repeating: Self.dropped, count: $0.termCount) }
    }

    /// Writes the next term; false at the end.
    mutating func mergeNextTerm(_ encoder: LexicalListEncoder) throws -> Bool {
        guard let lowest = Self.lowest(terms) else { return false }
        let newNumber = UInt32(writer.termCount)
        var hasEntries = false
        for number in segments.indices where terms[number].text == lowest {
            if try take(from: number, encoder) { hasEntries = true }
        }
        if hasEntries {
            list.removeAll(keepingCapacity: true)
            let row = try encoder.finish(into: &list)
            try lowest.withUnsafeBufferPointer { term in
                try list.withUnsafeBytes { try writer.add(term: term, row, list: $0) }
            }
        }
        for number in segments.indices where terms[number].text == lowest {
            if hasEntries { newNumbers[number][terms[number].number] = newNumber }
            try Self.advance(&terms[number], lowest, of: segments[number], Self.term)
        }
        try checkBudget(encoder.byteCount)
        return true
    }

    /// Writes the next word; false at the end.
    mutating func mergeNextForm() throws -> Bool {
        guard let lowest = Self.lowest(forms) else { return false }
        var term = Self.dropped
        for number in segments.indices where forms[number].text == lowest {
            let old = try segments[number].form(at: forms[number].number).term
            term = min(term, newNumbers[number][old])
            try Self.advance(&forms[number], lowest, of: segments[number], Self.form)
        }
        guard term != Self.dropped else { return true }
        try lowest.withUnsafeBufferPointer { try writer.add(form: $0, term: term) }
        try checkBudget(0)
        return true
    }

    /// Adds the current term's list of one segment; says whether an entry was kept.
    private func take(from number: Int, _ encoder: LexicalListEncoder) throws -> Bool {
        let segment = segments[number]
        let scratch = LexicalScratch(termCount: 1)
        try scratch.addCursor(
            segment.entry(at: terms[number].number),
            of: segment,
            scoring: LexicalScoring(BM25Parameters(), weight: 1, averageLength: 1),
            kernels: wright_postings_kernels_best()
        )
        var last: UInt32?
        do {
            guard let lengths = try segment.lengths() else { return false }
            try scratch.cursors[0]
                .visitEntries { ordinal, frequency, places in
                    guard ordinal < segment.chunkCount, frequency.total > 0 else { throw MalformedList() }
                    guard UInt64(frequency.title) + UInt64(frequency.heading) <= UInt64(frequency.total) else {
                        throw MalformedList()
                    }
                    guard let new = remap.ordinal(ofSegment: number, ordinal: ordinal) else { return }
                    if let last, last >= new { throw MalformedList() }
                    last = new
                    try encoder.add(new, length: lengths[Int(ordinal)], frequency: frequency, places: places)
                }
        } catch is MalformedList {
            throw segment.file.corrupt("an inverted list contradicts itself")
        }
        return last != nil
    }

    private func checkBudget(_ other: Int) throws {
        let numbers = newNumbers.reduce(0) { $0 + $1.count * 4 }
        try Self.check(writer.byteCount + list.count + numbers + other, against: budget)
    }

    private static func check(_ size: Int, against budget: Int) throws {
        guard size > budget else { return }
        let sizes = "\(ByteCount(size)), more than the budget of \(ByteCount(budget))"
        throw IndexError.segmentTooLarge(reason: "the merge would hold \(sizes)")
    }

    private static func lowest(_ heads: [Head]) -> [UInt8]? {
        var lowest: [UInt8]?
        for case let text? in heads.map(\.text) where lowest.map(text.lexicographicallyPrecedes) ?? true {
            lowest = text
        }
        return lowest
    }

    private static func advance(
        _ head: inout Head,
        _ previous: [UInt8],
        of segment: LexicalSegment,
        _ text: (Int, LexicalSegment) throws -> [UInt8]?
    ) throws {
        head.number += 1
        head.text = try text(head.number, segment)
        if let text = head.text, !previous.lexicographicallyPrecedes(text) {
            throw segment.file.corrupt("its terms are not in order")
        }
    }

    private static func term(_ number: Int, of segment: LexicalSegment) throws -> [UInt8]? {
        guard number < segment.termCount else { return nil }
        return Array(try segment.term(at: number))
    }

    private static func form(_ number: Int, of segment: LexicalSegment) throws -> [UInt8]? {
        guard number < segment.formCount else { return nil }
        return Array(try segment.form(at: number).word)
    }
}
