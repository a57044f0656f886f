// Idea: citation marks are taken out of the text first, and the sentences are found in what is left; a mark belongs to
// the last sentence that begins before it. So "…capital [1]." and "…capital. [1]" are read alike. All on UTF-8 bytes.
private import WrightCore
internal import WrightText

/// The sentences of a model's answer with the numbers of the sources that each names.
struct GeneratedText {
    /// A sentence.
    struct Sentence {
        /// Its text without marks.
        var text: String
        /// What stands between it and the sentence before it.
        var space: String
        /// The numbers of the sources that it names, in order, each once.
        var sources: [Int]
    }

    private(set) var sentences: [Sentence] = []

    /// Sentences that are read of one answer.
    private static let sentenceLimit = 1000

    init(_ answer: String) {
        let (text, marks) = Self.withoutMarks(Array(answer.utf8))
        let plain = String(decoding: text, as: UTF8.self)
        let ranges = SentenceSegmenter().sentences(in: plain).prefix(Self.sentenceLimit)
        var end = 0
        for range in ranges {
            sentences.append(
                Sentence(
                    text: String(plain[utf8: range]),
                    space: String(plain[utf8: end..<range.lowerBound]),
                    sources: []
                )
            )
            end = range.upperBound
        }
        let begins = ranges.map(\.lowerBound)
        for mark in marks {
            guard let index = begins.lastIndex(where: { $0 < mark.offset }) ?? begins.indices.first else { continue }
            for source in mark.sources where !sentences[index].sources.contains(source) {
                sentences[index].sources.append(source)
            }
        }
    }

    private struct Mark {
        var offset: Int
        var sources: [Int]
    }

    private static func withoutMarks(_ bytes: [UInt8]) -> (text: [UInt8], marks: [Mark]) {
        var text: [UInt8] = []
        var marks: [Mark] = []
        var position = 0
        while position < bytes.count {
            if let (sources, end) = mark(bytes, at: position) {
                // The space before a mark goes with it.
                var cut = text.count
                while cut > 0, text[cut - 1] == 32 { cut -= 1 }
                if end < bytes.count, !isSpaceOrStop(bytes[end]) { cut = text.count }
                text.removeLast(text.count - cut)
                marks.append(Mark(offset: text.count, sources: sources))
                position = end
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        return (text, marks)
    }

    private static func isSpaceOrStop(_ byte: UInt8) -> Bool {
        byte <= 32 || [46, 44, 59, 58, 33, 63, 91].contains(byte) || byte >= 0x80
    }

    /// The sources of the mark that begins at a place, and its end: `[1]`, `[1, 3]`, `[2-4]`, `[^1]`, `[source 1]`,
    /// `【1】`.
    private static func mark(_ bytes: [UInt8], at start: Int) -> (sources: [Int], end: Int)? {
        var position: Int
        let isWide = bytes[start...].starts(with: wideOpen)
        if isWide {
            position = start + 3
        } else {
            guard bytes[start] == UInt8(ascii: "[") else { return nil }
            position = start + 1
        }
        var sources: [Int] = []
        var number: Int?
        var rangeStart: Int?
        var wordCount = 0
        while position < bytes.count, position - start <= 80 {
            let byte = bytes[position]
            switch byte {
            case 48...57:
                let digit = Int(byte - 48)
                guard number ?? 0 < 100_000 else { return nil }
                number = (number ?? 0) * 10 + digit
            case 44, 59:
                guard add(&sources, &rangeStart, &number) else { return nil }
            case 45:
                guard let begin = number, rangeStart == nil else { return nil }
                rangeStart = begin
                number = nil
            case 32, 94, 35: break
            case 97...122, 65...90:
                guard number == nil, sources.isEmpty else { return nil }
                wordCount += 1
                guard wordCount <= 8 else { return nil }
            case 93 where !isWide:
                guard add(&sources, &rangeStart, &number) else { return nil }
                // `[1](address)` is a link.
                if position + 1 < bytes.count, bytes[position + 1] == 40 { return nil }
                return (sources, position + 1)
            case 0xE3 where isWide && bytes[position...].starts(with: wideClose):
                guard add(&sources, &rangeStart, &number) else { return nil }
                return (sources, position + 3)
            default: return nil
            }
            position += 1
        }
        return nil
    }

    private static func add(_ sources: inout [Int], _ rangeStart: inout Int?, _ number: inout Int?) -> Bool {
        guard let end = number else { return false }
        let begin = rangeStart ?? end
        guard begin <= end, end - begin < 50 else { return false }
        sources += begin...end
        number = nil
        rangeStart = nil
        return true
    }

    private static let wideOpen: [UInt8] = [0xE3, 0x80, 0x90]
    private static let wideClose: [UInt8] = [0xE3, 0x80, 0x91]
}
