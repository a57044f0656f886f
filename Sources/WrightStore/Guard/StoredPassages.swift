private import Foundation
private import GRDB
public import WrightCore
public import WrightDocuments

/// What a project stores of its documents, read for inspection: every chunk with its embedding, every hidden text.
///
/// Everything is read, also what is restricted to groups and what is kept apart, so it is for those who run the system.
public struct StoredPassages: Sendable {
    private let database: StoreDatabase

    /// Opens a project.
    ///
    /// - Throws: ``StoreError`` with code `projectMissing`.
    public init(project: ProjectFolder) throws {
        database = try StoreDatabase(reading: project)
    }

    /// A document with its chunks.
    public struct StoredDocument: Sendable {
        /// The number that the store has for it; ascending in the order of storing.
        public var id: Int64
        /// Where it comes from.
        public var uri: String
        /// The hash of its source's bytes.
        public var contentHash: ContentHash
        /// How far its origin is trusted.
        public var trust: TrustTier
        /// The groups whose members may see it.
        public var accessGroups: Set<String>
        /// When its source was last changed, in nanoseconds since 1970; nil where nobody knows.
        public var modifiedNanoseconds: Int64?
        /// The generation that stored it.
        public var generation: Int
        /// Its whole text.
        public var text: String
        /// What its readers do not see.
        public var hiddenTexts: [HiddenText]
        /// Its chunks, in order.
        public var chunks: [StoredChunk]
    }

    /// A chunk with its embedding.
    public struct StoredChunk: Sendable {
        /// Where in the document's text, in UTF-8 bytes.
        public var range: Range<Int>
        /// The hash of the text under its headings, as it is indexed.
        public var hash: ContentHash
        /// The text.
        public var text: String
        /// The embedding; nil where there is none.
        public var vector: [Float]?
    }

    /// How many chunks there are.
    public func chunkCount() throws -> Int {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM chunk") ?? 0 }
    }

    /// The coordinates of an embedding; nil where there are none.
    public func embeddingDimension() throws -> Int? {
        try database.read { try StoredSettings.fetch($0)?.modelDimension }
    }

    /// Whether the document is kept apart as a whole.
    public func isHeld(_ uri: String) throws -> Bool {
        try database.read { try QuarantineTable.holdsDocument(uri, $0) }
    }

    /// The documents after one, in the order of storing, at most so many; none at the end.
    ///
    /// - Parameters:
    ///   - id: The number of the last document that was seen, or 0.
    ///   - limit: How many documents.
    ///   - readsVectors: Whether chunks come with their embeddings.
    /// - Returns: The documents with their texts and chunks.
    /// - Throws: ``StoreError`` with code `recordDamaged`.
    public func documents(after id: Int64, limit: Int = 64, readsVectors: Bool) throws -> [StoredDocument] {
        try database.read { db in
            let model = readsVectors ? try StoredSettings.fetch(db)?.modelFingerprint : nil
            return
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT id, uri, contentHash, trust, accessGroups, modified, generation, text FROM document
                        WHERE id > ? ORDER BY id LIMIT ?
                        """,
                    arguments: [id, limit]
                )
                .map { try Self.document($0, model: model, db) }
        }
    }

    private static func document(_ row: Row, model: String?, _ db: Database) throws -> StoredDocument {
        let id: Int64 = row["id"]
        let uri: String = row["uri"]
        let text: Data = row["text"]
        return StoredDocument(
            id: id,
            uri: uri,
            contentHash: ContentHash(digest: row["contentHash"] as Data) ?? ContentHash(of: text),
            trust: TrustTier(rawValue: row["trust"]) ?? .external,
            accessGroups: Set(try ChunkRecord.texts(row["accessGroups"], of: "the groups of '\(uri)'")),
            modifiedNanoseconds: row["modified"],
            generation: row["generation"],
            text: String(decoding: text, as: UTF8.self),
            hiddenTexts: try HiddenText.all(ofDocument: id, db),
            chunks: try chunks(ofDocument: id, text: text, model: model, db)
        )
    }

    private static func chunks(
        ofDocument id: Int64,
        text: Data,
        model: String?,
        _ db: Database
    ) throws -> [StoredChunk] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT chunk.lower, chunk.upper, chunk.hash, embedding.vector FROM chunk
                LEFT JOIN embedding ON embedding.hash = chunk.hash AND embedding.model = ?
                WHERE chunk.documentID = ? ORDER BY chunk.lower, chunk.upper
                """
        )
        return try Row.fetchAll(statement, arguments: [model ?? "", id])
            .map { row in
                let lower: Int = row["lower"]
                let upper: Int = row["upper"]
                guard 0 <= lower, lower <= upper, upper <= text.count,
                    let hash = ContentHash(digest: row["hash"] as Data)
                else { throw StoreError.recordDamaged(what: "a chunk", reason: "it lies outside its document") }
                let bytes = text.dropFirst(lower).prefix(upper - lower)
                return StoredChunk(
                    range: lower..<upper,
                    hash: hash,
                    text: String(decoding: bytes, as: UTF8.self),
                    vector: CorpusWriter.vector(row["vector"])
                )
            }
    }
}
