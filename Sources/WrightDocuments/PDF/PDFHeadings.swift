// Which paragraphs of a PDF are headings.
//
// The file does not say. A heading is short, does not end like a sentence, and is set larger than the body by 15 % or
// in bold; a number before it tells its level, otherwise the order of the sizes in the file does.

/// Tells headings from other paragraphs by what the whole file looks like.
struct PDFHeadings {
    private let bodySize: Double
    /// Sizes of headings, the largest first.
    private var sizes: [Double] = []

    /// Looks at all paragraphs of a file.
    init(_ paragraphs: [PDFParagraphs.Paragraph]) {
        var weights: [Int: Int] = [:]
        for paragraph in paragraphs {
            for line in paragraph.lines { weights[Self.step(line.size), default: 0] += line.text.utf8.count }
        }
        let most = weights.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
        bodySize = Double(most) / 2
        let large = paragraphs.filter { isLarge($0) && isShort($0) }.map { Self.step($0.size) }
        // A size counts where two headings have it, or it is the largest; sizes within 8 % are one.
        var counts: [Int: Int] = [:]
        for size in large { counts[size, default: 0] += 1 }
        for (size, count) in counts.sorted(by: { $0.key > $1.key }) where count > 1 || sizes.isEmpty {
            let points = Double(size) / 2
            if let last = sizes.last, points > last * 0.92 { continue }
            if sizes.count < 5 { sizes.append(points) }
        }
    }

    /// The level of a heading, from 1; nil for other paragraphs.
    func level(of paragraph: PDFParagraphs.Paragraph, text: String) -> Int? {
        guard isShort(paragraph), !paragraph.isMonospaced, looksLikeTitle(text) else { return nil }
        let depth = Self.numberDepth(text)
        let first = text.unicodeScalars.first { $0.properties.isAlphabetic }
        if isLarge(paragraph) {
            if let depth { return min(depth + 1, 6) }
            let size = Double(Self.step(paragraph.size)) / 2
            return (sizes.firstIndex { $0 * 0.92 < size } ?? sizes.count) + 1
        }
        guard paragraph.isBold, paragraph.lines.count <= 2, text.utf8.count <= 120,
            first?.properties.isLowercase != true
        else { return nil }
        if let depth { return min(depth + 1, 6) }
        return min(sizes.count + 1, 5)
    }

    private func isLarge(_ paragraph: PDFParagraphs.Paragraph) -> Bool {
        bodySize > 0 && paragraph.size >= bodySize * 1.13
    }

    private func isShort(_ paragraph: PDFParagraphs.Paragraph) -> Bool {
        paragraph.lines.count <= 4 && paragraph.lines.reduce(0) { $0 + $1.text.utf8.count } <= 240
    }

    private func looksLikeTitle(_ text: String) -> Bool {
        guard let last = text.unicodeScalars.last, ![",", ";", "=", "-"].contains(last) else { return false }
        if last == ".", Self.numberDepth(text) == nil || text.utf8.count > 60 { return false }
        var letters = 0
        for scalar in text.unicodeScalars where scalar.properties.isAlphabetic { letters += 1 }
        let hasWord = text.split(separator: " ")
            .contains { word in
                word.unicodeScalars.count >= 3
                    && word.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "-" }
                    || word.unicodeScalars.contains { $0.value > 0x2E80 }
            }
        return hasWord && letters >= 3 && letters * 2 >= text.unicodeScalars.count
    }

    /// How deep a number such as `2.1.3` before a title is; nil where there is none.
    private static func numberDepth(_ text: String) -> Int? {
        guard let head = text.split(separator: " ").first, head.utf8.count < text.utf8.count else { return nil }
        let parts = head.split(separator: ".")
        guard !parts.isEmpty, parts.count <= 5, parts.allSatisfy({ $0.utf8.count <= 3 && Int($0) != nil }) else {
            return nil
        }
        return parts.count
    }

    /// Sizes in halves of a point.
    private static func step(_ size: Double) -> Int { Int((size * 2).rounded()) }
}
