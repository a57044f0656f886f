/// Reads the shapes of one slide: the title first, then the others as they are read.
struct SlideShapes {
    let package: OfficePackage
    let part: String
    let backdrop: SlideBackdrop
    /// Shapes that are looked at below one text.
    private static let belowLimit = 2048

    /// One shape's items with its place.
    private struct Piece {
        var box: SlideBox?
        var isTitle: Bool
        var items: [OfficeItem]
    }

    /// The items of a slide's tree of shapes.
    func items(_ tree: XMLElement) throws(DocumentError) -> [OfficeItem] {
        var pieces: [Piece] = []
        try read(tree, into: &pieces, depth: 0)
        let titles = pieces.filter(\.isTitle)
        return (titles + ordered(pieces.filter { !$0.isTitle })).flatMap(\.items)
    }

    /// From top to bottom, then from left to right, where every shape says where it is; otherwise as they stand.
    ///
    /// Shapes whose tops are less than a third of an inch apart count as one line.
    private func ordered(_ pieces: [Piece]) -> [Piece] {
        let pieces = pieces.filter { !$0.items.isEmpty }
        guard pieces.allSatisfy({ $0.box != nil }) else { return pieces }
        let places = pieces.enumerated()
            .map { index, piece in
                (band: (piece.box?.top ?? 0) / 304_800, left: piece.box?.left ?? 0, index: index)
            }
        return places.sorted { ($0.band, $0.left, $0.index) < ($1.band, $1.left, $1.index) }.map { pieces[$0.index] }
    }

    private func read(_ tree: XMLElement, into pieces: inout [Piece], depth: Int) throws(DocumentError) {
        var below: [XMLElement] = []
        for shape in tree.children {
            switch shape.name {
            case "sp", "cxnSp": pieces.append(textShape(shape, below: below))
            case "graphicFrame": pieces.append(try frame(shape))
            case "pic": pieces.append(picture(shape))
            case "grpSp": try group(shape, into: &pieces, depth: depth)
            case "AlternateContent":
                if let chosen = shape.child("Choice") ?? shape.child("Fallback") {
                    try read(chosen, into: &pieces, depth: depth + 1)
                }
            default: break
            }
            if below.count < Self.belowLimit { below.append(shape) }
        }
    }

    /// A group is read whole, at its own place.
    private func group(_ shape: XMLElement, into pieces: inout [Piece], depth: Int) throws(DocumentError) {
        guard depth < 32 else { return }
        var inner: [Piece] = []
        try read(shape, into: &inner, depth: depth + 1)
        let box = SlideBox(shape.descendant("grpSpPr", "xfrm"))
        pieces += inner.filter(\.isTitle)
        let others = ordered(inner.filter { !$0.isTitle })
        pieces.append(Piece(box: box, isTitle: false, items: others.flatMap(\.items)))
    }

    private func textShape(_ shape: XMLElement, below: [XMLElement]) -> Piece {
        let placeholder = shape.descendant("nvSpPr", "nvPr", "ph")
        let type = placeholder.map { $0["type"] ?? "body" }
        let box = SlideBox(shape.descendant("spPr", "xfrm"))
        guard let body = shape.child("txBody"), !["sldNum", "dt", "ftr", "hdr"].contains(type) else {
            return Piece(box: box, isTitle: false, items: [])
        }
        var context = SlideText.Context()
        context.hasBullets = type == "body" || type == "obj"
        context.hidesWhite = backdrop.hidesWhiteText(in: shape, box: box, below: below)
        if isHidden(shape, "nvSpPr") { context.hiddenAs = .notDisplayed }
        if backdrop.isOffSlide(box) { context.hiddenAs = .offPage }
        let items = SlideText.items(body, in: context)
        guard type == "title" || type == "ctrTitle" else { return Piece(box: box, isTitle: false, items: items) }
        let hidden = items.filter { if case .hidden = $0 { true } else { false } }
        let shown = items.filter { if case .hidden = $0 { false } else { true } }
        let title = shown.map(\.plainText).joined(separator: " ")
        return Piece(box: box, isTitle: true, items: hidden + (title.isEmpty ? [] : [.heading(title, level: 1)]))
    }

