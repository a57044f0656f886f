// The first pass of the normaliser: character by character.
//
// Idea: compatibility forms become what they stand for (NFKC, from a table), letters and their marks are put together,
// characters without a shape are taken out. Taken-out characters are judged by their neighbours: joiners in emoji and
// in scripts that need them, one variation selector behind a base, tags of flags, direction marks in right-to-left
// text, soft hyphens in words and a byte-order mark at the start are typography and leave no trace. What is left is
// counted and, where it can carry text (tags, variation selectors, zero-width characters as bits), kept to be decoded.
// Source: Unicode Standard Annexes 9, 15 and 31, Technical Reports 36, 39 and 51.

private import WrightText

/// What the first pass noticed beside the folded text.
struct CharacterTrail {
    /// A character that was taken out and the bytes where it stood.
    struct Carrier {
        var scalar: UInt32
        var range: Range<Int>
    }

    var zeroWidths: [Carrier] = []
    var variations: [Carrier] = []
    var tags: [Carrier] = []
    var controls: [Carrier] = []
    var droppedMarks: [Carrier] = []
    var directionControls: [Carrier] = []
    /// Stretches that an override turns round: their folded bytes, and where they stand in the original.
    var overridden: [(bytes: [UInt8], range: Range<Int>)] = []
    /// Softly hyphenated places that stand one or two letters apart.
    var denseHyphenCount = 0
    var styledLetterCount = 0
    /// Stretches of letters in forms made for other uses: their folded bytes, and where they stand in the original.
    var styled: [(bytes: [UInt8], range: Range<Int>)] = []
    var hasLookAlikes = false
    var isBalanced = true
}

/// Folds the characters of a text.
struct CharacterFolding {
    private typealias Role = CharacterTraits.Role
    private typealias Script = CharacterTraits.Script
    private typealias Format = CharacterTraits.Format

    /// Characters of a kind that are kept; more are counted as these.
    private static let carrierLimit = 1 << 16
    private static let flag: UInt32 = 0x1F3F4

    private let traits = CharacterTraits.shared
    private let source: UnsafeBufferPointer<UInt8>
    private let hasRightToLeft: Bool
    private var bytes: [UInt8] = []
    private var map = OffsetMap()
    private(set) var trail = CharacterTrail()
    /// The last character that was not taken out, as it stood in the source; 0 at the start.
    private var previous: UInt32 = 0
    private var previousWasVariation = false
    private var markCount = 0
    private var lastHyphen = -100
    /// The next character with a shape that was last looked up, and where it stands.
    private var knownNext: (offset: Int, scalar: UInt32) = (-1, 0)
    /// The stretch of styled letters that may go on, in the folded text, and its letters.
    private var styledStretch = (range: 0..<0, letterCount: 0)
    /// Where overrides that are still open began, in the folded text; nil for embeddings and isolates.
    private var openControls: [(isIsolate: Bool, overrideStart: Int?)] = []

    init(_ source: UnsafeBufferPointer<UInt8>) {
        self.source = source
        hasRightToLeft = Self.hasRightToLeft(source)
        bytes.reserveCapacity(source.count)
    }

    /// Folds the text; the trail is complete then.
    mutating func run() -> MappedText {
        var offset = 0
        while offset < source.count {
            let start = offset
            while offset < source.count, Self.isPlain(source[offset]) { offset += 1 }
            if offset > start {
                copy(start..<offset)
                previous = UInt32(source[offset - 1])
                markCount = 0
                previousWasVariation = false
            }
            guard offset < source.count else { break }
            offset = takeCharacter(at: offset)
        }
        closeControls()
        closeStyledStretch()
        return MappedText(bytes: bytes, map: map)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte < 0x7F && byte >= 0x20 || byte == 10 || byte == 9 || byte == 13
    }

    /// Handles the character at an offset and gives the offset behind it.
    private mutating func takeCharacter(at offset: Int) -> Int {
        let (scalar, length) = UTF8Scalars.decode(source, at: offset)
        let range = offset..<offset + length
        let entry = traits.table[scalar]
        switch entry >> 28 {
        case Role.format:
            return takeFormat(scalar, kind: entry & 0xFF, range: range)
        case Role.mark:
            takeMark(scalar, range: range)
            return range.upperBound
        case Role.control:
            if trail.controls.count < Self.carrierLimit { trail.controls.append(.init(scalar: scalar, range: range)) }
            return range.upperBound
        case Role.folded:
            fold(entry, range: range)
        case Role.space:
            replace(range, with: scalar == 0x2028 || scalar == 0x2029 ? 0x0A : 0x20)
        default:
            if entry >> 28 == Role.lookAlike { trail.hasLookAlikes = true }
            if length == 1 { replace(range, with: UTF8Scalars.replacement) } else { copy(range) }
        }
        previous = scalar
        previousWasVariation = false
        markCount = 0
        return range.upperBound
    }

