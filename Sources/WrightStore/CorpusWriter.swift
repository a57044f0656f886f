private import Foundation
internal import GRDB
internal import WrightCore
internal import WrightDocuments
internal import WrightIndex
internal import WrightModel
internal import WrightRetrieval
internal import WrightText

/// Writes changes: embeds, makes a segment, and then moves the store to the next generation in one transaction.
///
/// The files of a segment are complete and flushed before the transaction that lists them begins, so a crash leaves the
/// old generation or the new one. Embeddings are kept by the hash of their text as soon as they are made, so a run that
/// is cut off does not make them twice.
final class CorpusWriter {
    let database: StoreDatabase
    let settings: StoredSettings
    private let segments: SegmentFolder
    private let lock: WriterLock
    private let analyzer: Analyzer
    private let embedder: (any Embedder)?

    /// Texts that are embedded between two commits of their embeddings.
    private static let embeddingSlice = 2048
    /// Segments that are kept apart before the smaller ones are joined.
    private static let segmentLimit = 6

    init(
        database: StoreDatabase,
        project: ProjectFolder,
        lock: WriterLock,
        settings: StoredSettings,
        analyzer: Analyzer,
        embedder: (any Embedder)?
    ) {
        self.database = database
        self.lock = lock
        self.settings = settings
        self.analyzer = analyzer
        self.embedder = embedder
        segments = SegmentFolder(path: project.indexPath)
    }

    /// What a commit did.
    struct Outcome {
        var generation: CorpusGeneration
        var embeddedCount = 0
    }

    /// Writes a batch.
    ///
    /// - Parameters:
    ///   - batch: What changes.
    ///   - replacesAll: Whether everything that was stored goes in the same transaction.
    ///   - progress: Is told how many texts are embedded.
    /// - Returns: The generation, and how many texts were embedded.
    /// - Throws: ``StoreError``, `IndexError`, and what the embedder throws.
    func commit(
        _ batch: CorpusBatch,
        replacesAll: Bool,
        progress: @Sendable (_ embedded: Int, _ total: Int) -> Void
    ) async throws -> Outcome {
        let current = try database.read { try Self.currentGeneration($0) }
        guard !batch.changesNothing || replacesAll else {
            try database.write { db in
                if !batch.isEmpty { try Self.record(batch, db) }
                if try StoredSettings.fetch(db) != settings { try settings.save(db) }
            }
            return Outcome(generation: current)
        }
        let embeddedCount = try await embed(batch, progress: progress)
        let next = current.next
        let segment = try makeSegment(of: batch.documents, generation: next)
        try database.write { db in
            if replacesAll { try Self.removeEverything(db) }
            try Self.record(batch, db)
            try remove(batch.removals.union(batch.documents.map(\.document.uri)), db)
            try segment?.insert(db)
            try insert(batch.documents, segmentID: segment?.id ?? 0, generation: next, db)
            try settings.save(db)
            try Self.insert(next, db)
        }
        try join(after: next)
        try removeUnneededFiles()
        return Outcome(generation: try database.read { try Self.currentGeneration($0) }, embeddedCount: embeddedCount)
    }

    /// Makes the files of a damaged or missing segment anew, from the database alone.
    func rebuild(_ segment: StoredSegment) throws {
        let next = try database.read { try Self.currentGeneration($0) }.next
        var fresh = segment
        fresh.generation = next.number
        try segments.create(generation: next.number)
        let texts = try database.read { try Self.indexedTexts(of: segment, $0) }
        try AtomicFile.write(to: segments.lexicalPath(fresh)) { sink in
            try SearchIndex.writeLexicalSegment(of: texts.lazy.map { $0 ?? "" }, analyzer: analyzer, to: sink)
        }
        if segment.hasVectors, let dimension = settings.modelDimension, let model = settings.modelFingerprint {
            let vectors = try database.read { try Self.vectors(of: segment, model: model, $0) }
            let empty = [Float](repeating: 0, count: dimension)
            try AtomicFile.write(to: segments.vectorPath(fresh)) { sink in
                var builder = try VectorSegmentBuilder(dimension: dimension, fingerprint: model, sink: sink)
                for vector in vectors { try builder.add(vector ?? empty) }
                try builder.finish()
            }
        }
        try database.write { db in
            try db.execute(sql: "UPDATE segment SET generation = ? WHERE id = ?", arguments: [next.number, segment.id])
            try Self.insert(next, db)
        }
        try removeUnneededFiles()
    }

