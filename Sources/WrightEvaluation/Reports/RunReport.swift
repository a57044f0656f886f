public import WrightCore

/// A run for people and for programs: every figure with its interval and its coverage, by tag, and every example.
///
/// ```swift
/// let report = RunReport(run, examples: dataset.examples)
/// report.lines.forEach { print($0) }
/// ```
public struct RunReport: Sendable {
    /// The figures of the examples of one tag.
    public struct Slice: Sendable, Hashable {
        /// The tag.
        public let tag: String
        /// The figures.
        public let figures: [FigureSummary]
    }

    /// One figure of the run beside that of another run.
    public struct Comparison: Sendable, Hashable {
        /// What the other run, the baseline, is called.
        public let against: String
        /// The figure.
        public let figure: String
        /// What the two say; the report's run is the candidate.
        public let result: RunComparison

        /// Names a comparison.
        public init(against: String, figure: String, result: RunComparison) {
            self.against = against
            self.figure = figure
            self.result = result
        }
    }

    /// The run.
    public let run: EvaluationRun
    /// The dataset's examples, by their identifiers.
    public let examples: [String: Example]
    /// Every figure over all examples, in the order of the scorers.
    public let figures: [FigureSummary]
    /// The same by tag, ascending; tags of more than 50 kinds are left out.
    public let slices: [Slice]
    /// What lines, JSON, Markdown and HTML show below the figures; nil, as by default, for nothing.
    public var comparison: Comparison?

    private static let tagLimit = 50

    /// Sums up a run.
    public init(_ run: EvaluationRun, examples: [Example] = []) {
        self.run = run
        self.examples = Dictionary(examples.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let names = run.manifest.scorers
        figures = names.map { FigureSummary(name: $0, table: run.scores(of: $0, in: examples)) }
        let tags = Set(examples.flatMap(\.tags)).sorted()
        slices = tags.prefix(Self.tagLimit)
            .map { tag in
                let members = Set(examples.filter { $0.tags.contains(tag) }.map(\.id))
                var part = run
                part.results = run.results.filter { members.contains($0.exampleID) }
                return Slice(
                    tag: tag,
                    figures: names.map { FigureSummary(name: $0, table: part.scores(of: $0, in: examples)) }
                )
            }
    }

    /// The report in lines for a terminal.
    public var lines: [String] {
        let count = Set(run.results.map(\.exampleID)).count
        let version = String(run.manifest.datasetVersion.prefix(12))
        let state = run.stopReason == nil ? "" : ", not finished"
        let examples = count == 1 ? "1 example" : "\(count) examples"
        var lines = ["\(run.name): \(examples) of \(run.manifest.dataset), version \(version)\(state)"]
        let width = (figures.map(\.name.count).max() ?? 0) + 2
        lines += figures.map { Self.line($0, width: width) }
        var told: Set<String> = []
        lines += Self.absenceLines(figures, told: &told)
        for slice in slices {
            let measured = slice.figures.filter { $0.measuredCount > 0 }
            lines.append("\(slice.tag):")
            lines += measured.map { "  " + Self.line($0, width: width) }
            lines += Self.absenceLines(measured, told: &told).map { "  " + $0 }
        }
        for figure in figures where !figure.flakyIDs.isEmpty {
            let named = figure.flakyIDs.prefix(5).joined(separator: ", ")
            lines.append("\(figure.name): \(figure.flakyIDs.count) flaky: \(named)")
        }
        if run.costMicroUSD > 0 { lines.append("cost \(FigureForm.plain(Double(run.costMicroUSD) / 1e6)) USD") }
        if let comparison { lines += ["", "\(title(of: comparison)):"] + comparison.result.lines() }
        return lines
    }

    /// What stands above a comparison.
    func title(of comparison: Comparison) -> String {
        "\(run.name) against \(comparison.against), \(comparison.figure)"
    }

    private static func line(_ figure: FigureSummary, width: Int) -> String {
        let name = figure.name + String(repeating: " ", count: max(1, width - figure.name.count))
        let coverage = " · \(figure.measuredCount) of \(figure.exampleCount) measured"
        return name + FigureForm.value(figure.value) + coverage
    }

    /// Why figures have no interval, each reason once.
    private static func absenceLines(_ figures: [FigureSummary], told: inout Set<String>) -> [String] {
        var lines: [String] = []
        for why in figures.compactMap(\.intervalAbsence) where told.insert(why).inserted {
            let names = figures.filter { $0.intervalAbsence == why }.map(\.name).joined(separator: ", ")
            lines.append("no interval: \(FigureForm.clause(why)) (\(names))")
        }
        return lines
    }

    /// The report as one JSON document with `schema` 1.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("schema", 1), .init("run", .string(run.name)), .init("manifest", run.manifest.json),
            .init("examples", .int(Set(run.results.map(\.exampleID)).count)),
            .init("failures", .int(run.results.count { $0.outcome.failure != nil })),
            .init("figures", Self.json(figures)),
        ]
        if !slices.isEmpty {
            members.append(.init("slices", .object(slices.map { .init($0.tag, Self.json($0.figures)) })))
        }
        members.append(.init("costMicroUSD", .int(run.costMicroUSD)))
        if let reason = run.stopReason { members.append(.init("stopped", .string(reason))) }
        if let comparison {
            let names: [JSONValue.Member] = [
                .init("against", .string(comparison.against)), .init("figure", .string(comparison.figure)),
            ]
            let parts = (comparison.result.json().object ?? []).filter { $0.name != "schema" }
            members.append(.init("comparison", .object(names + parts)))
        }
        return .object(members)
    }

    private static func json(_ figures: [FigureSummary]) -> JSONValue {
        .object(figures.map { .init($0.name, json($0)) })
    }

    private static func json(_ figure: FigureSummary) -> JSONValue {
        var members: [JSONValue.Member] = []
        switch figure.value {
        case .measured(let estimate):
            members.append(.init("mean", .double(estimate.mean)))
            if let low = estimate.low, let high = estimate.high {
                members.append(.init("low", .double(low)))
                members.append(.init("high", .double(high)))
            }
            if let why = figure.intervalAbsence { members.append(.init("noInterval", .string(why))) }
        case .notMeasured(let why): members.append(.init("notMeasured", .string(why)))
        }
        members.append(.init("measured", .int(figure.measuredCount)))
        members.append(.init("examples", .int(figure.exampleCount)))
        members.append(.init("coverage", .double(figure.coverageRate)))
        if !figure.reasons.isEmpty {
            let reasons = figure.reasons.prefix(20)
                .map { JSONValue.object([.init("why", .string($0.why)), .init("count", .int($0.count))]) }
            members.append(.init("notMeasuredReasons", .array(reasons)))
        }
        if let parts = figure.components {
            members.append(.init("questionVariance", .double(parts.questionVariance)))
            members.append(.init("runVariance", .double(parts.runVariance)))
            members.append(.init("flaky", .array(figure.flakyIDs.prefix(1000).map { .string($0) })))
        }
        return .object(members)
    }

    /// Every result as one JSON line.
    public var resultLines: String {
        run.results.map { $0.json.text() + "\n" }.joined()
    }
}
