internal import Foundation
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
    let segments: SegmentFolder
    let analyzer: Analyzer
    /// Bytes of memory that a join may take where no documents are held.
    let joinByteCount: Int
    /// Whether more batches follow, so that graphs wait until all are there.
    var isBulk = false
    private let lock: WriterLock
    private let embedder: (any Embedder)?

    /// Texts that are embedded between two commits of their embeddings.
    private static let embeddingSlice = 2048
    /// The setting that is there while embeddings may be stored that no chunk needs.
    private static let looseEmbeddings = "looseEmbeddings"

    /// What a writer works with.
    struct Configuration {
        var settings: StoredSettings
        var analyzer: Analyzer
        var embedder: (any Embedder)?
        var joinByteCount = MemoryPlan.standard.joinByteCount
    }

    init(database: StoreDatabase, project: ProjectFolder, lock: WriterLock, configuration: Configuration) {
        self.database = database
        self.lock = lock
        settings = configuration.settings
        analyzer = configuration.analyzer
        embedder = configuration.embedder
        joinByteCount = configuration.joinByteCount
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
    ///   - progress: Is told how many texts are embedded.
    /// - Returns: The generation, and how many texts were embedded.
    /// - Throws: ``StoreError``, `IndexError`, and what the embedder throws.
    func commit(
        _ batch: CorpusBatch,
        progress: @Sendable (_ embedded: Int, _ total: Int) -> Void
    ) async throws -> Outcome {
        let current = try database.read { try Self.currentGeneration($0) }
        guard !batch.changesNothing else { return Outcome(generation: try note(batch, current: current)) }
        let embeddedCount = try await embed(batch, progress: progress)
        let next = current.next
        let segment = try makeSegment(of: batch.documents, generation: next)
        try database.write { db in
            if try StoredSettings.fetch(db).map({ $0.analyzerFingerprint != settings.analyzerFingerprint }) ?? false {
                // Only an empty corpus changes its analyzer; the segments of what it once held go.
                try db.execute(sql: "DELETE FROM segment")
            }
            try Self.record(batch, db, in: .current)
            let removed = try remove(batch.removals.union(batch.documents.map(\.document.uri)), db, in: .current)
            try segment?.insert(db)
            try insert(batch.documents, segmentID: segment?.id ?? 0, generation: next, db, into: .current)
            try Self.removeEmbeddings(of: removed, db)
            try settings.save(db)
            try Self.insert(next, db)
        }
        try join(after: next)
        try removeUnneededFiles()
        return Outcome(generation: try database.read { try Self.currentGeneration($0) }, embeddedCount: embeddedCount)
    }

    /// Writes what changes no document: times, failures, settings.
    private func note(_ batch: CorpusBatch, current: CorpusGeneration) throws -> CorpusGeneration {
        try database.write { db in
            let isDated = try Self.record(batch, db, in: .current)
            if try StoredSettings.fetch(db) != settings { try settings.save(db) }
            guard isDated else { return current }
            // Filters by date must see it.
            try Self.insert(current.next, db)
            return current.next
        }
    }

    static func currentGeneration(_ db: Database) throws -> CorpusGeneration {
        CorpusGeneration(number: try Int.fetchOne(db, sql: "SELECT max(number) FROM generation") ?? 0)
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

    /// Removes files that no segment needs any more, and old entries of the list of generations.
    func removeUnneededFiles() throws {
        let kept = try database.write { db in
            try db.execute(sql: "DELETE FROM generation WHERE number < (SELECT max(number) FROM generation) - 100")
            return try StoredSegment.all(db)
        }
        segments.removeAll(but: kept)
    }
}

extension CorpusWriter {
    /// Makes the embeddings that are not there yet, and keeps each slice as soon as it is made.
    func embed(_ batch: CorpusBatch, progress: @Sendable (_ embedded: Int, _ total: Int) -> Void) async throws -> Int {
        guard let embedder else { return 0 }
        let model = embedder.model.fingerprint
        let missing = try missingTexts(of: batch, model: model)
        for start in stride(from: 0, to: missing.count, by: Self.embeddingSlice) {
            try Task.checkCancellation()
            progress(start, missing.count)
            let slice = missing[start..<min(start + Self.embeddingSlice, missing.count)]
            let texts = slice.map { batch.documents[$0.document].indexedText(at: $0.chunk) }
            let embeddings = try await embedder.embed(texts, for: .document)
            try database.write { db in
                try Self.setLooseEmbeddings(true, db)
                let statement = try db.cachedStatement(
                    sql: "INSERT OR IGNORE INTO embedding(hash, model, vector) VALUES (?, ?, ?)"
                )
                for (place, embedding) in zip(slice, embeddings) {
                    let hash = batch.documents[place.document].hashes[place.chunk]
                    let bytes = embedding.vector.withUnsafeBytes { Data($0) }
                    try statement.execute(arguments: [Data(hash.bytes), model, bytes])
                }
            }
        }
        if !missing.isEmpty { progress(missing.count, missing.count) }
        return missing.count
    }

    /// Where the texts stand whose embeddings are not stored, each text once.
    private func missingTexts(of batch: CorpusBatch, model: String) throws -> [(document: Int, chunk: Int)] {
        var missing: [(document: Int, chunk: Int)] = []
        var seen: Set<ContentHash> = []
        try database.read { db in
            let statement = try db.cachedStatement(sql: "SELECT 1 FROM embedding WHERE hash = ? AND model = ?")
            for (document, prepared) in batch.documents.enumerated() {
                for (chunk, hash) in prepared.hashes.enumerated() where seen.insert(hash).inserted {
                    let found = try Int.fetchOne(statement, arguments: [Data(hash.bytes), model])
                    if found == nil { missing.append((document, chunk)) }
                }
            }
        }
        return missing
    }

    /// Writes the files of a new segment; nil where the documents hold no chunk.
    func makeSegment(of documents: [PreparedDocument], generation: CorpusGeneration) throws -> StoredSegment? {
        let segment = StoredSegment(
            id: try nextSegmentID(),
            generation: generation.number,
            chunkCount: documents.reduce(0) { $0 + $1.chunks.count },
            hasVectors: embedder != nil
        )
        guard segment.chunkCount > 0 else { return nil }
        try segments.create(generation: generation.number)
        try AtomicFile.write(to: segments.lexicalPath(segment)) { sink in
            try SearchIndex.writeLexicalSegment(
                of: documents.flatMap(\.lexicalTexts),
                analyzer: analyzer,
                threadCount: max(1, ProcessInfo.processInfo.activeProcessorCount),
                to: sink
            )
        }
        guard let model = embedder?.model else { return segment }
        try AtomicFile.write(to: segments.vectorPath(segment)) { sink in
            var builder = try VectorSegmentBuilder(
                dimension: model.dimension,
                fingerprint: model.fingerprint,
                graph: graphParameters,
                sink: sink
            )
            try database.read { db in
                let statement = try db.cachedStatement(sql: "SELECT vector FROM embedding WHERE hash = ? AND model = ?")
                for prepared in documents {
                    for hash in prepared.hashes {
                        let bytes = try Data.fetchOne(statement, arguments: [Data(hash.bytes), model.fingerprint])
                        try builder.add(Self.vector(bytes) ?? [Float](repeating: 0, count: model.dimension))
                    }
                }
            }
            try builder.finish()
        }
        return segment
    }

    /// How the graph of a new segment is built: not at all while more batches follow.
    var graphParameters: VectorGraphParameters {
        isBulk ? VectorGraphParameters(minimumCount: .max) : VectorGraphParameters()
    }

    /// A number that no segment has, neither of the corpus nor of a rebuild that is under way.
    func nextSegmentID() throws -> Int64 {
        try database.read { db in
            var greatest = try Int64.fetchOne(db, sql: "SELECT max(id) FROM segment") ?? 0
            if try db.tableExists(CorpusTables.next.segment) {
                let staged = try Int64.fetchOne(db, sql: "SELECT max(id) FROM \(CorpusTables.next.segment)")
                greatest = max(greatest, staged ?? 0)
            }
            return greatest + 1
        }
    }

    static func vector(_ bytes: Data?) -> [Float]? {
        guard let bytes, !bytes.isEmpty, bytes.count.isMultiple(of: 4) else { return nil }
        return bytes.withUnsafeBytes { buffer in
            (0..<buffer.count / 4).map { buffer.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        }
    }
}

extension CorpusWriter {
    /// Whether a run that was cut off may have left embeddings that no chunk needs.
    func hasLooseEmbeddings() throws -> Bool {
        try database.read {
            try Int.fetchOne($0, sql: "SELECT 1 FROM setting WHERE name = ?", arguments: [Self.looseEmbeddings]) != nil
        }
    }

    /// Says that a run has come to its end; `isSweeping` first removes every embedding that no chunk needs.
    func conclude(isSweeping: Bool) throws {
        try settle()
        try removeUnneededFiles()
        try database.write { db in
            if isSweeping {
                try db.execute(
                    sql: "DELETE FROM embedding WHERE model <> ? OR hash NOT IN (SELECT hash FROM chunk)",
                    arguments: [settings.modelFingerprint ?? ""]
                )
            }
            try Self.setLooseEmbeddings(false, db)
        }
    }

    private static func setLooseEmbeddings(_ areLoose: Bool, _ db: Database) throws {
        try db.execute(
            sql: areLoose
                ? "INSERT OR IGNORE INTO setting(name, value) VALUES (?, '1')" : "DELETE FROM setting WHERE name = ?",
            arguments: [looseEmbeddings]
        )
    }
}
