internal import Foundation
internal import GRDB
internal import WrightCore
internal import WrightDocuments
internal import WrightRetrieval

/// A chunk with what of its document a hit tells, as the database holds them.
struct ChunkRecord {
    var chunk: Chunk
    var document: DocumentSummary
    var ordinal: Int
    var page: Int?

    /// Selects what a record is made of; the chunk's text is cut out of the document's by bytes.
    static let sql = """
        SELECT chunk.lower, chunk.upper, chunk.parentLower, chunk.parentUpper, chunk.headingPath, chunk.tokenCount,
            chunk.ordinal, document.uri, document.title, document.mediaType, document.trust, document.contentHash,
            document.pages, substr(document.text, chunk.lower + 1, chunk.upper - chunk.lower) AS text
        FROM chunk JOIN document ON document.id = chunk.documentID
        """

    /// - Throws: ``StoreError`` with code `recordDamaged`.
    init(_ row: Row) throws {
        let lower: Int = row["lower"]
        let upper: Int = row["upper"]
        let parentLower: Int? = row["parentLower"]
        let parentUpper: Int? = row["parentUpper"]
        let text: Data = row["text"] ?? Data()
        guard 0 <= lower, lower <= upper, (parentLower ?? 0) <= (parentUpper ?? .max) else {
            throw StoreError.recordDamaged(what: "a chunk", reason: "its range ends before it begins")
        }
        ordinal = Int(try Self.ordinal(row))
        let headings = try HeadingList(parsing: row["headingPath"], start: lower)
        chunk = Chunk(
            range: lower..<upper,
            text: String(decoding: text, as: UTF8.self),
            headingPath: headings.path,
            tokenCount: row["tokenCount"],
            parentRange: parentLower.flatMap { low in parentUpper.map { low..<$0 } }
        )
        chunk.sections = headings.sections
        document = DocumentSummary(
            uri: row["uri"],
            title: row["title"],
            mediaType: MediaType(rawValue: row["mediaType"]),
            trust: TrustTier(rawValue: row["trust"]) ?? .external,
            contentHash: ContentHash(digest: row["contentHash"] as Data) ?? ContentHash(of: "")
        )
        page = PageTable.number(at: lower, in: row["pages"] as Data)
    }

    /// The place of a chunk in its segment.
    ///
    /// - Throws: ``StoreError`` with code `recordDamaged`.
    static func ordinal(_ row: Row) throws(StoreError) -> UInt32 {
        guard let ordinal = UInt32(exactly: row["ordinal"] as Int) else {
            throw .recordDamaged(what: "a chunk", reason: "its number is no place in a segment")
        }
        return ordinal
    }

    /// The texts of a JSON array.
    ///
    /// Anything else throws and is never taken for an empty list: no groups would mean that everybody may see.
    ///
    /// - Throws: ``StoreError`` with code `recordDamaged`.
    static func texts(_ json: String, of what: String) throws(StoreError) -> [String] {
        guard let values = (try? JSONValue(parsing: json))?.array else {
            throw .recordDamaged(what: what, reason: "it is no JSON array")
        }
        var texts: [String] = []
        for value in values {
            guard let text = value.string else {
                throw .recordDamaged(what: what, reason: "an element of its JSON array is no text")
            }
            texts.append(text)
        }
        return texts
    }

    static func json(_ texts: some Sequence<String>) -> String {
        JSONValue.array(texts.map { .string($0) }).text()
    }
}

/// The pages of a document as bytes: for each, its number and where it begins, 32 bits each.
enum PageTable {
    static func bytes(_ pages: [Page]) -> Data {
        var bytes = Data(capacity: pages.count * 8)
        for page in pages {
            for value in [UInt32(clamping: page.number), UInt32(clamping: page.range.lowerBound)] {
                withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        return bytes
    }

    /// The pages; each ends where the next begins.
    static func pages(in bytes: Data, textCount: Int) -> [Page] {
        bytes.withUnsafeBytes { table in
            let count = table.count / 8
            return (0..<count)
                .map { index in
                    let start = value(table, index * 2 + 1)
                    let end = index + 1 < count ? value(table, index * 2 + 3) : textCount
                    return Page(number: value(table, index * 2), range: start..<max(start, end))
                }
        }
    }

    /// The page that holds a byte of the text; nil where there are no pages.
    ///
    /// O(log n).
    static func number(at offset: Int, in bytes: Data) -> Int? {
        bytes.withUnsafeBytes { table in
            var low = 0
            var high = table.count / 8
            while low < high {
                let middle = (low + high) / 2
                if value(table, middle * 2 + 1) <= offset { low = middle + 1 } else { high = middle }
            }
            return low > 0 ? value(table, (low - 1) * 2) : nil
        }
    }

    private static func value(_ table: UnsafeRawBufferPointer, _ place: Int) -> Int {
        Int(UInt32(littleEndian: table.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self)))
    }
}

extension PreparedDocument {
    /// Writes the document, its hidden texts and its chunks.
    func insert(
        _ db: Database,
        into tables: CorpusTables,
        segmentID: Int64,
        firstOrdinal: Int,
        generation: Int
    ) throws {
        let metadata = document.metadata.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
        try db.execute(
            sql: """
                INSERT INTO \(tables.document)(uri, title, mediaType, contentHash, byteCount, modified, checked, trust,
                    accessGroups, metadata, pages, text, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                document.uri, document.title, document.mediaType.rawValue, Data(document.contentHash.bytes),
                facts.byteCount, document.modifiedNanoseconds, facts.checkedNanoseconds, document.trust.rawValue,
                ChunkRecord.json(document.accessGroups.sorted()), JSONValue.object(metadata).text(),
                PageTable.bytes(document.pages), Data(document.text.utf8), generation,
            ]
        )
        let documentID = db.lastInsertedRowID
        for hidden in document.hidden {
            try db.execute(
                sql: "INSERT INTO \(tables.hiddenText)(documentID, position, reason, text) VALUES (?, ?, ?, ?)",
                arguments: [documentID, hidden.offset, hidden.reason.rawValue, hidden.text]
            )
        }
        if facts.isApplied {
            try db.execute(
                sql: "INSERT INTO \(tables.blockList)(documentID, blocks) VALUES (?, ?)",
                arguments: [documentID, BlockTable.bytes(document.blocks)]
            )
        }
        try insertChunks(db, into: tables, documentID: documentID, segmentID: segmentID, firstOrdinal: firstOrdinal)
    }

    private func insertChunks(
        _ db: Database,
        into tables: CorpusTables,
        documentID: Int64,
        segmentID: Int64,
        firstOrdinal: Int
    ) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO \(tables.chunk)(documentID, lower, upper, parentLower, parentUpper, headingPath, tokenCount,
                    hash, segmentID, ordinal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        for (index, chunk) in chunks.enumerated() {
            try statement.execute(arguments: [
                documentID, chunk.range.lowerBound, chunk.range.upperBound, chunk.parentRange?.lowerBound,
                chunk.parentRange?.upperBound, HeadingList(of: chunk).text(start: chunk.range.lowerBound),
                chunk.tokenCount,
                Data(hashes[index].bytes), segmentID, firstOrdinal + index,
            ])
        }
    }
}
