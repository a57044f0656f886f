// Cuts a text into words for the rules, and gives each the keys of the rules' vocabulary.
//
// Idea: words are folded while they are read (lower case, no accents, Arabic letters in one form) and hashed byte by
// byte, so that the hash of every beginning of a word comes for free; beginnings are looked up for rules with a `*`.
// Han, kana and the letters of South-East Asian scripts, which are written without spaces, are words of one character.
// Arabic articles and one-letter prepositions are also taken off. Quotations and code are marked on the way.

private import WrightCore
internal import WrightText

/// A word of a text that rules are matched against.
struct ScannedWord {
    /// What is known of a word's surroundings.
    struct Flags: OptionSet {
        let rawValue: UInt8
        /// A sentence ended before it.
        static let afterBreak = Self(rawValue: 1)
        /// A sentence, a line, a quotation or a clause begins with it.
        static let beginsClause = Self(rawValue: 2)
        /// It stands in quotation marks.
        static let quoted = Self(rawValue: 4)
        /// It stands in code.
        static let code = Self(rawValue: 8)
        /// It is written in capitals.
        static let capitals = Self(rawValue: 16)
    }

    var start: Int32
    var end: Int32
    /// The first of its keys in the list of keys.
    var keyStart: Int32
    var keyCount: Int16
    var flags: Flags
}

/// The words of a text, with the keys that rules know them by.
struct ScannedText {
    var words: [ScannedWord] = []
    var keys: [Int32] = []

    /// The keys of a word.
    func keys(of index: Int) -> ArraySlice<Int32> {
        let word = words[index]
        return keys[Int(word.keyStart)..<Int(word.keyStart) + Int(word.keyCount)]
    }
}

/// The words that rules know: whole ones and beginnings.
struct RuleVocabulary: Sendable {
    private var whole: [UInt64: Int32] = [:]
    private var beginnings: [UInt64: Int32] = [:]
    /// A bit for each 16 bits of hash that is in use, so that most words need no look-up.
    private var wholeFilter = [UInt64](repeating: 0, count: 1024)
    private var beginningFilter = [UInt64](repeating: 0, count: 1024)
    private(set) var count = 0

    /// The key of a word, which is added if it is new.
    mutating func key(of hash: UInt64, isBeginning: Bool) -> Int32 {
        if let known = isBeginning ? beginnings[hash] : whole[hash] { return known }
        let key = Int32(count)
        count += 1
        let bit = Int(hash & 0xFFFF)
        if isBeginning {
            beginnings[hash] = key
            beginningFilter[bit >> 6] |= 1 << UInt64(bit & 63)
        } else {
            whole[hash] = key
            wholeFilter[bit >> 6] |= 1 << UInt64(bit & 63)
        }
        return key
    }

    /// The key of a whole word.
    @inline(__always)
    func wholeKey(_ hash: UInt64) -> Int32? {
        let bit = Int(hash & 0xFFFF)
        guard wholeFilter[bit >> 6] >> UInt64(bit & 63) & 1 == 1 else { return nil }
        return whole[hash]
    }

    /// The key of a beginning of words.
    @inline(__always)
    func beginningKey(_ hash: UInt64) -> Int32? {
        let bit = Int(hash & 0xFFFF)
        guard beginningFilter[bit >> 6] >> UInt64(bit & 63) & 1 == 1 else { return nil }
        return beginnings[hash]
    }
}

/// Folded forms and classes of characters for rules.
struct RuleCharacters: Sendable {
    static let shared = RuleCharacters()

    static let letter: UInt32 = 1
    static let single: UInt32 = 2
    static let ignored: UInt32 = 3

    /// The class in the upper eight bits, the folded character in the rest; zero for what stands between words.
    private(set) var table = ScalarTable()

