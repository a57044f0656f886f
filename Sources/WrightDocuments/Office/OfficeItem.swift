/// A part of a slide or a sheet before it is known whether it is shown.
enum OfficeItem {
    case heading(String, level: Int)
    case paragraph(String)
    case listItem(String, depth: Int, marker: String)
    case table([[String]])
    case hidden(String, HiddenText.Reason)

    /// Adds the item to a document.
    func add(to builder: inout DocumentBuilder) throws(DocumentError) {
        switch self {
        case .heading(let text, let level): try builder.heading(text, level: level)
        case .paragraph(let text): try builder.paragraph(text, keepsLineBreaks: true)
        case .listItem(let text, let depth, let marker): try builder.listItem(text, depth: depth, marker: marker)
        case .table(let rows): try builder.table(rows)
        case .hidden(let text, let reason): builder.hidden(text, reason: reason)
        }
    }

    /// The item's text, for the hidden channel.
    var plainText: String {
        switch self {
        case .heading(let text, _), .paragraph(let text), .hidden(let text, _): text
        case .listItem(let text, _, let marker): marker + text
        case .table(let rows): rows.map { $0.joined(separator: " | ") }.joined(separator: "\n")
        }
    }
}
