/// What a page says of itself in its head: title, description, author, dates, language.
enum HTMLPageProperties {
    /// Puts the properties into a document.
    static func read(from tree: HTMLTree, into builder: inout DocumentBuilder) {
        var sharedTitle: String?
        for index in tree.nodes.indices where tree.nodes[index].kind == .element {
            switch tree.nodes[index].tag {
            case .html:
                if let language = tree.attribute(.language, of: index), !language.isEmpty, language.utf8.count < 36 {
                    builder.metadata["language"] = language
                }
            case .meta:
                guard let value = tree.attribute(.content, of: index), !value.isEmpty else { continue }
                let name = (tree.attribute(.property, of: index) ?? tree.attribute(.name, of: index) ?? "").lowercased()
                if name == "og:title" { sharedTitle = sharedTitle ?? value }
                if let key = keys[name] {
                    builder.metadata[key] = builder.metadata[key] ?? WhiteSpace.collapsed(value, keepsLineBreaks: false)
                }
            default:
                continue
            }
        }
        guard builder.title == nil else { return }
        builder.title = sharedTitle.map { WhiteSpace.collapsed($0, keepsLineBreaks: false) } ?? ownTitle(of: tree)
    }

    /// The `<title>`, without the site's name where a heading of the page shows which part that is.
    private static func ownTitle(of tree: HTMLTree) -> String? {
        let headings = tree.nodes.indices.filter { tree.nodes[$0].tag == .h1 }.prefix(8)
            .map { WhiteSpace.collapsed(tree.rawText(of: $0), keepsLineBreaks: false) }
        guard let index = tree.first(.title) else { return nil }
        let title = WhiteSpace.collapsed(tree.rawText(of: index), keepsLineBreaks: false)
        guard !title.isEmpty else { return nil }
        return headings.first { $0.utf8.count >= 4 && title.contains($0) } ?? title
    }

    private static let keys: [String: String] = [
        "description": "description", "og:description": "description", "author": "author", "article:author": "author",
        "article:published_time": "published", "date": "published", "keywords": "keywords", "og:site_name": "site",
    ]
}
