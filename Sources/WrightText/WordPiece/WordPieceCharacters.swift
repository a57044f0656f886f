// What normalisation and word splitting make of each character, precomputed for one configuration.
//
// The reference works in passes over the whole text: clean, set ideographs apart, decompose, drop marks, lower-case,
// split at white space and punctuation. All of them look at one character at a time (the canonical reordering of marks
// is the exception, and the marks are dropped), so their composition is one table: character to outcome. The
// exception's remainder, spacing marks with a combining class in an order that is not canonical, is kept in the order
// of the text.
//
// An outcome is 32 bits: the kind in the upper eight, a character or a place in the pool in the rest. The pool holds,
// for characters that become several, their number and then one outcome for each.

/// Outcomes of normalisation for every character.
struct WordPieceCharacters: Sendable {
    /// What becomes of a character; stands in bits 24 and up of an outcome.
    enum Kind {
        /// Part of a word, unchanged; zero, so that it is the table's default.
        static let word: UInt32 = 0
        /// Part of a word, as another character.
        static let mapped: UInt32 = 1
        /// Several characters.
        static let sequence: UInt32 = 2
        /// Dropped without ending the word.
        static let removed: UInt32 = 3
        /// White space.
        static let space: UInt32 = 4
        /// A word of its own.
        static let alone: UInt32 = 5
        /// An accent that is dropped.
        static let mark: UInt32 = 6
        /// A Hangul syllable that is taken apart.
        static let hangul: UInt32 = 7
    }

    private(set) var table = ScalarTable()
    private(set) var pool: [UInt32] = []

    init(_ configuration: WordPieceTokenizer.Configuration) {
        let strips = configuration.stripsAccents ?? configuration.lowercases
        if configuration.splitsChineseCharacters {
            setAlone(WordPieceCharacterTable.alone)
        }
        setAlone(WordPieceCharacterTable.punctuation)
        if strips {
            table.set(Kind.mark << 24, forPairs: WordPieceCharacterTable.marks)
            table.set(Kind.hangul << 24, from: 0xAC00, through: 0xD7A3)
        }
        var lowercase: [UInt32: UInt32] = [:]
        if configuration.lowercases {
            CanonicalDecomposition.forEachLowercase { scalar, lower in
                lowercase[scalar] = lower
                setOutcome(of: scalar, [lower])
            }
            setOutcome(of: 0x130, [0x69, 0x307])
        }
        if strips {
            CanonicalDecomposition.forEachDecomposition { scalar, parts in
                let kept = parts.filter { table[$0] >> 24 != Kind.mark }.map { lowercase[$0] ?? $0 }
                setOutcome(of: scalar, kept)
            }
        }
        table.set(Kind.space << 24, forPairs: WordPieceCharacterTable.spaces)
        table.set(Kind.removed << 24, forPairs: WordPieceCharacterTable.removed)
    }

    /// Ideographs and punctuation; payload 0 stands for the character itself, which lets pages share a block.
    private mutating func setAlone(_ pairs: [UInt32]) {
        table.set(Kind.alone << 24, forPairs: pairs)
    }

    private mutating func setOutcome(of scalar: UInt32, _ parts: [UInt32]) {
        let isAlone = table[scalar] >> 24 == Kind.alone
        switch parts.count {
        case 0:
            table.set(Kind.mark << 24, for: scalar)
        case 1:
            table.set(outcome(ofPart: parts[0], isAlone: isAlone), for: scalar)
        default:
            table.set(Kind.sequence << 24 | UInt32(pool.count), for: scalar)
            pool.append(UInt32(parts.count))
            for part in parts { pool.append(outcome(ofPart: part, isAlone: isAlone)) }
        }
    }

    /// The outcome for a character that another one became.
    private func outcome(ofPart part: UInt32, isAlone: Bool) -> UInt32 {
        let kind = table[part] >> 24
        return (isAlone || kind == Kind.alone ? Kind.alone : Kind.mapped) << 24 | part
    }
}
