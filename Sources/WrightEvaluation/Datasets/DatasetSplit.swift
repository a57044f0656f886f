// Idea: examples of one cluster go to one part together, so that nothing learnt from a document is tested on it.
// Source: group-wise splitting as in scikit-learn's GroupShuffleSplit.
// Deviation: the part of a cluster depends on the seed and its name alone, not on the other clusters, so that a dataset
//   can grow without an example changing its part.
// Data layout: none.

internal import WrightCore

/// Which part of a dataset an example belongs to.
public struct DatasetSplit: Sendable, Hashable {
    /// A part's name and its share.
    public struct Part: Sendable, Hashable {
        /// What it is called, such as `train`.
        public var name: String
        /// Its share of all clusters, above 0.
        public var share: Double

        /// Names a part.
        public init(name: String, share: Double) {
            self.name = name
            self.share = share
        }
    }

    /// The parts in order; shares are taken relative to their sum.
    public let parts: [Part]
    /// What assignment starts from; another seed gives another split.
    public let seed: UInt64

    /// Plans a split.
    ///
    /// - Precondition: there is a part, and shares are above 0.
    public init(parts: [Part], seed: UInt64 = 1) {
        precondition(!parts.isEmpty && parts.allSatisfy { $0.share > 0 }, "A split has parts with shares above 0.")
        self.parts = parts
        self.seed = seed
    }

    /// Half for tuning, half held out.
    public static func trainAndTest(testShare: Double = 0.5, seed: UInt64 = 1) -> Self {
        Self(parts: [Part(name: "train", share: 1 - testShare), Part(name: "test", share: testShare)], seed: seed)
    }

    /// The part of an example: that of its cluster, or of itself where it has none.
    public func part(of example: Example) -> String {
        let key = example.cluster.map { "cluster \($0)" } ?? "example \(example.id)"
        let bytes = ContentHash(of: "\(seed) \(key)").bytes.prefix(8)
        let value = Double(bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 11) * 0x1p-53
        let total = parts.reduce(0) { $0 + $1.share }
        var reached = 0.0
        for part in parts {
            reached += part.share / total
            if value < reached { return part.name }
        }
        return parts[parts.count - 1].name
    }

    /// The examples of one part, in their order.
    ///
    /// - Throws: ``EvaluationError`` with code `datasetInvalid` where there are examples, but a part has none: clusters
    ///   are not divided.
    public func examples(of part: String, in examples: [Example]) throws(EvaluationError) -> [Example] {
        let groups = Dictionary(grouping: examples, by: self.part(of:))
        guard !examples.isEmpty else { return [] }
        for empty in parts where groups[empty.name] == nil {
            let clusters = Set(examples.map { $0.cluster.map { "cluster \($0)" } ?? "example \($0.id)" })
            let other = clusters.count == 1 ? "measure the whole set" : "divide with another seed"
            throw .partEmpty(
                empty.name,
                exampleCount: examples.count,
                groupCount: clusters.count,
                group: "cluster",
                remedy: "Add examples of other clusters, or \(other)."
            )
        }
        return groups[part] ?? []
    }

    /// The examples of each part, in their order.
    public func divide(_ dataset: Dataset) -> [(name: String, examples: [Example])] {
        let groups = Dictionary(grouping: dataset.examples, by: part(of:))
        return parts.map { ($0.name, groups[$0.name] ?? []) }
    }
}
