private import Foundation
internal import GRDB
internal import WrightIndex

/// A segment as the database lists it.
struct StoredSegment: Sendable, Hashable {
    var id: Int64
    /// The generation that wrote its files.
    var generation: Int
    var chunkCount: Int
    /// The chunks that are deleted.
    var dead: OrdinalSet
    var hasVectors: Bool

    /// Chunks that are not deleted.
    var liveCount: Int { chunkCount - dead.count }

    /// All segments, in order.
    static func all(_ db: Database) throws -> [Self] {
        try Row.fetchAll(db, sql: "SELECT id, generation, chunkCount, dead, hasVectors FROM segment ORDER BY id")
            .map {
                Self(
                    id: $0["id"],
                    generation: $0["generation"],
                    chunkCount: $0["chunkCount"],
                    dead: try OrdinalSet(serialised: Array($0["dead"] as Data)),
                    hasVectors: $0["hasVectors"]
                )
            }
    }

    func insert(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO segment(id, generation, chunkCount, deadCount, dead, hasVectors) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [id, generation, chunkCount, dead.count, Data(dead.serialised), hasVectors]
        )
    }

    func updateDead(_ db: Database) throws {
        try db.execute(
            sql: "UPDATE segment SET dead = ?, deadCount = ? WHERE id = ?",
            arguments: [Data(dead.serialised), dead.count, id]
        )
    }
}
