// Records about people: an append-only log in a chain of hashes, with retention, export and erasure.
//
// Idea: every event is a row that names the hash of the row before it, so that a change or a missing row is noticed. A
// person's name stands in another table than the events. Erasing somebody removes the name and the content of their
// events; the hashes stay, salted with bytes that are removed as well, so the chain holds and says nothing.
// Source: own. Deviation: none. Layout: tables `person`, `personEvent` and `personErasure`; triggers refuse every other
// change.

private import Foundation
private import GRDB
public import WrightCore

/// Records about people in the project's database: candidates, decisions, outcomes.
public final class PeopleStore: Sendable {
    /// An event as it is stored.
    public struct Event: Sendable, Hashable {
        /// The number, from 1, in the order in which events were written.
        public var number: Int64
        /// Whom it is about: a pseudonym.
        public var person: String
        /// What it is, such as `assessment`, `decision` or `outcome`.
        public var kind: String
        /// When it was written, in seconds since 1970.
        public var created: Int64
        /// What it says; nil once it was erased.
        public var content: JSONValue?
    }

    /// What an erasure did.
    public struct Erasure: Sendable, Hashable {
        /// How many events lost their content.
        public var eventCount: Int
        /// Whether a name was removed.
        public var hadIdentity: Bool
    }

    private let database: StoreDatabase

    /// Opens a project's records about people, and makes their tables where there are none.
    ///
    /// - Throws: ``StoreError``.
    public init(project: ProjectFolder) throws {
        database = try StoreDatabase(writing: project)
        try database.makeTables(Self.tables, unlessThereIs: "person")
    }

