/// Turns the nodes of a page that are read into blocks of a document.
///
/// One walk over the flat tree: an element's begin and end are events, text between them gathers in a line until a
/// block element begins or ends. List items, table cells and captions are flattened to one line each.
struct HTMLRenderer {
    private let tree: HTMLTree
    private let visibility: HTMLVisibility
    private let content: HTMLContent
    private let keepsSigns: Bool
    private var line = ""
    private var preformatted = 0
    private var lists: [List] = []
    private var open: [Int] = []
    private var item: Item?

    /// A list that is open.
    private struct List {
        var isOrdered: Bool
        var number: Int
    }

    /// The marker of the list item whose text comes next.
    private struct Item {
        var marker: String
        var depth: Int
    }

    /// Prepares to read a page's content.
    ///
    /// Where it keeps signs, what HTML draws is written out: the texts of images, the targets of links without a text,
    /// check boxes, and the numbers of footnotes in brackets.
    init(tree: HTMLTree, visibility: HTMLVisibility, content: HTMLContent, keepsSigns: Bool = false) {
        self.tree = tree
        self.visibility = visibility
        self.content = content
        self.keepsSigns = keepsSigns
    }

    /// Adds the blocks to a document, and what is hidden anywhere on the page to its hidden channel.
    mutating func render(into builder: inout DocumentBuilder) throws(DocumentError) {
        var position = 0
        for root in content.roots where root >= position {
            hide(position..<root, into: &builder)
            try walk(root, into: &builder)
            position = tree.nodes[root].end
        }
        hide(position..<tree.nodes.count, into: &builder)
    }

    private mutating func walk(_ root: Int, into builder: inout DocumentBuilder) throws(DocumentError) {
        var index = root
        while index < tree.nodes[root].end {
            try closeElements(before: index, into: &builder)
            if visibility.reasons[index] != nil || content.isExcluded[index] {
                hide(index..<tree.nodes[index].end, into: &builder)
                index = tree.nodes[index].end
                continue
            }
            let node = tree.nodes[index]
            if node.kind == .text {
                addText(tree.texts[node.text])
                index += 1
            } else if keepsSigns, let sign = sign(of: index) {
                line += sign
                index = node.end
            } else if node.tag.isSilent {
                hide(index..<node.end, into: &builder)
                index = node.end
            } else if try renderWhole(index, into: &builder) {
                index = node.end
            } else {
                try begin(index, into: &builder)
                open.append(index)
                index += 1
            }
        }
        try closeElements(before: tree.nodes[root].end, into: &builder)
        try flush(into: &builder)
    }

    private mutating func closeElements(before index: Int, into builder: inout DocumentBuilder) throws(DocumentError) {
        while let last = open.last, tree.nodes[last].end <= index {
            open.removeLast()
            try end(last, into: &builder)
        }
    }

    private mutating func addText(_ text: String) {
        if preformatted > 0 {
            line += text
            return
        }
        var pendingSpace = false
        for scalar in text.unicodeScalars {
            if scalar.value <= 32 {
                pendingSpace = true
            } else {
                if pendingSpace { line += " " }
                pendingSpace = false
                line.unicodeScalars.append(scalar)
            }
        }
        if pendingSpace { line += " " }
    }

    private mutating func begin(_ index: Int, into builder: inout DocumentBuilder) throws(DocumentError) {
        let tag = tree.nodes[index].tag
        if tag.isBlock { try flush(into: &builder) }
        switch tag {
        case .br: try breakLine(into: &builder)
        case .pre, .listing, .plaintext, .xmp: preformatted += 1
        case .ul, .menu, .dir: lists.append(List(isOrdered: false, number: 0))
        case .ol:
            let start = tree.attribute(.start, of: index).flatMap { Int($0) } ?? 1
            lists.append(List(isOrdered: true, number: min(max(start, -1_000_000), 1_000_000) - 1))
        case .li: item = nextItem(index)
        case .dd: item = Item(marker: ": ", depth: max(0, lists.count))
        case .q where line.last != "\"": line += "\""
        default: break
        }
    }

    private mutating func nextItem(_ index: Int) -> Item {
        guard let last = lists.indices.last else { return Item(marker: "- ", depth: 0) }
        guard lists[last].isOrdered else { return Item(marker: "- ", depth: last) }
        let value = tree.attribute(.value, of: index).flatMap { Int($0) }
        lists[last].number = value.map { min(max($0, -1_000_000), 1_000_000) } ?? lists[last].number + 1
        return Item(marker: "\(lists[last].number). ", depth: last)
    }

    private mutating func end(_ index: Int, into builder: inout DocumentBuilder) throws(DocumentError) {
        let tag = tree.nodes[index].tag
        if tag == .q { line += "\"" }
        if let level = tag.headingLevel {
            try builder.heading(takeLine(), level: level)
            return
        }
        if preformatted > 0, tag == .pre || tag == .listing || tag == .plaintext || tag == .xmp {
            try builder.code(takeLine())
            preformatted -= 1
            return
        }
        if tag.isBlock { try flush(into: &builder) }
        switch tag {
        case .ul, .ol, .menu, .dir: _ = lists.popLast()
        case .li, .dd: item = nil
        default: break
        }
    }

