public import WrightCore

/// A run for people and for programs: rates, what got through, what had no result, what the gate says.
public struct RedTeamReport: Sendable {
    /// The run.
    public let run: RedTeamRun
    /// Its rates.
    public let rates: RedTeamRates
    /// What the gate says; empty without one.
    public let gateResults: [RedTeamGateResult]
    /// What changed against the baseline; nil without one.
    public let comparison: RedTeamComparison?

    /// Sums up a run.
    public init(_ run: RedTeamRun, gate: RedTeamGate? = nil, baseline: RedTeamRun? = nil) {
        self.run = run
        rates = RedTeamRates(run)
        gateResults = gate?.results(for: run, baseline: baseline) ?? []
        comparison = baseline.map { RedTeamComparison(baseline: $0, candidate: run) }
    }

    /// Whether every result of the gate is met; true without a gate.
    public var isMet: Bool { gateResults.allSatisfy { $0.verdict == .met } }

    /// What reaching the goal is called: attacks of a guard are missed.
    var breachWord: String { run.targetKind == .guard ? "missed" : "reached" }
    /// What not reaching it is called.
    var heldWord: String { run.targetKind == .guard ? "found" : "held" }

    /// The report in lines for a terminal.
    public var lines: [String] {
        let (attacks, controls) = (run.attacks.count, run.controls.count)
        var lines = [
            "\(RedTeamText.line(run.target, limit: 60)): \(attacks) attacks and \(controls) controls, seed \(run.seed)"
        ]
        lines.append("")
        lines += Self.table(
            head: ["", breachWord, heldWord, "no result", "rate with 95 % interval"],
            rows: [rates.all].map { Self.row($0, "all attacks") }
                + [rates.falseAlarms].filter { $0.measuredCount + $0.noResultCount > 0 }
                .map {
                    [$0.name, "\($0.breachedCount)", "\($0.heldCount)", "\($0.noResultCount)", RedTeamFigure.rate($0)]
                }
        )
        let groups = [
            ("OWASP item", rates.risks), ("category", rates.categories), ("channel", rates.channels),
            ("converter", rates.converters), ("control", rates.controls),
        ]
        for (title, group) in groups where !group.isEmpty {
            lines.append("")
            lines += Self.table(
                head: [title, breachWord, heldWord, "no result", "rate"],
                rows: group.map { Self.row($0, Self.title(of: $0.name)) }
            )
        }
        if !gateResults.isEmpty {
            lines.append("")
            lines += gateResults.map { "gate \($0.name): \(Self.word($0.verdict)). \(RedTeamText.line($0.reason))" }
        }
        return lines
    }

    static func word(_ verdict: RedTeamGateResult.Verdict) -> String {
        switch verdict {
        case .met: "met"
        case .notMet: "NOT MET"
        case .inconclusive: "INCONCLUSIVE"
        }
    }

    /// The name with the title of an OWASP item.
    static func title(of name: String) -> String {
        RedTeamRisk(rawValue: name).map { "\(name) \($0.title)" } ?? name
    }

    private static func row(_ rate: RedTeamRate, _ name: String) -> [String] {
        [
            RedTeamText.line(name, limit: 60), "\(rate.breachedCount)", "\(rate.heldCount)", "\(rate.noResultCount)",
            RedTeamFigure.rate(rate),
        ]
    }

    private static func table(head: [String], rows: [[String]]) -> [String] {
        let all = [head] + rows
        let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.enumerated()
                .map { column, text in
                    let space = String(repeating: " ", count: widths[column] - text.count)
                    return (1...3).contains(column) ? space + text : text + space
                }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }

    /// The report as one JSON document with `schema` 1, without the attempts' texts.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("schema", 1), .init("target", .string(run.target)), .init("kind", .string(run.targetKind.rawValue)),
            .init("seed", .string(String(run.seed))), .init("attempts", .int(run.attempts.count)),
            .init("attacks", .int(run.attacks.count)), .init("controls", .int(run.controls.count)),
            .init("rates", rates.json),
        ]
        if let comparison { members.append(.init("comparison", comparison.json)) }
        if !gateResults.isEmpty {
            members.append(
                .init("gate", ["met": .bool(isMet), "results": .array(gateResults.map(\.json))])
            )
        }
        return .object(members)
    }
}
