// What each character is to the analyzer, and what it is folded to: one look-up per character.
//
// An entry is 32 bits: the class in the upper eight, then three bits zero, then the folded character (0 for the
// character itself) or, with `sequenceFlag`, the place of a sequence in the pool: its length and then its characters.

/// The classes and folded forms of the characters of words.
struct WordCharacters: Sendable {
    /// What a character is to the analyzer.
    enum Class {
        static let separator: UInt32 = 0
        static let latin: UInt32 = 1
        static let greek: UInt32 = 2
        static let cyrillic: UInt32 = 3
        static let armenian: UInt32 = 4
        static let hebrew: UInt32 = 5
        static let arabic: UInt32 = 6
        static let devanagari: UInt32 = 7
        static let tamil: UInt32 = 8
        static let otherLetter: UInt32 = 9
        static let digit: UInt32 = 10
        /// The last class of characters that stand in words separated by spaces.
        static let lastOfWord: UInt32 = 10
        static let han: UInt32 = 11
        static let kana: UInt32 = 12
        static let hangul: UInt32 = 13
        static let cluster: UInt32 = 14
        static let clusterMark: UInt32 = 15
        static let composingMark: UInt32 = 16
        static let format: UInt32 = 17
    }

    static let sequenceFlag: UInt32 = 1 << 23
    static let shared = WordCharacters()

    private(set) var table = ScalarTable()
    private(set) var pool: [UInt32] = []

    private init() {
        let classes: [(UInt32, [UInt32])] = [
            (Class.latin, WordClassTable.latin), (Class.greek, WordClassTable.greek),
            (Class.cyrillic, WordClassTable.cyrillic), (Class.armenian, WordClassTable.armenian),
            (Class.hebrew, WordClassTable.hebrew), (Class.arabic, WordClassTable.arabic),
            (Class.devanagari, WordClassTable.devanagari), (Class.tamil, WordClassTable.tamil),
            (Class.otherLetter, WordClassTable.otherLetter), (Class.digit, WordClassTable.digit),
            (Class.han, WordClassTable.han), (Class.kana, WordClassTable.kana),
            (Class.hangul, WordClassTable.hangul), (Class.cluster, WordClassTable.cluster),
            (Class.clusterMark, WordClassTable.clusterMark), (Class.composingMark, WordClassTable.composingMark),
            (Class.format, WordClassTable.format),
        ]
        for (number, pairs) in classes { table.set(number << 24, forPairs: pairs) }
        let runs = WordFoldTable.runs
        for index in stride(from: 0, to: runs.count, by: 4) {
            for scalar in stride(from: runs[index], through: runs[index + 1], by: Int(runs[index + 2])) {
                fold(scalar, to: runs[index + 3] + (scalar - runs[index]))
            }
        }
        let pairs = WordFoldTable.pairs
        for index in stride(from: 0, to: pairs.count, by: 2) { fold(pairs[index], to: pairs[index + 1]) }
        let sequences = WordFoldTable.sequences
        var index = 0
        while index < sequences.count {
            let count = Int(sequences[index + 1])
            fold(sequences[index], to: Self.sequenceFlag | UInt32(pool.count))
            pool.append(contentsOf: sequences[(index + 1)...(index + 1 + count)])
            index += 2 + count
        }
    }

    private mutating func fold(_ scalar: UInt32, to payload: UInt32) {
        table.set(table[scalar] & 0xFF00_0000 | payload, for: scalar)
    }
}
