private import GRDB
public import WrightCore

/// The versions of prompts that were promoted, the labels that name them, who moved them and why, and which versions
/// passed their tests.
///
/// A label names one version of a prompt at a time. A label that was never given is an error wherever it is asked for;
/// nothing ever stands in for it.
public final class PromptStore: Sendable {
    /// A label and the version that it names.
    public struct Label: Sendable, Hashable {
        /// The prompt.
        public var prompt: String
        /// The label, such as `production`.
        public var label: String
        /// The version, a content hash.
        public var version: String
        /// When it was moved there, in seconds since 1970.
        public var changed: Int64
        /// Who moved it.
        public var author: String
        /// Why.
        public var reason: String

        /// Lets a label name a version.
        public init(
            prompt: String,
            label: String,
            version: String,
            changed: Int64,
            author: String,
            reason: String
        ) {
            self.prompt = prompt
            self.label = label
            self.version = version
            self.changed = changed
            self.author = author
            self.reason = reason
        }
    }

    /// A move of a label.
    public struct Promotion: Sendable, Hashable {
        /// The label and where it went.
        public var label: Label
        /// Where it came from; nil for a new label.
        public var previousVersion: String?
        /// `promote` or `rollback`.
        public var kind: String

        /// Makes a record of a move.
        public init(label: Label, previousVersion: String?, kind: String) {
            self.label = label
            self.previousVersion = previousVersion
            self.kind = kind
        }
    }

    /// A run of a prompt's tests.
    public struct TestRecord: Sendable, Hashable {
        /// The prompt.
        public var prompt: String
        /// The version that was tested.
        public var version: String
        /// When, in seconds since 1970.
        public var created: Int64
        /// The model that answered.
        public var model: String
        /// The share of trials that passed, 0…1.
        public var passRate: Double
        /// The share that was asked for.
        public var threshold: Double
        /// Whether the threshold was met.
        public var isPassed: Bool

        /// Makes a record.
        public init(
            prompt: String,
            version: String,
            created: Int64,
            model: String,
            passRate: Double,
            threshold: Double
        ) {
            self.prompt = prompt
            self.version = version
            self.created = created
            self.model = model
            self.passRate = passRate
            self.threshold = threshold
            isPassed = passRate >= threshold
        }
    }

    private let database: StoreDatabase

    /// Opens a project's prompts, and makes their tables where there are none.
    ///
    /// - Throws: ``StoreError``.
    public init(project: ProjectFolder) throws {
        database = try StoreDatabase(writing: project)
        try database.makeTables(Self.tables, unlessThereIs: "promptVersion")
    }

