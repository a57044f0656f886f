// What a programme comes to, in thousands of seeded years.
//
// Idea: week by week, mentors' hours are shared among those who still learn (a queue whose service falls when demand
// exceeds supply), other work takes its share, and what is left of the week is learning. Somebody who has closed the
// gap is productive; some leave, sooner where mentors are missing or where they are kept off the work they can now do.
// Source: the model of the team reference: need of 5 mentor hours a week falling to 1.5, learning (1 - u)(.35 + .65 f),
// attrition 1.2 % a month, x 2.5 once marketable and kept off the work, x 1.8 below 60 % service. All parameters are
// assumptions and are printed. Deviation: bursts are two whole weeks that come at random with a mean of one in eight.
// Layout: one array of people, reused in each run.

private import WrightCore

/// A seeded forecast of a programme.
public struct ProgrammeSimulation: Sendable, Hashable {
    /// Figures of all runs.
    public struct Result: Sendable, Hashable {
        /// The share of learners who are employed and productive at the end.
        public let successRate: Double
        /// The share of runs in which all are.
        public let allSuccessRate: Double
        /// Months until productive, of those who become so: 10th, 50th, 90th percentile; nil for nobody.
        public let months: (p10: Double, p50: Double, p90: Double)?
        /// The share of learners who leave.
        public let leaverRate: Double
        /// Cost of a run: 10th, 50th, 90th percentile.
        public let cost: (p10: Double, p50: Double, p90: Double)
        /// Mentor hours that were wanted over those there were, in the mean.
        public let mentorLoad: Double
        /// Weeks that a question waits for a mentor, in the mean; nil where the queue grows without end.
        public let waitWeeks: Double?

        /// Whether two results are the same.
        public static func == (left: Self, right: Self) -> Bool {
            left.successRate == right.successRate && left.cost == right.cost && left.leaverRate == right.leaverRate
                && left.months?.p50 == right.months?.p50 && left.mentorLoad == right.mentorLoad
        }

        /// Feeds the figures that equality looks at.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(successRate)
            hasher.combine(leaverRate)
            hasher.combine(mentorLoad)
        }
    }

    /// A lever and what it does to the success.
    public struct Lever: Sendable, Hashable {
        /// What is changed.
        public let name: String
        /// The success rate with the change.
        public let successRate: Double
        /// Months until productive with the change, in the middle.
        public let medianMonths: Double?
    }

    /// The parameters.
    public let settings: ProgrammeSettings
    /// The seed.
    public let seed: UInt64
    /// How many years were run.
    public let runCount: Int
    /// The forecast.
    public let result: Result

    /// Forecasts a programme.
    ///
    /// - Throws: ``TalentError`` with code `invalidSetting`.
    public init(_ settings: ProgrammeSettings, seed: UInt64 = 1, runCount: Int = 10_000) throws(TalentError) {
        try settings.validate()
        guard (100...1_000_000).contains(runCount) else {
            throw .invalidSetting(name: "runs", reason: "\(runCount) is not from 100 to 1000000")
        }
        self.settings = settings
        self.seed = seed
        self.runCount = runCount
        var runner = Runner(settings, seed: seed)
        for _ in 0..<runCount { runner.run() }
        result = runner.result(runCount: runCount)
    }

    /// What each lever changes, by itself and together; fewer runs, same seed.
    public func levers() throws(TalentError) -> [Lever] {
        var protected = settings
        (protected.otherWorkRate, protected.hasBursts) = (min(settings.otherWorkRate, 0.1), false)
        var mentored = settings
        mentored.mentorCount = max(settings.mentorCount, (settings.apprenticeCount + 1) / 2)
        mentored.mentorHours = max(settings.mentorHours, 6)
        var both = mentored
        (both.otherWorkRate, both.hasBursts) = (protected.otherWorkRate, false)
        var nearer = settings
        nearer.gapMonths = settings.gapMonths * 0.7
        let variants = [
            ("protected time: at most 10 % other work, no bursts", protected),
            ("mentors: one for two, at least 6 hours a week", mentored), ("both", both),
            ("a gap that is 30 % smaller", nearer),
        ]
        var levers: [Lever] = []
        for (name, variant) in variants {
            let run = try Self(variant, seed: seed, runCount: max(1000, runCount / 5))
            levers.append(
                Lever(name: name, successRate: run.result.successRate, medianMonths: run.result.months?.p50)
            )
        }
        return levers
    }
}

