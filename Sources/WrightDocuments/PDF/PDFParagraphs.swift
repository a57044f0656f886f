/// Joins the lines of a region to paragraphs.
struct PDFParagraphs {
    /// Lines that belong together.
    struct Paragraph {
        var lines: [PDFLine]

        var size: Double { lines.max { $0.text.utf8.count < $1.text.utf8.count }?.size ?? 0 }
        var isBold: Bool { lines.allSatisfy { $0.words.allSatisfy(\.isBold) } }
        var isMonospaced: Bool {
            let words = lines.flatMap(\.words)
            return !words.isEmpty && words.count { $0.isMonospaced } * 10 >= words.count * 8
        }
    }

    private let lines: [PDFLine]
    private let left: Double
    private let right: Double
    /// What lies between two lines of one paragraph.
    private let usualGap: Double

    init(_ lines: [PDFLine]) {
        self.lines = lines
        left = lines.map(\.left).min() ?? 0
        right = lines.map(\.right).max() ?? 0
        let gaps = zip(lines, lines.dropFirst()).map { $1.top - $0.bottom }.filter { $0 > -20 }.sorted()
        usualGap = gaps.isEmpty ? 0 : gaps[gaps.count * 2 / 5]
    }

    /// The paragraphs, in order.
    func paragraphs() -> [Paragraph] {
        var result: [Paragraph] = []
        for (index, line) in lines.enumerated() {
            let next = index + 1 < lines.count ? lines[index + 1] : nil
            if let last = result.last, let before = last.lines.last, continues(line, before, in: last, next: next) {
                result[result.count - 1].lines.append(line)
            } else {
                result.append(Paragraph(lines: [line]))
            }
        }
        return result
    }

    private func continues(_ line: PDFLine, _ before: PDFLine, in paragraph: Paragraph, next: PDFLine?) -> Bool {
        let size = max(before.size, 1)
        guard line.top - before.bottom < min(max(usualGap, 0) + size * 0.35, size * 1.6) else { return false }
        guard line.size / size > 0.85, line.size / size < 1.18 else { return false }
        let isBold = line.words.allSatisfy(\.isBold)
        let wasBold = before.words.allSatisfy(\.isBold)
        guard isBold == wasBold || before.words.count > 12 || paragraph.lines.count > 1 && !wasBold else {
            return false
        }
        if isMonospaced(line) != isMonospaced(before) { return false }
        let text = line.text
        if PDFListMarker.split(text) != nil { return false }
        let isHanging = paragraph.lines.first.map { PDFListMarker.split($0.text) != nil } ?? false
        let endsSentence = before.text.last.map { ".!?:;”\"".contains($0) } ?? false
        if !isHanging {
            let indent = line.left - before.left
            // A first line set in: further right than the line before it, and than the one after it.
            let isIndented =
                indent > size * 0.8 && indent < size * 5 && (next.map { $0.left < line.left - size * 0.5 } ?? true)
            if isIndented, endsSentence || before.right < right - (right - left) * 0.1 { return false }
        }
        if endsSentence, before.right < right - (right - left) * 0.18, before.left < left + (right - left) * 0.3 {
            return false
        }
        return true
    }

    private func isMonospaced(_ line: PDFLine) -> Bool {
        line.words.count { $0.isMonospaced } * 10 >= line.words.count * 8
    }
}

/// Joins lines to running text, words that were broken at a line's end made whole.
struct PDFWordJoiner {
    /// Every word of the file in lower case, to tell a hyphen of the line's end from one of the word.
    private let vocabulary: Set<String>

    init(_ pages: [PDFPage]) {
        var vocabulary: Set<String> = []
        for page in pages where vocabulary.count < 500_000 {
            for word in page.words { vocabulary.insert(Self.bare(word.text)) }
        }
        self.vocabulary = vocabulary
    }

    /// The text of lines.
    func text(_ lines: [PDFLine]) -> String {
        var text = ""
        for line in lines { append(Self.withoutLeaders(line.text), to: &text) }
        return text
    }

    /// Adds a line to a text.
    func append(_ line: String, to text: inout String) {
        guard !text.isEmpty else {
            text = line
            return
        }
        guard let last = text.unicodeScalars.last, last == "-" || last == "\u{AD}" || last == "\u{2010}",
            let first = line.unicodeScalars.first, first.properties.isLowercase,
            let before = text.unicodeScalars.dropLast().last, before.properties.isAlphabetic
        else {
            text += " " + line
            return
        }
        let head = Self.bare(String(text.split(separator: " ").last?.dropLast() ?? ""))
        let tail = Self.bare(String(line.prefix { $0 != " " }))
        let keepsHyphen = !vocabulary.contains(head + tail) && vocabulary.contains(head + "-" + tail)
        if !keepsHyphen { text.unicodeScalars.removeLast() }
        text += line
    }

    /// The dots between a title and its page number in a table of contents become one sign.
    private static func withoutLeaders(_ line: String) -> String {
        guard line.contains(". .") || line.contains("....") else { return line }
        var words: [Substring] = []
        for word in line.split(separator: " ") {
            let isDots = word.utf8.allSatisfy { $0 == 0x2E }
            if !isDots {
                words.append(word)
            } else if words.last != "…" {
                words.append("…")
            }
        }
        return words.joined(separator: " ")
    }

    private static func bare(_ word: String) -> String {
        let marks: Set<Character> = [".", ",", ";", ":", "!", "?", "(", ")", "\"", "“", "”", "’", "‘"]
        return String(word.lowercased().filter { !marks.contains($0) })
    }
}