    /// Keeps the text of a version, so that it can be used after the file has changed.
    public func keep(prompt: String, version: String, source: String, partials: JSONValue, now: Int64) throws {
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO promptVersion(prompt, version, source, partials, created) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT(prompt, version) DO NOTHING
                    """,
                arguments: [prompt, version, source, partials.text(), now]
            )
        }
    }

    /// The text of a version that was kept, and those of its partials; nil where it was not.
    public func text(prompt: String, version: String) throws -> (source: String, partials: JSONValue)? {
        try database.read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT source, partials FROM promptVersion WHERE prompt = ? AND version = ?",
                arguments: [prompt, version]
            )
            guard let row else { return nil }
            return (row[0], try JSONValue(parsing: row[1] as String))
        }
    }

    /// Full versions of a prompt that begin with some digits.
    public func versions(prompt: String, prefix: String) throws -> [String] {
        guard prefix.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else { return [] }
        return try database.read { db in
            try String.fetchAll(
                db,
                sql: "SELECT version FROM promptVersion WHERE prompt = ? AND version LIKE ? ORDER BY created LIMIT 10",
                arguments: [prompt, prefix + "%"]
            )
        }
    }

    /// The label of a prompt; nil where it was never given.
    public func label(_ label: String, of prompt: String) throws -> Label? {
        try labels(where: "WHERE prompt = ? AND label = ?", [prompt, label]).first
    }

    /// All labels of a prompt; of all prompts without a name.
    public func labels(of prompt: String? = nil) throws -> [Label] {
        guard let prompt else { return try labels(where: "", []) }
        return try labels(where: "WHERE prompt = ?", [prompt])
    }

    private func labels(where condition: String, _ arguments: StatementArguments) throws -> [Label] {
        try database.read { db in
            let sql = "SELECT prompt, label, version, changed, author, reason FROM promptLabel \(condition)"
            return try Row.fetchAll(db, sql: sql + " ORDER BY prompt, label LIMIT 10000", arguments: arguments)
                .map(Self.label)
        }
    }

    private static func label(_ row: Row) -> Label {
        Label(prompt: row[0], label: row[1], version: row[2], changed: row[3], author: row[4], reason: row[5])
    }

    /// Moves a label to a version, and notes it.
    public func promote(_ label: Label, kind: String = "promote") throws {
        try database.write { db in
            let previous = try String.fetchOne(
                db,
                sql: "SELECT version FROM promptLabel WHERE prompt = ? AND label = ?",
                arguments: [label.prompt, label.label]
            )
            try db.execute(
                sql: """
                    INSERT INTO promptLabel(prompt, label, version, changed, author, reason) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT(prompt, label) DO UPDATE SET version = excluded.version, changed = excluded.changed,
                        author = excluded.author, reason = excluded.reason
                    """,
                arguments: [label.prompt, label.label, label.version, label.changed, label.author, label.reason]
            )
            try db.execute(
                sql: """
                    INSERT INTO promptPromotion(prompt, label, version, previous, changed, author, reason, kind)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    label.prompt, label.label, label.version, previous, label.changed, label.author, label.reason, kind,
                ]
            )
        }
    }

    /// The moves of a prompt's labels, the latest first.
    public func promotions(of prompt: String, label: String? = nil) throws -> [Promotion] {
        try database.read { db in
            let sql = """
                SELECT prompt, label, version, changed, author, reason, previous, kind FROM promptPromotion
                WHERE prompt = ? AND (? IS NULL OR label = ?) ORDER BY id DESC LIMIT 1000
                """
            return try Row.fetchAll(db, sql: sql, arguments: [prompt, label, label])
                .map { Promotion(label: Self.label($0), previousVersion: $0[6], kind: $0[7]) }
        }
    }

    /// The version that a label named before the one that it names now; nil where there was none.
    ///
    /// Rollbacks are undone moves: what was rolled back does not count as before.
    public func previousVersion(of label: String, prompt: String) throws -> String? {
        var stack: [String] = []
        for promotion in try promotions(of: prompt, label: label).reversed() {
            if promotion.kind == "rollback", stack.count > 1 {
                stack.removeLast()
            } else {
                stack.append(promotion.label.version)
            }
        }
        return stack.dropLast().last
    }

    /// Notes a run of a prompt's tests.
    public func record(_ test: TestRecord) throws {
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO promptTest(prompt, version, created, model, passRate, threshold, isPassed)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    test.prompt, test.version, test.created, test.model, test.passRate, test.threshold, test.isPassed,
                ]
            )
        }
    }

    /// The latest run of the tests of a version; nil where there was none.
    public func latestTest(prompt: String, version: String) throws -> TestRecord? {
        try database.read { db in
            let sql = """
                SELECT prompt, version, created, model, passRate, threshold, isPassed FROM promptTest
                WHERE prompt = ? AND version = ? ORDER BY id DESC LIMIT 1
                """
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [prompt, version]) else { return nil }
            var record = TestRecord(
                prompt: row[0],
                version: row[1],
                created: row[2],
                model: row[3],
                passRate: row[4],
                threshold: row[5]
            )
            record.isPassed = row[6]
            return record
        }
    }

    private static let tables = """
        CREATE TABLE promptVersion(
            prompt TEXT NOT NULL, version TEXT NOT NULL, source TEXT NOT NULL, partials TEXT NOT NULL,
            created INTEGER NOT NULL, PRIMARY KEY(prompt, version)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE promptLabel(
            prompt TEXT NOT NULL, label TEXT NOT NULL, version TEXT NOT NULL, changed INTEGER NOT NULL,
            author TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(prompt, label)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE promptPromotion(
            id INTEGER PRIMARY KEY, prompt TEXT NOT NULL, label TEXT NOT NULL, version TEXT NOT NULL, previous TEXT,
            changed INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, kind TEXT NOT NULL
        ) STRICT;
        CREATE INDEX promptPromotionByPrompt ON promptPromotion(prompt, label);
        CREATE TABLE promptTest(
            id INTEGER PRIMARY KEY, prompt TEXT NOT NULL, version TEXT NOT NULL, created INTEGER NOT NULL,
            model TEXT NOT NULL, passRate REAL NOT NULL, threshold REAL NOT NULL, isPassed INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX promptTestByVersion ON promptTest(prompt, version);
        """
}
