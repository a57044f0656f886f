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
    static let schemaVersion = 2
    /// The number from the first entry of the quarantine on.
    ///
    /// The tables are the same but for `quarantine`. Versions of Wright that do not know it would find what is kept
    /// apart; they refuse a number above their own.
    static let quarantineVersion = 3

    /// Opens for reading.
    init(reading folder: ProjectFolder) throws {
        path = folder.databasePath
        guard folder.exists else { throw StoreError.projectMissing(path: folder.path) }
        var configuration = Self.configuration()
        configuration.readonly = true
        let fault = DatabaseFault(path: path, isWriting: false)
        pool = try fault.translating { [path] in try DatabasePool(path: path, configuration: configuration) }
        let version = try read(Self.version)
        if version > Self.quarantineVersion { throw StoreError.newerSchema(path: path) }
        if version == 0 { throw StoreError.projectMissing(path: folder.path) }
    }

    /// Opens for changing, makes the tables where there are none, and brings older ones up to date.
    init(writing folder: ProjectFolder) throws {
        path = folder.databasePath
        try folder.create()
        let fault = DatabaseFault(path: path, isWriting: true)
        pool = try fault.translating { [path] in try Self.writingPool(path) }
        let found = try read(Self.version)
        if found > Self.quarantineVersion { throw StoreError.newerSchema(path: path) }
        guard found < Self.schemaVersion else { return }
        try write { db in
            // Another process may have made or updated the tables while this one waited to write.
            let version = try Self.version(db)
            guard version < Self.schemaVersion else { return }
            if version == 0 {
                try db.execute(sql: Self.tables)
                try CorpusTables.current.create(db)
                try CorpusTables.createIndexes(db)
            } else {
                try CorpusTables.migrateFromFirst(db)
            }
            try db.execute(sql: "PRAGMA user_version = \(Self.schemaVersion)")
        }
    }

    /// Opens for changing.
    ///
    /// SQLite does not wait where another process is just turning on write-ahead logging, so it is tried again.
    private static func writingPool(_ path: String) throws -> DatabasePool {
        let deadline = ContinuousClock.now + .milliseconds(busyMilliseconds)
        while true {
            do {
                return try DatabasePool(path: path, configuration: configuration())
            } catch let error as DatabaseError {
                guard error.resultCode == .SQLITE_BUSY, ContinuousClock.now < deadline else { throw error }
                sqlite3_sleep(20)
            }
        }
    }

    /// Makes tables where one of them is not there yet; several processes may do so at once.
    func makeTables(_ definition: String, unlessThereIs table: String) throws {
        if try read({ try $0.tableExists(table) }) { return }
        try write { db in
            if try !db.tableExists(table) { try db.execute(sql: definition) }
        }
    }

    private static func version(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }

    /// Reads in one transaction, so all that is read belongs to one generation.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try DatabaseFault(path: path, isWriting: false).translating { try pool.read(body) }
    }

    /// Changes in one transaction: all or nothing.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        var fault = DatabaseFault(path: path, isWriting: true)
        fault.systemCode = { [pool] in
            pool.writeWithoutTransaction { sqlite3_system_errno($0.sqliteConnection) }
        }
        return try fault.translating { try pool.write(body) }
    }

    /// Moves what the log holds into the database and empties the log.
    ///
    /// A program that opens the store first reads the whole log, which after a large run is as long as what it wrote.
    /// A search that is under way may hinder it; the log then stays until the next run ends.
    func emptyLog() {
        pool.writeWithoutTransaction { db in
            try? db.execute(sql: "PRAGMA busy_timeout = 1000")
            _ = try? db.checkpoint(.truncate)
            try? db.execute(sql: "PRAGMA busy_timeout = \(Self.busyMilliseconds)")
        }
    }

    private static let busyMilliseconds = 10_000

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Double(busyMilliseconds) / 1000)
        configuration.maximumReaderCount = 8
        configuration.prepareDatabase { db in
            guard !db.configuration.readonly else { return }
            try db.execute(sql: "PRAGMA synchronous = FULL")
            var isPersistent: CInt = 1
            sqlite3_file_control(db.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &isPersistent)
        }
        return configuration
    }

    /// The tables beside those of the corpus.
    private static let tables = """
        CREATE TABLE setting(name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE generation(
            number INTEGER PRIMARY KEY, created INTEGER NOT NULL, documentCount INTEGER NOT NULL,
            chunkCount INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE embedding(
            hash BLOB NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY(hash, model)
        ) STRICT;
        """
}
