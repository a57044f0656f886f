/// Reads what stands in a paragraph of an OpenDocument text.
struct OpenTextInline {
    let styles: OpenTextStyles
    var content = VisibleText()
    /// Notes in the paragraph, which follow it.
    var notes: [XMLElement] = []
    /// Text boxes in the paragraph, which follow it.
    var boxes: [XMLElement] = []
    /// Pages that end in it.
    var breakCount = 0

    init(_ paragraph: XMLElement, styles: OpenTextStyles) {
        self.styles = styles
        read(paragraph, hiddenAs: styles.style(paragraph["style-name"]).hiddenAs)
    }

    private mutating func read(_ element: XMLElement, hiddenAs reason: HiddenText.Reason?) {
        for node in element.nodes {
            switch node {
            case .text(let text):
                content.append(String(text.map { $0.isNewline ? " " : $0 }), hiddenAs: reason)
            case .element(let child): read(child: child, hiddenAs: reason)
            }
        }
    }

    private mutating func read(child: XMLElement, hiddenAs reason: HiddenText.Reason?) {
        switch child.name {
        case "s":
            content.append(String(repeating: " ", count: min(max(1, child.number("c") ?? 1), 256)), hiddenAs: reason)
        case "tab": content.append("\t", hiddenAs: reason)
        case "line-break": content.append("\n", hiddenAs: reason)
        case "span": read(child, hiddenAs: reason ?? styles.style(child["style-name"]).hiddenAs)
        case "note": notes.append(child)
        case "annotation":
            let author = child.child("creator").map { $0.allText + ": " } ?? ""
            content.append(author + child.all("p").map(\.allText).joined(separator: "\n"), hiddenAs: .comment)
        case "hidden-text": content.append(child["string-value"] ?? child.allText, hiddenAs: .notDisplayed)
        case "hidden-paragraph": break
        case "soft-page-break": breakCount += 1
        case "frame": frame(child)
        case "custom-shape", "text-box": boxes.append(child)
        case "ruby": if let base = child.child("ruby-base") { read(base, hiddenAs: reason) }
        case "annotation-end", "bookmark", "bookmark-start", "bookmark-end", "change", "change-start", "change-end",
            "page-number", "page-count", "script":
            break
        default: read(child, hiddenAs: reason)
        }
    }

    private mutating func frame(_ frame: XMLElement) {
        if let box = frame.child("text-box") { boxes.append(box) }
    }
}
