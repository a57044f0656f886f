// From words as they stand in texts to the terms they become: stemming is slow and words repeat.
//
// An open-addressing table with linear probing from the word's hash to an entry; words and terms lie one after another
// in one array of bytes. When a bound is reached everything is dropped and filled anew, which costs a few milliseconds
// for every several megabytes of text.

/// A bounded memory of what words became.
struct TermCache {
    /// What a word became.
    struct Entry {
        fileprivate var wordOffset: UInt32
        fileprivate var termOffset: UInt32
        fileprivate var wordCount: UInt16
        fileprivate var termCount: UInt16
        /// Whether the word gives no term.
        var isStopWord: Bool
    }

    private static let entryLimit = 1 << 16
    private static let slotCount = 1 << 17

    /// The upper half of the hash and the entry's number plus one.
    private var slots = [UInt64](repeating: 0, count: Self.slotCount)
    private var entries: [Entry] = []
    private var bytes: [UInt8] = []

    /// The entry of a word, or nil where it is not remembered.
    @inline(__always)
    func find(_ word: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Entry? {
        let mixed = Self.mixed(hash)
        var slot = Int(truncatingIfNeeded: mixed) & (Self.slotCount - 1)
        while true {
            let value = slots[slot]
            if value == 0 { return nil }
            if value >> 32 == mixed >> 32 {
                let entry = entries[Int(UInt32(truncatingIfNeeded: value)) - 1]
                if Int(entry.wordCount) == word.count, hasWord(word, at: Int(entry.wordOffset)) { return entry }
            }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
    }

    /// Calls a closure with the term of an entry.
    @inline(__always)
    func withTerm(of entry: Entry, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { buffer in
            let start = Int(entry.termOffset)
            body(UnsafeBufferPointer(rebasing: buffer[start..<start + Int(entry.termCount)]))
        }
    }

    /// Remembers what a word became, nil for nothing; forgets everything else where the bound is reached.
    mutating func insert(
        _ word: UnsafeBufferPointer<UInt8>,
        hash: UInt64,
        term: UnsafeBufferPointer<UInt8>?
    ) -> Entry {
        if entries.count >= Self.entryLimit { removeAll() }
        let entry = Entry(
            wordOffset: UInt32(bytes.count),
            termOffset: UInt32(bytes.count + word.count),
            wordCount: UInt16(word.count),
            termCount: UInt16(term?.count ?? 0),
            isStopWord: term == nil
        )
        bytes.append(contentsOf: word)
        if let term { bytes.append(contentsOf: term) }
        entries.append(entry)
        let mixed = Self.mixed(hash)
        var slot = Int(truncatingIfNeeded: mixed) & (Self.slotCount - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (Self.slotCount - 1) }
        slots[slot] = mixed & 0xFFFF_FFFF_0000_0000 | UInt64(entries.count)
        return entry
    }

    private mutating func removeAll() {
        for slot in slots.indices { slots[slot] = 0 }
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private func hasWord(_ word: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
        for index in 0..<word.count where bytes[offset + index] != word[index] { return false }
        return true
    }

    @inline(__always)
    private static func mixed(_ hash: UInt64) -> UInt64 {
        let folded = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
        return folded ^ folded >> 29
    }
}
