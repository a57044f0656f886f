/// Makes text of what pages show: ligatures are spelled out, and scripts written from the right are put in reading
/// order.
enum PDFGlyphs {
    /// A word with its ligatures spelled out.
    static func text(_ word: String) -> String {
        guard word.utf8.contains(0xEF) else { return word }
        let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"]
        var result = String.UnicodeScalarView()
        for scalar in word.unicodeScalars {
            if (0xFB00...0xFB06).contains(scalar.value) {
                result.append(contentsOf: ligatures[Int(scalar.value) - 0xFB00].unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether a word is of a script that is written from the right.
    static func runsRightToLeft(_ word: String) -> Bool {
        word.unicodeScalars.contains { isRightToLeft($0) }
    }

    /// A line whose words and letters stand as they are seen from the left, put in reading order where most of it is
    /// written from the right.
    ///
    /// Words of other scripts in it keep their order among each other.
    static func inReadingOrder(_ words: [PDFWord]) -> [PDFWord] {
        let letters = words.reduce(0) { $0 + $1.text.unicodeScalars.count }
        let fromRight = words.reduce(0) { sum, word in
            runsRightToLeft(word.text) ? sum + word.text.unicodeScalars.count : sum
        }
        guard fromRight * 2 >= letters, fromRight > 0 else { return words }
        var result: [PDFWord] = []
        // From right to left, as they are met.
        var others: [PDFWord] = []
        for word in words.reversed() {
            guard runsRightToLeft(word.text) else {
                others.append(word)
                continue
            }
            result += others.reversed()
            others = []
            var turned = word
            turned.text = turnedRound(word.text)
            result.append(turned)
        }
        return result + others.reversed()
    }

    /// The letters of a word in the other direction; numbers and Latin letters in it stay as they are, brackets are
    /// turned.
    private static func turnedRound(_ word: String) -> String {
        var result: [Unicode.Scalar] = []
        var run: [Unicode.Scalar] = []
        for scalar in word.unicodeScalars.reversed() {
            if scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                run.append(scalar)
            } else {
                result += run.reversed()
                result.append(mirrored[scalar] ?? scalar)
                run = []
            }
        }
        result += run.reversed()
        restoreLamAlef(&result)
        var view = String.UnicodeScalarView()
        view.append(contentsOf: result)
        return String(view)
    }

    /// Lam and alef are one glyph, which poppler spells out in reading order inside the letters as seen; turning the
    /// word round swaps them.
    ///
    /// An alef with hamza or madda inside a word was such a glyph, as words hardly ever have it before a lam there. A
    /// plain alef may be either and stays, but for the commonest endings `لات` and `لاء`.
    private static func restoreLamAlef(_ letters: inout [Unicode.Scalar]) {
        var index = 1
        while index + 1 < letters.count {
            let value = letters[index].value
            let isMarked = value == 0x622 || value == 0x623 || value == 0x625
            let next = index + 2 < letters.count ? letters[index + 2].value : 0
            let isEnding = value == 0x627 && index + 3 == letters.count && (next == 0x62A || next == 0x621)
            if letters[index + 1].value == 0x644, isMarked || isEnding {
                letters.swapAt(index, index + 1)
                index += 1
            }
            index += 1
        }
    }

    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        (0x590...0x8FF).contains(scalar.value) || (0xFB1D...0xFDFF).contains(scalar.value)
            || (0xFE70...0xFEFC).contains(scalar.value)
    }

    private static let mirrored: [Unicode.Scalar: Unicode.Scalar] = [
        "(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "<": ">", ">": "<", "«": "»", "»": "«",
    ]
}
