/// Makes a document of RTF's stream of control words.
struct RTFReader {
    private(set) var builder: DocumentBuilder
    private let limits: ParsingLimits

    /// Where text goes.
    private enum Destination {
        case body
        case fontTable
        case colorTable
        case styleSheet
        case title
        case author
        case comment
        case skipped
    }

    /// What a group inherits from the one that it stands in.
    private struct State {
        var destination = Destination.body
        var isHidden = false
        var isDeleted = false
        var size = 24
        var color = 0
        var isShaded = false
        var codePage = 1252
        var skipCount = 1
    }

    private var state = State()
    private var stack: [State] = []
    private var documentCodePage = 1252
    private var fontPages: [Int: Int] = [:]
    private var currentFont = 0
    private var colors: [String] = []
    private var color = [0, 0, 0]
    private var styleLevels: [Int: Int] = [:]
    private var currentStyle: (number: Int, level: Int?) = (0, nil)
    /// Bytes of the code page that wait to be decoded together.
    private var pending: [UInt8] = []
    private var toSkip = 0
    private var isIgnorable = false
    private var side = ""

    private var paragraph = VisibleText()
    private var outlineLevel: Int?
    private var styleNumber = 0
    private var listDepth: Int?
    private var marker = ""
    private var isInMarker = 0
    private var isInTable = false
    private var cells: [String] = []
    private var rows: [[String]] = []
    private var highSurrogate: UInt16?

    init(limits: ParsingLimits) {
        self.limits = limits
        builder = DocumentBuilder(limits: limits)
    }

    /// Reads all of a file.
    mutating func read(_ bytes: [UInt8]) throws(DocumentError) {
        var scanner = RTFScanner(bytes)
        while let token = scanner.next() {
            switch token {
            case .begin:
                flush()
                guard stack.count < limits.depth * 8 else { throw .partTooDeep("document", limit: limits.depth * 8) }
                stack.append(state)
                isIgnorable = false
            case .end:
                flush()
                endGroup()
                guard let outer = stack.popLast() else { break }
                state = outer
                if isInMarker > stack.count { isInMarker = 0 }
            case .word(let name, let number): try word(name, number)
            case .symbol(let sign): try symbol(sign)
            case .byte(let byte):
                if toSkip > 0 { toSkip -= 1 } else { pending.append(byte) }
            case .binary: break
            }
        }
        flush()
        try endParagraph()
        try endTable()
    }

    private mutating func symbol(_ sign: UInt8) throws(DocumentError) {
        switch sign {
        case 0x7E: append("\u{A0}")
        case 0x5F: append("-")
        case 0x2A: isIgnorable = true
        case 0x5C, 0x7B, 0x7D: if toSkip > 0 { toSkip -= 1 } else { pending.append(sign) }
        case 0x0A, 0x0D: try endParagraph()
        default: break
        }
    }

    private mutating func word(_ name: String, _ number: Int?) throws(DocumentError) {
        flush()
        let wasIgnorable = isIgnorable
        isIgnorable = false
        if name == "u" { return unicode(number ?? 0) }
        toSkip = 0
        if setDestination(name, number) || setCharacter(name, number) { return }
        if try setParagraph(name, number) { return }
        if let text = Self.signs[name] { return append(text) }
        if wasIgnorable { state.destination = .skipped }
    }

    private mutating func setDestination(_ name: String, _ number: Int?) -> Bool {
        switch name {
        case "fonttbl": state.destination = .fontTable
        case "colortbl": state.destination = .colorTable
        case "stylesheet": state.destination = .styleSheet
        case "title": state.destination = .title
        case "author": state.destination = .author
        case "annotation": state.destination = .comment
        case "info", "shptxt": break
        case "footnote": append(" (")
        case "pict", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "fldinst",
            "object", "themedata", "colorschememapping", "datastore", "listtable", "listoverridetable", "rsidtbl",
            "generator", "xmlnstbl", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "bkmkstart", "bkmkend", "operator",
            "creatim", "revtim", "printim", "buptim", "subject", "keywords", "doccomm", "company", "nonshppict", "pn",
            "pgdsctbl", "shpinst", "atnid", "atnauthor", "revtbl", "filetbl", "falt", "panose", "sp", "tc", "xe",
            "latentstyles", "mmathPr", "userprops", "template", "manager", "category", "hlinkbase":
            state.destination = name == "shpinst" ? state.destination : .skipped
        case "listtext", "pntext":
            isInMarker = stack.count
            marker = ""
        case "ansicpg":
            documentCodePage = number ?? 1252
            state.codePage = documentCodePage
        case "mac": state.codePage = 10_000
        case "fcharset":
            if let page = number.flatMap({ RTFCodePage.number(ofCharacterSet: $0) }) { fontPages[currentFont] = page }
        default: return false
        }
        return true
    }

    private mutating func setCharacter(_ name: String, _ number: Int?) -> Bool {
        switch name {
        case "f", "af":
            currentFont = number ?? 0
            if state.destination != .fontTable, name == "f" {
                state.codePage = fontPages[currentFont] ?? documentCodePage
            }
        case "v": state.isHidden = number != 0
        case "deleted": state.isDeleted = number != 0
        case "fs": state.size = number ?? 24
        case "cf": state.color = number ?? 0
        case "highlight", "cb", "chcbpat", "cbpat", "clcbpat": state.isShaded = isDark(number ?? 0)
        case "plain":
            state.isHidden = false
            state.isDeleted = false
            state.size = 24
            state.color = 0
            state.isShaded = false
        case "uc": state.skipCount = min(max(0, number ?? 1), 16)
        case "red": color[0] = number ?? 0
        case "green": color[1] = number ?? 0
        case "blue": color[2] = number ?? 0
        default: return false
        }
        return true
    }

