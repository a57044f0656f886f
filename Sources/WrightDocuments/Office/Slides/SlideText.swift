/// Reads the paragraphs of a shape on a slide.
struct SlideText {
    /// What is known of the shape.
    struct Context {
        /// Whether its paragraphs have bullets unless they say otherwise.
        var hasBullets = false
        /// Whether text in the colour of paper cannot be seen.
        var hidesWhite = false
        /// Why all of its text is hidden.
        var hiddenAs: HiddenText.Reason?
    }

    private var counters = [Int](repeating: 0, count: 10)

    /// The items of a text body.
    static func items(_ body: XMLElement, in context: Context) -> [OfficeItem] {
        var reader = SlideText()
        return body.children.filter { $0.name == "p" }.flatMap { reader.items($0, in: context) }
    }

    /// The text of one paragraph, hidden runs apart.
    static func text(_ paragraph: XMLElement, in context: Context) -> VisibleText {
        var text = VisibleText()
        for child in paragraph.children {
            switch child.name {
            case "r":
                let reason = context.hiddenAs ?? reason(child.child("rPr"), in: context)
                text.append(child.child("t")?.allText ?? "", hiddenAs: reason)
            case "br": text.append("\n", hiddenAs: nil)
            case "fld":
                let isAutomatic = child["type"].map { $0 == "slidenum" || $0.hasPrefix("datetime") } ?? false
                if !isAutomatic { text.append(child.child("t")?.allText ?? "", hiddenAs: context.hiddenAs) }
            case "m", "AlternateContent":
                let chosen = child.name == "m" ? child : child.child("Choice")
                for math in chosen?.all("oMath") ?? [] {
                    text.append(" " + MathText.linear(math) + " ", hiddenAs: context.hiddenAs)
                }
            default: break
            }
        }
        return text
    }

    private mutating func items(_ paragraph: XMLElement, in context: Context) -> [OfficeItem] {
        let text = Self.text(paragraph, in: context)
        var items = text.hidden.map { OfficeItem.hidden($0.text, $0.reason) }
        guard !text.isBlank else { return items }
        let properties = paragraph.child("pPr")
        let depth = min(max(0, properties?.number("lvl") ?? 0), 9)
        for lower in (depth + 1)..<11 where lower < 10 { counters[lower] = 0 }
        if let numbers = properties?.child("buAutoNum") {
            counters[depth] += 1
            let start = min(max(1, numbers.number("startAt") ?? 1), 32_767)
            let marker = Self.marker(numbers["type"] ?? "arabicPeriod", number: start + counters[depth] - 1)
            items.append(.listItem(text.text, depth: depth, marker: marker))
            return items
        }
        counters[depth] = 0
        let isOff = properties?.child("buNone") != nil
        let isOn = properties?.child("buChar") != nil || properties?.child("buBlip") != nil
        if isOn || (context.hasBullets && !isOff) {
            items.append(.listItem(text.text, depth: depth, marker: "- "))
        } else {
            items.append(.paragraph(text.text))
        }
        return items
    }

    private static func marker(_ type: String, number: Int) -> String {
        let format: NumberFormat =
            if type.hasPrefix("alphaLc") {
                .lowerLetter
            } else if type.hasPrefix("alphaUc") {
                .upperLetter
            } else if type.hasPrefix("romanLc") {
                .lowerRoman
            } else if type.hasPrefix("romanUc") {
                .upperRoman
            } else {
                .decimal
            }
        let text = format.text(number)
        if type.hasSuffix("ParenBoth") { return "(" + text + ") " }
        if type.hasSuffix("ParenR") { return text + ") " }
        return type.hasSuffix("Plain") ? text + " " : text + ". "
    }

    /// Sizes are in hundredths of a point: up to 2 points count as tiny.
    private static func reason(_ properties: XMLElement?, in context: Context) -> HiddenText.Reason? {
        guard let properties else { return nil }
        if let size = properties.number("sz"), size <= 200 { return .tiny }
        guard context.hidesWhite, let fill = properties.child("solidFill"), SlideBackdrop.isPaper(fill) else {
            return nil
        }
        return properties.child("highlight") == nil ? .invisibleColor : nil
    }
}
