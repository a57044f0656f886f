internal import WrightCore
internal import WrightIndex

/// Building and walking a graph: one segment, 10 hits, breadth after breadth; then with filters.
struct GraphBenchmark {
    let vectorsPath: String
    let queriesPath: String
    var parameters = VectorGraphParameters(minimumCount: 1)

    private static let limit = 10
    private static let breadths = [16, 24, 32, 40, 50, 64, 80, 100, 128, 160, 200, 256]

    init(vectorsPath: String, queriesPath: String) {
        self.vectorsPath = vectorsPath
        self.queriesPath = queriesPath
    }

    func run() throws -> JSONValue {
        let vectors = try VectorFile(path: vectorsPath).rows
        let queries = try VectorFile(path: queriesPath).rows
        let (plainSeconds, _) = try Self.build(vectors, VectorGraphParameters(minimumCount: .max))
        let (seconds, bytes) = try Self.build(vectors, parameters)
        let index = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "benchmark")])
        try index.segments[0].file.verifyAll()
        let exact = try index.search(vectors: queries, limit: Self.limit, precision: .exact)
        var sweep: [JSONValue] = []
        for breadth in Self.breadths {
            sweep.append(try Self.measured(index, queries, exact: exact, precision: .approximate(breadth: breadth)))
        }
        let usual = try Self.measured(index, queries, exact: exact, precision: .approximate)
        let scan = try Self.measured(index, Array(queries.prefix(200)), exact: exact, precision: .exact)
        let searched = Double(index.segments[0].searchedBytes.value) / Double(max(1, vectors.count))
        return [
            "vectors": .int(vectors.count), "queries": .int(queries.count), "threads": .int(parameters.threadCount),
            "degree": .int(parameters.degree), "buildBreadth": .int(parameters.breadth),
            // What stores vectors without a graph is not part of building one.
            "graphSeconds": .double(seconds - plainSeconds), "plainSeconds": .double(plainSeconds),
            "segmentBytes": .int(bytes.count),
            // One byte for each vector says whether a walk came by.
            "bytesPerVectorSearched": .double(searched + 1), "sweep": .array(sweep), "usual": usual, "scan": scan,
            "filtered": .array(try filtered(index, queries: Array(queries.prefix(200)))),
        ]
    }

    /// From how many vectors on a walk is faster than a scan.
    ///
    /// `walkCostInRows` is how many
    /// rows a scan reads in the time of a walk.
    func crossover() throws -> JSONValue {
        let vectors = try VectorFile(path: vectorsPath).rows
        let queries = Array(try VectorFile(path: queriesPath).rows.prefix(300))
        var rows: [JSONValue] = []
        var speeds: [(count: Int, ratio: Double)] = []
        for count in [4500, 6000, 8000, 10_000, 14_000, 20_000, 30_000, 50_000, 100_000] where count <= vectors.count {
            let (seconds, bytes) = try Self.build(Array(vectors.prefix(count)), parameters)
            let index = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "benchmark")])
            let exact = try index.search(vectors: queries, limit: Self.limit, precision: .exact)
            let found = try index.explainedSearch(vectors: queries, limit: Self.limit)
            let scan = try Self.seconds(of: queries, in: index, .exact)
            let walk = try Self.seconds(of: queries, in: index, .approximate)
            speeds.append((count, scan / walk))
            rows.append([
                "vectors": .int(count), "buildSeconds": .double(seconds),
                "strategy": .string(found.plans[0].strategy.rawValue), "breadth": .int(found.plans[0].breadth),
                "recall": .double(Self.recall(of: found.hits, against: exact)),
                "scanMicroseconds": .double(Measurement.rounded(scan * 1e6)),
                "walkMicroseconds": .double(Measurement.rounded(walk * 1e6)),
                "walkCostInRows": .int(Int(walk / scan * Double(count))),
            ])
        }
        return [
            "sizes": .array(rows), "walkIsFasterFrom": Self.size(in: speeds, reaching: 1),
            "walkIsTwiceAsFastFrom": Self.size(in: speeds, reaching: 2),
        ]
    }

    /// The size at which a ratio is reached, between the two measured ones around it; null where it is not.
    private static func size(in speeds: [(count: Int, ratio: Double)], reaching ratio: Double) -> JSONValue {
        guard let place = speeds.firstIndex(where: { $0.ratio >= ratio }) else { return .null }
        guard place > 0 else { return .int(speeds[0].count) }
        let (low, high) = (speeds[place - 1], speeds[place])
        let part = (ratio - low.ratio) / (high.ratio - low.ratio)
        return .int(low.count + Int(part * Double(high.count - low.count)))
    }

    /// Seconds of one query, the best of three rounds.
    private static func seconds(of queries: [[Float]], in index: VectorIndex, _ precision: VectorPrecision) throws
        -> Double
    {
        try Measurement.bestSeconds {
            for query in queries { _ = try index.search(vector: query, limit: limit, precision: precision) }
        } / Double(max(1, queries.count))
    }

    static func build(_ vectors: [[Float]], _ parameters: VectorGraphParameters) throws -> (Double, [UInt8]) {
        var bytes: [UInt8] = []
        let seconds = try Measurement.wallSeconds {
            bytes = try VectorSegmentBuilder.build(
                dimension: vectors.first?.count ?? 0,
                fingerprint: "benchmark",
                graph: parameters,
                vectors: vectors
            )
        }
        return (seconds, bytes)
    }

    static func measured(
        _ index: VectorIndex,
        _ queries: [[Float]],
        exact: [[IndexHit]],
        filter: [OrdinalSet]? = nil,
        precision: VectorPrecision
    ) throws -> JSONValue {
        let found = try index.explainedSearch(vectors: queries, limit: limit, filter: filter, precision: precision)
        let seconds = try Measurement.bestSeconds {
            for query in queries {
                _ = try index.search(vector: query, limit: limit, filter: filter, precision: precision)
            }
        }
        let count = Double(max(1, queries.count))
        return [
            "strategy": .string(found.plans[0].strategy.rawValue), "breadth": .int(found.plans[0].breadth),
            "recall": .double(recall(of: found.hits, against: exact)),
            "queriesPerSecond": .double(Measurement.rounded(count / seconds)),
            "scoredPerQuery": .double(Measurement.rounded(Double(found.plans[0].scoredCount) / count)),
            "fewestHits": .int(found.hits.map(\.count).min() ?? 0),
        ]
    }

    static func recall(of found: [[IndexHit]], against exact: [[IndexHit]]) -> Double {
        var shared = 0
        var total = 0
        for (left, right) in zip(found, exact) {
            shared += Set(left.map(\.ordinal)).intersection(right.map(\.ordinal)).count
            total += right.count
        }
        return Double(shared) / Double(max(1, total))
    }

    /// Filters of four sizes: by chance, and as the rows nearest to and farthest from a direction.
    private func filtered(_ index: VectorIndex, queries: [[Float]]) throws -> [JSONValue] {
        var rows: [JSONValue] = []
        let segment = index.segments[0]
        let order = try index.search(vector: queries[0], limit: segment.chunkCount, precision: .exact).map(\.ordinal)
        var random = SeededRandom(seed: 5)
        let shuffled = order.shuffled(using: &random)
        for (name, ordinals) in [("random", shuffled), ("near", order), ("far", order.reversed())] {
            for share in [0.5, 0.2, 0.1, 0.01, 0.001] {
                let members = ordinals.prefix(Int(Double(segment.chunkCount) * share))
                let filter = [OrdinalSet(universeCount: segment.chunkCount, members)]
                // The first query made the order, so the nearest filter lies around it; the others lie anywhere.
                let exact = try index.search(vectors: queries, limit: Self.limit, filter: filter, precision: .exact)
                var row = try Self.measured(index, queries, exact: exact, filter: filter, precision: .approximate)
                if case .object(let members) = row {
                    row = .object([.init("filter", .string(name)), .init("share", .double(share))] + members)
                }
                rows.append(row)
            }
        }
        return rows
    }
}
