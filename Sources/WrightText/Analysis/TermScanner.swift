// One pass over the text. Follows the word boundaries of Unicode Standard Annex 29 in what matters to search, and
// departs from it where search gains: hyphens and underscores part words, dots inside "U.S.A." vanish, scripts without
// spaces give overlapping groups of characters.
//
// A word is folded into `word` as it is read; the cache then gives its term by its hash. Words of ASCII letters and
// digits are read eight bytes at a time, in one register: sums that carry into the top bit of each byte tell letters
// and digits from the rest, and lower case is one bit. They touch no table.

/// Finds the terms of texts; holds the memory of stems.
struct TermScanner {
    typealias Body = (ScannedWord) -> Void

    /// A word longer than this is cut here, so that encoded data makes terms of bounded size.
    static let wordByteLimit = 120

    private let maker: TermMaker
    private let joinsApostrophes: Bool
    private let dropsPossessive: Bool
    private let characters = WordCharacters.shared
    private let cache = TermCache()
    private let memory = WordMemory()
    private let word: UnsafeMutablePointer<UInt8>

    var wordCount = 0
    private var letters: UInt32 = 0
    private var hasDigits = false
    private var lastScalar: UInt32 = 0
    private var position = 0

    init(_ analyzer: Analyzer) {
        maker = TermMaker(analyzer)
        joinsApostrophes = !analyzer.configuration.language.hasElision
        dropsPossessive = analyzer.configuration.language == .english
        word = memory.bytes
    }

    /// Calls a closure with each term of a text.
    mutating func scan(_ source: UnsafeBufferPointer<UInt8>, _ body: Body) {
        position = 0
        var offset = 0
        while offset < source.count {
            let byte = source[offset]
            if byte < 0x80 {
                offset = ASCIIClass.isAlphanumeric(byte) ? scanWord(source, from: offset, body) : offset + 1
                continue
            }
            let (scalar, length) = UTF8Scalars.decode(source, at: offset)
            let kind = characters.table[scalar] >> 24
            if kind == WordCharacters.Class.separator || kind > WordCharacters.Class.clusterMark {
                offset += length
            } else if kind <= WordCharacters.Class.lastOfWord {
                offset = scanWord(source, from: offset, body)
            } else {
                offset = scanGroups(source, from: offset, body)
            }
        }
    }
}

// MARK: - Words

extension TermScanner {
    /// Reads a word, gives its term, and returns the offset after it.
    private mutating func scanWord(_ source: UnsafeBufferPointer<UInt8>, from start: Int, _ body: Body) -> Int {
        wordCount = 0
        letters = 0
        hasDigits = false
        var offset = start
        var hash = WordHash.seed
        var isWhole = false
        while !isWhole, wordCount < Self.wordByteLimit, offset + 8 <= source.count {
            let taken = takeChunk(source, at: offset, hash: &hash)
            offset += taken
            guard taken < 8 else { continue }
            let next = source[offset]
            isWhole = next < 0x80 && !Self.joinsWords(next)
            break
        }
        if isWhole {
            emitWord(start..<offset, hash: hash, body)
            return offset
        }
        while offset < source.count, wordCount < Self.wordByteLimit {
            let byte = source[offset]
            if ASCIIClass.isLetter(byte) {
                if letters == 0 { letters = WordCharacters.Class.latin }
                append(byte | 0x20)
                offset += 1
            } else if ASCIIClass.isDigit(byte) {
                hasDigits = true
                append(byte)
                offset += 1
            } else {
                let end = byte < 0x80 ? takeASCIIMark(source, at: offset) : takeCharacter(source, at: offset)
                if end == offset { break }
                offset = end
            }
        }
        dropPossessive()
        emitWord(start..<offset, hash: WordHash.value(of: UnsafeBufferPointer(start: word, count: wordCount)), body)
        return offset
    }

