/// Reads a Word document: its body, one block at a time, with its notes, comments and text boxes where they belong.
final class WordReader {
    private(set) var builder: DocumentBuilder
    private let package: OfficePackage
    private let mainPart: String
    private let bytes: [UInt8]
    private let styles: WordStyles
    private var numbering: WordNumbering
    private var textReader: WordTextReader
    private var footnotes: [String: XMLElement] = [:]
    private var endnotes: [String: XMLElement] = [:]
    private var noteCount = (footnotes: 0, endnotes: 0)
    private var pendingEndnotes: [(number: Int, note: XMLElement)] = []
    private let commentTexts: [String: String]
    /// The number of the page being read; nil where the document does not tell its pages.
    private var page: Int?
    private var boxDepth = 0

    init(_ package: OfficePackage) throws(DocumentError) {
        self.package = package
        mainPart = try package.mainPart(default: "word/document.xml")
        guard let bytes = try package.bytes(of: mainPart) else { throw .partMissing(mainPart) }
        self.bytes = bytes
        styles = WordStyles(try Self.root("styles", of: mainPart, in: package))
        numbering = WordNumbering(try Self.root("numbering", of: mainPart, in: package))
        for (kind, name) in [("footnotes", "footnote"), ("endnotes", "endnote")] {
            guard let root = try Self.root(kind, of: mainPart, in: package) else { continue }
            for note in root.children where note.name == name && (note["type"] ?? "normal") == "normal" {
                guard let id = note["id"] else { continue }
                if kind == "footnotes" { footnotes[id] = note } else { endnotes[id] = note }
            }
        }
        var comments: [String: String] = [:]
        for comment in try Self.root("comments", of: mainPart, in: package)?.children.filter({ $0.name == "comment" })
            ?? []
        {
            guard let id = comment["id"] else { continue }
            let text = comment.all("t").map(\.allText).joined(separator: " ")
            comments[id] = (comment["author"].map { "\($0): " } ?? "") + text
        }
        commentTexts = comments
        let isDark = Self.backgroundIsDark(bytes)
        textReader = WordTextReader(styles: styles, isPageDark: isDark, comments: comments)
        builder = DocumentBuilder(limits: package.limits)
    }

    /// Reads the whole document.
    func read() throws(DocumentError) {
        try package.readProperties(into: &builder)
        if ByteSearch.contains("lastRenderedPageBreak", in: bytes) {
            page = 1
            builder.beginPage(1)
        }
        let reader = XMLElementReader(
            isWanted: { _, parent in parent == "body" },
            take: { [unowned self] (element, _) throws(DocumentError) in try self.block(element, isShaded: false) }
        )
        try XMLEvents.read(bytes, part: mainPart, limits: package.limits, to: reader)
        for (number, note) in pendingEndnotes { try self.note(note, label: "Endnote \(number): ") }
        for (id, comment) in commentTexts.sorted(by: { $0.key < $1.key }) where !textReader.seenComments.contains(id) {
            builder.hidden(comment, reason: .comment)
        }
    }

    /// Reads a block: a paragraph, a table, or something with blocks in it.
    private func block(_ element: XMLElement, isShaded: Bool) throws(DocumentError) {
        switch element.name {
        case "p": try paragraph(element, isShaded: isShaded)
        case "tbl": try table(element, isShaded: isShaded)
        case "sectPr", "sdtPr", "sdtEndPr", "tcPr": break
        case "AlternateContent":
            if let chosen = element.child("Choice") ?? element.child("Fallback") {
                try block(chosen, isShaded: isShaded)
            }
        case "del", "moveFrom": builder.hidden(element.allText, reason: .notDisplayed)
        default:
            for child in element.children { try block(child, isShaded: isShaded) }
        }
    }

    private func paragraph(_ element: XMLElement, isShaded: Bool) throws(DocumentError) {
        let properties = element.child("pPr")
        let style = styles.style(properties?.child("pStyle")?["val"])
        var text = inline(element, style: style, isShaded: isShaded)
        turnPages(text.leadingBreakCount)
        text.content.moveHidden(to: &builder)
        let marker = marker(properties, style: style)
        if !text.content.isBlank, !style.name.lowercased().hasPrefix("toc ") {
            try append(text.content.text, level: headingLevel(properties, style: style), marker: marker)
        }
        turnPages(text.breakCount)
        try notes(text.notes)
        for box in text.boxes { try self.box(box) }
    }

