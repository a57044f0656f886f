/// An upper bound of what a term adds to any chunk of a list or block, for every choice of k1, b and field weights.
///
/// A term's part of the score grows with the frequency and falls with the length, so a corner (highest frequency,
/// shortest length) bounds all chunks below it. One corner for all is loose: the highest frequency and the shortest
/// chunk rarely meet. Two corners, cut at the frequency that serves the default parameters best, are nearly tight.
/// Corners count the text only; the highest frequencies in title and headings are added to both.
struct ImpactBound: Equatable {
    private(set) var lowFrequency: UInt16
    private(set) var highFrequency: UInt16
    private(set) var lowLength: UInt32
    private(set) var highLength: UInt32
    private(set) var titleFrequency: UInt8
    private(set) var headingFrequency: UInt8

    /// Frequencies from here on count as without end.
    private static let endless = UInt16.max
    private static let endlessInField = UInt8.max

    /// What a bound is made of: for each frequency in the text the shortest length, and the highest frequencies.
    struct Statistics {
        static let bucketCount = 16
        /// By frequency; the last stands for it and all above.
        private(set) var shortest = [UInt32](repeating: .max, count: Self.bucketCount)
        private(set) var highest: UInt32 = 0
        private(set) var title: UInt32 = 0
        private(set) var heading: UInt32 = 0

        /// Takes an entry in.
        @inline(__always)
        mutating func add(_ frequency: TermFrequency, length: UInt32) {
            title = max(title, frequency.title)
            heading = max(heading, frequency.heading)
            let body = frequency.body
            guard body > 0 else { return }
            let bucket = min(Int(body), Self.bucketCount) - 1
            if length < shortest[bucket] { shortest[bucket] = length }
            if body > highest { highest = body }
        }

        /// Takes the entries of another in.
        mutating func add(_ other: Self) {
            for bucket in 0..<Self.bucketCount { shortest[bucket] = min(shortest[bucket], other.shortest[bucket]) }
            highest = max(highest, other.highest)
            title = max(title, other.title)
            heading = max(heading, other.heading)
        }

        mutating func removeAll() {
            for bucket in 0..<Self.bucketCount { shortest[bucket] = .max }
            highest = 0
            title = 0
            heading = 0
        }
    }

    /// The bound of some entries.
    init(_ statistics: Statistics, averageLength: Float) {
        let shortest = statistics.shortest
        let highest = statistics.highest
        titleFrequency = UInt8(min(statistics.title, UInt32(Self.endlessInField)))
        headingFrequency = UInt8(min(statistics.heading, UInt32(Self.endlessInField)))
        highFrequency = UInt16(min(highest, UInt32(Self.endless)))
        lowFrequency = highFrequency
        let shortestOfAll = highest == 0 ? 1 : shortest.min() ?? 1
        lowLength = shortestOfAll
        highLength = shortestOfAll
        guard highest > 1 else { return }
        let scoring = LexicalScoring(BM25Parameters(), weight: 1, averageLength: averageLength)
        var best = value(scoring)
        var lowest = UInt32.max
        for cut in 1..<Statistics.bucketCount where UInt32(cut) < highest {
            lowest = min(lowest, shortest[cut - 1])
            guard shortest[cut - 1] != .max else { continue }
            var trial = self
            trial.lowFrequency = UInt16(cut)
            trial.lowLength = lowest
            trial.highLength = shortest[cut...].min() ?? lowest
            guard trial.value(scoring) < best else { continue }
            best = trial.value(scoring)
            self = trial
        }
    }

    /// Reads a stored bound.
    init(stored bytes: UnsafeRawPointer) {
        lowFrequency = UInt16(littleEndian: bytes.loadUnaligned(as: UInt16.self))
        highFrequency = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        lowLength = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        highLength = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        titleFrequency = bytes.loadUnaligned(fromByteOffset: 12, as: UInt8.self)
        headingFrequency = bytes.loadUnaligned(fromByteOffset: 13, as: UInt8.self)
    }

    /// Appends the 16 bytes that ``init(stored:)`` reads.
    func store(in bytes: inout [UInt8]) {
        bytes.append(number: lowFrequency)
        bytes.append(number: highFrequency)
        bytes.append(number: lowLength)
        bytes.append(number: highLength)
        bytes.append(number: titleFrequency)
        bytes.append(number: headingFrequency)
        bytes.append(number: UInt16(0))
    }

    /// The bound for a query's parameters.
    func value(_ scoring: LexicalScoring) -> Float {
        if titleFrequency == Self.endlessInField || headingFrequency == Self.endlessInField {
            return scoring.weight
        }
        return max(
            part(scoring, frequency: lowFrequency, length: lowLength),
            part(scoring, frequency: highFrequency, length: highLength)
        )
    }

    private func part(_ scoring: LexicalScoring, frequency: UInt16, length: UInt32) -> Float {
        guard frequency < Self.endless else { return scoring.weight }
        let title = UInt32(titleFrequency)
        let heading = UInt32(headingFrequency)
        let whole = TermFrequency(total: UInt32(frequency) + title + heading, title: title, heading: heading)
        let counted = scoring.frequency(whole, length: length)
        return counted > 0 ? scoring.part(frequency: counted, length: length) : 0
    }
}
