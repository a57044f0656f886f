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

    /// A range whose cells all show the text of its first.
    struct Merge {
        var rows: ClosedRange<Int>
        var columns: ClosedRange<Int>
    }

    var rows: [Row] = []

    /// Repeats the text of each merged range in its cells, up to 1,024 rows and columns.
    ///
    /// Only rows that hold something else are filled; a merged block alone stays one cell high.
    ///
    /// - Throws: `tooLarge` where the repeated texts are more than a document may hold.
    mutating func merge(_ merges: [Merge], _ counter: inout TextByteCounter) throws(DocumentError) {
        let merges = merges.filter { $0.rows.count * $0.columns.count > 1 }
            .sorted { $0.rows.lowerBound < $1.rows.lowerBound }
        var next = 0
        var open: [(lastRow: Int, columns: ClosedRange<Int>, text: String)] = []
        for place in rows.indices {
            let number = rows[place].number
            open.removeAll { $0.lastRow < number }
            let isMerged = next < merges.count && merges[next].rows.lowerBound <= number
            guard isMerged || !open.isEmpty else { continue }
            var texts: [Int: String] = [:]
            for cell in rows[place].cells { texts[cell.column] = cell.text }
            while next < merges.count, merges[next].rows.lowerBound <= number {
                let (range, columns) = (merges[next].rows, merges[next].columns)
                next += 1
                guard range.lowerBound == number, let text = texts[columns.lowerBound] else { continue }
                let last = min(columns.upperBound, columns.lowerBound + 1023)
                open.append((min(range.upperBound, number + 1023), columns.lowerBound...last, text))
            }
            guard !open.isEmpty else { continue }
            for merge in open {
                try counter.add(cell: merge.text, times: merge.columns.count)
                for column in merge.columns { texts[column] = merge.text }
            }
            rows[place].cells = texts.map { Cell(column: $0.key, text: $0.value) }.sorted { $0.column < $1.column }
        }
    }

    /// The rows cut into tables: at blank rows, and at blank columns between two parts that are tables of their own.
    ///
    /// - Throws: `tooLarge` where the tables would be more text than a document may hold.
    func tables(limits: ParsingLimits) throws(DocumentError) -> [[[String]]] {
        var counter = TextByteCounter(limits: limits)
        return try tables(&counter, depth: 0)
    }

    private func tables(_ counter: inout TextByteCounter, depth: Int) throws(DocumentError) -> [[[String]]] {
        var tables: [[[String]]] = []
        var band: [Row] = []
        for row in rows where !row.cells.isEmpty {
            if let last = band.last, row.number > last.number + 1 {
                tables += try Self.split(band, &counter, depth: depth)
                band = []
            }
            band.append(row)
        }
        return try tables + Self.split(band, &counter, depth: depth)
    }

    private static func split(
        _ band: [Row],
        _ counter: inout TextByteCounter,
        depth: Int
    ) throws(DocumentError) -> [[[String]]] {
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
        let isSplit = groups.count > 1 && groups.allSatisfy { $0.count >= 2 } && band.count >= 2 && depth < depthLimit
        guard isSplit else { return [try texts(band, columns: columns, &counter)] }
        var tables: [[[String]]] = []
        for part in parts(band, groups) { tables += try part.tables(&counter, depth: depth + 1) }
        return tables
    }

    /// The cells of each group of columns.
    private static func parts(_ band: [Row], _ groups: [[Int]]) -> [SheetGrid] {
        var places: [Int: Int] = [:]
        for (place, group) in groups.enumerated() {
            for column in group { places[column] = place }
        }
        var parts = Array(repeating: SheetGrid(), count: groups.count)
        for row in band {
            for cell in row.cells {
                guard let place = places[cell.column] else { continue }
                if parts[place].rows.last?.number != row.number {
                    parts[place].rows.append(Row(number: row.number, cells: []))
                }
                parts[place].rows[parts[place].rows.count - 1].cells.append(cell)
            }
        }
        return parts
    }

    private static func texts(
        _ band: [Row],
        columns: [Int],
        _ counter: inout TextByteCounter
    ) throws(DocumentError) -> [[String]] {
        // Blank cells take their separators.
        try counter.add(3 * band.count * columns.count)
        let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        return band.map { row in
            var texts = Array(repeating: "", count: columns.count)
            for cell in row.cells {
                if let place = places[cell.column] { texts[place] = cell.text }
            }
            return texts
        }
    }

    /// Parts inside parts.
    private static let depthLimit = 32
}