    private func append(_ text: String, level: Int, marker: WordNumbering.Marker?) throws(DocumentError) {
        if level > 0 {
            let number = marker.map { $0.isBullet ? "" : $0.text + " " } ?? ""
            try builder.heading(number + text, level: level)
        } else if let marker {
            try builder.listItem(text, depth: marker.depth, marker: marker.isBullet ? "- " : marker.text + " ")
        } else {
            try builder.paragraph(text, keepsLineBreaks: true)
        }
    }

    private func inline(_ element: XMLElement, style: WordStyles.Style, isShaded: Bool) -> WordText {
        var text = WordText()
        let properties = element.child("pPr")
        let isShaded = isShaded || properties.flatMap { WordStyles.isShaded($0) } ?? false
        let surroundings = WordTextReader.Surroundings(
            look: style.look,
            isShaded: isShaded,
            hiddenAs: Self.isFlat(properties) ? .tiny : nil
        )
        textReader.read(element, in: surroundings, into: &text)
        return text
    }

    /// Whether lines are given a height of at most two points, in which no letter shows.
    private static func isFlat(_ properties: XMLElement?) -> Bool {
        guard let spacing = properties?.child("spacing"), spacing["lineRule"] == "exact" else { return false }
        return spacing.number("line").map { $0 <= 40 } ?? false
    }

    /// From 1; 0 for what is no heading.
    ///
    /// A level of the paragraph's own counts before its style's.
    private func headingLevel(_ properties: XMLElement?, style: WordStyles.Style) -> Int {
        if let own = properties?.child("outlineLvl")?.number("val") { return (0...8).contains(own) ? own + 1 : 0 }
        return style.headingLevel ?? 0
    }

    private func marker(_ properties: XMLElement?, style: WordStyles.Style) -> WordNumbering.Marker? {
        let own = properties?.child("numPr")
        guard let id = own?.child("numId")?["val"] ?? style.numberingId, id != "0" else { return nil }
        return numbering.next(id, level: own?.child("ilvl")?.number("val") ?? style.numberingLevel ?? 0)
    }

    private func turnPages(_ count: Int) {
        guard var number = page, count > 0 else { return }
        for _ in 0..<min(count, 16) where number < package.limits.pageCount {
            number += 1
            builder.beginPage(number)
        }
        page = number
    }

    private func notes(_ notes: [WordText.Note]) throws(DocumentError) {
        for reference in notes {
            if reference.isEndnote, let note = endnotes.removeValue(forKey: reference.id) {
                noteCount.endnotes += 1
                pendingEndnotes.append((noteCount.endnotes, note))
            } else if let note = footnotes.removeValue(forKey: reference.id) {
                noteCount.footnotes += 1
                try self.note(note, label: "Footnote \(noteCount.footnotes): ")
            }
        }
    }

    private func note(_ note: XMLElement, label: String) throws(DocumentError) {
        var text = flat(note, isShaded: false)
        text.moveHidden(to: &builder)
        if !text.isBlank { try builder.paragraph(label + text.text) }
    }

    /// Text boxes stand beside the text; theirs follows the paragraph that they are anchored to.
    private func box(_ drawing: XMLElement) throws(DocumentError) {
        guard boxDepth < 4 else { return }
        boxDepth += 1
        defer { boxDepth -= 1 }
        if Self.isOffPage(drawing) {
            for content in drawing.all("txbxContent") {
                var text = flat(content, isShaded: false)
                text.moveHidden(to: &builder)
                if !text.isBlank { builder.hidden(text.text, reason: .offPage) }
            }
            return
        }
        let isFilled =
            !drawing.all("solidFill").isEmpty || !drawing.all("fillRef").isEmpty
            || drawing.all("shape").contains { $0["fillcolor"] != nil }
        for content in drawing.all("txbxContent") {
            for child in content.children { try block(child, isShaded: isFilled) }
        }
    }