    /// Takes the letters and digits that the next eight bytes begin with; returns how many they are.
    @inline(__always)
    private mutating func takeChunk(
        _ source: UnsafeBufferPointer<UInt8>,
        at offset: Int,
        hash: inout UInt64
    ) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones &* 0x80
        let bytes = UInt64(
            littleEndian: UnsafeRawPointer(source.baseAddress.unsafelyUnwrapped + offset)
                .loadUnaligned(as: UInt64.self)
        )
        let lower = bytes | ones &* 0x20
        let low = lower & ~tops
        let letterBits = (low &+ ones &* 31) & ~(low &+ ones &* 5)  // From "a" on, and not behind "z".
        let plain = bytes & ~tops
        let digitBits = (plain &+ ones &* 80) & ~(plain &+ ones &* 70)  // From "0" on, and not behind "9".
        let wordBits = (letterBits | digitBits) & ~bytes & tops
        let taken = (~wordBits & tops).trailingZeroBitCount / 8
        let mask: UInt64 = taken == 8 ? ~0 : (1 << UInt64(taken * 8)) &- 1
        let chunk = lower & mask
        if letters == 0, letterBits & wordBits & mask != 0 { letters = WordCharacters.Class.latin }
        if digitBits & wordBits & mask != 0 { hasDigits = true }
        UnsafeMutableRawPointer(word + wordCount).storeBytes(of: chunk.littleEndian, as: UInt64.self)
        wordCount += taken
        if taken > 0 { hash = WordHash.next(hash, chunk) }
        return taken
    }

    /// Whether an ASCII byte may stand inside a word though it is no letter and no digit.
    @inline(__always)
    private static func joinsWords(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "'") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
            || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "+")
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        word[wordCount] = byte
        wordCount += 1
    }

    /// Takes "'s" off the end.
    private mutating func dropPossessive() {
        if dropsPossessive, wordCount > 2, word[wordCount - 1] == UInt8(ascii: "s"),
            word[wordCount - 2] == UInt8(ascii: "'")
        {
            wordCount -= 2
        }
    }

    private mutating func append(scalar: UInt32) {
        lastScalar = scalar
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
            guard let start = bytes.baseAddress else { return }
            for index in 0..<UTF8Scalars.encode(scalar, to: start) { append(bytes[index]) }
        }
    }

    /// Takes a mark that joins two parts of a word; returns the offset after it, or the same where the word ends.
    private mutating func takeASCIIMark(_ source: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
        let next = offset + 1 < source.count ? source[offset + 1] : 0
        let last = wordCount > 0 ? word[wordCount - 1] : 0
        switch source[offset] {
        case UInt8(ascii: "'"):
            return takeApostrophe(at: offset, length: 1, next: next)
        case UInt8(ascii: "."):
            if ASCIIClass.isDigit(last), ASCIIClass.isDigit(next) {
                append(UInt8(ascii: "."))
                return offset + 1
            }
            return isInitial(source, at: offset) ? offset + 1 : offset
        case UInt8(ascii: ","):
            guard ASCIIClass.isDigit(last), ASCIIClass.isDigit(next) else { return offset }
            if !isGroupSeparator(source, at: offset) { append(UInt8(ascii: ",")) }
            return offset + 1
        case UInt8(ascii: "#"):
            guard wordCount == 1, ASCIIClass.isLetter(last), !ASCIIClass.isWordByte(next) else { return offset }
            append(UInt8(ascii: "#"))
            return offset + 1
        case UInt8(ascii: "+"):
            guard wordCount == 1, ASCIIClass.isLetter(last), next == UInt8(ascii: "+") else { return offset }
            append(UInt8(ascii: "+"))
            append(UInt8(ascii: "+"))
            return offset + 2
        default:
            return offset
        }
    }

    private mutating func takeApostrophe(at offset: Int, length: Int, next: UInt8) -> Int {
        let joins = joinsApostrophes && letters != 0 && (ASCIIClass.isLetter(next) || next >= 0xC3)
        guard joins else { return offset }
        append(UInt8(ascii: "'"))
        return offset + length
    }

    /// Whether the dot stands between single letters, as in "U.S.A." or "e.g.".
    private func isInitial(_ source: UnsafeBufferPointer<UInt8>, at dot: Int) -> Bool {
        guard dot + 1 < source.count, ASCIIClass.isLetter(source[dot + 1]), ASCIIClass.isLetter(source[dot - 1]) else {
            return false
        }
        if dot + 2 < source.count, ASCIIClass.isWordByte(source[dot + 2]) { return false }
        return dot < 2 || !ASCIIClass.isWordByte(source[dot - 2])
    }

    /// Whether the comma stands before exactly three digits, as in "1,000".
    private func isGroupSeparator(_ source: UnsafeBufferPointer<UInt8>, at comma: Int) -> Bool {
        guard comma + 3 < source.count else { return false }
        let hasThree = (1...3).allSatisfy { ASCIIClass.isDigit(source[comma + $0]) }
        return hasThree && (comma + 4 == source.count || !ASCIIClass.isDigit(source[comma + 4]))
    }

    /// Takes a character beyond ASCII; returns the offset after it, or the same where the word ends.
    private mutating func takeCharacter(_ source: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
        let (scalar, length) = UTF8Scalars.decode(source, at: offset)
        let entry = characters.table[scalar]
        let kind = entry >> 24
        if kind == WordCharacters.Class.format { return offset + length }
        if kind == WordCharacters.Class.composingMark {
            compose(scalar)
            return offset + length
        }
        if scalar == 0x2019 {
            return takeApostrophe(
                at: offset,
                length: length,
                next: offset + length < source.count ? source[offset + length] : 0
            )
        }
        guard kind != WordCharacters.Class.separator, kind <= WordCharacters.Class.lastOfWord else { return offset }
        if kind == WordCharacters.Class.digit { hasDigits = true } else if letters == 0 { letters = kind }
        let payload = entry & 0xFF_FFFF
        if payload == 0 {
            append(scalar: scalar)
        } else if payload & WordCharacters.sequenceFlag == 0 {
            append(scalar: payload)
        } else {
            let first = Int(payload & ~WordCharacters.sequenceFlag)
            for index in 1...Int(characters.pool[first]) { append(scalar: characters.pool[first + index]) }
        }
        return offset + length
    }

    /// Puts a mark on the letter before it where Unicode has them as one; otherwise the mark is dropped.
    private mutating func compose(_ mark: UInt32) {
        guard wordCount > 0 else { return }
        let last = word[wordCount - 1]
        var length = 1
        var base = UInt32(last)
        if last >= 0x80 {
            base = lastScalar
            length = base < 0x800 ? 2 : base < 0x1_0000 ? 3 : 4
        }
        guard let composed = AccentFolding.shared.composed(base, mark) else { return }
        wordCount -= length
        append(scalar: composed)
    }

    @inline(__always)
    private mutating func emitWord(_ range: Range<Int>, hash: UInt64, _ body: Body) {
        guard wordCount > 0 else { return }
        let number = position
        position += 1
        let bytes = UnsafeBufferPointer(start: UnsafePointer(word), count: wordCount)
        let head = WordHash.chunk(of: bytes, at: 0)
        var known = cache.find(bytes, head: head, hash: hash)
        if known < 0 {
            let kind = hasDigits ? WordCharacters.Class.digit : letters
            known = maker.withTerm(of: bytes, letters: kind) { [cache] term in
                cache.insert(bytes, head: head, hash: hash, term: term)
            }
        }
        let entry = cache.entry(known)
        guard !entry.isStopWord else { return }
        cache.withWordAndTerm(of: entry) { word, term in
            body(ScannedWord(term: term, word: word, number: known, epoch: cache.epoch, position: number, range: range))
        }
    }
}

