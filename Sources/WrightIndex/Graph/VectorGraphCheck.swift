/// What the check of a graph found when the graph was built, and how it is walked since.
///
/// Stored vectors, vectors with noise, points midway between two and, after a merge, deleted ones were looked for by
/// walking and by scanning.
public struct VectorGraphCheck: Sendable, Hashable {
    /// Hits of the scan, all questions together.
    public let expectedCount: Int
    /// Those that the walks found, at the width that was chosen.
    public let foundCount: Int
    /// How many times as wide as usual the graph is walked, 1...32; nil where walks find too little and it is not.
    public let widening: Int?

    static let maximumWidening = 32

    /// The share that the walks found, 0...1; 1 where nothing was expected.
    public var recallRate: Double { expectedCount == 0 ? 1 : Double(foundCount) / Double(expectedCount) }

    /// Nodes of an upper level that a walk keeps on its way down.
    static func entryBreadth(widening: Int) -> Int { widening == 1 ? 1 : 16 }
}
