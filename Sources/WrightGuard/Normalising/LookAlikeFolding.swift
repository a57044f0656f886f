// Letters of other scripts that stand in for Latin ones.
//
// Idea: a word that mixes scripts is written with look-alikes if all its foreign letters have a Latin twin; they are
// then replaced. A Cyrillic word with a few Latin letters is mended the other way. Words wholly of look-alikes are
// replaced only where the text has no real word of that script. Source: Unicode Technical Standard 39. Deviation: real
// words of other scripts, unit signs and single Greek letters beside Latin ones stay and give no finding.

private import WrightText

/// Finds words that are written with look-alikes.
struct LookAlikeFolding {
    private typealias Role = CharacterTraits.Role
    private typealias Script = CharacterTraits.Script

    private struct Letter {
        var scalar: UInt32
        var range: Range<Int>
        var script: UInt32
        /// The Latin letter that it looks like; 0 for none.
        var twin: UInt32
    }

    private let traits = CharacterTraits.shared
    private let bytes: UnsafeBufferPointer<UInt8>
    private var edits: [MappedText.Edit] = []
    /// The words that mix scripts, in the text that is read.
    private var mixedWords: [Range<Int>] = []
    private var wholeWords: [[Letter]] = []
    /// Whether a script has words that are not look-alikes, by script.
    private var hasRealWords = [Bool](repeating: false, count: 16)

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The text with look-alikes replaced, and the places in it of words that mixed scripts.
    static func fold(_ text: MappedText) -> (text: MappedText, mixedSources: [Range<Int>]) {
        text.bytes.withUnsafeBufferPointer { bytes in
            var folding = Self(bytes)
            folding.run()
            let sources = folding.mixedWords.map { text.map.sourceRange(of: $0) }
            return (text.applying(folding.edits), sources)
        }
    }

    private mutating func run() {
        var offset = 0
        var word: [Letter] = []
        var isForeign = false
        while offset < bytes.count {
            let (scalar, length) = UTF8Scalars.decode(bytes, at: offset)
            let entry = traits.table[scalar]
            let script = entry >> 24 & 15
            if script >= Script.latin, script <= Script.cherokee {
                let twin = entry >> 28 == Role.lookAlike ? entry & 0xFF_FFFF : 0
                if script != Script.latin { isForeign = true }
                // Longer words do not occur; their letters are passed over.
                if word.count < 64 {
                    word.append(Letter(scalar: scalar, range: offset..<offset + length, script: script, twin: twin))
                }
            } else {
                if isForeign { take(word) }
                word.removeAll(keepingCapacity: true)
                isForeign = false
            }
            offset += length
        }
        if isForeign { take(word) }
        for word in wholeWords where !hasRealWords[Int(word[0].script)] { replace(word) }
        edits.sort { $0.range.lowerBound < $1.range.lowerBound }
    }

    private mutating func take(_ word: [Letter]) {
        let foreign = word.filter { $0.script != Script.latin }
        let isPure = foreign.count == word.count
        guard let first = foreign.first, foreign.allSatisfy({ $0.script == first.script || isPure == false }) else {
            return
        }
        if isPure {
            if foreign.allSatisfy({ $0.twin != 0 }) {
                if word.count > 1 { wholeWords.append(word) }
            } else {
                hasRealWords[Int(first.script)] = true
            }
            return
        }
        takeMixed(word, foreign: foreign)
    }

    private mutating func takeMixed(_ word: [Letter], foreign: [Letter]) {
        let isGreek = foreign.allSatisfy { $0.script == Script.greek }
        // Greek letters stand beside Latin ones in formulas and units.
        guard word.count >= (isGreek ? 4 : 3), !(isGreek && foreign.count == 1 && word.count < 5) else { return }
        if foreign.allSatisfy({ $0.twin != 0 }) {
            mixedWords.append(word[0].range.lowerBound..<word[word.count - 1].range.upperBound)
            replace(word)
        } else if foreign.allSatisfy({ $0.script == Script.cyrillic }), foreign.count * 2 > word.count {
            hasRealWords[Int(Script.cyrillic)] = true
            mend(word)
        }
    }

    private mutating func replace(_ word: [Letter]) {
        for letter in word where letter.script != Script.latin && letter.twin != 0 {
            var replacement: [UInt8] = []
            _ = CharacterFolding.append(letter.twin, to: &replacement)
            edits.append(.init(range: letter.range, replacement: replacement))
        }
    }

    /// Puts Cyrillic letters for the Latin ones of a Cyrillic word.
    private mutating func mend(_ word: [Letter]) {
        for letter in word where letter.script == Script.latin {
            guard let twin = LetterTwins.cyrillicTwins[letter.scalar] else { continue }
            var replacement: [UInt8] = []
            _ = CharacterFolding.append(twin, to: &replacement)
            edits.append(.init(range: letter.range, replacement: replacement))
        }
    }
}

extension LetterTwins {
    /// The Cyrillic letter for each Latin one that has the same shape.
    static let cyrillicTwins: [UInt32: UInt32] = {
        var twins: [UInt32: UInt32] = [:]
        let letters = Array("aаeеoоpрcсyуxхAАBВEЕKКMМHНOОPРCСTТXХ".unicodeScalars)
        for place in stride(from: 0, to: letters.count, by: 2) {
            twins[letters[place].value] = letters[place + 1].value
        }
        return twins
    }()
}
