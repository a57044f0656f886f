private import WrightCore

// Idea: what is kept of a passage while a whole corpus is compared: its rarest terms with their weights, its embedding
//   in one byte a coordinate, and the signs of random projections of that embedding, by which neighbours are found.
// Source: signs of random projections: Charikar (2002), "Similarity Estimation Techniques from Rounding Algorithms";
//   projections by a Hadamard transform after random signs: Andoni et al. (2015), "Practical and Optimal LSH for
//   Angular Distance".
// Data layout: arrays of fixed stride, `termCount` terms with weights, `dimension` bytes, eight words of signs and 32
//   minima of runs a passage: about 900 bytes at 384 dimensions, so a million passages take 0.9 GB.

/// The document frequencies of terms, counted in slots by hash.
///
/// Two terms in one slot look more common than they are, which costs recall, never precision; 8 MiB however large the
/// corpus.
struct TermFrequencies {
    private static let slotBits: UInt64 = 21
    private var slots = [UInt32](repeating: 0, count: 1 << 21)
    /// Passages that were counted.
    private(set) var passageCount = 0

    /// Counts the distinct terms of a passage.
    mutating func count(_ terms: [UInt32]) {
        passageCount += 1
        for term in terms { slots[Self.slot(term)] &+= 1 }
    }

    /// In how many passages a term stands.
    func frequency(of term: UInt32) -> Int { Int(slots[Self.slot(term)]) }

    private static func slot(_ term: UInt32) -> Int {
        Int((UInt64(term) &* 0x9E37_79B9_7F4A_7C15) >> (64 - slotBits))
    }
}

/// Projects embeddings on random directions and keeps the signs.
struct SignProjection {
    let dimension: Int
    private let width: Int
    private let signs: [[Float]]

    /// Words of 64 signs.
    static let wordCount = 8

    init(dimension: Int, seed: UInt64) {
        self.dimension = dimension
        var width = 512
        while width < dimension { width *= 2 }
        self.width = width
        var random = SeededRandom(seed: seed)
        signs = (0..<2).map { _ in (0..<width).map { _ in random.next() & 1 == 0 ? 1 : -1 } }
    }

    /// The signs of 512 projections.
    func words(of vector: [Float]) -> [UInt64] {
        var values = [Float](repeating: 0, count: width)
        for place in 0..<min(dimension, vector.count) { values[place] = vector[place] * signs[0][place] }
        Self.transform(&values)
        for place in 0..<width { values[place] *= signs[1][place] }
        Self.transform(&values)
        var words = [UInt64](repeating: 0, count: Self.wordCount)
        for place in 0..<(Self.wordCount * 64) where values[place] > 0 { words[place / 64] |= 1 << UInt64(place % 64) }
        return words
    }

    /// The fast Walsh–Hadamard transform, without scaling.
    private static func transform(_ values: inout [Float]) {
        values.withUnsafeMutableBufferPointer { buffer in
            var half = 1
            while half < buffer.count {
                for start in stride(from: 0, to: buffer.count, by: half * 2) {
                    for place in start..<(start + half) {
                        let (low, high) = (buffer[place], buffer[place + half])
                        buffer[place] = low + high
                        buffer[place + half] = low - high
                    }
                }
                half *= 2
            }
        }
    }
}

/// What is kept of all passages.
struct FloodSketches {
    /// The rarest terms of a passage that are kept.
    static let termCount = 40

    private(set) var count = 0
    private(set) var documents: [Int32] = []
    private(set) var sources: [UInt64] = []
    private(set) var times: [Int64] = []
    /// Ascending within each passage; zeros fill the rest.
    private var terms: [UInt32] = []
    private var termWeights: [Float] = []
    private var termSums: [Float] = []
    private var rarest: [UInt32] = []
    private var textHashes: [UInt64] = []
    private var runs: [UInt16] = []
    private var termCounts: [UInt16] = []
    private var signs: [UInt64] = []
    private var coordinates: [Int8] = []
    private var scales: [Float] = []
    private var projection: SignProjection?

    /// Terms in fewer passages weigh no more: otherwise the words that a flood itself repeats would weigh less than
    /// those that stand in one passage only.
    private static let rareFrequency = 8
    /// Rarest terms that make keys.
    static let keyTermCount = 7
    static let unknownTime = Int64.min

    /// Whether every passage has an embedding.
    var hasVectors: Bool { projection != nil }

