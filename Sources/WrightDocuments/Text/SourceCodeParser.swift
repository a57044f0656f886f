/// Reads program text: code blocks that end between top-level declarations, comments and white space as they are.
package enum SourceCodeParser {
    /// Lines of a block after which the next blank line at top level begins another.
    private static let linesPerBlock = 12
    /// Lines of a block at most.
    private static let lineLimit = 200

    /// Makes a document of program text.
    package static func parse(_ source: DocumentSource, limits: ParsingLimits) throws(DocumentError) -> Document {
        let decoded = TextDecoder.decode(source.bytes)
        var builder = DocumentBuilder(limits: limits)
        decoded.note(in: &builder)
        if let language = SourceLanguage.name(forFile: source.uri) { builder.metadata["language"] = language }
        var block: [Substring] = []
        var isBlankBefore = false
        for line in decoded.text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            let line = Substring(line)
            let isBlank = line.utf8.allSatisfy { $0 == 32 || $0 == 9 }
            if isBlankBefore, !isBlank, endsBlock(block, before: line) {
                try builder.code(block.joined(separator: "\n"))
                block.removeAll(keepingCapacity: true)
            }
            block.append(line)
            isBlankBefore = isBlank
            if block.count >= lineLimit {
                try builder.code(block.joined(separator: "\n"))
                block.removeAll(keepingCapacity: true)
            }
        }
        try builder.code(block.joined(separator: "\n"))
        return builder.finish(source: source, mediaType: .sourceCode)
    }

    private static func endsBlock(_ block: [Substring], before line: Substring) -> Bool {
        guard let first = line.utf8.first, first != 32, first != 9 else { return false }
        return block.count >= linesPerBlock || isDeclaration(line)
    }

    /// Whether a line at the left margin begins a declaration or the comment before one.
    private static func isDeclaration(_ line: Substring) -> Bool {
        let word = line.prefix { $0.isLetter || $0 == "@" || $0 == "#" || $0 == "/" || $0 == "*" }
        return declarationWords.contains(String(word.prefix(16)))
    }

    private static let declarationWords: Set<String> = [
        "func", "fn", "def", "class", "struct", "enum", "protocol", "extension", "interface", "trait", "impl", "type",
        "public", "private", "internal", "package", "final", "static", "export", "async", "function", "module",
        "object",
        "namespace", "template", "actor", "@", "///", "/**", "//",
    ]
}
