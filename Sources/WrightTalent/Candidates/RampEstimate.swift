private import WrightCore

/// Months until productive in the posting's work, with an interval and its assumptions.
public struct RampEstimate: Sendable, Hashable {
    /// A gap and what it alone takes.
    public struct Gap: Sendable, Hashable {
        /// The requirement.
        public let name: String
        /// Months that it alone takes, in the middle.
        public let months: Double
    }

    /// Months below which one in ten lies; nil where the CV shows too little.
    public let p10: Double?
    /// The middle.
    public let p50: Double?
    /// Months below which nine in ten lie.
    public let p90: Double?
    /// The three gaps that take longest.
    public let gaps: [Gap]
    /// What is assumed, each with its standing.
    public let assumptions: [String]

    /// Draws of the estimate.
    private static let drawCount = 4000
    /// The deviation of the logarithm of a person's pace, which all gaps share; that of the programme's model.
    private static let paceDeviation = 0.35
    /// What each further gap adds, since gaps are closed side by side.
    private static let overlapShare = 0.35

    init(matches: [RequirementMatch], priors: RampPriors) {
        let open = matches.filter {
            $0.requirement.section == .must && $0.requirement.kind != .other && $0.status != .met
        }
        let known = matches.contains { $0.status == .met || $0.status == .adjacent }
        let askCount = open.count { $0.status == .unknown }
        assumptions =
            [
                "must-haves only; gaps overlap: the longest plus \(Self.overlapShare) of the others; a share of "
                    + "each gap "
                    + "is spared by what carries over; standing: assumption",
                "\(askCount) requirements that the CV leaves open count as gaps; standing: assumption",
                "people learn at their own pace, the same for all gaps: a deviation of \(Self.paceDeviation) of the "
                    + "logarithm; standing: assumption",
                priors.paceStatement,
                "\(Self.drawCount) draws with a fixed seed; " + priors.coverageStatement,
            ] + RampPriors.sources
        guard known, let team = priors.beliefs["team"] else {
            (p10, p50, p90, gaps) = (nil, nil, nil, [])
            return
        }
        let items = open.map { match in
            (match.requirement.name, Self.belief(match.requirement, priors), 1 - match.transfer)
        }
        gaps = items.map { Gap(name: $0.0, months: Self.rounded($0.1.months(atNormal: 0) * $0.2)) }
            .sorted { $0.months == $1.months ? $0.name < $1.name : $0.months > $1.months }
            .prefix(3).map { $0 }
        var random = NormalNumbers(seed: 20_260_201)
        var draws: [Double] = []
        draws.reserveCapacity(Self.drawCount)
        for _ in 0..<Self.drawCount {
            var (longest, sum) = (0.0, 0.0)
            for item in items {
                let months = item.1.months(atNormal: random.next()) * item.2
                longest = max(longest, months)
                sum += months
            }
            let months = longest + Self.overlapShare * (sum - longest) + team.months(atNormal: random.next())
            draws.append(months * priors.pace * Power.exponential(random.next() * Self.paceDeviation))
        }
        draws.sort()
        p10 = Self.rounded(draws[Self.drawCount / 10])
        p50 = Self.rounded(draws[Self.drawCount / 2])
        p90 = Self.rounded(draws[Self.drawCount * 9 / 10])
    }

    private static func belief(_ requirement: Requirement, _ priors: RampPriors) -> RampPriors.Belief {
        let kind =
            requirement.kind == .domain ? "domain" : TechnologyTimeline.standard[requirement.name]?.kind ?? "tool"
        return priors.beliefs[kind] ?? RampPriors.Belief(p10: 0.5, p90: 2)
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

/// Normal numbers from a seed.
///
/// Idea: two uniform numbers give two independent normal ones. Source: Box & Muller (1958). No deviation.
struct NormalNumbers {
    private var random: SeededRandom
    private var spare: Double?

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// A number from 0 to 1, 0 excluded.
    mutating func uniform() -> Double {
        Double(random.next() >> 11 + 1) * 0x1p-53
    }

    mutating func next() -> Double {
        if let value = spare {
            spare = nil
            return value
        }
        let radius = (-2 * Power.logarithm(uniform())).squareRoot()
        let angle = 2 * Double.pi * uniform()
        spare = radius * Power.cosine(angle - Double.pi / 2)
        return radius * Power.cosine(angle)
    }
}
