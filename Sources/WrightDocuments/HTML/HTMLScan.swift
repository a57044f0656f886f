private import WrightCore

/// A look over the bytes of HTML before they are parsed.
///
/// Idea: the parser is correct for any input but takes time that grows with the square of what is open at once:
/// elements inside elements, unclosed formatting elements that every paragraph opens again, attributes of one tag. One
/// pass over the tags counts these and refuses what no page needs. In XHTML the same pass writes `<a/>` as `<a></a>`,
/// since an HTML parser does not know elements that close themselves.
enum HTMLScan {
    /// Elements that may be open at once, as counted here.
    static let openElementLimit = 2048
    /// Formatting elements that are opened again, summed over all block elements.
    static let reopenedElementLimit = 4 << 20
    /// Attributes of one tag.
    static let attributeLimit = 4096

    /// The same HTML, ready for the parser.
    ///
    /// - Throws: `tooDeep`, `tooLarge`, `malformed`.
    static func checked(_ html: [UInt8], limits: ParsingLimits) throws(DocumentError) -> [UInt8] {
        guard html.count <= min(limits.sourceByteCount, Int(Int32.max)) else {
            throw .tooLarge(what: "HTML text", limit: ByteCount(limits.sourceByteCount))
        }
        var scan = Scan(html: html, expandsSelfClosing: isXHTML(html))
        while let tag = scan.nextTag() { try scan.count(tag) }
        return scan.finish()
    }

    /// The encoding that a `<meta>` element or an XML declaration in the first 4 KiB names.
    static func declaredEncoding(in bytes: [UInt8]) -> String? {
        let head = bytes.prefix(4096).map { ($0 >= 65 && $0 <= 90) ? $0 + 32 : $0 }
        for key in ["charset", "encoding"] {
            var from = 0
            while let found = head.firstIndex(of: Array(key.utf8), from: from) {
                from = found + key.utf8.count
                var index = from
                while index < head.count, head[index] == 32 { index += 1 }
                guard index < head.count, head[index] == UInt8(ascii: "=") else { continue }
                index += 1
                while index < head.count, [32, 34, 39].contains(head[index]) { index += 1 }
                let name = head[index...]
                    .prefix { ($0 | 32 >= 97 && $0 | 32 <= 122) || ($0 >= 45 && $0 <= 58) || $0 == 95 }
                if !name.isEmpty, name.count < 40 { return String(decoding: name, as: UTF8.self) }
            }
        }
        return nil
    }

    private static func isXHTML(_ html: [UInt8]) -> Bool {
        let start = html.prefix(64).drop { $0 <= 32 || $0 >= 0xBB }
        return start.starts(with: "<?xml".utf8)
    }

    /// A start or end tag as it stands in the source.
    private struct Tag {
        var name: HTMLTag
        var rawName: String
        var isEnd: Bool
        var closesItself: Bool
        var attributeCount: Int
        var end: Int
    }

    private struct Scan {
        let html: [UInt8]
        let expandsSelfClosing: Bool
        private var position = 0
        private var copied = 0
        private var output: [UInt8] = []
        private var openCount = 0
        private var formattingCount = 0
        private var reopenedCount = 0

        init(html: [UInt8], expandsSelfClosing: Bool) {
            self.html = html
            self.expandsSelfClosing = expandsSelfClosing
        }

        mutating func finish() -> [UInt8] {
            guard copied > 0 else { return html }
            output.append(contentsOf: html[copied...])
            return output
        }

        mutating func nextTag() -> Tag? {
            while position < html.count {
                guard html[position] == UInt8(ascii: "<"), position + 1 < html.count else {
                    position += 1
                    continue
                }
                if html[position + 1] == UInt8(ascii: "!") {
                    skipDeclaration()
                    continue
                }
                let isEnd = html[position + 1] == UInt8(ascii: "/")
                let start = position + (isEnd ? 2 : 1)
                guard start < html.count, isLetter(html[start]) else {
                    position += 1
                    continue
                }
                return readTag(nameAt: start, isEnd: isEnd)
            }
            return nil
        }

        private mutating func skipDeclaration() {
            guard html[position...].starts(with: "<!--".utf8) else {
                position += 2
                return
            }
            position += 4
            let end = html.firstIndex(of: [45, 45, 62], from: max(position - 2, 0))
            position = end.map { $0 + 3 } ?? html.count
        }