/// One run after another.
private struct Runner {
    private struct Person {
        var gap: Double
        var learnt = 0.0
        var isHere = true
        var productiveWeek: Int?
    }

    private let settings: ProgrammeSettings
    private var random: NormalNumbers
    private var successCount = 0
    private var allSuccessCount = 0
    private var leaverCount = 0
    private var months: [Double] = []
    private var costs: [Double] = []
    private var wanted = 0.0
    private var supplied = 0.0

    private static let weeksPerMonth = 52.0 / 12
    private static let burstWeeks = 2

    init(_ settings: ProgrammeSettings, seed: UInt64) {
        self.settings = settings
        random = NormalNumbers(seed: seed)
    }

    mutating func run() {
        var people = (0..<settings.apprenticeCount)
            .map { _ in
                Person(
                    gap: settings.gapMonths * Self.weeksPerMonth
                        * Power.exponential(random.next() * settings.gapDeviation)
                )
            }
        let supply = Double(settings.mentorCount) * settings.mentorHours
        var burst = 0
        var cost = settings.partnerFee * Double(people.count)
        for week in 0..<settings.weekCount {
            if settings.hasBursts, burst == 0, random.uniform() < 0.125 { burst = Self.burstWeeks }
            let other = burst > 0 ? 1 : settings.otherWorkRate
            burst = max(0, burst - 1)
            let need = people.reduce(0.0) { $0 + ($1.isHere && $1.productiveWeek == nil ? Self.need(week) : 0) }
            let service = need > 0 ? min(1, supply / need) : 1
            wanted += need
            supplied += supply
            cost += min(need, supply) * settings.mentorHourCost
            for index in people.indices where people[index].isHere {
                step(&people[index], week: week, other: other, service: service)
                if people[index].productiveWeek == nil { cost += settings.monthlyCost / Self.weeksPerMonth }
            }
        }
        let productive = people.count { $0.isHere && $0.productiveWeek != nil }
        successCount += productive
        allSuccessCount += productive == people.count ? 1 : 0
        leaverCount += people.count { !$0.isHere }
        for person in people {
            if let week = person.productiveWeek { months.append(Double(week) / Self.weeksPerMonth) }
        }
        costs.append(cost)
    }

    /// Mentor hours that a learner needs a week: 5 at first, falling to 1.5 in half a year.
    private static func need(_ week: Int) -> Double { max(1.5, 5 - Double(week) * 3.5 / 26) }

    private mutating func step(_ person: inout Person, week: Int, other: Double, service: Double) {
        if person.productiveWeek == nil {
            person.learnt += (1 - other) * (0.35 + 0.65 * service)
            if person.learnt >= person.gap { person.productiveWeek = week + 1 }
        }
        var hazard = settings.attritionRate
        let isMarketable = person.learnt >= person.gap * 0.7
        if isMarketable, settings.otherWorkRate > 0.3 { hazard *= 2.5 }
        if service < 0.6 { hazard *= 1.8 }
        if random.uniform() < hazard / Self.weeksPerMonth { person.isHere = false }
    }

    func result(runCount: Int) -> ProgrammeSimulation.Result {
        let people = Double(runCount * settings.apprenticeCount)
        let load = supplied > 0 ? wanted / supplied : wanted > 0 ? 99 : 0
        return ProgrammeSimulation.Result(
            successRate: Double(successCount) / people,
            allSuccessRate: Double(allSuccessCount) / Double(runCount),
            months: months.isEmpty ? nil : Self.percentiles(months),
            leaverRate: Double(leaverCount) / people,
            cost: Self.percentiles(costs),
            mentorLoad: load,
            // One queue with random arrivals and service: the wait in service times is load / (1 - load); a question
            // takes
            // about a fifth of a week.
            waitWeeks: load < 0.99 ? 0.2 * load / (1 - load) : nil
        )
    }

    private static func percentiles(_ values: [Double]) -> (p10: Double, p50: Double, p90: Double) {
        let sorted = values.sorted()
        func value(_ share: Double) -> Double { sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] }
        return (value(0.1), value(0.5), value(0.9))
    }
}
