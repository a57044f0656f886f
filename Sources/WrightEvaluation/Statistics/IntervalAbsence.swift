/// Why a mean has no interval.
enum IntervalAbsence {
    /// The reason in a sentence.
    ///
    /// - Parameters:
    ///   - count: How many examples there are.
    ///   - clusterCount: How many clusters they form; nil without clusters.
    ///   - isUniform: Whether all scores are the same.
    /// - Returns: The sentence.
    static func sentence(count: Int, clusterCount: Int?, isUniform: Bool = false) -> String {
        if count == 0 { return "There is no example." }
        if count == 1 { return "There is only one example." }
        if clusterCount == 1 { return "All examples belong to one cluster." }
        return isUniform ? "All examples have the same score." : "The scores are too large."
    }
}
