internal import WrightCore
internal import WrightIndex

/// Building and scanning a vector index: one segment, one thread, 10 hits.
struct VectorBenchmark {
    let vectorsPath: String
    let queriesPath: String

    func run() throws -> JSONValue {
        let vectors = try VectorFile(path: vectorsPath).rows
        let queries = try VectorFile(path: queriesPath).rows
        let dimension = vectors.first?.count ?? 0
        var bytes: [UInt8] = []
        let buildSeconds = try Measurement.seconds {
            bytes = try VectorSegmentBuilder.build(dimension: dimension, fingerprint: "benchmark", vectors: vectors)
        }
        let segment = try VectorSegment(bytes: bytes, name: "benchmark")
        let index = try VectorIndex(segments: [segment])
        let coldSeconds = try Measurement.seconds { _ = try index.search(vector: queries[0], limit: 10) }
        let verifySeconds = try Measurement.seconds { try segment.file.verifyAll() }
        let exact = try queries.map { try index.search(vector: $0, limit: 10, precision: .exact) }
        let quantised = try queries.map { try index.search(vector: $0, limit: 10) }
        var speeds: [JSONValue.Member] = []
        for (name, precision) in [("exact", VectorPrecision.exact), ("quantised", .quantised(oversampling: 4))] {
            let seconds = try Measurement.bestSeconds {
                for query in queries { _ = try index.search(vector: query, limit: 10, precision: precision) }
            }
            let batchSeconds = try Measurement.bestSeconds {
                _ = try index.search(vectors: queries, limit: 10, precision: precision)
            }
            speeds.append(.init(name, .double(Measurement.rounded(Double(queries.count) / seconds))))
            speeds.append(.init(name + "Batch", .double(Measurement.rounded(Double(queries.count) / batchSeconds))))
        }
        return [
            "vectors": .int(vectors.count), "dimension": .int(dimension), "queries": .int(queries.count),
            "buildSeconds": .double(buildSeconds), "segmentBytes": .int(bytes.count),
            "firstSearchSeconds": .double(coldSeconds), "verifyAllSeconds": .double(verifySeconds),
            "queriesPerSecond": .object(speeds), "quantisedRecallAt10": .double(recall(of: quantised, against: exact)),
            "exactMatchesFullScan": .bool(try matchesFullScan(exact, vectors: vectors, queries: queries)),
        ]
    }

    private func recall(of found: [[IndexHit]], against exact: [[IndexHit]]) -> Double {
        var shared = 0
        var total = 0
        for (left, right) in zip(found, exact) {
            shared += Set(left.map(\.ordinal)).intersection(right.map(\.ordinal)).count
            total += right.count
        }
        return Double(shared) / Double(max(1, total))
    }

    /// Compares some results with plain loops over all vectors, in double precision.
    private func matchesFullScan(_ exact: [[IndexHit]], vectors: [[Float]], queries: [[Float]]) throws -> Bool {
        for (query, hits) in zip(queries, exact).prefix(20) {
            let length = query.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            let scores = vectors.map { vector in
                var dot = 0.0
                var square = 0.0
                for (left, right) in zip(vector, query) {
                    dot += Double(left) * Double(right)
                    square += Double(left) * Double(left)
                }
                return dot / length / square.squareRoot()
            }
            let best = scores.sorted(by: >).prefix(hits.count)
            for (hit, score) in zip(hits, best) where abs(Double(hit.score) - score) > 1e-5 { return false }
        }
        return true
    }
}