    private init() {
        typealias Script = CharacterTraits.Script
        let traits = CharacterTraits.shared
        for scalar in UInt32(0)..<0x3_0000 {
            let value: UInt32
            switch traits.script(of: scalar) {
            case Script.common, Script.emoji: continue
            case Script.han, Script.kana, Script.southEastAsian: value = Self.single
            default: value = Self.letter
            }
            table.set(value << 24 | scalar, for: scalar)
        }
        CanonicalDecomposition.forEachLowercase { upper, lower in
            if table[upper] >> 24 == Self.letter { table.set(Self.letter << 24 | lower, for: upper) }
        }
        CanonicalDecomposition.forEachDecomposition { scalar, parts in
            guard scalar < 0x2000, let base = parts.first, table[scalar] >> 24 == Self.letter,
                parts.dropFirst().allSatisfy({ (0x300..<0x370).contains($0) })
            else { return }
            table.set(table[base] >> 24 == 0 ? 0 : Self.letter << 24 | table[base] & 0xFF_FFFF, for: scalar)
        }
        let others: [(UInt32, UInt32)] = [
            (0xDF, 0x73), (0xE6, 0x61), (0xC6, 0x61), (0xF0, 0x64), (0xF8, 0x6F), (0xD8, 0x6F), (0x111, 0x64),
            (0x110, 0x64), (0x131, 0x69), (0x142, 0x6C), (0x141, 0x6C), (0x153, 0x6F), (0x622, 0x627), (0x623, 0x627),
            (0x625, 0x627), (0x671, 0x627), (0x649, 0x64A), (0x6CC, 0x64A), (0x629, 0x647), (0x624, 0x648),
            (0x626, 0x64A), (0x6A9, 0x643), (0x3C2, 0x3C3),
        ]
        for (scalar, target) in others { table.set(Self.letter << 24 | target, for: scalar) }
        let ignored: [UInt32] = [
            0x300, 0x36F, 0x483, 0x489, 0x591, 0x5BD, 0x610, 0x61A, 0x64B, 0x65F, 0x670, 0x670,
            0x640, 0x640, 0x200C, 0x200D, 0xFE00, 0xFE0F,
        ]
        table.set(Self.ignored << 24, forPairs: ignored)
        let separators: [UInt32] = [
            0x5BE, 0x5BE, 0x5C0, 0x5C0, 0x5F3, 0x5F4, 0x60C, 0x60D, 0x61B, 0x61F, 0x66A, 0x66D,
            0x6D4, 0x6D4, 0x964, 0x965, 0xE4F, 0xE4F, 0xE5A, 0xE5B, 0x104A, 0x104F, 0x17D4, 0x17DA, 0x30A0, 0x30A0,
            0x30FB, 0x30FB, 0x55A, 0x55F, 0x37E, 0x37E, 0x387, 0x387,
        ]
        table.set(0, forPairs: separators)
    }
}

/// Cuts texts into words.
struct WordScanner {
    /// Words of a text that are read at most.
    private static let wordLimit = 1 << 20

