/// Reads a workbook sheet by sheet.
///
/// Rows are read one at a time, so a sheet takes the memory of its texts and not of its XML.
final class WorkbookReader {
    private(set) var builder: DocumentBuilder
    private let package: OfficePackage
    private let mainPart: String
    private let workbook: XMLElement
    private let styles: SheetStyles
    private let is1904: Bool
    private var sharedStrings: [String] = []
    /// The cell texts so far, against the limit on text.
    private var counter: TextByteCounter

    init(_ package: OfficePackage) throws(DocumentError) {
        self.package = package
        builder = DocumentBuilder(limits: package.limits)
        counter = TextByteCounter(limits: package.limits)
        mainPart = try package.mainPart(default: "xl/workbook.xml")
        workbook = try package.requiredRoot(of: mainPart)
        let stylesPart = try package.part("styles", of: mainPart) ?? "xl/styles.xml"
        styles = SheetStyles(try package.root(of: stylesPart))
        let date = workbook.child("workbookPr")?["date1904"]
        is1904 = date == "1" || date == "true"
    }

    /// Reads all sheets.
    func read() throws(DocumentError) {
        try package.readProperties(into: &builder)
        try readSharedStrings()
        let targets = try package.relationships(of: mainPart)
        var number = 0
        for sheet in workbook.child("sheets")?.children.filter({ $0.name == "sheet" }) ?? [] {
            guard let id = sheet["r:id"], let target = targets[id], !target.isExternal else { continue }
            number += 1
            guard number <= package.limits.pageCount else { throw .tooManyPages(limit: package.limits.pageCount) }
            builder.beginPage(number)
            builder.endSection()
            let isHidden = sheet["state"].map { $0 != "visible" } ?? false
            try read(target.target, name: sheet["name"] ?? "", isHidden: isHidden)
        }
    }

    private func read(_ part: String, name: String, isHidden: Bool) throws(DocumentError) {
        guard let bytes = try package.bytes(of: part) else { return }
        var items: [OfficeItem] = [.heading(name, level: 1)]
        var sheet = SheetCells()
        let wanted: Set<String> = ["row", "col", "mergeCell"]
        let reader = XMLElementReader(
            isWanted: { name, _ in wanted.contains(name) },
            take: { [unowned self] (element, _) throws(DocumentError) in try self.take(element, into: &sheet) }
        )
        try XMLEvents.read(bytes, part: part, limits: package.limits, to: reader)
        try sheet.grid.merge(sheet.merges, &counter)
        items += sheet.hidden.map { .hidden($0.text, $0.reason) }
        for table in try sheet.grid.tables(limits: package.limits) {
            let cells = table.flatMap { $0 }.filter { !$0.isEmpty }
            items.append(cells.count == 1 ? .paragraph(cells[0]) : .table(table))
        }
        items += try drawings(of: part)
        if isHidden {
            builder.hidden(try OfficeItem.plainText(of: items, limits: package.limits), reason: .notDisplayed)
        } else if items.count > 1 {
            for item in items { try item.add(to: &builder) }
        }
        try comments(of: part)
    }

    private func take(_ element: XMLElement, into sheet: inout SheetCells) throws(DocumentError) {
        switch element.name {
        case "col":
            guard Self.isOn(element["hidden"]), let first = element.number("min"), let last = element.number("max"),
                first >= 1, first <= last, last <= 16_384
            else { return }
            sheet.hiddenColumns.insert(contentsOf: first...last)
        case "mergeCell":
            if let reference = element["ref"], let range = CellReference.range(reference), sheet.merges.count < 65_536 {
                sheet.merges.append(SheetGrid.Merge(rows: range.rows, columns: range.columns))
            }
        default: try row(element, into: &sheet)
        }
    }

    private func row(_ element: XMLElement, into sheet: inout SheetCells) throws(DocumentError) {
        let number =
            element.number("r").map { min(max(0, $0), 1 << 40) } ?? (sheet.grid.rows.last?.number ?? 0) + 1
        let isHidden = Self.isOn(element["hidden"])
        var cells: [SheetGrid.Cell] = []
        var hidden = VisibleText()
        var column = 0
        for cell in element.children where cell.name == "c" {
            column = cell["r"].flatMap { CellReference($0)?.column } ?? column + 1
            let style = styles.style(cell.number("s"))
            let text = text(of: cell, style: style)
            guard !text.isEmpty else { continue }
            try counter.add(cell: text)
            let isOutOfSight = isHidden || sheet.hiddenColumns.contains(column)
            if let reason = isOutOfSight ? .notDisplayed : style.hiddenAs {
                hidden.append((hidden.hidden.last?.reason == reason ? " | " : "") + text, hiddenAs: reason)
            } else {
                cells.append(SheetGrid.Cell(column: column, text: text))
            }
        }
        sheet.hidden += hidden.hidden
        // Rows out of order are those of a broken writer; they would confuse the search for merged cells.
        guard !cells.isEmpty, number > sheet.grid.rows.last?.number ?? 0 else { return }
        sheet.grid.rows.append(SheetGrid.Row(number: number, cells: cells))
    }

