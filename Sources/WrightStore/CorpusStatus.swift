private import Foundation
internal import GRDB
private import WrightIndex
public import WrightCore
public import WrightRetrieval

/// What a project's store holds.
public struct CorpusStatus: Sendable, Hashable {
    /// The project's folder.
    public var projectPath: String
    /// The state of the corpus.
    public var generation: CorpusGeneration
    /// Documents in it.
    public var documentCount: Int
    /// Chunks in it.
    public var chunkCount: Int
    /// Tokens of all chunks.
    public var tokenCount: Int
    /// Texts that were kept out because their readers would not see them.
    public var hiddenTextCount: Int
    /// Chunks that are kept apart and not searched.
    public var heldChunkCount: Int
    /// The model of the embeddings; nil where there are none.
    public var modelName: String?
    /// The name or folder that the model was asked for by; nil where there are no embeddings.
    public var modelReference: String?
    /// The language of the words, a BCP-47 code.
    public var language: String
    /// The chunker and its settings.
    public var chunker: String
    /// Segments of the index.
    public var segmentCount: Int
    /// Bytes of the database with its log.
    public var databaseBytes: ByteCount
    /// Bytes of the segments.
    public var indexBytes: ByteCount
    /// The folders and files that were indexed, absolute.
    public var folders: [String]
    /// What could not be indexed.
    public var failures: [IngestionFailure]

    /// Whether the store holds no document.
    static func isEmpty(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT 1 FROM document LIMIT 1") == nil
    }

    init(project: ProjectFolder, _ db: Database) throws {
        let settings = try StoredSettings.fetch(db)
        let segments = try StoredSegment.all(db)
        projectPath = project.path
        generation = try CorpusWriter.currentGeneration(db)
        documentCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM document") ?? 0
        chunkCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM chunk") ?? 0
        tokenCount = try Int.fetchOne(db, sql: "SELECT coalesce(sum(tokenCount), 0) FROM chunk") ?? 0
        hiddenTextCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM hiddenText") ?? 0
        heldChunkCount =
            try QuarantineTable.heldOrdinals(in: segments, db)?.values.reduce(0) { $0 + $1.count } ?? 0
        modelName = settings?.modelName
        modelReference = settings?.modelReference
        language = settings?.language ?? "en"
        chunker = settings?.chunkerFingerprint ?? ""
        segmentCount = segments.count
        databaseBytes = ByteCount(
            ["", "-wal"]
                .reduce(0) { sum, suffix in
                    let attributes = try? FileManager.default.attributesOfItem(atPath: project.databasePath + suffix)
                    return sum + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
                }
        )
        indexBytes = SegmentFolder(path: project.indexPath).byteCount(of: segments)
        folders = (settings?.folders ?? []).map { project.resolved($0) }
        failures = try IngestionFailure.all(db)
    }
}

extension IngestionFailure {
    /// Every failure that was recorded, by URI.
    static func all(_ db: Database) throws -> [Self] {
        try Row.fetchAll(db, sql: "SELECT uri, byteCount, modified, code, message FROM failure ORDER BY uri")
            .map {
                Self(
                    uri: $0["uri"],
                    reason: $0["code"],
                    message: $0["message"],
                    facts: SourceFacts(
                        byteCount: $0["byteCount"],
                        modifiedNanoseconds: $0["modified"],
                        checkedNanoseconds: 0
                    )
                )
            }
    }
}