    /// Two line breaks in a row begin a paragraph.
    private mutating func breakLine(into builder: inout DocumentBuilder) throws(DocumentError) {
        while line.last == " " { line.removeLast() }
        if line.last == "\n", preformatted == 0 {
            try flush(into: &builder)
        } else {
            line += "\n"
        }
    }

    private mutating func takeLine() -> String {
        defer { line = "" }
        return line
    }

    private mutating func flush(into builder: inout DocumentBuilder) throws(DocumentError) {
        let text = takeLine()
        guard text.utf8.contains(where: { $0 > 32 }) else { return }
        if preformatted > 0 {
            try builder.code(text)
        } else if let item {
            try builder.listItem(text, depth: item.depth, marker: item.marker)
            self.item = Item(marker: String(repeating: " ", count: item.marker.utf8.count), depth: item.depth)
        } else {
            try builder.paragraph(text, keepsLineBreaks: true)
        }
    }

    /// Renders elements that are read as a whole.
    private mutating func renderWhole(_ index: Int, into builder: inout DocumentBuilder) throws(DocumentError) -> Bool {
        guard tree.nodes[index].tag == .table, preformatted == 0 else { return false }
        let shape = HTMLTableShape(of: index, in: tree)
        guard shape.isData else { return false }
        try flush(into: &builder)
        if let caption = shape.caption { try builder.paragraph(flatText(of: caption)) }
        let rows = try HTMLTableGrid.rows(of: shape, in: tree, limits: builder.limits) { flatText(of: $0) }
        try builder.table(rows)
        hide(index..<tree.nodes[index].end, into: &builder)
        return true
    }

    /// What is written for an element that is drawn; nil for others.
    private func sign(of index: Int) -> String? {
        switch tree.nodes[index].tag {
        case .img: return tree.attribute(.alternative, of: index) ?? ""
        case .input where tree.attribute(.type, of: index) == "checkbox":
            return tree.attribute(.checked, of: index) == nil ? "[ ] " : "[x] "
        case .sup where tree.attribute(.class, of: index) == "footnote-ref": return "[\(tree.rawText(of: index))]"
        case .a:
            if tree.attribute(.class, of: index) == "footnote-backref" { return "" }
            guard tree.nodes[index].end == index + 1 else { return nil }
            return tree.attribute(.target, of: index)
        default: return nil
        }
    }

    /// What is shown below a node, in one line.
    private func flatText(of root: Int) -> String {
        var result = ""
        var index = root
        while index < tree.nodes[root].end {
            let node = tree.nodes[index]
            if keepsSigns, visibility.reasons[index] == nil, let sign = sign(of: index) {
                result += sign
                index = node.end
                continue
            }
            if visibility.reasons[index] != nil || content.isExcluded[index] || node.tag.isSilent {
                index = node.end
                continue
            }
            if node.kind == .text {
                result += tree.texts[node.text]
            } else if node.tag.isBlock || node.tag == .br {
                result += " "
            }
            index += 1
        }
        return result
    }

    /// Puts hidden texts of a range of nodes into the hidden channel, one for each outermost hidden element.
    private func hide(_ range: Range<Int>, into builder: inout DocumentBuilder) {
        var index = range.lowerBound
        while index < range.upperBound {
            guard let reason = visibility.reasons[index] else {
                index = Self.isMachineText(tree.nodes[index].tag) ? tree.nodes[index].end : index + 1
                continue
            }
            let node = tree.nodes[index]
            if node.kind == .comment {
                builder.hidden(trimmed(tree.texts[node.text]), reason: reason)
            } else if node.kind == .text {
                builder.hidden(WhiteSpace.collapsed(tree.texts[node.text], keepsLineBreaks: false), reason: reason)
            } else if !Self.isMachineText(node.tag) {
                hideElement(index, reason: reason, into: &builder)
            }
            index = node.end
        }
    }

    private func hideElement(_ root: Int, reason: HiddenText.Reason, into builder: inout DocumentBuilder) {
        var text = ""
        var index = root
        while index < tree.nodes[root].end {
            let node = tree.nodes[index]
            if Self.isMachineText(node.tag) {
                index = node.end
                continue
            }
            if node.kind == .text { text += tree.texts[node.text] }
            if node.kind == .comment { builder.hidden(trimmed(tree.texts[node.text]), reason: .comment) }
            if node.tag.isBlock { text += " " }
            index += 1
        }
        builder.hidden(WhiteSpace.collapsed(text, keepsLineBreaks: false), reason: reason)
    }

    private func trimmed(_ text: String) -> String {
        WhiteSpace.collapsed(text, keepsLineBreaks: true)
    }

    private static func isMachineText(_ tag: HTMLTag) -> Bool {
        tag == .script || tag == .style || tag == .svg || tag == .head || tag == .title || tag == .select
    }
}
