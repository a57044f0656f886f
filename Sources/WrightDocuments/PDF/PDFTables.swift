// Tables on a page, which the file itself says nothing of.
//
// Idea: rows of a table are lines at one height whose parts, cut at gaps wider than two thirds of a line's height,
// stand under each other. Consecutive rows with two parts or more form a candidate; its columns are what is left
// between the stretches that hardly any row covers. Candidates whose columns are running text (text set in columns), or
// a marker and a text (lists), are no tables. A row without a first cell that only continues words of the row above is
// joined to it.

/// Finds tables in a region of one column.
struct PDFTables {
    /// A part of a region.
    enum Part {
        case line(PDFLine)
        case table([[String]])
    }

    /// Parts of a line on one height.
    private struct Row {
        var segments: [PDFLine]
        var top: Double
        var bottom: Double
        var height: Double { bottom - top }
    }

    /// The lines and tables of a region, from top to bottom.
    static func parts(of lines: [PDFLine]) -> [Part] {
        let rows = rows(of: lines)
        var parts: [Part] = []
        var index = 0
        while index < rows.count {
            let end = runEnd(rows, from: index)
            if end - index >= 3, let table = table(Array(rows[index..<end])) {
                parts.append(.table(table))
                index = end
            } else {
                parts.append(.line(PDFLine(words: rows[index].segments.flatMap(\.words))))
                index += 1
            }
        }
        return parts
    }

    private static func rows(of lines: [PDFLine]) -> [Row] {
        var rows: [Row] = []
        for line in lines.sorted(by: { $0.top + $0.bottom < $1.top + $1.bottom }) {
            let middle = (line.top + line.bottom) / 2
            let segments = cut(line)
            if let last = rows.last, middle < last.bottom - last.height * 0.25, middle > last.top,
                !collides(line, with: last)
            {
                rows[rows.count - 1].segments += segments
                rows[rows.count - 1].bottom = max(last.bottom, line.bottom)
            } else {
                rows.append(Row(segments: segments, top: line.top, bottom: line.bottom))
            }
        }
        for index in rows.indices where rows[index].segments.count > 1 {
            let isRightToLeft = rows[index].segments
                .contains { $0.words.contains { PDFGlyphs.runsRightToLeft($0.text) } }
            rows[index].segments.sort { isRightToLeft ? $0.left > $1.left : $0.left < $1.left }
        }
        return rows
    }

    private static func collides(_ line: PDFLine, with row: Row) -> Bool {
        row.segments.contains { min($0.right, line.right) - max($0.left, line.left) > 2 }
    }

    /// A line cut at its wide gaps.
    private static func cut(_ line: PDFLine) -> [PDFLine] {
        var segments: [PDFLine] = []
        for word in line.words {
            if let last = segments.last?.words.last, abs(word.left - last.right) < max(last.height, word.height) * 0.65
            {
                segments[segments.count - 1].words.append(word)
            } else {
                segments.append(PDFLine(words: [word]))
            }
        }
        return segments
    }

    /// The end of the run of rows that could be a table: rows of several parts, with at most two of one part between.
    private static func runEnd(_ rows: [Row], from start: Int) -> Int {
        guard rows[start].segments.count >= 2 else { return start }
        var end = start + 1
        var index = start + 1
        var singles = 0
        while index < rows.count {
            let gap = rows[index].top - rows[index - 1].bottom
            guard gap < rows[index - 1].height * 2.5 else { break }
            if rows[index].segments.count >= 2 {
                singles = 0
                end = index + 1
            } else {
                singles += 1
                guard singles <= 2 else { break }
            }
            index += 1
        }
        return end
    }

    private static func table(_ rows: [Row]) -> [[String]]? {
        let columns = columns(of: rows)
        guard columns.count >= 2, columns.count <= 64 else { return nil }
        var grid: [[[PDFLine]]] = []
        for row in rows {
            var cells = [[PDFLine]](repeating: [], count: columns.count)
            for segment in row.segments { cells[column(of: segment, in: columns)].append(segment) }
            grid.append(cells)
        }
        let texts = grid.map { $0.map { $0.map(\.text).joined(separator: " ") } }
        guard isTable(texts) else { return nil }
        return joined(texts, rows)
    }

