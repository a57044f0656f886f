/// Where a shape stands on a slide, in English Metric Units.
struct SlideBox {
    var left: Int
    var top: Int
    var right: Int
    var bottom: Int

    /// The box of an `xfrm`; nil where it has none or its numbers are beyond reason.
    init?(_ transform: XMLElement?) {
        guard let offset = transform?.child("off"), let extent = transform?.child("ext"),
            let x = offset.number("x"), let y = offset.number("y"),
            let width = extent.number("cx"), let height = extent.number("cy"),
            [x, y, width, height].allSatisfy({ $0.magnitude < 1 << 40 })
        else { return nil }
        left = x
        top = y
        right = x + width
        bottom = y + height
    }

    func overlaps(_ other: SlideBox) -> Bool {
        left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
}

/// What lies behind text on a slide, to tell white text on white from white text on a picture.
///
/// Only what is certain counts as white: a slide whose own, layout's and master's background is white, with no filled
/// shape and no picture under the text. In doubt text is shown.
struct SlideBackdrop {
    private let isLight: Bool
    private let width: Int
    private let height: Int

    init(slide: XMLElement, layout: XMLElement?, master: XMLElement?, size: XMLElement?) {
        width = size?.number("cx") ?? 0
        height = size?.number("cy") ?? 0
        var isLight = true
        for root in [slide, layout, master] {
            guard let root, let background = root.descendant("cSld", "bg") else { continue }
            isLight = Self.isLight(background)
            break
        }
        // A layout or master that paints anything may paint under the text.
        for root in [layout, master] {
            guard isLight, let tree = root?.descendant("cSld", "spTree") else { continue }
            if tree.children.contains(where: { Self.paints($0) }) { isLight = false }
        }
        if let map = master?.child("clrMap"), let name = map["bg1"], name != "lt1" { isLight = false }
        self.isLight = isLight
    }

    /// Whether text in the colour of paper cannot be seen in a shape.
    func hidesWhiteText(in shape: XMLElement, box: SlideBox?, below: [XMLElement]) -> Bool {
        guard isLight, !Self.paints(shape) else { return false }
        return !below.contains { other in
            guard Self.paints(other) else { return false }
            guard let box, let under = SlideBox(other.descendant("spPr", "xfrm")) else { return true }
            return box.overlaps(under)
        }
    }

    /// Whether a box lies wholly outside the slide.
    func isOffSlide(_ box: SlideBox?) -> Bool {
        guard let box, width > 0, height > 0 else { return false }
        return box.right <= 0 || box.bottom <= 0 || box.left >= width || box.top >= height
    }

    private static func isLight(_ background: XMLElement) -> Bool {
        if let reference = background.child("bgRef") {
            let name = reference.child("schemeClr")?["val"]
            return (name == "bg1" || name == "lt1") && (reference.number("idx") ?? 0) <= 1001
        }
        guard let fill = background.descendant("bgPr", "solidFill") else { return false }
        return isPaper(fill)
    }

    /// Whether a fill or a run's colour is that of paper.
    static func isPaper(_ fill: XMLElement) -> Bool {
        if let color = fill.child("srgbClr")?["val"] { return OfficeColor.isNearWhite(color) }
        if let scheme = fill.child("schemeClr"), scheme.children.first(where: { _ in true }) == nil {
            return scheme["val"] == "bg1" || scheme["val"] == "lt1"
        }
        return fill.child("prstClr")?["val"] == "white"
    }

    /// Whether a shape covers what is below it.
    private static func paints(_ shape: XMLElement) -> Bool {
        if ["pic", "graphicFrame", "grpSp", "AlternateContent"].contains(shape.name) { return true }
        guard let properties = shape.child("spPr") else { return false }
        if properties.child("noFill") != nil { return false }
        if let fill = properties.child("solidFill") { return !isPaper(fill) }
        if ["gradFill", "blipFill", "pattFill", "grpFill"].contains(where: { properties.child($0) != nil }) {
            return true
        }
        return (shape.descendant("style", "fillRef")?.number("idx") ?? 0) > 0
    }
}
