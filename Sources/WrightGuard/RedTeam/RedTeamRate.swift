public import WrightCore

/// How many of some attempts reached their goal, with the 95 % interval of the rate.
///
/// Attempts without a result count neither way; they are told beside.
public struct RedTeamRate: Sendable, Hashable {
    /// What the attempts have in common.
    public var name: String
    /// Attempts that reached their goal; for controls: that were stopped.
    public var breachedCount = 0
    /// Attempts that did not.
    public var heldCount = 0
    /// Attempts without a result.
    public var noResultCount = 0

    /// Attempts with a result.
    public var measuredCount: Int { breachedCount + heldCount }
    /// The share of attempts with a result that reached their goal; nil where none has one.
    public var rate: Double? { measuredCount == 0 ? nil : Double(breachedCount) / Double(measuredCount) }

    /// Counts attempts.
    public init(name: String, _ attempts: some Sequence<RedTeamAttempt> = EmptyCollection<RedTeamAttempt>()) {
        self.name = name
        for attempt in attempts { add(attempt.outcome) }
    }

    mutating func add(_ outcome: RedTeamOutcome) {
        switch outcome {
        case .breached: breachedCount += 1
        case .held: heldCount += 1
        case .noResult: noResultCount += 1
        }
    }

    /// Where the true rate lies, at 95 %, by `WilsonInterval`; 0 to 1 where nothing was measured.
    public var interval: ClosedRange<Double> {
        WilsonInterval(successCount: breachedCount, trialCount: measuredCount).range
    }

    /// The rate as a JSON object.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("breached", .int(breachedCount)), .init("held", .int(heldCount)),
            .init("noResult", .int(noResultCount)), .init("rate", rate.map { .double($0) } ?? .null),
        ]
        if measuredCount > 0 {
            members.append(.init("low", .double(interval.lowerBound)))
            members.append(.init("high", .double(interval.upperBound)))
        }
        return .object(members)
    }
}

/// The rates of a run: over all attacks, by category, OWASP item, channel and converter, and of false alarms.
public struct RedTeamRates: Sendable, Hashable {
    /// All attacks.
    public let all: RedTeamRate
    /// Controls that were stopped or refused.
    public let falseAlarms: RedTeamRate
    /// Attacks by category, in the order of the run.
    public let categories: [RedTeamRate]
    /// Attacks by OWASP item; an attack of two items counts in both.
    public let risks: [RedTeamRate]
    /// Attacks by channel.
    public let channels: [RedTeamRate]
    /// Attacks by converter.
    public let converters: [RedTeamRate]
    /// Controls by category.
    public let controls: [RedTeamRate]

    /// Counts a run.
    public init(_ run: RedTeamRun) {
        let (attacks, controls) = (run.attacks, run.controls)
        all = RedTeamRate(name: "all", attacks)
        falseAlarms = RedTeamRate(name: "false-alarms", controls)
        categories = Self.grouped(attacks) { [$0.category] }
        risks = Self.grouped(attacks) { $0.risks.map(\.rawValue) }.sorted { $0.name < $1.name }
        channels = Self.grouped(attacks) { [$0.channel.rawValue] }
        converters = Self.grouped(attacks) { [$0.converter] }.sorted { $0.name < $1.name }
        self.controls = Self.grouped(controls) { [$0.category] }
    }

    private static func grouped(
        _ attempts: [RedTeamAttempt],
        by names: (RedTeamAttempt) -> [String]
    ) -> [RedTeamRate] {
        var rates: [RedTeamRate] = []
        var places: [String: Int] = [:]
        for attempt in attempts {
            for name in names(attempt) {
                let place = places[name, default: rates.count]
                if place == rates.count {
                    rates.append(RedTeamRate(name: name))
                    places[name] = place
                }
                rates[place].add(attempt.outcome)
            }
        }
        return rates
    }

    /// The rate that a gate names: `all`, `false-alarms`, `LLM01`, a category, `channel:NAME`, `converter:NAME`.
    public func rate(named name: String) -> RedTeamRate? {
        switch name {
        case "all": return all
        case "false-alarms": return falseAlarms
        case _ where name.hasPrefix("channel:"): return channels.first { "channel:" + $0.name == name }
        case _ where name.hasPrefix("converter:"): return converters.first { "converter:" + $0.name == name }
        default: return (risks + categories + controls).first { $0.name == name }
        }
    }

    /// The rates as a JSON object.
    public var json: JSONValue {
        [
            "all": all.json, "falseAlarms": falseAlarms.json, "categories": .array(categories.map(\.json)),
            "owasp": .array(risks.map(\.json)), "channels": .array(channels.map(\.json)),
            "converters": .array(converters.map(\.json)), "controls": .array(controls.map(\.json)),
        ]
    }
}
