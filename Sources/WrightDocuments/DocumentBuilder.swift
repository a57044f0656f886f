internal import WrightCore

/// Collects the parts of a document as a parser meets them, in reading order.
///
/// The builder owns what all formats share: white space, heading paths, the blank line between blocks, tables as rows,
/// invisible characters moved to the hidden channel, and the limit on text. A parser only says what it sees.
package struct DocumentBuilder {
    /// How much a document may hold.
    package let limits: ParsingLimits
    /// The title that the format gives, if any.
    package var title: String?
    /// What the source says of itself.
    package var metadata: [String: String] = [:]

    private var text: [UInt8] = []
    private var blocks: [Block] = []
    private var pages: [Page] = []
    private var hiddenTexts: [HiddenText] = []
    private var hiddenByteCount = 0
    private var headings: [(level: Int, text: String)] = []
    /// The deepest level of a heading.
    private static let levelLimit = 16

    /// Begins an empty document.
    package init(limits: ParsingLimits) {
        self.limits = limits
    }

    /// UTF-8 bytes of text so far.
    package var textCount: Int { text.count }

    /// Whether nothing readable was added yet.
    package var isEmpty: Bool { blocks.isEmpty }

    /// The first heading so far.
    package var firstHeading: String? {
        blocks.first { if case .heading = $0.kind { true } else { false } }?.headingPath.last
    }

    /// Adds a heading; levels below 1 count as 1, those above 16 as 16.
    ///
    /// White space is collapsed. Blank text adds nothing.
    package mutating func heading(_ content: String, level: Int) throws(DocumentError) {
        let level = min(max(1, level), Self.levelLimit)
        guard let clean = visible(content, keepsLineBreaks: false) else { return }
        headings.removeAll { $0.level >= level }
        headings.append((level, clean))
        try append(clean, kind: .heading(level: level), separator: "\n\n")
    }

    /// Adds a paragraph.
    ///
    /// White space is collapsed unless line breaks are to be kept.
    package mutating func paragraph(_ content: String, keepsLineBreaks: Bool = false) throws(DocumentError) {
        guard let clean = visible(content, keepsLineBreaks: keepsLineBreaks) else { return }
        try append(clean, kind: .paragraph, separator: "\n\n")
    }

    /// Adds one entry of a list, with `marker` before it (`- `, `3. `), indented by its depth.
    package mutating func listItem(_ content: String, depth: Int, marker: String = "- ") throws(DocumentError) {
        guard let clean = visible(content, keepsLineBreaks: false) else { return }
        let depth = max(0, depth)
        let indent = String(repeating: "  ", count: min(depth, 16))
        let follows = isListItem(blocks.last?.kind)
        try append(indent + marker + clean, kind: .listItem(depth: depth), separator: follows ? "\n" : "\n\n")
    }

    /// Adds a table: a row a line, its cells joined by ` | `.
    ///
    /// Rows without text are left out.
    package mutating func table(_ rows: [[String]]) throws(DocumentError) {
        var lines: [String] = []
        var counter = TextByteCounter(limits: limits)
        try counter.add(text.count)
        for row in rows {
            var cells: [String] = []
            for cell in row {
                try counter.add(cell: cell)
                cells.append(visible(cell, keepsLineBreaks: false) ?? "")
            }
            guard cells.contains(where: { !$0.isEmpty }) else { continue }
            lines.append(cells.joined(separator: " | "))
        }
        guard !lines.isEmpty else { return }
        try append(lines.joined(separator: "\n"), kind: .table, separator: "\n\n")
    }

    /// Adds program text, its white space as it is but for blank lines at both ends.
    package mutating func code(_ content: String) throws(DocumentError) {
        let (clean, invisible) = InvisibleCharacters.split(content)
        hide(invisible)
        let lines = clean.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasSuffix("\r") ? $0.dropLast() : $0 }
        let isBlank = { (line: Substring) in line.utf8.allSatisfy { $0 == 32 || $0 == 9 } }
        guard let first = lines.firstIndex(where: { !isBlank($0) }), let last = lines.lastIndex(where: { !isBlank($0) })
        else { return }
        try append(lines[first...last].joined(separator: "\n"), kind: .code, separator: "\n\n")
    }

    /// Adds the parts of another document, such as a mail's attachment, under the headings so far.
    package mutating func append(_ document: Document) throws(DocumentError) {
        let above = headings.map(\.text)
        for block in document.blocks {
            try append(
                String(document.text[utf8: block.range]),
                kind: block.kind,
                separator: isListItem(block.kind) && isListItem(blocks.last?.kind) ? "\n" : "\n\n",
                headingPath: above + block.headingPath
            )
        }
        for text in document.hidden { hidden(text.text, reason: text.reason) }
    }

    /// Puts text aside that a reader of the source would not see.
    package mutating func hidden(_ content: String, reason: HiddenText.Reason) {
        let isBlank = content.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
        guard !isBlank, hiddenTexts.count < limits.hiddenTextCount,
            content.utf8.count <= limits.textByteCount - hiddenByteCount
        else { return }
        hiddenByteCount += content.utf8.count
        hiddenTexts.append(HiddenText(text: content, reason: reason, offset: text.count))
    }

    /// Ends the page before and begins another.
    package mutating func beginPage(_ number: Int) {
        endPage()
        pages.append(Page(number: number, range: text.count..<text.count))
    }

    /// Forgets the headings so far, so that what follows does not stand under them.
    package mutating func endSection() {
        headings.removeAll()
    }

    /// The finished document.
    package consuming func finish(source: DocumentSource, mediaType: MediaType) -> Document {
        endPage()
        let name = source.uri.split(separator: "/").last.map(String.init) ?? source.uri
        var own = title.flatMap { visible($0, keepsLineBreaks: false) }
        if own == nil { own = firstHeading }
        return Document(
            uri: source.uri,
            title: own ?? name,
            mediaType: mediaType,
            text: String(decoding: text, as: UTF8.self),
            blocks: blocks,
            pages: pages,
            hidden: hiddenTexts,
            contentHash: ContentHash(of: source.bytes),
            modifiedNanoseconds: source.modifiedNanoseconds,
            trust: source.trust,
            accessGroups: source.accessGroups,
            metadata: metadata
        )
    }

    private mutating func endPage() {
        guard let last = pages.indices.last else { return }
        pages[last].range = pages[last].range.lowerBound..<text.count
    }

    private func isListItem(_ kind: Block.Kind?) -> Bool {
        if case .listItem = kind { true } else { false }
    }

    private mutating func append(
        _ content: String,
        kind: Block.Kind,
        separator: String,
        headingPath: [String]? = nil
    ) throws(DocumentError) {
        guard text.count + content.utf8.count + 2 <= limits.textByteCount else {
            throw .tooLarge(what: "text", limit: ByteCount(limits.textByteCount))
        }
        guard blocks.count < limits.blockCount else { throw .tooManyBlocks(limit: limits.blockCount) }
        if !text.isEmpty { text.append(contentsOf: separator.utf8) }
        let start = text.count
        text.append(contentsOf: content.utf8)
        if let last = pages.indices.last, pages[last].range.isEmpty {
            pages[last].range = start..<text.count
        }
        blocks.append(Block(kind: kind, range: start..<text.count, headingPath: headingPath ?? headings.map(\.text)))
    }

    /// The visible text with white space collapsed; nil where nothing is left.
    private mutating func visible(_ content: String, keepsLineBreaks: Bool) -> String? {
        let (clean, invisible) = InvisibleCharacters.split(content)
        hide(invisible)
        let collapsed = WhiteSpace.collapsed(clean, keepsLineBreaks: keepsLineBreaks)
        return collapsed.isEmpty ? nil : collapsed
    }

    private mutating func hide(_ invisible: [String]) {
        for run in invisible { hidden(run, reason: .invisibleCharacters) }
    }
}
