#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif
private import Synchronization

// From words as they stand in texts to the terms they become: stemming is slow and words repeat.
//
// An open-addressing table with linear probing from the word's hash to an entry; words and terms lie one after another
// in one array of bytes. An entry holds the first eight bytes of its word, so that most words are told apart without a
// look at those bytes. The table begins small, so that a query's stays in the first-level cache, and doubles up to a
// bound; then everything is dropped and filled anew, which costs some milliseconds for every many megabytes of text.

/// A bounded memory of what words became.
final class TermCache {
    /// What a word became.
    struct Entry {
        /// The first eight bytes, zeros where there are fewer.
        fileprivate var head: UInt64
        fileprivate var wordOffset: UInt32
        fileprivate var termOffset: UInt32
        fileprivate var wordCount: UInt16
        fileprivate var termCount: UInt16
        /// Whether the word gives no term.
        var isStopWord: Bool
    }

    private static let entryLimit = 1 << 18
    private static let leastSlotCount = 1 << 10

    // `@exclusivity(unchecked)`: one thread uses a cache, and no closure that is called while it is read changes it.

    /// The upper half of the hash and the entry's number plus one.
    @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt64>
    @exclusivity(unchecked) private var slotMask = leastSlotCount - 1
    @exclusivity(unchecked) private var entries: [Entry] = []
    @exclusivity(unchecked) private var bytes: [UInt8] = []

    /// Changes whenever everything is forgotten; entries' numbers mean the same only within one epoch.
    @exclusivity(unchecked) private(set) var epoch = TermCache.nextEpoch()

    private static let epochs = Atomic<Int>(0)

    /// A number that no other cache of the process has.
    private static func nextEpoch() -> Int { epochs.add(1, ordering: .relaxed).newValue }

    init() {
        slots = .allocate(capacity: Self.leastSlotCount)
        slots.initialize(repeating: 0, count: Self.leastSlotCount)
    }

    deinit { slots.deallocate() }

    /// The number of a word's entry, or -1 where it is not remembered.
    @inline(__always)
    func find(_ word: UnsafeBufferPointer<UInt8>, head: UInt64, hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while true {
            let value = slots[slot]
            if value == 0 { return -1 }
            if value >> 32 == hash >> 32 {
                let number = Int(UInt32(truncatingIfNeeded: value)) - 1
                if isEntry(number, of: word, head: head) { return number }
            }
            slot = (slot + 1) & slotMask
        }
    }

    /// An entry by its number.
    @inline(__always)
    func entry(_ number: Int) -> Entry { entries[number] }

    /// Calls a closure with the word and the term of an entry.
    @inline(__always)
    func withWordAndTerm(
        of entry: Entry,
        _ body: (_ word: UnsafeBufferPointer<UInt8>, _ term: UnsafeBufferPointer<UInt8>) -> Void
    ) {
        bytes.withUnsafeBufferPointer { buffer in
            let word = Int(entry.wordOffset)..<Int(entry.wordOffset) + Int(entry.wordCount)
            let term = Int(entry.termOffset)..<Int(entry.termOffset) + Int(entry.termCount)
            body(UnsafeBufferPointer(rebasing: buffer[word]), UnsafeBufferPointer(rebasing: buffer[term]))
        }
    }

    /// Remembers what a word became, nil for nothing, and gives the number of the entry; forgets everything else where
    /// the bound is reached.
    func insert(
        _ word: UnsafeBufferPointer<UInt8>,
        head: UInt64,
        hash: UInt64,
        term: UnsafeBufferPointer<UInt8>?
    ) -> Int {
        if entries.count >= Self.entryLimit { removeAll() }
        let entry = Entry(
            head: head,
            wordOffset: UInt32(bytes.count),
            termOffset: UInt32(bytes.count + word.count),
            wordCount: UInt16(word.count),
            termCount: UInt16(term?.count ?? 0),
            isStopWord: term == nil
        )
        bytes.append(contentsOf: word)
        if let term { bytes.append(contentsOf: term) }
        entries.append(entry)
        if entries.count * 2 > slotMask { grow() }
        place(hash & 0xFFFF_FFFF_0000_0000 | UInt64(entries.count), hash: hash)
        return entries.count - 1
    }

    private func place(_ value: UInt64, hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while slots[slot] != 0 { slot = (slot + 1) & slotMask }
        slots[slot] = value
    }

    /// Doubles the table twice, and places the known entries by hashes made anew.
    private func grow() {
        let known = entries.count - 1
        slots.deallocate()
        let count = (slotMask + 1) * 4
        slots = .allocate(capacity: count)
        slots.initialize(repeating: 0, count: count)
        slotMask = count - 1
        bytes.withUnsafeBufferPointer { buffer in
            for number in 0..<known {
                let start = Int(entries[number].wordOffset)
                let word = buffer[start..<start + Int(entries[number].wordCount)]
                let hash = WordHash.value(of: UnsafeBufferPointer(rebasing: word))
                place(hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1), hash: hash)
            }
        }
    }

    private func removeAll() {
        epoch = Self.nextEpoch()
        slots.update(repeating: 0, count: slotMask + 1)
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private func isEntry(_ number: Int, of word: UnsafeBufferPointer<UInt8>, head: UInt64) -> Bool {
        let entry = entries[number]
        guard entry.head == head, Int(entry.wordCount) == word.count else { return false }
        guard word.count > 8 else { return true }
        return bytes.withUnsafeBufferPointer { buffer in
            guard let known = buffer.baseAddress, let start = word.baseAddress else { return false }
            return memcmp(known + Int(entry.wordOffset) + 8, start + 8, word.count - 8) == 0
        }
    }
}

/// The hash of a word: multiply and fold, eight bytes at a time, the last ones filled up with zeros.
enum WordHash {
    static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Takes the next eight bytes in.
    @inline(__always)
    static func next(_ hash: UInt64, _ chunk: UInt64) -> UInt64 {
        let product = (hash ^ chunk).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }

    /// The first eight bytes of a word from an offset on, zeros behind its end.
    @inline(__always)
    static func chunk(of word: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt64 {
        if offset + 8 <= word.count {
            return UnsafeRawPointer(word.baseAddress.unsafelyUnwrapped + offset).loadUnaligned(as: UInt64.self)
        }
        var chunk: UInt64 = 0
        for index in stride(from: word.count - 1, through: offset, by: -1) { chunk = chunk << 8 | UInt64(word[index]) }
        return chunk
    }

    /// The hash of a whole word.
    static func value(of word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = seed
        for offset in stride(from: 0, to: word.count, by: 8) { hash = next(hash, chunk(of: word, at: offset)) }
        return hash
    }
}
