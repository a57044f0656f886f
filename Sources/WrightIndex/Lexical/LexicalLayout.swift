// A lexical segment.
//
// Sections:
//
//     info          chunk count, term count, form count, slot bits (u32 each), sum of body lengths, flags (u64 each)
//     lengths       u32 for each chunk: the number of terms in its text, exact
//     lists         the inverted lists, one after the other, then 64 zero bytes
//     terms         32 bytes for each term, in the order of their bytes, and one more that ends the last: where its
//                   list begins (u64), in how many chunks it stands, where its text begins (u32 each), bound (16 bytes)
//     text          the bytes of all terms
//     slots         u32, a power of two of them: a hash table from terms to term number + 1, 0 for empty
//     forms         8 bytes for each word that became another term, in the order of their bytes, and one more: where
//                   its text begins, the number of its term (u32 each)
//     formText      the bytes of those words
//
// A list is cut into blocks of 128 entries. A list of more than 128 begins at a multiple of 4 with: where the positions
// begin (u32), then, a row of each for all blocks: the last ordinal, where the block begins behind this table, where
// its positions begin (u32 each), and its bound (16 bytes). The blocks follow, then the positions of each block.
//
// A full block: bits of a gap, of a frequency, and, in a segment with fields, of the frequency in the title and in the
// headings (a byte each); then 128 packed gaps (ordinal - previous - 1), 128 packed frequencies over all fields (less
// 1), 128 packed frequencies of each field. Where no entry of the block is in a title, its bits are 0 and it takes no
// room. The last block of a list, when not full, is a row of LEB128 numbers: the gap, shifted by one bit (two in a
// segment with fields), with the lowest bit for a frequency above 1 and the next for occurrences in title or headings;
// then the frequency less 2, then the frequencies in title and headings.
//
// The positions of a block: bits of a position (a byte), then the packed positions of all occurrences: title, headings
// and body of the first entry, then of the next. A position counts the words of its field, words without a term too;
// it is not a difference, so that the positions of one entry are read without those before it.
//
// Flags: bit 0 positions, bit 1 fields.

/// Numbers of the lexical segment's format.
enum LexicalLayout {
    static let info = SegmentSectionID(rawValue: 1)
    static let lengths = SegmentSectionID(rawValue: 2)
    static let lists = SegmentSectionID(rawValue: 3)
    static let terms = SegmentSectionID(rawValue: 7)
    static let text = SegmentSectionID(rawValue: 8)
    static let slots = SegmentSectionID(rawValue: 9)
    static let forms = SegmentSectionID(rawValue: 10)
    static let formText = SegmentSectionID(rawValue: 11)
    /// Names this version of the format; segments of others have no such section.
    static let revision = SegmentSectionID(rawValue: 12)

    static let infoSize = 32
    static let termSize = 32
    static let formSize = 8
    static let boundSize = 16
    /// The rows of one block in the table of a long list.
    static let blockRowSize = 12 + boundSize
    static let blockLength = 128
    static let listPadding = 64
    static let maximumTermSize = 512
    /// Positions have so many bits; above them stands the field.
    static let positionBits: UInt32 = 28
    static let maximumPosition: UInt32 = 1 << positionBits - 1

    static let positionsFlag: UInt64 = 1
    static let fieldsFlag: UInt64 = 2

    static func blockCount(ofList documentFrequency: Int) -> Int {
        (documentFrequency + blockLength - 1) / blockLength
    }
}

/// The hash that places a term in the table of slots; part of the format.
enum TermHash {
    /// Multiply and fold, eight bytes at a time.
    static func value(of term: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(term)
        var hash = UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15
        var offset = 0
        while offset + 8 <= bytes.count {
            hash = mixed(hash ^ bytes.number(at: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        return mixed(hash ^ rest)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low ^ value
    }
}
