internal import GRDB
private import Synchronization
internal import WrightCore
internal import WrightDocuments
internal import WrightIndex
internal import WrightRetrieval
private import WrightText

/// One generation of a corpus, its segments mapped.
final class CorpusView: Sendable {
    let generation: CorpusGeneration
    let index: SearchIndex
    let chunkCount: Int
    private let stored: [StoredSegment]
    private let hasRestrictedDocuments: Bool
    private let filters = Mutex<[(filter: RetrievalFilter, sets: FilterSets)]>([])

    /// Filters whose sets are kept.
    private static let filterLimit = 8

    init(project: ProjectFolder, generation: CorpusGeneration, _ db: Database) throws {
        self.generation = generation
        let settings = try StoredSettings.fetch(db)
        let analyzer = EmbeddedCorpus.analyzer(settings)
        let folder = SegmentFolder(path: project.indexPath)
        stored = try StoredSegment.all(db)
        chunkCount = stored.reduce(0) { $0 + $1.liveCount }
        hasRestrictedDocuments =
            try Int.fetchOne(db, sql: "SELECT 1 FROM document WHERE accessGroups <> '[]' LIMIT 1") != nil
        let dead = stored.map { $0.dead.isEmpty ? nil : $0.dead }
        let lexical = try LexicalIndex(
            segments: try stored.map { try folder.lexical($0, fingerprint: analyzer.fingerprint) },
            tombstones: dead
        )
        var vectors: VectorIndex?
        if let model = settings?.modelFingerprint, !stored.isEmpty, stored.allSatisfy(\.hasVectors) {
            vectors = try VectorIndex(
                segments: try stored.map { try folder.vectors($0, fingerprint: model) },
                tombstones: dead
            )
        }
        index = SearchIndex(analyzer: analyzer, lexical: lexical, vectors: vectors)
    }

    /// What a filter lets through in each segment.
    struct FilterSets: Sendable {
        var sets: [OrdinalSet]
        var isEmpty: Bool
    }

    /// The ordinals that pass a filter; nil where all do.
    func filter(_ filter: RetrievalFilter, _ db: Database) throws -> FilterSets? {
        var unrestricted = RetrievalFilter()
        unrestricted.groups = filter.groups
        if filter == unrestricted, !hasRestrictedDocuments { return nil }
        if let known = filters.withLock({ $0.first { $0.filter == filter } }) { return known.sets }
        let sets = try makeSets(filter, db)
        filters.withLock {
            if $0.count >= Self.filterLimit { $0.removeFirst() }
            $0.append((filter, sets))
        }
        return sets
    }

    /// The hit of an entry.
    func hit(_ entry: SearchIndex.Entry, rank: Int, _ db: Database) throws -> Hit? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: ChunkRecord.sql + " WHERE chunk.segmentID = ? AND chunk.ordinal = ?"),
            arguments: [stored[entry.segment].id, Int64(entry.ordinal)]
        )
        guard let row else { return nil }
        let record = try ChunkRecord(row)
        return Hit(
            rank: rank,
            score: entry.score,
            chunk: record.chunk,
            document: record.document,
            page: record.page,
            signals: (entry.lexical, entry.vector)
        )
    }

    private func makeSets(_ filter: RetrievalFilter, _ db: Database) throws -> FilterSets {
        var admitted: Set<Int64> = []
        let documents = try Row.fetchCursor(
            db,
            sql: "SELECT id, uri, mediaType, trust, accessGroups, modified FROM document"
        )
        while let row = try documents.next() {
            let facts = DocumentFacts(
                uri: row["uri"],
                mediaType: MediaType(rawValue: row["mediaType"]),
                trust: TrustTier(rawValue: row["trust"]) ?? .external,
                accessGroups: Set(try ChunkRecord.texts(row["accessGroups"])),
                modifiedNanoseconds: row["modified"]
            )
            if filter.admits(facts) { admitted.insert(row["id"]) }
        }
        var sets = stored.map { OrdinalSet(universeCount: $0.chunkCount) }
        let places = Dictionary(uniqueKeysWithValues: stored.enumerated().map { ($0.element.id, $0.offset) })
        var isEmpty = true
        let chunks = try Row.fetchCursor(db, sql: "SELECT documentID, segmentID, ordinal FROM chunk")
        while let row = try chunks.next() {
            guard admitted.contains(row["documentID"]), let place = places[row["segmentID"]] else { continue }
            sets[place].insert(UInt32(row["ordinal"] as Int))
            isEmpty = false
        }
        return FilterSets(sets: sets, isEmpty: isEmpty)
    }
}
