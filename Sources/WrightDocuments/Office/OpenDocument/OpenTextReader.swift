/// Reads an OpenDocument text, one block at a time.
final class OpenTextReader {
    private(set) var builder: DocumentBuilder
    private let package: OfficePackage
    private let bytes: [UInt8]
    private var styles = OpenTextStyles()
    private var noteCount = 0
    private var page: Int?
    /// Where in a list the reading is: its style, and the count at each level.
    private var listStyle: String?
    private var counts: [Int] = []
    private var lastCounts: [String: [Int]] = [:]

    init(_ package: OfficePackage) throws(DocumentError) {
        self.package = package
        builder = DocumentBuilder(limits: package.limits)
        if let manifest = try package.bytes(of: "META-INF/manifest.xml"),
            ByteSearch.contains("encryption-data", in: manifest)
        {
            throw .needsPassword(format: "OpenDocument")
        }
        guard let bytes = try package.bytes(of: "content.xml") else { throw .partMissing("content.xml") }
        self.bytes = bytes
        if let root = try package.root(of: "styles.xml") { styles.add(root) }
    }

    /// Reads the whole document.
    func read() throws(DocumentError) {
        readProperties()
        try readStyles()
        if ByteSearch.contains("soft-page-break", in: bytes) {
            page = 1
            builder.beginPage(1)
        }
        let reader = XMLElementReader(
            isWanted: { _, parent in parent == "text" },
            take: { [unowned self] (element, path) throws(DocumentError) in
                if path == ["document-content", "body", "text"] { try self.block(element) }
            }
        )
        try XMLEvents.read(bytes, part: "content.xml", limits: package.limits, to: reader)
    }

    private func readStyles() throws(DocumentError) {
        let root = XMLElement(name: "document-content", attributes: [])
        let reader = XMLElementReader(
            isWanted: { name, _ in name == "automatic-styles" },
            take: { element, _ in root.append(element) }
        )
        try XMLEvents.read(bytes, part: "content.xml", limits: package.limits, to: reader)
        styles.add(root)
    }

    private func readProperties() {
        guard let root = try? package.root(of: "meta.xml"), let meta = root.child("meta") else { return }
        let names = [
            "creator": "author", "initial-creator": "author", "subject": "subject", "creation-date": "created",
            "date": "modified", "language": "language", "description": "description",
        ]
        for element in meta.children {
            let value = WhiteSpace.collapsed(element.allText, keepsLineBreaks: false)
            guard !value.isEmpty else { continue }
            if element.name == "title" { builder.title = value }
            if let key = names[element.name] { builder.metadata[key] = value }
        }
    }

    private func block(_ element: XMLElement) throws(DocumentError) {
        switch element.name {
        case "h", "p": try paragraph(element)
        case "list": try list(element, depth: 0)
        case "table": try table(element)
        case "tracked-changes":
            for deletion in element.all("deletion") {
                let text = (deletion.all("p") + deletion.all("h")).map(\.allText).joined(separator: "\n")
                builder.hidden(text, reason: .notDisplayed)
            }
        case "section" where element["display"] == "none":
            builder.hidden(element.allText, reason: .notDisplayed)
        case "soft-page-break": turnPages(1)
        case "table-of-content", "alphabetical-index", "illustration-index", "table-index", "sequence-decls", "forms",
            "variable-decls", "user-field-decls":
            break
        case "frame":
            if let box = element.child("text-box") { for child in box.children { try block(child) } }
        default:
            for child in element.children { try block(child) }
        }
    }

    private func paragraph(_ element: XMLElement, marker: (text: String, depth: Int)? = nil) throws(DocumentError) {
        var inline = OpenTextInline(element, styles: styles)
        let style = styles.style(element["style-name"])
        if element.child("hidden-paragraph") != nil {
            builder.hidden(inline.content.text, reason: .notDisplayed)
            return
        }
        inline.content.moveHidden(to: &builder)
        let text = inline.content.text
        if !inline.content.isBlank {
            if element.name == "h" {
                try builder.heading(text, level: element.number("outline-level") ?? style.outlineLevel ?? 1)
            } else if style.name == "Title" {
                try builder.heading(text, level: 1)
            } else if let marker {
                try builder.listItem(text, depth: marker.depth, marker: marker.text)
            } else {
                try builder.paragraph(text, keepsLineBreaks: true)
            }
        }
        turnPages(inline.breakCount)
        for note in inline.notes { try self.note(note) }
        for box in inline.boxes { for child in box.children { try block(child) } }
    }

