/// The cells of one sheet that hold something, and the tables that they form.
struct SheetGrid {
    /// One cell.
    struct Cell {
        var column: Int
        var text: String
    }

    /// One row that holds something, its cells from left to right.
    struct Row {
        var number: Int
        var cells: [Cell]
    }

    var rows: [Row] = []

    /// Repeats the text of a merged range in each of its cells, up to 1,024 rows and columns.
    mutating func merge(rows range: ClosedRange<Int>, columns: ClosedRange<Int>) {
        guard range.count * columns.count > 1 else { return }
        guard let place = index(of: range.lowerBound),
            let text = rows[place].cells.first(where: { $0.column == columns.lowerBound })?.text
        else { return }
        let columns = columns.lowerBound...min(columns.upperBound, columns.lowerBound + 1023)
        for number in range.prefix(1024) {
            // Only rows that hold something else are filled; a merged block alone stays one cell high.
            guard let place = index(of: number) else { continue }
            var cells = rows[place].cells.filter { !columns.contains($0.column) }
            cells += columns.map { Cell(column: $0, text: text) }
            rows[place].cells = cells.sorted { $0.column < $1.column }
        }
    }

    /// The rows cut into tables: at blank rows, and at blank columns between two parts that are tables of their own.
    func tables() -> [[[String]]] {
        var tables: [[[String]]] = []
        var band: [Row] = []
        for row in rows where !row.cells.isEmpty {
            if let last = band.last, row.number > last.number + 1 {
                tables += Self.split(band)
                band = []
            }
            band.append(row)
        }
        return tables + Self.split(band)
    }

    private func index(of number: Int) -> Int? {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < rows.count && rows[low].number == number ? low : nil
    }

    private static func split(_ band: [Row]) -> [[[String]]] {
        guard !band.isEmpty else { return [] }
        let columns = Set(band.flatMap { $0.cells.map(\.column) }).sorted()
        var groups: [[Int]] = []
        for column in columns {
            if let last = groups.last?.last, column == last + 1 {
                groups[groups.count - 1].append(column)
            } else {
                groups.append([column])
            }
        }
        // A lone column beside a gap belongs to its neighbour: labels often stand apart from their values.
        let isSplit = groups.count > 1 && groups.allSatisfy { $0.count >= 2 } && band.count >= 2
        guard isSplit else { return [texts(band, columns: columns)] }
        return groups.flatMap { group -> [[[String]]] in
            let members = Set(group)
            var parts = SheetGrid()
            parts.rows = band.map { row in
                Row(number: row.number, cells: row.cells.filter { members.contains($0.column) })
            }
            return parts.tables()
        }
    }

    private static func texts(_ band: [Row], columns: [Int]) -> [[String]] {
        let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        return band.map { row in
            var texts = Array(repeating: "", count: columns.count)
            for cell in row.cells {
                if let place = places[cell.column] { texts[place] = cell.text }
            }
            return texts
        }
    }
}
