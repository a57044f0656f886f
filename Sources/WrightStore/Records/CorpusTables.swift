internal import GRDB

/// The names of the tables that hold a corpus: those that are searched, or those in which the next one is made.
///
/// A rebuild fills the second set batch by batch and puts it in the place of the first in one transaction, so a crash
/// before that leaves the corpus as it was.
struct CorpusTables: Sendable {
    /// The tables that are searched.
    static let current = Self(prefix: "")
    /// The tables of a rebuild that is under way.
    static let next = Self(prefix: "next")

    let document: String
    let hiddenText: String
    let blockList: String
    let segment: String
    let chunk: String
    let failure: String

    private init(prefix: String) {
        let name = { (base: String) in prefix.isEmpty ? base : prefix + base.prefix(1).uppercased() + base.dropFirst() }
        document = name("document")
        hiddenText = name("hiddenText")
        blockList = name("blockList")
        segment = name("segment")
        chunk = name("chunk")
        failure = name("failure")
    }

    /// All of them; those that refer to another one come first.
    private var all: [String] { [chunk, hiddenText, blockList, document, segment, failure] }

    /// Makes the tables.
    func create(_ db: Database) throws {
        try db.execute(sql: definition)
        try db.execute(sql: blockListDefinition)
    }

    /// Removes the tables that are there.
    func drop(_ db: Database) throws {
        for table in all { try db.execute(sql: "DROP TABLE IF EXISTS \(table)") }
    }

    /// Puts these tables with all they hold in the place of the current ones.
    func replaceCurrent(_ db: Database) throws {
        try Self.current.drop(db)
        for (name, current) in zip(all, Self.current.all) {
            try db.execute(sql: "ALTER TABLE \(name) RENAME TO \(current)")
        }
        try Self.createIndexes(db)
    }

    /// Makes the indexes of the current tables.
    ///
    /// Opening a corpus and filtering read these and never the tables, whose rows hold whole texts.
    static func createIndexes(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE INDEX hiddenTextByDocument ON hiddenText(documentID);
                CREATE UNIQUE INDEX chunkBySegment ON chunk(segmentID, ordinal);
                CREATE INDEX chunkByDocument ON chunk(documentID, segmentID, ordinal);
                CREATE INDEX chunkByHash ON chunk(hash);
                CREATE INDEX restrictedDocument ON document(id) WHERE accessGroups <> '[]';
                CREATE INDEX documentFacts ON document(
                    uri, mediaType, trust, accessGroups, modified, byteCount, checked, contentHash
                );
                """
        )
    }

    /// Brings tables of the store's first form up to date.
    static func migrateFromFirst(_ db: Database) throws {
        try db.execute(sql: current.blockListDefinition)
        try db.execute(
            sql: "DROP INDEX hiddenTextByDocument; DROP INDEX chunkByDocument; DROP INDEX chunkBySegment;"
        )
        try createIndexes(db)
    }

    private var definition: String {
        """
        CREATE TABLE \(document)(
            id INTEGER PRIMARY KEY, uri TEXT NOT NULL UNIQUE, title TEXT NOT NULL, mediaType TEXT NOT NULL,
            contentHash BLOB NOT NULL, byteCount INTEGER NOT NULL, modified INTEGER, checked INTEGER NOT NULL,
            trust TEXT NOT NULL, accessGroups TEXT NOT NULL, metadata TEXT NOT NULL, pages BLOB NOT NULL,
            text BLOB NOT NULL, generation INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE \(hiddenText)(
            documentID INTEGER NOT NULL REFERENCES \(document)(id) ON DELETE CASCADE, position INTEGER NOT NULL,
            reason TEXT NOT NULL, text TEXT NOT NULL
        ) STRICT;
        CREATE TABLE \(segment)(
            id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, chunkCount INTEGER NOT NULL,
            deadCount INTEGER NOT NULL, dead BLOB NOT NULL, hasVectors INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE \(chunk)(
            id INTEGER PRIMARY KEY, documentID INTEGER NOT NULL REFERENCES \(document)(id) ON DELETE CASCADE,
            lower INTEGER NOT NULL, upper INTEGER NOT NULL, parentLower INTEGER, parentUpper INTEGER,
            headingPath TEXT NOT NULL, tokenCount INTEGER NOT NULL, hash BLOB NOT NULL,
            segmentID INTEGER NOT NULL, ordinal INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE \(failure)(
            uri TEXT NOT NULL PRIMARY KEY, byteCount INTEGER NOT NULL, modified INTEGER NOT NULL,
            code TEXT NOT NULL, message TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
    }

    /// The parts of documents that did not come from files and so cannot be parsed again.
    private var blockListDefinition: String {
        """
        CREATE TABLE \(blockList)(
            documentID INTEGER PRIMARY KEY REFERENCES \(document)(id) ON DELETE CASCADE, blocks BLOB NOT NULL
        ) STRICT;
        """
    }
}
