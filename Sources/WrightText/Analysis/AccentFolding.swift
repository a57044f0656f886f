// Letters without their accents, and letters put together from a base and an accent.
//
// Folding is canonical decomposition without the marks, for Latin, Greek and Cyrillic letters, and a few letters that
// Unicode does not decompose (ø, ł, æ). The Cyrillic й and ї are letters of their own and stay.

/// Tables for taking accents off letters and putting them on.
struct AccentFolding: Sendable {
    static let shared = AccentFolding()

    /// For each letter what it becomes: zero for itself, one character, or two (the second in the upper half).
    private var bases: [UInt32: [UInt32]] = [:]
    private var composed: [UInt64: UInt32] = [:]

    private init() {
        let pairs = CanonicalDecompositionTable.pairs
        for index in stride(from: 0, to: pairs.count, by: 3) where pairs[index + 2] != 0 {
            composed[UInt64(pairs[index + 1]) << 32 | UInt64(pairs[index + 2])] = pairs[index]
        }
        CanonicalDecomposition.forEachDecomposition { scalar, parts in
            let isFolded = (0xC0..<0x530).contains(scalar) || (0x1E00..<0x2000).contains(scalar)
            guard isFolded, scalar != 0x439, scalar != 0x457 else { return }
            let kept = parts.filter { !(0x300..<0x370).contains($0) }
            if kept.count == 1 { bases[scalar] = kept }
        }
        let others: [(UInt32, String)] = [
            (0xDF, "ss"), (0xE6, "ae"), (0xF0, "d"), (0xF8, "o"), (0xFE, "th"), (0x111, "d"), (0x127, "h"),
            (0x131, "i"), (0x142, "l"), (0x153, "oe"),
        ]
        for (scalar, target) in others { bases[scalar] = target.unicodeScalars.map(\.value) }
    }

    /// A letter and a mark as one letter, or nil where Unicode has none.
    func composed(_ base: UInt32, _ mark: UInt32) -> UInt32? {
        composed[UInt64(base) << 32 | UInt64(mark)]
    }

    /// Appends a word without accents.
    func fold(_ word: UnsafeBufferPointer<UInt8>, into result: inout [UInt8]) {
        var offset = 0
        while offset < word.count {
            let (scalar, length) = UTF8Scalars.decode(word, at: offset)
            if scalar >= 0xC0, let base = bases[scalar] {
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
                    guard let start = bytes.baseAddress else { return }
                    for part in base {
                        let count = UTF8Scalars.encode(part, to: start)
                        result.append(contentsOf: bytes[..<count])
                    }
                }
            } else {
                result.append(contentsOf: word[offset..<offset + length])
            }
            offset += length
        }
    }
}