    /// The stretches of the page that rows of several parts cover; between them at most an eighth of the rows has ink.
    private static func columns(of rows: [Row]) -> [ClosedRange<Double>] {
        let several = rows.filter { $0.segments.count >= 2 }
        let segments = several.flatMap(\.segments)
        guard let left = segments.map(\.left).min(), let right = segments.map(\.right).max(), right - left < 5000 else {
            return []
        }
        var cover = [Int](repeating: 0, count: Int(right - left) + 2)
        for segment in segments {
            let first = max(0, Int(segment.left - left))
            let last = min(cover.count - 1, Int(segment.right - left))
            if first <= last { for place in first...last { cover[place] += 1 } }
        }
        let threshold = several.count / 8
        var columns: [ClosedRange<Double>] = []
        var start: Int?
        for place in 0...cover.count {
            let isInk = place < cover.count && cover[place] > threshold
            if isInk, start == nil { start = place }
            if !isInk, let begin = start {
                columns.append((left + Double(begin))...(left + Double(place)))
                start = nil
            }
        }
        return columns
    }

    /// The column that a segment shares most with; of a segment over several, the first.
    private static func column(of segment: PDFLine, in columns: [ClosedRange<Double>]) -> Int {
        var best = (index: 0, shared: -Double.infinity)
        for (index, column) in columns.enumerated() {
            let shared = min(segment.right, column.upperBound) - max(segment.left, column.lowerBound)
            if shared > 0, shared >= (column.upperBound - column.lowerBound) * 0.6 { return index }
            if shared > best.shared { best = (index, shared) }
        }
        return best.index
    }

    private static func isTable(_ rows: [[String]]) -> Bool {
        let count = rows[0].count
        let several = rows.filter { row in row.count { !$0.isEmpty } >= 2 }
        guard several.count >= 3, several.count * 10 >= rows.count * 5 else { return false }
        var textColumns = 0
        for column in 0..<count {
            let cells = several.map { $0[column] }.filter { !$0.isEmpty }
            guard cells.count >= 2 else { continue }
            let words = cells.reduce(0) { $0 + $1.utf8.count { $0 == 32 } + 1 }
            if words >= cells.count * 4 { textColumns += 1 }
        }
        // Formulas of several lines also stand under each other, but leave most of their grid empty.
        guard several.joined().count(where: { !$0.isEmpty }) * 20 >= several.count * count * 8 else { return false }
        let first = several.map { $0[0] }.filter { !$0.isEmpty }
        let last = several.map { $0[count - 1] }.filter { !$0.isEmpty }
        if count == 2 {
            guard textColumns == 0, several.count >= 4 else { return false }
            return !first.allSatisfy { PDFListMarker.isMarker($0) } && !last.allSatisfy { PDFListMarker.isMarker($0) }
        }
        return textColumns * 2 <= count
    }

    /// Joins rows that continue the cells of the row above.
    private static func joined(_ texts: [[String]], _ rows: [Row]) -> [[String]] {
        var result: [[String]] = []
        for (index, row) in texts.enumerated() {
            let filled = row.indices.filter { !row[$0].isEmpty }
            let gap = index > 0 ? rows[index].top - rows[index - 1].bottom : .infinity
            let continues =
                row[0].isEmpty && filled.count * 2 <= row.count && gap < rows[index].height * 0.6
                && filled.allSatisfy { place in
                    let hasLetters = row[place].unicodeScalars.contains { $0.properties.isAlphabetic }
                    return hasLetters && !(result.last?[place].isEmpty ?? true)
                }
            if continues, !filled.isEmpty, !result.isEmpty {
                for place in filled { result[result.count - 1][place] += " " + row[place] }
            } else {
                result.append(row)
            }
        }
        return result
    }
}
