private import Foundation
internal import GRDB
internal import WrightIndex

/// A segment as the database lists it.
struct StoredSegment: Sendable, Hashable {
    var id: Int64
    /// The generation that wrote its files.
    var generation: Int
    var chunkCount: Int
    var hasVectors: Bool
    /// The chunks that are deleted; nil where none is.
    private(set) var dead: OrdinalSet?
    private(set) var deadCount = 0

    /// Chunks that are not deleted.
    var liveCount: Int { chunkCount - deadCount }

    /// Whether so much is deleted that the segment is worth rewriting.
    var isMostlyDead: Bool { deadCount * 4 > chunkCount }

    init(id: Int64, generation: Int, chunkCount: Int, hasVectors: Bool) {
        self.id = id
        self.generation = generation
        self.chunkCount = chunkCount
        self.hasVectors = hasVectors
    }

    /// All segments, in order.
    static func all(_ db: Database, in tables: CorpusTables = .current) throws -> [Self] {
        try Row.fetchAll(
            db,
            sql: "SELECT id, generation, chunkCount, deadCount, dead, hasVectors FROM \(tables.segment) ORDER BY id"
        )
        .map { row in
            var segment = Self(
                id: row["id"],
                generation: row["generation"],
                chunkCount: row["chunkCount"],
                hasVectors: row["hasVectors"]
            )
            segment.deadCount = row["deadCount"]
            if segment.deadCount > 0 { segment.dead = try OrdinalSet(serialised: Array(row["dead"] as Data)) }
            return segment
        }
    }

    /// Counts a chunk as deleted.
    mutating func markDead(_ ordinal: UInt32) {
        // In place: a copy for each chunk would cost the size of the segment times what is deleted.
        if dead == nil { dead = OrdinalSet(universeCount: chunkCount) }
        if dead?.insert(ordinal) == true { deadCount += 1 }
    }

    func insert(_ db: Database, into tables: CorpusTables = .current) throws {
        try db.execute(
            sql: """
                INSERT INTO \(tables.segment)(id, generation, chunkCount, deadCount, dead, hasVectors)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [id, generation, chunkCount, deadCount, deadBytes, hasVectors]
        )
    }

    func updateDead(_ db: Database, in tables: CorpusTables) throws {
        try db.execute(
            sql: "UPDATE \(tables.segment) SET dead = ?, deadCount = ? WHERE id = ?",
            arguments: [deadBytes, deadCount, id]
        )
    }

    private var deadBytes: Data { dead.map { Data($0.serialised) } ?? Data() }
}
