private import WrightCore
private import WrightText

/// Makes the terms of passages: words folded and stemmed, pairs of characters in scripts without spaces, as hashes.
///
/// Not for use by two threads at a time.
final class PassageTerms {
    private let session = AnalyzerSession(Analyzer())

    /// Bytes of a passage that are read.
    static let byteLimit = 1 << 16

    /// What a passage is compared by.
    struct Reading {
        /// The distinct terms, ascending and none of them zero.
        var terms: [UInt32] = []
        /// A hash of all terms in order.
        var textHash: UInt64 = 0
        /// The least hash of its runs of four terms in each of 32 bins; `UInt16.max` where a bin is empty.
        var runs = [UInt16](repeating: .max, count: PassageTerms.binCount)
    }

    /// Bins of the sketch of runs.
    static let binCount = 32
    /// Terms in a run.
    private static let runLength = 4

    /// Reads a passage.
    func reading(of text: String) -> Reading {
        var reading = Reading()
        var sequence: [UInt64] = []
        var bytes = Array(text.utf8.prefix(Self.byteLimit))
        bytes.append(32)
        bytes.withUnsafeBufferPointer { buffer in
            session.forEachTerm(in: buffer) { term, _, _ in sequence.append(Self.hash(term)) }
        }
        var terms: [UInt32] = []
        for (place, hash) in sequence.enumerated() {
            reading.textHash = Self.mixed(reading.textHash &* 31 &+ hash)
            let short = UInt32(truncatingIfNeeded: hash >> 32)
            if short != 0 { terms.append(short) }
            guard place + 1 >= Self.runLength else { continue }
            let run = sequence[(place + 1 - Self.runLength)...place].reduce(7) { Self.mixed($0 &* 31 &+ $1) }
            let bin = Int(run >> 59)
            reading.runs[bin] = min(reading.runs[bin], UInt16(truncatingIfNeeded: run & 0x7FFF))
        }
        terms.sort()
        reading.terms.reserveCapacity(terms.count)
        for term in terms where reading.terms.last != term { reading.terms.append(term) }
        return reading
    }

    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        mixed(FNV1a.hash(of: bytes))
    }

    static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
