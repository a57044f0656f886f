// The reading order of a page.
//
// Idea: recursive cuts of the page into columns (after the X–Y cut of Nagy & Seth 1984), with one deviation. The plain
// X–Y cut also cuts across columns wherever their paragraphs happen to end at the same height, and then reads the upper
// halves first. Here a gutter is looked for while lines that cross it (titles, wide figures' captions) are tolerated;
// those lines then part the region into bands from top to bottom, and in each band the left side is read before the
// right. A gutter counts only between sides that look like running text; what looks like cells stays together for
// `PDFTables`.

/// Orders the lines of a page.
enum PDFColumns {
    /// The lines of a page in regions of one column each, in reading order.
    static func regions(of lines: [PDFLine]) -> [[PDFLine]] {
        split(lines.map { Atom($0) }, depth: 0)
            .map { region in
                region.sorted { $0.top < $1.top }.map(\.line)
            }
    }

    private struct Atom {
        let line: PDFLine
        let left: Double
        let right: Double
        let top: Double
        let bottom: Double

        init(_ line: PDFLine) {
            self.line = line
            left = line.left
            right = line.right
            top = line.top
            bottom = line.bottom
        }

        var center: Double { (left + right) / 2 }
        var middle: Double { (top + bottom) / 2 }
    }

    private static func split(_ atoms: [Atom], depth: Int) -> [[Atom]] {
        guard atoms.count >= 4, depth < 8, let gutter = gutter(of: atoms) else { return [atoms] }
        let crossing = atoms.filter { $0.left < gutter - 1 && $0.right > gutter + 1 }.sorted { $0.top < $1.top }
        let others = atoms.filter { !($0.left < gutter - 1 && $0.right > gutter + 1) }
        var result: [[Atom]] = []
        var wide: [Atom] = []
        var taken = [Bool](repeating: false, count: others.count)
        func readBand(above limit: Double) {
            var left: [Atom] = []
            var right: [Atom] = []
            for (index, atom) in others.enumerated() where !taken[index] && atom.middle < limit {
                taken[index] = true
                if atom.center < gutter { left.append(atom) } else { right.append(atom) }
            }
            guard !left.isEmpty || !right.isEmpty else { return }
            if !wide.isEmpty { result.append(wide) }
            wide = []
            if !left.isEmpty { result += split(left, depth: depth + 1) }
            if !right.isEmpty { result += split(right, depth: depth + 1) }
        }
        for atom in crossing {
            readBand(above: atom.middle)
            wide.append(atom)
        }
        readBand(above: .infinity)
        if !wide.isEmpty { result.append(wide) }
        return result
    }

    /// Where the best gutter of a region is; nil where it is one column.
    private static func gutter(of atoms: [Atom]) -> Double? {
        guard let left = atoms.map(\.left).min(), let right = atoms.map(\.right).max(), right - left > 80 else {
            return nil
        }
        var best: (place: Double, score: Double)?
        var run: (start: Double, count: Int, score: Double)?
        let step = max(2, (right - left) / 2000)
        var place = left + (right - left) * 0.12
        let end = left + (right - left) * 0.88
        while place <= end {
            let score = score(of: place, atoms)
            if let score, let open = run, abs(open.score - score) < 0.5 {
                run = (open.start, open.count + 1, open.score)
            } else {
                run = score.map { (place, 1, $0) }
            }
            // A gutter is at least six points wide.
            if let open = run, open.count >= 3 {
                let middle = open.start + Double(open.count - 1) * step / 2
                let value = open.score + Double(min(open.count, 20)) * 0.01
                if value > best?.score ?? 0 { best = (middle, value) }
            }
            place += step
        }
        guard let best else { return nil }
        let sides = (atoms.filter { $0.right <= best.place + 1 }, atoms.filter { $0.left >= best.place - 1 })
        return isRunningText(sides.0) && isRunningText(sides.1) && stand(sides.0, beside: sides.1) ? best.place : nil
    }

    /// The number of lines on the weaker side less those that cross; nil where too many cross.
    private static func score(of place: Double, _ atoms: [Atom]) -> Double? {
        var counts = (left: 0, right: 0, crossing: 0)
        for atom in atoms {
            if atom.right <= place + 1 {
                counts.left += 1
            } else if atom.left >= place - 1 {
                counts.right += 1
            } else {
                counts.crossing += 1
            }
        }
        let weaker = min(counts.left, counts.right)
        guard weaker >= 2, Double(counts.crossing) <= Double(max(counts.left, counts.right)) * 0.5 else { return nil }
        return Double(weaker) - Double(counts.crossing) * 0.5 + 1000
    }

    /// Whether lines are words in sentences and not cells: three words or more on the average, and most not
    /// much narrower than the side, which may hold three columns itself.
    private static func isRunningText(_ atoms: [Atom]) -> Bool {
        guard atoms.count >= 2, let left = atoms.map(\.left).min(), let right = atoms.map(\.right).max() else {
            return false
        }
        let wordCount = atoms.reduce(0) { $0 + $1.line.words.count }
        let byteCount = atoms.reduce(0) { $0 + $1.line.text.utf8.count }
        let widths = atoms.map { $0.right - $0.left }.sorted()
        let isFull = widths[widths.count / 2] >= (right - left) * 0.28
        // Scripts without spaces have long words.
        return (wordCount >= atoms.count * 3 || byteCount >= atoms.count * 24) && isFull
    }

    /// Whether two groups share at least a third of the lower one's height.
    private static func stand(_ left: [Atom], beside right: [Atom]) -> Bool {
        let first = (left.map(\.top).min() ?? 0, left.map(\.bottom).max() ?? 0)
        let second = (right.map(\.top).min() ?? 0, right.map(\.bottom).max() ?? 0)
        let shared = min(first.1, second.1) - max(first.0, second.0)
        return shared > min(first.1 - first.0, second.1 - second.0) / 3
    }
}