    /// Whether a drawing stands far outside any page, by its offsets in 914,400ths of an inch.
    private static func isOffPage(_ drawing: XMLElement) -> Bool {
        let extent = drawing.all("extent").first
        return [("positionH", "cx"), ("positionV", "cy")]
            .contains { place, size in
                let offset = drawing.all(place).first?.all("posOffset").first.flatMap { Int($0.allText) } ?? 0
                let (end, overflows) = offset.addingReportingOverflow(extent?.number(size) ?? 0)
                return offset > 30_000_000 || (overflows ? offset < 0 : end < -1_000_000)
            }
    }

    private func table(_ element: XMLElement, isShaded: Bool) throws(DocumentError) {
        let isShaded = isShaded || styles.shadesCells(element.descendant("tblPr", "tblStyle")?["val"])
        let table = WordTable(element)
        if let only = table.onlyCell {
            let isDark = isShaded || only.child("tcPr").flatMap { WordStyles.isShaded($0) } ?? false
            for child in only.children { try block(child, isShaded: isDark) }
            return
        }
        var notes: [WordText.Note] = []
        var breakCount = 0
        let rows = try table.rows(limits: package.limits) { cell in
            let isDark = isShaded || cell.child("tcPr").flatMap { WordStyles.isShaded($0) } ?? false
            var text = self.flat(cell, isShaded: isDark, notes: &notes, breakCount: &breakCount)
            text.moveHidden(to: &self.builder)
            return text.text
        }
        try builder.table(rows)
        turnPages(breakCount)
        try self.notes(notes)
    }

    private func flat(_ element: XMLElement, isShaded: Bool) -> VisibleText {
        var notes: [WordText.Note] = []
        var breakCount = 0
        return flat(element, isShaded: isShaded, notes: &notes, breakCount: &breakCount)
    }

    /// The text of all paragraphs in an element, tables in it flattened.
    private func flat(
        _ element: XMLElement,
        isShaded: Bool,
        notes: inout [WordText.Note],
        breakCount: inout Int
    ) -> VisibleText {
        var result = VisibleText()
        for child in element.children {
            if child.name == "p" {
                let properties = child.child("pPr")
                let style = styles.style(properties?.child("pStyle")?["val"])
                let text = inline(child, style: style, isShaded: isShaded)
                notes += text.notes
                breakCount += text.leadingBreakCount + text.breakCount
                let number = marker(properties, style: style).map { $0.isBullet ? "" : $0.text + " " } ?? ""
                if !text.content.isBlank { result.append((result.text.isEmpty ? "" : "\n") + number, hiddenAs: nil) }
                result.append(text.content)
                for box in text.boxes {
                    for content in box.all("txbxContent") {
                        result.append("\n", hiddenAs: nil)
                        result.append(flat(content, isShaded: true))
                    }
                }
            } else if child.name != "tcPr" {
                if child.name == "tc", !result.text.isEmpty { result.append(" ", hiddenAs: nil) }
                result.append(flat(child, isShaded: isShaded, notes: &notes, breakCount: &breakCount))
                if child.name == "tr" { result.append("\n", hiddenAs: nil) }
            }
        }
        return result
    }

    private static func root(
        _ kind: String,
        of main: String,
        in package: OfficePackage
    ) throws(DocumentError) -> XMLElement? {
        let part = try package.part(kind, of: main) ?? "word/\(kind).xml"
        return try package.root(of: part)
    }

    /// Whether `w:background` before the body gives the page a dark colour.
    private static func backgroundIsDark(_ bytes: [UInt8]) -> Bool {
        let head = String(decoding: bytes.prefix(1 << 14), as: UTF8.self)
        guard let place = ByteSearch.index(of: "<w:background", in: Array(head.utf8)) else { return false }
        let tag = String(decoding: Array(head.utf8)[place...].prefix(200), as: UTF8.self)
        guard let color = ByteSearch.index(of: "w:color=\"", in: Array(tag.utf8)) else { return false }
        return OfficeColor.isDark(String(decoding: Array(tag.utf8)[(color + 9)...].prefix(6), as: UTF8.self))
    }
}
