/// Scraps of HTML in plain text: comments and elements that a browser would not show.
enum HiddenScraps {
    /// Tags whose marks are taken away.
    private static let tags: Set<String> = [
        "font", "span", "div", "p", "b", "i", "a", "br", "em", "strong", "u", "small", "sub", "sup", "li", "ul", "ol",
        "td",
        "tr", "table", "section", "style", "script", "template", "noscript", "h1", "h2", "h3", "h4", "text", "svg",
        "label",
    ]

    /// The text without them, and what they hid.
    static func split(_ text: String) -> (visible: String, hidden: [(text: String, reason: String)]) {
        guard text.utf8.contains(UInt8(ascii: "<")) else { return (text, []) }
        let bytes = Array(text.utf8)
        var visible: [UInt8] = []
        var hidden: [(text: String, reason: String)] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else {
                visible.append(bytes[position])
                position += 1
                continue
            }
            if bytes[position...].starts(with: "<!--".utf8) {
                let end = find("-->", in: bytes, from: position + 4) ?? bytes.count
                hidden.append((String(decoding: bytes[(position + 4)..<end], as: UTF8.self), "comment"))
                position = min(bytes.count, end + 3)
                dropEmptyLine(&visible, bytes, &position)
            } else if let tag = tag(bytes, at: position) {
                position = tag.end
                guard let reason = hidingReason(tag.name, tag.attributes) else { continue }
                let close = find("</" + tag.name, in: bytes, from: tag.end) ?? lineEnd(bytes, tag.end)
                hidden.append((stripped(bytes[tag.end..<close]), reason))
                position = close
                if position < bytes.count, bytes[position] == UInt8(ascii: "<"),
                    let closing = self.tag(bytes, at: position)
                {
                    position = closing.end
                }
                dropEmptyLine(&visible, bytes, &position)
            } else {
                visible.append(bytes[position])
                position += 1
            }
        }
        return (String(decoding: visible, as: UTF8.self), hidden)
    }

    /// A line that held nothing but hidden text goes with its line break.
    private static func dropEmptyLine(_ visible: inout [UInt8], _ bytes: [UInt8], _ position: inout Int) {
        var start = visible.count
        while start > 0, visible[start - 1] != 10, ByteKind.isSpace(visible[start - 1]) { start -= 1 }
        guard start == 0 || visible[start - 1] == 10 else { return }
        var end = position
        while end < bytes.count, bytes[end] != 10, ByteKind.isSpace(bytes[end]) { end += 1 }
        guard end == bytes.count || bytes[end] == 10 else { return }
        visible.removeSubrange(start...)
        position = min(end + 1, bytes.count)
    }

    private static func tag(_ bytes: [UInt8], at start: Int) -> (name: String, attributes: String, end: Int)? {
        let limit = min(bytes.count, start + 600)
        guard let close = bytes[start..<limit].firstIndex(of: UInt8(ascii: ">")) else { return nil }
        var inner = bytes[(start + 1)..<close]
        if inner.first == UInt8(ascii: "/") { inner = inner.dropFirst() }
        let name = String(decoding: inner.prefix(while: ByteKind.isWord).map(ByteKind.lower), as: UTF8.self)
        guard tags.contains(name) else { return nil }
        let attributes = String(decoding: inner.dropFirst(name.utf8.count).map(ByteKind.lower), as: UTF8.self)
        return (name, attributes, close + 1)
    }

    private static func hidingReason(_ name: String, _ attributes: String) -> String? {
        if ["style", "script", "template", "noscript"].contains(name) { return "notDisplayed" }
        let plain = attributes.filter { !$0.isWhitespace }
        for mark in ["display:none", "visibility:hidden", "opacity:0", "aria-hidden=\"true\"", "left:-", "clip:rect"]
        where plain.contains(mark) {
            if mark == "opacity:0", plain.contains("opacity:0.") { continue }
            return "notDisplayed"
        }
        if attributes.split(separator: " ").contains(where: { $0 == "hidden" || $0.hasPrefix("hidden=") }) {
            return "notDisplayed"
        }
        for white in [
            "#ffffff", "#fff\"", "#fff;", "#fff'", ":white", "=white", "\"white", "rgb(255,255,255)", "#fefefe",
            "transparent", "#fdfdfd",
        ] where plain.contains(white) && !plain.contains("background") { return "invisibleColor" }
        for tiny in ["font-size:0", "font-size:1px", "font-size:1pt", "font-size:2px", "font-size:.", "size=\"0\""]
        where plain.contains(tiny) { return "tiny" }
        return nil
    }

    private static func stripped(_ bytes: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        var isTag = false
        for byte in bytes {
            if byte == UInt8(ascii: "<") { isTag = true }
            if !isTag { result.append(byte) }
            if byte == UInt8(ascii: ">") { isTag = false }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func lineEnd(_ bytes: [UInt8], _ start: Int) -> Int {
        bytes[start...].firstIndex(of: 10) ?? bytes.count
    }

    private static func find(_ text: String, in bytes: [UInt8], from start: Int) -> Int? {
        let wanted = Array(text.utf8)
        guard bytes.count >= wanted.count, start <= bytes.count - wanted.count else { return nil }
        for place in start...(bytes.count - wanted.count)
        where ByteKind.lower(bytes[place]) == wanted[0]
            && zip(wanted, bytes[place...]).allSatisfy({ $0 == ByteKind.lower($1) })
        {
            return place
        }
        return nil
    }
}
