// Several builders' terms as one segment.
//
// The sorted lexicons of the parts are walked side by side; a term's list is the parts' lists one after the other, as
// the parts hold chunks that follow one another. Lists are encoded in slabs of terms with about as many occurrences
// each, one slab for each thread at a time, and handed to the sink in order, so that no more is held than a few slabs.

/// Joins what builders collected.
struct LexicalAssembly {
    private let parts: [SortedOccurrences]
    private let firstOrdinals: [UInt32]
    private let threadCount: Int
    /// For each term of the segment and each part, the term's place in the part's order, or -1.
    private let places: [Int32]
    /// For each part and each of its term numbers, the number in the segment.
    private let numbers: [[UInt32]]

    /// Occurrences that are encoded at a time by one thread.
    private static let slabSize = 1 << 19

    init(_ parts: [SortedOccurrences], threadCount: Int) throws(IndexError) {
        self.parts = parts
        self.threadCount = threadCount
        var firstOrdinals: [UInt32] = []
        var count = 0
        for part in parts {
            firstOrdinals.append(UInt32(count))
            count += part.lengths.count
            guard count < Int(UInt32.max) - 1 else { throw .segmentTooLarge(reason: "too many chunks") }
        }
        self.firstOrdinals = firstOrdinals
        (places, numbers) = Self.joined(parts)
    }

    /// Writes the segment.
    func write(
        fingerprint: String,
        storesPositions: Bool,
        to sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let shape = LexicalSegmentWriter.Shape(
            hasPositions: storesPositions,
            hasFields: parts.contains(where: \.hasFields)
        )
        let chunkCount = parts.reduce(0) { $0 + $1.lengths.count }
        let totalLength = parts.reduce(0) { $0 + $1.totalLength }
        var writer = try LexicalSegmentWriter(
            fingerprint: fingerprint,
            shape: shape,
            chunkCount: chunkCount,
            totalLength: totalLength,
            lengths: { append in for part in parts { try part.lengths.withUnsafeBytes(append) } },
            sink: sink
        )
        let average = LexicalSegmentWriter.averageLength(totalLength: totalLength, chunkCount: chunkCount)
        let slabs = slabs()
        for start in stride(from: 0, to: slabs.count, by: threadCount) {
            let round = Array(slabs[start..<min(start + threadCount, slabs.count)])
            for slab in try WorkerThreads.map(round, { try encode($0, shape: shape, averageLength: average) }) {
                try add(slab, to: &writer)
            }
        }
        try addForms(to: &writer)
        try writer.finish()
    }

    /// The terms of a part of the lexicon, encoded.
    private struct Slab: Sendable {
        var firstTerm: Int
        var bytes: [UInt8] = []
        var rows: [LexicalListEncoder.Row] = []
    }

    private var termCount: Int { parts.isEmpty ? 0 : places.count / parts.count }

    /// Cuts the lexicon into parts.
    private func slabs() -> [Range<Int>] {
        var slabs: [Range<Int>] = []
        var start = 0
        var sum = 0
        for term in 0..<termCount {
            for (part, place) in placesOfParts(term) { sum += parts[part].occurrenceCount(at: place) }
            guard sum >= Self.slabSize || term + 1 == termCount else { continue }
            slabs.append(start..<term + 1)
            start = term + 1
            sum = 0
        }
        return slabs
    }

    private func encode(
        _ terms: Range<Int>,
        shape: LexicalSegmentWriter.Shape,
        averageLength: Float
    ) throws -> Slab {
        let encoder = LexicalListEncoder(
            hasPositions: shape.hasPositions,
            hasFields: shape.hasFields,
            averageLength: averageLength
        )
        var slab = Slab(firstTerm: terms.lowerBound)
        for term in terms {
            for (part, place) in placesOfParts(term) {
                try parts[part].add(at: place, to: encoder, firstOrdinal: firstOrdinals[part])
            }
            slab.rows.append(try encoder.finish(into: &slab.bytes))
        }
        return slab
    }

    private func add(_ slab: Slab, to writer: inout LexicalSegmentWriter) throws {
        try slab.bytes.withUnsafeBytes { bytes in
            var offset = 0
            for (index, row) in slab.rows.enumerated() {
                let list = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + row.size])
                offset += row.size
                guard let (part, place) = placesOfParts(slab.firstTerm + index).first else { continue }
                let number = Int(parts[part].order[place])
                try parts[part].terms.withTerm(number) { try writer.add(term: $0, row, list: list) }
            }
        }
    }

    /// The parts that have a term, and its place in their orders.
    private func placesOfParts(_ term: Int) -> [(part: Int, place: Int)] {
        parts.indices.compactMap { part in
            let place = places[term * parts.count + part]
            return place < 0 ? nil : (part, Int(place))
        }
    }

    /// Adds the words that became other terms, each once.
    private func addForms(to writer: inout LexicalSegmentWriter) throws {
        let lexicons = parts.map { SortedLexicon(table: $0.forms, order: $0.formOrder) }
        try SortedLexicon.visitJoined(lexicons) { places in
            guard let (part, place) = places.first else { return }
            let number = Int(parts[part].formOrder[place])
            let term = numbers[part][Int(parts[part].formTerms[number])]
            try parts[part].forms.withTerm(number) { try writer.add(form: $0, term: term) }
        }
    }

    private static func joined(_ parts: [SortedOccurrences]) -> (places: [Int32], numbers: [[UInt32]]) {
        var joined: [Int32] = []
        var numbers = parts.map { [UInt32](repeating: 0, count: $0.terms.count) }
        var term: UInt32 = 0
        let lexicons = parts.map { SortedLexicon(table: $0.terms, order: $0.order) }
        SortedLexicon.visitJoined(lexicons) { places in
            let first = joined.count
            joined.append(contentsOf: repeatElement(-1, count: parts.count))
            for (part, place) in places {
                joined[first + part] = Int32(place)
                numbers[part][Int(parts[part].order[place])] = term
            }
            term += 1
        }
        return (joined, numbers)
    }
}

/// Texts and their order.
private struct SortedLexicon {
    let table: TermTable
    let order: [UInt32]

    /// Calls a function with every distinct text of several lexicons, in order: the lexicons that have it, and its
    /// place in their orders.
    static func visitJoined(
        _ lexicons: [SortedLexicon],
        _ body: ([(part: Int, place: Int)]) throws -> Void
    ) rethrows {
        var next = [Int](repeating: 0, count: lexicons.count)
        var found: [(part: Int, place: Int)] = []
        while true {
            found.removeAll(keepingCapacity: true)
            for part in lexicons.indices where next[part] < lexicons[part].order.count {
                let comparison = found.first.map {
                    lexicons[part].compare(next[part], with: lexicons[$0.part], $0.place)
                }
                if comparison ?? -1 < 0 { found.removeAll(keepingCapacity: true) }
                if comparison ?? -1 <= 0 { found.append((part, next[part])) }
            }
            if found.isEmpty { return }
            try body(found)
            for (part, _) in found { next[part] += 1 }
        }
    }

    /// Below zero where the text at a place comes before another's.
    private func compare(_ place: Int, with other: SortedLexicon, _ otherPlace: Int) -> Int {
        table.withTerm(Int(order[place])) { left in
            other.table.withTerm(Int(other.order[otherPlace])) { right in
                let left = UnsafeRawBufferPointer(left)
                let right = UnsafeRawBufferPointer(right)
                if TermOrder.precedes(left, right) { return -1 }
                return TermOrder.isEqual(left, right) ? 0 : 1
            }
        }
    }
}