    /// Removes embeddings that no chunk needs any more.
    ///
    /// For the end of a run: until then they may be needed again.
    func removeUnneededEmbeddings() throws {
        try database.write { db in
            try db.execute(
                sql: "DELETE FROM embedding WHERE model <> ? OR hash NOT IN (SELECT hash FROM chunk)",
                arguments: [settings.modelFingerprint ?? ""]
            )
        }
    }

    /// Empties the store but for the embeddings, which the new content may use again.
    private static func removeEverything(_ db: Database) throws {
        for table in ["chunk", "hiddenText", "document", "segment", "failure"] {
            try db.execute(sql: "DELETE FROM \(table)")
        }
    }

    static func currentGeneration(_ db: Database) throws -> CorpusGeneration {
        CorpusGeneration(number: try Int.fetchOne(db, sql: "SELECT max(number) FROM generation") ?? 0)
    }
}

extension CorpusWriter {
    /// Makes the embeddings that are not there yet, and keeps each slice as soon as it is made.
    private func embed(_ batch: CorpusBatch, progress: @Sendable (_ embedded: Int, _ total: Int) -> Void) async throws
        -> Int
    {
        guard let embedder else { return 0 }
        let model = embedder.model.fingerprint
        var missing: [(hash: ContentHash, text: String)] = []
        var seen: Set<ContentHash> = []
        try database.read { db in
            let statement = try db.cachedStatement(sql: "SELECT 1 FROM embedding WHERE hash = ? AND model = ?")
            for prepared in batch.documents {
                for (hash, text) in zip(prepared.hashes, prepared.indexedTexts) where seen.insert(hash).inserted {
                    let found = try Int.fetchOne(statement, arguments: [Data(hash.bytes), model])
                    if found == nil { missing.append((hash, text)) }
                }
            }
        }
        for start in stride(from: 0, to: missing.count, by: Self.embeddingSlice) {
            try Task.checkCancellation()
            progress(start, missing.count)
            let slice = missing[start..<min(start + Self.embeddingSlice, missing.count)]
            let embeddings = try await embedder.embed(slice.map(\.text), for: .document)
            try database.write { db in
                let statement = try db.cachedStatement(
                    sql: "INSERT OR IGNORE INTO embedding(hash, model, vector) VALUES (?, ?, ?)"
                )
                for (entry, embedding) in zip(slice, embeddings) {
                    let bytes = embedding.vector.withUnsafeBytes { Data($0) }
                    try statement.execute(arguments: [Data(entry.hash.bytes), model, bytes])
                }
            }
        }
        progress(missing.count, missing.count)
        return missing.count
    }

    /// Writes the files of a new segment; nil where the documents hold no chunk.
    private func makeSegment(of documents: [PreparedDocument], generation: CorpusGeneration) throws -> StoredSegment? {
        let count = documents.reduce(0) { $0 + $1.chunks.count }
        let id = try database.read { try Int64.fetchOne($0, sql: "SELECT coalesce(max(id), 0) + 1 FROM segment") ?? 1 }
        let segment = StoredSegment(
            id: id,
            generation: generation.number,
            chunkCount: count,
            dead: OrdinalSet(universeCount: count),
            hasVectors: embedder != nil
        )
        guard count > 0 else { return nil }
        try segments.create(generation: generation.number)
        try AtomicFile.write(to: segments.lexicalPath(segment)) { sink in
            try SearchIndex.writeLexicalSegment(
                of: documents.lazy.flatMap(\.indexedTexts),
                analyzer: analyzer,
                to: sink
            )
        }
        guard let model = embedder?.model else { return segment }
        try AtomicFile.write(to: segments.vectorPath(segment)) { sink in
            var builder = try VectorSegmentBuilder(
                dimension: model.dimension,
                fingerprint: model.fingerprint,
                sink: sink
            )
            try database.read { db in
                let statement = try db.cachedStatement(sql: "SELECT vector FROM embedding WHERE hash = ? AND model = ?")
                for hash in documents.flatMap(\.hashes) {
                    let bytes = try Data.fetchOne(statement, arguments: [Data(hash.bytes), model.fingerprint])
                    try builder.add(Self.vector(bytes) ?? [Float](repeating: 0, count: model.dimension))
                }
            }
            try builder.finish()
        }
        return segment
    }

