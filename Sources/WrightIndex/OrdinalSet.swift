/// A set of the ordinals of one segment, one bit each: what a filter lets through, or which chunks are deleted.
public struct OrdinalSet: Hashable, Sendable {
    /// The number of ordinals that could be members: the chunks of the segment.
    public let universeCount: Int

    private var words: [UInt64]

    /// The empty set, or the set of all, over so many ordinals.
    public init(universeCount: Int, containingAll isFull: Bool = false) {
        precondition(universeCount >= 0, "A set cannot have a negative number of ordinals.")
        self.universeCount = universeCount
        words = [UInt64](repeating: isFull ? ~0 : 0, count: (universeCount + 63) / 64)
        clearTail()
    }

    /// The set of some ordinals; those outside the universe are left out.
    public init(universeCount: Int, _ ordinals: some Sequence<UInt32>) {
        self.init(universeCount: universeCount)
        for ordinal in ordinals { insert(ordinal) }
    }

    /// The number of members.
    ///
    /// O(universe / 64).
    public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Whether there is no member.
    public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// Whether an ordinal is a member; false outside the universe.
    public func contains(_ ordinal: UInt32) -> Bool {
        let index = Int(ordinal)
        return index < universeCount && words[index / 64] >> UInt64(index % 64) & 1 == 1
    }

    /// Adds an ordinal; says whether it is new.
    ///
    /// Outside the universe nothing happens.
    @discardableResult
    public mutating func insert(_ ordinal: UInt32) -> Bool {
        let index = Int(ordinal)
        guard index < universeCount, !contains(ordinal) else { return false }
        words[index / 64] |= 1 << UInt64(index % 64)
        return true
    }

    /// Takes an ordinal out; says whether it was a member.
    @discardableResult
    public mutating func remove(_ ordinal: UInt32) -> Bool {
        guard contains(ordinal) else { return false }
        words[Int(ordinal) / 64] &= ~(1 << UInt64(Int(ordinal) % 64))
        return true
    }

    /// Calls a function with every member, in rising order.
    ///
    /// O(universe / 64 + members).
    public func visitMembers(_ body: (UInt32) throws -> Void) rethrows {
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                try body(UInt32(index * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
    }

    /// Keeps what is also a member of another set over the same universe.
    public mutating func formIntersection(_ other: Self) {
        combine(with: other, &)
    }

    /// Adds the members of another set over the same universe.
    public mutating func formUnion(_ other: Self) {
        combine(with: other, |)
    }

    /// Takes out the members of another set over the same universe.
    public mutating func subtract(_ other: Self) {
        combine(with: other) { $0 & ~$1 }
    }

    /// The ordinals that are not members.
    public var complement: Self {
        var result = self
        for index in result.words.indices { result.words[index] = ~result.words[index] }
        result.clearTail()
        return result
    }

    /// The words of the set, lowest ordinal in the lowest bit of the first.
    func withWords<Result>(_ body: (UnsafeBufferPointer<UInt64>) throws -> Result) rethrows -> Result {
        try words.withUnsafeBufferPointer(body)
    }

    private mutating func combine(with other: Self, _ operation: (UInt64, UInt64) -> UInt64) {
        precondition(universeCount == other.universeCount, "Sets over different segments cannot be combined.")
        for index in words.indices { words[index] = operation(words[index], other.words[index]) }
    }

    private mutating func clearTail() {
        let used = universeCount % 64
        guard used > 0, let last = words.indices.last else { return }
        words[last] &= (1 << UInt64(used)) - 1
    }
}

extension OrdinalSet {
    /// The set as bytes: the size of the universe and the words, little-endian.
    public var serialised: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + words.count * 8)
        for word in [UInt64(universeCount)] + words {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }

    /// Reads what ``serialised`` gave.
    ///
    /// - Throws: ``IndexError`` with code `invalidSet` when the length is wrong or a bit lies outside the universe.
    public init(serialised bytes: [UInt8]) throws(IndexError) {
        guard bytes.count >= 8, bytes.count % 8 == 0 else { throw .invalidSet(reason: "it has \(bytes.count) bytes") }
        let numbers = stride(from: 0, to: bytes.count, by: 8)
            .map { start in
                (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
            }
        guard let universe = UInt32(exactly: numbers[0]), (Int(universe) + 63) / 64 == numbers.count - 1 else {
            throw .invalidSet(reason: "\(numbers[0]) ordinals do not fill \(bytes.count) bytes")
        }
        universeCount = Int(universe)
        words = Array(numbers.dropFirst())
        let last = words.last
        clearTail()
        guard words.last == last else { throw .invalidSet(reason: "it has members outside its universe") }
    }
}
