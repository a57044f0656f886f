internal import Testing
internal import WrightCore
internal import WrightIndex

/// Seeded vectors around centres, and what brute force finds among them.
struct GraphFixture {
    let dimension: Int
    let vectors: [[Float]]
    let centres: [[Float]]

    init(seed: UInt64, count: Int, dimension: Int = 48, clusterCount: Int = 40) {
        self.dimension = dimension
        var random = SeededRandom(seed: seed)
        let centres = (0..<clusterCount).map { _ in Self.noise(dimension, 1, &random) }
        self.centres = centres
        vectors = (0..<count)
            .map { _ in
                let centre = centres[Int.random(in: 0..<clusterCount, using: &random)]
                return zip(centre, Self.noise(dimension, 0.7, &random)).map { $0 + $1 }
            }
    }

    /// Vectors of the same kind that are not stored.
    func queries(_ count: Int, seed: UInt64) -> [[Float]] {
        var random = SeededRandom(seed: seed)
        return (0..<count)
            .map { _ in
                let centre = centres[Int.random(in: 0..<centres.count, using: &random)]
                return zip(centre, Self.noise(dimension, 0.7, &random)).map { $0 + $1 }
            }
    }

    static let parameters = VectorGraphParameters(degree: 24, breadth: 96, threadCount: 1, minimumCount: 500)

    func bytes(_ parameters: VectorGraphParameters = Self.parameters, storage: VectorStorage = .floats) throws
        -> [UInt8]
    {
        try VectorSegmentBuilder.build(
            dimension: dimension,
            fingerprint: "model",
            storage: storage,
            graph: parameters,
            vectors: vectors
        )
    }

    func index(_ parameters: VectorGraphParameters = Self.parameters, tombstones: OrdinalSet? = nil) throws
        -> VectorIndex
    {
        let segment = try VectorSegment(bytes: bytes(parameters), name: "graph")
        return try VectorIndex(segments: [segment], tombstones: [tombstones])
    }

    /// The same vectors without a graph: what is true.
    func plainIndex() throws -> VectorIndex {
        try index(VectorGraphParameters(minimumCount: .max))
    }

    /// The share of exact hits that a search found; every search must give as many hits as the exact one.
    ///
    /// Exact hits come from `truth`, or from the index itself. Unless told otherwise, the index must have been walked.
    static func recall(
        _ index: VectorIndex,
        _ queries: [[Float]],
        limit: Int = 10,
        filter: [OrdinalSet]? = nil,
        truth: VectorIndex? = nil,
        isWalked: Bool = true,
        breadth: Int = 100
    ) throws -> Double {
        var shared = 0
        var total = 0
        for query in queries {
            let exact = try (truth ?? index).search(vector: query, limit: limit, filter: filter, precision: .exact)
            let result = try index.explainedSearch(
                vectors: [query],
                limit: limit,
                filter: filter,
                precision: .approximate(breadth: breadth)
            )
            let found = result.hits[0]
            if isWalked { #expect([.graph, .filteredGraph].contains(result.plans[0].strategy)) }
            #expect(found.count == exact.count, "never fewer hits than exist")
            #expect(Set(found).count == found.count, "no hit twice")
            let scores = Dictionary(uniqueKeysWithValues: exact.map { ($0.ordinal, $0.score) })
            for hit in found {
                if let filter { #expect(filter[hit.segment].contains(hit.ordinal)) }
                if let score = scores[hit.ordinal] { #expect(score == hit.score, "scores are exact") }
            }
            // Vectors of equal score may stand for each other.
            let worst = exact.last?.score ?? 0
            shared += found.count { $0.score >= worst }
            total += exact.count
        }
        return Double(shared) / Double(max(1, total))
    }

    static func noise(_ dimension: Int, _ weight: Float, _ random: inout SeededRandom) -> [Float] {
        (0..<dimension)
            .map { _ in weight * (0..<3).reduce(0) { sum, _ in sum + Float.random(in: -1...1, using: &random) } }
    }
}
