/// The cell styles of a workbook: number formats, and what makes text invisible.
struct SheetStyles {
    /// One cell style.
    struct Style {
        var format: CellFormat
        var hiddenAs: HiddenText.Reason?
    }

    private var styles: [Style] = []
    /// Characters of a format's code.
    private static let codeLimit = 255
    private let general = Style(format: CellFormat(id: 0, code: nil), hiddenAs: nil)

    init(_ root: XMLElement?) {
        guard let root else { return }
        var codes: [Int: String] = [:]
        for format in root.child("numFmts")?.children.map({ $0 }) ?? [] {
            guard let id = format.number("numFmtId"), let code = format["formatCode"] else { continue }
            codes[id] = String(String.UnicodeScalarView(code.unicodeScalars.prefix(Self.codeLimit)))
        }
        let fonts = root.child("fonts")?.children.map { Self.hides($0) } ?? []
        let filled = root.child("fills")?.children.map { Self.isFilled($0) } ?? []
        for element in root.child("cellXfs")?.children.map({ $0 }) ?? [] {
            let id = element.number("numFmtId") ?? 0
            let format = CellFormat(id: id, code: codes[id])
            var reason = element.number("fontId").flatMap { fonts.indices.contains($0) ? fonts[$0] : nil }
            let isFilled = element.number("fillId").map { filled.indices.contains($0) && filled[$0] } ?? false
            if reason == .invisibleColor, isFilled { reason = nil }
            if format.isHidden { reason = .notDisplayed }
            styles.append(Style(format: format, hiddenAs: reason))
        }
    }

    /// A cell style by its number.
    func style(_ index: Int?) -> Style {
        guard let index, styles.indices.contains(index) else { return general }
        return styles[index]
    }

    private static func hides(_ font: XMLElement) -> HiddenText.Reason? {
        if let size = font.child("sz")?["val"].flatMap({ Double($0) }), size <= 2 { return .tiny }
        guard let color = font.child("color") else { return nil }
        // Theme colour 0 is the light background of the workbook's theme.
        if color.number("theme") == 0, color["tint"] == nil { return .invisibleColor }
        return color["rgb"].map { OfficeColor.isNearWhite($0) } ?? false ? .invisibleColor : nil
    }

    private static func isFilled(_ fill: XMLElement) -> Bool {
        guard let pattern = fill.child("patternFill") else { return true }
        let type = pattern["patternType"] ?? "none"
        guard type != "none" else { return false }
        let color = pattern.child("fgColor")
        if let rgb = color?["rgb"] { return !OfficeColor.isNearWhite(rgb) }
        return !(color?.number("theme") == 0 && color?["tint"] == nil)
    }
}
