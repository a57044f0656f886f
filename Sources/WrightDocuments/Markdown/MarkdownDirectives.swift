/// Resolves what DocC adds to Markdown: `@Comment { … }`, other directives, and `<doc:…>` links.
///
/// A comment becomes an HTML comment, so that it ends in the hidden channel at its place. Of other directives the frame
/// goes and the content stays, without its indentation.
enum MarkdownDirectives {
    /// The Markdown text without directives, in UTF-8.
    static func resolved(_ text: Substring) -> [UInt8] {
        let source = Array(text.utf8)
        guard source.contains(UInt8(ascii: "@")) || source.firstIndex(of: Array("<doc:".utf8), from: 0) != nil else {
            return source
        }
        var resolver = Resolver()
        for line in source.split(separator: 10, omittingEmptySubsequences: false) { resolver.add(line) }
        return resolver.finish()
    }

    /// A directive whose closing brace is still to come.
    private struct Open {
        var isComment: Bool
        /// Braces that were opened inside and not yet closed.
        var braceCount: Int
        /// The indentation of the content; nil before the first line of it.
        var indent: Int?
    }

    private struct Resolver {
        private var output: [UInt8] = []
        private var open: [Open] = []
        private var fence: (byte: UInt8, count: Int)?

        mutating func finish() -> [UInt8] {
            if let last = open.last, last.isComment { output.append(contentsOf: "\n-->\n".utf8) }
            return output
        }

        mutating func add(_ line: ArraySlice<UInt8>) {
            if let last = open.last, last.isComment {
                addComment(line)
                return
            }
            let dedented = dedent(line)
            let content = dedented.drop { $0 == 32 }
            if updateFence(content) || fence != nil {
                emit(dedented)
                return
            }
            if let name = directiveName(content) {
                begin(name, content)
            } else if !open.isEmpty, content.elementsEqual([UInt8(ascii: "}")]) {
                open.removeLast()
                emit([])
            } else {
                emit(resolveLinks(dedented))
            }
        }

        private mutating func addComment(_ line: ArraySlice<UInt8>) {
            let last = open.count - 1
            for byte in line {
                if byte == UInt8(ascii: "{") { open[last].braceCount += 1 }
                if byte == UInt8(ascii: "}") { open[last].braceCount -= 1 }
                if open[last].braceCount < 0 { break }
            }
            if open[last].braceCount < 0 {
                open.removeLast()
                output.append(contentsOf: "-->\n\n".utf8)
            } else {
                emit(commentSafe(line))
            }
        }

        /// The name after `@` if the line is a directive: a capital letter, and nothing after it but arguments or a
        /// brace.
        private func directiveName(_ content: ArraySlice<UInt8>) -> String? {
            guard content.first == UInt8(ascii: "@"), let initial = content.dropFirst().first, initial >= 65,
                initial <= 90
            else { return nil }
            let name = content.dropFirst().prefix { ($0 | 32 >= 97 && $0 | 32 <= 122) || ($0 >= 48 && $0 <= 57) }
            let rest = content.dropFirst(1 + name.count).drop { $0 == 32 }
            guard rest.isEmpty || rest.first == UInt8(ascii: "(") || rest.first == UInt8(ascii: "{") else { return nil }
            return String(decoding: name, as: UTF8.self)
        }

        private mutating func begin(_ name: String, _ content: ArraySlice<UInt8>) {
            let isComment = name == "Comment"
            let trimmed = content.reversed().drop { $0 == 32 || $0 == 13 }
            if let brace = content.firstIndex(of: UInt8(ascii: "{")), trimmed.first == UInt8(ascii: "}") {
                let inner = content[(brace + 1)...].dropLast(1)
                emit(isComment ? "<!--".utf8 + commentSafe(inner) + "-->".utf8 : Array(inner))
            } else if trimmed.first == UInt8(ascii: "{"), open.count < 64 {
                open.append(Open(isComment: isComment, braceCount: 0, indent: nil))
                emit(isComment ? Array("\n<!--".utf8) : quotedText(content))
            } else if isComment {
                let rest = content.dropFirst(8)
                emit("<!--".utf8 + commentSafe(rest) + "-->".utf8)
            } else {
                emit(quotedText(content))
            }
        }

        /// The texts in quotation marks among a directive's arguments: titles and descriptions of images.
        private func quotedText(_ content: ArraySlice<UInt8>) -> [UInt8] {
            let parts = content.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
            let texts = parts.enumerated().filter { $0.offset % 2 == 1 && $0.element.contains(32) }.map(\.element)
            guard !texts.isEmpty else { return [] }
            return Array("\n".utf8) + texts.joined(separator: [32]) + Array("\n".utf8)
        }

        private mutating func dedent(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            guard let last = open.indices.last else { return line }
            let indent = line.prefix { $0 == 32 }.count
            if open[last].indent == nil, indent < line.count { open[last].indent = indent }
            return line.dropFirst(min(indent, open[last].indent ?? 0))
        }

        /// Follows code fences; true on a line that opens or closes one.
        private mutating func updateFence(_ content: ArraySlice<UInt8>) -> Bool {
            guard let first = content.first, first == UInt8(ascii: "`") || first == UInt8(ascii: "~") else {
                return false
            }
            let count = content.prefix { $0 == first }.count
            if let fence {
                guard first == fence.byte, count >= fence.count, content.dropFirst(count).allSatisfy({ $0 <= 32 })
                else {
                    return false
                }
                self.fence = nil
                return true
            }
            guard count >= 3, first == UInt8(ascii: "~") || !content.dropFirst(count).contains(first) else {
                return false
            }
            fence = (first, count)
            return true
        }

        /// `<doc:Functions#Function-Types>` reads as `Function Types`.
        private func resolveLinks(_ line: ArraySlice<UInt8>) -> [UInt8] {
            let mark = Array("<doc:".utf8)
            let bytes = Array(line)
            guard var found = bytes.firstIndex(of: mark, from: 0) else { return bytes }
            var result: [UInt8] = []
            var copied = 0
            while let end = bytes[found...].firstIndex(of: UInt8(ascii: ">")) {
                let target = bytes[(found + mark.count)..<end]
                let name = target.split { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "/") }.last ?? target
                result.append(contentsOf: bytes[copied..<found])
                result.append(contentsOf: name.map { $0 == UInt8(ascii: "-") ? 32 : $0 })
                copied = end + 1
                guard let next = bytes.firstIndex(of: mark, from: copied) else { break }
                found = next
            }
            return result + bytes[copied...]
        }

        private func commentSafe(_ text: ArraySlice<UInt8>) -> [UInt8] {
            text.map { $0 == UInt8(ascii: ">") ? 32 : $0 }
        }

        private mutating func emit(_ line: some Sequence<UInt8>) {
            output.append(contentsOf: line)
            output.append(10)
        }
    }
}
