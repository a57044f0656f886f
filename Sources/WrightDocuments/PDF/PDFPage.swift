/// One word on a page, its box in points from the upper left corner.
struct PDFWord {
    var text: String
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double
    var isBold = false
    var isMonospaced = false

    var height: Double { bottom - top }
    var middle: Double { (top + bottom) / 2 }
}

/// A run of words on one baseline, as poppler found it.
struct PDFLine {
    var words: [PDFWord]

    var left: Double { words.map(\.left).min() ?? 0 }
    var right: Double { words.map(\.right).max() ?? 0 }
    var top: Double { words.map(\.top).min() ?? 0 }
    var bottom: Double { words.map(\.bottom).max() ?? 0 }
    var text: String { words.map(\.text).joined(separator: " ") }
    /// The height that most of its letters have.
    var size: Double {
        let tallest = words.max { $0.text.utf8.count < $1.text.utf8.count }
        return tallest?.height ?? 0
    }
}

/// One page with its words.
struct PDFPage {
    var width: Double
    var height: Double
    var lines: [PDFLine] = []

    var words: some Sequence<PDFWord> { lines.lazy.flatMap(\.words) }
    var isEmpty: Bool { lines.allSatisfy { $0.words.isEmpty } }
}

/// Reads what `pdftotext -bbox-layout` prints: XHTML of a fixed form, one tag a line.
struct PDFPageScanner {
    private(set) var pages: [PDFPage] = []
    private(set) var title: String?
    private(set) var properties: [String: String] = [:]

    /// Reads the pages, at most as many as the limit says.
    init(_ bytes: [UInt8], pageLimit: Int) throws(DocumentError) {
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
            let first = bytes[start..<end].firstIndex { $0 != 32 } ?? end
            try read(bytes[first..<end], pageLimit: pageLimit)
            start = end + 1
        }
    }

    private mutating func read(_ line: ArraySlice<UInt8>, pageLimit: Int) throws(DocumentError) {
        if line.starts(with: "<word ".utf8) {
            guard !pages.isEmpty, let word = Self.word(line) else { return }
            let last = pages.count - 1
            if pages[last].lines.isEmpty { pages[last].lines.append(PDFLine(words: [])) }
            pages[last].lines[pages[last].lines.count - 1].words.append(word)
        } else if line.starts(with: "<line ".utf8) {
            if !pages.isEmpty { pages[pages.count - 1].lines.append(PDFLine(words: [])) }
        } else if line.starts(with: "<page ".utf8) {
            guard pages.count < pageLimit else { throw .tooManyPages(limit: pageLimit) }
            let numbers = Self.numbers(line, count: 2)
            pages.append(PDFPage(width: numbers.first ?? 0, height: numbers.count > 1 ? numbers[1] : 0))
        } else if line.starts(with: "<title>".utf8) {
            title = Self.decoded(line.dropFirst(7).prefix { $0 != 0x3C })
        } else if line.starts(with: "<meta name=\"".utf8) {
            let parts = line.split(separator: 0x22, omittingEmptySubsequences: false)
            if parts.count >= 4 { properties[Self.decoded(parts[1])] = Self.decoded(parts[3]) }
        }
    }

    private static func word(_ line: ArraySlice<UInt8>) -> PDFWord? {
        guard let close = line.firstIndex(of: 0x3E), let end = line.lastIndex(of: 0x3C), close < end else { return nil }
        let numbers = numbers(line[..<close], count: 4)
        guard numbers.count == 4 else { return nil }
        let text = PDFGlyphs.text(decoded(line[(close + 1)..<end]))
        guard !text.isEmpty else { return nil }
        return PDFWord(text: text, left: numbers[0], top: numbers[1], right: numbers[2], bottom: numbers[3])
    }

    /// The numbers between quotation marks.
    private static func numbers(_ line: ArraySlice<UInt8>, count: Int) -> [Double] {
        var numbers: [Double] = []
        var rest = line
        while numbers.count < count, let open = rest.firstIndex(of: 0x22),
            let close = rest[(open + 1)...].firstIndex(of: 0x22)
        {
            let value = Double(String(decoding: rest[(open + 1)..<close], as: UTF8.self)) ?? 0
            numbers.append(value.isFinite ? min(max(value, -1e6), 1e6) : 0)
            rest = rest[(close + 1)...]
        }
        return numbers
    }

    /// Text with the five entities of XML undone.
    static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(0x26) else { return String(decoding: bytes, as: UTF8.self) }
        let entities: [(String, UInt8)] = [
            ("&amp;", 0x26), ("&lt;", 0x3C), ("&gt;", 0x3E), ("&quot;", 0x22), ("&apos;", 0x27), ("&#39;", 0x27),
            ("&#34;", 0x22),
        ]
        var result: [UInt8] = []
        var index = bytes.startIndex
        scan: while index < bytes.endIndex {
            if bytes[index] == 0x26 {
                for (name, sign) in entities where bytes[index...].starts(with: name.utf8) {
                    result.append(sign)
                    index += name.utf8.count
                    continue scan
                }
            }
            result.append(bytes[index])
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}