        private mutating func readTag(nameAt start: Int, isEnd: Bool) -> Tag {
            var index = start
            while index < html.count, html[index] > 32, html[index] != 47, html[index] != 62 { index += 1 }
            let rawName = String(decoding: html[start..<index].prefix(32), as: UTF8.self)
            var attributeCount = 0
            var closesItself = false
            while index < html.count, html[index] != UInt8(ascii: ">") {
                let byte = html[index]
                closesItself = byte == UInt8(ascii: "/")
                if byte == UInt8(ascii: "=") {
                    index = endOfValue(after: index)
                    attributeCount += 1
                    continue
                }
                if byte > 32, index > 0, html[index - 1] <= 32 { attributeCount += 1 }
                index += 1
            }
            position = min(index + 1, html.count)
            return Tag(
                name: HTMLTag(rawValue: rawName.lowercased()) ?? .other,
                rawName: rawName,
                isEnd: isEnd,
                closesItself: closesItself,
                attributeCount: attributeCount,
                end: position
            )
        }

        /// The end of an attribute's value; quotes may hold `>`.
        private func endOfValue(after equals: Int) -> Int {
            var index = equals + 1
            while index < html.count, html[index] <= 32 { index += 1 }
            guard index < html.count, html[index] == 34 || html[index] == 39 else { return index }
            let quote = html[index]
            index += 1
            while index < html.count, html[index] != quote { index += 1 }
            return min(index + 1, html.count)
        }

        mutating func count(_ tag: Tag) throws(DocumentError) {
            guard tag.attributeCount <= attributeLimit else {
                throw .malformed(
                    format: "HTML",
                    reason: "a '\(tag.rawName)' tag has more than \(attributeLimit) attributes"
                )
            }
            if !tag.isEnd, HTMLScan.rawTextTags.contains(tag.name), !(tag.closesItself && expandsSelfClosing) {
                skipRawText(of: tag)
                return
            }
            if tag.closesItself, expandsSelfClosing, !tag.isEnd, !HTMLScan.voidTags.contains(tag.name) {
                expand(tag)
                return
            }
            if HTMLScan.voidTags.contains(tag.name) || HTMLScan.impliedEndTags.contains(tag.name) {
                if !tag.isEnd, tag.name.isBlock { reopenedCount += formattingCount }
            } else if HTMLScan.formattingTags.contains(tag.name) {
                formattingCount = max(0, formattingCount + (tag.isEnd ? -1 : 1))
                openCount = max(0, openCount + (tag.isEnd ? -1 : 1))
            } else {
                openCount = max(0, openCount + (tag.isEnd ? -1 : 1))
                if !tag.isEnd { reopenedCount += formattingCount }
            }
            guard openCount <= openElementLimit, reopenedCount <= reopenedElementLimit else {
                throw .tooDeep(format: "HTML", limit: openElementLimit)
            }
        }

        /// Nothing inside a script or style is a tag.
        private mutating func skipRawText(of tag: Tag) {
            let name = Array(tag.rawName.lowercased().utf8)
            position = tag.end
            while let start = html.firstIndex(of: [60, 47], from: position) {
                position = start + 2
                let found = html[position...].prefix(name.count)
                if found.elementsEqual(name, by: { $0 == $1 || ($0 | 32 == $1 && isLetter($0)) }) {
                    position = start
                    return
                }
            }
            position = html.count
        }

        private mutating func expand(_ tag: Tag) {
            guard let slash = html[..<tag.end].lastIndex(of: UInt8(ascii: "/")), slash >= copied else { return }
            output.append(contentsOf: html[copied..<slash])
            output.append(contentsOf: "></\(tag.rawName)>".utf8)
            copied = tag.end
        }

        private func isLetter(_ byte: UInt8) -> Bool { byte | 32 >= 97 && byte | 32 <= 122 }
    }

    private static let rawTextTags: Set<HTMLTag> = [.script, .style, .textarea, .title, .iframe, .xmp, .noframes]
    private static let voidTags: Set<HTMLTag> = [
        .area, .base, .br, .col, .embed, .frame, .hr, .img, .input, .link, .meta, .param, .source, .track, .wbr,
    ]
    private static let impliedEndTags: Set<HTMLTag> = [
        .p, .li, .dt, .dd, .option, .optgroup, .tr, .td, .th, .thead, .tbody, .tfoot, .colgroup, .rp, .rt, .body, .html,
        .head,
    ]
    private static let formattingTags: Set<HTMLTag> = [
        .a, .b, .code, .em, .font, .i, .s, .small, .strike, .strong, .tt, .u,
    ]
}

extension Array where Element == UInt8 {
    /// Where a run of bytes begins, looking from a position on; nil where it does not occur.
    func firstIndex(of run: [UInt8], from start: Int) -> Int? {
        guard let head = run.first, count >= run.count else { return nil }
        var index = Swift.max(0, start)
        while index <= count - run.count {
            if self[index] == head, self[index..<(index + run.count)].elementsEqual(run) { return index }
            index += 1
        }
        return nil
    }
}
