// Words whose letters stand apart: "w o r d", "w.o.r.d", "w-o-r-d".
//
// Idea: a run of single characters with the same separator between them is one word or, where wider gaps stand between
// some of them, several. The separators go; a wider gap becomes one space. Headings that are set this way are folded
// too, and give no finding, since only longer runs do.

/// Finds words whose letters stand apart.
struct LetterSpacing {
    /// A run that was closed up.
    struct Run {
        var range: Range<Int>
        var letterCount: Int
        /// Whether wider gaps keep its words apart; else the words run together.
        var hasWords: Bool
        /// What it says.
        var bytes: [UInt8]
    }

    private static let shortest = 4

    private let bytes: UnsafeBufferPointer<UInt8>
    private var edits: [MappedText.Edit] = []
    private var runs: [Run] = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The text with the runs closed up, and the runs in the bytes of the original.
    static func fold(_ text: MappedText) -> (text: MappedText, runs: [Run]) {
        text.bytes.withUnsafeBufferPointer { bytes in
            var spacing = Self(bytes)
            spacing.scan()
            guard !spacing.runs.isEmpty else { return (text, []) }
            let runs = spacing.runs.map { run in
                var run = run
                run.range = text.map.sourceRange(of: run.range)
                return run
            }
            return (text.applying(spacing.edits), runs)
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "*"),
            UInt8(ascii: "/"), UInt8(ascii: "|"), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: ","):
            true
        default: false
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    /// The end of the character at an offset if it is no separator and no line break; nil otherwise.
    private func characterEnd(at offset: Int) -> Int? {
        guard offset < bytes.count else { return nil }
        let byte = bytes[offset]
        if byte < 0x80 { return byte > 0x20 ? offset + 1 : nil }
        var end = offset + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    private mutating func scan() {
        var offset = 0
        while offset + 2 < bytes.count {
            // A run begins with a letter behind no letter or digit, and a separator behind it.
            guard Self.isLetter(bytes[offset]), bytes[offset] & 0xC0 != 0x80 else {
                offset += 1
                continue
            }
            let end = characterEnd(at: offset) ?? offset + 1
            if end < bytes.count, Self.isSeparator(bytes[end]), isAtWordStart(offset) {
                offset = max(takeRun(from: offset, separator: bytes[end]), end)
            } else {
                offset = end
                while offset < bytes.count, Self.isLetter(bytes[offset]) { offset += 1 }
            }
        }
    }

    private func isAtWordStart(_ offset: Int) -> Bool {
        guard offset > 0 else { return true }
        let byte = bytes[offset - 1]
        return !Self.isLetter(byte) && !(byte >= 0x30 && byte <= 0x39)
    }

    /// Reads a run and notes it if it is long enough; gives the offset to go on from.
    private mutating func takeRun(from start: Int, separator: UInt8) -> Int {
        var pieces: [Range<Int>] = []
        var wideGaps: Set<Int> = []
        var letterCount = 0
        var offset = start
        while let end = characterEnd(at: offset), end >= bytes.count || !isInsideWord(at: end) {
            pieces.append(offset..<end)
            if Self.isLetter(bytes[offset]) { letterCount += 1 }
            var next = end
            while next < bytes.count, next - end < 8, bytes[next] == separator || bytes[next] == 0x20 { next += 1 }
            guard next > end, next < bytes.count else { break }
            let isWide = next - end > 1 || bytes[end] != separator
            if isWide { wideGaps.insert(pieces.count) }
            offset = next
        }
        while let last = pieces.last, !Self.isLetter(bytes[last.lowerBound]), last.count == 1 { pieces.removeLast() }
        guard letterCount >= Self.shortest, letterCount * 2 > pieces.count, let last = pieces.last else {
            return pieces.last?.upperBound ?? start + 1
        }
        close(pieces, wideGaps: wideGaps)
        let hasWords = wideGaps.contains { $0 > 0 && $0 < pieces.count }
        var content: [UInt8] = []
        for (place, piece) in pieces.enumerated() {
            if place > 0, wideGaps.contains(place) { content.append(0x20) }
            content.append(contentsOf: bytes[piece])
        }
        runs.append(
            Run(range: start..<last.upperBound, letterCount: letterCount, hasWords: hasWords, bytes: content)
        )
        return last.upperBound
    }

    /// Whether the character at an offset goes on a word, so that the one before it does not stand alone.
    private func isInsideWord(at offset: Int) -> Bool {
        Self.isLetter(bytes[offset]) || bytes[offset] >= 0x30 && bytes[offset] <= 0x39
    }

    private mutating func close(_ pieces: [Range<Int>], wideGaps: Set<Int>) {
        for index in 1..<pieces.count {
            let gap = pieces[index - 1].upperBound..<pieces[index].lowerBound
            edits.append(.init(range: gap, replacement: wideGaps.contains(index) ? [0x20] : []))
        }
    }
}
