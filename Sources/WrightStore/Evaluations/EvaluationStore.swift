private import Foundation
private import GRDB
public import WrightCore

/// Runs of the evaluation, their results, baselines, and answers that were paid for, in the project's database.
///
/// What is stored is JSON text, whose form the evaluation knows and the store does not. Everything that is written is
/// there after a crash.
public final class EvaluationStore: Sendable {
    /// A run as it is stored.
    public struct StoredRun: Sendable, Hashable {
        /// The number by which results refer to it.
        public var id: Int64
        /// What people call it.
        public var name: String
        /// When it was begun, in seconds since 1970.
        public var created: Int64
        /// Its manifest.
        public var manifest: JSONValue
        /// Whether it reached its end.
        public var isFinished: Bool
        /// How many results it has.
        public var resultCount: Int
    }

    /// A run that others are compared with.
    public struct Baseline: Sendable, Hashable {
        /// The baseline's name.
        public var name: String
        /// The run's name.
        public var runName: String
        /// The run's number.
        public var runID: Int64
        /// When it was set, in seconds since 1970.
        public var created: Int64
    }

    private let database: StoreDatabase

    /// Opens a project's evaluations, and makes their tables where there are none.
    ///
    /// - Throws: ``StoreError``.
    public init(project: ProjectFolder) throws {
        database = try StoreDatabase(writing: project)
        var migrator = DatabaseMigrator()
        migrator.registerMigration("evaluations-1") { try $0.execute(sql: Self.tables) }
        try migrator.migrate(database.pool)
    }

    /// Begins a run.
    ///
    /// - Returns: Its number.
    public func begin(name: String, manifest: JSONValue, now: Int64) throws -> Int64 {
        try database.write { db in
            try db.execute(
                sql: "INSERT INTO evaluationRun(name, created, manifest, isFinished) VALUES (?, ?, ?, 0)",
                arguments: [name, now, manifest.text()]
            )
            return db.lastInsertedRowID
        }
    }

    /// The latest run of a name; nil if there is none.
    public func run(named name: String) throws -> StoredRun? {
        try runs(where: "WHERE name = ? ORDER BY id DESC LIMIT 1", [name]).first
    }

    /// The run of a number; nil if there is none.
    public func run(id: Int64) throws -> StoredRun? {
        try runs(where: "WHERE id = ?", [id]).first
    }

    /// All runs, the latest first.
    public func runs() throws -> [StoredRun] {
        try runs(where: "ORDER BY id DESC LIMIT 10000", [])
    }

    /// Notes that a run reached its end.
    public func finish(_ id: Int64) throws {
        try database.write {
            try $0.execute(sql: "UPDATE evaluationRun SET isFinished = 1 WHERE id = ?", arguments: [id])
        }
    }

    /// A result to be stored.
    public struct Entry: Sendable {
        /// The example.
        public var exampleID: String
        /// Which repeat it is.
        public var repeatNumber: Int
        /// The result.
        public var result: JSONValue

        /// Makes an entry.
        public init(exampleID: String, repeatNumber: Int, result: JSONValue) {
            self.exampleID = exampleID
            self.repeatNumber = repeatNumber
            self.result = result
        }
    }

