// A lexical segment.
//
// Sections:
//
//     info          chunk count, term count, list block count, slot bits (u32 each), sum of lengths, flags (u64 each)
//     lengths       u32 for each chunk: its number of terms, exact
//     lists         the inverted lists, one after the other, then 64 zero bytes
//     lastOrdinals  u32 for each block of a long list: its last ordinal
//     offsets       u32 for each block of a long list: where it begins within the list
//     bounds        12 bytes for each block of a long list: see `ImpactBound`
//     terms         32 bytes for each term, in the order of their bytes, and one more that ends the last
//     text          the bytes of all terms
//     slots         u32, a power of two of them: a hash table from terms to term number + 1, 0 for empty
//
// A list is cut into blocks of 128 entries. A full block: bits of a gap, bits of a frequency (a byte each), then 128
// packed gaps (ordinal - previous - 1) and 128 packed frequencies (less 1). The last block of a list, when not full:
// for each entry the gap, doubled, plus 1 when the frequency is above 1, then that frequency less 2; both as LEB128. A
// list of up to 128 entries has no rows in lastOrdinals, offsets and bounds.
//
// Flag bit 0 is reserved for positions; no segment has them yet.

/// Numbers of the lexical segment's format.
enum LexicalLayout {
    static let info = SegmentSectionID(rawValue: 1)
    static let lengths = SegmentSectionID(rawValue: 2)
    static let lists = SegmentSectionID(rawValue: 3)
    static let lastOrdinals = SegmentSectionID(rawValue: 4)
    static let offsets = SegmentSectionID(rawValue: 5)
    static let bounds = SegmentSectionID(rawValue: 6)
    static let terms = SegmentSectionID(rawValue: 7)
    static let text = SegmentSectionID(rawValue: 8)
    static let slots = SegmentSectionID(rawValue: 9)

    static let infoSize = 32
    static let termSize = 32
    static let boundSize = 12
    static let blockLength = 128
    static let listPadding = 64
    static let maximumTermSize = 512

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
