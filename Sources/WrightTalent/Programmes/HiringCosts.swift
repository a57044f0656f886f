public import WrightCore

/// What it costs and how long it takes to search, to train, or to do both; every input is the user's own.
public struct HiringCosts: Sendable, Hashable {
    /// One input with its range.
    public struct Input: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The least, the middle, the most.
        public let low: Double
        /// The middle.
        public let middle: Double
        /// The most.
        public let high: Double
        /// Where the default comes from, with its standing.
        public let source: String
    }

    /// A way to fill places.
    public enum Way: String, Sendable, Hashable, CaseIterable {
        /// Search on the market for people who have it all.
        case search
        /// Train people who are adjacent.
        case train
        /// Hire one senior and train the others.
        case hybrid
    }

    /// What a way comes to.
    public struct Outcome: Sendable, Hashable {
        /// The way.
        public let way: Way
        /// Cost until productive with the least, middle and most favourable inputs.
        public let cost: (low: Double, middle: Double, high: Double)
        /// Months until productive in the middle.
        public let months: Double
        /// The inputs that move the cost most, with the cost at both ends; at most five.
        public let tornado: [Driver]

        /// Whether two outcomes are the same.
        public static func == (left: Self, right: Self) -> Bool {
            left.way == right.way && left.cost == right.cost && left.months == right.months
                && left.tornado == right.tornado
        }

        /// Feeds the way and the months.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(way)
            hasher.combine(months)
        }
    }

    /// One input's effect on a cost.
    public struct Driver: Sendable, Hashable {
        /// The input.
        public let name: String
        /// The cost with the input at its least.
        public let atLow: Double
        /// The cost with the input at its most.
        public let atHigh: Double
    }

    /// The inputs, in a fixed order.
    public private(set) var inputs: [Input]

    /// The defaults; users should enter their own.
    public init() {
        inputs = [
            Input(name: "places", low: 1, middle: 3, high: 6, source: "the user's"),
            Input(
                name: "vacancyWeeks",
                low: 6,
                middle: 9,
                high: 20,
                source: "48 to 62 days for senior backend (vendor; shaky)"
            ),
            Input(
                name: "vacancyCostWeek",
                low: 1_000,
                middle: 3_000,
                high: 8_000,
                source: "the user's; no sound figure known"
            ),
            Input(
                name: "agencyRate",
                low: 0,
                middle: 0.2,
                high: 0.25,
                source: "20 to 25 % of salary (from memory; shaky)"
            ),
            Input(name: "salary", low: 120_000, middle: 160_000, high: 300_000, source: "the user's"),
            Input(name: "interviewHours", low: 20, middle: 40, high: 80, source: "the user's"),
            Input(
                name: "hourCost",
                low: 60,
                middle: 100,
                high: 300,
                source: "the user's; $300 an hour in a forum (anecdote)"
            ),
            Input(name: "premiumRate", low: 0, middle: 0.25, high: 0.6, source: "the user's"),
            Input(name: "acceptanceRate", low: 0.4, middle: 0.6, high: 0.9, source: "the user's"),
            Input(
                name: "teamRampMonths",
                low: 1,
                middle: 3,
                high: 9,
                source: "3 to 9 months (survey of 80, vendor; shaky)"
            ),
            Input(
                name: "trainMonths",
                low: 3,
                middle: 4.5,
                high: 9,
                source: "forum accounts; 2 to 4 months (expert opinion)"
            ),
            Input(name: "trainSalary", low: 80_000, middle: 100_000, high: 160_000, source: "the user's"),
            Input(name: "mentorHoursWeek", low: 2, middle: 4, high: 6, source: "model of the programme (assumption)"),
            Input(name: "trainFee", low: 0, middle: 2_000, high: 15_000, source: "the user's"),
            Input(name: "trainSuccess", low: 0.5, middle: 0.8, high: 0.95, source: "wright programme simulate"),
        ]
    }

    /// Takes the user's inputs: a number, or an array of the least, the middle and the most.
    ///
    /// - Throws: ``TalentError`` with code `invalidSetting`.
    public init(json: JSONValue) throws(TalentError) {
        // Delegates: where an initialiser throws before it sets `self` whole, Swift 6.3 releases what was not made.
        self.init()
        try set(json)
    }

    private mutating func set(_ json: JSONValue) throws(TalentError) {
        guard let members = json.object else {
            throw .invalidSetting(name: "inputs", reason: "they must be a JSON object of numbers")
        }
        for member in members where member.name != "schema" {
            guard let index = inputs.firstIndex(where: { $0.name == member.name }) else {
                throw .invalidSetting(name: member.name, reason: "there is no such input")
            }
            let values = member.value.array?.compactMap(\.double) ?? member.value.double.map { [$0, $0, $0] } ?? []
            guard values.count == 3, values[0] <= values[1], values[1] <= values[2], values[0] >= 0, values[2] < 1e9
            else {
                throw .invalidSetting(name: member.name, reason: "it must be a number or three numbers in order")
            }
            inputs[index] = Input(
                name: member.name,
                low: values[0],
                middle: values[1],
                high: values[2],
                source: "given by the user"
            )
        }
        for name in ["acceptanceRate", "trainSuccess"] {
            guard let input = inputs.first(where: { $0.name == name }), input.low > 0, input.high <= 1 else {
                throw .invalidSetting(name: name, reason: "a rate is above 0 and at most 1")
            }
        }
    }

    /// What each way comes to.
    public func outcomes() -> [Outcome] {
        Way.allCases.map { way in
            let middle = values { $0.middle }
            let cost = Self.cost(way, middle)
            var drivers: [Driver] = inputs.map { input in
                var (low, high) = (middle, middle)
                low[input.name] = input.low
                high[input.name] = input.high
                return Driver(name: input.name, atLow: Self.cost(way, low), atHigh: Self.cost(way, high))
            }
            drivers.removeAll { $0.atLow == $0.atHigh || $0.name == "places" }
            drivers.sort { abs($0.atHigh - $0.atLow) > abs($1.atHigh - $1.atLow) }
            var (best, worst) = (middle, middle)
            for driver in drivers {
                guard let input = inputs.first(where: { $0.name == driver.name }) else { continue }
                best[input.name] = driver.atLow < driver.atHigh ? input.low : input.high
                worst[input.name] = driver.atLow < driver.atHigh ? input.high : input.low
            }
            return Outcome(
                way: way,
                cost: (Self.cost(way, best), cost, Self.cost(way, worst)),
                months: Self.months(way, middle),
                tornado: Array(drivers.prefix(5))
            )
        }
    }

    /// The months of training at which training costs as much as searching, all else in the middle; nil where it never
    /// does within three years.
    public func breakEvenMonths() -> Double? {
        var values = self.values { $0.middle }
        let search = Self.cost(.search, values)
        var (low, high) = (0.0, 36.0)
        values["trainMonths"] = high
        guard Self.cost(.train, values) > search else { return nil }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            values["trainMonths"] = middle
            if Self.cost(.train, values) > search { high = middle } else { low = middle }
        }
        return (low * 10).rounded() / 10
    }

    private func values(_ pick: (Input) -> Double) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, pick($0)) })
    }

    private static func cost(_ way: Way, _ values: [String: Double]) -> Double {
        let places = values["places"] ?? 1
        switch way {
        case .search: return places * searchCost(values)
        case .train: return places * trainCost(values)
        case .hybrid: return searchCost(values) + max(0, places - 1) * trainCost(values) * 0.85
        }
    }

    /// One place by search: waiting, interviews until somebody accepts, agency, a year's premium, and the team's ramp.
    private static func searchCost(_ values: [String: Double]) -> Double {
        func value(_ name: String) -> Double { values[name] ?? 0 }
        let salary = value("salary")
        return value("vacancyWeeks") * value("vacancyCostWeek") + value("agencyRate") * salary
            + value("interviewHours") * value("hourCost") / max(0.01, value("acceptanceRate"))
            + value("premiumRate") * salary + value("teamRampMonths") * salary / 12 * 0.5
    }

    /// One place by training: pay while learning, mentors, fees, and those who do not get there.
    private static func trainCost(_ values: [String: Double]) -> Double {
        func value(_ name: String) -> Double { values[name] ?? 0 }
        let months = value("trainMonths")
        let one =
            months * value("trainSalary") / 12 + months * 52 / 12 * value("mentorHoursWeek") * value("hourCost")
            + value("trainFee")
        return one / max(0.01, value("trainSuccess"))
    }

    private static func months(_ way: Way, _ values: [String: Double]) -> Double {
        let search = (values["vacancyWeeks"] ?? 0) * 12 / 52 + (values["teamRampMonths"] ?? 0)
        let train = values["trainMonths"] ?? 0
        let months: Double =
            switch way {
            case .search: search
            case .train: train
            case .hybrid: max(search, train * 0.85)
            }
        return (months * 10).rounded() / 10
    }
}
