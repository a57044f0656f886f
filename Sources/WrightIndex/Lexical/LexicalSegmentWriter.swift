/// Writes a lexical segment from terms in the order of their bytes, each with its finished list.
///
/// Lists go straight to the sink; the lexicon stays in memory until the end: see ``byteCount``.
struct LexicalSegmentWriter {
    /// What a segment holds beside terms and frequencies.
    struct Shape: Sendable {
        var hasPositions: Bool
        var hasFields: Bool
    }

    private var writer: SegmentWriter
    private let chunkCount: Int
    private let totalLength: UInt64
    private let shape: Shape
    private var terms: [UInt8] = []
    private var text: [UInt8] = []
    private var hashes: [UInt64] = []
    private var forms: [UInt32] = []
    private var formText: [UInt8] = []
    private var listSize = 0

    /// The number that readers of this format ask for.
    static let revision: UInt32 = 2

    /// Begins a segment; the lengths are those of ``LexicalLayout``.
    init(
        fingerprint: String,
        shape: Shape,
        chunkCount: Int,
        totalLength: UInt64,
        lengths: (_ append: (UnsafeRawBufferPointer) throws -> Void) throws -> Void,
        sink: @escaping SegmentWriter.Sink
    ) throws {
        var writer = try SegmentWriter(kind: .lexical, fingerprint: fingerprint, sink: sink)
        self.chunkCount = chunkCount
        self.totalLength = totalLength
        self.shape = shape
        try writer.beginSection(LexicalLayout.lengths)
        try lengths { try writer.append($0) }
        try writer.beginSection(LexicalLayout.lists)
        self.writer = writer
    }

    /// The average length that bounds are made for.
    static func averageLength(totalLength: UInt64, chunkCount: Int) -> Float {
        chunkCount == 0 || totalLength == 0 ? 1 : Float(Double(totalLength) / Double(chunkCount))
    }

    /// Bytes held for the lexicon, with what its end will need.
    var byteCount: Int { terms.count + text.count + hashes.count * 24 + forms.count * 4 + formText.count }

    /// The number of terms so far.
    var termCount: Int { hashes.count }

    /// Adds a term that follows all before it, and its list.
    mutating func add(
        term: UnsafeBufferPointer<UInt8>,
        _ row: LexicalListEncoder.Row,
        list: UnsafeRawBufferPointer
    ) throws {
        precondition(list.count == row.size, "A list has its size.")
        if row.documentFrequency > UInt32(LexicalLayout.blockLength), listSize % 4 != 0 {
            // Its table is read as numbers of four bytes.
            let gap = [UInt8](repeating: 0, count: 4 - listSize % 4)
            try gap.withUnsafeBytes { try writer.append($0) }
            listSize += gap.count
        }
        try appendRow(documentFrequency: row.documentFrequency, bound: row.bound)
        text.append(contentsOf: term)
        hashes.append(TermHash.value(of: term))
        listSize += list.count
        try writer.append(list)
    }

    /// Adds a word that follows all before it, and the number of the term that it became.
    mutating func add(form: UnsafeBufferPointer<UInt8>, term: UInt32) throws {
        guard let offset = UInt32(exactly: formText.count) else {
            throw IndexError.segmentTooLarge(reason: "the words take more than 4 GiB")
        }
        forms.append(offset)
        forms.append(term)
        formText.append(contentsOf: form)
    }

    /// Writes the lexicon and the end of the segment.
    mutating func finish() throws {
        try [UInt8](repeating: 0, count: LexicalLayout.listPadding).withUnsafeBytes { try writer.append($0) }
        let termCount = hashes.count
        try appendRow(documentFrequency: 0, bound: nil)
        try writer.appendSection(LexicalLayout.terms, terms)
        try writer.appendSection(LexicalLayout.text, text)
        let slots = Self.slots(of: hashes)
        try writer.appendSection(LexicalLayout.slots, slots)
        let formCount = forms.count / 2
        forms.append(UInt32(truncatingIfNeeded: formText.count))
        forms.append(0)
        try writer.appendSection(LexicalLayout.forms, forms)
        try writer.appendSection(LexicalLayout.formText, formText)
        try writer.appendSection(LexicalLayout.revision, [Self.revision])
        var info: [UInt8] = []
        info.append(number: UInt32(chunkCount))
        info.append(number: UInt32(termCount))
        info.append(number: UInt32(formCount))
        info.append(number: UInt32(slots.count.trailingZeroBitCount))
        info.append(number: totalLength)
        let flags =
            (shape.hasPositions ? LexicalLayout.positionsFlag : 0) | (shape.hasFields ? LexicalLayout.fieldsFlag : 0)
        info.append(number: flags)
        try writer.appendSection(LexicalLayout.info, info)
        try writer.finish()
    }

    private mutating func appendRow(documentFrequency: UInt32, bound: ImpactBound?) throws {
        guard let textOffset = UInt32(exactly: text.count), hashes.count < Int(UInt32.max >> 2) else {
            throw IndexError.segmentTooLarge(reason: "the terms take more than 4 GiB or are more than a milliard")
        }
        terms.append(number: UInt64(listSize))
        terms.append(number: documentFrequency)
        terms.append(number: textOffset)
        if let bound { bound.store(in: &terms) } else { terms.append(contentsOf: [UInt8](repeating: 0, count: 16)) }
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
