/// The style declarations that can make text invisible.
struct HTMLStyle {
    /// How the declarations hide what they style; nil where they do not.
    private(set) var hidingReason: HiddenText.Reason?
    /// The text's colour as written.
    private(set) var color: String?
    /// The background's colour as written.
    private(set) var background: String?

    /// No declarations.
    init() {}

    /// Reads `name: value; …`.
    init(parsing declarations: some StringProtocol) {
        var isPositioned = false
        var isOutside = false
        var clips = false
        var isFlat = false
        for declaration in declarations.split(separator: ";").prefix(128) {
            guard let colon = declaration.firstIndex(of: ":") else { continue }
            let name = Self.clean(declaration[..<colon])
            var value = Self.clean(declaration[declaration.index(after: colon)...])
            if value.hasSuffix("!important") { value = Self.clean(value.dropLast(10)) }
            switch name {
            case "color": color = value
            case "background", "background-color": background = value
            case "position": isPositioned = value == "absolute" || value == "fixed"
            case "left", "top", "right", "bottom":
                isOutside = isOutside || Self.pixels(value).map { $0 <= -500 } ?? false
            case "overflow": clips = value == "hidden"
            case "height", "max-height", "width", "max-width":
                isFlat = isFlat || Self.pixels(value).map { $0 <= 1 } ?? false
            default: hidingReason = hidingReason ?? Self.reason(name: name, value: value)
            }
        }
        if isPositioned && isOutside { hidingReason = hidingReason ?? .offPage }
        if clips && isFlat { hidingReason = hidingReason ?? .notDisplayed }
    }

    /// Adds declarations that come later and win.
    mutating func add(_ other: HTMLStyle) {
        hidingReason = other.hidingReason ?? hidingReason
        color = other.color ?? color
        background = other.background ?? background
    }

    private static func reason(name: String, value: String) -> HiddenText.Reason? {
        switch name {
        case "display": value == "none" ? .notDisplayed : nil
        case "visibility": value == "hidden" || value == "collapse" ? .notDisplayed : nil
        case "opacity": number(value).map { $0 < 0.05 } ?? false ? .notDisplayed : nil
        case "font-size": isTiny(value) ? .tiny : nil
        case "font":
            value.split(separator: " ").contains { $0.first?.isNumber ?? false && isTiny(String($0)) } ? .tiny : nil
        case "text-indent", "margin-left", "margin-top": pixels(value).map { $0 <= -900 } ?? false ? .offPage : nil
        case "transform": value.hasPrefix("scale(0)") ? .tiny : nil
        case "clip": value == "rect(0,0,0,0)" || value == "rect(0 0 0 0)" ? .notDisplayed : nil
        default: nil
        }
    }

    private static func isTiny(_ value: String) -> Bool {
        guard let size = number(value) else { return false }
        if value.hasSuffix("em") { return size <= 0.1 }
        return value.hasSuffix("%") ? size <= 10 : size <= 1
    }

    /// A length in pixels, very roughly for other units.
    private static func pixels(_ value: String) -> Double? {
        guard let size = number(value) else { return nil }
        if value.hasSuffix("em") || value.hasSuffix("vw") || value.hasSuffix("vh") || value.hasSuffix("%") {
            return size * 12
        }
        return size
    }

    private static func number(_ value: String) -> Double? {
        Double(value.prefix { $0.isASCII && ($0.isNumber || $0 == "-" || $0 == "." || $0 == "+") })
    }

    private static func clean(_ text: some StringProtocol) -> String {
        var result = text.lowercased()[...]
        while result.first?.isWhitespace ?? false { result.removeFirst() }
        while result.last?.isWhitespace ?? false { result.removeLast() }
        return String(result)
    }

    /// The rules of a page's `<style>` elements whose selector is a single class or id and that hide something.
    static func rules(in tree: HTMLTree) -> [String: HTMLStyle] {
        var rules: [String: HTMLStyle] = [:]
        for index in tree.nodes.indices where tree.nodes[index].tag == .style {
            read(Array(tree.rawText(of: index).utf8.prefix(1 << 20)), into: &rules)
        }
        return rules
    }

    /// Reads the rules outside `@` blocks; stops at 4096 of them.
    private static func read(_ sheet: [UInt8], into rules: inout [String: HTMLStyle]) {
        var depth = 0
        var start = 0
        var selector: ArraySlice<UInt8> = []
        for (index, byte) in sheet.enumerated() where rules.count < 4096 {
            if byte == UInt8(ascii: "{") {
                if depth == 0 {
                    selector = sheet[start..<index]
                    start = index + 1
                }
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth = max(0, depth - 1)
                guard depth == 0 else { continue }
                if index >= start { add(selector, declarations: sheet[start..<index], to: &rules) }
                start = index + 1
            } else if byte == UInt8(ascii: ";"), depth == 0 {
                start = index + 1
            }
        }
    }

    private static func add(
        _ selector: ArraySlice<UInt8>,
        declarations: ArraySlice<UInt8>,
        to rules: inout [String: HTMLStyle]
    ) {
        let text = clean(String(decoding: selector, as: UTF8.self))
        guard !text.hasPrefix("@"), declarations.count < 4096 else { return }
        let style = HTMLStyle(parsing: String(decoding: declarations, as: UTF8.self))
        guard style.hidingReason != nil || style.color != nil || style.background != nil else { return }
        for part in String(decoding: selector, as: UTF8.self).split(separator: ",") {
            let name = part.filter { !$0.isWhitespace }
            guard name.count == part.trimmedCount, let first = name.first, first == "." || first == "#" else {
                continue
            }
            guard name.dropFirst().allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else {
                continue
            }
            rules[name, default: HTMLStyle()].add(style)
        }
    }
}

extension Substring {
    /// Characters between the white space at both ends.
    fileprivate var trimmedCount: Int {
        var part = self
        while part.first?.isWhitespace ?? false { part.removeFirst() }
        while part.last?.isWhitespace ?? false { part.removeLast() }
        return part.count
    }
}
