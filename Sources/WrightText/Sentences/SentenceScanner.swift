// One pass from left to right. At every mark that may end a sentence the scanner looks a bounded way back (the word
// before a full stop) and ahead (closing marks, white space, the first letter after them), so the time is linear.
//
// Rules, not statistics, in the manner of the Golden Rules of pragmatic segmenters; the word lists are in
// SentenceAbbreviations. Where case helps it decides: a lower-case letter after the mark means that the sentence goes
// on.

/// Finds the sentences of one text.
struct SentenceScanner {
    let source: UnsafeBufferPointer<UInt8>
    private let limit: Int
    private var sentences: [Range<Int>] = []
    /// The first byte of the sentence that is being read.
    private var start = 0
    /// The first byte of the line that is being read.
    private var lineStart = 0

    init(source: UnsafeBufferPointer<UInt8>, limit: Int) {
        self.source = source
        self.limit = limit
    }

    /// Reads the text and returns its sentences.
    mutating func run() -> [Range<Int>] {
        sentences.reserveCapacity(source.count / 100 + 1)
        var offset = 0
        while offset < source.count {
            let byte = source[offset]
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                offset = takeLineBreak(at: offset)
            case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
                offset = takeMark(at: offset)
            case 0xD5...:
                let (scalar, length) = UTF8Scalars.decode(source, at: offset)
                switch SentenceMark(scalar) {
                case .none: offset += length
                case .spaced: offset = takeMark(at: offset)
                case .unspaced: offset = takeFullWidthMark(at: offset)
                case .paragraph:
                    endSentence(at: offset)
                    offset += length
                }
            default:
                offset += 1
            }
        }
        endSentence(at: source.count)
        return sentences
    }

    /// Closes the sentence that is being read and begins another.
    private mutating func endSentence(at end: Int) {
        if let range = trimmed(start..<end) {
            if range.count > shortLimit(of: range) {
                appendParts(of: range)
            } else {
                sentences.append(range)
            }
        }
        start = end
    }
}

// MARK: - Line breaks

extension SentenceScanner {
    /// Acts on a run of white space that begins with a line break; returns the offset after it.
    private mutating func takeLineBreak(at offset: Int) -> Int {
        var end = offset
        var breakCount = 0
        var nextLine = offset
        while end < source.count, ASCIISpace.contains(source[end]) {
            let byte = source[end]
            end += 1
            if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && byteAt(end) != UInt8(ascii: "\n")) {
                breakCount += 1
                nextLine = end
            }
        }
        if breakCount > 1 || beginsItem(at: end) || isWholeLine(lineStart) || isUnspacedBreak(offset, end) {
            endSentence(at: offset)
        }
        lineStart = nextLine
        return end
    }

    /// Whether a list item, a table row or a heading begins here.
    private func beginsItem(at offset: Int) -> Bool {
        guard offset < source.count else { return false }
        switch source[offset] {
        case UInt8(ascii: "|"): return true
        case UInt8(ascii: "#"): return isHeading(at: offset)
        case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"):
            return byteAt(offset + 1) == 32 || byteAt(offset + 1) == 9
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            var end = offset
            while end < offset + 4, ASCIIClass.isDigit(byteAt(end)) { end += 1 }
            return (byteAt(end) == UInt8(ascii: ".") || byteAt(end) == UInt8(ascii: ")")) && byteAt(end + 1) == 32
        case 0xE2:
            // Bullets and dashes: • ‣ ◦ ▪ ● – —
            let scalar = UTF8Scalars.decode(source, at: offset).scalar
            return [0x2022, 0x2023, 0x2043, 0x25E6, 0x25AA, 0x25CF, 0x2013, 0x2014].contains(scalar)
                && byteAt(offset + 3) == 32
        default:
            return ASCIIClass.isLetter(source[offset]) && byteAt(offset + 1) == UInt8(ascii: ")")
                && byteAt(offset + 2) == 32
        }
    }

    private func isHeading(at offset: Int) -> Bool {
        var end = offset
        while end < offset + 7, byteAt(end) == UInt8(ascii: "#") { end += 1 }
        return end > offset && byteAt(end) == 32
    }

    /// Whether the line is a table row or a heading, which end with it.
    private func isWholeLine(_ offset: Int) -> Bool {
        byteAt(offset) == UInt8(ascii: "|") || isHeading(at: offset)
    }

    /// Whether the line break stands between letters of scripts that have no full stop.
    private func isUnspacedBreak(_ before: Int, _ after: Int) -> Bool {
        guard before >= 3, after < source.count else { return false }
        return isThaiLike(before - 3) && isThaiLike(after)
    }

    /// Thai and Lao (E0 B8…BB), Myanmar (E1 80…82) and Khmer (E1 9E…9F).
    private func isThaiLike(_ offset: Int) -> Bool {
        let second = byteAt(offset + 1)
        return switch byteAt(offset) {
        case 0xE0: second >= 0xB8 && second <= 0xBB
        case 0xE1: (second >= 0x80 && second <= 0x82) || second == 0x9E || second == 0x9F
        default: false
        }
    }

    /// The byte at an offset, or 0 outside the text.
    func byteAt(_ offset: Int) -> UInt8 {
        offset >= 0 && offset < source.count ? source[offset] : 0
    }
}