    private func note(_ note: XMLElement) throws(DocumentError) {
        guard let body = note.child("note-body") else { return }
        noteCount += 1
        let kind = note["note-class"] == "endnote" ? "Endnote" : "Footnote"
        let text = flat(body)
        if !text.isEmpty { try builder.paragraph("\(kind) \(noteCount): \(text)") }
    }

    private func turnPages(_ count: Int) {
        guard var number = page else { return }
        for _ in 0..<min(count, 16) where number < package.limits.pageCount {
            number += 1
            builder.beginPage(number)
        }
        page = number
    }

    private func list(_ element: XMLElement, depth: Int) throws(DocumentError) {
        let outerStyle = listStyle
        let outerCounts = counts
        // A list in a text box counts by itself, whatever list the box stands in.
        if depth == 0 { counts = [] }
        if let own = element["style-name"] { listStyle = own }
        let level = styles.level(depth + 1, of: listStyle)
        let start = (level?.start ?? 1) - 1
        if counts.count <= depth { counts.append(start) } else { counts[depth] = start }
        if depth == 0, element["continue-numbering"] == "true" || element["continue-list"] != nil,
            let style = listStyle, let last = lastCounts[style]?.first
        {
            counts[0] = last
        }
        for item in element.children where item.name == "list-item" || item.name == "list-header" {
            if item.name == "list-item" {
                counts[depth] = item.number("start-value").map { min(max(0, $0), 1 << 30) } ?? counts[depth] + 1
            }
            var marker: (text: String, depth: Int)? =
                item.name == "list-item" ? (self.marker(level, depth: depth), depth) : nil
            for child in item.children {
                switch child.name {
                case "p":
                    try paragraph(child, marker: marker)
                    marker = nil
                case "list": try list(child, depth: depth + 1)
                default: try block(child)
                }
            }
        }
        if depth == 0 {
            if let style = listStyle { lastCounts[style] = counts }
            counts = outerCounts
        } else {
            counts.removeLast(counts.count - depth)
        }
        listStyle = outerStyle
    }

    private func marker(_ level: OpenTextStyles.ListLevel?, depth: Int) -> String {
        guard let level, level.format != .bullet, level.format != .none else { return "- " }
        var numbers: [String] = []
        for upper in max(0, depth + 1 - level.displayLevels)...depth {
            let format = styles.level(upper + 1, of: listStyle)?.format ?? .decimal
            numbers.append(format.text(counts[upper]))
        }
        return level.prefix + numbers.filter { !$0.isEmpty }.joined(separator: ".") + level.suffix + " "
    }

    /// The rows of a table; merged cells are repeated, and repeated blank cells and rows left out.
    private func table(_ element: XMLElement) throws(DocumentError) {
        var rows: [[String]] = []
        var counter = TextByteCounter(limits: package.limits)
        try collectRows(element, into: &rows, &counter)
        try builder.table(rows)
    }

    private func collectRows(
        _ element: XMLElement,
        into rows: inout [[String]],
        _ counter: inout TextByteCounter
    ) throws(DocumentError) {
        for child in element.children {
            switch child.name {
            case "table-row": rows.append(try row(child, above: rows.last ?? [], &counter))
            case "table-header-rows", "table-rows", "table-row-group": try collectRows(child, into: &rows, &counter)
            case "soft-page-break": turnPages(1)
            default: break
            }
        }
    }

    private func row(
        _ element: XMLElement,
        above: [String],
        _ counter: inout TextByteCounter
    ) throws(DocumentError) -> [String] {
        var row: [String] = []
        for cell in element.children where row.count < 1024 {
            guard cell.name == "table-cell" || cell.name == "covered-table-cell" else { continue }
            var count = min(max(1, cell.number("number-columns-repeated") ?? 1), 1024 - row.count)
            var text = ""
            if cell.name == "table-cell" {
                text = flat(cell)
                if text.isEmpty { count = min(count, 16) }
            } else if let left = row.last, !left.isEmpty {
                text = left
            } else if row.count < above.count {
                text = above[row.count]
            }
            try counter.add(cell: text, times: count)
            row += Array(repeating: text, count: count)
        }
        return row
    }

    /// The text of all paragraphs in an element; what is hidden in them goes to the document's hidden channel.
    private func flat(_ element: XMLElement) -> String {
        var lines: [String] = []
        for child in element.children {
            if child.name == "p" || child.name == "h" {
                var inline = OpenTextInline(child, styles: styles)
                inline.content.moveHidden(to: &builder)
                if !inline.content.isBlank { lines.append(inline.content.text) }
                lines += inline.boxes.map { flat($0) }
            } else {
                let text = flat(child)
                if !text.isEmpty { lines.append(text) }
            }
        }
        return lines.joined(separator: "\n")
    }
}
