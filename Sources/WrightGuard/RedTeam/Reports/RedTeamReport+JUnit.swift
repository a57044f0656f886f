private import WrightCore

extension RedTeamReport {
    /// The report in JUnit's XML: a suite for each category, a test for each attempt.
    ///
    /// An attack that reached its goal fails, as does a control that was stopped; an attempt without a result is an
    /// error, since it shows nothing. The gate is a suite of its own.
    public var junit: String {
        var names: [String] = []
        var groups: [String: [RedTeamAttempt]] = [:]
        for attempt in run.attempts {
            if groups[attempt.category] == nil { names.append(attempt.category) }
            groups[attempt.category, default: []].append(attempt)
        }
        var suites = names.map { name in
            JUnitReport.Suite(name: RedTeamText.visible(name), cases: (groups[name] ?? []).map(Self.test))
        }
        if !gateResults.isEmpty {
            suites.append(JUnitReport.Suite(name: "gate", cases: gateResults.map(Self.test)))
        }
        return JUnitReport(name: "red team: " + RedTeamText.line(run.target, limit: 60), suites: suites).xml
    }

    private static func test(_ attempt: RedTeamAttempt) -> JUnitReport.Case {
        let reason = RedTeamText.line(attempt.outcome.reason, limit: 400)
        let outcome: JUnitReport.Outcome =
            switch attempt.outcome {
            case .held: .passed
            case .breached:
                .failed([
                    .init(
                        type: attempt.kind == .control ? "false-alarm" : "breach",
                        message: reason,
                        text: RedTeamText.visible(RedTeamText.prefix(attempt.text, bytes: 1000))
                    )
                ])
            case .noResult: .errored([.init(type: "no-result", message: reason)])
            }
        return JUnitReport.Case(name: RedTeamText.visible(attempt.id), outcome: outcome)
    }

    private static func test(_ result: RedTeamGateResult) -> JUnitReport.Case {
        let reason = RedTeamText.line(result.reason, limit: 400)
        let outcome: JUnitReport.Outcome =
            switch result.verdict {
            case .met: .passed
            case .notMet: .failed([.init(type: "gate", message: reason)])
            case .inconclusive: .errored([.init(type: "inconclusive", message: reason)])
            }
        return JUnitReport.Case(name: RedTeamText.visible(result.name), outcome: outcome)
    }
}
