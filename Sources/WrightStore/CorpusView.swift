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
    /// Chunks that are kept apart.
    let heldCount: Int
    private let stored: [StoredSegment]
    private let hasRestrictedDocuments: Bool
    private let filters = Mutex<[(filter: RetrievalFilter, sets: FilterSets)]>([])

    /// Filters whose sets are kept.
    private static let filterLimit = 8

    /// Maps a generation.
    ///
    /// Reads the settings, a row for each segment, one look into an index of restricted documents and what is kept
    /// apart; nothing else that grows with the corpus but the bits of deleted chunks.
    ///
    /// - Parameters:
    ///   - project: Whose corpus.
    ///   - previous: A view of another generation, whose mapped segments are used again where they are the same files.
    ///   - db: A transaction that sees the generation.
    /// - Throws: ``StoreError``, and `IndexError` for a damaged segment.
    init(project: ProjectFolder, previous: CorpusView?, _ db: Database) throws {
        generation = try CorpusWriter.currentGeneration(db)
        let settings = try StoredSettings.fetch(db)
        let analyzer = EmbeddedCorpus.analyzer(settings)
        let folder = SegmentFolder(path: project.indexPath)
        stored = try StoredSegment.all(db)
        chunkCount = stored.reduce(0) { $0 + $1.liveCount }
        hasRestrictedDocuments =
            try Int.fetchOne(db, sql: "SELECT 1 FROM document WHERE accessGroups <> '[]' LIMIT 1") != nil
        let held = try QuarantineTable.heldOrdinals(in: stored, db)
        heldCount = held?.values.reduce(0) { $0 + $1.count } ?? 0
        // What is kept apart counts as deleted, so no mode and no filter of a search can reach it.
        let dead = stored.map { segment in
            guard let held = held?[segment.id] else { return segment.dead }
            var union = segment.dead ?? held
            union.formUnion(held)
            return union
        }
        let lexical = try LexicalIndex(
            segments: try stored.map {
                try previous?.lexicalSegment($0, analyzer) ?? folder.lexical($0, fingerprint: analyzer.fingerprint)
            },
            tombstones: dead
        )
        var vectors: VectorIndex?
        if let model = settings?.modelFingerprint, !stored.isEmpty, stored.allSatisfy(\.hasVectors) {
            vectors = try VectorIndex(
                segments: try stored.map {
                    try previous?.vectorSegment($0, model) ?? folder.vectors($0, fingerprint: model)
                },
                tombstones: dead
            )
        }
        index = SearchIndex(analyzer: analyzer, lexical: lexical, vectors: vectors)
    }

    /// The mapped segment of the same file, whose checked blocks need not be checked again.
    private func lexicalSegment(_ segment: StoredSegment, _ analyzer: Analyzer) -> LexicalSegment? {
        guard index.analyzer.fingerprint == analyzer.fingerprint, let place = place(of: segment) else { return nil }
        return index.lexical.segments[place]
    }

    private func vectorSegment(_ segment: StoredSegment, _ model: String) -> VectorSegment? {
        guard let vectors = index.vectors, let place = place(of: segment) else { return nil }
        let known = vectors.segments[place]
        return known.fingerprint == model ? known : nil
    }

    private func place(of segment: StoredSegment) -> Int? {
        stored.firstIndex { $0.id == segment.id && $0.generation == segment.generation }
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
        var hit = Hit(
            rank: rank,
            score: entry.score,
            chunk: record.chunk,
            document: record.document,
            page: record.page,
            signals: (entry.lexical, entry.vector)
        )
        hit.termScores = entry.termScores
        return hit
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
                accessGroups: Set(try ChunkRecord.texts(row["accessGroups"], of: "a document's groups")),
                modifiedNanoseconds: row["modified"]
            )
            if filter.admits(facts) { admitted.insert(row["id"]) }
        }
        var sets = stored.map { OrdinalSet(universeCount: $0.chunkCount) }
        let places = Dictionary(uniqueKeysWithValues: stored.enumerated().map { ($0.element.id, $0.offset) })
        var isEmpty = true
        func insert(_ row: Row) throws {
            guard let place = places[row["segmentID"]] else { return }
            sets[place].insert(try ChunkRecord.ordinal(row))
            isEmpty = false
        }
        if admitted.count <= Self.singleLookupLimit {
            let statement = try db.cachedStatement(sql: "SELECT segmentID, ordinal FROM chunk WHERE documentID = ?")
            for document in admitted {
                let chunks = try Row.fetchCursor(statement, arguments: [document])
                while let row = try chunks.next() { try insert(row) }
            }
        } else {
            let chunks = try Row.fetchCursor(db, sql: "SELECT documentID, segmentID, ordinal FROM chunk")
            while let row = try chunks.next() {
                if admitted.contains(row["documentID"]) { try insert(row) }
            }
        }
        return FilterSets(sets: sets, isEmpty: isEmpty)
    }

    /// Documents whose chunks are looked up one by one; of more, all chunks are gone through.
    private static let singleLookupLimit = 2000
}
