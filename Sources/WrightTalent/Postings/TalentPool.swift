// How many people can answer a posting?
//
// Idea: a base of people in the occupation, times one share for each demand; every factor is printed. Demands hang
// together, so the product of the shares is the least, and the smallest share alone the most, that the pool can be;
// the geometric mean of the two is the middle. What a dropped line would change is the middle without its factor.
// Source: base from the Occupational Employment and Wage Statistics of May 2024; shares of technologies are how many
// postings name them, which is demand and not supply, and the output says so; shares of years are an assumption.
// Deviation: none. Layout: a list of factors.

/// An estimate of how many people a posting can reach, as a product whose factors are all shown.
public struct TalentPool: Sendable, Hashable {
    /// One demand and the share of people who meet it.
    public struct Factor: Sendable, Hashable {
        /// The demand, such as "Kubernetes" or "at least 5 years".
        public let name: String
        /// The share, above 0 and at most 1.
        public let rate: Double
        /// By how much the middle estimate grows without the demand.
        public let effect: Double
        /// Where the share comes from and how far it stands.
        public let source: String
    }

    /// People in the occupations.
    public let base: Int
    /// Where the base comes from.
    public let baseSource: String
    /// The demands, in the order of their effects, the greatest first.
    public let factors: [Factor]
    /// The least, the middle and the most.
    public let low: Int
    /// The middle estimate: the geometric mean of the least and the most.
    public let middle: Int
    /// The most: only the narrowest demand counts.
    public let high: Int

    /// Factors that count at most, the narrowest ones.
    private static let factorLimit = 8

    init(context: PostingContext) {
        let isData = Self.isDataWork(context)
        base = isData ? 1_654_440 + 233_440 : 1_654_440
        baseSource =
            "US employment, May 2024: software developers 1,654,440"
            + (isData ? ", data scientists 233,440" : "")
            + " (BLS OEWS; standing: solid denominator, quoted at second hand)"
        let shares = Self.shares(context)
        let rates = shares.map(\.rate)
        let people = Double(base)
        (low, middle, high) = Self.estimate(people, rates)
        let whole = Self.middle(people, rates)
        factors = shares.indices
            .map { index in
                var rest = rates
                rest.remove(at: index)
                let effect = (Self.middle(people, rest) / whole * 10).rounded() / 10
                return Factor(
                    name: shares[index].name,
                    rate: rates[index],
                    effect: effect,
                    source: shares[index].source
                )
            }
            .sorted { $0.effect == $1.effect ? $0.name < $1.name : $0.effect > $1.effect }
    }

    /// The finding of the audit.
    package var finding: PostingFinding {
        let dominant = factors.prefix(3).filter { $0.effect > 1 }
            .map { "dropping \"\($0.name)\" multiplies it by about \($0.effect)" }
        var evidence = [
            "about \(middle) people (\(low) to \(high)) = \(base) x "
                + (factors.isEmpty ? "1" : factors.map { "\(Self.short($0.rate)) \($0.name)" }.joined(separator: " x "))
                + "; the least is the product, the most the smallest share alone",
            baseSource, Self.demandSource, Self.yearsSource,
        ]
        if !dominant.isEmpty { evidence.insert(dominant.joined(separator: "; "), at: 1) }
        return PostingFinding(
            .pool,
            .note,
            evidence: evidence,
            confidence: .low,
            suggestion: factors.isEmpty
                ? "No demand narrows the pool here." : "Drop or soften the demands with the greatest effect first."
        )
    }

    private static let demandSource =
        "shares of technologies are how many of \(PostingBase.statement) name them: demand, not supply"
    private static let yearsSource =
        "shares of years assume careers of 30 years, evenly filled; standing: assumption"

    private static func isDataWork(_ context: PostingContext) -> Bool {
        context.technologies.contains { $0.category == "technique-ml" || $0.category == "ml-framework" }
    }

    private static func shares(_ context: PostingContext) -> [(name: String, rate: Double, source: String)] {
        var shares: [(name: String, rate: Double, source: String)] = []
        let musts = context.lines(.must)
        var seen: Set<String> = []
        for mention in context.posting.mentions {
            guard musts.contains(where: { $0.range.contains(mention.range.lowerBound) }),
                let technology = context.timeline[mention.name], technology.kind != "technique",
                seen.insert(mention.name).inserted
            else { continue }
            let rate = context.base.demandRate(of: mention.name) ?? 0.002
            shares.append((mention.name, max(0.002, rate), demandSource))
        }
        shares.sort { $0.rate == $1.rate ? $0.name < $1.name : $0.rate < $1.rate }
        shares = Array(shares.prefix(factorLimit))
        if let years = context.highestYears, years > 1 {
            let name = "at least \(DemandChecks.number(years)) years"
            shares.append((name, max(0.05, 1 - years / 30), yearsSource))
        }
        return shares
    }

    private static func estimate(_ people: Double, _ rates: [Double]) -> (Int, Int, Int) {
        let least = people * rates.reduce(1, *)
        let most = people * (rates.min() ?? 1)
        return (Int(least), Int(middle(people, rates).rounded()), Int(most.rounded()))
    }

    private static func middle(_ people: Double, _ rates: [Double]) -> Double {
        let least = max(1, people * rates.reduce(1, *))
        let most = max(1, people * (rates.min() ?? 1))
        return (least * most).squareRoot()
    }

    private static func short(_ rate: Double) -> String { String((rate * 1000).rounded() / 1000) }
}
