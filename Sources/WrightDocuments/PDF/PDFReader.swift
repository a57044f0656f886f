private import WrightCore

/// Makes a document of one PDF file.
struct PDFReader {
    private(set) var builder: DocumentBuilder
    private let tool: PDFTool
    private let limits: ParsingLimits
    private let drawsEveryPage: Bool

    /// What a page holds, in reading order.
    private enum Part {
        case paragraph(PDFParagraphs.Paragraph)
        case table([[String]])
    }

    init(tool: PDFTool, drawsEveryPage: Bool = false) {
        self.tool = tool
        self.drawsEveryPage = drawsEveryPage
        limits = tool.limits
        builder = DocumentBuilder(limits: tool.limits)
    }

    /// Reads all pages.
    mutating func read() throws(DocumentError) {
        let scanned = try PDFPageScanner(try tool.words(), pageLimit: limits.pageCount)
        readProperties(scanned)
        var pages = scanned.pages
        for page in pages.indices {
            for line in pages[page].lines.indices {
                pages[page].lines[line].words = PDFGlyphs.inReadingOrder(pages[page].lines[line].words)
            }
        }
        let findings = hide(in: &pages)
        let recognized = try recognize(pages)
        PDFRunningLines.remove(from: &pages)
        Self.plainIfTyped(&pages)
        let parts = pages.map { Self.parts(of: $0) }
        let paragraphs = parts.joined().compactMap { if case .paragraph(let paragraph) = $0 { paragraph } else { nil } }
        let headings = PDFHeadings(paragraphs)
        let joiner = PDFWordJoiner(pages)
        for index in pages.indices {
            builder.beginPage(index + 1)
            for finding in findings[index] { builder.hidden(finding.text, reason: finding.reason) }
            try add(parts[index], headings: headings, joiner: joiner)
            if let text = recognized[index] { try add(recognized: text, joiner: joiner) }
        }
        if builder.isEmpty, findings.allSatisfy(\.isEmpty) { throw .holdsNoText(format: "PDF", remedy: Self.remedy) }
    }

    private static var remedy: String {
        ChildProcess.path(of: "tesseract") == nil
            ? "If it is a scan, install OCR: apt-get install tesseract-ocr tesseract-ocr-eng (and other languages)."
            : "If it is a scan, install its language for OCR, such as: apt-get install tesseract-ocr-deu."
    }

    private mutating func readProperties(_ scanned: PDFPageScanner) {
        if let title = scanned.title, DocumentTitle.isSensible(title) { builder.title = title }
        let names = [
            "Author": "author", "Subject": "subject", "Keywords": "keywords", "CreationDate": "created",
            "ModDate": "modified",
        ]
        for (key, name) in names {
            if let value = scanned.properties[key], !value.isEmpty { builder.metadata[name] = value }
        }
    }

    /// Takes text out of the pages that is not seen.
    private mutating func hide(in pages: inout [PDFPage]) -> [[PDFHiddenText.Finding]] {
        guard pages.contains(where: { !$0.isEmpty }) else { return pages.map { _ in [] } }
        let styles = tool.styles().map { PDFStyles($0, pageLimit: limits.pageCount) }
        var splitter = PDFHiddenText(tool: tool, drawsEveryPage: drawsEveryPage)
        var findings: [[PDFHiddenText.Finding]] = []
        for index in pages.indices {
            let style = styles.flatMap { $0.pages.indices.contains(index) ? $0.pages[index] : nil }
            findings.append(splitter.split(&pages[index], number: index + 1, styles: style))
        }
        if splitter.uncheckedCount > 0 {
            builder.metadata["hiddenText.uncheckedPages"] = String(splitter.uncheckedCount)
        }
        return findings
    }

    /// The text of pages that are pictures.
    ///
    /// At most 100 pages and ten times the time of one child are spent on it.
    private mutating func recognize(_ pages: [PDFPage]) throws(DocumentError) -> [Int: String] {
        let blank = pages.indices.filter { pages[$0].isEmpty }
        guard !blank.isEmpty, let languages = tool.languages() else { return [:] }
        let end = ChildProcess.now() + Int64(limits.childSeconds) * 10_000_000_000
        var texts: [Int: String] = [:]
        var skipped = 0
        for (count, index) in blank.enumerated() {
            guard count < 100, ChildProcess.now() < end else {
                skipped += 1
                continue
            }
            // A page all of one shade is empty and not a scan.
            let picture = tool.picture(page: index + 1, resolution: 20)
            if picture?.isUniform(left: 0, top: 0, right: 1, bottom: 1) ?? true { continue }
            let text = try tool.recognized(page: index + 1, languages: languages)
            if let text, text.utf8.contains(where: { $0 > 32 }) { texts[index] = text }
        }
        if !texts.isEmpty { builder.metadata["ocr"] = "tesseract" }
        if skipped > 0 { builder.metadata["ocr.skippedPages"] = String(skipped) }
        return texts
    }