    /// Notes who stands behind a pseudonym, and until when records are kept.
    ///
    /// - Parameters:
    ///   - person: The pseudonym.
    ///   - identity: The name or file; kept apart from all events, nil to keep none.
    ///   - now: The time, in seconds since 1970.
    ///   - retentionDays: Days after which records are due for erasure.
    /// - Throws: ``StoreError``.
    public func register(_ person: String, identity: String?, now: Int64, retentionDays: Int) throws {
        let expires = now + Int64(retentionDays) * 86_400
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO person(pseudonym, identity, created, expires) VALUES (?, ?, ?, ?)
                    ON CONFLICT(pseudonym) DO UPDATE SET identity = coalesce(excluded.identity, identity),
                        expires = max(expires, excluded.expires)
                    """,
                arguments: [person, identity, now, expires]
            )
            try db.execute(sql: "DELETE FROM personErasure WHERE pseudonym = ?", arguments: [person])
        }
    }

    /// Appends an event.
    ///
    /// - Returns: Its number.
    @discardableResult public func append(_ kind: String, about person: String, content: JSONValue, now: Int64) throws
        -> Int64
    {
        try database.write { db in
            let previous = try Data.fetchOne(db, sql: "SELECT hash FROM personEvent ORDER BY id DESC LIMIT 1")
            var random = SystemRandomNumberGenerator()
            let salt = Data((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
            let text = content.text()
            let hash = Self.hash(previous: previous, salt: salt, fields: [person, kind, String(now), text])
            try db.execute(
                sql: """
                    INSERT INTO personEvent(pseudonym, kind, created, content, salt, previous, hash)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [person, kind, now, text, salt, previous, hash]
            )
            return db.lastInsertedRowID
        }
    }

    /// Events of a person, or of a kind, or all, in order.
    public func events(about person: String? = nil, kind: String? = nil) throws -> [Event] {
        try database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, pseudonym, kind, created, content FROM personEvent
                    WHERE (?1 IS NULL OR pseudonym = ?1) AND (?2 IS NULL OR kind = ?2) ORDER BY id LIMIT 1000000
                    """,
                arguments: [person, kind]
            )
            .map { row in
                let content: String? = row["content"]
                return Event(
                    number: row["id"],
                    person: row["pseudonym"],
                    kind: row["kind"],
                    created: row["created"],
                    content: try content.map { try JSONValue(parsing: $0) }
                )
            }
        }
    }

    /// Everything that is stored about a person, as one JSON document; nil where nothing is.
    public func export(_ person: String) throws -> JSONValue? {
        let row = try database.read {
            try Row.fetchOne(
                $0,
                sql: "SELECT identity, created, expires FROM person WHERE pseudonym = ?",
                arguments: [person]
            )
        }
        let events = try self.events(about: person)
        guard row != nil || !events.isEmpty else { return nil }
        let identity: String? = row?["identity"]
        let expires: Int64? = row?["expires"]
        return [
            "schema": 1, "person": .string(person), "identity": identity.map { .string($0) } ?? .null,
            "keptUntil": expires.map { .int(Int($0)) } ?? .null,
            "events": .array(
                events.map { event in
                    [
                        "number": .int(Int(event.number)), "kind": .string(event.kind),
                        "created": .int(Int(event.created)),
                        "content": event.content ?? .null,
                    ]
                }
            ),
        ]
    }

    /// Erases a person: the name and the content of all events, in one transaction, and from the file.
    public func erase(_ person: String, now: Int64) throws -> Erasure {
        let erasure = try database.write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO personErasure(pseudonym, created) VALUES (?, ?)",
                arguments: [person, now]
            )
            try db.execute(
                sql: "UPDATE personEvent SET content = NULL, salt = NULL WHERE pseudonym = ? AND content IS NOT NULL",
                arguments: [person]
            )
            let count = db.changesCount
            try db.execute(sql: "DELETE FROM person WHERE pseudonym = ?", arguments: [person])
            return Erasure(eventCount: count, hadIdentity: db.changesCount > 0)
        }
        // What was deleted must not stay in free pages or in the log.
        try database.pool.writeWithoutTransaction { db in
            try db.execute(sql: "VACUUM")
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        return erasure
    }

    /// People whose records are due for erasure, in order of the date.
    public func expired(now: Int64) throws -> [String] {
        try database.read {
            try String.fetchAll(
                $0,
                sql: "SELECT pseudonym FROM person WHERE expires <= ? ORDER BY expires, pseudonym",
                arguments: [now]
            )
        }
    }

    /// The numbers of events that do not fit the chain of hashes; empty while nothing was tampered with.
    public func brokenEvents() throws -> [Int64] {
        try database.read { db in
            var broken: [Int64] = []
            var last: Data?
            let rows = try Row.fetchCursor(db, sql: "SELECT * FROM personEvent ORDER BY id")
            while let row = try rows.next() {
                let (previous, hash): (Data?, Data?) = (row["previous"], row["hash"])
                var isSound = previous == last
                if let content: String = row["content"], let salt: Data = row["salt"] {
                    let created: Int64 = row["created"]
                    let fields: [String] = [row["pseudonym"], row["kind"], String(created), content]
                    isSound = isSound && hash == Self.hash(previous: previous, salt: salt, fields: fields)
                }
                if !isSound { broken.append(row["id"]) }
                last = hash
            }
            return broken
        }
    }

    private static func hash(previous: Data?, salt: Data, fields: [String]) -> Data {
        var hasher = ContentHash.Hasher()
        hasher.update(previous ?? Data())
        hasher.update(salt)
        for field in fields {
            hasher.update("\(field.utf8.count):")
            hasher.update(field)
        }
        return Data(hasher.finalize().bytes)
    }

    private static let tables = """
        CREATE TABLE person(
            pseudonym TEXT NOT NULL PRIMARY KEY, identity TEXT, created INTEGER NOT NULL, expires INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE personEvent(
            id INTEGER PRIMARY KEY AUTOINCREMENT, pseudonym TEXT NOT NULL, kind TEXT NOT NULL, created INTEGER NOT NULL,
            content TEXT, salt BLOB, previous BLOB, hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX personEventByPerson ON personEvent(pseudonym);
        CREATE TABLE personErasure(pseudonym TEXT NOT NULL PRIMARY KEY, created INTEGER NOT NULL) STRICT;
        CREATE TRIGGER personEventStays BEFORE DELETE ON personEvent BEGIN
            SELECT RAISE(ABORT, 'events about people are only erased, never deleted');
        END;
        CREATE TRIGGER personEventIsFixed BEFORE UPDATE ON personEvent
        WHEN NEW.content IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.hash IS NOT OLD.hash
            OR NEW.previous IS NOT OLD.previous OR NEW.pseudonym IS NOT OLD.pseudonym OR NEW.kind IS NOT OLD.kind
            OR NEW.created IS NOT OLD.created
            OR NOT EXISTS (SELECT 1 FROM personErasure WHERE pseudonym = OLD.pseudonym)
        BEGIN
            SELECT RAISE(ABORT, 'events about people are append-only');
        END;
        """
}
