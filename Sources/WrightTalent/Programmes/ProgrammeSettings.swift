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
    public var hasSponsorCommitment = true

    /// The prototype's parameters.
    public init() {}

    /// The scenarios that come with the program.
    public static let scenarios: [Self] = {
        var failed = Self()
        failed.name = "pulled-away"
        (failed.apprenticeCount, failed.mentorCount, failed.mentorHours) = (4, 1, 4)
        (failed.otherWorkRate, failed.hasBursts, failed.gapMonths) = (0.45, true, 5)
        failed.hasSponsorCommitment = false
        var proposal = Self()
        proposal.name = "three-for-six-months"
        (proposal.apprenticeCount, proposal.mentorCount, proposal.mentorHours) = (3, 2, 6)
        (proposal.otherWorkRate, proposal.gapMonths, proposal.monthlyCost) = (0.10, 4.5, 8_333)
        var hybrid = Self()
        hybrid.name = "hybrid"
        (hybrid.apprenticeCount, hybrid.mentorCount, hybrid.mentorHours) = (2, 1, 8)
        (hybrid.otherWorkRate, hybrid.gapMonths, hybrid.gapDeviation) = (0.15, 3.5, 0.25)
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
        var settings = Self()
        if let name = json["name"]?.string {
            settings = Self.scenarios.first { $0.name == name } ?? settings
            settings.name = name
        }
        settings.apprenticeCount = json["apprentices"]?.int ?? settings.apprenticeCount
        settings.mentorCount = json["mentors"]?.int ?? settings.mentorCount
        settings.mentorHours = json["mentorHours"]?.double ?? settings.mentorHours
        settings.otherWorkRate = json["otherWork"]?.double ?? settings.otherWorkRate
        settings.hasBursts = json["bursts"]?.bool ?? settings.hasBursts
        settings.gapMonths = json["gapMonths"]?.double ?? settings.gapMonths
        settings.gapDeviation = json["gapDeviation"]?.double ?? settings.gapDeviation
        settings.weekCount = json["weeks"]?.int ?? settings.weekCount
        settings.attritionRate = json["attrition"]?.double ?? settings.attritionRate
        settings.monthlyCost = json["monthlyCost"]?.double ?? settings.monthlyCost
        settings.mentorHourCost = json["mentorHourCost"]?.double ?? settings.mentorHourCost
        settings.partnerFee = json["partnerFee"]?.double ?? settings.partnerFee
        settings.hasSponsorCommitment = json["sponsorCommitment"]?.bool ?? settings.hasSponsorCommitment
        try settings.validate()
        self = settings
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