    /// A file typed in one monospaced font is no program.
    private static func plainIfTyped(_ pages: inout [PDFPage]) {
        var counts = (all: 0, monospaced: 0)
        for page in pages {
            for word in page.words {
                counts.all += word.text.utf8.count
                if word.isMonospaced { counts.monospaced += word.text.utf8.count }
            }
        }
        guard counts.monospaced * 10 > counts.all * 6 else { return }
        for page in pages.indices {
            for line in pages[page].lines.indices {
                for word in pages[page].lines[line].words.indices {
                    pages[page].lines[line].words[word].isMonospaced = false
                }
            }
        }
    }

    private static func parts(of page: PDFPage) -> [Part] {
        var parts: [Part] = []
        for region in PDFColumns.regions(of: page.lines) {
            var lines: [PDFLine] = []
            func endLines() {
                parts += PDFParagraphs(lines).paragraphs().map { .paragraph($0) }
                lines = []
            }
            for part in PDFTables.parts(of: region) {
                switch part {
                case .line(let line): lines.append(line)
                case .table(let rows):
                    endLines()
                    parts.append(.table(rows))
                }
            }
            endLines()
        }
        return parts
    }

    private mutating func add(
        _ parts: [Part],
        headings: PDFHeadings,
        joiner: PDFWordJoiner
    ) throws(DocumentError) {
        var pending = ""
        var code: [String] = []
        for part in parts {
            if case .paragraph(let paragraph) = part, paragraph.isMonospaced {
                try endParagraph(&pending)
                code += Self.codeLines(paragraph)
                continue
            }
            try endCode(&code)
            switch part {
            case .table(let rows):
                try endParagraph(&pending)
                try builder.table(rows)
            case .paragraph(let paragraph):
                let text = joiner.text(paragraph.lines)
                if let level = headings.level(of: paragraph, text: text) {
                    try endParagraph(&pending)
                    try builder.heading(text, level: level)
                } else if let (marker, rest) = PDFListMarker.split(text) {
                    try endParagraph(&pending)
                    try builder.listItem(rest, depth: 0, marker: marker)
                } else if Self.isUnfinished(pending), text.unicodeScalars.first?.properties.isLowercase ?? false {
                    joiner.append(text, to: &pending)
                } else {
                    try endParagraph(&pending)
                    pending = text
                }
            }
        }
        try endCode(&code)
        try endParagraph(&pending)
    }

    /// Whether a paragraph goes on in the next column: it ends in no mark of a sentence's end.
    private static func isUnfinished(_ text: String) -> Bool {
        guard text.utf8.count > 60, let last = text.unicodeScalars.last else { return false }
        return last.properties.isAlphabetic || last == "-" || last == ","
    }

    /// Lines of program text, their indentation told by where they begin.
    private static func codeLines(_ paragraph: PDFParagraphs.Paragraph) -> [String] {
        let left = paragraph.lines.map(\.left).min() ?? 0
        return paragraph.lines.map { line in
            let width = line.words.reduce(0) { $0 + $1.right - $1.left }
            let count = line.words.reduce(0) { $0 + $1.text.unicodeScalars.count }
            let letter = count > 0 ? max(width / Double(count), 1) : 5
            let indent = Int(min(max(0, (line.left - left) / letter), 60).rounded())
            return String(repeating: " ", count: indent) + line.text
        }
    }

    private mutating func endParagraph(_ text: inout String) throws(DocumentError) {
        if !text.isEmpty { try builder.paragraph(text) }
        text = ""
    }

    private mutating func endCode(_ lines: inout [String]) throws(DocumentError) {
        if !lines.isEmpty { try builder.code(lines.joined(separator: "\n")) }
        lines = []
    }

    /// Adds recognised text: blank lines part paragraphs.
    private mutating func add(recognized text: String, joiner: PDFWordJoiner) throws(DocumentError) {
        var paragraph = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = WhiteSpace.collapsed(String(line), keepsLineBreaks: false)
            if line.isEmpty {
                try endParagraph(&paragraph)
            } else {
                joiner.append(line, to: &paragraph)
            }
        }
        try endParagraph(&paragraph)
    }
}
