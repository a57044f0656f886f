internal import GRDB
internal import WrightCore
internal import WrightIndex
internal import WrightRetrieval
private import WrightText

extension CorpusWriter {
    /// Segments that are kept apart before the smaller ones are joined.
    private static let segmentLimit = 6
    /// Chunks that change their place between two looks at the table.
    private static let moveSlice = 4096

    /// Joins the smaller segments when there are many, and rewrites those of which much is deleted.
    ///
    /// Joining reads whole segments, so only as many are joined as the memory budget allows; larger corpora keep more
    /// segments. A join that fails changes nothing, and the change before it stands: the next run tries again.
    func join(after generation: CorpusGeneration) throws {
        let sources = affordable(try database.read { try StoredSegment.all($0) })
        guard !sources.isEmpty else { return }
        do {
            try join(sources, into: generation.next)
        } catch {
            // A damaged or missing segment is left to the search that finds it, which rebuilds it.
            guard Self.isPassing(error) else { throw error }
        }
    }

    private static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case is IndexError: true
        case let error as CoreError: error.code == .fileUnreadable
        case let error as StoreError: error.code == .diskFull || error.code == .writeFailed
        default: false
        }
    }

    /// The segments that should be joined, the smallest first, within the limit of bytes.
    private func affordable(_ all: [StoredSegment]) -> [StoredSegment] {
        var chosen = Set(all.filter { $0.deadCount * 4 > $0.chunkCount }.map(\.id))
        let bySize = all.sorted { ($0.liveCount, $0.id) < ($1.liveCount, $1.id) }
        if all.count > Self.segmentLimit {
            chosen.formUnion(bySize.prefix(all.count - Self.segmentLimit / 2).map(\.id))
        }
        var room = joinByteCount
        var picked: Set<Int64> = []
        for segment in bySize where chosen.contains(segment.id) {
            room -= segments.byteCount(of: segment)
            guard room >= 0 || segment.liveCount == 0 else { break }
            picked.insert(segment.id)
        }
        // One segment alone gains nothing unless much of it is deleted.
        if picked.count == 1, let only = all.first(where: { picked.contains($0.id) }), only.deadCount == 0 { return [] }
        return all.filter { picked.contains($0.id) }
    }

    private func join(_ sources: [StoredSegment], into generation: CorpusGeneration) throws {
        let merged = StoredSegment(
            id: try nextSegmentID(),
            generation: generation.number,
            chunkCount: sources.reduce(0) { $0 + $1.liveCount },
            hasVectors: sources.allSatisfy(\.hasVectors)
        )
        let remap = try writeFiles(of: merged, from: sources)
        try database.write { db in
            for (number, source) in sources.enumerated() {
                try move(source, to: merged, db) { remap?.ordinal(ofSegment: number, ordinal: $0) }
                try db.execute(sql: "DELETE FROM segment WHERE id = ?", arguments: [source.id])
            }
            if merged.chunkCount > 0 { try merged.insert(db) }
            try Self.insert(generation, db)
        }
    }

    /// Writes the files of a segment that joins others; nil where nothing is left of them.
    private func writeFiles(of merged: StoredSegment, from sources: [StoredSegment]) throws -> SegmentRemap? {
        guard merged.chunkCount > 0 else { return nil }
        try segments.create(generation: merged.generation)
        let lexical = try sources.map {
            SegmentMergeSource(try segments.lexical($0, fingerprint: analyzer.fingerprint), tombstones: $0.dead)
        }
        let remap = try AtomicFile.write(to: segments.lexicalPath(merged)) { sink in
            try LexicalSegment.merge(lexical, sink: sink)
        }
        guard merged.hasVectors, let model = settings.modelFingerprint else { return remap }
        let vectors = try sources.map {
            SegmentMergeSource(try segments.vectors($0, fingerprint: model), tombstones: $0.dead)
        }
        _ = try AtomicFile.write(to: segments.vectorPath(merged)) { sink in
            try VectorSegment.merge(vectors, sink: sink)
        }
        return remap
    }

    /// Gives the chunks of a segment their places in another one.
    private func move(
        _ source: StoredSegment,
        to merged: StoredSegment,
        _ db: Database,
        place: (UInt32) -> UInt32?
    ) throws {
        if source.deadCount == 0, source.chunkCount > 0, let first = place(0) {
            try db.execute(
                sql: "UPDATE chunk SET segmentID = ?, ordinal = ordinal + ? WHERE segmentID = ?",
                arguments: [merged.id, Int64(first), source.id]
            )
            return
        }
        let chunks = try db.cachedStatement(
            sql: "SELECT id, ordinal FROM chunk WHERE segmentID = ? AND ordinal >= ? ORDER BY ordinal LIMIT ?"
        )
        let update = try db.cachedStatement(sql: "UPDATE chunk SET segmentID = ?, ordinal = ? WHERE id = ?")
        var start = 0
        while true {
            let rows = try Row.fetchAll(chunks, arguments: [source.id, start, Self.moveSlice])
            guard let last = rows.last else { return }
            for row in rows {
                guard let ordinal = try place(ChunkRecord.ordinal(row)) else { continue }
                try update.execute(arguments: [merged.id, Int64(ordinal), row["id"] as Int64])
            }
            start = (last["ordinal"] as Int) + 1
        }
    }
}
