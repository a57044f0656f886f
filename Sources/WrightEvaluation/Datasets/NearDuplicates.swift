// Idea: two texts that share most of their runs of words say the same. A short signature of each text, made of minima
//   of hashes, agrees in a place with the probability of that overlap; texts that agree in a whole band of places are
//   compared exactly.
// Source: Broder (1997), "On the Resemblance and Containment of Documents"; banding: Leskovec, Rajaraman & Ullman,
//   "Mining of Massive Datasets", section 3.4.
// Deviation: candidates are verified by their exact Jaccard index, so that no reported pair is an error; a few pairs
//   close to the threshold may be missed (with 32 bands of 4, one of overlap 0.7 in 10,000). A bucket beyond 200 texts
//   is compared only with its first 200.
// Data layout: for each text its sorted shingle hashes and 128 minima.

private import WrightCore

/// Finds texts that say nearly the same.
public struct NearDuplicates: Sendable, Hashable {
    /// Two texts that overlap.
    public struct Pair: Sendable, Hashable {
        /// The place of the first text.
        public let first: Int
        /// The place of the second text, after the first.
        public let second: Int
        /// The share of all their runs of words that both hold, 0…1.
        public let overlap: Double
    }

    /// From which overlap on texts are near duplicates, above 0 and at most 1; 0.7 by default.
    public var threshold: Double
    /// How many words make a run; 3 by default.
    ///
    /// Texts of fewer words are one run.
    public var shingleLength: Int

    private static let bandCount = 32
    private static let bandWidth = 4
    private static let bucketLimit = 200

    /// Sets what counts as near.
    public init(threshold: Double = 0.7, shingleLength: Int = 3) {
        precondition(threshold > 0 && threshold <= 1, "An overlap lies above 0 and is at most 1.")
        precondition((1...20).contains(shingleLength), "A run has 1 to 20 words.")
        self.threshold = threshold
        self.shingleLength = shingleLength
    }

    /// The pairs of texts that overlap, ascending by place.
    ///
    /// About O(n) for texts that mostly differ.
    public func pairs(in texts: [String]) -> [Pair] {
        let shingles = texts.map(shingles(of:))
        var buckets: [Bucket: [Int]] = [:]
        var found: Set<Pair> = []
        var compared: Set<[Int]> = []
        for (place, set) in shingles.enumerated() where !set.isEmpty {
            let minima = Self.minima(of: set)
            for band in 0..<Self.bandCount {
                let slice = minima[(band * Self.bandWidth)..<((band + 1) * Self.bandWidth)]
                let key = Bucket(band: band, hash: slice.reduce(0) { Self.mixed($0 &* 31 &+ $1) })
                for other in (buckets[key] ?? []).prefix(Self.bucketLimit)
                where compared.insert([other, place]).inserted {
                    let overlap = Self.overlap(shingles[other], set)
                    if overlap >= threshold { found.insert(Pair(first: other, second: place, overlap: overlap)) }
                }
                buckets[key, default: []].append(place)
            }
        }
        return found.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    }

    private struct Bucket: Hashable {
        var band: Int
        var hash: UInt64
    }

    /// The hashes of a text's runs of words, ascending; letters and digits in lower case.
    private func shingles(of text: String) -> [UInt64] {
        var words: [UInt64] = []
        var hash: UInt64 = 0
        var isWord = false
        for byte in text.lowercased().utf8 {
            let isLetter =
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte >= 0x80
            if isLetter {
                hash = FNV1a.hash(isWord ? hash : FNV1a.offsetBasis, adding: byte)
            } else if isWord {
                words.append(hash)
            }
            isWord = isLetter
        }
        if isWord { words.append(hash) }
        guard !words.isEmpty else { return [] }
        let length = min(shingleLength, words.count)
        var result: Set<UInt64> = []
        for start in 0...(words.count - length) {
            result.insert(words[start..<(start + length)].reduce(17) { Self.mixed($0 ^ $1) })
        }
        return result.sorted()
    }

    private static func minima(of shingles: [UInt64]) -> [UInt64] {
        (0..<(bandCount * bandWidth))
            .map { place in
                let salt = mixed(UInt64(place) &+ 0x9E37_79B9_7F4A_7C15)
                return shingles.reduce(UInt64.max) { min($0, mixed($1 ^ salt)) }
            }
    }

    private static func overlap(_ left: [UInt64], _ right: [UInt64]) -> Double {
        var (place, other, shared) = (0, 0, 0)
        while place < left.count, other < right.count {
            if left[place] == right[other] {
                (place, other, shared) = (place + 1, other + 1, shared + 1)
            } else if left[place] < right[other] {
                place += 1
            } else {
                other += 1
            }
        }
        return Double(shared) / Double(left.count + right.count - shared)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
