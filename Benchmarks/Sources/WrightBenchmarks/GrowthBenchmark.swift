#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif
internal import WrightCore
internal import WrightIndex

/// How building and searching grow with the number of vectors, made-up ones: clusters with noise, 384 dimensions.
///
/// Up to a million vectors their floats are stored as well; beyond, codes alone, so that ten million fit the disk.
struct GrowthBenchmark {
    let folder: String
    let counts: [Int]

    private static let dimension = 384
    private static let queryCount = 1000
    private static let truthCount = 100
    private static let floatLimit = 1_000_000

    func run() throws -> JSONValue {
        .array(try counts.map { try measured(count: $0) })
    }

    private func measured(count: Int) throws -> JSONValue {
        let path = "\(folder)/growth-\(count).vectors"
        let source = GeneratedVectors(dimension: Self.dimension, clusterCount: max(100, count / 500))
        var random = SeededRandom(seed: 2)
        let queries = (0..<Self.queryCount).map { _ in source.next(&random) }
        let buildSeconds = try Measurement.wallSeconds { try build(source, count: count, path: path) }
        let opened = try Self.timed { try VectorSegment(try MappedFile(path: path), name: path) }
        let index = try VectorIndex(segments: [opened.result])
        let first = try Self.timed { try index.search(vector: queries[0], limit: 10, precision: .approximate) }
        for query in queries { _ = try index.search(vector: query, limit: 10, precision: .approximate) }
        var times: [Double] = []
        for query in queries {
            times.append(try Self.timed { try index.search(vector: query, limit: 10, precision: .approximate) }.seconds)
        }
        times.sort()
        let sample = Array(queries.prefix(Self.truthCount))
        let exact = try index.search(vectors: sample, limit: 10, precision: .exact)
        let found = try index.explainedSearch(vectors: sample, limit: 10)
        return [
            "vectors": .int(count), "dimension": .int(Self.dimension),
            "storage": .string(opened.result.storage == .floats ? "floats and codes" : "codes"),
            "strategy": .string(found.plans[0].strategy.rawValue), "breadth": .int(found.plans[0].breadth),
            "buildSeconds": .double(buildSeconds), "openMilliseconds": .double(opened.seconds * 1000),
            "firstMilliseconds": .double(first.seconds * 1000),
            "p50Milliseconds": .double(times[times.count / 2] * 1000),
            "p99Milliseconds": .double(times[times.count * 99 / 100] * 1000),
            "recall": .double(GraphBenchmark.recall(of: found.hits, against: exact)),
            "searchedBytes": .int(opened.result.searchedBytes.value + count),
            "diskBytes": .int(opened.result.file.size.value),
        ]
    }

    private func build(_ source: GeneratedVectors, count: Int, path: String) throws {
        guard let file = fopen(path, "wb") else {
            throw BenchmarkError.unusableInput(path: path, reason: "it cannot be written")
        }
        defer { fclose(file) }
        var builder = try VectorSegmentBuilder(
            dimension: Self.dimension,
            fingerprint: "benchmark",
            storage: count <= Self.floatLimit ? .floats : .codes
        ) { bytes in
            guard fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count else {
                throw BenchmarkError.unusableInput(path: path, reason: "the disk is full")
            }
        }
        builder.reserve(count)
        var random = SeededRandom(seed: 1)
        for _ in 0..<count { try builder.add(source.next(&random)) }
        try builder.finish()
    }

    private static func timed<Result>(_ work: () throws -> Result) rethrows -> (result: Result, seconds: Double) {
        var result: Result?
        let seconds = try Measurement.wallSeconds { result = try work() }
        guard let result else { preconditionFailure("Work that was timed has a result.") }
        return (result, seconds)
    }
}

/// Vectors around centres: a few shared directions vary much within a cluster, all others a little.
struct GeneratedVectors {
    private let dimension: Int
    private let centres: [[Float]]
    private let directions: [[Float]]

    init(dimension: Int, clusterCount: Int) {
        self.dimension = dimension
        var random = SeededRandom(seed: 7)
        centres = (0..<clusterCount).map { _ in Self.noise(dimension, &random) }
        directions = (0..<16).map { _ in Self.noise(dimension, &random) }
    }

    func next(_ random: inout SeededRandom) -> [Float] {
        var vector = centres[Int.random(in: 0..<centres.count, using: &random)]
        let noise = Self.noise(dimension, &random)
        for index in 0..<dimension { vector[index] += 0.5 * noise[index] }
        for direction in directions {
            let weight = Float.random(in: -0.4...0.4, using: &random)
            for index in 0..<dimension { vector[index] += weight * direction[index] }
        }
        return vector
    }

    /// Nearly normal: the sum of the bytes of a random number.
    private static func noise(_ dimension: Int, _ random: inout SeededRandom) -> [Float] {
        (0..<dimension)
            .map { _ in
                let bits = random.next()
                var sum = 0
                for shift in stride(from: UInt64(0), to: 64, by: 16) { sum += Int(bits >> shift & 0xFFFF) }
                return Float(sum - 131_070) / 37_837
            }
    }
}
