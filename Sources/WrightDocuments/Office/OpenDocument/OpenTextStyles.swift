/// The styles of an OpenDocument text that matter here: heading levels, lists, and what makes text invisible.
struct OpenTextStyles {
    /// One paragraph or character style.
    struct Style {
        var name = ""
        var parent: String?
        var isHidden: Bool?
        var color: String?
        var background: String?
        /// In points.
        var size: Double?
        var listStyle: String?
        var outlineLevel: Int?

        /// Why text in this style cannot be seen.
        var hiddenAs: HiddenText.Reason? {
            if isHidden ?? false { return .notDisplayed }
            if let size, size <= 2 { return .tiny }
            guard let color, OfficeColor.isNearWhite(color) else { return nil }
            return background.map { OfficeColor.isDark($0) } ?? false ? nil : .invisibleColor
        }
    }

    /// One level of a list.
    struct ListLevel {
        var format = NumberFormat.bullet
        var prefix = ""
        var suffix = ""
        var start = 1
        var displayLevels = 1
    }

    private var styles: [String: Style] = [:]
    private var lists: [String: [Int: ListLevel]] = [:]

    /// Takes over the styles of a part; those of a later part come over those of an earlier one.
    mutating func add(_ root: XMLElement) {
        for name in ["styles", "automatic-styles"] {
            for element in root.child(name)?.children.map({ $0 }) ?? [] {
                if element.name == "style", let id = element["name"] { styles[id] = Self.style(element) }
                if element.name == "list-style", let id = element["name"] { lists[id] = Self.list(element) }
            }
        }
    }

    /// A style with all that it inherits; circles are cut at 32 steps.
    func style(_ id: String?) -> Style {
        guard let id, var style = styles[id] else { return Style() }
        var steps = 0
        while let name = style.parent, let parent = styles[name], steps < 32 {
            style.isHidden = style.isHidden ?? parent.isHidden
            style.color = style.color ?? parent.color
            style.background = style.background ?? parent.background
            style.size = style.size ?? parent.size
            style.listStyle = style.listStyle ?? parent.listStyle
            style.outlineLevel = style.outlineLevel ?? parent.outlineLevel
            if style.name != "Title", parent.name == "Title" { style.name = "Title" }
            style.parent = parent.parent
            steps += 1
        }
        return style
    }

    /// A level of a list style, from 1.
    func level(_ level: Int, of list: String?) -> ListLevel? {
        list.flatMap { lists[$0]?[level] }
    }

    private static func style(_ element: XMLElement) -> Style {
        var style = Style()
        style.name = element["display-name"] ?? element["name"] ?? ""
        style.parent = element["parent-style-name"]
        style.listStyle = element["list-style-name"]
        style.outlineLevel = element.number("default-outline-level")
        if let text = element.child("text-properties") {
            style.isHidden = text["display"].map { $0 == "none" }
            style.color = text["color"]
            style.background = text["background-color"]
            if let size = text["font-size"], size.hasSuffix("pt") { style.size = Double(size.dropLast(2)) }
        }
        if style.background == nil { style.background = element.child("paragraph-properties")?["background-color"] }
        return style
    }

    private static func list(_ element: XMLElement) -> [Int: ListLevel] {
        var levels: [Int: ListLevel] = [:]
        for child in element.children {
            guard let number = child.number("level") else { continue }
            var level = ListLevel()
            if child.name == "list-level-style-number" {
                level.format = NumberFormat(openDocument: child["num-format"] ?? "")
                level.prefix = child["num-prefix"] ?? ""
                level.suffix = child["num-suffix"] ?? ""
                level.start = min(max(0, child.number("start-value") ?? 1), 1 << 30)
                level.displayLevels = min(max(1, child.number("display-levels") ?? 1), 10)
            }
            levels[number] = level
        }
        return levels
    }
}
