private import WrightCore

/// A word of a text as the verifier sees it.
struct GroundingWord {
    /// What a word is.
    struct Traits: OptionSet {
        let rawValue: UInt8

        /// It carries content: not a function word, not a negation.
        static let content = Self(rawValue: 1)
        /// It begins with a capital.
        static let capital = Self(rawValue: 2)
        /// It turns a statement into its contrary.
        static let negation = Self(rawValue: 4)
        /// It speaks of the speaker or the listener.
        static let personal = Self(rawValue: 8)
        /// It says how many or how far: all, only, never.
        static let quantity = Self(rawValue: 16)
    }

    /// A hash of the folded and stemmed word; of the value for a number.
    let stem: UInt64
    /// A hash of the word in lower case.
    let word: UInt64
    /// A hash of the number's digits; 0 where the word is no number.
    let number: UInt64
    let traits: Traits
    /// The hashes of the word without a negating prefix, as a word and as a stem; 0 where it has none.
    let bare: UInt64
    /// The UTF-8 bytes of the text that gave the word.
    let range: Range<Int>

    var isContent: Bool { traits.contains(.content) }
    var isCapital: Bool { traits.contains(.capital) }
    var isNegation: Bool { traits.contains(.negation) }
    var isNumber: Bool { number != 0 }
}

/// Hashes of short byte strings that are the same in every run.
enum ByteHash {
    /// FNV-1a of 64 bits, mixed at the end; never 0.
    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = FNV1a.hash(of: bytes)
        hash ^= hash >> 32
        return hash == 0 ? 1 : hash
    }

    /// A hash of a pair, in order.
    static func of(_ first: UInt64, _ second: UInt64) -> UInt64 {
        var hash = first &* 0x9e37_79b9_7f4a_7c15 ^ second
        hash = (hash ^ hash >> 29) &* 0xbf58_476d_1ce4_e5b9
        return hash ^ hash >> 32
    }
}
