internal import CGumbo

/// An HTML document as flat arrays in document order: a node's descendants are the nodes after it up to its end.
///
/// Idea: gumbo's tree is read once, without recursion, into an arena. Everything after that is a loop over an array, so
/// that a page nested a hundred thousand deep costs time and not the stack.
struct HTMLTree {
    /// One node.
    struct Node {
        /// What the node is.
        var kind: Kind
        /// The element's tag; `other` for text and comments.
        var tag: HTMLTag
        /// The index of the parent; -1 for the outermost.
        var parent: Int
        /// One past the index of the last descendant.
        var end: Int
        /// Which of ``HTMLTree/attributes`` are the element's.
        var attributes: Range<Int>
        /// Which of ``HTMLTree/texts`` is the node's; -1 for elements.
        var text: Int
    }

    /// What a node can be.
    enum Kind {
        case element
        case text
        case comment
    }

    /// The nodes, parents before children.
    private(set) var nodes: [Node] = []
    /// The attributes that matter, element after element.
    private(set) var attributes: [(name: HTMLAttribute, value: String)] = []
    /// The texts of text nodes and comments.
    private(set) var texts: [String] = []

    /// Parses UTF-8 bytes that have been scanned by ``HTMLScan``.
    init(parsing html: [UInt8]) {
        html.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            var options = kGumboDefaultOptions
            options.max_errors = 0
            let pointer = base.assumingMemoryBound(to: CChar.self)
            guard let output = gumbo_parse_with_options(&options, pointer, buffer.count) else { return }
            defer { gumbo_destroy_output(&options, output) }
            if let document = output.pointee.document { read(document) }
        }
    }

    /// The value of an element's attribute; nil where it has none.
    func attribute(_ name: HTMLAttribute, of index: Int) -> String? {
        for entry in attributes[nodes[index].attributes] where entry.name == name { return entry.value }
        return nil
    }

    /// The indices of a node's children.
    func children(of index: Int) -> [Int] {
        var result: [Int] = []
        var child = index + 1
        while child < nodes[index].end {
            result.append(child)
            child = nodes[child].end
        }
        return result
    }

    /// The text of all text nodes below a node, as they are.
    func rawText(of index: Int) -> String {
        var result = ""
        for child in index..<nodes[index].end where nodes[child].kind == .text { result += texts[nodes[child].text] }
        return result
    }

    /// The first element with a tag.
    func first(_ tag: HTMLTag) -> Int? {
        nodes.firstIndex { $0.tag == tag && $0.kind == .element }
    }

    private mutating func read(_ document: UnsafeMutablePointer<GumboNode>) {
        var open: [(children: GumboVector, next: Int, index: Int)] = [(document.pointee.v.document.children, 0, -1)]
        while let top = open.last {
            guard top.next < Int(top.children.length), let address = top.children.data[top.next] else {
                if top.index >= 0 { nodes[top.index].end = nodes.count }
                open.removeLast()
                continue
            }
            open[open.count - 1].next += 1
            let node = address.assumingMemoryBound(to: GumboNode.self)
            let index = nodes.count
            switch node.pointee.type {
            case GUMBO_NODE_ELEMENT, GUMBO_NODE_TEMPLATE:
                append(node.pointee.v.element, parent: top.index)
                open.append((node.pointee.v.element.children, 0, index))
            case GUMBO_NODE_COMMENT:
                append(text: node.pointee.v.text, kind: .comment, parent: top.index)
            case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE, GUMBO_NODE_CDATA:
                append(text: node.pointee.v.text, kind: .text, parent: top.index)
            default:
                break
            }
        }
    }

    private mutating func append(_ element: GumboElement, parent: Int) {
        let start = attributes.count
        for position in 0..<Int(element.attributes.length) {
            guard let address = element.attributes.data[position] else { continue }
            let attribute = address.assumingMemoryBound(to: GumboAttribute.self).pointee
            guard let name = HTMLAttribute(rawValue: String(cString: attribute.name)) else { continue }
            attributes.append((name, String(cString: attribute.value)))
        }
        nodes.append(
            Node(
                kind: .element,
                tag: HTMLTag(element.tag),
                parent: parent,
                end: nodes.count + 1,
                attributes: start..<attributes.count,
                text: -1
            )
        )
    }

    private mutating func append(text: GumboText, kind: Kind, parent: Int) {
        texts.append(String(cString: text.text))
        nodes.append(
            Node(
                kind: kind,
                tag: .other,
                parent: parent,
                end: nodes.count + 1,
                attributes: 0..<0,
                text: texts.count - 1
            )
        )
    }
}