    mutating func add(_ passage: CorpusPassage, _ reading: PassageTerms.Reading, _ frequencies: TermFrequencies) {
        documents.append(Int32(truncatingIfNeeded: passage.document))
        sources.append(PassageTerms.hash(passage.source.utf8))
        times.append(passage.timeNanoseconds ?? Self.unknownTime)
        textHashes.append(reading.textHash)
        runs += reading.runs
        termCounts.append(UInt16(clamping: reading.terms.count))
        let total = Float(max(2, frequencies.passageCount))
        let ranked = reading.terms.map { (term: $0, frequency: frequencies.frequency(of: $0)) }
            .sorted { ($0.frequency, $0.term) < ($1.frequency, $1.term) }
        let kept = ranked.prefix(Self.termCount).sorted { $0.term < $1.term }
        var sum: Float = 0
        for place in 0..<Self.termCount {
            guard place < kept.count else {
                self.terms.append(0)
                termWeights.append(0)
                continue
            }
            let weight = Logarithm.natural(1 + total / Float(max(Self.rareFrequency, kept[place].frequency)))
            self.terms.append(kept[place].term)
            termWeights.append(weight)
            sum += weight
        }
        termSums.append(sum)
        // A term that stands here alone joins nothing.
        let shared = ranked.filter { $0.frequency >= 2 }.prefix(Self.keyTermCount).map(\.term)
        rarest += shared + [UInt32](repeating: 0, count: Self.keyTermCount - shared.count)
        addVector(passage.vector)
        count += 1
    }

    private mutating func addVector(_ vector: [Float]?) {
        guard let vector, !vector.isEmpty else {
            precondition(projection == nil, "Either all passages have embeddings or none has.")
            return
        }
        if projection == nil {
            precondition(count == 0, "Either all passages have embeddings or none has.")
            projection = SignProjection(dimension: vector.count, seed: 0x57_52_49_47_48_54)
        }
        guard let projection else { return }
        precondition(vector.count == projection.dimension, "All embeddings have the same dimension.")
        signs += projection.words(of: vector)
        let greatest = vector.reduce(0) { max($0, abs($1)) }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let step = greatest > 0 ? greatest / 127 : 1
        for value in vector { coordinates.append(Int8((value / step).rounded())) }
        scales.append(length > 0 ? step / length : 0)
    }

    /// The rarest terms that also stand in other passages.
    func keyTerms(of passage: Int) -> ArraySlice<UInt32> {
        let start = passage * Self.keyTermCount
        return rarest[start..<(start + Self.keyTermCount)].prefix { $0 != 0 }
    }

    /// Sixty-four of the signs, from another place for every number.
    func key(of passage: Int, number: Int) -> UInt64 {
        let wordCount = SignProjection.wordCount
        let start = passage * wordCount
        let first = signs[start + number % wordCount]
        let second = signs[start + (number + 1 + number / wordCount) % wordCount]
        let shift = UInt64((number / wordCount * 23 + 8) % 64)
        return shift == 0 ? first : (first << shift) | (second >> (64 - shift))
    }

    /// How many distinct terms a passage has.
    func termCount(of passage: Int) -> Int { Int(termCounts[passage]) }

    /// Whether two passages have much in common word for word: all, or this share of their runs of four terms.
    func areCopies(_ left: Int, _ right: Int, leastShare: Float) -> Bool {
        if textHashes[left] == textHashes[right] { return true }
        var (same, filled) = (0, 0)
        for bin in 0..<PassageTerms.binCount {
            let one = runs[left * PassageTerms.binCount + bin]
            let other = runs[right * PassageTerms.binCount + bin]
            if one == .max, other == .max { continue }
            filled += 1
            if one == other { same += 1 }
        }
        return filled > 0 && Float(same) >= leastShare * Float(filled)
    }

    /// The cosine of the embeddings; nil where there are none.
    func cosine(_ left: Int, _ right: Int) -> Float? {
        guard let dimension = projection?.dimension else { return nil }
        return coordinates.withUnsafeBufferPointer { buffer in
            let (first, second) = (left * dimension, right * dimension)
            var sum: Int32 = 0
            for place in 0..<dimension {
                sum &+= Int32(buffer[first + place]) &* Int32(buffer[second + place])
            }
            return Float(sum) * scales[left] * scales[right]
        }
    }

    /// How much of the terms' weight two passages share, in `0...1`: the weighted Jaccard index of the kept terms.
    func termOverlap(_ left: Int, _ right: Int) -> Float {
        let (leftEnd, rightEnd) = ((left + 1) * Self.termCount, (right + 1) * Self.termCount)
        var (first, second) = (left * Self.termCount, right * Self.termCount)
        var shared: Float = 0
        while first < leftEnd, second < rightEnd {
            let (one, other) = (terms[first], terms[second])
            // Zeros fill the rest.
            if one == 0 || other == 0 { break }
            if one == other {
                shared += termWeights[first]
                (first, second) = (first + 1, second + 1)
            } else if one < other {
                first += 1
            } else {
                second += 1
            }
        }
        let union = termSums[left] + termSums[right] - shared
        return union > 0 ? shared / union : 0
    }
}
