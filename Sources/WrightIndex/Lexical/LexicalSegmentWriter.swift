internal import CWrightKernels

/// Writes a lexical segment from terms in the order of their bytes, each with its whole list.
///
/// Lists go straight to the sink; the lexicon stays in memory until the end.
struct LexicalSegmentWriter {
    private var writer: SegmentWriter
    private let lengths: [UInt32]
    private let averageLength: Float
    private var lastOrdinals: [UInt32] = []
    private var offsets: [UInt32] = []
    private var bounds: [UInt8] = []
    private var terms: [UInt8] = []
    private var text: [UInt8] = []
    private var hashes: [UInt64] = []
    private var listSize = 0
    private var list: [UInt8] = []

    init(fingerprint: String, lengths: [UInt32], sink: @escaping SegmentWriter.Sink) throws {
        writer = try SegmentWriter(kind: .lexical, fingerprint: fingerprint, sink: sink)
        self.lengths = lengths
        let sum = lengths.reduce(0) { $0 + Int($1) }
        averageLength = lengths.isEmpty ? 1 : Float(Double(sum) / Double(lengths.count))
        try writer.appendSection(LexicalLayout.lengths, lengths)
        try writer.beginSection(LexicalLayout.lists)
    }

    /// Adds a term that follows all before it, with rising ordinals and as many frequencies, at least one.
    mutating func add(term: UnsafeBufferPointer<UInt8>, ordinals: [UInt32], frequencies: [UInt32]) throws {
        precondition(!ordinals.isEmpty && ordinals.count == frequencies.count, "A term occurs somewhere.")
        let listLengths = ordinals.map { lengths[Int($0)] }
        let bound = ImpactBound(
            frequencies: frequencies[...],
            lengths: listLengths[...],
            averageLength: averageLength
        )
        try appendEntry(documentFrequency: ordinals.count, bound: bound)
        text.append(contentsOf: term)
        hashes.append(TermHash.value(of: term))
        list.removeAll(keepingCapacity: true)
        for start in stride(from: 0, to: ordinals.count, by: LexicalLayout.blockLength) {
            let range = start..<min(start + LexicalLayout.blockLength, ordinals.count)
            if ordinals.count > LexicalLayout.blockLength {
                guard let offset = UInt32(exactly: list.count) else {
                    throw IndexError.segmentTooLarge(reason: "a list of more than 4 GiB")
                }
                offsets.append(offset)
                lastOrdinals.append(ordinals[range.upperBound - 1])
                ImpactBound(
                    frequencies: frequencies[range],
                    lengths: listLengths[range],
                    averageLength: averageLength
                )
                .store(in: &bounds)
            }
            let previous = start == 0 ? UInt32.max : ordinals[start - 1]
            if range.count == LexicalLayout.blockLength {
                appendFull(ordinals[range], frequencies[range], previous: previous)
            } else {
                appendPartial(ordinals[range], frequencies[range], previous: previous)
            }
        }
        listSize += list.count
        try list.withUnsafeBytes { try writer.append($0) }
    }

    /// Writes the lexicon and the end of the segment.
    mutating func finish() throws {
        try [UInt8](repeating: 0, count: LexicalLayout.listPadding).withUnsafeBytes { try writer.append($0) }
        let termCount = hashes.count
        try appendEntry(documentFrequency: 0, bound: nil)
        try writer.appendSection(LexicalLayout.lastOrdinals, lastOrdinals)
        try writer.appendSection(LexicalLayout.offsets, offsets)
        try writer.appendSection(LexicalLayout.bounds, bounds)
        try writer.appendSection(LexicalLayout.terms, terms)
        try writer.appendSection(LexicalLayout.text, text)
        let slots = Self.slots(of: hashes)
        try writer.appendSection(LexicalLayout.slots, slots)
        var info: [UInt8] = []
        info.append(number: UInt32(lengths.count))
        info.append(number: UInt32(termCount))
        info.append(number: UInt32(lastOrdinals.count))
        info.append(number: UInt32(slots.count.trailingZeroBitCount))
        info.append(number: UInt64(lengths.reduce(0) { $0 + UInt64($1) }))
        info.append(number: UInt64(0))
        try writer.appendSection(LexicalLayout.info, info)
        try writer.finish()
    }

    private mutating func appendEntry(documentFrequency: Int, bound: ImpactBound?) throws {
        guard let textOffset = UInt32(exactly: text.count), hashes.count < Int(UInt32.max >> 2) else {
            throw IndexError.segmentTooLarge(reason: "the terms take more than 4 GiB or are more than a milliard")
        }
        terms.append(number: UInt64(listSize))
        terms.append(number: UInt32(documentFrequency))
        terms.append(number: UInt32(lastOrdinals.count))
        terms.append(number: textOffset)
        if let bound { bound.store(in: &terms) } else { terms.append(contentsOf: [UInt8](repeating: 0, count: 12)) }
    }

    private mutating func appendFull(
        _ ordinals: ArraySlice<UInt32>,
        _ frequencies: ArraySlice<UInt32>,
        previous: UInt32
    ) {
        var before = previous
        let gaps = ordinals.map { ordinal in
            defer { before = ordinal }
            return ordinal &- before &- 1
        }
        let repeats = frequencies.map { $0 - 1 }
        let gapBits = 32 - gaps.reduce(0, |).leadingZeroBitCount
        let repeatBits = 32 - repeats.reduce(0, |).leadingZeroBitCount
        list.append(UInt8(gapBits))
        list.append(UInt8(repeatBits))
        appendPacked(gaps, bits: gapBits)
        appendPacked(repeats, bits: repeatBits)
    }

    private mutating func appendPacked(_ values: [UInt32], bits: Int) {
        let start = list.count
        list.append(contentsOf: repeatElement(0, count: 16 * bits))
        list.withUnsafeMutableBufferPointer { list in
            wright_postings_pack(values, UInt32(bits), list.baseAddress?.advanced(by: start))
        }
    }

    private mutating func appendPartial(
        _ ordinals: ArraySlice<UInt32>,
        _ frequencies: ArraySlice<UInt32>,
        previous: UInt32
    ) {
        var before = previous
        for (ordinal, frequency) in zip(ordinals, frequencies) {
            let gap = ordinal &- before &- 1
            before = ordinal
            appendVariable(UInt64(gap) << 1 | (frequency > 1 ? 1 : 0))
            if frequency > 1 { appendVariable(UInt64(frequency - 2)) }
        }
    }

    private mutating func appendVariable(_ value: UInt64) {
        var rest = value
        while rest >= 128 {
            list.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        list.append(UInt8(rest))
    }

    /// A table at most half full, so that a search for a missing term is short.
    private static func slots(of hashes: [UInt64]) -> [UInt32] {
        var bits = 4
        while 1 << bits < hashes.count * 2 { bits += 1 }
        var slots = [UInt32](repeating: 0, count: 1 << bits)
        for (term, hash) in hashes.enumerated() {
            var slot = Int(hash >> UInt64(64 - bits))
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(term + 1)
        }
        return slots
    }
}