    private mutating func copy(_ range: Range<Int>) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[range]))
        map.appendCopy(of: range)
    }

    private mutating func replace(_ range: Range<Int>, with scalar: UInt32) {
        let count = Self.append(scalar, to: &bytes)
        map.appendPiece(ofCount: count, for: range)
    }

    private mutating func fold(_ entry: UInt32, range: Range<Int>) {
        let start = bytes.count
        defer { if entry >> 24 & 15 == Script.latin { noteStyled(start..<bytes.count) } }
        let payload = entry & 0xFF_FFFF
        guard payload & CharacterTraits.sequenceFlag != 0 else {
            replace(range, with: payload)
            if traits.table[payload] >> 28 == Role.lookAlike { trail.hasLookAlikes = true }
            return
        }
        let place = Int(payload & ~CharacterTraits.sequenceFlag)
        var count = 0
        for index in place + 1...place + Int(traits.pool[place]) {
            count += Self.append(traits.pool[index], to: &bytes)
        }
        map.appendPiece(ofCount: count, for: range)
    }

    /// Goes on with a stretch of styled letters; spaces and marks between them belong to it.
    private mutating func noteStyled(_ letter: Range<Int>) {
        trail.styledLetterCount += 1
        if styledStretch.letterCount > 0, letter.lowerBound - styledStretch.range.upperBound <= 4 {
            styledStretch = (styledStretch.range.lowerBound..<letter.upperBound, styledStretch.letterCount + 1)
        } else {
            closeStyledStretch()
            styledStretch = (letter, 1)
        }
    }

    private mutating func closeStyledStretch() {
        let (range, letterCount) = styledStretch
        guard letterCount >= 12, trail.styled.count < 16, range.upperBound <= bytes.count else { return }
        trail.styled.append((Array(bytes[range]), map.sourceRange(of: range)))
    }

    /// Puts a mark on the letter before it; marks that no letter of ours takes are dropped.
    private mutating func takeMark(_ mark: UInt32, range: Range<Int>) {
        markCount += 1
        guard let start = lastScalarStart else { return copy(range) }
        let base = bytes.withUnsafeBufferPointer { UTF8Scalars.decode($0, at: start).scalar }
        if let whole = traits.composition(of: base, and: mark), let origin = map.dropLast(bytes.count - start) {
            bytes.removeLast(bytes.count - start)
            replace(origin..<range.upperBound, with: whole)
            return
        }
        let script = traits.script(of: base)
        guard script <= Script.cherokee || script == Script.digit || markCount > 2 else { return copy(range) }
        if trail.droppedMarks.count < Self.carrierLimit { trail.droppedMarks.append(.init(scalar: mark, range: range)) }
    }

    private var lastScalarStart: Int? {
        guard var start = bytes.indices.last else { return nil }
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    /// Writes a character and gives its length.
    static func append(_ scalar: UInt32, to bytes: inout [UInt8]) -> Int {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { buffer in
            guard let target = buffer.baseAddress else { return 0 }
            let count = UTF8Scalars.encode(scalar, to: target)
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer.prefix(count)))
            return count
        }
    }

    private static func hasRightToLeft(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
        // Hebrew, Arabic, Syriac, Thaana and their presentation forms begin with these bytes.
        var index = 0
        while index < source.count {
            let byte = source[index]
            if byte >= 0xD6, byte <= 0xDF { return true }
            if byte == 0xEF, index + 1 < source.count, source[index + 1] >= 0xAC, source[index + 1] <= 0xBB {
                return !(source[index + 1] == 0xBB && index + 2 < source.count && source[index + 2] == 0xBF)
            }
            index += 1
        }
        return false
    }
}

extension CharacterFolding {
    /// Handles a character without a shape and gives the offset behind what was handled.
    private mutating func takeFormat(_ scalar: UInt32, kind: UInt32, range: Range<Int>) -> Int {
        let next = nextScalar(from: range.upperBound)
        switch kind {
        case Format.zeroWidth:
            takeZeroWidth(scalar, next: next, range: range)
        case Format.joiner:
            if isTypographicJoiner(scalar, next: next) { copy(range) } else { keep(scalar, range, in: \.zeroWidths) }
        case Format.byteOrderMark:
            if range.lowerBound > 0 { takeZeroWidth(scalar, next: next, range: range) }
        case Format.softHyphen:
            takeHyphen(scalar, range: range)
        case Format.variation:
            takeVariation(scalar, range: range)
        case Format.tag:
            return takeTag(scalar, range: range)
        default:
            takeDirection(scalar, kind: kind, next: next, range: range)
        }
        return range.upperBound
    }

    private mutating func keep(
        _ scalar: UInt32,
        _ range: Range<Int>,
        in list: WritableKeyPath<CharacterTrail, [CharacterTrail.Carrier]>
    ) {
        guard trail[keyPath: list].count < Self.carrierLimit else { return }
        trail[keyPath: list].append(.init(scalar: scalar, range: range))
    }

    /// Between letters of scripts without spaces it is a place to break lines; beside punctuation it is one for long
    /// words and addresses.
    private mutating func takeZeroWidth(_ scalar: UInt32, next: UInt32, range: Range<Int>) {
        let isText = Self.carries(previous, traits) && Self.carries(next, traits)
        guard isText || previous == 0 && next != 0 && trail.zeroWidths.count > 0 else { return }
        keep(scalar, range, in: \.zeroWidths)
    }

