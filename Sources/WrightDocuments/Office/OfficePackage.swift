/// The parts of an Office Open XML or OpenDocument file and how they point at each other.
final class OfficePackage {
    /// One pointer from a part to another, or to something outside.
    struct Relationship {
        /// The last word of the type, such as `slide` or `footnotes`.
        var kind: String
        /// The part's name, or the address where ``isExternal``.
        var target: String
        var isExternal: Bool
    }

    let limits: ParsingLimits
    private let archive: Archive
    private var relationshipsOfParts: [String: [String: Relationship]] = [:]

    /// Opens a file; an encrypted one, which is a compound file and no archive, is told apart from a broken one.
    init(_ source: DocumentSource, limits: ParsingLimits) throws(DocumentError) {
        switch source.bytes.withUnsafeBytes({ ArchiveKind.compoundContent(of: $0) }) {
        case .encrypted: throw .needsPassword(format: "Office")
        case .unsupported: throw .legacyOffice()
        case nil: break
        }
        self.limits = limits
        archive = try Archive(source.bytes, limits: limits)
    }

    /// Whether there is a part of a name.
    func contains(_ part: String) -> Bool { archive.contains(part) }

    /// The bytes of a part; nil where there is none.
    func bytes(of part: String) throws(DocumentError) -> [UInt8]? { try archive.read(part) }

    /// The names of all parts.
    var names: [String] { archive.names }

    /// The root element of a part; nil where there is no such part.
    func root(of part: String) throws(DocumentError) -> XMLElement? {
        guard let bytes = try archive.read(part) else { return nil }
        return try XMLElementReader.root(of: bytes, part: part, limits: limits)
    }

    /// The root element of a part that the format requires.
    func requiredRoot(of part: String) throws(DocumentError) -> XMLElement {
        guard let root = try root(of: part) else { throw .partMissing(part) }
        return root
    }

    /// Where a part points to, by identifier.
    ///
    /// The empty name stands for the file itself.
    func relationships(of part: String) throws(DocumentError) -> [String: Relationship] {
        if let known = relationshipsOfParts[part] { return known }
        let (folder, name) = Self.split(part)
        var found: [String: Relationship] = [:]
        if let root = try root(of: folder + "_rels/" + name + ".rels") {
            for element in root.children where element.name == "Relationship" {
                guard let id = element["Id"], let type = element["Type"], let target = element["Target"] else {
                    continue
                }
                let isExternal = element["TargetMode"] == "External"
                found[id] = Relationship(
                    kind: type.split(separator: "/").last.map(String.init) ?? type,
                    target: isExternal ? target : Self.resolved(target, from: folder),
                    isExternal: isExternal
                )
            }
        }
        relationshipsOfParts[part] = found
        return found
    }

    /// The first part of a kind that a part points to.
    func part(_ kind: String, of part: String) throws(DocumentError) -> String? {
        try parts(kind, of: part).first
    }

    /// The parts of a kind that a part points to, ordered by name.
    func parts(_ kind: String, of part: String) throws(DocumentError) -> [String] {
        try relationships(of: part).values.filter { $0.kind == kind && !$0.isExternal }.map(\.target).sorted()
    }

    /// The part that the file is about, such as `word/document.xml`.
    func mainPart(default name: String) throws(DocumentError) -> String {
        if let main = try part("officeDocument", of: ""), contains(main) { return main }
        return name
    }

    /// Takes title, author and dates over into a document.
    func readProperties(into builder: inout DocumentBuilder) throws(DocumentError) {
        let part = try part("core-properties", of: "") ?? "docProps/core.xml"
        // Broken properties are no reason to lose the document.
        guard let root = try? root(of: part) else { return }
        let names = [
            "creator": "author", "subject": "subject", "keywords": "keywords", "description": "description",
            "created": "created", "modified": "modified", "lastModifiedBy": "lastModifiedBy", "language": "language",
        ]
        for element in root.children {
            let value = WhiteSpace.collapsed(element.allText, keepsLineBreaks: false)
            guard !value.isEmpty else { continue }
            if element.name == "title" { builder.title = value }
            if let key = names[element.name] { builder.metadata[key] = value }
        }
    }

    private static func split(_ part: String) -> (folder: String, name: String) {
        guard let slash = part.lastIndex(of: "/") else { return ("", part) }
        return (String(part[...slash]), String(part[part.index(after: slash)...]))
    }

    /// A target made into the name of a part, `..` resolved; it can never lead out of the archive, as it is only a key.
    static func resolved(_ target: String, from folder: String) -> String {
        let path = target.hasPrefix("/") ? target : folder + target
        var parts: [Substring] = []
        for piece in path.split(separator: "/") where piece != "." {
            if piece == ".." { _ = parts.popLast() } else { parts.append(piece) }
        }
        return parts.joined(separator: "/")
    }
}
