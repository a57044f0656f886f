/// Reads a presentation slide by slide, in the order in which they are shown.
struct SlideReader {
    private(set) var builder: DocumentBuilder
    private let package: OfficePackage
    private var authors: [String: String] = [:]

    init(_ package: OfficePackage) {
        self.package = package
        builder = DocumentBuilder(limits: package.limits)
    }

    /// Reads all slides.
    mutating func read() throws(DocumentError) {
        try package.readProperties(into: &builder)
        if builder.title == "PowerPoint Presentation" { builder.title = nil }
        let main = try package.mainPart(default: "ppt/presentation.xml")
        let presentation = try package.requiredRoot(of: main)
        let targets = try package.relationships(of: main)
        try readAuthors(of: main)
        let size = presentation.child("sldSz")
        var number = 0
        for slide in presentation.child("sldIdLst")?.children.filter({ $0.name == "sldId" }) ?? [] {
            guard let id = slide["r:id"], let part = targets[id]?.target else { continue }
            number += 1
            guard number <= package.limits.pageCount else { throw .tooManyPages(limit: package.limits.pageCount) }
            builder.beginPage(number)
            builder.endSection()
            try read(part, size: size)
        }
    }

    private mutating func read(_ part: String, size: XMLElement?) throws(DocumentError) {
        guard let slide = try package.root(of: part) else { return }
        let layoutPart = try package.part("slideLayout", of: part)
        let layout = try layoutPart.flatMap { (name) throws(DocumentError) in try package.root(of: name) }
        var master: XMLElement?
        if let layoutPart, let masterPart = try package.part("slideMaster", of: layoutPart) {
            master = try package.root(of: masterPart)
        }
        let backdrop = SlideBackdrop(slide: slide, layout: layout, master: master, size: size)
        var items: [OfficeItem] = []
        if let tree = slide.descendant("cSld", "spTree") {
            items = try SlideShapes(package: package, part: part, backdrop: backdrop).items(tree)
        }
        items += try notes(of: part)
        if slide["show"] == "0" || slide["show"] == "false" {
            builder.hidden(try OfficeItem.plainText(of: items, limits: package.limits), reason: .notDisplayed)
        } else {
            for item in items { try item.add(to: &builder) }
        }
        try comments(of: part)
    }

    private func notes(of part: String) throws(DocumentError) -> [OfficeItem] {
        guard let notesPart = try package.part("notesSlide", of: part), let root = try package.root(of: notesPart),
            let tree = root.descendant("cSld", "spTree")
        else { return [] }
        var lines: [String] = []
        for shape in tree.all("sp") where shape.descendant("nvSpPr", "nvPr", "ph")?["type"] == "body" {
            for paragraph in shape.child("txBody")?.children.filter({ $0.name == "p" }) ?? [] {
                let text = SlideText.text(paragraph, in: SlideText.Context())
                if !text.isBlank { lines.append(text.text) }
            }
        }
        return lines.isEmpty ? [] : [.paragraph("Notes: " + lines.joined(separator: "\n"))]
    }

    private mutating func readAuthors(of main: String) throws(DocumentError) {
        for part in try package.parts("commentAuthors", of: main) + package.parts("authors", of: main) {
            for author in try package.root(of: part)?.children.map({ $0 }) ?? [] {
                if let id = author["id"], let name = author["name"] { authors[id] = name }
            }
        }
    }

    private mutating func comments(of part: String) throws(DocumentError) {
        for comments in try package.parts("comments", of: part) {
            for comment in try package.root(of: comments)?.children.map({ $0 }) ?? [] where comment.name == "cm" {
                let author = comment["authorId"].flatMap { authors[$0] }.map { $0 + ": " } ?? ""
                var texts = [comment.child("text")?.allText ?? ""]
                texts += comment.all("t").map(\.allText)
                builder.hidden(author + texts.filter { !$0.isEmpty }.joined(separator: "\n"), reason: .comment)
            }
        }
    }
}
