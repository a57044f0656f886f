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

    private let project: ProjectFolder
    /// The database; nil where only reading was asked for and nothing is stored.
    private let database: StoreDatabase?

    /// Opens a project's evaluations, and makes their tables where there are none.
    ///
    /// - Throws: ``StoreError``.
    public init(project: ProjectFolder) throws {
        let database = try StoreDatabase(writing: project)
        self.project = project
        self.database = database
        try database.makeTables(Self.tables, unlessThereIs: "evaluationRun")
    }

    /// Opens a project's evaluations for reading, and leaves the project as it is.
    ///
    /// Where nothing is stored, every list is empty, and writing throws.
    ///
    /// - Throws: ``StoreError``.
    public init(reading project: ProjectFolder) throws {
        self.project = project
        let database = project.exists ? try StoreDatabase(reading: project) : nil
        let isFilled = try database?.read { try $0.tableExists("evaluationRun") } ?? false
        self.database = isFilled ? database : nil
    }

    /// What the name of a run, a baseline or a queue of reviews must be, as a part of a sentence.
    public static let nameForm =
        "1 to 100 letters, digits, blanks and any of . _ - : @ +, the first a letter or a digit, the last no blank"

    /// Whether a text has ``nameForm``.
    public static func isName(_ text: String) -> Bool {
        guard let first = text.first, let last = text.last, text.count <= 100 else { return false }
        return (first.isLetter || first.isNumber) && last != " "
            && text.allSatisfy { $0.isLetter || $0.isNumber || " ._-:@+".contains($0) }
    }

    /// Begins a run.
    ///
    /// - Returns: Its number.
    /// - Throws: ``StoreError`` with code `nameInvalid` for a name that has not ``nameForm``.
    public func begin(name: String, manifest: JSONValue, now: Int64) throws -> Int64 {
        guard Self.isName(name) else { throw StoreError.nameInvalid(name, form: Self.nameForm) }
        return try write { db in
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
        try write {
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
        try write { db in
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
        try read(otherwise: []) { db in
            try String.fetchAll(
                db,
                sql: "SELECT result FROM evaluationResult WHERE runID = ? ORDER BY rowid",
                arguments: [run]
            )
            .map { try JSONValue(parsing: $0) }
        }
    }

    /// Names a run as what others are compared with; a baseline of that name is replaced.
    ///
    /// - Throws: ``StoreError`` with code `nameInvalid` for a name that has not ``nameForm``.
    public func setBaseline(_ name: String, run: Int64, now: Int64) throws {
        guard Self.isName(name) else { throw StoreError.nameInvalid(name, form: Self.nameForm) }
        try write {
            try $0.execute(
                sql: "INSERT OR REPLACE INTO evaluationBaseline(name, runID, created) VALUES (?, ?, ?)",
                arguments: [name, run, now]
            )
        }
    }

    /// All baselines by name.
    public func baselines() throws -> [Baseline] {
        try read(otherwise: []) { db in
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
        let text = try read(otherwise: nil) {
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
        try write {
            try $0.execute(
                sql: "INSERT OR REPLACE INTO evaluationOutcome(key, outcome) VALUES (?, ?)",
                arguments: [Data(key.bytes), outcome.text()]
            )
        }
    }

    private func read<Value>(otherwise nothing: Value, _ body: (Database) throws -> Value) throws -> Value {
        try database?.read(body) ?? nothing
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard let database else { throw StoreError.projectMissing(path: project.path) }
        return try database.write(body)
    }

    private func runs(where clause: String, _ arguments: StatementArguments) throws -> [StoredRun] {
        try read(otherwise: []) { db in
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
    ///
    /// - Throws: ``StoreError`` with code `nameInvalid` for a queue whose name has not ``nameForm``.
    public func addReviews(_ items: [(exampleID: String, content: JSONValue)], queue: String) throws {
        guard Self.isName(queue) else { throw StoreError.nameInvalid(queue, form: Self.nameForm) }
        try write { db in
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
        try write {
            try $0.execute(
                sql: """
                    INSERT OR REPLACE INTO reviewLabel(itemID, reviewer, label, comment, created, isDecision)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [item, label.reviewer, label.label, label.comment, now, label.isDecision]
            )
        }
    }

    /// The queues that have items, by name.
    public func reviewQueues() throws -> [String] {
        try read(otherwise: []) { try String.fetchAll($0, sql: "SELECT DISTINCT queue FROM reviewItem ORDER BY 1") }
    }

    /// The items of a queue in the order in which they were put in.
    public func reviews(queue: String) throws -> [StoredReview] {
        try read(otherwise: []) { db in
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