    /// Stores results in one transaction; one that stood before is replaced.
    public func add(_ entries: [Entry], to run: Int64) throws {
        guard !entries.isEmpty else { return }
        try database.write { db in
            let statement = try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO evaluationResult(runID, exampleID, repeat, result) VALUES (?, ?, ?, ?)"
            )
            for entry in entries {
                try statement.execute(arguments: [run, entry.exampleID, entry.repeatNumber, entry.result.text()])
            }
        }
    }

    /// A run's results, in the order in which they came.
    public func results(of run: Int64) throws -> [JSONValue] {
        try database.read { db in
            try String.fetchAll(
                db,
                sql: "SELECT result FROM evaluationResult WHERE runID = ? ORDER BY rowid",
                arguments: [run]
            )
            .map { try JSONValue(parsing: $0) }
        }
    }

    /// Names a run as what others are compared with; a baseline of that name is replaced.
    public func setBaseline(_ name: String, run: Int64, now: Int64) throws {
        try database.write {
            try $0.execute(
                sql: "INSERT OR REPLACE INTO evaluationBaseline(name, runID, created) VALUES (?, ?, ?)",
                arguments: [name, run, now]
            )
        }
    }

    /// All baselines by name.
    public func baselines() throws -> [Baseline] {
        try database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT evaluationBaseline.name, evaluationBaseline.created, runID, evaluationRun.name AS runName
                    FROM evaluationBaseline JOIN evaluationRun ON evaluationRun.id = runID ORDER BY 1
                    """
            )
            .map { Baseline(name: $0["name"], runName: $0["runName"], runID: $0["runID"], created: $0["created"]) }
        }
    }

    /// An answer that was paid for before; nil if there is none.
    public func outcome(_ key: ContentHash) throws -> JSONValue? {
        let text = try database.read {
            try String.fetchOne(
                $0,
                sql: "SELECT outcome FROM evaluationOutcome WHERE key = ?",
                arguments: [Data(key.bytes)]
            )
        }
        return try text.map { try JSONValue(parsing: $0) }
    }

    /// Keeps an answer.
    public func keepOutcome(_ outcome: JSONValue, under key: ContentHash) throws {
        try database.write {
            try $0.execute(
                sql: "INSERT OR REPLACE INTO evaluationOutcome(key, outcome) VALUES (?, ?)",
                arguments: [Data(key.bytes), outcome.text()]
            )
        }
    }

    private func runs(where clause: String, _ arguments: StatementArguments) throws -> [StoredRun] {
        try database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, name, created, manifest, isFinished,
                        (SELECT count(*) FROM evaluationResult WHERE runID = evaluationRun.id) AS resultCount
                    FROM evaluationRun \(clause)
                    """,
                arguments: arguments
            )
            .map {
                StoredRun(
                    id: $0["id"],
                    name: $0["name"],
                    created: $0["created"],
                    manifest: try JSONValue(parsing: $0["manifest"] as String),
                    isFinished: $0["isFinished"],
                    resultCount: $0["resultCount"]
                )
            }
        }
    }

    private static let tables = """
        CREATE TABLE evaluationRun(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, manifest TEXT NOT NULL,
            isFinished INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX evaluationRunByName ON evaluationRun(name);
        CREATE TABLE evaluationResult(
            runID INTEGER NOT NULL REFERENCES evaluationRun(id) ON DELETE CASCADE, exampleID TEXT NOT NULL,
            repeat INTEGER NOT NULL, result TEXT NOT NULL, UNIQUE(runID, exampleID, repeat)
        ) STRICT;
        CREATE TABLE evaluationBaseline(
            name TEXT NOT NULL PRIMARY KEY, runID INTEGER NOT NULL REFERENCES evaluationRun(id),
            created INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE evaluationOutcome(key BLOB NOT NULL PRIMARY KEY, outcome TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE reviewItem(
            id INTEGER PRIMARY KEY, queue TEXT NOT NULL, exampleID TEXT NOT NULL, content TEXT NOT NULL,
            UNIQUE(queue, exampleID)
        ) STRICT;
        CREATE TABLE reviewLabel(
            itemID INTEGER NOT NULL REFERENCES reviewItem(id) ON DELETE CASCADE, reviewer TEXT NOT NULL,
            label TEXT NOT NULL, comment TEXT NOT NULL, created INTEGER NOT NULL, isDecision INTEGER NOT NULL,
            PRIMARY KEY(itemID, reviewer, isDecision)
        ) STRICT, WITHOUT ROWID;
        """
}

// People's labels.
extension EvaluationStore {
    /// An item of a queue with the labels that it has.
    public struct StoredReview: Sendable, Hashable {
        /// The number by which labels refer to it.
        public var id: Int64
        /// The example.
        public var exampleID: String
        /// What reviewers see.
        public var content: JSONValue
        /// The labels, by reviewer.
        public var labels: [StoredLabel]
    }

    /// A label.
    public struct StoredLabel: Sendable, Hashable {
        /// Who gave it.
        public var reviewer: String
        /// What was chosen.
        public var label: String
        /// Why.
        public var comment: String
        /// Whether it settles a disagreement.
        public var isDecision: Bool

        /// Makes a label.
        public init(reviewer: String, label: String, comment: String = "", isDecision: Bool = false) {
            self.reviewer = reviewer
            self.label = label
            self.comment = comment
            self.isDecision = isDecision
        }
    }

    /// Puts items into a queue; an example that stands in it already is left as it is.
    public func addReviews(_ items: [(exampleID: String, content: JSONValue)], queue: String) throws {
        try database.write { db in
            for item in items {
                try db.execute(
                    sql: "INSERT OR IGNORE INTO reviewItem(queue, exampleID, content) VALUES (?, ?, ?)",
                    arguments: [queue, item.exampleID, item.content.text()]
                )
            }
        }
    }

    /// Stores a reviewer's label; one of the same reviewer is replaced.
    public func addLabel(_ label: StoredLabel, to item: Int64, now: Int64) throws {
        try database.write {
            try $0.execute(
                sql: """
                    INSERT OR REPLACE INTO reviewLabel(itemID, reviewer, label, comment, created, isDecision)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [item, label.reviewer, label.label, label.comment, now, label.isDecision]
            )
        }
    }

    /// The items of a queue in the order in which they were put in.
    public func reviews(queue: String) throws -> [StoredReview] {
        try database.read { db in
            var labels: [Int64: [StoredLabel]] = [:]
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT itemID, reviewer, label, comment, isDecision FROM reviewLabel
                    WHERE itemID IN (SELECT id FROM reviewItem WHERE queue = ?) ORDER BY itemID, isDecision, reviewer
                    """,
                arguments: [queue]
            )
            for row in rows {
                let label = StoredLabel(
                    reviewer: row["reviewer"],
                    label: row["label"],
                    comment: row["comment"],
                    isDecision: row["isDecision"]
                )
                labels[row["itemID"], default: []].append(label)
            }
            return
                try Row.fetchAll(
                    db,
                    sql: "SELECT id, exampleID, content FROM reviewItem WHERE queue = ? ORDER BY id",
                    arguments: [queue]
                )
                .map {
                    StoredReview(
                        id: $0["id"],
                        exampleID: $0["exampleID"],
                        content: try JSONValue(parsing: $0["content"] as String),
                        labels: labels[$0["id"]] ?? []
                    )
                }
        }
    }
}