    private func text(of cell: XMLElement, style: SheetStyles.Style) -> String {
        let value = cell.child("v")?.allText ?? ""
        switch cell["t"] ?? "n" {
        case "s":
            guard let index = Int(value), sharedStrings.indices.contains(index) else { return "" }
            return sharedStrings[index]
        case "inlineStr": return cell.child("is").map { Self.richText($0) } ?? ""
        case "b": return value == "1" || value == "true" ? "TRUE" : "FALSE"
        case "str", "e": return value
        case "d": return value.replacingSeparator()
        default:
            guard let number = Double(value) else { return value }
            return style.format.text(number, is1904: is1904)
        }
    }

    private func readSharedStrings() throws(DocumentError) {
        let part = try package.part("sharedStrings", of: mainPart) ?? "xl/sharedStrings.xml"
        guard let bytes = try package.bytes(of: part) else { return }
        var strings: [String] = []
        let reader = XMLElementReader(
            isWanted: { name, parent in name == "si" && parent == "sst" },
            take: { element, _ in strings.append(Self.richText(element)) }
        )
        try XMLEvents.read(bytes, part: part, limits: package.limits, to: reader)
        sharedStrings = strings
    }

    /// The text of a string with formats in it, without the reading aids of East Asian scripts.
    private static func richText(_ element: XMLElement) -> String {
        var text = ""
        for child in element.children {
            if child.name == "t" { text += child.allText }
            if child.name == "r" { text += child.child("t")?.allText ?? "" }
        }
        return text
    }

    /// Charts and text boxes.
    private func drawings(of part: String) throws(DocumentError) -> [OfficeItem] {
        var items: [OfficeItem] = []
        for drawing in try package.parts("drawing", of: part) {
            guard let root = try package.root(of: drawing) else { continue }
            let targets = try package.relationships(of: drawing)
            for chart in root.all("chart") {
                guard let target = chart["r:id"].flatMap({ targets[$0]?.target }) else { continue }
                if let chartRoot = try package.root(of: target) { items += ChartText.items(chartRoot) }
            }
            for body in root.all("txBody") { items += SlideText.items(body, in: SlideText.Context()) }
        }
        return items
    }

    private func comments(of part: String) throws(DocumentError) {
        for comments in try package.parts("comments", of: part) + package.parts("threadedComment", of: part) {
            guard let root = try package.root(of: comments) else { continue }
            for comment in root.all("comment") {
                let place = comment["ref"].map { $0 + ": " } ?? ""
                builder.hidden(place + comment.all("t").map(\.allText).joined(), reason: .comment)
            }
            for comment in root.all("threadedComment") {
                let place = comment["ref"].map { $0 + ": " } ?? ""
                builder.hidden(place + (comment.child("text")?.allText ?? ""), reason: .comment)
            }
        }
    }

    private static func isOn(_ value: String?) -> Bool { value == "1" || value == "true" }
}

/// What is collected of one sheet while its XML is read.
private struct SheetCells {
    var grid = SheetGrid()
    var hidden: [VisibleText.Hidden] = []
    var hiddenColumns = HiddenColumns()
    var merges: [SheetGrid.Merge] = []
}

/// The columns of a sheet that are not shown.
private struct HiddenColumns {
    private var isHidden: [Bool] = []
    private var rangeCount = 0

    mutating func insert(contentsOf range: ClosedRange<Int>) {
        guard rangeCount < 16_384 else { return }
        rangeCount += 1
        let missing = range.upperBound + 1 - isHidden.count
        if missing > 0 { isHidden += Array(repeating: false, count: missing) }
        for column in range { isHidden[column] = true }
    }

    func contains(_ column: Int) -> Bool { isHidden.indices.contains(column) && isHidden[column] }
}

extension String {
    /// An ISO date with its `T` made a space.
    fileprivate func replacingSeparator() -> String {
        String(map { $0 == "T" ? " " : $0 })
    }
}
