/// Reads the tags of HTML one after another, as the tokenizer of the HTML standard finds them.
struct HTMLTagReader {
    /// A start or end tag as it stands in the source.
    struct Tag {
        var tag: HTMLTag
        var rawName: String
        var name: String
        var isEnd: Bool
        var closesItself: Bool
        var attributeCount: Int
        var end: Int
    }

    private let html: [UInt8]
    private var position = 0

    init(_ html: [UInt8]) {
        self.html = html
    }

    /// The next tag; nil after the last.
    ///
    /// CDATA sections are known in drawings and formulas only; elsewhere they are comments that end at the first `>`.
    mutating func next(inForeign isForeign: Bool) -> Tag? {
        while position + 1 < html.count {
            guard html[position] == UInt8(ascii: "<") else {
                position += 1
                continue
            }
            let isEnd = html[position + 1] == UInt8(ascii: "/")
            let start = position + (isEnd ? 2 : 1)
            guard start < html.count else { break }
            let byte = html[start]
            if isLetter(byte) { return tag(nameAt: start, isEnd: isEnd) }
            if isEnd || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") {
                position = endOfDeclaration(isForeign: isForeign)
            } else {
                position += 1
            }
        }
        position = html.count
        return nil
    }

    /// Where a comment, a document type or what is taken for a comment ends.
    private func endOfDeclaration(isForeign: Bool) -> Int {
        let rest = html[position...]
        if rest.starts(with: "<!--".utf8) { return endOfComment() }
        if isForeign, rest.starts(with: "<![CDATA[".utf8) {
            return html.firstIndex(of: [93, 93, 62], from: position + 9).map { $0 + 3 } ?? html.count
        }
        return rest.firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? html.count
    }

    /// A comment ends at `-->`, for which its own beginning counts, or at `--!>`.
    private func endOfComment() -> Int {
        var index = position + 2
        while let found = html.firstIndex(of: [45, 45], from: index) {
            let rest = html[(found + 2)...]
            if rest.first == UInt8(ascii: ">") { return found + 3 }
            if found >= position + 4, rest.starts(with: "!>".utf8) { return found + 4 }
            index = found + 1
        }
        return html.count
    }

    private mutating func tag(nameAt start: Int, isEnd: Bool) -> Tag {
        var index = start
        while index < html.count, !endsName(html[index]) { index += 1 }
        let rawName = String(decoding: html[start..<index], as: UTF8.self)
        var attributeCount = 0
        var closesItself = false
        while index < html.count, html[index] != UInt8(ascii: ">") {
            if endsName(html[index]) {
                closesItself = html[index] == UInt8(ascii: "/")
                index += 1
            } else {
                closesItself = false
                index = endOfAttribute(from: index)
                attributeCount += 1
            }
        }
        position = min(index + 1, html.count)
        let name = rawName.lowercased()
        return Tag(
            tag: HTMLTag(rawValue: name) ?? .other,
            rawName: rawName,
            name: name,
            isEnd: isEnd,
            closesItself: closesItself,
            attributeCount: attributeCount,
            end: position
        )
    }

    /// An attribute's name may begin with `=`, and its value hold `>` between quotation marks.
    private func endOfAttribute(from start: Int) -> Int {
        var end = start + 1
        while end < html.count, html[end] != UInt8(ascii: "="), !endsName(html[end]) { end += 1 }
        var index = afterSpace(end)
        guard index < html.count, html[index] == UInt8(ascii: "=") else { return end }
        index = afterSpace(index + 1)
        guard index < html.count, html[index] == 34 || html[index] == 39 else {
            while index < html.count, html[index] != UInt8(ascii: ">"), !isSpace(html[index]) { index += 1 }
            return index
        }
        return html[(index + 1)...].firstIndex(of: html[index]).map { $0 + 1 } ?? html.count
    }

    /// Passes over the text of an element that holds no tags; its end tag comes next.
    mutating func skipRawText(of tag: Tag) {
        let name = Array(tag.name.utf8)
        let isScript = tag.tag == .script
        var isComment = false
        var holdsScript = false
        position = tag.end
        while position < html.count {
            if isScript, html[position] == 45, isComment, html[position...].starts(with: "-->".utf8) {
                (isComment, holdsScript) = (false, false)
            } else if html[position] == UInt8(ascii: "<") {
                if isScript, html[position...].starts(with: "<!--".utf8) {
                    isComment = true
                    position += 1
                } else if isComment, isName(name, at: position + 1) {
                    holdsScript = true
                } else if position + 1 < html.count, html[position + 1] == 47, isName(name, at: position + 2) {
                    // In a comment of a script, a script has an end tag of its own.
                    guard holdsScript else { return }
                    holdsScript = false
                }
            }
            position += 1
        }
    }

    private func isName(_ name: [UInt8], at start: Int) -> Bool {
        let end = start + name.count
        guard end < html.count, endsName(html[end]) else { return false }
        return html[start..<end].elementsEqual(name) { $0 == $1 || ($0 | 32 == $1 && isLetter($0)) }
    }

    private func afterSpace(_ start: Int) -> Int {
        var index = start
        while index < html.count, isSpace(html[index]) { index += 1 }
        return index
    }

    private func endsName(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13 && byte != 11) }

    private func isLetter(_ byte: UInt8) -> Bool { byte | 32 >= 97 && byte | 32 <= 122 }
}
