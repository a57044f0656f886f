extension Int {
    /// Adds costs; what does not fit becomes the largest or smallest number.
    func addingCost(_ other: Int) -> Int {
        let (sum, isTooLarge) = addingReportingOverflow(other)
        return isTooLarge ? (other > 0 ? .max : .min) : sum
    }
}

extension [ExampleResult] {
    /// What the answers cost in all, in millionths of a dollar; those of unknown cost count as 0.
    var costMicroUSD: Int { reduce(0) { $0.addingCost($1.outcome.costMicroUSD ?? 0) } }
}
