private import CWrightKernels
public import WrightCore

/// An immutable inverted index over chunks with the ordinals 0..<count.
public final class LexicalSegment: Sendable {
    /// The number of chunks.
    public let chunkCount: Int

    /// The number of distinct terms.
    public let termCount: Int

    /// The sum of the lengths of all chunks' texts, in terms; titles and headings do not count.
    public let totalLength: UInt64

    /// The container.
    public let file: SegmentFile

    /// The analyzer that made the terms.
    public var fingerprint: String { file.fingerprint }

    /// Whether it knows where in a chunk a term stands, as phrases need.
    public let hasPositions: Bool

    /// Whether it tells title, headings and text apart.
    public let hasFields: Bool

    let sections: Sections
    let formCount: Int

    /// Where the parts lie.
    struct Sections {
        let lengths: Range<Int>
        let lists: Range<Int>
        let terms: Range<Int>
        let text: Range<Int>
        let slots: Range<Int>
        let forms: Range<Int>
        let formText: Range<Int>

        init(_ file: SegmentFile) throws(IndexError) {
            lengths = try file.requiredRange(of: LexicalLayout.lengths)
            lists = try file.requiredRange(of: LexicalLayout.lists)
            terms = try file.requiredRange(of: LexicalLayout.terms)
            text = try file.requiredRange(of: LexicalLayout.text)
            slots = try file.requiredRange(of: LexicalLayout.slots)
            forms = try file.requiredRange(of: LexicalLayout.forms)
            formText = try file.requiredRange(of: LexicalLayout.formText)
        }
    }

    /// Opens a mapped segment.
    ///
    /// - Parameters:
    ///   - file: The whole segment.
    ///   - name: What messages call it.
    ///   - fingerprint: The analyzer that must have made it; nil to take any.
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
        try file.require(kind: .lexical, fingerprint: fingerprint)
        self.file = file
        try Self.checkRevision(of: file)
        let info = try file.verified(file.requiredRange(of: LexicalLayout.info))
        guard info.count == LexicalLayout.infoSize else { throw file.corrupt("its description has a wrong size") }
        chunkCount = Int(info.number(at: 0, as: UInt32.self))
        termCount = Int(info.number(at: 4, as: UInt32.self))
        formCount = Int(info.number(at: 8, as: UInt32.self))
        let slotBits = Int(info.number(at: 12, as: UInt32.self))
        totalLength = info.number(at: 16, as: UInt64.self)
        let flags = info.number(at: 24, as: UInt64.self)
        hasPositions = flags & LexicalLayout.positionsFlag != 0
        hasFields = flags & LexicalLayout.fieldsFlag != 0
        sections = try Sections(file)
        guard
            chunkCount < Int(UInt32.max), slotBits < 32,
            totalLength <= UInt64(chunkCount) * UInt64(UInt32.max),
            sections.lengths.count == chunkCount * 4, sections.lists.count >= LexicalLayout.listPadding,
            sections.terms.count == (termCount + 1) * LexicalLayout.termSize,
            sections.forms.count == (formCount + 1) * LexicalLayout.formSize,
            sections.slots.count == 4 << slotBits
        else { throw file.corrupt("a section has a wrong size") }
    }

    /// Refuses segments of another revision of the format; the first had no section for its number.
    private static func checkRevision(of file: SegmentFile) throws(IndexError) {
        var found: UInt32 = 1
        if let range = file.range(of: LexicalLayout.revision), range.count == 4 {
            found = try file.verified(range).number(at: 0, as: UInt32.self)
        }
        guard found == LexicalSegmentWriter.revision else {
            throw .unsupportedVersion(name: file.name, expected: LexicalSegmentWriter.revision, found: found)
        }
    }
}

extension LexicalSegment {
    /// A term as the lexicon tells of it, checked against the segment's sizes.
    struct Entry {
        let documentFrequency: Int
        /// Within the segment's bytes.
        let list: Range<Int>
        let bound: ImpactBound
        /// Within the segment's bytes.
        let text: Range<Int>
    }

