extension MediaType {
    /// What documents can be, each with its short names, the usual one first.
    package static let known: [(type: MediaType, names: [String])] = [
        (.markdown, ["md", "markdown"]), (.html, ["html", "htm"]), (.plainText, ["txt", "text"]), (.pdf, ["pdf"]),
        (.docx, ["docx"]), (.pptx, ["pptx"]), (.xlsx, ["xlsx"]), (.odt, ["odt"]), (.epub, ["epub"]), (.rtf, ["rtf"]),
        (.csv, ["csv"]), (.tsv, ["tsv"]), (.json, ["json"]), (.jsonLines, ["jsonl", "ndjson"]),
        (.mail, ["mail", "eml", "mbox"]), (.sourceCode, ["source", "code"]),
    ]

    /// Reads a media type or a short name such as `md`, in upper or lower case; nil where documents are never that.
    package init?(named name: String) {
        let name = name.lowercased()
        guard let found = Self.known.first(where: { $0.type.rawValue == name || $0.names.contains(name) }) else {
            return nil
        }
        self = found.type
    }
}
