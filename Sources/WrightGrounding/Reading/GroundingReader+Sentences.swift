internal import WrightText

// Idea: texts that were cut into words end their sentences with a mark between two spaces, and texts in lower case give
//   no capital to know the next sentence by. Uncut, a summary of five sentences would be looked for in one sentence of
//   the source.
// Deviation: beside the sentences of SentenceSegmenter, a mark that stands alone always ends a sentence, and where a
//   text has no capital at all, so does a mark after a word of some length before a space.

extension GroundingReader {
    /// A word before a mark is no abbreviation from this many letters or digits on.
    private static let plainWordLength = 4

    /// The ranges of a text's sentences.
    func ranges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        let isLowerCase = !bytes.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        return segmenter.sentences(in: bytes).flatMap { Self.pieces($0, of: bytes, isLowerCase: isLowerCase) }
    }

    private static func pieces(
        _ sentence: Range<Int>,
        of bytes: UnsafeBufferPointer<UInt8>,
        isLowerCase: Bool
    ) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = sentence.lowerBound
        var letters = 0
        for place in sentence.dropLast() {
            let byte = bytes[place]
            defer { letters = isLetter(byte) ? letters + 1 : 0 }
            guard isMark(byte), isSpace(bytes[place + 1]), place > start else { continue }
            guard isSpace(bytes[place - 1]) || isLowerCase && letters >= plainWordLength else { continue }
            pieces.append(start..<place + 1)
            start = place + 1
            while start < sentence.upperBound, isSpace(bytes[start]) { start += 1 }
        }
        if start < sentence.upperBound { pieces.append(start..<sentence.upperBound) }
        return pieces
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Whether it is a letter or digit of ASCII.
    ///
    /// In other alphabets nothing says that a text is in lower case throughout.
    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
