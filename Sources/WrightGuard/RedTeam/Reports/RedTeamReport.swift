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

    /// What became of attempts, in the words of tables.
    struct Words {
        /// An attack that reached its goal, or a control that did not pass.
        var breached: String
        /// The contrary.
        var held: String

        /// Of controls, which are harmless: they pass or are stopped.
        static let controls = Self(breached: "stopped", held: "passed")
    }

    /// The words for attacks: those on a guard are missed or found.
    var attackWords: Words {
        run.targetKind == .guard
            ? Words(breached: "missed", held: "found") : Words(breached: "reached", held: "held")
    }

    /// The report in lines for a terminal.
    public var lines: [String] {
        let (attacks, controls) = (run.attacks.count, run.controls.count)
        var lines = [
            "\(RedTeamText.line(run.target, limit: 60)): \(attacks) attacks and \(controls) controls, seed \(run.seed)"
        ]
        lines.append("")
        let interval = "rate with 95 % interval"
        lines += Self.table("", attackWords, interval, [Self.row(rates.all, "all attacks")])
        if controls > 0 {
            lines.append("")
            lines += Self.table("", .controls, interval, [Self.row(rates.falseAlarms, rates.falseAlarms.name)])
        }
        let groups = [
            ("OWASP item", rates.risks, attackWords), ("category", rates.categories, attackWords),
            ("channel", rates.channels, attackWords), ("converter", rates.converters, attackWords),
            ("control", rates.controls, Words.controls),
        ]
        for (title, group, words) in groups where !group.isEmpty {
            lines.append("")
            lines += Self.table(title, words, "rate", group.map { Self.row($0, Self.title(of: $0.name)) })
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

    private static func table(_ title: String, _ words: Words, _ rate: String, _ rows: [[String]]) -> [String] {
        let all = [[title, words.breached, words.held, "no result", rate]] + rows
        let widths = all[0].indices.map { column in all.map { $0[column].count }.max() ?? 0 }
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
