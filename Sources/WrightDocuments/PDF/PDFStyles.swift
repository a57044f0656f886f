/// Reads what `pdftohtml -xml` prints: runs of text with font, size and colour, which `pdftotext` does not tell.
struct PDFStyles {
    /// One run, its box in points.
    struct Run {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double
        var size: Double
        var isNearWhite: Bool
        var isBold: Bool
        var isMonospaced: Bool
        var text: String
    }

    private struct Font {
        var size = 0.0
        var isNearWhite = false
        var isBold = false
        var isMonospaced = false
    }

    /// The runs of one page.
    struct Page {
        var width = 0.0
        var height = 0.0
        var runs: [Run] = []
        /// Runs by the ten-point bands that they touch.
        fileprivate var bands: [Int: [Int]] = [:]

        mutating func sortIntoBands() {
            for (index, run) in runs.enumerated() {
                let first = Int(max(-1000, run.top / 10))
                let last = Int(min(100_000, run.bottom / 10))
                guard first <= last, last - first < 200 else { continue }
                for band in first...last { bands[band, default: []].append(index) }
            }
        }

        /// The run that a word stands in.
        func run(of word: PDFWord) -> Run? {
            let x = (word.left + word.right) / 2
            let y = word.middle
            return bands[Int(y / 10)]?.lazy.map { runs[$0] }
                .first {
                    x >= $0.left - 1.5 && x <= $0.right + 1.5 && y >= $0.top - 2 && y <= $0.bottom + 2
                }
        }
    }

    private(set) var pages: [Page] = []
    private var fonts: [String: Font] = [:]

    /// Reads the runs; `zoom` is the number of pixels that pdftohtml makes of a point.
    init(_ bytes: [UInt8], pageLimit: Int, zoom: Double = 1.5) {
        var start = 0
        while start < bytes.count, pages.count <= pageLimit {
            let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
            let first = bytes[start..<end].firstIndex { $0 != 32 && $0 != 9 } ?? end
            read(bytes[first..<end], zoom: zoom)
            start = end + 1
        }
        for index in pages.indices { pages[index].sortIntoBands() }
    }

    private mutating func read(_ line: ArraySlice<UInt8>, zoom: Double) {
        if line.starts(with: "<text ".utf8) {
            guard !pages.isEmpty, let run = run(line, zoom: zoom) else { return }
            pages[pages.count - 1].runs.append(run)
        } else if line.starts(with: "<fontspec ".utf8) {
            let values = Self.attributes(line)
            let family = (values["family"] ?? "").lowercased()
            let monospaced = ["courier", "mono", "consol", "cmtt", "menlo", "typewriter", "lettergothic"]
            fonts[values["id"] ?? ""] = Font(
                size: (values["size"].flatMap { Double($0) } ?? 0) / zoom,
                isNearWhite: OfficeColor.isNearWhite(values["color"] ?? ""),
                isBold: ["bold", "black", "heavy", "bx", "demi", "-medi"].contains { family.contains($0) },
                isMonospaced: monospaced.contains { family.contains($0) }
            )
        } else if line.starts(with: "<page ".utf8) {
            let values = Self.attributes(line)
            pages.append(
                Page(
                    width: (values["width"].flatMap { Double($0) } ?? 0) / zoom,
                    height: (values["height"].flatMap { Double($0) } ?? 0) / zoom
                )
            )
        }
    }

    private func run(_ line: ArraySlice<UInt8>, zoom: Double) -> Run? {
        guard let close = line.firstIndex(of: 0x3E) else { return nil }
        let values = Self.attributes(line[..<close])
        guard let left = values["left"].flatMap({ Double($0) }), let top = values["top"].flatMap({ Double($0) }),
            let width = values["width"].flatMap({ Double($0) }), let height = values["height"].flatMap({ Double($0) })
        else { return nil }
        let font = fonts[values["font"] ?? ""] ?? Font()
        let content = line[(close + 1)...]
        let isBold = Self.isAllBold(content)
        return Run(
            left: left / zoom,
            top: top / zoom,
            right: (left + width) / zoom,
            bottom: (top + height) / zoom,
            size: font.size,
            isNearWhite: font.isNearWhite,
            isBold: font.isBold || isBold,
            isMonospaced: font.isMonospaced,
            text: Self.plain(content)
        )
    }

    /// Whether one `b` element spans the whole run.
    private static func isAllBold(_ content: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: content, as: UTF8.self)
        let begins = text.hasPrefix("<b>") || text.hasPrefix("<i><b>") || text.hasPrefix("<a") && text.contains("<b>")
        return begins
            && ["</b></text>", "</b></i></text>", "</i></b></text>", "</b></a></text>", "</a></b></text>"]
                .contains {
                    text.hasSuffix($0)
                }
    }

    private static func attributes(_ tag: ArraySlice<UInt8>) -> [String: String] {
        var values: [String: String] = [:]
        let parts = tag.split(separator: 0x22, omittingEmptySubsequences: false)
        var index = 0
        while index + 1 < parts.count {
            let name = parts[index].drop { $0 == 32 }.split(separator: 32).last ?? []
            values[String(decoding: name.dropLast(), as: UTF8.self)] = String(decoding: parts[index + 1], as: UTF8.self)
            index += 2
        }
        return values
    }

    /// The content of an element without the tags in it.
    private static func plain(_ content: ArraySlice<UInt8>) -> String {
        var text: [UInt8] = []
        var isInTag = false
        for byte in content {
            switch byte {
            case 0x3C: isInTag = true
            case 0x3E: isInTag = false
            default: if !isInTag { text.append(byte) }
            }
        }
        return PDFPageScanner.decoded(text[...])
    }
}