    /// Takes documents out and marks their chunks as deleted.
    private func remove(_ uris: Set<String>, _ db: Database) throws {
        var stored = Dictionary(uniqueKeysWithValues: try StoredSegment.all(db).map { ($0.id, $0) })
        var changed: Set<Int64> = []
        let chunks = try db.cachedStatement(
            sql: """
                SELECT chunk.segmentID, chunk.ordinal FROM chunk JOIN document ON document.id = chunk.documentID
                WHERE document.uri = ?
                """
        )
        let deletion = try db.cachedStatement(sql: "DELETE FROM document WHERE uri = ?")
        for uri in uris.sorted() {
            for row in try Row.fetchAll(chunks, arguments: [uri]) {
                stored[row["segmentID"]]?.dead.insert(UInt32(row["ordinal"] as Int))
                changed.insert(row["segmentID"])
            }
            try deletion.execute(arguments: [uri])
        }
        for id in changed { try stored[id]?.updateDead(db) }
    }

    private func insert(
        _ documents: [PreparedDocument],
        segmentID: Int64,
        generation: CorpusGeneration,
        _ db: Database
    ) throws {
        var ordinal = 0
        for prepared in documents {
            try prepared.insert(db, segmentID: segmentID, firstOrdinal: ordinal, generation: generation.number)
            ordinal += prepared.chunks.count
        }
    }

