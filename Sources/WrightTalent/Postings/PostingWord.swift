/// A word or a sign of a line, with what the reader of years wants to know of it.
struct PostingWord {
    /// Lower case, for words; the sign itself for signs.
    let text: String
    /// Where, in UTF-8 bytes of the whole text.
    let range: Range<Int>
    /// The mention that begins here.
    var mention: Int?

    var isWord: Bool { range.count > 1 || ByteKind.isWord(text.utf8.first ?? 32) }

    /// Cuts a part of a text into words; a mention is one word.
    ///
    /// Letters of Latin scripts, digits, apostrophes and hyphens inside words belong to them; all else is a sign.
    static func words(
        of text: [UInt8],
        range: Range<Int>,
        mentions: [TechnologyMention],
        offset: Int
    ) -> [PostingWord] {
        var words: [PostingWord] = []
        var position = range.lowerBound
        var next = 0
        while position < range.upperBound {
            while next < mentions.count, mentions[next].range.lowerBound < position { next += 1 }
            if next < mentions.count, mentions[next].range.lowerBound == position {
                let found = mentions[next].range
                words.append(PostingWord(text: lowered(text, found), range: found, mention: offset + next))
                position = found.upperBound
                continue
            }
            let limit =
                next < mentions.count ? min(mentions[next].range.lowerBound, range.upperBound) : range.upperBound
            guard let end = wordEnd(text, position, limit: limit) else {
                position += 1
                continue
            }
            words.append(PostingWord(text: lowered(text, position..<end), range: position..<end, mention: nil))
            position = end
        }
        return words
    }

    private static func lowered(_ text: [UInt8], _ range: Range<Int>) -> String {
        var bytes = text[range].map(ByteKind.lower)
        for place in bytes.indices.dropFirst()
        where bytes[place - 1] == 0xC3 && (0x80...0x9E).contains(bytes[place]) && bytes[place] != 0x97 {
            bytes[place] |= 0x20
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where the word or sign ends that begins at a place; nil for white space.
    private static func wordEnd(_ text: [UInt8], _ start: Int, limit: Int) -> Int? {
        let byte = text[start]
        if ByteKind.isSpace(byte) { return nil }
        if byte >= 0x80, !isLatinLetter(text, start) { return multiByteEnd(text, start, limit: limit) }
        guard byte >= 0x80 || ByteKind.isWord(byte) else { return start + 1 }
        let isNumber = ByteKind.isDigit(byte)
        var end = byte >= 0x80 ? start + 2 : start + 1
        while end < limit {
            let next = text[end]
            if !isNumber, isLatinLetter(text, end) {
                end += 2
            } else if isNumber ? ByteKind.isDigit(next) : ByteKind.isWord(next) {
                end += 1
            } else if !isNumber, next == UInt8(ascii: "-") || next == UInt8(ascii: "'"), end + 1 < limit,
                ByteKind.isWord(text[end + 1]) || isLatinLetter(text, end + 1)
            {
                end += 1
            } else {
                break
            }
        }
        return min(end, max(limit, start + 1))
    }

    /// Whether a letter with an accent begins, of those that take two bytes.
    private static func isLatinLetter(_ text: [UInt8], _ place: Int) -> Bool {
        guard place + 1 < text.count, (0xC3...0xC9).contains(text[place]), text[place + 1] >= 0x80 else { return false }
        return text[place] != 0xC3 || text[place + 1] != 0x97 && text[place + 1] != 0xB7
    }

    /// A run of one character beyond ASCII; non-breaking spaces count as white space.
    private static func multiByteEnd(_ text: [UInt8], _ start: Int, limit: Int) -> Int? {
        let length = text[start] >= 0xF0 ? 4 : text[start] >= 0xE0 ? 3 : 2
        let end = min(start + length, limit)
        let isSpace =
            text[start..<end].elementsEqual([0xC2, 0xA0]) || text[start..<end].elementsEqual([0xE2, 0x80, 0xAF])
        return isSpace ? nil : end
    }
}
