/// Reads plain text: paragraphs between blank lines, headings that are marked as such, lists that are clearly lists.
///
/// Text stays as close to its source as it can: line breaks inside paragraphs are kept, only what stands around and
/// between words is made even.
package enum PlainTextParser {
    /// Makes a document of a plain text.
    package static func parse(_ source: DocumentSource, limits: ParsingLimits) throws(DocumentError) -> Document {
        let decoded = TextDecoder.decode(source.bytes)
        var builder = DocumentBuilder(limits: limits)
        decoded.note(in: &builder)
        try append(decoded.text, to: &builder)
        return builder.finish(source: source, mediaType: .plainText)
    }

    /// Adds a plain text to a document.
    package static func append(_ text: String, to builder: inout DocumentBuilder) throws(DocumentError) {
        var group: [Substring] = []
        for line in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            let line = Substring(line)
            // Form feeds end pages, and with them paragraphs.
            if line.utf8.allSatisfy({ $0 <= 32 }) {
                try append(group, to: &builder)
                group.removeAll(keepingCapacity: true)
            } else {
                group.append(line)
            }
        }
        try append(group, to: &builder)
    }

    /// Adds the lines between two blank ones.
    private static func append(_ lines: [Substring], to builder: inout DocumentBuilder) throws(DocumentError) {
        var rest = lines[...]
        if let heading = underlinedHeading(lines) {
            try builder.heading(String(heading.text), level: heading.level)
            rest = lines.dropFirst(2)
        } else if lines.count == 1, let line = lines.first, let heading = markedHeading(line) {
            try builder.heading(heading.text, level: heading.level)
            return
        }
        guard !rest.isEmpty else { return }
        if isPreformatted(rest) {
            try builder.code(rest.joined(separator: "\n"))
        } else if isList(rest) {
            try appendList(rest, to: &builder)
        } else {
            try builder.paragraph(rest.joined(separator: "\n"), keepsLineBreaks: true)
        }
    }

    /// A line with a line of `=` or `-` as long under it.
    private static func underlinedHeading(_ lines: [Substring]) -> (text: Substring, level: Int)? {
        guard lines.count >= 2, let sign = lines[1].utf8.first, sign == 61 || sign == 45 || sign == 126 else {
            return nil
        }
        let underline = lines[1].utf8.reversed().drop { $0 <= 32 }
        let title = lines[0]
        guard underline.count >= 3, underline.allSatisfy({ $0 == sign }), title.utf8.count <= 120,
            underline.count * 2 >= title.unicodeScalars.count, title.utf8.first.map({ $0 > 32 }) ?? false,
            lines.count < 3 || lines[2].utf8.first != sign
        else { return nil }
        return (title, sign == 61 ? 1 : sign == 45 ? 2 : 3)
    }

    /// `= Heading =`, as wikis write it; two signs make level 2.
    private static func markedHeading(_ line: Substring) -> (text: String, level: Int)? {
        let text = WhiteSpace.collapsed(String(line), keepsLineBreaks: false)
        let count = text.utf8.prefix { $0 == 61 }.count
        guard (1...6).contains(count), text.utf8.count > 2 * count + 2,
            text.utf8.reversed().prefix(while: { $0 == 61 }).count == count
        else { return nil }
        let inner = text.dropFirst(count).dropLast(count)
        guard inner.hasPrefix(" "), inner.hasSuffix(" ") else { return nil }
        return (String(inner), count)
    }

    /// Whether white space carries meaning: columns in half of the lines, or every line indented as far as program
    /// text.
    private static func isPreformatted(_ lines: ArraySlice<Substring>) -> Bool {
        guard lines.count >= 2 else { return false }
        if lines.allSatisfy({ $0.utf8.starts(with: "    ".utf8) || $0.utf8.first == 9 }) { return true }
        return lines.count { hasColumns($0) } * 2 > lines.count
    }

    /// Whether two words stand three spaces or more apart.
    private static func hasColumns(_ line: Substring) -> Bool {
        var spaces = 0
        for byte in line.utf8.drop(while: { $0 <= 32 }) {
            if byte == 32 {
                spaces += 1
            } else {
                if spaces >= 3 || byte == 9 { return true }
                spaces = 0
            }
        }
        return false
    }

    /// Whether the first line and one more begin with the marker of a list item, and all others continue an item.
    private static func isList(_ lines: ArraySlice<Substring>) -> Bool {
        guard let first = lines.first, marker(of: first) != nil else { return false }
        let items = lines.count { marker(of: $0) != nil }
        guard items >= 2 else { return false }
        return lines.allSatisfy { marker(of: $0) != nil || $0.utf8.first == 32 || $0.utf8.first == 9 }
    }

    private static func appendList(
        _ lines: ArraySlice<Substring>,
        to builder: inout DocumentBuilder
    ) throws(DocumentError) {
        var item: (marker: String, depth: Int, text: String)?
        var indents: [Int] = []
        for line in lines {
            guard let found = marker(of: line) else {
                item?.text += " " + line
                continue
            }
            if let item { try builder.listItem(item.text, depth: item.depth, marker: item.marker) }
            while let last = indents.last, last > found.indent { indents.removeLast() }
            if indents.last != found.indent { indents.append(found.indent) }
            item = (found.marker, indents.count - 1, String(Substring(line.utf8.dropFirst(found.length))))
        }
        if let item { try builder.listItem(item.text, depth: item.depth, marker: item.marker) }
    }

    /// `- `, `* `, `• `, `1. ` or `1) ` at the start of a line.
    private static func marker(of line: Substring) -> (marker: String, indent: Int, length: Int)? {
        let bytes = line.utf8.prefix(64)
        let indent = bytes.prefix { $0 == 32 || $0 == 9 }.count
        let rest = Array(bytes.dropFirst(indent))
        if rest.count > 2, [42, 43, 45].contains(rest[0]), rest[1] == 32 || rest[1] == 9 {
            return ("- ", indent, indent + 2)
        }
        if rest.starts(with: "•".utf8), rest.count > 3 { return ("- ", indent, indent + 3) }
        let digits = rest.prefix { $0 >= 48 && $0 <= 57 }.count
        guard (1...3).contains(digits), rest.count > digits + 2, [41, 46].contains(rest[digits]), rest[digits + 1] == 32
        else { return nil }
        return ("\(String(decoding: rest[...digits], as: UTF8.self)) ", indent, indent + digits + 2)
    }
}
