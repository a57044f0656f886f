#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif
internal import WrightCore
internal import WrightIndex

/// How building and searching grow with the number of vectors: one segment of made-up ones, 384 dimensions.
///
/// Building and searching run in programs of their own, so that the memory of one does not count for the other. What
/// was built is searched again without being built again. See Benchmarks/growth.py, which runs both for each size.
struct GrowthBenchmark {
    let folder: String
    let count: Int
    /// Whether only codes are stored, a fifth of the disk.
    let storesCodesOnly: Bool

    private static let dimension = 384
    private static let queryCount = 1000
    private static let exactCount = 50
    private static let limit = 10

    private var path: String { "\(folder)/growth-\(count).vectors" }
    private var source: GeneratedVectors { GeneratedVectors(dimension: Self.dimension, count: count) }

    /// Makes the vectors one by one and writes the segment.
    func build() throws -> JSONValue {
        var addSeconds = 0.0
        var finishSeconds = 0.0
        let source = source
        let part = path + ".part"
        guard let file = fopen(part, "wb") else {
            throw BenchmarkError.unusableInput(path: part, reason: "it cannot be written")
        }
        defer { fclose(file) }
        var builder = try VectorSegmentBuilder(
            dimension: Self.dimension,
            fingerprint: "benchmark",
            storage: storesCodesOnly ? .codes : .floats
        ) { bytes in
            guard fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count else {
                throw BenchmarkError.unusableInput(path: part, reason: "the disk is full")
            }
        }
        builder.reserve(count)
        var random = SeededRandom(seed: 1)
        for start in stride(from: 0, to: count, by: 1000) {
            // Making vectors is no part of building the index.
            let vectors = (start..<min(start + 1000, count)).map { _ in source.next(&random) }
            addSeconds += try Measurement.wallSeconds { for vector in vectors { try builder.add(vector) } }
        }
        finishSeconds = try Measurement.wallSeconds { try builder.finish() }
        guard fflush(file) == 0, rename(part, path) == 0 else {
            throw BenchmarkError.unusableInput(path: path, reason: "it cannot be written")
        }
        return [
            "vectors": .int(count), "dimension": .int(Self.dimension),
            "storage": .string(storesCodesOnly ? "codes" : "floats and codes"),
            "addSeconds": .double(addSeconds), "graphSeconds": .double(finishSeconds),
            "buildSeconds": .double(addSeconds + finishSeconds), "buildResidentBytes": .int(Self.peakResidentBytes),
        ]
    }

    /// Opens the segment and looks for vectors of the same kind that are not stored.
    func search() throws -> JSONValue {
        var random = SeededRandom(seed: 2)
        let source = source
        let queries = (0..<Self.queryCount).map { _ in source.next(&random) }
        let beforeBytes = Self.peakResidentBytes
        let opened = try Self.timed { try VectorSegment(try MappedFile(path: path), name: path) }
        let index = try VectorIndex(segments: [opened.result])
        let first = try Self.timed { try index.search(vector: queries[0], limit: Self.limit, precision: .approximate) }
        for query in queries { _ = try index.search(vector: query, limit: Self.limit, precision: .approximate) }
        let times = try Self.times(of: queries, in: index, .approximate)
        let residentBytes = Self.peakResidentBytes
        let sample = Array(queries.prefix(Self.exactCount))
        let exact = try index.search(vectors: sample, limit: Self.limit, precision: .exact)
        let found = try index.explainedSearch(vectors: sample, limit: Self.limit)
        let exactTimes = try Self.times(of: Array(sample.prefix(20)), in: index, .exact)
        let check = opened.result.graphCheck
        return [
            "strategy": .string(found.plans[0].strategy.rawValue), "breadth": .int(found.plans[0].breadth),
            "openMilliseconds": .double(opened.seconds * 1000), "firstMilliseconds": .double(first.seconds * 1000),
            "p50Milliseconds": .double(times[times.count / 2] * 1000),
            "p99Milliseconds": .double(times[times.count * 99 / 100] * 1000),
            "exactP50Milliseconds": .double(exactTimes[exactTimes.count / 2] * 1000),
            "recall": .double(GraphBenchmark.recall(of: found.hits, against: exact)),
            "checkedRecall": check.map { .double($0.recallRate) } ?? .null,
            "searchedBytes": .int(opened.result.searchedBytes.value + count),
            "searchResidentBytes": .int(residentBytes - beforeBytes),
            "diskBytes": .int(opened.result.file.size.value),
        ]
    }

    /// Seconds of each query, rising.
    private static func times(
        of queries: [[Float]],
        in index: VectorIndex,
        _ precision: VectorPrecision
    ) throws -> [Double] {
        try queries
            .map { query in
                try timed { try index.search(vector: query, limit: limit, precision: precision) }.seconds
            }
            .sorted()
    }

    /// The most bytes that this process had in memory, mapped files among them.
    private static var peakResidentBytes: Int {
        var usage = rusage()
        #if canImport(Glibc)
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss * 1024
        #elseif canImport(Musl)
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss * 1024
        #else
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss
        #endif
    }

    private static func timed<Result>(_ work: () throws -> Result) rethrows -> (result: Result, seconds: Double) {
        var result: Result?
        let seconds = try Measurement.wallSeconds { result = try work() }
        guard let result else { preconditionFailure("Work that was timed has a result.") }
        return (result, seconds)
    }
}

/// Vectors as embeddings of texts lie: subjects within fields, a few large and many small ones, each varying along some
/// directions that it shares with others, and a little along all.
struct GeneratedVectors {
    private let dimension: Int
    private let subjects: [Subject]
    private let directions: [[Float]]

    private struct Subject {
        var centre: [Float]
        var directions: [Int]
    }

    private static let directionCount = 256
    private static let ownDirectionCount = 24
    /// Vectors to a subject, in the mean.
    private static let subjectSize = 200

    init(dimension: Int, count: Int) {
        self.dimension = dimension
        var random = SeededRandom(seed: 7)
        let fields = (0..<64).map { _ in Self.noise(dimension, &random) }
        directions = (0..<Self.directionCount).map { _ in Self.noise(dimension, &random) }
        subjects = (0..<max(100, min(count / Self.subjectSize, 50_000)))
            .map { _ in
                let field = fields[Int.random(in: 0..<fields.count, using: &random)]
                let own = Self.noise(dimension, &random)
                return Subject(
                    centre: zip(field, own).map { 0.7 * $0 + 0.7 * $1 },
                    directions: (0..<Self.ownDirectionCount)
                        .map { _ in Int.random(in: 0..<Self.directionCount, using: &random) }
                )
            }
    }

    func next(_ random: inout SeededRandom) -> [Float] {
        // The square makes low numbers frequent: a tenth of the subjects holds a third of the vectors.
        let place = Float.random(in: 0..<1, using: &random)
        let subject = subjects[min(subjects.count - 1, Int(place * place * Float(subjects.count)))]
        let noise = Self.noise(dimension, &random)
        var vector = zip(subject.centre, noise).map { $0 + 0.15 * $1 }
        for number in subject.directions {
            let weight = Float.random(in: -0.35...0.35, using: &random)
            let direction = directions[number]
            for index in 0..<dimension { vector[index] += weight * direction[index] }
        }
        return vector
    }

    /// Nearly normal: the sum of the parts of a random number.
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
