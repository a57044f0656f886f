/// The styles of a Word document, each with what it inherits resolved.
struct WordStyles {
    /// What a style, or a run's own properties, say of how text looks.
    struct Look {
        var isHidden: Bool?
        var color: String?
        /// In half-points.
        var size: Int?
        var isShaded: Bool?
        /// The width of letters in per cent.
        var width: Int?

        /// These properties over those that they inherit.
        func over(_ base: Look) -> Look {
            Look(
                isHidden: isHidden ?? base.isHidden,
                color: color ?? base.color,
                size: size ?? base.size,
                isShaded: isShaded ?? base.isShaded,
                width: width ?? base.width
            )
        }
    }

    /// One style.
    struct Style {
        var name = ""
        var base: String?
        /// From 1; 0 says explicitly that it is no heading.
        var headingLevel: Int?
        var numberingId: String?
        var numberingLevel: Int?
        var look = Look()
    }

    private var styles: [String: Style] = [:]
    /// The style of paragraphs that name none.
    private(set) var defaultStyle = Style()

    init(_ root: XMLElement?) {
        guard let root else { return }
        var defaultId: String?
        for element in root.children where element.name == "style" {
            guard let id = element["styleId"] else { continue }
            styles[id] = Self.style(element)
            let isDefault = element["default"].map { $0 == "1" || $0 == "true" } ?? false
            if isDefault, element["type"] == "paragraph" { defaultId = id }
        }
        let defaults = root.descendant("docDefaults", "rPrDefault", "rPr").map(Self.look) ?? Look()
        styles = Dictionary(uniqueKeysWithValues: styles.map { ($0.key, resolved($0.value, defaults: defaults)) })
        defaultStyle.look = defaults
        if let defaultId, let style = styles[defaultId] { defaultStyle = style }
    }

    /// The style of an identifier; the default style where there is none.
    func style(_ id: String?) -> Style {
        id.flatMap { styles[$0] } ?? defaultStyle
    }

    /// The look that a character style adds; nothing where there is none.
    func look(ofCharacterStyle id: String?) -> Look {
        id.flatMap { styles[$0]?.look } ?? Look()
    }

    /// Whether a table style shades some of its cells dark.
    func shadesCells(_ id: String?) -> Bool {
        id.flatMap { styles[$0]?.look.isShaded } ?? false
    }

    /// What run properties say.
    static func look(_ properties: XMLElement) -> Look {
        var look = Look()
        look.isHidden = properties.isOn("vanish")
        if let color = properties.child("color") {
            let theme = color["themeColor"]
            look.color = theme == "background1" || theme == "light1" ? "FFFFFF" : color["val"]
            if let theme, theme != "background1", theme != "light1", color["val"] == "FFFFFF" { look.color = "auto" }
        }
        look.size = properties.child("sz")?.number("val")
        look.width = properties.child("w")?.number("val")
        look.isShaded = isShaded(properties)
        if let highlight = properties.child("highlight")?["val"], highlight != "none", highlight != "white" {
            look.isShaded = true
        }
        return look
    }

    /// Whether the shading among properties makes white text readable; nil where there is none.
    static func isShaded(_ properties: XMLElement) -> Bool? {
        guard let shading = properties.child("shd") else { return nil }
        if let theme = shading["themeFill"] { return theme != "background1" && theme != "light1" }
        if let pattern = shading["val"], pattern == "solid" { return true }
        return shading["fill"].map { OfficeColor.isDark($0) } ?? false
    }

    private static func style(_ element: XMLElement) -> Style {
        var style = Style()
        style.name = element.child("name")?["val"] ?? ""
        style.base = element.child("basedOn")?["val"]
        if let paragraph = element.child("pPr") {
            if let level = paragraph.child("outlineLvl")?.number("val") {
                style.headingLevel = (0...8).contains(level) ? level + 1 : 0
            }
            style.numberingId = paragraph.descendant("numPr", "numId")?["val"]
            style.numberingLevel = paragraph.descendant("numPr", "ilvl")?.number("val")
            style.look.isShaded = isShaded(paragraph)
        }
        if let run = element.child("rPr") { style.look = look(run).over(style.look) }
        if element["type"] == "table" { style.look.isShaded = element.all("shd").contains { Self.isDark($0) } }
        if style.headingLevel == nil { style.headingLevel = headingLevel(named: style.name) }
        return style
    }

    private static func isDark(_ shading: XMLElement) -> Bool {
        if let theme = shading["themeFill"], theme != "background1", theme != "light1" { return true }
        return shading["fill"].map { OfficeColor.isDark($0) } ?? false
    }

    /// The level of a built-in heading style.
    ///
    /// Word keeps English names in the file; other programs write their own.
    private static func headingLevel(named name: String) -> Int? {
        let name = name.lowercased()
        if ["title", "titel", "titre", "título", "titolo", "название", "標題", "表題", "标题"].contains(name) { return 1 }
        let words = [
            "heading", "überschrift", "titre", "título", "titolo", "rubrik", "kop", "overskrift", "otsikko", "nagłówek",
            "заголовок", "見出し", "标题", "標題", "제목", "nadpis", "başlık", "encabezado", "intestazione",
        ]
        guard let word = words.first(where: { name.hasPrefix($0) }) else { return nil }
        let number = name.dropFirst(word.count).drop { $0 == " " }
        guard number.utf8.count == 1, let level = Int(number), level > 0 else { return nil }
        return level
    }

    /// Fills in what a style inherits; styles that inherit from themselves in a circle are cut at 32 steps.
    private func resolved(_ own: Style, defaults: Look) -> Style {
        var style = own
        var base = style.base
        var steps = 0
        while let name = base, let parent = styles[name], steps < 32 {
            style.headingLevel = style.headingLevel ?? parent.headingLevel
            style.numberingId = style.numberingId ?? parent.numberingId
            style.numberingLevel = style.numberingLevel ?? parent.numberingLevel
            style.look = style.look.over(parent.look)
            base = parent.base
            steps += 1
        }
        style.look = style.look.over(defaults)
        return style
    }
}
