/// The rows of a data table with spanning cells resolved.
///
/// A cell that spans rows is repeated in each, so that every row can be read alone; one that spans columns is followed
/// by empty cells, so that columns stay aligned.
enum HTMLTableGrid {
    private static let spanLimit = 64
    private static let columnLimit = 1024

    /// The texts of the cells, row by row.
    ///
    /// - Throws: `tooLarge` where the cells hold more text than a document may.
    static func rows(
        of shape: HTMLTableShape,
        in tree: HTMLTree,
        limits: ParsingLimits,
        text: (Int) -> String
    ) throws(DocumentError) -> [[String]] {
        var carried: [Int: (text: String, rows: Int)] = [:]
        var result: [[String]] = []
        var counter = TextByteCounter(limits: limits)
        for row in shape.rows {
            var cells: [String] = []
            for cell in HTMLTableShape.cells(of: row, in: tree) {
                appendCarried(&carried, to: &cells)
                guard cells.count < columnLimit else { break }
                let content = text(cell)
                let width = span(.colspan, of: cell, in: tree)
                let height = span(.rowspan, of: cell, in: tree)
                if height > 1 { carried[cells.count] = (content, height - 1) }
                cells.append(content)
                for _ in 1..<width where cells.count < columnLimit { cells.append("") }
            }
            appendCarried(&carried, to: &cells)
            while let last = cells.last, last.utf8.allSatisfy({ $0 <= 32 }) { cells.removeLast() }
            for cell in cells { try counter.add(cell: cell) }
            result.append(cells)
        }
        return result
    }

    private static func appendCarried(_ carried: inout [Int: (text: String, rows: Int)], to cells: inout [String]) {
        while let cell = carried[cells.count] {
            carried[cells.count] = cell.rows > 1 ? (cell.text, cell.rows - 1) : nil
            cells.append(cell.text)
        }
    }

    private static func span(_ name: HTMLAttribute, of cell: Int, in tree: HTMLTree) -> Int {
        min(max(tree.attribute(name, of: cell).flatMap { Int($0) } ?? 1, 1), spanLimit)
    }
}
