/// Distinct terms, numbered in the order in which they first came: a hash table over one arena of bytes.
struct TermTable: Sendable {
    private var arena: [UInt8] = []
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    private var slots = [UInt32](repeating: 0, count: 1 << 12)

    var count: Int { ends.count }

    /// About how much memory it takes.
    var byteCount: Int { arena.count + ends.count * 16 + slots.count * 4 }

    /// The number of a term, new or known.
    mutating func number(of term: UnsafeBufferPointer<UInt8>) -> Int {
        let hash = TermHash.value(of: term)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if hashes[number] == hash, isEqual(number, term) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        arena.append(contentsOf: term)
        ends.append(arena.count)
        hashes.append(hash)
        slots[slot] = UInt32(ends.count)
        if ends.count * 2 > slots.count { grow() }
        return ends.count - 1
    }

    /// Calls a function with the bytes of a term.
    func withTerm<Result>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try arena.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range(of: number)])) }
    }

    /// The numbers in the order of the terms' bytes.
    ///
    /// Compared by their first eight bytes, and only where these agree by the rest.
    func sortedNumbers() -> [UInt32] {
        arena.withUnsafeBytes { bytes in
            var keys: [(head: UInt64, number: UInt32)] = []
            keys.reserveCapacity(count)
            for number in 0..<count {
                var head: UInt64 = 0
                let range = range(of: number)
                for index in 0..<8 {
                    head = head << 8 | (index < range.count ? UInt64(bytes[range.lowerBound + index]) : 0)
                }
                keys.append((head, UInt32(number)))
            }
            keys.sort { left, right in
                if left.head != right.head { return left.head < right.head }
                return TermOrder.precedes(
                    UnsafeRawBufferPointer(rebasing: bytes[range(of: Int(left.number))]),
                    UnsafeRawBufferPointer(rebasing: bytes[range(of: Int(right.number))])
                )
            }
            return keys.map(\.number)
        }
    }

    private func range(of number: Int) -> Range<Int> {
        (number == 0 ? 0 : ends[number - 1])..<ends[number]
    }

    private func isEqual(_ number: Int, _ term: UnsafeBufferPointer<UInt8>) -> Bool {
        withTerm(number) { TermOrder.isEqual(UnsafeRawBufferPointer($0), UnsafeRawBufferPointer(term)) }
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 4)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }
}
