internal import GRDB
internal import WrightCore
internal import WrightIndex
internal import WrightRetrieval
private import WrightText

extension CorpusWriter {
    /// Segments that are kept apart before the smaller ones are joined, and the same while more batches follow.
    private static let segmentLimits = (usual: 6, bulk: 32)
    /// Chunks that change their place between two looks at the table.
    private static let moveSlice = 4096

    /// Joins the smaller segments when there are many, and rewrites those of which much is deleted.
    ///
    /// Only as many are joined as the memory budget allows beside the documents that are held; larger corpora keep
    /// more segments. A join that fails changes nothing, and the change before it stands: the next run tries again.
    func join(after generation: CorpusGeneration) throws {
        let all = try database.read { try StoredSegment.all($0) }
        var chosen = Set(all.filter(\.isMostlyDead).map(\.id))
        if all.count > (isBulk ? Self.segmentLimits.bulk : Self.segmentLimits.usual) {
            chosen.formUnion(Self.bySize(all).prefix(all.count - Self.segmentLimits.usual / 2).map(\.id))
        }
        let sources = affordable(chosen, of: all, room: joinByteCount / 2)
        // One segment alone gains nothing unless some of it is deleted.
        guard sources.count > 1 || sources.contains(where: { $0.deadCount > 0 }) else { return }
        _ = try joinIfPossible(sources, into: generation.next)
    }

    /// Joins, at the end of a run, large segments of like size, and builds the graphs that the run put off.
    ///
    /// A search walks each segment's graph, and one walk over a large graph costs little more than one over a small
    /// one. What stays apart is more than twice as large as all that is smaller, so a chunk is copied about as often
    /// as the corpus doubles.
    func settle() throws {
        isBulk = false
        while true {
            let (all, generation) = try database.read {
                (try StoredSegment.all($0), try Self.currentGeneration($0))
            }
            let bare = Set(all.filter(lacksGraph).map(\.id))
            let sources = affordable(bare.union(Self.overlapping(all)), of: all, room: joinByteCount)
            guard sources.count > 1 || sources.contains(where: { bare.contains($0.id) }) else { return }
            guard sources.reduce(0, { $0 + $1.liveCount }) >= VectorGraphParameters.standardMinimumCount else { return }
            guard try joinIfPossible(sources, into: generation.next) else { return }
        }
    }

    /// Whether a segment is so large that it should have a graph, and has none.
    private func lacksGraph(_ segment: StoredSegment) -> Bool {
        guard segment.hasVectors, segment.liveCount >= VectorGraphParameters.standardMinimumCount,
            let model = settings.modelFingerprint
        else { return false }
        // A damaged or missing segment is left to the search that finds it.
        return (try? segments.vectors(segment, fingerprint: model).hasGraph) == false
    }

    /// The largest segment that is not more than twice as large as all smaller ones together, and those.
    static func overlapping(_ all: [StoredSegment]) -> Set<Int64> {
        let bySize = bySize(all)
        var smallerCount = 0
        var count = 0
        for (place, segment) in bySize.enumerated() {
            if place > 0, smallerCount * 2 >= segment.liveCount { count = place + 1 }
            smallerCount += segment.liveCount
        }
        return Set(bySize.prefix(count).map(\.id))
    }

    private static func bySize(_ all: [StoredSegment]) -> [StoredSegment] {
        all.sorted { ($0.liveCount, $0.id) < ($1.liveCount, $1.id) }
    }

    /// The chosen segments, the smallest first, that can be joined in so many bytes of memory; in their order.
    private func affordable(_ chosen: Set<Int64>, of all: [StoredSegment], room: Int) -> [StoredSegment] {
        var room = room
        var picked: Set<Int64> = []
        for segment in Self.bySize(all) where chosen.contains(segment.id) {
            room -= joiningByteCount(of: segment)
            guard room >= 0 || segment.liveCount == 0 else { break }
            picked.insert(segment.id)
        }
        return all.filter { picked.contains($0.id) }
    }

    /// Bytes of memory that a segment takes in a join: its words, the codes of its vectors and their graph.
    private func joiningByteCount(of segment: StoredSegment) -> Int {
        let vectors = segment.hasVectors ? settings.modelDimension.map(VectorSegment.joiningByteCount) ?? 0 : 0
        return segments.lexicalByteCount(of: segment) + segment.liveCount * vectors
    }

    /// Joins segments; false where one of them or the disk does not allow it.
    private func joinIfPossible(_ sources: [StoredSegment], into generation: CorpusGeneration) throws -> Bool {
        do {
            try join(sources, into: generation)
            return true
        } catch {
            // A damaged or missing segment is left to the search that finds it, which rebuilds it.
            guard Self.isPassing(error) else { throw error }
            return false
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
            try VectorSegment.merge(vectors, graph: graphParameters, sink: sink)
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
