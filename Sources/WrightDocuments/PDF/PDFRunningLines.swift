// Lines that repeat at the top or the bottom of pages: running titles, page numbers, notices.
//
// Idea: a line near an edge whose text, with digits made equal, stands near the same height on at least three pages
// (five in long files) is no part of the text. Left and right pages differ and chapters change, hence no majority is
// asked for. So is the outermost line where it begins or ends with a number that grows by one from page to page.
// A second rule drops the column of line numbers that court transcripts and manuscripts have.

/// Takes running lines and line numbers out of pages.
enum PDFRunningLines {
    /// Takes them out of all pages of a file.
    static func remove(from pages: inout [PDFPage]) {
        for index in pages.indices { removeLineNumbers(from: &pages[index]) }
        removePageNumbers(from: &pages)
        guard pages.count >= 3 else { return }
        var counts: [String: Set<Int>] = [:]
        for (number, page) in pages.enumerated() {
            for row in edgeRows(page) { counts[key(row, page), default: []].insert(number) }
        }
        let enough = max(3, min(5, pages.count / 5))
        for index in pages.indices {
            let page = pages[index]
            remove(edgeRows(page).filter { (counts[key($0, page)]?.count ?? 0) >= enough }, from: &pages[index])
        }
    }

    private static func remove(_ rows: [[Placed]], from page: inout PDFPage) {
        for row in rows {
            for placed in row { page.lines[placed.place].words = [] }
        }
        page.lines.removeAll { $0.words.isEmpty }
    }

    /// Drops the outermost rows that begin or end with a number which counts the pages.
    private static func removePageNumbers(from pages: inout [PDFPage]) {
        guard pages.count >= 2 else { return }
        var found: [(page: Int, row: [Placed], offset: Int)] = []
        for (index, page) in pages.enumerated() {
            let rows = rows(page.lines.enumerated().map { Placed(line: $1, place: $0) })
            for row in Set([0, rows.count - 1]).filter({ rows.indices.contains($0) }).map({ rows[$0] }) {
                let words = row.sorted { $0.line.left < $1.line.left }.flatMap { $0.line.words.map(\.text) }
                guard words.count <= (pages.count > 2 ? 16 : 1) else { continue }
                for value in Set([words.first, words.last].compactMap { $0.flatMap { Int($0) } })
                where (0..<100_000).contains(value) {
                    found.append((index, row, value - index))
                }
            }
        }
        let offsets = Dictionary(grouping: found, by: \.offset).mapValues { Set($0.map(\.page)).count }
        guard let best = offsets.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
            best.value >= 2, best.value * 2 >= pages.count
        else { return }
        for (index, rows) in Dictionary(grouping: found.filter { $0.offset == best.key }, by: \.page) {
            remove(rows.map(\.row), from: &pages[index])
        }
    }

    private struct Placed {
        var line: PDFLine
        var place: Int
    }

    /// The first and the last four rows of a page, as far as they stand in its outer eighths.
    private static func edgeRows(_ page: PDFPage) -> [[Placed]] {
        let lines = page.lines.enumerated().map { Placed(line: $1, place: $0) }
            .filter {
                $0.line.bottom < page.height / 8 || $0.line.top > page.height * 7 / 8
            }
        let rows = rows(lines)
        let top = rows.filter { $0[0].line.top < page.height / 2 }
        let bottom = rows.filter { $0[0].line.top >= page.height / 2 }
        return Array(top.prefix(4) + bottom.suffix(4))
    }

    /// Lines on one height put together, from top to bottom.
    private static func rows(_ lines: [Placed]) -> [[Placed]] {
        var rows: [[Placed]] = []
        for placed in lines.sorted(by: { $0.line.top < $1.line.top }) {
            if let last = rows.last?.first, placed.line.top < last.line.bottom - last.line.size / 2 {
                rows[rows.count - 1].append(placed)
            } else {
                rows.append([placed])
            }
        }
        return rows
    }

    /// A row's text with digits made equal, and its place to twelve points.
    private static func key(_ row: [Placed], _ page: PDFPage) -> String {
        var text: [UInt8] = []
        for placed in row.sorted(by: { $0.line.left < $1.line.left }) {
            for byte in placed.line.text.utf8 {
                if (0x30...0x39).contains(byte) {
                    if text.last != 0x23 { text.append(0x23) }
                } else if byte != 0x20 {
                    text.append(byte)
                }
            }
        }
        let isNumber = text == [0x23] || isRoman(text)
        let isTop = (row.first?.line.top ?? 0) < page.height / 2
        if isNumber { return isTop ? "top #" : "bottom #" }
        return "\(Int((row.first?.line.top ?? 0) / 12)) " + String(decoding: text, as: UTF8.self)
    }

    private static func isRoman(_ text: [UInt8]) -> Bool {
        !text.isEmpty && text.count < 8 && text.allSatisfy { Array("ivxlc".utf8).contains($0) }
    }

    /// Drops the leftmost words where they count the lines: 1, 2, 3 … on most lines of a page.
    private static func removeLineNumbers(from page: inout PDFPage) {
        var numbers: [(line: Int, word: Int, value: Int, top: Double)] = []
        for (index, line) in page.lines.enumerated() {
            guard let place = line.words.indices.min(by: { line.words[$0].left < line.words[$1].left }),
                let value = Int(line.words[place].text), (1...60).contains(value)
            else { continue }
            numbers.append((index, place, value, line.words[place].top))
        }
        numbers.sort { $0.top < $1.top }
        guard numbers.count >= 12 else { return }
        let least = numbers.map { page.lines[$0.line].words[$0.word].right }.min() ?? 0
        let aligned = numbers.filter { page.lines[$0.line].words[$0.word].right < least + 14 }
        let steps = zip(aligned, aligned.dropFirst()).count { $1.value == $0.value + 1 }
        guard aligned.count >= 12, steps * 10 >= aligned.count * 8 else { return }
        for entry in aligned { page.lines[entry.line].words.remove(at: entry.word) }
        page.lines.removeAll { $0.words.isEmpty }
    }
}
