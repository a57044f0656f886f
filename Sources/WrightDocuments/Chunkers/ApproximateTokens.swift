/// Counts tokens without a model's vocabulary: words, the longer ones as several; punctuation; characters of scripts
/// without spaces.
public enum ApproximateTokens {
    /// An estimate of the WordPiece tokens of English text, within about a tenth; other languages have more.
    @Sendable
    public static func count(_ text: Substring) -> Int {
        var count = 0
        var wordCount = 0
        for scalar in text.unicodeScalars {
            let value = scalar.value
            let isLetter = value < 128 ? isASCIIWord(value) : !scalar.properties.isWhitespace && !isIdeographic(value)
            if isLetter {
                wordCount += 1
                continue
            }
            count += tokens(ofWord: wordCount)
            wordCount = 0
            if value > 32, value < 127 || isIdeographic(value) { count += 1 }
        }
        return count + tokens(ofWord: wordCount)
    }

    private static func tokens(ofWord length: Int) -> Int {
        length == 0 ? 0 : length <= 9 ? 1 : 1 + (length - 4) / 5
    }

    private static func isASCIIWord(_ value: UInt32) -> Bool {
        (48...57).contains(value) || (65...90).contains(value) || (97...122).contains(value)
    }

    private static func isIdeographic(_ value: UInt32) -> Bool {
        (0x3040...0x30FF).contains(value) || (0x3400...0x9FFF).contains(value) || (0xAC00...0xD7A3).contains(value)
            || (0x20000...0x3FFFF).contains(value) || (0x0E00...0x0E7F).contains(value) || value >= 0x1F000
    }
}
