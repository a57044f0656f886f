private import Foundation
private import GRDB
private import WrightCore
private import WrightModel
public import WrightRetrieval

/// What of a project's corpus is kept apart: stored, but out of reach of every search until a person releases it.
///
/// Each change makes a new generation, so readers that are running take it up with their next search.
///
/// ```swift
/// let quarantine = QuarantineStore(project: project)
/// try quarantine.hold([entry], nowNanoseconds: now)
/// try quarantine.release(1, by: "ada", nowNanoseconds: later)
/// ```
public struct QuarantineStore: Sendable {
    private let project: ProjectFolder

    /// Names the project.
    public init(project: ProjectFolder) {
        self.project = project
    }

    /// Puts documents and chunks apart.
    ///
    /// - Parameters:
    ///   - entries: What and why; what is there already is left as it is, also what was released with the same content.
    ///   - nowNanoseconds: The time, in nanoseconds since 1970.
    /// - Returns: The entries that are new.
    /// - Throws: ``StoreError`` with code `projectMissing`, or `writerActive` while another process writes.
    @discardableResult
    public func hold(_ entries: [QuarantineEntry], nowNanoseconds: Int64) throws -> [QuarantineEntry] {
        try change(purpose: "putting documents apart") { db in
            let added = try QuarantineTable.insert(entries, now: nowNanoseconds, db)
            return (added, isChanged: !added.isEmpty)
        }
    }

    /// Releases an entry, so that searches find it again unless another entry holds it.
    ///
    /// - Parameters:
    ///   - id: The number of the entry.
    ///   - person: Who decides; it is kept.
    ///   - nowNanoseconds: The time, in nanoseconds since 1970.
    /// - Returns: The entry as it is now.
    /// - Throws: ``StoreError`` with code `recordMissing` where there is no such entry.
    @discardableResult
    public func release(_ id: Int64, by person: String, nowNanoseconds: Int64) throws -> QuarantineRecord {
        try change(purpose: "releasing from the quarantine") { db in
            try db.execute(
                sql: "UPDATE quarantine SET released = ?, releasedBy = ? WHERE id = ? AND released IS NULL",
                arguments: [nowNanoseconds, person, id]
            )
            let isChanged = db.changesCount > 0
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM quarantine WHERE id = ?", arguments: [id]) else {
                throw StoreError.quarantineEntryMissing(id: id)
            }
            return (try QuarantineTable.record(row), isChanged: isChanged)
        }
    }

    /// What is kept apart, the newest last; with `includesReleased` also what once was.
    ///
    /// - Throws: ``StoreError`` with code `projectMissing` or `recordDamaged`.
    public func records(includesReleased: Bool = false) throws -> [QuarantineRecord] {
        try StoreDatabase(reading: project)
            .read { db in
                guard try db.tableExists("quarantine") else { return [] }
                let condition = includesReleased ? "" : "WHERE released IS NULL"
                return try Row.fetchAll(db, sql: "SELECT * FROM quarantine \(condition) ORDER BY id")
                    .map { try QuarantineTable.record($0) }
            }
    }

    /// The text that an entry keeps apart; nil where the document is gone or has changed.
    ///
    /// For the person who reviews it: the text may be an attack on whoever reads it with a model.
    public func text(of record: QuarantineRecord, byteLimit: Int = 4000) throws -> String? {
        try StoreDatabase(reading: project)
            .read { db in
                let hash = Data(record.entry.contentHash.bytes)
                let range = record.entry.chunk?.range
                let count = min(range?.count ?? byteLimit, byteLimit)
                let bytes = try Data.fetchOne(
                    db,
                    sql: "SELECT substr(text, ?, ?) FROM document WHERE uri = ? AND contentHash = ?",
                    arguments: [(range?.lowerBound ?? 0) + 1, count, record.entry.uri, hash]
                )
                return bytes.map { String(decoding: $0, as: UTF8.self) }
            }
    }

    /// Puts apart every document that came in, or got its present content, after a generation.
    ///
    /// This is the way back to an earlier state: what was added since is out of reach, and each document can be
    /// released by itself. Content that was replaced or removed since is not stored any more and does not come back; a
    /// rebuild counts as storing every document.
    ///
    /// - Parameters:
    ///   - generation: The last generation whose documents stay.
    ///   - nowNanoseconds: The time, in nanoseconds since 1970.
    /// - Returns: The entries that are new.
    /// - Throws: ``StoreError`` with code `projectMissing` or `writerActive`.
    @discardableResult
    public func rollBack(to generation: CorpusGeneration, nowNanoseconds: Int64) throws -> [QuarantineEntry] {
        try change(purpose: "rolling back to generation \(generation.number)") { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT uri, contentHash, generation FROM document WHERE generation > ? ORDER BY uri",
                arguments: [generation.number]
            )
            let entries: [QuarantineEntry] = rows.compactMap { row in
                guard let hash = ContentHash(digest: row["contentHash"] as Data) else { return nil }
                let number: Int = row["generation"]
                let reason = QuarantineEntry.Reason(
                    rule: "roll-back",
                    evidence: "stored in generation \(number), after \(generation.number)",
                    severity: .medium,
                    score: 0
                )
                return QuarantineEntry(uri: row["uri"], contentHash: hash, reason: reason, policyVersion: "")
            }
            let added = try QuarantineTable.insert(entries, now: nowNanoseconds, db)
            return (added, isChanged: !added.isEmpty)
        }
    }

    private func change<Value>(
        purpose: String,
        _ body: (Database) throws -> (Value, isChanged: Bool)
    ) throws -> Value {
        guard project.exists else { throw StoreError.projectMissing(path: project.path) }
        let lock = try WriterLock(folder: project.storePath, purpose: purpose)
        let database = try StoreDatabase(writing: project)
        return try withExtendedLifetime(lock) {
            try database.write { db in
                try QuarantineTable.create(db)
                let (value, isChanged) = try body(db)
                if isChanged { try CorpusWriter.insert(try CorpusWriter.currentGeneration(db).next, db) }
                return value
            }
        }
    }
}
