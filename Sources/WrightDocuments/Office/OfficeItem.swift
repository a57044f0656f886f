/// A part of a slide or a sheet before it is known whether it is shown.
enum OfficeItem {
    case heading(String, level: Int)
    case paragraph(String)
    case listItem(String, depth: Int, marker: String)
    case table([[String]])
    case hidden(String, HiddenText.Reason)
    /// Any other item that is not shown; its text is put together only when it is added.
    indirect case hiddenItem(OfficeItem, HiddenText.Reason)

    /// Adds the item to a document.
    func add(to builder: inout DocumentBuilder) throws(DocumentError) {
        switch self {
        case .heading(let text, let level): try builder.heading(text, level: level)
        case .paragraph(let text): try builder.paragraph(text, keepsLineBreaks: true)
        case .listItem(let text, let depth, let marker): try builder.listItem(text, depth: depth, marker: marker)
        case .table(let rows): try builder.table(rows)
        case .hidden(let text, let reason): builder.hidden(text, reason: reason)
        case .hiddenItem(let item, let reason):
            builder.hidden(try Self.plainText(of: [item], limits: builder.limits), reason: reason)
        }
    }

    /// The items' texts, one a line, for the hidden channel.
    ///
    /// - Throws: `tooLarge` where they are more text than a document may hold.
    static func plainText(of items: [OfficeItem], limits: ParsingLimits) throws(DocumentError) -> String {
        var counter = TextByteCounter(limits: limits)
        for item in items { try item.count(in: &counter) }
        return items.map(\.plainText).joined(separator: "\n")
    }

    /// The item's text without its kind.
    var plainText: String {
        switch self {
        case .heading(let text, _), .paragraph(let text), .hidden(let text, _): text
        case .listItem(let text, _, let marker): marker + text
        case .table(let rows): rows.map { $0.joined(separator: " | ") }.joined(separator: "\n")
        case .hiddenItem(let item, _): item.plainText
        }
    }

    private func count(in counter: inout TextByteCounter) throws(DocumentError) {
        switch self {
        case .heading(let text, _), .paragraph(let text), .hidden(let text, _), .listItem(let text, _, _):
            try counter.add(text.utf8.count)
        case .table(let rows):
            for row in rows {
                for cell in row { try counter.add(cell: cell) }
            }
        case .hiddenItem(let item, _): try item.count(in: &counter)
        }
    }
}