    static func insert(_ generation: CorpusGeneration, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO generation(number, created, documentCount, chunkCount)
                VALUES (?, unixepoch(), (SELECT count(*) FROM document), (SELECT count(*) FROM chunk))
                """,
            arguments: [generation.number]
        )
    }

    private static func record(_ batch: CorpusBatch, _ db: Database) throws {
        for (uri, facts) in batch.touched {
            try db.execute(
                sql: "UPDATE document SET byteCount = ?, modified = ?, checked = ? WHERE uri = ?",
                arguments: [facts.byteCount, facts.modifiedNanoseconds, facts.checkedNanoseconds, uri]
            )
        }
        let answered = batch.recovered.union(batch.removals).union(batch.documents.map(\.document.uri))
        for uri in answered { try db.execute(sql: "DELETE FROM failure WHERE uri = ?", arguments: [uri]) }
        for failure in batch.failures {
            try db.execute(
                sql: "INSERT OR REPLACE INTO failure(uri, byteCount, modified, code, message) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    failure.uri, failure.facts.byteCount, failure.facts.modifiedNanoseconds, failure.reason,
                    failure.message,
                ]
            )
        }
    }
}

extension CorpusWriter {
    /// Joins the smaller segments when there are many, and rewrites those of which much is deleted.
    private func join(after generation: CorpusGeneration) throws {
        let all = try database.read { try StoredSegment.all($0) }
        var chosen = Set(all.filter { $0.dead.count * 4 > $0.chunkCount }.map(\.id))
        if all.count > Self.segmentLimit {
            let bySize = all.sorted { ($0.liveCount, $0.id) < ($1.liveCount, $1.id) }
            chosen.formUnion(bySize.prefix(all.count - Self.segmentLimit / 2).map(\.id))
        }
        let sources = all.filter { chosen.contains($0.id) }
        guard !sources.isEmpty else { return }
        do {
            try join(sources, into: generation.next)
        } catch is IndexError {
            // A damaged segment is left to the search that finds it, which rebuilds it.
        }
    }

    private func join(_ sources: [StoredSegment], into generation: CorpusGeneration) throws {
        let count = sources.reduce(0) { $0 + $1.liveCount }
        let merged = StoredSegment(
            id: try database.read { try Int64.fetchOne($0, sql: "SELECT max(id) + 1 FROM segment") ?? 1 },
            generation: generation.number,
            chunkCount: count,
            dead: OrdinalSet(universeCount: count),
            hasVectors: sources.allSatisfy(\.hasVectors)
        )
        try segments.create(generation: generation.number)
        let lexical = try sources.map {
            SegmentMergeSource(try segments.lexical($0, fingerprint: analyzer.fingerprint), tombstones: $0.dead)
        }
        let remap = try AtomicFile.write(to: segments.lexicalPath(merged)) { sink in
            try LexicalSegment.merge(lexical, sink: sink)
        }
        if merged.hasVectors, let model = settings.modelFingerprint {
            let vectors = try sources.map {
                SegmentMergeSource(try segments.vectors($0, fingerprint: model), tombstones: $0.dead)
            }
            _ = try AtomicFile.write(to: segments.vectorPath(merged)) { sink in
                try VectorSegment.merge(vectors, sink: sink)
            }
        }
        try database.write { db in
            let chunks = try db.cachedStatement(sql: "SELECT id, ordinal FROM chunk WHERE segmentID = ?")
            let move = try db.cachedStatement(sql: "UPDATE chunk SET segmentID = ?, ordinal = ? WHERE id = ?")
            for (number, source) in sources.enumerated() {
                for row in try Row.fetchAll(chunks, arguments: [source.id]) {
                    let ordinal = remap.ordinal(ofSegment: number, ordinal: UInt32(row["ordinal"] as Int))
                    guard let ordinal else { continue }
                    try move.execute(arguments: [merged.id, Int64(ordinal), row["id"] as Int64])
                }
                try db.execute(sql: "DELETE FROM segment WHERE id = ?", arguments: [source.id])
            }
            if count > 0 { try merged.insert(db) }
            try Self.insert(generation, db)
        }
    }

    /// Removes files that no segment needs any more, and old entries of the list of generations.
    private func removeUnneededFiles() throws {
        let kept = try database.write { db in
            try db.execute(sql: "DELETE FROM generation WHERE number < (SELECT max(number) FROM generation) - 100")
            return try StoredSegment.all(db)
        }
        segments.removeAll(but: kept)
    }

    /// The indexed text of each ordinal of a segment; nil for deleted ones.
    private static func indexedTexts(of segment: StoredSegment, _ db: Database) throws -> [String?] {
        var texts = [String?](repeating: nil, count: segment.chunkCount)
        let rows = try Row.fetchCursor(db, sql: ChunkRecord.sql + " WHERE chunk.segmentID = ?", arguments: [segment.id])
        while let row = try rows.next() {
            let record = try ChunkRecord(row)
            guard record.ordinal < texts.count else { continue }
            texts[record.ordinal] = IndexedText.text(of: record.chunk, title: record.document.title)
        }
        return texts
    }

    private static func vectors(of segment: StoredSegment, model: String, _ db: Database) throws -> [[Float]?] {
        var vectors = [[Float]?](repeating: nil, count: segment.chunkCount)
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT chunk.ordinal, embedding.vector FROM chunk
                JOIN embedding ON embedding.hash = chunk.hash AND embedding.model = ? WHERE chunk.segmentID = ?
                """,
            arguments: [model, segment.id]
        )
        while let row = try rows.next() {
            let ordinal: Int = row["ordinal"]
            if ordinal < vectors.count { vectors[ordinal] = vector(row["vector"] as Data) }
        }
        return vectors
    }

    private static func vector(_ bytes: Data?) -> [Float]? {
        bytes.map { data in data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) } }
    }
}
