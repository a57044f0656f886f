public import WrightCore

/// Selection by groups at one stage, in the form of New York's Local Law 144 and the four-fifths rule.
public struct StageTable: Sendable, Hashable {
    /// One group.
    public struct Row: Sendable, Hashable {
        /// The group's name, as people gave it of themselves.
        public let group: String
        /// People who reached the stage.
        public let total: Int
        /// People who passed it.
        public let selected: Int
        /// The share who passed; nil for nobody.
        public let selectionRate: Double?
        /// The 95 % interval of the share.
        public let interval: WilsonInterval
        /// The share over the highest share; nil where the law allows or numbers demand to leave it out.
        public let impactRatio: Double?
        /// The exact p value against the group with the highest share.
        public let pValue: Double?
        /// What can be said.
        public let conclusion: Conclusion
    }

    /// What a row allows to say.
    public enum Conclusion: String, Sendable, Hashable {
        /// The group with the highest share.
        case reference
        /// At least four fifths of the highest share.
        case noDisparityShown
        /// Less than four fifths, and not by chance at the 5 % level.
        case disparityShown
        /// Less than four fifths, which chance may explain.
        case disparityUncertain
        /// Too few people to say anything.
        case tooFewToSay
        /// Less than 2 % of all people: may be left out under Local Law 144.
        case belowTwoPercent
    }

    /// The stage.
    public let stage: String
    /// What the groups are of: sex, race and ethnicity, or both.
    public let attribute: String
    /// The groups, by name.
    public let rows: [Row]
    /// People whose group is not known.
    public let unknownCount: Int

    /// People below whom a group allows no statement.
    public static let leastCount = 10

    /// Makes the table of one stage.
    ///
    /// - Parameters:
    ///   - stage: The stage.
    ///   - attribute: What the groups are of.
    ///   - counts: People and those selected, by group; the group "unknown" is counted and not compared.
    public init(stage: String, attribute: String, counts: [String: (total: Int, selected: Int)]) {
        self.stage = stage
        self.attribute = attribute
        unknownCount = counts["unknown"]?.total ?? 0
        let known = counts.filter { $0.key != "unknown" && $0.value.total > 0 }
        let all = known.values.reduce(0) { $0 + $1.total }
        func rate(_ count: (total: Int, selected: Int)) -> Double { Double(count.selected) / Double(count.total) }
        let eligible = known.filter { $0.value.total >= Self.leastCount && $0.value.total * 50 >= all }
        let reference = eligible.max {
            rate($0.value) == rate($1.value) ? $0.key > $1.key : rate($0.value) < rate($1.value)
        }
        rows = known.sorted { $0.key < $1.key }
            .map { group, count in
                let small = count.total < Self.leastCount
                let rare = count.total * 50 < all
                guard let reference, !small, !rare, rate(reference.value) > 0 else {
                    return Self.row(group, count, ratio: nil, p: nil, rare ? .belowTwoPercent : .tooFewToSay)
                }
                let ratio = rate(count) / rate(reference.value)
                if group == reference.key { return Self.row(group, count, ratio: 1, p: nil, .reference) }
                let p = FisherExact.pValue(
                    selected: (count.selected, reference.value.selected),
                    total: (count.total, reference.value.total)
                )
                let conclusion: Conclusion =
                    Self.isFourFifths(count, of: reference.value)
                    ? .noDisparityShown : p < 0.05 ? .disparityShown : .disparityUncertain
                return Self.row(group, count, ratio: ratio, p: p, conclusion)
            }
    }

    /// Whether one share is at least four fifths of another.
    ///
    /// In whole numbers, since 16 of 25 over 20 of 25 is less than 0.8 in floating point.
    package static func isFourFifths(
        _ count: (total: Int, selected: Int),
        of other: (total: Int, selected: Int)
    ) -> Bool {
        5 * Int128(count.selected) * Int128(other.total) >= 4 * Int128(other.selected) * Int128(count.total)
    }

    private static func row(
        _ group: String,
        _ count: (total: Int, selected: Int),
        ratio: Double?,
        p: Double?,
        _ conclusion: Conclusion
    ) -> Row {
        Row(
            group: group,
            total: count.total,
            selected: count.selected,
            selectionRate: Double(count.selected) / Double(count.total),
            interval: WilsonInterval(successCount: count.selected, trialCount: count.total),
            impactRatio: ratio,
            pValue: p,
            conclusion: conclusion
        )
    }
}
