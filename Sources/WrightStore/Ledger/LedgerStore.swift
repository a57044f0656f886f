private import GRDB
public import WrightModel

/// The ledger of a project: what each call of a language model used and cost.
public final class LedgerStore: Ledger {
    /// Sums over some calls.
    public struct Sum: Sendable, Hashable {
        /// What the calls have in common, such as a day; empty for all.
        public var key: String
        /// How many calls.
        public var callCount = 0
        /// How many of them failed or were cut.
        public var failedCount = 0
        /// Tokens read.
        public var inputTokenCount = 0
        /// Tokens written.
        public var outputTokenCount = 0
        /// What those calls cost whose price is known.
        public var cost = MicroDollars.zero
        /// How many calls have a price that is not known.
        public var unknownCostCount = 0
        /// How many calls have guessed tokens.
        public var estimatedCount = 0

        /// Begins with nothing.
        public init(key: String) {
            self.key = key
        }
    }

    /// What sums are made by.
    public enum Grouping: String, Sendable, CaseIterable {
        /// The day in UTC.
        case day
        /// The service and model that answered.
        case model
        /// The command or route.
        case command
        /// The label.
        case label
    }

    private let database: StoreDatabase

    /// Opens the ledger of a project, and makes it where there is none.
    ///
    /// - Throws: ``StoreError``.
    public init(project: ProjectFolder) throws {
        database = try StoreDatabase(writing: project)
        try database.write { try $0.execute(sql: Self.table) }
    }

    /// Keeps a record.
    public func record(_ record: LedgerRecord) async throws {
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO ledger(
                        time, duration, provider, requestedModel, model, inputTokens, outputTokens, cachedTokens,
                        cacheWriteTokens, reasoningTokens, costMicroUSD, isEstimated, outcome, command, label,
                        principal, promptVersion
                    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    record.time, record.duration, record.provider, record.requestedModel, record.model,
                    record.usage?.inputTokenCount, record.usage?.outputTokenCount,
                    record.usage?.cachedInputTokenCount, record.usage?.cacheWriteTokenCount,
                    record.usage?.reasoningTokenCount, record.cost?.value, record.isEstimated,
                    record.outcome.rawValue, record.context.command, record.context.label, record.context.principal,
                    record.context.promptVersion,
                ]
            )
        }
    }

    /// Sums over the calls of some days, in the order of their keys.
    ///
    /// - Parameters:
    ///   - grouping: What sums are made by; nil for one sum over all.
    ///   - since: The first day, `YYYY-MM-DD`; nil for all before.
    ///   - before: The first day that is left out; nil for all after.
    /// - Returns: The sums.
    /// - Throws: ``StoreError``.
    public func sums(by grouping: Grouping?, since: String? = nil, before: String? = nil) throws -> [Sum] {
        let day = "strftime('%Y-%m-%d', time / 1000000000, 'unixepoch')"
        let key =
            switch grouping {
            case nil: "''"
            case .day: day
            case .model: "provider || ':' || model"
            case .command: "coalesce(command, '')"
            case .label: "coalesce(label, '')"
            }
        return try database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(key) AS key, count(*) AS calls, sum(outcome <> 'done') AS failed,
                        coalesce(sum(inputTokens), 0) AS input, coalesce(sum(outputTokens), 0) AS output,
                        coalesce(sum(costMicroUSD), 0) AS cost, sum(costMicroUSD IS NULL) AS unknown,
                        sum(isEstimated) AS estimated
                    FROM ledger WHERE (? IS NULL OR \(day) >= ?) AND (? IS NULL OR \(day) < ?)
                    GROUP BY 1 ORDER BY 1
                    """,
                arguments: [since, since, before, before]
            )
            .map { row in
                var sum = Sum(key: row["key"])
                sum.callCount = row["calls"]
                sum.failedCount = row["failed"]
                sum.inputTokenCount = row["input"]
                sum.outputTokenCount = row["output"]
                sum.cost = MicroDollars(row["cost"])
                sum.unknownCostCount = row["unknown"]
                sum.estimatedCount = row["estimated"]
                return sum
            }
        }
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS ledger(
            id INTEGER PRIMARY KEY, time INTEGER NOT NULL, duration INTEGER NOT NULL, provider TEXT NOT NULL,
            requestedModel TEXT NOT NULL, model TEXT NOT NULL, inputTokens INTEGER, outputTokens INTEGER,
            cachedTokens INTEGER, cacheWriteTokens INTEGER, reasoningTokens INTEGER, costMicroUSD INTEGER,
            isEstimated INTEGER NOT NULL, outcome TEXT NOT NULL, command TEXT, label TEXT, principal TEXT,
            promptVersion TEXT
        ) STRICT;
        CREATE INDEX IF NOT EXISTS ledgerByTime ON ledger(time);
        """
}
