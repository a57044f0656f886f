/// Makes a lexical segment, one chunk after the other.
///
/// Entries are kept as three flat arrays in the order in which they come, about 12 bytes for each distinct term of a
/// chunk, and brought into lists by one counting sort at the end. For a large corpus build many segments and merge
/// them: see ``LexicalSegment/merge(_:sink:)``.
public struct LexicalSegmentBuilder {
    /// What makes the terms.
    public let fingerprint: String

    private var terms = TermTable()
    /// For each term, its newest entry.
    private var newestEntries: [Int] = []
    private var entryTerms: [UInt32] = []
    private var entryOrdinals: [UInt32] = []
    private var entryFrequencies: [UInt32] = []
    private var lengths: [UInt32] = []
    private var currentLength: UInt32 = 0

    /// Begins a segment of what an analyzer with this fingerprint makes; at most 4,096 bytes of UTF-8.
    public init(fingerprint: String) {
        self.fingerprint = fingerprint
    }

    /// The number of finished chunks.
    public var chunkCount: Int { lengths.count }

    /// Adds an occurrence of a term to the chunk that is being made.
    ///
    /// Terms of more than 512 bytes count for its length, but cannot be found.
    public mutating func append(term: UnsafeBufferPointer<UInt8>) {
        currentLength += 1
        guard !term.isEmpty, term.count <= LexicalLayout.maximumTermSize else { return }
        let number = terms.number(of: term)
        let ordinal = UInt32(lengths.count)
        if number == newestEntries.count {
            newestEntries.append(-1)
        } else if entryOrdinals[newestEntries[number]] == ordinal {
            entryFrequencies[newestEntries[number]] += 1
            return
        }
        newestEntries[number] = entryTerms.count
        entryTerms.append(UInt32(number))
        entryOrdinals.append(ordinal)
        entryFrequencies.append(1)
    }

    /// Ends the chunk that is being made; gives its ordinal.
    ///
    /// A chunk without terms is a chunk.
    ///
    /// - Throws: ``IndexError`` with code `segmentTooLarge`.
    @discardableResult
    public mutating func finishChunk() throws(IndexError) -> UInt32 {
        guard lengths.count < Int(UInt32.max) - 1 else { throw .segmentTooLarge(reason: "too many chunks") }
        lengths.append(currentLength)
        currentLength = 0
        return UInt32(lengths.count - 1)
    }

    /// Adds a chunk of ready terms; gives its ordinal.
    ///
    /// - Throws: ``IndexError`` with code `segmentTooLarge`.
    @discardableResult
    public mutating func add(terms: some Sequence<String>) throws(IndexError) -> UInt32 {
        for term in terms {
            var term = term
            term.withUTF8 { append(term: $0) }
        }
        return try finishChunk()
    }

    /// The segment's bytes.
    ///
    /// - Throws: ``IndexError`` with code `segmentTooLarge`.
    public func build() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try write { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Writes the segment.
    ///
    /// - Parameter sink: Takes the next bytes of the segment.
    /// - Throws: ``IndexError`` with code `segmentTooLarge`, and what the sink throws.
    public func write(to sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        precondition(currentLength == 0, "The last chunk must be finished.")
        var writer = try LexicalSegmentWriter(fingerprint: fingerprint, lengths: lengths, sink: sink)
        let (starts, entries) = entriesByTerm()
        for number in terms.sortedNumbers() {
            let list = entries[starts[number]..<starts[number + 1]]
            let ordinals = list.map { entryOrdinals[Int($0)] }
            let frequencies = list.map { entryFrequencies[Int($0)] }
            try terms.withTerm(number) { try writer.add(term: $0, ordinals: ordinals, frequencies: frequencies) }
        }
        try writer.finish()
    }

    /// Entry numbers grouped by term, in the order of ordinals, and where each group begins.
    private func entriesByTerm() -> (starts: [Int], entries: [UInt32]) {
        var starts = [Int](repeating: 0, count: terms.count + 1)
        for term in entryTerms { starts[Int(term) + 1] += 1 }
        for number in 0..<terms.count { starts[number + 1] += starts[number] }
        var next = starts
        var entries = [UInt32](repeating: 0, count: entryTerms.count)
        for (entry, term) in entryTerms.enumerated() {
            entries[next[Int(term)]] = UInt32(entry)
            next[Int(term)] += 1
        }
        return (starts, entries)
    }
}
