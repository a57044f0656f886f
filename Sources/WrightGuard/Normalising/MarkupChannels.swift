// Text that markup keeps from its readers: comments, elements that are not drawn, attributes.
//
// Idea: one walk over the bytes. Comments of HTML and Markdown, elements whose style or attribute hides them, and
// attributes that describe pictures and links are read apart, by stricter rules. Nothing is taken out of the text.
// Deviation from a full parser: tags need not match up; an element ends at the next end tag of its name, or at the end.

/// Finds text that markup hides.
struct MarkupChannels {
    /// A hidden text.
    struct Part {
        /// The way it is hidden.
        var kind: String
        /// The bytes of its content.
        var range: Range<Int>
        /// What it says, without tags.
        var bytes: [UInt8]
    }

    private static let partLimit = 64
    private static let tagLimit = 1 << 14

    private let bytes: UnsafeBufferPointer<UInt8>
    private var parts: [Part] = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The hidden texts, 64 at most.
    static func find(in bytes: UnsafeBufferPointer<UInt8>) -> [Part] {
        var finder = Self(bytes)
        finder.scan()
        return finder.parts
    }

    private mutating func scan() {
        var offset = 0
        while offset < bytes.count, parts.count < Self.partLimit {
            switch bytes[offset] {
            case UInt8(ascii: "<"): offset = takeMarkup(at: offset)
            case UInt8(ascii: "["): offset = takeMarkdownComment(at: offset)
            case UInt8(ascii: "!"): offset = takeImage(at: offset)
            default: offset += 1
            }
        }
    }

    private func matches(_ text: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, offset + text.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<text.utf8CodeUnitCount {
            let byte = bytes[offset + index]
            let folded = ByteClass.isLetter(byte) ? byte | 0x20 : byte
            if folded != text.utf8Start[index] { return false }
        }
        return true
    }

    private func find(_ text: StaticString, from start: Int, limit: Int) -> Int? {
        var offset = start
        let end = min(bytes.count - text.utf8CodeUnitCount, start + limit)
        while offset <= end {
            if matches(text, at: offset) { return offset }
            offset += 1
        }
        return nil
    }

    private mutating func add(_ kind: String, _ range: Range<Int>, leastWords: Int) {
        let content = Self.withoutTags(bytes[range])
        let words = content.split(whereSeparator: { !ByteClass.isWord($0) })
        let isLong = words.contains { $0.count >= 24 && $0.contains { $0 >= 0x80 } }
        guard words.count >= leastWords || isLong, parts.count < Self.partLimit else { return }
        parts.append(Part(kind: kind, range: range, bytes: content))
    }

    // MARK: HTML

    private mutating func takeMarkup(at start: Int) -> Int {
        if matches("<!--", at: start) {
            let content = start + 4
            let end = find("-->", from: content, limit: 1 << 20) ?? bytes.count
            if !matches("[if ", at: content) { add("html-comment", content..<end, leastWords: 3) }
            return min(end + 3, bytes.count)
        }
        guard start + 1 < bytes.count, ByteClass.isLetter(bytes[start + 1]) else { return start + 1 }
        guard let tag = tag(at: start) else { return start + 1 }
        for attribute in tag.attributes where Self.spoken.contains(attribute.name) {
            add("attribute", attribute.range, leastWords: 4)
        }
        if tag.name == "script" || tag.name == "style" {
            let close: StaticString = tag.name == "script" ? "</script" : "</style"
            return find(close, from: tag.end, limit: 1 << 20) ?? bytes.count
        }
        guard tag.isHidden, !Self.void.contains(tag.name) else { return tag.end }
        let end = closing(of: tag.name, from: tag.end)
        add("hidden-element", tag.end..<end, leastWords: 3)
        return end
    }

    private static let spoken: Set<String> = [
        "alt", "title", "aria-label", "aria-description", "content", "placeholder", "summary", "label", "value",
    ]
    private static let void: Set<String> = [
        "img", "input", "br", "hr", "meta", "link", "area", "base", "col", "source",
    ]

