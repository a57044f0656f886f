// Text of a page that its reader does not see.
//
// Tiny or squeezed text (up to 2 points high, or letters under a twentieth of their height wide) and text outside the
// page are told by their boxes. White text, and text that poppler's
// HTML output leaves out because it is drawn in an invisible mode, are only suspects: white text on a dark bar is read,
// and so is the invisible layer of a scan that was put through OCR, because ink stands under it. So a page with
// suspects is drawn once, small and grey; a word whose box is all of one shade shows nothing. On such a page every word
// is checked, which also finds text under pictures and in the colour of its background, whatever that is.

/// Parts the text of pages into what is seen and what is not.
struct PDFHiddenText {
    /// One text that is not seen.
    struct Finding {
        var text: String
        var reason: HiddenText.Reason
    }

    let tool: PDFTool
    let drawsEveryPage: Bool
    /// Pages that may still be drawn.
    ///
    /// Beyond it suspects count as seen.
    private var drawingsLeft = 60
    /// Pages with suspects that were not drawn.
    private(set) var uncheckedCount = 0

    init(tool: PDFTool, drawsEveryPage: Bool) {
        self.tool = tool
        self.drawsEveryPage = drawsEveryPage
    }

    /// Takes the words that are not seen out of a page, and puts fonts' properties on the others.
    mutating func split(_ page: inout PDFPage, number: Int, styles: PDFStyles.Page?) -> [Finding] {
        var findings: [Finding] = []
        var hasSuspects = false
        let isComparable = styles.map { abs($0.width - page.width) < 4 && abs($0.height - page.height) < 4 } ?? false
        for line in page.lines.indices {
            for index in page.lines[line].words.indices where isComparable {
                let word = page.lines[line].words[index]
                guard let run = styles?.run(of: word) else {
                    // Signs of formulas often differ between the two programs; words do not.
                    if word.text.unicodeScalars.count(where: { $0.properties.isAlphabetic }) >= 3 { hasSuspects = true }
                    continue
                }
                page.lines[line].words[index].isBold = run.isBold
                page.lines[line].words[index].isMonospaced = run.isMonospaced
                if run.isNearWhite { hasSuspects = true }
            }
        }
        take(&page, reason: .tiny, into: &findings) {
            $0.height < 2.1 && $0.right - $0.left < 2.1 * 20 || Self.isSqueezed($0)
        }
        if hasSuspects || drawsEveryPage, !page.isEmpty {
            if drawingsLeft > 0 {
                drawingsLeft -= 1
                if let picture = tool.picture(page: number, resolution: 72) {
                    let size = (page.width, page.height)
                    take(&page, reason: .invisibleColor, into: &findings) { Self.isUnseen($0, in: picture, size: size) }
                }
            } else {
                uncheckedCount += 1
            }
        }
        if isComparable, let styles { findings += offPage(styles) }
        return findings
    }

    /// Whether a word has less than a twentieth of its height for each letter: squeezed out of sight, or a text that a
    /// program put in the place of a single glyph.
    private static func isSqueezed(_ word: PDFWord) -> Bool {
        let count = word.text.unicodeScalars.count
        let width = word.right - word.left
        // A word that stands upright is as wide as its letters are high.
        return count > 0 && width > 0 && width < 4 && width / Double(count) < word.height * 0.05
    }

    private static func isUnseen(
        _ word: PDFWord,
        in picture: PDFTool.Picture,
        size: (width: Double, height: Double)
    ) -> Bool {
        guard word.text.utf8.count > 1, size.width > 0, size.height > 0 else { return false }
        return picture.isUniform(
            left: word.left / size.width,
            top: word.top / size.height,
            right: word.right / size.width,
            bottom: word.bottom / size.height
        )
    }

    /// Takes words out of a page; neighbours become one finding.
    private func take(
        _ page: inout PDFPage,
        reason: HiddenText.Reason,
        into findings: inout [Finding],
        where isHidden: (PDFWord) -> Bool
    ) {
        var run: [String] = []
        for line in page.lines.indices {
            let count = page.lines[line].words.count
            page.lines[line].words
                .removeAll { word in
                    if isHidden(word) {
                        run.append(word.text)
                        return true
                    }
                    if !run.isEmpty { findings.append(Finding(text: run.joined(separator: " "), reason: reason)) }
                    run = []
                    return false
                }
            // A list mark alone is too small to be told from the ground.
            let rest = page.lines[line].words
            if rest.count < count, rest.allSatisfy({ $0.text.count == 1 && !$0.text.contains(where: \.isLetter) }) {
                page.lines[line].words = []
            }
        }
        if !run.isEmpty { findings.append(Finding(text: run.joined(separator: " "), reason: reason)) }
        page.lines.removeAll { $0.words.isEmpty }
    }

    private func offPage(_ styles: PDFStyles.Page) -> [Finding] {
        guard styles.width > 0, styles.height > 0 else { return [] }
        let runs = styles.runs.filter {
            $0.right <= 0 || $0.bottom <= 0 || $0.left >= styles.width || $0.top >= styles.height
        }
        let text = runs.map(\.text).joined(separator: " ")
        return text.isEmpty ? [] : [Finding(text: text, reason: .offPage)]
    }
}
