/// Maximal marginal relevance: picks hits one by one, each relevant and unlike those picked before.
///
/// Source: Carbonell & Goldstein (1998). `λ · relevance − (1 − λ) · max similarity to the picked`. Deviation: relevance
/// is first brought to 0…1 over the pool, so that λ means the same in every mode.
package enum MarginalRelevance {
    /// The places of the pool in the order in which they are picked.
    ///
    /// O(count × pool).
    ///
    /// - Parameters:
    ///   - relevance: The score of each entry, the best first.
    ///   - weight: λ, 0…1.
    ///   - count: How many to pick at most.
    ///   - similarity: How alike two entries are, 0…1.
    /// - Returns: Places of the pool.
    package static func order(
        relevance: [Double],
        weight: Double,
        count: Int,
        similarity: (Int, Int) -> Double
    ) -> [Int] {
        guard let greatest = relevance.max(), let least = relevance.min() else { return [] }
        let width = greatest - least
        let scaled = relevance.map { width > 0 ? ($0 - least) / width : 1 }
        var picked: [Int] = []
        var remaining = Array(relevance.indices)
        var closest = [Double](repeating: 0, count: relevance.count)
        while picked.count < count, !remaining.isEmpty {
            let value = { (entry: Int) in weight * scaled[entry] - (1 - weight) * closest[entry] }
            var best = 0
            for place in remaining.indices where value(remaining[place]) > value(remaining[best]) { best = place }
            let entry = remaining.remove(at: best)
            picked.append(entry)
            for other in remaining { closest[other] = max(closest[other], similarity(entry, other)) }
        }
        return picked
    }
}