    /// Looks a term up; nil when no chunk has it.
    ///
    /// O(1).
    func entry(of term: UnsafeBufferPointer<UInt8>) throws(IndexError) -> Entry? {
        guard !term.isEmpty, term.count <= LexicalLayout.maximumTermSize else { return nil }
        let hash = TermHash.value(of: term)
        let slotCount = sections.slots.count / 4
        guard slotCount > 1 else { return nil }
        var slot = Int(hash >> UInt64(64 - slotCount.trailingZeroBitCount))
        for _ in 0..<slotCount {
            let place = sections.slots.lowerBound + slot * 4
            let number = Int(try file.verified(place..<place + 4).number(at: 0, as: UInt32.self))
            guard number > 0 else { return nil }
            let candidate = try entry(at: number - 1)
            let text = try file.verified(candidate.text)
            if TermOrder.isEqual(text, UnsafeRawBufferPointer(term)) { return candidate }
            slot = (slot + 1) & (slotCount - 1)
        }
        return nil
    }

    /// The term with a number, in the order of bytes.
    func entry(at number: Int) throws(IndexError) -> Entry {
        guard number < termCount else { throw file.corrupt("a term's number is \(number) of \(termCount)") }
        let place = sections.terms.lowerBound + number * LexicalLayout.termSize
        let bytes = try file.verified(place..<place + 2 * LexicalLayout.termSize)
        let listStart = bytes.number(at: 0, as: UInt64.self)
        let listEnd = bytes.number(at: LexicalLayout.termSize, as: UInt64.self)
        let frequency = Int(bytes.number(at: 8, as: UInt32.self))
        let textStart = Int(bytes.number(at: 12, as: UInt32.self))
        let textEnd = Int(bytes.number(at: 12 + LexicalLayout.termSize, as: UInt32.self))
        guard let base = bytes.baseAddress,
            (1...max(1, chunkCount)).contains(frequency),
            listStart < listEnd, listEnd <= UInt64(sections.lists.count - LexicalLayout.listPadding),
            frequency <= LexicalLayout.blockLength || listStart % 4 == 0,
            textStart < textEnd, textEnd <= sections.text.count
        else { throw file.corrupt("the entry of term \(number) contradicts itself") }
        return Entry(
            documentFrequency: frequency,
            list: sections.lists.lowerBound + Int(listStart)..<sections.lists.lowerBound + Int(listEnd),
            bound: ImpactBound(stored: base + 16),
            text: sections.text.lowerBound + textStart..<sections.text.lowerBound + textEnd
        )
    }

    /// The bytes of the term with a number.
    func term(at number: Int) throws(IndexError) -> UnsafeRawBufferPointer {
        try file.verified(entry(at: number).text)
    }

    /// A word that became another term, by its number in the order of bytes, and the number of that term.
    func form(at number: Int) throws(IndexError) -> (word: UnsafeRawBufferPointer, term: Int) {
        guard number < formCount else { throw file.corrupt("a word's number is \(number) of \(formCount)") }
        let place = sections.forms.lowerBound + number * LexicalLayout.formSize
        let bytes = try file.verified(place..<place + 2 * LexicalLayout.formSize)
        let start = Int(bytes.number(at: 0, as: UInt32.self))
        let end = Int(bytes.number(at: LexicalLayout.formSize, as: UInt32.self))
        let term = Int(bytes.number(at: 4, as: UInt32.self))
        guard start < end, end <= sections.formText.count, term < termCount else {
            throw file.corrupt("the entry of word \(number) contradicts itself")
        }
        return (try file.verified(sections.formText.lowerBound + start..<sections.formText.lowerBound + end), term)
    }

    /// Has the system begin to read a term's list, and what every list is scored with.
    func announce(_ entry: Entry) {
        file.announce(entry.list)
        file.announce(sections.lengths)
    }

    /// The exact length of every chunk's text, in terms.
    func lengths() throws(IndexError) -> UnsafePointer<UInt32>? {
        try file.verified(sections.lengths).baseAddress?.assumingMemoryBound(to: UInt32.self)
    }
}
