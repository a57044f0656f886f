package import WrightDocuments

/// What of a chunk is indexed and embedded: its text under its document's title and its headings.
package enum IndexedText {
    /// The title (unless it stands among the headings), the headings and the text, a line each.
    package static func text(of chunk: Chunk, title: String) -> String {
        var lines = chunk.headingPath
        if !title.isEmpty, !lines.contains(title) { lines.insert(title, at: 0) }
        // A chunk that begins with its own heading need not say it twice.
        while let last = lines.last, chunk.text.utf8.starts(with: last.utf8) { lines.removeLast() }
        let context = lines.joined(separator: " › ")
        return context.isEmpty ? chunk.text : context + "\n" + chunk.text
    }
}
