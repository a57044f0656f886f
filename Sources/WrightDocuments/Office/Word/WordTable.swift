/// The grid of a Word table.
///
/// A cell that spans columns or rows is repeated in each, so that every row can be read alone.
struct WordTable {
    private let rowElements: [XMLElement]

    init(_ element: XMLElement) {
        rowElements = Self.unwrapped(element, "tr")
    }

    /// The cell of a table that has one only: such tables are frames around text.
    var onlyCell: XMLElement? {
        guard rowElements.count == 1 else { return nil }
        let cells = Self.unwrapped(rowElements[0], "tc")
        return cells.count == 1 ? cells[0] : nil
    }

    /// The rows, each cell's text as `text` gives it.
    ///
    /// Columns are limited to 1,024.
    ///
    /// - Throws: `tooLarge` where the cells hold more text than a document may.
    func rows(limits: ParsingLimits, _ text: (XMLElement) -> String) throws(DocumentError) -> [[String]] {
        var rows: [[String]] = []
        var counter = TextByteCounter(limits: limits)
        for element in rowElements {
            let skipped = element.descendant("trPr", "gridBefore")?.number("val") ?? 0
            var row = Array(repeating: "", count: min(max(0, skipped), 64))
            for cell in Self.unwrapped(element, "tc") where row.count < 1024 {
                let properties = cell.child("tcPr")
                let span = min(max(1, properties?.child("gridSpan")?.number("val") ?? 1), 1024 - row.count)
                let merge = properties?.child("vMerge")
                let own = text(cell)
                let continues = merge != nil && merge?["val"] != "restart"
                let above = continues ? rows.last.flatMap { row.count < $0.count ? $0[row.count] : nil } : nil
                try counter.add(cell: above ?? own, times: span)
                row += Array(repeating: above ?? own, count: span)
            }
            rows.append(row)
        }
        return rows
    }

    /// The elements of a name in an element, also inside content controls and the like.
    private static func unwrapped(_ element: XMLElement, _ name: String) -> [XMLElement] {
        var found: [XMLElement] = []
        for child in element.children {
            if child.name == name {
                found.append(child)
            } else if ["sdt", "sdtContent", "customXml", "ins", "moveTo"].contains(child.name) {
                found += unwrapped(child, name)
            }
        }
        return found
    }
}
