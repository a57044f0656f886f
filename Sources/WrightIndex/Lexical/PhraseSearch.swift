// Which chunks have a phrase.
//
// Idea: the lists of the phrase's terms are walked side by side, led by the rarest, jumping over blocks by their last
// ordinals; only where all terms meet are positions read. A position holds its field in the upper bits, so that a
// phrase never reaches from one field into the next, and the first term's place is known from any other's.
// Source: Witten, Moffat & Bell, "Managing Gigabytes", chapter 4; positions by block as in `LexicalLayout`.

internal import CWrightKernels

/// A search for the chunks of one segment that have a phrase.
struct PhraseSearch {
    private let scratch: LexicalScratch
    private let offsets: [UInt32]

    /// Begins with the terms of a phrase in the order of its terms.
    init(
        _ entries: [LexicalSegment.Entry],
        offsets: [Int],
        of segment: LexicalSegment
    ) throws(IndexError) {
        let order = entries.indices.sorted { entries[$0].documentFrequency < entries[$1].documentFrequency }
        scratch = LexicalScratch(termCount: entries.count)
        for index in order {
            try scratch.addCursor(
                entries[index],
                of: segment,
                scoring: LexicalScoring(BM25Parameters(), weight: 1, averageLength: 1),
                kernels: wright_postings_kernels_best()
            )
        }
        self.offsets = order.map { UInt32(offsets[$0]) }
    }

    /// Puts the chunks into a set; false when a list is malformed.
    func succeeds(in set: inout OrdinalSet) -> Bool {
        do {
            try run(&set)
            return true
        } catch {
            return false
        }
    }

    private func run(_ set: inout OrdinalSet) throws(MalformedList) {
        var next: UInt32 = 0
        var starts: [UInt32] = []
        var places: [UInt32] = []
        while let ordinal = try meeting(from: next) {
            if try hasPhrase(&starts, &places) { set.insert(ordinal) }
            guard ordinal < .max else { return }
            next = ordinal + 1
        }
    }

    /// The first chunk from an ordinal on that has all terms, with all cursors on it.
    private func meeting(from first: UInt32) throws(MalformedList) -> UInt32? {
        var ordinal = first
        var agreed = 0
        while agreed < scratch.cursorCount {
            guard let found = try scratch.cursors[agreed].firstOrdinal(from: ordinal), found >= ordinal else {
                return nil
            }
            if found == ordinal {
                agreed += 1
            } else {
                ordinal = found
                agreed = 0
            }
        }
        return ordinal
    }

    /// Whether the terms of the chunk that all cursors are on follow one another.
    private func hasPhrase(_ starts: inout [UInt32], _ places: inout [UInt32]) throws(MalformedList) -> Bool {
        guard scratch.cursorCount > 1 else { return true }
        starts.removeAll(keepingCapacity: true)
        for index in 0..<scratch.cursorCount {
            places.removeAll(keepingCapacity: true)
            try scratch.cursors[index].appendCurrentPlaces(to: &places)
            let offset = offsets[index]
            if index == 0 {
                let field = LexicalLayout.maximumPosition
                for place in places where place & field >= offset { starts.append(place - offset) }
            } else {
                keep(&starts, with: places, offset)
            }
            if starts.isEmpty { return false }
        }
        return true
    }

    /// Keeps the starts that have a place at an offset; both are in order.
    private func keep(_ starts: inout [UInt32], with places: [UInt32], _ offset: UInt32) {
        var kept = 0
        var place = 0
        for start in starts {
            let wanted = start + offset
            while place < places.count, places[place] < wanted { place += 1 }
            guard place < places.count else { break }
            guard places[place] == wanted, wanted >> LexicalLayout.positionBits == start >> LexicalLayout.positionBits
            else { continue }
            starts[kept] = start
            kept += 1
        }
        starts.removeLast(starts.count - kept)
    }
}

extension LexicalIndex {
    /// The chunks that have a phrase, one set for each segment; deleted ones included.
    ///
    /// - Throws: ``IndexError`` with code `invalidQuery` or `corruptSegment`.
    public func chunks(with phrase: LexicalQuery.Phrase) throws(IndexError) -> [OrdinalSet] {
        guard phrase.isValid else { throw .invalidQuery(reason: "a phrase's terms are not in order") }
        var sets: [OrdinalSet] = []
        for segment in segments {
            var set = OrdinalSet(universeCount: segment.chunkCount)
            if let entries = try Self.entries(of: phrase, in: segment) {
                guard segment.hasPositions || entries.count == 1 else {
                    throw .invalidQuery(reason: "the index was built without positions, which phrases need")
                }
                let search = try PhraseSearch(entries, offsets: phrase.offsets, of: segment)
                guard search.succeeds(in: &set) else {
                    throw segment.file.corrupt("an inverted list contradicts itself")
                }
            }
            sets.append(set)
        }
        return sets
    }

    /// The entries of a phrase's terms; nil where one is unknown.
    private static func entries(
        of phrase: LexicalQuery.Phrase,
        in segment: LexicalSegment
    ) throws(IndexError) -> [LexicalSegment.Entry]? {
        var entries: [LexicalSegment.Entry] = []
        for term in phrase.terms {
            let entry = try term.withUnsafeBufferPointer { bytes throws(IndexError) in try segment.entry(of: bytes) }
            guard let entry else { return nil }
            entries.append(entry)
        }
        return entries
    }
}