// MARK: - Marks

extension SentenceScanner {
    /// Acts on a mark of scripts that put no space after it; returns the offset after it and its closing marks.
    private mutating func takeFullWidthMark(at offset: Int) -> Int {
        let end = endOfMarks(from: offset)
        if !beginsLowerCase(at: endOfSpace(from: end)) || end == source.count { endSentence(at: end) }
        return end
    }

    /// Acts on a mark that ends a sentence only before white space; returns the offset after it and its closing marks.
    private mutating func takeMark(at offset: Int) -> Int {
        let end = endOfMarks(from: offset)
        let next = endOfSpace(from: end)
        guard next > end || end == source.count else { return end }
        let isFullStop = source[offset] == UInt8(ascii: ".")
        let isAlone = isFullStop && byteAt(offset + 1) != UInt8(ascii: ".")
        let goesOn = next < source.count && (beginsLowerCase(at: next) || (isAlone && isInsideSentence(offset, next)))
        if !goesOn { endSentence(at: end) }
        return end
    }

    /// The offset after a run of marks, of closing quotes and brackets, and of footnote numbers in brackets.
    private func endOfMarks(from offset: Int) -> Int {
        var end = offset
        while end < source.count {
            let (scalar, length) = UTF8Scalars.decode(source, at: end)
            if SentenceMark(scalar) == .paragraph { break }
            if SentenceMark(scalar) != .none || SentenceMark.isClosing(scalar) {
                end += length
            } else if scalar == 0x5B, let note = endOfNote(at: end) {
                end = note
            } else if let quote = endOfSpacedQuote(at: end) {
                end = quote
            } else {
                break
            }
        }
        return end
    }

    /// The offset after a footnote number, as in "[12]".
    private func endOfNote(at offset: Int) -> Int? {
        var end = offset + 1
        while end < offset + 6, ASCIIClass.isDigit(byteAt(end)) { end += 1 }
        return end > offset + 1 && byteAt(end) == UInt8(ascii: "]") ? end + 1 : nil
    }

    /// The offset after a closing French quotation mark, which has a space before it and none behind that opens a word.
    private func endOfSpacedQuote(at offset: Int) -> Int? {
        let length =
            switch byteAt(offset) {
            case 32: 1
            case 0xC2 where byteAt(offset + 1) == 0xA0: 2
            case 0xE2 where byteAt(offset + 1) == 0x80 && byteAt(offset + 2) == 0xAF: 3
            default: 0
            }
        let end = offset + length + 2
        guard length > 0, byteAt(end - 2) == 0xC2, byteAt(end - 1) == 0xBB else { return nil }
        return ASCIIClass.isWordByte(byteAt(end)) ? nil : end
    }