    private let bytes: UnsafeBufferPointer<UInt8>
    private let vocabulary: RuleVocabulary
    private let characters = RuleCharacters.shared
    private var result = ScannedText()
    private var quotes = QuotationMarks()
    private var flags: ScannedWord.Flags = [.afterBreak, .beginsClause]
    private var folded: [UInt8] = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>, vocabulary: RuleVocabulary) {
        self.bytes = bytes
        self.vocabulary = vocabulary
        result.words.reserveCapacity(bytes.count / 5)
    }

    /// The words of a text.
    static func scan(_ bytes: UnsafeBufferPointer<UInt8>, vocabulary: RuleVocabulary) -> ScannedText {
        var scanner = Self(bytes, vocabulary: vocabulary)
        scanner.run()
        return scanner.result
    }

    /// The hash of a word that a rule names, which is folded like the words of texts.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        FNV1a.hash(of: bytes)
    }

    private mutating func run() {
        var offset = 0
        while offset < bytes.count, result.words.count < Self.wordLimit {
            let (scalar, length) = character(at: offset)
            switch characters.table[scalar] >> 24 {
            case RuleCharacters.letter:
                offset = takeWord(at: offset)
            case RuleCharacters.single:
                takeSingle(characters.table[scalar] & 0xFF_FFFF, range: offset..<offset + length)
                offset += length
            case RuleCharacters.ignored:
                offset += length
            default:
                takeMark(scalar, at: offset, length: length)
                offset += length
            }
        }
        quotes.finish(&result.words)
    }

    @inline(__always)
    private func character(at offset: Int) -> (scalar: UInt32, length: Int) {
        let byte = bytes[offset]
        return byte < 0x80 ? (UInt32(byte), 1) : UTF8Scalars.decode(bytes, at: offset)
    }

    private mutating func takeSingle(_ scalar: UInt32, range: Range<Int>) {
        var hash = FNV1a.offsetBasis
        withEncoded(scalar) { byte in hash = FNV1a.hash(hash, adding: byte) }
        let keyStart = result.keys.count
        if let key = vocabulary.wholeKey(hash) { result.keys.append(key) }
        append(range, keyStart: keyStart, isCapital: false)
    }

    @inline(__always)
    private func withEncoded(_ scalar: UInt32, _ body: (UInt8) -> Void) {
        if scalar < 0x80 { return body(UInt8(truncatingIfNeeded: scalar)) }
        if scalar < 0x800 {
            body(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
        } else if scalar < 0x1_0000 {
            body(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            body(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
        } else {
            body(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            body(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            body(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
        }
        body(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    }

    /// Reads a word of letters and gives the offset behind it.
    private mutating func takeWord(at start: Int) -> Int {
        var offset = start
        var hash = FNV1a.offsetBasis
        var length = 0
        var isCapital = true
        let keyStart = result.keys.count
        folded.removeAll(keepingCapacity: true)
        while offset < bytes.count {
            let (scalar, width) = character(at: offset)
            let entry = characters.table[scalar]
            if entry >> 24 == RuleCharacters.letter {
                if length >= 2, length < 24, let key = vocabulary.beginningKey(hash) { result.keys.append(key) }
                let letter = entry & 0xFF_FFFF
                if letter == scalar, scalar > 0x40 { isCapital = false }
                withEncoded(letter) { byte in
                    hash = FNV1a.hash(hash, adding: byte)
                    if length < 24 { folded.append(byte) }
                }
                length += 1
            } else if entry >> 24 != RuleCharacters.ignored {
                guard joins(scalar, at: offset + width, length: length) else { break }
            }
            offset += width
        }
        if length >= 2, length < 24, let key = vocabulary.beginningKey(hash) { result.keys.append(key) }
        if let key = vocabulary.wholeKey(hash) { result.keys.append(key) }
        if let full = Self.contractions[hash], isAfterApostrophe(start), let key = vocabulary.wholeKey(full) {
            result.keys.append(key)
        }
        if folded.first ?? 0 >= 0xD8, folded[0] <= 0xDB { addStripped(keyStart: keyStart) }
        append(start..<offset, keyStart: keyStart, isCapital: isCapital && length > 1)
        return offset
    }

    /// Whether an apostrophe goes on a word: in "don't", not in "l'eau".
    private func joins(_ scalar: UInt32, at next: Int, length: Int) -> Bool {
        guard scalar == 0x27 || scalar == 0x2019, length > 0, next < bytes.count else { return false }
        guard bytes[next] | 0x20 == UInt8(ascii: "t") else { return false }
        return next + 1 >= bytes.count || !ByteClass.isWord(bytes[next + 1])
    }

    /// What the ends of "you've", "you're", "I'm" and "you'll" stand for.
    private static let contractions: [UInt64: UInt64] = {
        let pairs = [("ve", "have"), ("re", "are"), ("m", "am"), ("ll", "will")]
        return Dictionary(uniqueKeysWithValues: pairs.map { (hash($0.utf8), hash($1.utf8)) })
    }()

    /// Whether a letter and an apostrophe stand before a word.
    private func isAfterApostrophe(_ start: Int) -> Bool {
        let width = start > 0 && bytes[start - 1] == 0x27 ? 1 : 3
        guard start > width, ByteClass.isWord(bytes[start - width - 1]) else { return false }
        return width == 1 || character(at: start - width).scalar == 0x2019
    }

    /// Adds the keys of an Arabic word without "and", one preposition and the article.
    private mutating func addStripped(keyStart: Int) {
        var rest = folded[...]
        func begins(_ letters: [UInt8]...) -> Bool { letters.contains { rest.starts(with: $0) } }
        func take() {
            guard rest.count >= 6 else { return }
            var hash = FNV1a.offsetBasis
            for (place, byte) in rest.enumerated() {
                hash = FNV1a.hash(hash, adding: byte)
                if place >= 3, let key = vocabulary.beginningKey(hash) { result.keys.append(key) }
            }
            if let key = vocabulary.wholeKey(hash) { result.keys.append(key) }
        }
        if begins([0xD9, 0x88], [0xD9, 0x81]) {
            rest = rest.dropFirst(2)
            take()
        }
        if begins([0xD8, 0xA8], [0xD9, 0x84], [0xD9, 0x83]) {
            rest = rest.dropFirst(2)
            take()
        }
        if begins([0xD8, 0xA7, 0xD9, 0x84], [0xD9, 0x84, 0xD9, 0x84]) {
            rest = rest.dropFirst(4)
            take()
        } else if begins([0xD9, 0x84]) {
            rest = rest.dropFirst(2)
            take()
        }
    }

    private mutating func append(_ range: Range<Int>, keyStart: Int, isCapital: Bool) {
        if isCapital { flags.insert(.capitals) }
        if quotes.isInFence { flags.insert(.code) }
        result.words.append(
            ScannedWord(
                start: Int32(truncatingIfNeeded: range.lowerBound),
                end: Int32(truncatingIfNeeded: range.upperBound),
                keyStart: Int32(keyStart),
                keyCount: Int16(min(result.keys.count - keyStart, 64)),
                flags: flags
            )
        )
        flags = []
    }

    /// Notes what a mark between words means for the words around it.
    private mutating func takeMark(_ scalar: UInt32, at offset: Int, length: Int) {
        switch scalar {
        case 0x20, 0x09, 0x0D: return
        case 0x0A:
            flags.insert(.beginsClause)
            let next = offset + 1
            if next < bytes.count, [10, 13, UInt8(ascii: "#"), UInt8(ascii: "|")].contains(bytes[next]) {
                flags.insert(.afterBreak)
            }
            quotes.endLine(&result.words)
        case 0x21, 0x3F, 0x2E:
            let next = offset + length
            if next >= bytes.count || !ByteClass.isWord(bytes[next]) { flags.formUnion([.afterBreak, .beginsClause]) }
        case 0x3002, 0xFF01, 0xFF1F, 0x61F, 0x6D4, 0x964, 0x965, 0x2026:
            flags.formUnion([.afterBreak, .beginsClause])
        default:
            flags.insert(.beginsClause)
            quotes.take(scalar, at: offset, in: bytes, words: &result.words)
        }
    }
}

/// Follows quotation marks and code.
private struct QuotationMarks {
    /// Quotations of more bytes are none.
    private static let limit = 800

    private(set) var isInFence = false
    private var closing: UInt32 = 0
    private var firstWord = 0
    private var start = 0
    private var flag = ScannedWord.Flags.quoted

    /// Opens or closes at a mark.
    mutating func take(
        _ scalar: UInt32,
        at offset: Int,
        in bytes: UnsafeBufferPointer<UInt8>,
        words: inout [ScannedWord]
    ) {
        if scalar == 0x60, offset + 2 < bytes.count, bytes[offset + 1] == 0x60, bytes[offset + 2] == 0x60 {
            let isLineStart = offset == 0 || bytes[offset - 1] == 10 || bytes[offset - 1] == 0x20
            if isLineStart { isInFence.toggle() }
            return
        }
        if closing != 0, scalar == closing || closing == 0x201D && scalar == 0x201C,
            closes(scalar, at: offset, in: bytes)
        {
            if offset - start <= Self.limit {
                for index in firstWord..<words.count { words[index].flags.insert(flag) }
            }
            closing = 0
            return
        }
        guard closing == 0 || offset - start > Self.limit, let end = Self.closing(of: scalar) else { return }
        if scalar == 0x27 || scalar == 0x2018, offset > 0, ByteClass.isWord(bytes[offset - 1]) { return }
        closing = end
        firstWord = words.count
        start = offset
        flag = scalar == 0x60 ? .code : .quoted
    }

    private func closes(_ scalar: UInt32, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard scalar == 0x27 || scalar == 0x2019 else { return true }
        let next = offset + (scalar == 0x27 ? 1 : 3)
        return next >= bytes.count || !ByteClass.isWord(bytes[next])
    }

    private static func closing(of scalar: UInt32) -> UInt32? {
        switch scalar {
        case 0x22: 0x22
        case 0x27: 0x27
        case 0x60: 0x60
        case 0x2018: 0x2019
        case 0x201C, 0x201E: 0x201D
        case 0xAB: 0xBB
        case 0xBB: 0xAB
        case 0x300C: 0x300D
        case 0x300E: 0x300F
        default: nil
        }
    }

    /// Inline code and single quotation marks do not run over lines.
    mutating func endLine(_ words: inout [ScannedWord]) {
        if closing == 0x60 || closing == 0x27 || closing == 0x2019 { closing = 0 }
    }

    /// Lets go of what was never closed.
    mutating func finish(_ words: inout [ScannedWord]) {
        closing = 0
    }
}
