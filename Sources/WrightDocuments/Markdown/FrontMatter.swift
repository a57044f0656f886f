private import Yams

/// The properties that stand before a Markdown text: YAML between `---` lines, or `key = value` between `+++` lines.
enum FrontMatter {
    private static let byteLimit = 64 << 10
    private static let entryLimit = 200
    private static let aliasLimit = 8
    private static let nestingLimit = 8

    /// Puts the properties into a document and gives the text after them.
    ///
    /// What cannot be read stays as text.
    static func take(from text: String, into builder: inout DocumentBuilder) throws(DocumentError) -> Substring {
        guard let parts = split(text) else { return text[...] }
        if parts.isTOML {
            readPairs(parts.content, into: &builder)
            return parts.rest
        }
        if let entries = yamlEntries(parts.content) {
            for (key, value) in entries.prefix(entryLimit) { set(key, value, in: &builder) }
            return parts.rest
        }
        guard beginsLikeMapping(parts.content) else { return text[...] }
        try builder.paragraph(String(parts.content), keepsLineBreaks: true)
        return parts.rest
    }

    private static func split(_ text: String) -> (content: Substring, rest: Substring, isTOML: Bool)? {
        let isTOML = text.hasPrefix("+++\n")
        guard isTOML || text.hasPrefix("---\n") else { return nil }
        let start = text.utf8.index(text.startIndex, offsetBy: 4)
        var lineStart = start
        var count = 0
        while lineStart < text.endIndex, count <= byteLimit {
            let lineEnd = text.utf8[lineStart...].firstIndex(of: 10) ?? text.endIndex
            let line = text[lineStart..<lineEnd]
            let next = lineEnd < text.endIndex ? text.utf8.index(after: lineEnd) : lineEnd
            if line == (isTOML ? "+++" : "---") || (!isTOML && line == "...") {
                return (text[start..<lineStart], text[next...], isTOML)
            }
            count += line.utf8.count + 1
            lineStart = next
        }
        return nil
    }

    /// The top-level scalars and lists of scalars; nil where the YAML cannot be read or is no mapping.
    private static func yamlEntries(_ text: Substring) -> [(String, String)]? {
        guard aliasCount(in: text) <= aliasLimit, !hasDeepNesting(text) else { return nil }
        guard let node = try? compose(yaml: String(text)), case .mapping(let mapping) = node else { return nil }
        var entries: [(String, String)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { continue }
            if let scalar = value.scalar {
                entries.append((name, scalar.string))
            } else if let sequence = value.sequence {
                let items = sequence.prefix(entryLimit).compactMap { $0.scalar?.string }
                if !items.isEmpty { entries.append((name, items.joined(separator: ", "))) }
            }
        }
        return entries
    }

    /// Aliases can make a short text expand without bound.
    private static func aliasCount(in text: Substring) -> Int {
        var count = 0
        var previous: UInt8 = 10
        for byte in text.utf8 {
            if byte == UInt8(ascii: "*"),
                previous <= 32 || previous == UInt8(ascii: "[") || previous == UInt8(ascii: ",")
            {
                count += 1
            }
            previous = byte
        }
        return count
    }

    private static func hasDeepNesting(_ text: Substring) -> Bool {
        text.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "[") || $1 == UInt8(ascii: "{") ? 1 : 0) } > 256
            || text.utf8.split(separator: 10)
                .contains { line in
                    line.prefix { $0 == 32 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "?") }.count > 128
                }
    }

    private static func beginsLikeMapping(_ text: Substring) -> Bool {
        guard let line = text.utf8.split(separator: 10).first, let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            return false
        }
        return !line[..<colon].isEmpty && line[..<colon].allSatisfy { $0 > 32 && $0 != UInt8(ascii: "*") }
    }

    private static func readPairs(_ text: Substring, into builder: inout DocumentBuilder) {
        for line in text.split(separator: "\n").prefix(entryLimit) {
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#"), !line.hasPrefix("[") else { continue }
            let value = unquoted(line[line.index(after: equals)...])
            set(WhiteSpace.collapsed(String(line[..<equals]), keepsLineBreaks: false), value, in: &builder)
        }
    }

    /// A value without its quotation marks, or the values of a list; lists deeper than the limit stay as they are.
    private static func unquoted(_ value: Substring, depth: Int = 0) -> String {
        let trimmed = WhiteSpace.collapsed(String(value), keepsLineBreaks: false)
        let quotes: Set<Character> = ["\"", "'"]
        if let first = trimmed.first, quotes.contains(first), trimmed.last == first, trimmed.count >= 2 {
            return String(trimmed.dropFirst().dropLast())
        }
        guard depth < nestingLimit, trimmed.hasPrefix("["), trimmed.hasSuffix("]") else { return trimmed }
        return trimmed.dropFirst().dropLast().split(separator: ",").map { unquoted($0, depth: depth + 1) }
            .joined(separator: ", ")
    }

    private static func set(_ key: String, _ value: String, in builder: inout DocumentBuilder) {
        let value = WhiteSpace.collapsed(String(value.prefix(4096)), keepsLineBreaks: false)
        guard !key.isEmpty, key.utf8.count <= 128, !value.isEmpty else { return }
        if key.lowercased() == "title" {
            builder.title = value
        } else {
            builder.metadata[key] = value
        }
    }
}
