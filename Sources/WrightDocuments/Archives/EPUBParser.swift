/// Reads EPUB books, versions 2 and 3: the chapters in the order of the spine, without navigation and cover.
package enum EPUBParser {
    /// Reads a book.
    ///
    /// It has no pages: a book's flow with the device that shows it.
    package static func parse(_ source: DocumentSource, limits: ParsingLimits) throws(DocumentError) -> Document {
        let package = try OfficePackage(source, limits: limits)
        try refuseProtection(package)
        let container = try package.requiredRoot(of: "META-INF/container.xml")
        guard let path = container.all("rootfile").lazy.compactMap({ $0["full-path"] }).first else {
            throw .malformedPart("META-INF/container.xml", reason: "it names no root file")
        }
        let part = OfficePackage.resolved(path, from: "")
        let root = try package.requiredRoot(of: part)
        var builder = DocumentBuilder(limits: limits)
        readProperties(root, into: &builder)
        let title = builder.title
        let folder = part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
        var chapterCount = 0
        for chapter in chapters(root, folder: folder) {
            guard let bytes = try package.bytes(of: chapter) else { continue }
            chapterCount += 1
            guard chapterCount <= limits.pageCount else { throw .tooManyPages(limit: limits.pageCount) }
            builder.endSection()
            try HTMLParser.append(withoutDeclaration(bytes), to: &builder, scope: .everything)
            builder.title = title
        }
        let document = builder.finish(source: source, mediaType: .epub)
        guard !document.blocks.isEmpty || !document.hidden.isEmpty else {
            throw .holdsNoText(format: "EPUB", remedy: "Books of pictures cannot be read.")
        }
        return document
    }

    /// A chapter without its XML declaration, which HTML would take for a comment.
    private static func withoutDeclaration(_ chapter: [UInt8]) -> [UInt8] {
        guard let start = ByteSearch.index(of: "<?xml", in: Array(chapter.prefix(64))),
            let end = ByteSearch.index(of: "?>", in: Array(chapter.prefix(512)), from: start)
        else { return chapter }
        return Array(chapter[(end + 2)...])
    }

    /// Font obfuscation is no protection; anything else that is encrypted is.
    private static func refuseProtection(_ package: OfficePackage) throws(DocumentError) {
        if package.contains("META-INF/rights.xml") || package.contains("META-INF/license.lcpl") {
            throw .rightsManaged(format: "EPUB")
        }
        guard let root = try package.root(of: "META-INF/encryption.xml") else { return }
        for method in root.all("EncryptedData").compactMap({ $0.child("EncryptionMethod")?["Algorithm"] }) {
            let isFont = method.contains("idpf.org/2008/embedding") || method.contains("ns.adobe.com/pdf/enc#RC")
            guard isFont else { throw .rightsManaged(format: "EPUB") }
        }
    }

    private static func readProperties(_ root: XMLElement, into builder: inout DocumentBuilder) {
        let names = [
            "creator": "author", "language": "language", "publisher": "publisher", "date": "created",
            "subject": "subject", "description": "description", "identifier": "identifier",
        ]
        for element in root.child("metadata")?.children.map({ $0 }) ?? [] {
            let value = WhiteSpace.collapsed(element.allText, keepsLineBreaks: false)
            guard !value.isEmpty else { continue }
            if element.name == "title", builder.title == nil { builder.title = value }
            if let key = names[element.name], builder.metadata[key] == nil { builder.metadata[key] = value }
        }
    }

    /// The parts of the spine that are read from beginning to end.
    private static func chapters(_ root: XMLElement, folder: String) -> [String] {
        var parts: [String: String] = [:]
        var navigation: Set<String> = []
        for item in root.child("manifest")?.children.map({ $0 }) ?? [] {
            guard let id = item["id"], let target = item["href"] else { continue }
            let type = item["media-type"] ?? ""
            guard type.contains("html") || type.contains("xml") && !type.contains("svg") && !type.contains("ncx") else {
                continue
            }
            parts[id] = OfficePackage.resolved(percentDecoded(target), from: folder)
            let properties = item["properties"]?.split(separator: " ") ?? []
            if properties.contains("nav") { navigation.insert(id) }
        }
        let ids = Dictionary(grouping: parts.keys) { parts[$0] ?? "" }
        for reference in root.child("guide")?.children.map({ $0 }) ?? [] where reference["type"] == "toc" {
            let target = OfficePackage.resolved(percentDecoded(reference["href"] ?? ""), from: folder)
            navigation.formUnion(ids[target] ?? [])
        }
        return root.child("spine")?.children
            .compactMap { item in
                guard let id = item["idref"], !navigation.contains(id) else { return nil }
                return parts[id]
            } ?? []
    }

    /// An address with `%20` and the like undone, and without its fragment.
    private static func percentDecoded(_ address: String) -> String {
        let bytes = Array(address.utf8.prefix { $0 != UInt8(ascii: "#") })
        return String(decoding: TransferDecoding.percent(bytes[...]), as: UTF8.self)
    }
}
