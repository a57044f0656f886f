public import WrightCore

/// The parameters of an apprenticeship or residency; every one is printed with each forecast.
public struct ProgrammeSettings: Sendable, Hashable {
    /// A name.
    public var name = "programme"
    /// People who learn, 1 to 200.
    public var apprenticeCount = 4
    /// People who mentor, 0 to 200.
    public var mentorCount = 2
    /// Hours a week that each mentor has for it, 0 to 40.
    public var mentorHours = 6.0
    /// The share of the learners' time that goes to other work, 0 to 1.
    public var otherWorkRate = 0.10
    /// Whether other work comes in bursts that take everything for two weeks.
    public var hasBursts = false
    /// Months of the gap, in the middle, for somebody with full time and mentors.
    public var gapMonths = 4.0
    /// The deviation of the gap's logarithm.
    public var gapDeviation = 0.35
    /// Length in weeks, 26 to 60.
    public var weekCount = 48
    /// The chance a month that somebody leaves.
    public var attritionRate = 0.012
    /// What one learner costs a month: pay with additions while learning.
    public var monthlyCost = 8_000.0
    /// What an hour of a mentor costs.
    public var mentorHourCost = 100.0
    /// Fees of a partner, such as a university or bootcamp, for each learner.
    public var partnerFee = 0.0
    /// Whether a sponsor has committed for twelve months in writing.
    public var hasSponsorCommitment = false

    /// The prototype's parameters, before a sponsor has committed.
    public init() {}

    /// The scenarios that come with the program.
    public static let scenarios: [Self] = {
        var failed = Self()
        failed.name = "pulled-away"
        (failed.apprenticeCount, failed.mentorCount, failed.mentorHours) = (4, 1, 4)
        (failed.otherWorkRate, failed.hasBursts, failed.gapMonths) = (0.45, true, 5)
        var proposal = Self()
        proposal.name = "three-for-six-months"
        (proposal.apprenticeCount, proposal.mentorCount, proposal.mentorHours) = (3, 2, 6)
        (proposal.otherWorkRate, proposal.gapMonths, proposal.monthlyCost) = (0.10, 4.5, 8_333)
        proposal.hasSponsorCommitment = true
        var hybrid = Self()
        hybrid.name = "hybrid"
        (hybrid.apprenticeCount, hybrid.mentorCount, hybrid.mentorHours) = (2, 1, 8)
        (hybrid.otherWorkRate, hybrid.gapMonths, hybrid.gapDeviation) = (0.15, 3.5, 0.25)
        hybrid.hasSponsorCommitment = true
        return [failed, proposal, hybrid]
    }()

    /// What each scenario retells, with its standing.
    public static let scenarioSources: [String: String] = [
        "pulled-away":
            "four engineers, pulled into urgent work, too few mentors, two gone by month eight; a forum's account; "
            + "standing: anecdote, parameters are assumptions",
        "three-for-six-months":
            "three engineers, six months, $50,000 each with lost output; a forum's proposal; standing: anecdote, "
            + "parameters are "
            + "assumptions",
        "hybrid":
            "profiles that are 70 % there and need 3 to 4 months; a forum's account; standing: anecdote, "
            + "parameters are "
            + "assumptions",
    ]

    /// The settings as JSON, one member a parameter.
    public var json: JSONValue {
        [
            "name": .string(name), "apprentices": .int(apprenticeCount), "mentors": .int(mentorCount),
            "mentorHours": .double(mentorHours), "otherWork": .double(otherWorkRate), "bursts": .bool(hasBursts),
            "gapMonths": .double(gapMonths), "gapDeviation": .double(gapDeviation), "weeks": .int(weekCount),
            "attrition": .double(attritionRate), "monthlyCost": .double(monthlyCost),
            "mentorHourCost": .double(mentorHourCost), "partnerFee": .double(partnerFee),
            "sponsorCommitment": .bool(hasSponsorCommitment),
        ]
    }

    /// Reads settings; members that are missing keep their defaults, or those of the scenario that `name` names.
    ///
    /// - Throws: ``TalentError`` with code `invalidSetting`.
    public init(json: JSONValue) throws(TalentError) {
        self.init()
        guard let members = json.object else {
            throw .invalidSetting(name: "settings", reason: "they must be a JSON object of parameters")
        }
        if let name = json["name"]?.string {
            self = Self.scenarios.first { $0.name == name } ?? self
            self.name = name
        }
        for member in members where member.name != "schema" && member.name != "name" {
            try set(member.name, to: member.value)
        }
        try validate()
    }

    private mutating func set(_ name: String, to value: JSONValue) throws(TalentError) {
        switch name {
        case "apprentices": apprenticeCount = try Self.whole(name, value)
        case "mentors": mentorCount = try Self.whole(name, value)
        case "weeks": weekCount = try Self.whole(name, value)
        case "mentorHours": mentorHours = try Self.number(name, value)
        case "otherWork": otherWorkRate = try Self.number(name, value)
        case "gapMonths": gapMonths = try Self.number(name, value)
        case "gapDeviation": gapDeviation = try Self.number(name, value)
        case "attrition": attritionRate = try Self.number(name, value)
        case "monthlyCost": monthlyCost = try Self.number(name, value)
        case "mentorHourCost": mentorHourCost = try Self.number(name, value)
        case "partnerFee": partnerFee = try Self.number(name, value)
        case "bursts": hasBursts = try Self.flag(name, value)
        case "sponsorCommitment": hasSponsorCommitment = try Self.flag(name, value)
        default: throw .invalidSetting(name: name, reason: "there is no such parameter")
        }
    }

    private static func whole(_ name: String, _ value: JSONValue) throws(TalentError) -> Int {
        guard let whole = value.int else { throw .invalidSetting(name: name, reason: "it must be a whole number") }
        return whole
    }

    private static func number(_ name: String, _ value: JSONValue) throws(TalentError) -> Double {
        guard let number = value.double else { throw .invalidSetting(name: name, reason: "it must be a number") }
        return number
    }

    private static func flag(_ name: String, _ value: JSONValue) throws(TalentError) -> Bool {
        guard let flag = value.bool else { throw .invalidSetting(name: name, reason: "it must be true or false") }
        return flag
    }

    /// Checks every parameter's range.
    ///
    /// - Throws: ``TalentError`` with code `invalidSetting`, naming the parameter and its range.
    public func validate() throws(TalentError) {
        let checks: [(String, Double, ClosedRange<Double>)] = [
            ("apprentices", Double(apprenticeCount), 1...200), ("mentors", Double(mentorCount), 0...200),
            ("mentorHours", mentorHours, 0...40), ("otherWork", otherWorkRate, 0...1),
            ("gapMonths", gapMonths, 0.1...36),
            ("gapDeviation", gapDeviation, 0.01...2), ("weeks", Double(weekCount), 26...60),
            ("attrition", attritionRate, 0...0.5), ("monthlyCost", monthlyCost, 0...1_000_000),
            ("mentorHourCost", mentorHourCost, 0...10_000), ("partnerFee", partnerFee, 0...1_000_000),
        ]
        for (name, value, range) in checks where !range.contains(value) {
            throw .invalidSetting(name: name, reason: "\(value) is not from \(range.lowerBound) to \(range.upperBound)")
        }
    }
}
