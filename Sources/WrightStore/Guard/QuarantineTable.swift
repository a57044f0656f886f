internal import Foundation
internal import GRDB
internal import WrightCore
internal import WrightIndex
internal import WrightModel

// What is kept apart is told by hashes and URIs, never by row numbers, so it stays apart when the index is joined,
// rebuilt or read anew:
// - a document by its URI, whatever its content has become, and by the hash of its content, whatever its name has
//   become;
// - a chunk by the hash of its text, wherever it stands, with every chunk whose text, or whose parent's, overlaps it;
//   when the document has changed since and nobody has inspected it, the whole document.
// The ordinals of these chunks are counted as deleted when a generation is mapped, so no search of any mode and no
// filter can reach them.

/// The table of what is kept apart.
enum QuarantineTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS quarantine(
                    id INTEGER PRIMARY KEY, uri TEXT NOT NULL, contentHash BLOB NOT NULL, chunkHash BLOB, lower INTEGER,
                    upper INTEGER, reason TEXT NOT NULL, evidence TEXT NOT NULL, severity TEXT NOT NULL,
                    score REAL NOT NULL, policyVersion TEXT NOT NULL, created INTEGER NOT NULL, released INTEGER,
                    releasedBy TEXT
                ) STRICT;
                CREATE INDEX IF NOT EXISTS quarantineByURI ON quarantine(uri) WHERE released IS NULL;
                """
        )
        // Entries that were made before the number was raised for them.
        if try Int.fetchOne(db, sql: "SELECT 1 FROM quarantine LIMIT 1") != nil { try markStore(db) }
    }

    /// The chunks that are kept apart, by segment; nil where nothing is.
    static func heldOrdinals(in segments: [StoredSegment], _ db: Database) throws -> [Int64: OrdinalSet]? {
        guard try holdsAnything(db) else { return nil }
        let places = Dictionary(uniqueKeysWithValues: segments.map { ($0.id, $0) })
        var sets: [Int64: OrdinalSet] = [:]
        let rows = try Row.fetchCursor(db, sql: heldChunks)
        while let row = try rows.next() {
            let id: Int64 = row["segmentID"]
            guard let segment = places[id] else { continue }
            let ordinal = try ChunkRecord.ordinal(row)
            sets[id, default: OrdinalSet(universeCount: segment.chunkCount)].insert(ordinal)
        }
        return sets
    }

    /// Whether a document's text is kept apart as a whole.
    static func holdsDocument(_ uri: String, _ db: Database) throws -> Bool {
        guard try holdsAnything(db) else { return false }
        return try Int.fetchOne(
            db,
            sql: "SELECT 1 FROM document WHERE uri = ? AND id IN (\(heldDocuments)) LIMIT 1",
            arguments: [uri]
        ) != nil
    }

    /// Whether any part of a document is kept apart.
    static func holdsPart(of uri: String, _ db: Database) throws -> Bool {
        guard try holdsAnything(db) else { return false }
        if try holdsDocument(uri, db) { return true }
        return try Int.fetchOne(
            db,
            sql: """
                SELECT 1 FROM chunk JOIN document ON document.id = chunk.documentID
                WHERE document.uri = ? AND chunk.hash IN (\(heldHashes)) LIMIT 1
                """,
            arguments: [uri]
        ) != nil
    }

    /// Whether any of some UTF-8 bytes of a document's text is kept apart.
    static func holdsAny(of range: Range<Int>, in uri: String, _ db: Database) throws -> Bool {
        guard try holdsAnything(db) else { return false }
        if try holdsDocument(uri, db) { return true }
        return try Int.fetchOne(
            db,
            sql: """
                SELECT 1 FROM chunk JOIN document ON document.id = chunk.documentID
                WHERE document.uri = ? AND chunk.hash IN (\(heldHashes)) AND chunk.lower < ? AND chunk.upper > ? LIMIT 1
                """,
            arguments: [uri, range.upperBound, range.lowerBound]
        ) != nil
    }

    private static func holdsAnything(_ db: Database) throws -> Bool {
        guard try db.tableExists("quarantine") else { return false }
        return try Int.fetchOne(db, sql: "SELECT 1 FROM quarantine WHERE released IS NULL LIMIT 1") != nil
    }

    private static let heldDocuments = """
        SELECT id FROM document
            WHERE uri IN (SELECT uri FROM quarantine WHERE released IS NULL AND chunkHash IS NULL)
        UNION SELECT id FROM document
            WHERE contentHash IN (SELECT contentHash FROM quarantine WHERE released IS NULL AND chunkHash IS NULL)
        UNION SELECT document.id FROM document JOIN quarantine ON quarantine.uri = document.uri
            WHERE quarantine.released IS NULL AND quarantine.chunkHash IS NOT NULL
            AND quarantine.contentHash <> document.contentHash
        """

    private static let heldHashes =
        "SELECT chunkHash FROM quarantine WHERE released IS NULL AND chunkHash IS NOT NULL"

    private static let heldChunks = """
        SELECT segmentID, ordinal FROM chunk WHERE documentID IN (\(heldDocuments))
        UNION SELECT other.segmentID, other.ordinal FROM chunk AS held
            JOIN chunk AS other ON other.documentID = held.documentID
            WHERE held.hash IN (\(heldHashes))
            AND coalesce(other.parentLower, other.lower) < held.upper
            AND coalesce(other.parentUpper, other.upper) > held.lower
        """
}

extension QuarantineTable {
    /// Puts entries apart; those that are there already, also those that somebody released, are left as they are.
    ///
    /// An entry that ended because the document changed is no decision: the same content is held again on its return.
    ///
    /// - Returns: The entries that are new.
    static func insert(_ entries: [QuarantineEntry], now: Int64, _ db: Database) throws -> [QuarantineEntry] {
        var added: [QuarantineEntry] = []
        let known = try db.cachedStatement(
            sql: """
                SELECT 1 FROM quarantine WHERE uri = ? AND contentHash = ? AND chunkHash IS ?
                    AND (releasedBy IS NULL OR releasedBy <> ?) LIMIT 1
                """
        )
        let insertion = try db.cachedStatement(
            sql: """
                INSERT INTO quarantine(uri, contentHash, chunkHash, lower, upper, reason, evidence, severity, score,
                    policyVersion, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        for entry in entries {
            let hash = Data(entry.contentHash.bytes)
            let chunkHash = entry.chunk.map { Data($0.hash.bytes) }
            let isKnown = try Int.fetchOne(known, arguments: [entry.uri, hash, chunkHash, endedByInspection]) != nil
            guard !isKnown else { continue }
            try insertion.execute(arguments: [
                entry.uri, hash, chunkHash, entry.chunk?.range.lowerBound, entry.chunk?.range.upperBound, entry.reason,
                entry.evidence, entry.severity.rawValue, entry.score, entry.policyVersion, now,
            ])
            added.append(entry)
        }
        if !added.isEmpty { try markStore(db) }
        return added
    }

    /// Bars the store to versions of Wright that do not know what a quarantine is.
    private static func markStore(_ db: Database) throws {
        try db.execute(sql: "PRAGMA user_version = \(StoreDatabase.quarantineVersion)")
    }

    /// Whether chunks of another content of a document are kept apart.
    static func holdsOtherContent(of uri: String, _ contentHash: ContentHash, _ db: Database) throws -> Bool {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT 1 FROM quarantine
                    WHERE released IS NULL AND chunkHash IS NOT NULL AND uri = ? AND contentHash <> ? LIMIT 1
                    """
            ),
            arguments: [uri, Data(contentHash.bytes)]
        ) != nil
    }

    /// Ends entries for chunks of an earlier content of documents that were inspected anew; says whether any was there.
    static func endOutdatedChunks(
        of documents: [(uri: String, contentHash: ContentHash)],
        now: Int64,
        _ db: Database
    ) throws -> Bool {
        var isChanged = false
        for document in documents {
            try db.execute(
                sql: """
                    UPDATE quarantine SET released = ?, releasedBy = ?
                    WHERE released IS NULL AND chunkHash IS NOT NULL AND uri = ? AND contentHash <> ?
                    """,
                arguments: [now, endedByInspection, document.uri, Data(document.contentHash.bytes)]
            )
            if db.changesCount > 0 { isChanged = true }
        }
        return isChanged
    }

    /// Who released an entry that ended because the document has a new content, which was inspected.
    private static let endedByInspection = "inspection of new content"

    static func record(_ row: Row) throws(StoreError) -> QuarantineRecord {
        let id: Int64 = row["id"]
        func damaged(_ reason: String) -> StoreError {
            .recordDamaged(what: "entry \(id) of the quarantine", reason: reason)
        }
        guard let contentHash = ContentHash(digest: row["contentHash"] as Data) else {
            throw damaged("its hash does not have 32 bytes")
        }
        guard let severity = Finding.Severity(rawValue: row["severity"]) else {
            throw damaged("its severity is unknown")
        }
        var chunk: QuarantineEntry.ChunkPlace?
        if let bytes = row["chunkHash"] as Data?, let hash = ContentHash(digest: bytes) {
            let (lower, upper): (Int, Int) = (row["lower"] ?? 0, row["upper"] ?? 0)
            guard lower <= upper else { throw damaged("its range ends before it begins") }
            chunk = .init(hash: hash, range: lower..<upper)
        }
        let reason = QuarantineEntry.Reason(
            rule: row["reason"],
            evidence: row["evidence"],
            severity: severity,
            score: row["score"]
        )
        return QuarantineRecord(
            id: id,
            entry: QuarantineEntry(
                uri: row["uri"],
                contentHash: contentHash,
                chunk: chunk,
                reason: reason,
                policyVersion: row["policyVersion"]
            ),
            createdNanoseconds: row["created"],
            releasedNanoseconds: row["released"],
            releasedBy: row["releasedBy"]
        )
    }
}