    private mutating func setParagraph(_ name: String, _ number: Int?) throws(DocumentError) -> Bool {
        switch name {
        case "par", "sect": try endParagraph()
        case "page", "line": append("\n")
        case "tab": append("\t")
        case "pard":
            outlineLevel = nil
            styleNumber = 0
            listDepth = nil
            isInTable = false
        case "s":
            if state.destination == .styleSheet { currentStyle = (number ?? 0, nil) } else { styleNumber = number ?? 0 }
        case "outlinelevel":
            if state.destination == .styleSheet { currentStyle.level = number } else { outlineLevel = number }
        case "ls", "pnlvlblt", "pnlvlbody": listDepth = listDepth ?? 0
        case "ilvl": listDepth = min(max(0, number ?? 0), 8)
        case "intbl": isInTable = true
        case "trowd": isInTable = true
        case "cell", "nestcell": endCell()
        case "row", "nestrow": endRow()
        default: return false
        }
        return true
    }

    private mutating func unicode(_ number: Int) {
        toSkip = state.skipCount
        let unit = UInt16(truncatingIfNeeded: number)
        if (0xD800...0xDBFF).contains(unit) {
            highSurrogate = unit
        } else if let high = highSurrogate, (0xDC00...0xDFFF).contains(unit) {
            append(String(decoding: [high, unit], as: UTF16.self))
            highSurrogate = nil
        } else if let scalar = Unicode.Scalar(unit) {
            append(String(scalar))
        }
    }

    private mutating func flush() {
        guard !pending.isEmpty else { return }
        let text = RTFCodePage.decode(pending, page: state.codePage)
        pending.removeAll(keepingCapacity: true)
        append(text)
    }

    private mutating func append(_ text: String) {
        switch state.destination {
        case .body:
            if isInMarker > 0 { marker += text } else { paragraph.append(text, hiddenAs: hiddenReason) }
        case .colorTable: if text.contains(";") { endColor(text) }
        case .fontTable, .skipped: break
        case .styleSheet, .title, .author, .comment: side += text
        }
    }

    private var hiddenReason: HiddenText.Reason? {
        if state.isHidden || state.isDeleted { return .notDisplayed }
        if state.size <= 4 { return .tiny }
        guard colors.indices.contains(state.color), OfficeColor.isNearWhite(colors[state.color]) else { return nil }
        return state.isShaded ? nil : .invisibleColor
    }

    private func isDark(_ index: Int) -> Bool {
        index > 0 && colors.indices.contains(index) && OfficeColor.isDark(colors[index])
    }

    private mutating func endColor(_ text: String) {
        for sign in text where sign == ";" && colors.count < 4096 {
            let hex = color.map { value in
                let digits = String(min(max(0, value), 255), radix: 16)
                return digits.utf8.count == 1 ? "0" + digits : digits
            }
            colors.append(hex.joined())
            color = [0, 0, 0]
        }
    }

    private mutating func endGroup() {
        let outer = stack.last?.destination ?? .body
        switch state.destination {
        case .styleSheet:
            endStyle()
        case .title where outer != .title: builder.title = side.isEmpty ? nil : side
        case .author where outer != .author: if !side.isEmpty { builder.metadata["author"] = side }
        case .comment where outer != .comment: builder.hidden(side, reason: .comment)
        default: return
        }
        side = ""
    }

    private mutating func endStyle() {
        let name = side.split(separator: ";").first.map { $0.lowercased() } ?? ""
        if let level = currentStyle.level, (0...8).contains(level) {
            styleLevels[currentStyle.number] = level
        } else {
            let words = name.split(separator: " ")
            if words.count == 2, words[0] == "heading", let level = Int(words[1]), (1...9).contains(level) {
                styleLevels[currentStyle.number] = level - 1
            }
        }
    }

    private mutating func endParagraph() throws(DocumentError) {
        guard state.destination == .body else { return }
        if isInTable { return paragraph.append("\n", hiddenAs: nil) }
        try endTable()
        paragraph.moveHidden(to: &builder)
        let text = paragraph.text
        let label = WhiteSpace.collapsed(marker, keepsLineBreaks: false)
        paragraph = VisibleText()
        marker = ""
        guard !text.isEmpty else { return }
        if let level = outlineLevel ?? styleLevels[styleNumber], (0...8).contains(level) {
            try builder.heading((label.isEmpty ? "" : label + " ") + text, level: level + 1)
        } else if !label.isEmpty || listDepth != nil {
            // Bullets are single signs, numbers have a digit, or a letter with a point or parenthesis.
            let isNumber = label.unicodeScalars.contains {
                $0.properties.numericType != nil || ($0.isASCII && $0.properties.isAlphabetic && label.utf8.count > 1)
            }
            try builder.listItem(text, depth: listDepth ?? 0, marker: isNumber ? label + " " : "- ")
        } else {
            try builder.paragraph(text, keepsLineBreaks: true)
        }
    }

    private mutating func endCell() {
        guard state.destination == .body else { return }
        paragraph.moveHidden(to: &builder)
        if cells.count < 1024 { cells.append(paragraph.text) }
        paragraph = VisibleText()
    }

    private mutating func endRow() {
        guard state.destination == .body, !cells.isEmpty else { return }
        rows.append(cells)
        cells = []
    }

    private mutating func endTable() throws(DocumentError) {
        endRow()
        guard !rows.isEmpty else { return }
        try builder.table(rows)
        rows = []
    }

    private static let signs: [String: String] = [
        "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
        "emspace": " ", "enspace": " ", "qmspace": " ", "zwj": "\u{200D}", "zwnj": "\u{200C}",
    ]
}
