/// The exact test of a table of two groups and two outcomes.
///
/// Idea: with all margins fixed, the table is hypergeometric; the two-sided p value adds the probabilities of all
/// tables
/// that are no likelier than the one at hand. For (8, 2; 1, 5) the result is 0.0350 (asserted in `FairnessTests`).
/// Source: Fisher (1922); the two-sided rule is that of R's `fisher.test`. Deviation: none.
public enum FisherExact {
    /// The two-sided p value of selected and not selected in two groups; 1 where a margin is empty.
    ///
    /// O(n) for n people.
    public static func pValue(selected: (Int, Int), total: (Int, Int)) -> Double {
        precondition(selected.0 >= 0 && selected.1 >= 0, "Counts are not negative.")
        precondition(selected.0 <= total.0 && selected.1 <= total.1, "No more are selected than there are.")
        let (rows, all) = (selected.0 + selected.1, total.0 + total.1)
        guard rows > 0, rows < all, total.0 > 0, total.1 > 0 else { return 1 }
        let lowest = max(0, rows - total.1)
        let highest = min(rows, total.0)
        func logProbability(_ first: Int) -> Double {
            choose(total.0, first) + choose(total.1, rows - first) - choose(all, rows)
        }
        let own = logProbability(selected.0)
        var sum = 0.0
        for first in lowest...highest {
            let value = logProbability(first)
            if value <= own + 1e-7 { sum += Power.exponential(value) }
        }
        return min(1, sum)
    }

    private static func choose(_ n: Int, _ k: Int) -> Double {
        Power.logGamma(Double(n) + 1) - Power.logGamma(Double(k) + 1) - Power.logGamma(Double(n - k) + 1)
    }
}
