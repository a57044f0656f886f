public import WrightCore

extension ProgrammeSimulation {
    /// The forecast as JSON with all parameters.
    public func json() throws(TalentError) -> JSONValue {
        let levers = try self.levers()
        return [
            "settings": settings.json, "seed": .int(Int(truncatingIfNeeded: seed)), "runs": .int(runCount),
            "result": result.json,
            "levers": .array(
                levers.map {
                    [
                        "name": .string($0.name), "successRate": Self.rounded($0.successRate),
                        "medianMonths": Self.rounded($0.medianMonths),
                    ]
                }
            ),
            "source": .string(ProgrammeSettings.scenarioSources[settings.name] ?? "the user's parameters"),
            "standing": "a model with assumed parameters; calibrate it with your own outcomes",
        ]
    }

    fileprivate static func rounded(_ value: Double?) -> JSONValue {
        value.map { .double(($0 * 1000).rounded() / 1000) } ?? .null
    }
}

extension ProgrammeSimulation.Result {
    /// The figures as JSON.
    var json: JSONValue {
        func three(_ value: (p10: Double, p50: Double, p90: Double)?, _ digits: Double) -> JSONValue {
            guard let value else { return .null }
            func round(_ number: Double) -> JSONValue { .double((number * digits).rounded() / digits) }
            return ["p10": round(value.p10), "p50": round(value.p50), "p90": round(value.p90)]
        }
        return [
            "successRate": ProgrammeSimulation.rounded(successRate),
            "allSuccessRate": ProgrammeSimulation.rounded(allSuccessRate), "months": three(months, 10),
            "leaverRate": ProgrammeSimulation.rounded(leaverRate), "cost": three(cost, 1),
            "mentorLoad": ProgrammeSimulation.rounded(mentorLoad), "waitWeeks": ProgrammeSimulation.rounded(waitWeeks),
        ]
    }
}

extension HiringCosts {
    /// The comparison as JSON with every input and its source.
    public var json: JSONValue {
        func whole(_ value: Double) -> JSONValue { abs(value) < 1e15 ? .int(Int(value.rounded())) : .double(value) }
        return [
            "outcomes": .array(
                outcomes()
                    .map { outcome in
                        [
                            "way": .string(outcome.way.rawValue), "low": whole(outcome.cost.low),
                            "middle": whole(outcome.cost.middle), "high": whole(outcome.cost.high),
                            "months": .double(outcome.months),
                            "tornado": .array(
                                outcome.tornado.map {
                                    ["input": .string($0.name), "atLow": whole($0.atLow), "atHigh": whole($0.atHigh)]
                                }
                            ),
                        ]
                    }
            ),
            "breakEvenTrainMonths": breakEvenMonths().map { .double($0) } ?? .null,
            "inputs": .array(
                inputs.map {
                    [
                        "name": .string($0.name), "low": .double($0.low), "middle": .double($0.middle),
                        "high": .double($0.high), "source": .string($0.source),
                    ]
                }
            ),
        ]
    }
}

extension ProgrammePlan {
    /// The plan as JSON.
    public var json: JSONValue {
        [
            "settings": settings.json,
            "milestones": .array(
                milestones.map { ["month": .int($0.month), "goals": .array($0.goals.map { .string($0) })] }
            ),
            "gates": .array(
                gates.map { ["name": .string($0.name), "met": .bool($0.isMet), "found": .string($0.found)] }
            ),
            "commitments": .array(commitments.map { .string($0) }), "source": .string(Self.source),
        ]
    }
}

extension ProgrammeStatus {
    /// The status as JSON.
    public var json: JSONValue {
        [
            "weeks": .int(checkIns.count), "protectedLastFourWeeks": TalentForm.number(protectedRate),
            "mentorHoursLastFourWeeks": TalentForm.number(mentorRate),
            "milestones": .array(reached.map { .int($0) }),
            "alarms": .array(
                alarms.map { ["week": .int($0.week), "message": .string($0.message), "remedy": .string($0.remedy)] }
            ),
        ]
    }
}

extension PostingRewrite {
    /// The proposed lines as JSON, each with the finding that it answers and whether it is accepted.
    public var json: JSONValue {
        [
            "title": .string(title),
            "lines": .array(
                lines.map {
                    [
                        "number": .int($0.number), "heading": .string($0.heading), "text": .string($0.text),
                        "answers": .string($0.answers), "replaces": $0.replaces.map { .string($0) } ?? .null,
                        "alternativeTo": $0.alternativeTo.map { .int($0) } ?? .null,
                        "accepted": .bool($0.isAccepted), "leftOut": .bool($0.isLeftOut),
                    ]
                }
            ),
        ]
    }
}
