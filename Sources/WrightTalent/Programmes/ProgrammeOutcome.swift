public import WrightCore

/// What came of one place after twelve months, signed by two people; it updates the ramp priors.
public struct ProgrammeOutcome: Sendable, Hashable {
    /// The programme.
    public let programme: String
    /// The learner's pseudonym.
    public let apprentice: String
    /// Whether the learner is still there.
    public let isEmployed: Bool
    /// Months until productive; nil where it did not come to that.
    public let monthsToProductive: Double?
    /// Two people who sign.
    public let signedBy: [String]
    /// The day, as `2027-02-17`.
    public let day: String

    /// Takes an outcome.
    ///
    /// With the day of `today`, as `2027-02-17`, a later day is refused: what is not yet cannot have been measured.
    ///
    /// - Throws: ``TalentError`` with code `invalidSetting` without two different names, a learner, a programme or a
    ///   day of the calendar, for a day after `today`, or with months out of 0.1 to 36.
    public init(
        programme: String,
        apprentice: String,
        isEmployed: Bool,
        monthsToProductive: Double?,
        signedBy: [String],
        day: String,
        today: String? = nil
    ) throws(TalentError) {
        for (name, value) in [("programme", programme), ("apprentice", apprentice)]
        where !value.contains(where: { !$0.isWhitespace }) {
            throw .invalidSetting(name: name, reason: "it is empty")
        }
        guard CalendarDay.isDay(day) else {
            throw .invalidSetting(name: "day", reason: "'\(day)' is no day such as 2027-02-17")
        }
        if let today, day > today {
            throw .invalidSetting(name: "day", reason: "'\(day)' lies after today, \(today), in universal time")
        }
        let names = Set(signedBy.map { $0.lowercased() }.filter { $0.contains(where: \.isLetter) })
        guard names.count >= 2 else {
            throw .invalidSetting(name: "sign", reason: "a twelve-month review needs the names of two people")
        }
        if let months = monthsToProductive, !(0.1...36).contains(months) {
            throw .invalidSetting(name: "months", reason: "\(months) is not from 0.1 to 36")
        }
        self.programme = programme
        self.apprentice = apprentice
        self.isEmployed = isEmployed
        self.monthsToProductive = monthsToProductive
        self.signedBy = signedBy
        self.day = day
    }

    /// The record as JSON.
    public var json: JSONValue {
        [
            "programme": .string(programme), "apprentice": .string(apprentice), "employed": .bool(isEmployed),
            "months": monthsToProductive.map { .double($0) } ?? .null, "signedBy": .array(signedBy.map { .string($0) }),
            "day": .string(day),
        ]
    }

    /// Reads the record again.
    ///
    /// - Throws: ``TalentError`` with code `invalidSetting`.
    public init(json: JSONValue) throws(TalentError) {
        try self.init(
            programme: json["programme"]?.string ?? "",
            apprentice: json["apprentice"]?.string ?? "",
            isEmployed: json["employed"]?.bool ?? false,
            monthsToProductive: json["months"]?.double,
            signedBy: json["signedBy"]?.array?.compactMap(\.string) ?? [],
            day: json["day"]?.string ?? ""
        )
    }
}
