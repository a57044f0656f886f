/// Words that are longer than tokenizers take: each of them is one unknown token, however long it is.
enum LongWords {
    /// Characters of the longest word that tokenizers cut into pieces.
    static let scalarLimit = 100
    /// Bytes of a longer word that count as a token.
    static let bytesPerToken = 4

    /// Where they stand, in UTF-8 bytes from the text's beginning.
    static func ranges(in text: Substring) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { bytes in
            var words: [Range<Int>] = []
            var start = 0
            for place in 0...bytes.count where place == bytes.count || !isPartOfWord(bytes[place]) {
                if place - start > scalarLimit { addWords(start..<place, of: bytes, to: &words) }
                start = place + 1
            }
            return words
        }
    }

    /// Adds the long words of a run without ASCII spaces and punctuation.
    private static func addWords(_ run: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>, to words: inout [Range<Int>])
    {
        var start = run.lowerBound
        var end = start
        var count = 0
        for scalar in String(decoding: bytes[run], as: UTF8.self).unicodeScalars {
            let width = UTF8.width(scalar)
            if endsWord(scalar) {
                if count > scalarLimit { words.append(start..<end) }
                count = 0
                start = end + width
            } else {
                count += 1
            }
            end += width
        }
        if count > scalarLimit { words.append(start..<end) }
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// Whether a character stands by itself: white space, punctuation, and Chinese characters.
    private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return false }
        if isChinese(scalar.value) || scalar.properties.isWhitespace { return true }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    private static func isChinese(_ value: UInt32) -> Bool {
        (0x3400...0x4DBF).contains(value) || (0x4E00...0x9FFF).contains(value) || (0xF900...0xFAFF).contains(value)
            || (0x20000...0x2FA1F).contains(value)
    }
}