    private struct Tag {
        var name: String
        var attributes: [(name: String, range: Range<Int>)] = []
        var isHidden = false
        var end: Int
    }

    private func tag(at start: Int) -> Tag? {
        var offset = start + 1
        while offset < bytes.count, offset - start < 40, ByteClass.isWord(bytes[offset]) { offset += 1 }
        var tag = Tag(name: lowercased(start + 1..<offset), end: offset)
        if tag.name == "template" { tag.isHidden = true }
        while offset < bytes.count, offset - start < Self.tagLimit, tag.attributes.count < 64 {
            let byte = bytes[offset]
            if byte == UInt8(ascii: ">") {
                tag.end = offset + 1
                return tag
            }
            if byte == UInt8(ascii: "<") { return nil }
            guard ByteClass.isLetter(byte) else {
                offset += 1
                continue
            }
            offset = takeAttribute(at: offset, of: &tag)
        }
        return nil
    }

    private func takeAttribute(at start: Int, of tag: inout Tag) -> Int {
        var offset = start
        while offset < bytes.count, offset - start < 64, Self.isNameByte(bytes[offset]) { offset += 1 }
        let name = lowercased(start..<offset)
        while offset < bytes.count, bytes[offset] == 0x20 { offset += 1 }
        guard offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "=") else {
            if name == "hidden" { tag.isHidden = true }
            return max(offset, start + 1)
        }
        offset += 1
        while offset < bytes.count, bytes[offset] == 0x20 { offset += 1 }
        guard offset < bytes.count else { return offset }
        let quote = bytes[offset]
        let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        let valueStart = isQuoted ? offset + 1 : offset
        var end = valueStart
        while end < bytes.count, end - valueStart < Self.tagLimit {
            let byte = bytes[end]
            if isQuoted ? byte == quote : byte <= 0x20 || byte == UInt8(ascii: ">") { break }
            end += 1
        }
        tag.attributes.append((name, valueStart..<end))
        if name == "style", Self.hides(style: lowercased(valueStart..<end).filter { $0 != " " }) { tag.isHidden = true }
        if name == "hidden" || name == "color" && tag.name == "font" && Self.isWhite(lowercased(valueStart..<end)[...])
        {
            tag.isHidden = true
        }
        return isQuoted ? min(end + 1, bytes.count) : end
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ByteClass.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "_")
    }

    private func lowercased(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self).lowercased()
    }

    /// Whether a style, without its spaces, keeps an element from being seen.
    private static func hides(style: String) -> Bool {
        var colour = ""
        var background = ""
        for declaration in style.split(separator: ";") {
            let parts = declaration.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1]
            switch parts[0] {
            case "display" where value.hasPrefix("none"), "visibility" where value.hasPrefix("hidden"): return true
            case "opacity", "font-size", "max-height", "max-width", "height", "width", "line-height":
                if let amount = leadingNumber(value), amount < (parts[0] == "font-size" ? 2.5 : 0.05) { return true }
            case "left", "top", "text-indent", "right", "margin-left", "margin-top":
                if let amount = leadingNumber(value), amount <= -500 { return true }
            case "clip", "clip-path": if value.contains("rect(0") || value.contains("inset(100%)") { return true }
            case "transform": if value.hasPrefix("scale(0)") { return true }
            case "color": colour = String(value)
            case "background", "background-color": background = String(value)
            default: break
            }
        }
        if colour == "transparent" || colour.hasPrefix("rgba(") && colour.hasSuffix(",0)") { return true }
        return isWhite(colour[...])
            ? background.isEmpty || isWhite(background[...]) : !colour.isEmpty && colour == background
    }

    private static func leadingNumber(_ text: Substring) -> Double? {
        Double(text.prefix { $0.isNumber || $0 == "-" || $0 == "." })
    }

    private static func isWhite(_ colour: Substring) -> Bool {
        if ["white", "#fff", "#ffffff", "#fefefe", "#fdfdfd", "rgb(255,255,255)", "rgba(255,255,255,1)"]
            .contains(colour)
        {
            return true
        }
        return colour.count == 7 && colour.hasPrefix("#f")
            && colour.utf8.enumerated()
                .allSatisfy { place, byte in
                    place == 0 || place % 2 == 0 || byte == UInt8(ascii: "f")
                }
    }

    /// Where the content of an element ends.
    private func closing(of name: String, from start: Int) -> Int {
        var offset = start
        var depth = 0
        let name = Array(name.utf8)
        while offset + 1 < bytes.count, offset - start < 1 << 20 {
            guard bytes[offset] == UInt8(ascii: "<") else {
                offset += 1
                continue
            }
            let isEnd = bytes[offset + 1] == UInt8(ascii: "/")
            let place = offset + (isEnd ? 2 : 1)
            let isSame =
                place + name.count < bytes.count && !ByteClass.isWord(bytes[place + name.count])
                && name.indices.allSatisfy { bytes[place + $0] | 0x20 == name[$0] | 0x20 }
            if isSame {
                if isEnd, depth == 0 { return offset }
                depth += isEnd ? -1 : 1
            }
            offset += 1
        }
        return min(offset + 1, bytes.count)
    }

    private static func withoutTags(_ content: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var isInTag = false
        for byte in content {
            if byte == UInt8(ascii: "<") {
                isInTag = true
                result.append(0x20)
            } else if byte == UInt8(ascii: ">"), isInTag {
                isInTag = false
            } else if !isInTag {
                result.append(byte)
            }
        }
        return result
    }

    // MARK: Markdown

    /// A reference that nothing refers to: `[//]: # (text)`, `[comment]: <> (text)`.
    private mutating func takeMarkdownComment(at start: Int) -> Int {
        guard start == 0 || bytes[start - 1] == 10 else { return start + 1 }
        let lineEnd = bytes[start...].firstIndex(of: 10) ?? bytes.count
        guard let close = bytes[start..<min(lineEnd, start + 64)].firstIndex(of: UInt8(ascii: "]")),
            close + 2 < lineEnd,
            bytes[close + 1] == UInt8(ascii: ":")
        else { return start + 1 }
        var offset = close + 2
        while offset < lineEnd, bytes[offset] == 0x20 { offset += 1 }
        guard offset < lineEnd, bytes[offset] == UInt8(ascii: "#") || matches("<>", at: offset) else {
            return start + 1
        }
        guard let open = bytes[offset..<lineEnd].firstIndex(where: { [0x28, 0x22, 0x27].contains($0) }) else {
            return start + 1
        }
        // The text may run over lines until its bracket closes.
        let mark: UInt8 = bytes[open] == 0x28 ? 0x29 : bytes[open]
        let end = bytes[(open + 1)..<min(bytes.count, open + 1 + (1 << 14))].lastIndex(of: mark, before: 10) ?? lineEnd
        add("markdown-comment", open + 1..<max(end, open + 1), leastWords: 3)
        return max(end, open + 1)
    }

    /// What an image says instead of itself: `![text](address "title")`.
    private mutating func takeImage(at start: Int) -> Int {
        guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "[") else { return start + 1 }
        let limit = min(bytes.count, start + 4096)
        guard let close = bytes[start..<limit].firstIndex(of: UInt8(ascii: "]")), close + 1 < limit,
            bytes[close + 1] == UInt8(ascii: "(")
        else { return start + 2 }
        add("image-text", start + 2..<close, leastWords: 5)
        return close + 1
    }
}

extension Slice where Base == UnsafeBufferPointer<UInt8> {
    /// The last place of a byte before the first place of another; nil where there is none.
    fileprivate func lastIndex(of byte: UInt8, before end: UInt8) -> Int? {
        let line = firstIndex(of: end) ?? endIndex
        if let place = self[startIndex..<line].lastIndex(of: byte) { return place }
        return firstIndex(of: byte)
    }
}
