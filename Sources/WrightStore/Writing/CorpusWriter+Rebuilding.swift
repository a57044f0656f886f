private import Foundation
internal import GRDB
internal import WrightCore
private import WrightDocuments
internal import WrightIndex
internal import WrightRetrieval

extension CorpusWriter {
    /// Makes room for a corpus beside the one that is searched.
    func beginRebuild() throws {
        try database.write { db in
            try CorpusTables.next.drop(db)
            try CorpusTables.next.create(db)
        }
    }

    /// Writes a batch of the corpus that is being made; searches do not see it.
    ///
    /// - Returns: How many texts were embedded.
    /// - Throws: As ``commit(_:progress:)`` does.
    func stage(
        _ batch: CorpusBatch,
        progress: @Sendable (_ embedded: Int, _ total: Int) -> Void
    ) async throws -> Int {
        let embeddedCount = try await embed(batch, progress: progress)
        let generation = try database.read { try Self.currentGeneration($0) }.next
        let segment = try makeSegment(of: batch.documents, generation: generation)
        try database.write { db in
            try Self.record(batch, db, in: .next)
            _ = try remove(batch.removals.union(batch.documents.map(\.document.uri)), db, in: .next)
            try segment?.insert(db, into: .next)
            try insert(batch.documents, segmentID: segment?.id ?? 0, generation: generation, db, into: .next)
        }
        return embeddedCount
    }

    /// Puts the corpus that was made in the place of the one before, in one transaction.
    func publish() throws -> CorpusGeneration {
        let next = try database.read { try Self.currentGeneration($0) }.next
        try database.write { db in
            try CorpusTables.next.replaceCurrent(db)
            try settings.save(db)
            try Self.insert(next, db)
        }
        try join(after: next)
        try removeUnneededFiles()
        return try database.read { try Self.currentGeneration($0) }
    }

    /// Removes what a rebuild that was cut off left behind.
    static func discardUnfinishedRebuild(_ database: StoreDatabase) throws {
        guard try database.read({ try $0.tableExists(CorpusTables.next.document) }) else { return }
        try database.write { try CorpusTables.next.drop($0) }
    }

    /// Makes the files of a damaged or missing segment anew, from the database alone.
    func rebuild(_ segment: StoredSegment) throws {
        let next = try database.read { try Self.currentGeneration($0) }.next
        var fresh = segment
        fresh.generation = next.number
        try segments.create(generation: next.number)
        try AtomicFile.write(to: segments.lexicalPath(fresh)) { sink in
            let texts = try database.read { try Self.lexicalTexts(of: segment, $0) }
            try SearchIndex.writeLexicalSegment(of: texts, analyzer: analyzer, to: sink)
        }
        if segment.hasVectors, let dimension = settings.modelDimension, let model = settings.modelFingerprint {
            try AtomicFile.write(to: segments.vectorPath(fresh)) { sink in
                var builder = try VectorSegmentBuilder(dimension: dimension, fingerprint: model, sink: sink)
                try database.read { try Self.addVectors(of: segment, model: model, dimension, to: &builder, $0) }
                try builder.finish()
            }
        }
        try database.write { db in
            try db.execute(sql: "UPDATE segment SET generation = ? WHERE id = ?", arguments: [next.number, segment.id])
            try Self.insert(next, db)
        }
        try removeUnneededFiles()
    }

    /// The text of every ordinal of a segment as words are looked up in it; empty for deleted chunks.
    private static func lexicalTexts(of segment: StoredSegment, _ db: Database) throws -> [LexicalText] {
        var texts = [LexicalText](repeating: LexicalText(body: ""), count: segment.chunkCount)
        let rows = try Row.fetchCursor(
            db,
            sql: ChunkRecord.sql + " WHERE chunk.segmentID = ? ORDER BY chunk.ordinal",
            arguments: [segment.id]
        )
        while let row = try rows.next() {
            let record = try ChunkRecord(row)
            guard record.ordinal < texts.count else { continue }
            texts[record.ordinal] = IndexedText.fields(of: record.chunk, title: record.document.title)
        }
        return texts
    }

    /// Adds the vector of every ordinal of a segment; zeros stand for deleted chunks.
    private static func addVectors(
        of segment: StoredSegment,
        model: String,
        _ dimension: Int,
        to builder: inout VectorSegmentBuilder,
        _ db: Database
    ) throws {
        let empty = [Float](repeating: 0, count: dimension)
        var count = 0
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT chunk.ordinal, embedding.vector FROM chunk
                LEFT JOIN embedding ON embedding.hash = chunk.hash AND embedding.model = ?
                WHERE chunk.segmentID = ? ORDER BY chunk.ordinal
                """,
            arguments: [model, segment.id]
        )
        while let row = try rows.next() {
            let ordinal: Int = row["ordinal"]
            guard ordinal < segment.chunkCount else { break }
            while count < ordinal {
                try builder.add(empty)
                count += 1
            }
            let vector = vector(row["vector"] as Data?)
            try builder.add(vector.flatMap { $0.count == dimension ? $0 : nil } ?? empty)
            count += 1
        }
        while count < segment.chunkCount {
            try builder.add(empty)
            count += 1
        }
    }
}
