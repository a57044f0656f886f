internal import Foundation
internal import GRDB
internal import WrightCore
private import WrightDocuments
internal import WrightRetrieval

extension CorpusWriter {
    /// Takes documents out and marks their chunks as deleted.
    ///
    /// - Returns: The hashes of the chunks.
    func remove(_ uris: Set<String>, _ db: Database, in tables: CorpusTables) throws -> Set<Data> {
        var stored: [Int64: StoredSegment] = [:]
        for segment in try StoredSegment.all(db, in: tables) { stored[segment.id] = segment }
        var changed: Set<Int64> = []
        var hashes: Set<Data> = []
        let identifier = try db.cachedStatement(sql: "SELECT id FROM \(tables.document) WHERE uri = ?")
        let chunks = try db.cachedStatement(
            sql: "SELECT segmentID, ordinal, hash FROM \(tables.chunk) WHERE documentID = ?"
        )
        let deletion = try db.cachedStatement(sql: "DELETE FROM \(tables.document) WHERE id = ?")
        for uri in uris.sorted() {
            guard let document = try Int64.fetchOne(identifier, arguments: [uri]) else { continue }
            let rows = try Row.fetchCursor(chunks, arguments: [document])
            while let row = try rows.next() {
                let ordinal = try ChunkRecord.ordinal(row)
                stored[row["segmentID"]]?.markDead(ordinal)
                changed.insert(row["segmentID"])
                hashes.insert(row["hash"])
            }
            try deletion.execute(arguments: [document])
        }
        for id in changed { try stored[id]?.updateDead(db, in: tables) }
        return hashes
    }

    /// Removes those of some embeddings that no chunk needs any more.
    static func removeEmbeddings(of hashes: Set<Data>, _ db: Database) throws {
        let deletion = try db.cachedStatement(
            sql: "DELETE FROM embedding WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM chunk WHERE hash = ?1)"
        )
        for hash in hashes { try deletion.execute(arguments: [hash]) }
    }

    /// Adds documents, each of another URI and none of them there.
    func insert(
        _ documents: [PreparedDocument],
        segmentID: Int64,
        generation: CorpusGeneration,
        _ db: Database,
        into tables: CorpusTables
    ) throws {
        var ordinal = 0
        for prepared in documents {
            try prepared.insert(
                db,
                into: tables,
                segmentID: segmentID,
                firstOrdinal: ordinal,
                generation: generation.number
            )
            ordinal += prepared.chunks.count
        }
    }

    /// Writes what is known of files.
    ///
    /// - Returns: Whether the time of change of a document that stays is another one now.
    @discardableResult
    static func record(_ batch: CorpusBatch, _ db: Database, in tables: CorpusTables) throws -> Bool {
        var isDated = false
        for (uri, facts) in batch.touched {
            try db.execute(
                sql: "UPDATE \(tables.document) SET modified = ?1 WHERE uri = ?2 AND modified IS NOT ?1",
                arguments: [facts.modifiedNanoseconds, uri]
            )
            if db.changesCount > 0 { isDated = true }
            try db.execute(
                sql: "UPDATE \(tables.document) SET byteCount = ?, checked = ? WHERE uri = ?",
                arguments: [facts.byteCount, facts.checkedNanoseconds, uri]
            )
        }
        let answered = batch.recovered.union(batch.removals).union(batch.documents.map(\.document.uri))
        for uri in answered { try db.execute(sql: "DELETE FROM \(tables.failure) WHERE uri = ?", arguments: [uri]) }
        for failure in batch.failures {
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO \(tables.failure)(uri, byteCount, modified, code, message)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    failure.uri, failure.facts.byteCount, failure.facts.modifiedNanoseconds, failure.reason,
                    failure.message,
                ]
            )
        }
        return isDated
    }
}
