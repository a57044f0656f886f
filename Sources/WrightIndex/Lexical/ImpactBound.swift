internal import CWrightKernels

/// An upper bound of what a term adds to any chunk of a list or block, for every choice of k1 and b.
///
/// A term's part of the score grows with the frequency and falls with the length, so a corner (highest frequency,
/// shortest length) bounds all chunks below it. One corner for all is loose: the highest frequency and the shortest
/// chunk rarely meet. Two corners, cut at the frequency that serves the default parameters best, are nearly tight.
struct ImpactBound: Equatable {
    private(set) var lowFrequency: UInt16
    private(set) var highFrequency: UInt16
    private(set) var lowLength: UInt32
    private(set) var highLength: UInt32

    /// Frequencies from here on count as without end.
    private static let endless = UInt16.max
    private static let bucketCount = 16

    /// The bound of some entries.
    init(frequencies: ArraySlice<UInt32>, lengths: ArraySlice<UInt32>, averageLength: Float) {
        precondition(!frequencies.isEmpty && frequencies.count == lengths.count, "A bound needs entries.")
        var shortest = [UInt32](repeating: .max, count: Self.bucketCount)
        var highest: UInt32 = 0
        for (frequency, length) in zip(frequencies, lengths) {
            let bucket = min(Int(frequency), Self.bucketCount) - 1
            shortest[max(0, bucket)] = min(shortest[max(0, bucket)], length)
            highest = max(highest, frequency)
        }
        let top = UInt16(min(highest, UInt32(Self.endless)))
        let shortestOfAll = shortest.reduce(.max, min)
        self.init(lowFrequency: top, highFrequency: top, lowLength: shortestOfAll, highLength: shortestOfAll)
        let scoring = wright_postings_scoring(BM25Parameters(), weight: 1, averageLength: averageLength)
        var best = value(scoring)
        for cut in 1..<Self.bucketCount where shortest[cut - 1] != .max && UInt32(cut) < highest {
            let trial = Self(
                lowFrequency: UInt16(cut),
                highFrequency: top,
                lowLength: shortest[..<cut].reduce(.max, min),
                highLength: shortest[cut...].reduce(.max, min)
            )
            guard trial.value(scoring) < best else { continue }
            best = trial.value(scoring)
            self = trial
        }
    }

    private init(lowFrequency: UInt16, highFrequency: UInt16, lowLength: UInt32, highLength: UInt32) {
        self.lowFrequency = lowFrequency
        self.highFrequency = highFrequency
        self.lowLength = lowLength
        self.highLength = highLength
    }

    /// Reads a stored bound.
    init(stored bytes: UnsafeRawPointer) {
        lowFrequency = UInt16(littleEndian: bytes.loadUnaligned(as: UInt16.self))
        highFrequency = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        lowLength = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        highLength = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }

    /// Appends the 12 bytes that ``init(stored:)`` reads.
    func store(in bytes: inout [UInt8]) {
        bytes.append(number: lowFrequency)
        bytes.append(number: highFrequency)
        bytes.append(number: lowLength)
        bytes.append(number: highLength)
    }

    /// The bound for a query's parameters.
    func value(_ scoring: wright_postings_scoring) -> Float {
        max(
            Self.part(scoring, frequency: lowFrequency, length: lowLength),
            Self.part(scoring, frequency: highFrequency, length: highLength)
        )
    }

    private static func part(_ scoring: wright_postings_scoring, frequency: UInt16, length: UInt32) -> Float {
        guard frequency < endless else { return scoring.weight }
        return scoring.part(frequency: UInt32(frequency), length: length)
    }
}
