/// Canonical decomposition (NFD without the reordering of marks) and lower-casing of single characters.
package enum CanonicalDecomposition {
    private static let hangulBase: UInt32 = 0xAC00

    /// Whether a character is a precomposed Hangul syllable.
    package static func isHangulSyllable(_ scalar: UInt32) -> Bool {
        scalar >= hangulBase && scalar <= 0xD7A3
    }

    /// The two or three letters of a Hangul syllable; the third is 0 where there are two.
    package static func hangulLetters(of syllable: UInt32) -> (UInt32, UInt32, UInt32) {
        let index = syllable - hangulBase
        let third = index % 28
        return (0x1100 + index / 588, 0x1161 + index % 588 / 28, third == 0 ? 0 : 0x11A7 + third)
    }

    /// Calls a closure with each character that has a full decomposition, and with the decomposition.
    package static func forEachDecomposition(_ body: (UInt32, [UInt32]) -> Void) {
        let pairs = CanonicalDecompositionTable.pairs
        var steps: [UInt32: (UInt32, UInt32)] = [:]
        steps.reserveCapacity(pairs.count / 3)
        for index in stride(from: 0, to: pairs.count, by: 3) {
            steps[pairs[index]] = (pairs[index + 1], pairs[index + 2])
        }
        for index in stride(from: 0, to: pairs.count, by: 3) {
            var result: [UInt32] = []
            var head = pairs[index]
            // The tail of a step never decomposes further, the head may.
            while let (first, second) = steps[head] {
                if second != 0 { result.insert(second, at: 0) }
                head = first
            }
            result.insert(head, at: 0)
            body(pairs[index], result)
        }
    }

    /// Calls a closure with each character that lower-casing changes, and with what becomes of it; U+0130 is left out.
    package static func forEachLowercase(_ body: (UInt32, UInt32) -> Void) {
        let runs = LowercaseTable.runs
        for index in stride(from: 0, to: runs.count, by: 4) {
            for scalar in stride(from: runs[index], through: runs[index + 1], by: Int(runs[index + 2])) {
                body(scalar, runs[index + 3] + (scalar - runs[index]))
            }
        }
    }
}
