/// The inline content of one Word paragraph.
struct WordText {
    var content = VisibleText()
    /// What follows the paragraph: text boxes in it.
    var boxes: [XMLElement] = []
    /// Notes that it refers to, in order.
    var notes: [Note] = []
    /// Pages that end before its first text, and in or after its text.
    var leadingBreakCount = 0
    var breakCount = 0

    /// A reference to a note.
    struct Note {
        var isEndnote: Bool
        var id: String
    }
}

/// Reads runs: which text is shown, which is hidden, which belongs to a field's instruction.
struct WordTextReader {
    let styles: WordStyles
    /// Whether the page itself is dark.
    let isPageDark: Bool
    /// The text of each comment.
    let comments: [String: String]
    /// Fields that have begun; true while their instruction lasts.
    ///
    /// Fields may go over several paragraphs.
    private var fields: [Bool] = []
    private(set) var seenComments: Set<String> = []

    init(styles: WordStyles, isPageDark: Bool, comments: [String: String]) {
        self.styles = styles
        self.isPageDark = isPageDark
        self.comments = comments
    }

    /// What a run's surroundings say of it.
    struct Surroundings {
        var look: WordStyles.Look
        var isShaded: Bool
        var hiddenAs: HiddenText.Reason?
    }

    /// Reads what stands in a paragraph.
    mutating func read(_ element: XMLElement, in surroundings: Surroundings, into text: inout WordText) {
        for child in element.children {
            switch child.name {
            case "r": run(child, in: surroundings, into: &text)
            case "del", "moveFrom":
                var removed = surroundings
                removed.hiddenAs = .notDisplayed
                read(child, in: removed, into: &text)
            case "oMath", "oMathPara":
                text.content.append(" " + MathText.linear(child) + " ", hiddenAs: surroundings.hiddenAs)
            case "pPr", "sdtPr", "sdtEndPr", "smartTagPr", "bookmarkStart", "bookmarkEnd", "proofErr": break
            case "AlternateContent":
                if let chosen = child.child("Choice") ?? child.child("Fallback") {
                    read(chosen, in: surroundings, into: &text)
                }
            case "p", "tbl": break
            default: read(child, in: surroundings, into: &text)
            }
        }
    }

    private mutating func run(_ run: XMLElement, in surroundings: Surroundings, into text: inout WordText) {
        var look = surroundings.look
        if let properties = run.child("rPr") {
            look = styles.look(ofCharacterStyle: properties.child("rStyle")?["val"]).over(look)
            look = WordStyles.look(properties).over(look)
        }
        let reason = surroundings.hiddenAs ?? reason(look, isShaded: surroundings.isShaded)
        for child in run.children { piece(child, reason, in: surroundings, into: &text) }
    }

    private mutating func piece(
        _ element: XMLElement,
        _ reason: HiddenText.Reason?,
        in surroundings: Surroundings,
        into text: inout WordText
    ) {
        switch element.name {
        case "t", "delText":
            guard fields.last != true else { return }
            text.content.append(element.allText, hiddenAs: element.name == "delText" ? .notDisplayed : reason)
        case "tab", "ptab": text.content.append("\t", hiddenAs: nil)
        case "br", "cr": text.content.append("\n", hiddenAs: nil)
        case "noBreakHyphen": text.content.append("-", hiddenAs: reason)
        case "sym": text.content.append(symbol(element), hiddenAs: reason)
        case "fldChar": field(element["fldCharType"])
        case "footnoteReference", "endnoteReference":
            guard let id = element["id"] else { return }
            text.notes.append(WordText.Note(isEndnote: element.name == "endnoteReference", id: id))
        case "commentReference":
            guard let id = element["id"], let comment = comments[id] else { return }
            if seenComments.insert(id).inserted { text.content.append(comment, hiddenAs: .comment) }
        case "lastRenderedPageBreak":
            if text.content.isBlank { text.leadingBreakCount += 1 } else { text.breakCount += 1 }
        case "AlternateContent":
            guard let chosen = element.child("Choice") ?? element.child("Fallback") else { return }
            for child in chosen.children { piece(child, reason, in: surroundings, into: &text) }
        case "drawing", "pict", "object": text.boxes += element.all("txbxContent").isEmpty ? [] : [element]
        case "ruby":
            if let base = element.child("rubyBase") { read(base, in: surroundings, into: &text) }
        default: break
        }
    }

    private mutating func field(_ type: String?) {
        switch type {
        case "begin": if fields.count < 64 { fields.append(true) }
        case "separate": if !fields.isEmpty { fields[fields.count - 1] = fields.count > 1 && fields[fields.count - 2] }
        case "end": _ = fields.popLast()
        default: break
        }
    }

    private func reason(_ look: WordStyles.Look, isShaded: Bool) -> HiddenText.Reason? {
        if look.isHidden ?? false { return .notDisplayed }
        if let size = look.size, size <= 4 { return .tiny }
        if let width = look.width, width <= 5 { return .tiny }
        guard let color = look.color, OfficeColor.isNearWhite(color) else { return nil }
        return isPageDark || isShaded || look.isShaded ?? false ? nil : .invisibleColor
    }

    /// A sign given by its place in a font.
    ///
    /// Symbol fonts use the private area from F000; of these only the Greek letters and the few signs below have a
    /// meaning that is known.
    private func symbol(_ element: XMLElement) -> String {
        guard let hex = element["char"], let code = UInt32(hex, radix: 16) else { return "" }
        let isSymbolFont = element["font"]?.lowercased() == "symbol"
        let low = code & 0xFF
        if (0xF000...0xF0FF).contains(code) || isSymbolFont {
            guard isSymbolFont else { return low == 0xE0 ? "→" : "" }
            return Self.symbolFont(UInt8(low))
        }
        return Unicode.Scalar(code).map { String($0) } ?? ""
    }

    private static func symbolFont(_ code: UInt8) -> String {
        let letters = Array("ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ".unicodeScalars)
        let small = Array("αβχδεφγηιϕκλμνοπθρστυϖωξψζ".unicodeScalars)
        switch code {
        case 0x41...0x5A: return String(letters[Int(code) - 0x41])
        case 0x61...0x7A: return String(small[Int(code) - 0x61])
        case 0x20...0x40: return String(Unicode.Scalar(code))
        case 0xA3: return "≤"
        case 0xB3: return "≥"
        case 0xB1: return "±"
        case 0xB4: return "×"
        case 0xB8: return "÷"
        case 0xB9: return "≠"
        case 0xAE: return "→"
        case 0xB0: return "°"
        case 0xB7: return "•"
        case 0xA5: return "∞"
        default: return ""
        }
    }
}
