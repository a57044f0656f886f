/// Corrects p values for the number of questions asked at once.
public enum MultipleTesting {
    /// Holm's step-down values: below α is significant with at most α chance of any false alarm (family-wise error).
    ///
    /// `p̃₍ᵢ₎ = maxⱼ≤ᵢ min(1, (m − j + 1)·p₍ⱼ₎)`, in the order of the input; as statsmodels' `multipletests('holm')`.
    public static func holm(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
        var adjusted = pValues
        var largest = 0.0
        for (rank, index) in order.enumerated() {
            largest = max(largest, min(1, Double(pValues.count - rank) * pValues[index]))
            adjusted[index] = largest
        }
        return adjusted
    }

    /// Benjamini and Hochberg's step-up values: of those below α, at most a share of α is expected to be false (false
    /// discovery rate).
    ///
    /// `p̃₍ᵢ₎ = minⱼ≥ᵢ min(1, m·p₍ⱼ₎ / j)`, in the order of the input; as statsmodels' `multipletests('fdr_bh')`.
    public static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
        var adjusted = pValues
        var least = 1.0
        for (rank, index) in order.enumerated().reversed() {
            least = min(least, Double(pValues.count) * pValues[index] / Double(rank + 1))
            adjusted[index] = least
        }
        return adjusted
    }
}
