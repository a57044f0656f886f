internal import CMarkdown

/// Which raw HTML in Markdown is markup and which is text.
enum MarkdownTags {
    /// Makes text of raw HTML whose tags are not those of markup, so that `<title>` in a sentence swallows nothing.
    static func makeUnknownTagsText(in document: OpaquePointer) {
        guard let iterator = cmark_iter_new(document) else { return }
        var found: [OpaquePointer] = []
        var event = cmark_iter_next(iterator)
        while event != CMARK_EVENT_DONE {
            if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator), isUnknown(node) {
                found.append(node)
            }
            event = cmark_iter_next(iterator)
        }
        cmark_iter_free(iterator)
        for node in found { makeText(node) }
    }

    private static func isUnknown(_ node: OpaquePointer) -> Bool {
        let type = cmark_node_get_type(node)
        guard type == CMARK_NODE_HTML_INLINE || type == CMARK_NODE_HTML_BLOCK,
            let literal = cmark_node_get_literal(node)
        else { return false }
        return !isMarkup(Array(UnsafeRawBufferPointer(start: literal, count: length(of: literal))))
    }

    /// Whether every tag in the HTML is one that pages use to mark up text.
    static func isMarkup(_ html: [UInt8]) -> Bool {
        var index = 0
        while let start = html[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = start + 1
            if html[start...].starts(with: "<!--".utf8) {
                guard let end = html.firstIndex(of: [45, 45, 62], from: start + 4) else { return true }
                index = end + 3
                continue
            }
            let rest = html[index...].drop { $0 == UInt8(ascii: "/") }
            let name = rest.prefix { ($0 | 32 >= 97 && $0 | 32 <= 122) || ($0 >= 48 && $0 <= 57) }
            guard !name.isEmpty else { continue }
            let tag = String(decoding: name, as: UTF8.self).lowercased()
            if tag == "script" || tag == "style" {
                guard let end = html.firstIndex(of: Array("</\(tag)".utf8), from: index) else { return false }
                index = end + 2
                continue
            }
            guard known.contains(tag) else { return false }
        }
        return true
    }

    private static func makeText(_ node: OpaquePointer) {
        guard let text = cmark_node_new(CMARK_NODE_TEXT) else { return }
        cmark_node_set_literal(text, cmark_node_get_literal(node))
        if cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK, let paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH) {
            cmark_node_append_child(paragraph, text)
            cmark_node_replace(node, paragraph)
        } else {
            cmark_node_replace(node, text)
        }
        cmark_node_free(node)
    }

    private static func length(of text: UnsafePointer<CChar>) -> Int {
        var count = 0
        while text[count] != 0 { count += 1 }
        return count
    }

    private static let known: Set<String> = [
        "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "body", "br", "caption",
        "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
        "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html",
        "i", "img", "ins", "kbd", "li", "link", "main", "mark", "meta", "nav", "ol", "p", "picture", "pre", "q", "rp",
        "rt", "ruby", "s", "samp", "section", "small", "source", "span", "strike", "strong", "sub", "summary", "sup",
        "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
    ]
}
