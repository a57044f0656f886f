/// How much of the words of two texts is the same.
struct WordLikeness {
    /// Twice the common words over all words, 0…1.
    let value: Double

    /// Compares two texts by their words, whatever their order.
    init(_ left: String, _ right: String) {
        var counts: [Substring: Int] = [:]
        let leftWords = Self.words(of: left)
        let rightWords = Self.words(of: right)
        for word in leftWords { counts[word, default: 0] += 1 }
        var common = 0
        for word in rightWords {
            guard let count = counts[word], count > 0 else { continue }
            counts[word] = count - 1
            common += 1
        }
        let total = leftWords.count + rightWords.count
        value = total > 0 ? Double(2 * common) / Double(total) : 1
    }

    private static func words(of text: String) -> [Substring] {
        text.prefix(1 << 20).split { !$0.isLetter && !$0.isNumber }
    }
}
