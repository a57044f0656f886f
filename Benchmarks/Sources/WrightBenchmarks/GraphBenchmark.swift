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
    func crossover() throws -> JSONValue {
        let vectors = try VectorFile(path: vectorsPath).rows
        let queries = Array(try VectorFile(path: queriesPath).rows.prefix(300))
        var rows: [JSONValue] = []
        for count in [1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000] where count <= vectors.count {
            let (seconds, bytes) = try Self.build(Array(vectors.prefix(count)), parameters)
            let index = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "benchmark")])
            let exact = try index.search(vectors: queries, limit: Self.limit, precision: .exact)
            rows.append([
                "vectors": .int(count), "buildSeconds": .double(seconds),
                "scan": try Self.measured(index, queries, exact: exact, precision: .exact),
                "graph": try Self.measured(index, queries, exact: exact, precision: .approximate(breadth: 100)),
            ])
        }
        return .array(rows)
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