// MARK: - Scripts without spaces

extension TermScanner {
    /// Reads a run of ideographs, syllables or clusters, gives its groups, and returns the offset after it.
    ///
    /// Each group is two units that stand side by side; a unit that stands alone is a group of its own. A unit is a
    /// character, in Thai and its like with the marks on it, which ranks better there than pairs of bare characters.
    private mutating func scanGroups(_ source: UnsafeBufferPointer<UInt8>, from start: Int, _ body: Body) -> Int {
        let family = Self.family(of: characters.table[UTF8Scalars.decode(source, at: start).scalar] >> 24)
        var offset = start
        var unitStarts: (Int, Int) = (start, start)
        var firstLength = 0
        var unitCount = 0
        wordCount = 0
        while offset < source.count, source[offset] >= 0x80 {
            let (scalar, length) = UTF8Scalars.decode(source, at: offset)
            let entry = characters.table[scalar]
            let kind = entry >> 24
            if kind == WordCharacters.Class.format || kind == WordCharacters.Class.composingMark {
                offset += length
                continue
            }
            guard Self.family(of: kind) == family else { break }
            if kind == WordCharacters.Class.clusterMark, unitCount > 0, wordCount < Self.wordByteLimit {
                append(scalar: scalar)
                offset += length
                continue
            }
            if unitCount >= 2 {
                emitGroup(unitStarts.0..<offset, body)
                dropUnit(length: firstLength)
            }
            firstLength = wordCount
            unitStarts = (unitStarts.1, offset)
            let payload = entry & 0xFF_FFFF
            append(scalar: payload == 0 || payload & WordCharacters.sequenceFlag != 0 ? scalar : payload)
            unitCount += 1
            offset += length
        }
        if unitCount > 0 { emitGroup(unitStarts.0..<offset, body) }
        return max(offset, start + 1)
    }

    /// Characters of one family make groups together: ideographs with kana, Hangul, and the scripts of clusters.
    private static func family(of kind: UInt32) -> UInt32 {
        switch kind {
        case WordCharacters.Class.han, WordCharacters.Class.kana: 1
        case WordCharacters.Class.hangul: 2
        case WordCharacters.Class.cluster, WordCharacters.Class.clusterMark: 3
        default: 0
        }
    }

    private mutating func emitGroup(_ range: Range<Int>, _ body: Body) {
        let number = position
        position += 1
        let group = UnsafeBufferPointer(start: UnsafePointer(word), count: wordCount)
        body(ScannedWord(term: group, word: group, number: -1, epoch: cache.epoch, position: number, range: range))
    }

    /// Takes the first unit out of the buffer.
    private mutating func dropUnit(length: Int) {
        for index in length..<wordCount { word[index - length] = word[index] }
        wordCount -= length
    }
}

/// Where a word is put together.
private final class WordMemory {
    let bytes: UnsafeMutablePointer<UInt8>

    init() {
        let size = TermScanner.wordByteLimit + 128
        bytes = .allocate(capacity: size)
        bytes.initialize(repeating: 0, count: size)
    }

    deinit { bytes.deallocate() }
}

/// Classes of ASCII bytes.
enum ASCIIClass {
    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    @inline(__always)
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    /// Whether the byte belongs to a word, or to a character that may.
    @inline(__always)
    static func isWordByte(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte >= 0x80 }
}
