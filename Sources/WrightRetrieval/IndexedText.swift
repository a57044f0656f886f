package import WrightDocuments
package import WrightIndex

/// What of a chunk is indexed and embedded: its text under its document's title and its headings.
package enum IndexedText {
    /// What is embedded: the title (unless it stands among the headings), the headings and the text, a line each.
    package static func text(of chunk: Chunk, title: String) -> String {
        var lines = headings(of: chunk)
        if !title.isEmpty, !chunk.headingPath.contains(title) { lines.insert(title, at: 0) }
        while let last = lines.last, chunk.text.utf8.starts(with: last.utf8) { lines.removeLast() }
        let context = lines.joined(separator: " › ")
        return context.isEmpty ? chunk.text : context + "\n" + chunk.text
    }

    /// What is looked up word by word: title, headings and text apart, so that each can be weighed.
    package static func fields(of chunk: Chunk, title: String) -> LexicalText {
        let headings = headings(of: chunk).filter { $0 != title }
        return LexicalText(title: title, headings: headings.joined(separator: " › "), body: chunk.text)
    }

    /// The headings; a chunk that begins with its own need not say it twice.
    private static func headings(of chunk: Chunk) -> [String] {
        var headings = chunk.headingPath
        while let last = headings.last, chunk.text.utf8.starts(with: last.utf8) { headings.removeLast() }
        return headings
    }
}
