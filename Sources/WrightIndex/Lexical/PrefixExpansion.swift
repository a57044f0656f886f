// Which terms a beginning of words stands for.
//
// Terms are stems, so "regulat" begins none of them though the index knows "regulation". The segment keeps the words
// that became another term, in order; both tables are searched by halves for where the beginning would stand and read
// from there on. Of the terms found, those in the most chunks are kept.

/// The terms that begin with some bytes, or that a word became that does.
struct PrefixExpansion {
    /// How many terms and words of a segment are looked at for each beginning.
    static let readLimit = 1 << 16

    private var frequencies: [[UInt8]: Int] = [:]

    /// Terms that were found.
    var foundCount: Int { frequencies.count }

    /// The terms in the most chunks, at most ``LexicalQuery/Prefix/maximumTermCount``; equal ones in order of bytes.
    var terms: [[UInt8]] {
        let order = frequencies.sorted { left, right in
            left.value != right.value ? left.value > right.value : left.key.lexicographicallyPrecedes(right.key)
        }
        return order.prefix(LexicalQuery.Prefix.maximumTermCount).map(\.key)
    }

    /// Takes in what a segment knows.
    mutating func add(_ prefix: LexicalQuery.Prefix, in segment: LexicalSegment) throws(IndexError) {
        var numbers: Set<Int> = []
        for beginning in prefix.beginnings {
            let terms = try Self.range(of: beginning, count: segment.termCount) { number throws(IndexError) in
                try segment.term(at: number)
            }
            numbers.formUnion(terms)
            let forms = try Self.range(of: beginning, count: segment.formCount) { number throws(IndexError) in
                try segment.form(at: number).word
            }
            for form in forms { numbers.insert(try segment.form(at: form).term) }
        }
        for number in numbers {
            let entry = try segment.entry(at: number)
            frequencies[Array(try segment.term(at: number)), default: 0] += entry.documentFrequency
        }
    }

    /// Where the texts that begin with some bytes stand in a table in order; at most so many as may be read.
    private static func range(
        of beginning: [UInt8],
        count: Int,
        text: (Int) throws(IndexError) -> UnsafeRawBufferPointer
    ) throws(IndexError) -> Range<Int> {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if try text(middle).lexicographicallyPrecedes(beginning) { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < count, end - low < readLimit, try text(end).starts(with: beginning) { end += 1 }
        return low..<end
    }
}