    /// Whether a neighbour makes an invisible character suspicious: letters of spaced scripts, digits, spaces.
    private static func carries(_ scalar: UInt32, _ traits: CharacterTraits) -> Bool {
        switch traits.script(of: scalar) {
        case Script.latin, Script.cyrillic, Script.greek, Script.digit, Script.armenian, Script.cherokee: true
        case Script.common: scalar == 0x20 || scalar == 0x2C || scalar == 0x2E || scalar == 0x27
        default: false
        }
    }

    private func isTypographicJoiner(_ scalar: UInt32, next: UInt32) -> Bool {
        let before = traits.script(of: previous)
        if before == Script.emoji || previous == 0xFE0F || (0x1F3FB...0x1F3FF).contains(previous) {
            return scalar == 0x200D && traits.script(of: next) == Script.emoji
        }
        switch before {
        case Script.arabic, Script.indic, Script.southEastAsian, Script.hebrew: return true
        case Script.kana, Script.han, Script.hangul: return false
        default: return false
        }
    }

    private mutating func takeHyphen(_ scalar: UInt32, range: Range<Int>) {
        let distance = range.lowerBound - lastHyphen
        lastHyphen = range.upperBound
        if distance <= 2 {
            trail.denseHyphenCount += 1
            keep(scalar, range, in: \.zeroWidths)
        }
    }

    private mutating func takeVariation(_ scalar: UInt32, range: Range<Int>) {
        let follows = nextIsVariation(from: range.upperBound)
        let script = traits.script(of: previous)
        let isBase =
            script == Script.emoji || script == Script.han || script == Script.indic
            || script == Script.southEastAsian || previous == 0x23 || previous == 0x2A || script == Script.digit
            || (0x2200...0x22FF).contains(previous)
        if isBase, !follows, !previousWasVariation { return copy(range) }
        previousWasVariation = true
        keep(scalar, range, in: \.variations)
    }

    /// Copies the tags of a flag; keeps others to be decoded.
    private mutating func takeTag(_ scalar: UInt32, range: Range<Int>) -> Int {
        if previous == Self.flag, let end = flagEnd(from: range.lowerBound) {
            copy(range.lowerBound..<end)
            return end
        }
        keep(scalar, range, in: \.tags)
        return range.upperBound
    }

    private func flagEnd(from start: Int) -> Int? {
        var offset = start
        var count = 0
        while offset < source.count, count < 8 {
            let (scalar, length) = UTF8Scalars.decode(source, at: offset)
            offset += length
            if scalar == 0xE_007F { return count >= 3 ? offset : nil }
            guard (0xE_0061...0xE_007A).contains(scalar) || (0xE_0030...0xE_0039).contains(scalar) else { return nil }
            count += 1
        }
        return nil
    }

    private mutating func takeDirection(_ scalar: UInt32, kind: UInt32, next: UInt32, range: Range<Int>) {
        switch kind {
        case Format.directionMark:
            guard !hasRightToLeft else { return }
            if Self.carries(previous, traits), Self.carries(next, traits) {
                keep(scalar, range, in: \.zeroWidths)
            } else {
                keep(scalar, range, in: \.directionControls)
            }
        case Format.embedding, Format.override, Format.isolate:
            if openControls.count < 128 {
                let start = kind == Format.override ? bytes.count : nil
                openControls.append((kind == Format.isolate, start))
            }
            if !hasRightToLeft || kind == Format.override { keep(scalar, range, in: \.directionControls) }
        default:
            guard let index = openControls.lastIndex(where: { $0.isIsolate == (kind == Format.popIsolate) }) else {
                trail.isBalanced = false
                return
            }
            if let start = openControls[index].overrideStart { closeOverride(from: start, to: bytes.count) }
            openControls.removeLast(openControls.count - index)
        }
    }

    /// Ends what is still open where its paragraph ends.
    private mutating func closeControls() {
        for control in openControls {
            trail.isBalanced = false
            guard let start = control.overrideStart else { continue }
            let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
            closeOverride(from: start, to: end)
        }
        openControls = []
    }

    private mutating func closeOverride(from start: Int, to end: Int) {
        guard end > start, trail.overridden.count < 64 else { return }
        trail.overridden.append((Array(bytes[start..<end]), map.sourceRange(of: start..<end)))
    }

    private func nextIsVariation(from offset: Int) -> Bool {
        guard offset < source.count else { return false }
        let entry = traits.table[UTF8Scalars.decode(source, at: offset).scalar]
        return entry >> 28 == Role.format && entry & 0xFF == Format.variation
    }

    /// The next character that has a shape; 0 where the text ends.
    private mutating func nextScalar(from start: Int) -> UInt32 {
        if start <= knownNext.offset { return knownNext.scalar }
        var offset = start
        while offset < source.count {
            let (scalar, length) = UTF8Scalars.decode(source, at: offset)
            if traits.table[scalar] >> 28 != Role.format {
                knownNext = (offset, scalar)
                return scalar
            }
            offset += length
        }
        knownNext = (source.count, 0)
        return 0
    }
}
