private import Foundation
internal import GRDB
internal import WrightCore
internal import WrightDocuments
internal import WrightRetrieval

/// The stored documents that did not come from files, read back so that a rebuild can cut and embed them anew.
struct AppliedDocuments {
    private let database: StoreDatabase
    private let cutter: DocumentCutter
    private var lastID: Int64 = 0

    init(_ database: StoreDatabase, cutter: DocumentCutter) {
        self.database = database
        self.cutter = cutter
    }

    /// The next documents, until so many bytes are held; empty at the end.
    mutating func nextBatch(heldByteCount: Int) throws -> [PreparedDocument] {
        var batch: [PreparedDocument] = []
        var held = 0
        try database.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT * FROM document WHERE byteCount < 0 AND id > ? ORDER BY id",
                arguments: [lastID]
            )
            while held < heldByteCount, batch.count < FolderIngestion.batchFileCount, let row = try rows.next() {
                let document = try Self.document(row, db)
                let prepared = PreparedDocument(
                    document: document,
                    chunks: cutter.chunks(of: document),
                    facts: .applied
                )
                lastID = row["id"]
                held += prepared.heldByteCount
                batch.append(prepared)
            }
        }
        return batch
    }

    private static func document(_ row: Row, _ db: Database) throws -> Document {
        let id: Int64 = row["id"]
        let uri: String = row["uri"]
        let text = String(decoding: row["text"] as Data, as: UTF8.self)
        let count = text.utf8.count
        let stored = try Data.fetchOne(db, sql: "SELECT blocks FROM blockList WHERE documentID = ?", arguments: [id])
        // Stores of an earlier version kept no parts: the text is then one paragraph.
        var blocks = [Block(kind: .paragraph, range: 0..<count)].filter { !$0.range.isEmpty }
        if let stored { blocks = try BlockTable.blocks(in: stored, of: uri) }
        guard blocks.allSatisfy({ $0.range.upperBound <= count }) else {
            throw StoreError.recordDamaged(what: "the document '\(uri)'", reason: "a part lies outside its text")
        }
        return Document(
            uri: uri,
            title: row["title"],
            mediaType: MediaType(rawValue: row["mediaType"]),
            text: text,
            blocks: blocks,
            pages: PageTable.pages(in: row["pages"], textCount: count),
            hidden: try HiddenText.all(ofDocument: id, db),
            contentHash: ContentHash(digest: row["contentHash"] as Data) ?? ContentHash(of: text),
            modifiedNanoseconds: row["modified"],
            trust: TrustTier(rawValue: row["trust"]) ?? .external,
            accessGroups: Set(try ChunkRecord.texts(row["accessGroups"], of: "the groups of '\(uri)'")),
            metadata: try metadata(row["metadata"], of: uri)
        )
    }

    private static func metadata(_ json: String, of uri: String) throws(StoreError) -> [String: String] {
        guard let members = (try? JSONValue(parsing: json))?.object else {
            throw .recordDamaged(what: "the document '\(uri)'", reason: "its metadata is no JSON object")
        }
        return Dictionary(members.map { ($0.name, $0.value.string ?? "") }) { first, _ in first }
    }
}

extension HiddenText {
    /// The texts that were kept out of a document's text, in order.
    static func all(ofDocument id: Int64, _ db: Database) throws -> [HiddenText] {
        try Row.fetchAll(
            db,
            sql: "SELECT position, reason, text FROM hiddenText WHERE documentID = ? ORDER BY rowid",
            arguments: [id]
        )
        .compactMap { row in
            Reason(rawValue: row["reason"]).map { HiddenText(text: row["text"], reason: $0, offset: row["position"]) }
        }
    }
}
