internal import WrightCore
internal import WrightDocuments

/// The headings of a chunk as they are stored.
///
/// Layout: a JSON array of the headings above the whole chunk, followed by an array for each section: where it begins
/// after the chunk's first byte, and its headings.
struct HeadingList {
    var path: [String]
    var sections: [Chunk.Section]

    init(of chunk: Chunk) {
        path = chunk.headingPath
        sections = chunk.sections
    }

    /// Reads what ``text(start:)`` gave.
    ///
    /// - Throws: ``StoreError`` with code `recordDamaged`.
    init(parsing json: String, start: Int) throws(StoreError) {
        path = []
        sections = []
        guard let values = (try? JSONValue(parsing: json))?.array else {
            throw .recordDamaged(what: Self.what, reason: "it is no JSON array")
        }
        for value in values {
            if let heading = value.string, sections.isEmpty {
                path.append(heading)
            } else if let section = value.array, let offset = section.first?.int {
                sections.append(Chunk.Section(start: start + offset, headingPath: try Self.texts(section.dropFirst())))
            } else {
                throw .recordDamaged(what: Self.what, reason: "an element of its JSON array is no heading")
            }
        }
    }

    /// The list as JSON, for a chunk that begins at a byte.
    func text(start: Int) -> String {
        let parts = sections.map { section in
            JSONValue.array([.int(section.start - start)] + section.headingPath.map { .string($0) })
        }
        return JSONValue.array(path.map { .string($0) } + parts).text()
    }

    private static let what = "a chunk's headings"

    private static func texts(_ values: ArraySlice<JSONValue>) throws(StoreError) -> [String] {
        var texts: [String] = []
        for value in values {
            guard let text = value.string else {
                throw .recordDamaged(what: what, reason: "a heading of a section is no text")
            }
            texts.append(text)
        }
        return texts
    }
}
