internal import CWrightKernels
internal import Testing
internal import WrightCore
internal import WrightIndex

@Suite struct VectorIndexTests {
    @Test("exact search is a scan over all floats", arguments: [1, 3, 16, 63, 64, 65, 100, 384, 1000])
    func exactAgreesWithScan(dimension: Int) throws {
        let seed = UInt64(dimension)
        var random = SeededRandom(seed: seed)
        let parts = [700, 0, 65].map { Self.vectors($0, dimension, &random) }
        let segments = try parts.map { try Self.segment($0, dimension) }
        let tombstones: [OrdinalSet?] = [Self.set(700, 0.1, &random), nil, nil]
        let index = try VectorIndex(segments: segments, tombstones: tombstones)
        for (number, limit) in [1, 10, 100, 1000].enumerated() {
            let filter = number % 2 == 0 ? nil : parts.map { Self.set($0.count, 0.3, &random) }
            let queries = Self.vectors(4, dimension, &random) + [parts[0][5]]
            let expected = try queries.map {
                try Self.scan($0, segments, limit: limit) { segment, ordinal in
                    tombstones[segment]?.contains(ordinal) != true && filter?[segment].contains(ordinal) != false
                }
            }
            let found = try index.search(vectors: queries, limit: limit, filter: filter, precision: .exact)
            #expect(found == expected, "seed \(seed), limit \(limit)")
            for (query, hits) in zip(queries, expected) {
                #expect(try index.search(vector: query, limit: limit, filter: filter, precision: .exact) == hits)
            }
        }
    }

    @Test func quantisedSearchFindsNearlyTheSame() throws {
        var random = SeededRandom(seed: 5)
        let index = try VectorIndex(segments: [Self.segment(Self.vectors(3000, 384, &random), 384)])
        let queries = Self.vectors(40, 384, &random)
        let exact = try index.search(vectors: queries, limit: 10, precision: .exact)
        let quantised = try index.search(vectors: queries, limit: 10)
        let shared = zip(exact, quantised).reduce(0) { $0 + Set($1.0).intersection($1.1).count }
        #expect(Double(shared) >= 0.99 * 400)
    }

    @Test func scoresAreCosines() throws {
        let index = try VectorIndex(segments: [Self.segment([[3, 4], [0, 0], [-6, -8], [10, 0]], 2)])
        let hits = try index.search(vector: [0.3, 0.4], limit: 4, precision: .exact)
        #expect(hits.map(\.ordinal) == [0, 3, 1, 2])
        #expect(zip(hits.map(\.score), [1, 0.6, 0, -1]).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test func refusesWhatIsNoVector() throws {
        expectCode(.invalidVector) { _ = try Self.segment([[1, 2], [.nan, 0]], 2) }
        expectCode(.invalidVector) { _ = try Self.segment([[1, .infinity]], 2) }
        expectCode(.dimensionMismatch) { _ = try Self.segment([[1]], 2) }
        expectCode(.segmentTooLarge) { _ = try Self.segment([], 0) }
        let index = try VectorIndex(segments: [Self.segment([[1, 2]], 2)])
        expectCode(.invalidVector) { _ = try index.search(vector: [.nan, 1], limit: 1) }
        expectCode(.dimensionMismatch) { _ = try index.search(vector: [1], limit: 1) }
        expectCode(.invalidQuery) { _ = try index.search(vector: [1, 1], limit: 0) }
        expectCode(.invalidQuery) {
            _ = try index.search(vector: [1, 1], limit: 1, precision: .quantised(oversampling: 0))
        }
        expectCode(.filterMismatch) { _ = try index.search(vector: [1, 1], limit: 1, filter: []) }
        expectCode(.dimensionMismatch) {
            _ = try VectorIndex(segments: [Self.segment([[1, 2]], 2), Self.segment([[1]], 1)])
        }
    }

    @Test func theErrorNamesTheOrdinal() throws {
        let error = #expect(throws: IndexError.self) { _ = try Self.segment([[1, 2], [.nan, 0]], 2) }
        #expect(error?.message == "The vector with ordinal 1 has a coordinate that is not a finite number.")
    }

    @Test func plansSayWhy() throws {
        let index = try VectorIndex(segments: [Self.segment([[1, 2], [2, 1]], 2)])
        let open = try #require(try index.plans().first)
        #expect(open.strategy == .scan && open.reason == .noGraph && open.allowedCount == 2)
        let closed = try #require(try index.plans(filter: [OrdinalSet(universeCount: 2)]).first)
        #expect(closed.strategy == .skip && closed.reason == .nothingAllowed)
        #expect(try index.search(vector: [1, 0], limit: 2, filter: [OrdinalSet(universeCount: 2)]).isEmpty)
    }

    @Test func mergingKeepsEveryBit() throws {
        var random = SeededRandom(seed: 31)
        let parts = [50, 0, 70].map { Self.vectors($0, 20, &random) }
        let tombstones = [Self.set(50, 0.5, &random), nil, Self.set(70, 0.1, &random)]
        let sources = try zip(parts, tombstones).map { SegmentMergeSource(try Self.segment($0, 20), tombstones: $1) }
        var bytes: [UInt8] = []
        let remap = try VectorSegment.merge(sources) { bytes.append(contentsOf: $0) }
        let kept = zip(parts, tombstones)
            .flatMap { part, deleted in
                part.enumerated().filter { deleted?.contains(UInt32($0.offset)) != true }.map(\.element)
            }
        let built = try VectorSegmentBuilder.build(dimension: 20, fingerprint: "model", vectors: kept)
        #expect(bytes == built)
        #expect(remap.chunkCount == kept.count)
    }

    static func vectors(_ count: Int, _ dimension: Int, _ random: inout SeededRandom) -> [[Float]] {
        var vectors = (0..<count).map { _ in (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) } }
        // Some vectors are equal, so that the order of equal scores shows.
        for number in stride(from: 10, to: count, by: 9) { vectors[number] = vectors[number - 7] }
        return vectors
    }

    static func set(_ count: Int, _ share: Double, _ random: inout SeededRandom) -> OrdinalSet {
        let members = (0..<UInt32(count)).filter { _ in Double.random(in: 0..<1, using: &random) < share }
        return OrdinalSet(universeCount: count, members)
    }

    static func segment(_ vectors: [[Float]], _ dimension: Int) throws -> VectorSegment {
        let bytes = try VectorSegmentBuilder.build(dimension: dimension, fingerprint: "model", vectors: vectors)
        return try VectorSegment(bytes: bytes, name: "segment")
    }

    /// All stored floats, scored one by one.
    static func scan(
        _ query: [Float],
        _ segments: [VectorSegment],
        limit: Int,
        allows: (Int, UInt32) -> Bool
    ) throws -> [IndexHit] {
        let length = query.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        let unit = abs(length - 1) > 1e-6 ? query.map { Float(Double($0) / length) } : query
        let padding = [Float](repeating: 0, count: (16 - query.count % 16) % 16)
        let kernels = wright_vector_kernels_best().pointee
        var hits: [IndexHit] = []
        for (number, segment) in segments.enumerated() {
            for ordinal in 0..<UInt32(segment.chunkCount) where allows(number, ordinal) {
                let row = try segment.vector(at: ordinal) + padding
                var score: Float = 0
                kernels.dot_floats(unit + padding, row, row.count, 1, &score)
                hits.append(IndexHit(segment: number, ordinal: ordinal, score: score))
            }
        }
        return Array(hits.sorted { $0.score > $1.score }.prefix(limit))
    }
}
