// What each character is to the normaliser: one look-up per character.
//
// An entry is 32 bits: the role in the upper four, the script in the next four, then 24 bits of payload: for folded
// characters the target or, with `sequenceFlag`, the place in the pool of a sequence (its length and its characters);
// for look-alikes the Latin letter; for format characters their kind.

internal import WrightText

/// The roles, scripts and folded forms of characters.
struct CharacterTraits: Sendable {
    /// What the normaliser does with a character.
    enum Role {
        static let plain: UInt32 = 0
        static let folded: UInt32 = 1
        static let format: UInt32 = 2
        static let mark: UInt32 = 3
        static let lookAlike: UInt32 = 4
        static let space: UInt32 = 5
        static let control: UInt32 = 6
    }

    /// The writing systems that are told apart.
    enum Script {
        static let common: UInt32 = 0
        static let latin: UInt32 = 1
        static let cyrillic: UInt32 = 2
        static let greek: UInt32 = 3
        static let armenian: UInt32 = 4
        static let cherokee: UInt32 = 5
        static let hebrew: UInt32 = 6
        static let arabic: UInt32 = 7
        static let indic: UInt32 = 8
        static let southEastAsian: UInt32 = 9
        static let han: UInt32 = 10
        static let kana: UInt32 = 11
        static let hangul: UInt32 = 12
        static let emoji: UInt32 = 13
        static let other: UInt32 = 14
        static let digit: UInt32 = 15
    }

    /// Kinds of format characters: the payload of ``Role/format``.
    enum Format {
        static let zeroWidth: UInt32 = 1
        static let joiner: UInt32 = 2
        static let directionMark: UInt32 = 3
        static let embedding: UInt32 = 4
        static let override: UInt32 = 5
        static let pop: UInt32 = 6
        static let isolate: UInt32 = 7
        static let popIsolate: UInt32 = 8
        static let variation: UInt32 = 9
        static let tag: UInt32 = 10
        static let softHyphen: UInt32 = 11
        static let byteOrderMark: UInt32 = 12
    }

    static let sequenceFlag: UInt32 = 1 << 23
    static let shared = CharacterTraits()

    private(set) var table = ScalarTable()
    private(set) var pool: [UInt32] = []
    private var composed: [UInt64: UInt32] = [:]

    private init() {
        for (script, pairs) in ScriptRanges.letters { table.set(script << 24, forPairs: pairs) }
        foldCompatibility()
        for (script, letters) in LetterTwins.byScript {
            let scalars = Array(letters.unicodeScalars)
            for place in stride(from: 0, to: scalars.count, by: 2) {
                table.set(
                    Role.lookAlike << 28 | script << 24 | scalars[place + 1].value,
                    for: scalars[place].value
                )
            }
        }
        for (kind, pairs) in ScriptRanges.formats { table.set(Role.format << 28 | kind, forPairs: pairs) }
        table.set(Role.mark << 28, forPairs: ScriptRanges.marks)
        table.set(Role.space << 28, forPairs: ScriptRanges.spaces)
        table.set(Role.control << 28, forPairs: ScriptRanges.controls)
        compose()
    }

    private mutating func foldCompatibility() {
        let runs = CompatibilityTable.runs
        for index in stride(from: 0, to: runs.count, by: 3) {
            for scalar in runs[index]...runs[index + 1] {
                let target = runs[index + 2] + (scalar - runs[index])
                table.set(Role.folded << 28 | table[scalar] & 0x0F00_0000 | target, for: scalar)
            }
        }
        let sequences = CompatibilityTable.sequences
        var index = 0
        while index < sequences.count {
            let count = Int(sequences[index + 1])
            let place = Self.sequenceFlag | UInt32(pool.count)
            table.set(Role.folded << 28 | table[sequences[index]] & 0x0F00_0000 | place, for: sequences[index])
            pool.append(contentsOf: sequences[(index + 1)...(index + 1 + count)])
            index += 2 + count
        }
    }

    private mutating func compose() {
        var steps: [UInt64: UInt32] = [:]
        var longer: [(UInt32, [UInt32])] = []
        CanonicalDecomposition.forEachDecomposition { scalar, parts in
            if parts.count == 2 { steps[UInt64(parts[0]) << 32 | UInt64(parts[1])] = scalar }
            if parts.count == 3 { longer.append((scalar, parts)) }
        }
        for (scalar, parts) in longer {
            guard let base = steps[UInt64(parts[0]) << 32 | UInt64(parts[1])] else { continue }
            steps[UInt64(base) << 32 | UInt64(parts[2])] = scalar
        }
        composed = steps
    }

    /// A letter and a mark as one letter; nil where Unicode has none.
    func composition(of base: UInt32, and mark: UInt32) -> UInt32? {
        composed[UInt64(base) << 32 | UInt64(mark)]
    }

    /// The script of a character.
    func script(of scalar: UInt32) -> UInt32 { table[scalar] >> 24 & 15 }
}