    /// The offset of the first character that is not white space.
    private func endOfSpace(from offset: Int) -> Int {
        var end = offset
        while end < source.count {
            if ASCIISpace.contains(source[end]) {
                end += 1
            } else if source[end] < 0xC2 {
                break
            } else {
                let (scalar, length) = UTF8Scalars.decode(source, at: end)
                guard ASCIISpace.isWideSpace(scalar) else { break }
                end += length
            }
        }
        return end
    }

    /// Whether the first letter here, behind opening quotes, brackets and dashes, is in lower case.
    private func beginsLowerCase(at offset: Int) -> Bool {
        var offset = offset
        for _ in 0..<8 where offset < source.count {
            let (scalar, length) = UTF8Scalars.decode(source, at: offset)
            guard SentenceMark.isOpening(scalar) || scalar == 32 else {
                return Unicode.Scalar(scalar)?.properties.isLowercase ?? false
            }
            // A line that begins with a dash is an item, not a continuation.
            offset += length
        }
        return false
    }

    /// Whether a full stop belongs to an abbreviation, an initial or a number, given what comes after the space.
    private func isInsideSentence(_ stop: Int, _ next: Int) -> Bool {
        let wordStart = startOfWord(before: stop)
        guard wordStart < stop, !isPlainWord(wordStart..<stop) else { return false }
        let word = String(decoding: source[wordStart..<stop], as: UTF8.self)
        let following = followingWord(at: next)
        if word.utf8.allSatisfy(ASCIIClass.isDigit) {
            let isItemNumber = trimmed(start..<wordStart) == nil && word.utf8.count <= 3
            return isItemNumber || (word.utf8.count <= 2 && SentenceAbbreviations.months.contains(following.text))
        }
        let isStarter = !following.isInitial && SentenceAbbreviations.starters.contains(following.text)
        let scalars = word.unicodeScalars
        // A single capital letter is an initial, unless a typical first word follows.
        if scalars.count == 1, scalars.first?.properties.isUppercase ?? false { return !isStarter }
        let lower = word.lowercased()
        if SentenceAbbreviations.beforeName.contains(lower) { return true }
        if SentenceAbbreviations.beforeNumber.contains(lower) {
            let isLetter = following.text.utf8.count == 1 && following.text != "I" && following.text != "A"
            return ASCIIClass.isDigit(byteAt(next)) || isLetter
        }
        if SentenceAbbreviations.anywhere.contains(lower) { return !isStarter }
        if lower == "al" { return !isStarter || byteAt(next) == UInt8(ascii: "(") }
        return word.utf8.contains(UInt8(ascii: ".")) && !isStarter && isInitials(word)
    }

    /// Whether a word is too long for an abbreviation and has neither dots nor digits, as most have.
    private func isPlainWord(_ range: Range<Int>) -> Bool {
        range.count > 6 && source[range].allSatisfy(ASCIIClass.isLetter)
    }

    /// Whether a word is made of single letters and dots, as "U.S".
    private func isInitials(_ word: String) -> Bool {
        word.split(separator: ".").allSatisfy { $0.unicodeScalars.count == 1 }
    }

    /// The first byte of the word before an offset: letters, digits and dots inside, at most 24 bytes.
    private func startOfWord(before end: Int) -> Int {
        let lowest = max(start, end - 24)
        var offset = end
        while offset > lowest {
            let byte = source[offset - 1]
            guard ASCIIClass.isWordByte(byte) || byte == UInt8(ascii: ".") else { break }
            offset -= 1
        }
        // Quotes and brackets beyond ASCII are no part of the word.
        while offset < end, source[offset] >= 0x80 {
            let (scalar, length) = UTF8Scalars.decode(source, at: offset)
            if Unicode.Scalar(scalar)?.properties.isAlphabetic ?? false, scalar != UTF8Scalars.replacement { break }
            offset += length
        }
        return min(offset, end)
    }

