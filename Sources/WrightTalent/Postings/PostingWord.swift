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
    /// Letters, digits, apostrophes and hyphens inside words belong to them; all else is a sign of its own.
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
        String(decoding: text[range].map(ByteKind.lower), as: UTF8.self)
    }

    /// Where the word or sign ends that begins at a place; nil for white space.
    private static func wordEnd(_ text: [UInt8], _ start: Int, limit: Int) -> Int? {
        let byte = text[start]
        if ByteKind.isSpace(byte) { return nil }
        if byte >= 0x80 { return multiByteEnd(text, start, limit: limit) }
        guard ByteKind.isWord(byte) else { return start + 1 }
        let isNumber = ByteKind.isDigit(byte)
        var end = start + 1
        while end < limit {
            let next = text[end]
            if isNumber ? ByteKind.isDigit(next) : ByteKind.isWord(next) {
                end += 1
            } else if !isNumber, next == UInt8(ascii: "-") || next == UInt8(ascii: "'"), end + 1 < limit,
                ByteKind.isWord(text[end + 1])
            {
                end += 1
            } else {
                break
            }
        }
        return end
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
