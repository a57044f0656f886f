internal import GRDB
private import GRDBSQLite

/// The SQLite database of a project: opening, the tables, and faults in words.
///
/// Write-ahead logging, one writer, many readers. The log's files stay when the last connection closes, so that the
/// store can be read from a folder that cannot be written.
final class StoreDatabase: Sendable {
    let pool: DatabasePool
    private let path: String

    /// The number of the tables' form, in `PRAGMA user_version`.
    static let schemaVersion = 1

    /// Opens for reading.
    init(reading folder: ProjectFolder) throws {
        path = folder.databasePath
        guard folder.exists else { throw StoreError.projectMissing(path: folder.path) }
        var configuration = Self.configuration()
        configuration.readonly = true
        pool = try Self.translating(path) { [path] in try DatabasePool(path: path, configuration: configuration) }
        let version = try read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        if version > Self.schemaVersion { throw StoreError.newerSchema(path: path) }
        if version == 0 { throw StoreError.projectMissing(path: folder.path) }
    }

    /// Opens for changing, and makes the tables where there are none.
    init(writing folder: ProjectFolder) throws {
        path = folder.databasePath
        try folder.create()
        pool = try Self.translating(path) { [path] in
            try DatabasePool(path: path, configuration: Self.configuration())
        }
        let version = try read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        if version > Self.schemaVersion { throw StoreError.newerSchema(path: path) }
        if version == 0 {
            try write { db in
                try db.execute(sql: Self.tables)
                try db.execute(sql: "PRAGMA user_version = \(Self.schemaVersion)")
            }
        }
    }

    /// Reads in one transaction, so all that is read belongs to one generation.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try Self.translating(path) { try pool.read(body) }
    }

    /// Changes in one transaction: all or nothing.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try Self.translating(path) { try pool.write(body) }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 8
        configuration.prepareDatabase { db in
            guard !db.configuration.readonly else { return }
            try db.execute(sql: "PRAGMA synchronous = FULL")
            var isPersistent: CInt = 1
            sqlite3_file_control(db.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &isPersistent)
        }
        return configuration
    }

    /// Says SQLite's faults in words that a user can act on.
    private static func translating<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_FULL: throw StoreError.diskFull(path: path)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB:
                throw StoreError.databaseDamaged(path: path, reason: error.message ?? "SQLite cannot read it")
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
                throw StoreError.projectUnwritable(path: path, reason: error.message ?? "SQLite cannot open it")
            case .SQLITE_IOERR:
                throw StoreError.writeFailed(path: path, reason: error.message ?? "the disk does not answer")
            default: throw error
            }
        }
    }

    private static let tables = """
        CREATE TABLE setting(name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE generation(
            number INTEGER PRIMARY KEY, created INTEGER NOT NULL, documentCount INTEGER NOT NULL,
            chunkCount INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE document(
            id INTEGER PRIMARY KEY, uri TEXT NOT NULL UNIQUE, title TEXT NOT NULL, mediaType TEXT NOT NULL,
            contentHash BLOB NOT NULL, byteCount INTEGER NOT NULL, modified INTEGER, checked INTEGER NOT NULL,
            trust TEXT NOT NULL, accessGroups TEXT NOT NULL, metadata TEXT NOT NULL, pages BLOB NOT NULL,
            text BLOB NOT NULL, generation INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE hiddenText(
            documentID INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE, position INTEGER NOT NULL,
            reason TEXT NOT NULL, text TEXT NOT NULL
        ) STRICT;
        CREATE INDEX hiddenTextByDocument ON hiddenText(documentID);
        CREATE TABLE segment(
            id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, chunkCount INTEGER NOT NULL,
            deadCount INTEGER NOT NULL, dead BLOB NOT NULL, hasVectors INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE chunk(
            id INTEGER PRIMARY KEY, documentID INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
            lower INTEGER NOT NULL, upper INTEGER NOT NULL, parentLower INTEGER, parentUpper INTEGER,
            headingPath TEXT NOT NULL, tokenCount INTEGER NOT NULL, hash BLOB NOT NULL,
            segmentID INTEGER NOT NULL, ordinal INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX chunkByDocument ON chunk(documentID);
        CREATE UNIQUE INDEX chunkBySegment ON chunk(segmentID, ordinal);
        CREATE TABLE embedding(
            hash BLOB NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY(hash, model)
        ) STRICT;
        CREATE TABLE failure(
            uri TEXT NOT NULL PRIMARY KEY, byteCount INTEGER NOT NULL, modified INTEGER NOT NULL,
            code TEXT NOT NULL, message TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
