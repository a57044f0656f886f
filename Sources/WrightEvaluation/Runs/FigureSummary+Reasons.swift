extension FigureSummary.Reason {
    /// Reasons with how often each occurs, the commonest first.
    ///
    /// Those that differ in numbers alone, such as a time to wait, are one, in the words of the first.
    package static func counted(_ reasons: [String]) -> [Self] {
        let groups = Dictionary(grouping: reasons) { why in why.filter { !$0.isNumber && $0 != "." } }
        return groups.values.map { Self(why: $0[0], count: $0.count) }
            .sorted { ($1.count, $0.why) < ($0.count, $1.why) }
    }

    /// The only reason, or the commonest of several with how often it occurs; nil where there is none.
    package static func sentence(_ reasons: [Self], of count: Int) -> String? {
        guard let first = reasons.first else { return nil }
        return reasons.count == 1 ? first.why : "The commonest reason, for \(first.count) of \(count): \(first.why)"
    }
}
