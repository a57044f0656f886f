// Data layout: the words of all sentences in one array; a sentence is a range of it. Stems are numbered in order of
//   appearance; the places of a stem stand in `places[starts[id]..<starts[id + 1]]`, ascending.

/// A text that sentences are held against, prepared once for many of them.
struct EvidenceText {
    let words: [GroundingWord]
    /// Sentences, as ranges of words.
    let sentences: [Range<Int>]
    /// The number of each word's stem.
    let ids: [Int32]
    /// From a stem's hash to its number.
    let numbering: [UInt64: Int32]
    let bigrams: Set<UInt64>
    let trigrams: Set<UInt64>
    /// Words in lower case.
    let wordHashes: Set<UInt64>
    /// Words that stand with a capital somewhere.
    let capitals: Set<UInt64>
    let numbers: Set<UInt64>
    private let starts: [Int32]
    private let places: [Int32]

    /// Prepares a text, in time linear in its length.
    init(_ text: String, reader: GroundingReader) {
        let read = reader.sentences(of: text)
        var words: [GroundingWord] = []
        var sentences: [Range<Int>] = []
        for sentence in read {
            sentences.append(words.count..<words.count + sentence.words.count)
            words += sentence.words
        }
        var numbering: [UInt64: Int32] = [:]
        var counts: [Int32] = []
        var ids: [Int32] = []
        ids.reserveCapacity(words.count)
        for word in words {
            if let id = numbering[word.stem] {
                ids.append(id)
                counts[Int(id)] += 1
            } else {
                numbering[word.stem] = Int32(counts.count)
                ids.append(Int32(counts.count))
                counts.append(1)
            }
        }
        self.words = words
        self.sentences = sentences
        self.ids = ids
        self.numbering = numbering
        bigrams = Set(zip(words, words.dropFirst()).lazy.map { ByteHash.of($0.stem, $1.stem) })
        trigrams = Set(Self.trigrams(words))
        wordHashes = Set(words.lazy.map(\.word))
        capitals = Set(words.lazy.filter(\.isCapital).map(\.word))
        numbers = Set(words.lazy.filter(\.isNumber).map(\.number))
        (starts, places) = Self.places(ids, counts)
    }

    static func trigrams(_ words: [GroundingWord]) -> [UInt64] {
        guard words.count > 2 else { return [] }
        return (0..<words.count - 2)
            .map {
                ByteHash.of(ByteHash.of(words[$0].stem, words[$0 + 1].stem), words[$0 + 2].stem)
            }
    }

    private static func places(_ ids: [Int32], _ counts: [Int32]) -> (starts: [Int32], places: [Int32]) {
        var starts: [Int32] = [0]
        for count in counts { starts.append(starts[starts.count - 1] + count) }
        var next = starts
        var places = [Int32](repeating: 0, count: ids.count)
        for (place, id) in ids.enumerated() {
            places[Int(next[Int(id)])] = Int32(place)
            next[Int(id)] += 1
        }
        return (starts, places)
    }

    /// Where a stem stands, ascending.
    func places(of stem: UInt64) -> ArraySlice<Int32> {
        guard let id = numbering[stem] else { return [] }
        return places[Int(starts[Int(id)])..<Int(starts[Int(id) + 1])]
    }

    func holds(_ stem: UInt64) -> Bool { numbering[stem] != nil }

    /// The least number of words between two stems; nil where one is missing.
    func distance(_ first: UInt64, _ second: UInt64) -> Int? {
        let left = places(of: first)
        let right = places(of: second)
        var (i, j) = (left.startIndex, right.startIndex)
        var least: Int32?
        while i < left.endIndex, j < right.endIndex {
            let gap = abs(left[i] - right[j])
            least = min(least ?? gap, gap)
            if left[i] < right[j] { i += 1 } else { j += 1 }
        }
        return least.map(Int.init)
    }
}
