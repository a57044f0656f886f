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
    /// Formatting elements that are opened again, summed over all elements; each takes the parser some 500 bytes.
    static let reopenedElementLimit = 1 << 20
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
        try scan.read()
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

    private struct Scan {
        let html: [UInt8]
        let expandsSelfClosing: Bool
        private var copied = 0
        private var output: [UInt8] = []
        private var open = HTMLOpenElements()

        init(html: [UInt8], expandsSelfClosing: Bool) {
            self.html = html
            self.expandsSelfClosing = expandsSelfClosing
        }

        /// Looks at all tags.
        mutating func read() throws(DocumentError) {
            var reader = HTMLTagReader(html)
            while let tag = reader.next(inForeign: open.isForeign) {
                guard tag.attributeCount <= attributeLimit else {
                    throw .malformed(
                        format: "HTML",
                        reason: "a '\(tag.rawName.prefix(32))' tag has more than \(attributeLimit) attributes"
                    )
                }
                count(tag, &reader)
                guard open.depth <= openElementLimit, open.reopenedCount <= reopenedElementLimit else {
                    throw .tooDeep(format: "HTML", limit: openElementLimit)
                }
            }
        }

        /// The HTML that was read.
        mutating func finish() -> [UInt8] {
            guard copied > 0 else { return html }
            output.append(contentsOf: html[copied...])
            return output
        }

        private mutating func count(_ tag: HTMLTagReader.Tag, _ reader: inout HTMLTagReader) {
            if tag.isEnd {
                open.end(tag.tag, name: tag.name)
            } else if tag.closesItself, expandsSelfClosing, !HTMLOpenElements.voidTags.contains(tag.tag) {
                expand(tag)
                open.begin(tag.tag, name: tag.name)
                open.end(tag.tag, name: tag.name)
            } else if open.holdsRawText(tag.tag) {
                reader.skipRawText(of: tag)
            } else if !tag.closesItself || (tag.tag != .svg && tag.tag != .math) {
                open.begin(tag.tag, name: tag.name)
            }
        }

        private mutating func expand(_ tag: HTMLTagReader.Tag) {
            guard let slash = html[..<tag.end].lastIndex(of: UInt8(ascii: "/")), slash >= copied else { return }
            output.append(contentsOf: html[copied..<slash])
            output.append(contentsOf: "></\(tag.rawName)>".utf8)
            copied = tag.end
        }
    }
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