    private func picture(_ shape: XMLElement) -> Piece {
        let box = SlideBox(shape.descendant("spPr", "xfrm"))
        let description = shape.descendant("nvPicPr", "cNvPr")?["descr"] ?? ""
        guard AlternativeText.isWritten(description) else { return Piece(box: box, isTitle: false, items: []) }
        return Piece(box: box, isTitle: false, items: [.paragraph(description)])
    }

    /// A table, a chart or a diagram.
    private func frame(_ shape: XMLElement) throws(DocumentError) -> Piece {
        let box = SlideBox(shape.child("xfrm"))
        var items: [OfficeItem] = []
        if let data = shape.descendant("graphic", "graphicData") {
            for table in data.all("tbl") { items += self.table(table) }
            let targets = try package.relationships(of: part)
            for chart in data.all("chart") {
                guard let target = chart["r:id"].flatMap({ targets[$0]?.target }) else { continue }
                if let root = try package.root(of: target) { items += ChartText.items(root) }
            }
            for diagram in data.all("relIds") {
                guard let target = diagram["r:dm"].flatMap({ targets[$0]?.target }) else { continue }
                items += try self.diagram(target)
            }
        }
        if isHidden(shape, "nvGraphicFramePr") || backdrop.isOffSlide(box) {
            let reason: HiddenText.Reason = backdrop.isOffSlide(box) ? .offPage : .notDisplayed
            items = items.map { .hiddenItem($0, reason) }
        }
        return Piece(box: box, isTitle: false, items: items)
    }

    private func diagram(_ target: String) throws(DocumentError) -> [OfficeItem] {
        guard let points = try package.root(of: target)?.child("ptLst") else { return [] }
        return points.children.compactMap { point in
            let text = point.child("t").map { $0.all("t").map(\.allText).joined(separator: " ") } ?? ""
            return text.isEmpty ? nil : .listItem(text, depth: 0, marker: "- ")
        }
    }

    /// The rows of a table, merged cells repeated.
    ///
    /// Text in table cells counts as shown whatever its colour, because the fill may come from a table style.
    private func table(_ table: XMLElement) -> [OfficeItem] {
        var hidden: [OfficeItem] = []
        var rows: [[String]] = []
        for element in table.children where element.name == "tr" {
            var row: [String] = []
            for cell in element.children where cell.name == "tc" && row.count < 1024 {
                if isOn(cell["hMerge"]), let left = row.last {
                    row.append(left)
                } else if isOn(cell["vMerge"]), let above = rows.last, row.count < above.count {
                    row.append(above[row.count])
                } else {
                    var lines: [String] = []
                    for paragraph in cell.child("txBody")?.children.filter({ $0.name == "p" }) ?? [] {
                        let text = SlideText.text(paragraph, in: SlideText.Context())
                        hidden += text.hidden.map { .hidden($0.text, $0.reason) }
                        if !text.isBlank { lines.append(text.text) }
                    }
                    row.append(lines.joined(separator: "\n"))
                }
            }
            rows.append(row)
        }
        return hidden + [.table(rows)]
    }

    private func isOn(_ value: String?) -> Bool { value == "1" || value == "true" }

    private func isHidden(_ shape: XMLElement, _ properties: String) -> Bool {
        isOn(shape.descendant(properties, "cNvPr")?["hidden"])
    }
}

/// Texts that describe pictures.
enum AlternativeText {
    /// Whether a text was written by somebody, and is not a file's name or made by a program.
    static func isWritten(_ text: String) -> Bool {
        let text = text.lowercased()
        let endings = [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".svg", ".tif", ".tiff"]
        return text.utf8.count > 2 && !endings.contains { text.hasSuffix($0) }
            && !text.contains("automatically generated")
    }
}