    /// The word at an offset, at most 24 bytes, and whether it is a single letter with a full stop.
    private func followingWord(at offset: Int) -> (text: String, isInitial: Bool) {
        var begin = offset
        while begin < min(offset + 12, source.count) {
            let (scalar, length) = UTF8Scalars.decode(source, at: begin)
            guard SentenceMark.isOpening(scalar) else { break }
            begin += length
        }
        var end = begin
        while end < min(begin + 24, source.count), ASCIIClass.isWordByte(source[end]) { end += 1 }
        let text = String(decoding: source[begin..<end], as: UTF8.self)
        return (text, byteAt(end) == UInt8(ascii: ".") && text.unicodeScalars.count == 1)
    }
}

// MARK: - Long sentences and white space

extension SentenceScanner {
    /// Text in scripts without full stops is cut sooner, at its spaces.
    private func shortLimit(of range: Range<Int>) -> Int {
        isThaiLike(range.lowerBound) ? min(limit, 600) : limit
    }

    /// Cuts a sentence that is too long at its weaker boundaries.
    private mutating func appendParts(of range: Range<Int>) {
        let limit = shortLimit(of: range)
        var rest = range
        while rest.count > limit {
            let cut = weakBoundary(in: rest.lowerBound + limit / 4..<rest.lowerBound + limit)
            if let part = trimmed(rest.lowerBound..<cut) { sentences.append(part) }
            guard let left = trimmed(cut..<range.upperBound) else { return }
            rest = left
        }
        sentences.append(rest)
    }

    /// The offset after the best boundary in a range: semicolon, colon, comma, space, or any character.
    private func weakBoundary(in range: Range<Int>) -> Int {
        var best = 0
        var cut = range.upperBound
        while cut > range.lowerBound, byteAt(cut) & 0xC0 == 0x80 { cut -= 1 }
        for offset in range.reversed() {
            let rank: Int
            switch source[offset] {
            case UInt8(ascii: ";"): rank = isSpace(offset + 1) ? 5 : 0
            case UInt8(ascii: ":"): rank = isSpace(offset + 1) ? 4 : 0
            case UInt8(ascii: ","): rank = isSpace(offset + 1) ? 3 : 0
            case UInt8(ascii: "\n"): rank = 4
            case 32, 9: rank = 1
            // Ideographic and full-width commas: 、 ， ；
            case 0xE3 where byteAt(offset + 1) == 0x80 && byteAt(offset + 2) == 0x81: rank = 3
            case 0xEF where byteAt(offset + 1) == 0xBC && [0x8C, 0x9B].contains(byteAt(offset + 2)): rank = 3
            default: rank = 0
            }
            if rank > best {
                best = rank
                cut = source[offset] >= 0x80 ? offset + 3 : offset + 1
            }
        }
        return cut
    }

    private func isSpace(_ offset: Int) -> Bool { ASCIISpace.contains(byteAt(offset)) }

    /// A range without white space at its ends, or nil where nothing is left.
    private func trimmed(_ range: Range<Int>) -> Range<Int>? {
        let lower = endOfSpace(from: range.lowerBound)
        guard lower < range.upperBound else { return nil }
        var upper = range.upperBound
        while upper > lower {
            if ASCIISpace.contains(source[upper - 1]) {
                upper -= 1
                continue
            }
            guard source[upper - 1] & 0xC0 == 0x80 else { break }
            var first = upper - 1
            while first > lower, upper - first < 4, source[first] & 0xC0 == 0x80 { first -= 1 }
            let (scalar, length) = UTF8Scalars.decode(source, at: first)
            guard first + length == upper, ASCIISpace.isWideSpace(scalar) else { break }
            upper = first
        }
        return lower..<upper
    }
}
