// Idea: one file that opens anywhere: no script, no font, no picture from elsewhere. Everything that comes from outside
//   is escaped, and the page forbids itself to load anything.
// Source: –
// Deviation: –
// Data layout: SVG is written beside the tables that it draws.

private import WrightCore

extension RunReport {
    private static let exampleLimit = 500

    /// The report as one HTML file without anything from outside: figures, distributions, tags, cost, every example.
    public var html: String {
        var body = "<h1>\(ReportMarkup.escaped(run.name))</h1>\n"
        body +=
            "<p>\(Set(run.results.map(\.exampleID)).count) examples of \(ReportMarkup.escaped(run.manifest.dataset)), "
        body += "version <code>\(ReportMarkup.escaped(String(run.manifest.datasetVersion.prefix(12))))</code>, seed "
        body += "\(run.manifest.seed), code \(ReportMarkup.escaped(run.manifest.codeVersion)).</p>\n"
        if let reason = run.stopReason { body += "<p class=\"warn\">\(ReportMarkup.escaped(reason))</p>\n" }
        body += "<h2>Figures</h2>\n" + table(figures)
        body += ReportChart.intervals(figures.map { ($0.name, $0.value) })
        if let comparison {
            body += "<h2>\(ReportMarkup.escaped(title(of: comparison)))</h2>\n" + comparison.result.html
        }
        body += "<h2>Distributions</h2>\n<div class=\"charts\">\n"
        for figure in figures {
            let values = run.scores(of: figure.name).entries.values.map(\.mean)
            if values.count > 1 { body += ReportChart.distribution(figure.name, values) }
        }
        body += "</div>\n"
        if !slices.isEmpty { body += "<h2>Tags</h2>\n" + slices.map(slice).joined() }
        body += costChart
        body += "<h2>System</h2>\n<pre>\(ReportMarkup.escaped(run.manifest.system.text(indented: true)))</pre>\n"
        body += "<h2>Examples</h2>\n" + examplesHTML
        return Self.page(title: run.name, body: body)
    }

    static func page(title: String, body: String) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(ReportMarkup.escaped(title))</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem;
          color: #1b1f24; background: #fff; }
        table { border-collapse: collapse; margin: 1rem 0; }
        th, td { text-align: left; padding: .25rem .75rem; border-bottom: 1px solid #d0d7de; vertical-align: top; }
        td.n { text-align: right; font-variant-numeric: tabular-nums; }
        details { border-bottom: 1px solid #d0d7de; padding: .4rem 0; } summary { cursor: pointer; }
        pre { white-space: pre-wrap; background: #f6f8fa; padding: .75rem; } .warn { color: #9a3412; }
        .charts { display: flex; flex-wrap: wrap; gap: 1rem; }
        svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
        @media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117; }
          pre { background: #161b22; } }
        </style></head><body>
        \(body)</body></html>

        """
    }

    private func slice(_ slice: Slice) -> String {
        "<h3>\(ReportMarkup.escaped(slice.tag))</h3>\n" + table(slice.figures.filter { $0.measuredCount > 0 })
            + ReportChart.intervals(slice.figures.filter { $0.measuredCount > 0 }.map { ($0.name, $0.value) })
    }

    private func table(_ figures: [FigureSummary]) -> String {
        var rows =
            "<table><tr><th>figure</th><th>mean</th><th>95 % interval</th><th>measured</th><th>not measured</th></tr>\n"
        for figure in figures {
            let estimate = figure.value.estimate
            let range =
                estimate?.interval
                .map { "\(FigureForm.plain($0.lowerBound)) to \(FigureForm.plain($0.upperBound))" }
                ?? ReportMarkup.escaped(figure.intervalAbsence ?? "–")
            let reasons = figure.reasons.prefix(3).map { "\($0.count): \(ReportMarkup.escaped($0.why))" }
            rows += "<tr><td>\(ReportMarkup.escaped(figure.name))</td>"
            rows += "<td class=\"n\">\(estimate.map { FigureForm.plain($0.mean) } ?? "not measured")</td>"
            rows += "<td>\(range)</td><td class=\"n\">\(figure.measuredCount) of \(figure.exampleCount)</td>"
            rows += "<td>\(reasons.joined(separator: "<br>"))</td></tr>\n"
        }
        return rows + "</table>\n"
    }

    /// Cost against the first figure, where costs are known and differ.
    private var costChart: String {
        guard let figure = figures.first else { return "" }
        let points = run.results.compactMap { result -> ReportChart.Point? in
            guard let cost = result.outcome.costMicroUSD, cost > 0, let value = result.scores[figure.name]?.value else {
                return nil
            }
            return ReportChart.Point(label: result.exampleID, x: Double(cost) / 1e6, y: value)
        }
        guard points.count > 1 else { return "" }
        return "<h2>Cost and \(ReportMarkup.escaped(figure.name))</h2>\n"
            + ReportChart.scatter(points, xName: "USD", yName: figure.name)
    }

    private var examplesHTML: String {
        var text = ""
        for result in run.results.prefix(Self.exampleLimit) {
            let example = examples[result.exampleID]
            let scores = run.manifest.scorers.compactMap { name in
                result.scores[name]?.value.map { "\(ReportMarkup.escaped(name)) \(FigureForm.plain($0))" }
            }
            text += "<details><summary>\(ReportMarkup.escaped(example?.input ?? result.exampleID)) "
            text += "<small>\(scores.joined(separator: " · "))</small></summary>\n<table>\n"
            var rows = [("id", "\(result.exampleID) #\(result.repeatNumber)")]
            rows.append(("answer", result.outcome.isAbstention ? "(abstained)" : result.outcome.answer))
            rows += (example?.references ?? []).prefix(5).map { ("reference", $0) }
            rows += result.outcome.contexts.prefix(10).map { ("read", "\($0.id): \($0.text)") }
            if let failure = result.outcome.failure { rows.append(("failure", failure)) }
            for name in run.manifest.scorers {
                if case .notMeasured(let why)? = result.scores[name] { rows.append((name, "not measured: \(why)")) }
            }
            for (name, value) in rows {
                text += "<tr><th>\(ReportMarkup.escaped(name))</th><td>\(ReportMarkup.escaped(value))</td></tr>\n"
            }
            text += "</table></details>\n"
        }
        let rest = run.results.count - Self.exampleLimit
        return text + (rest > 0 ? "<p>\(rest) more results are in the JSON lines.</p>\n" : "")
    }
}

extension RunComparison {
    private static let changeLimit = 50

    /// The comparison as tables of HTML: all examples, each tag, what is left out, and the examples that changed.
    var html: String {
        var text = "<table><tr><th>examples</th><th>verdict</th><th>baseline</th><th>candidate</th><th>difference</th>"
        text += "<th>95 % interval</th><th>p (corrected for tags)</th><th>n</th></tr>\n"
        text += Self.row("all", overall, overall.verdict, overall.pValue)
        for slice in slices { text += Self.row(slice.tag, slice.comparison, slice.verdict, slice.adjustedPValue) }
        text += "</table>\n"
        for note in notes { text += "<p>\(ReportMarkup.escaped(note))</p>\n" }
        guard !changes.isEmpty else { return text }
        text += "<table><tr><th>example</th><th>baseline</th><th>candidate</th></tr>\n"
        for change in changes.prefix(Self.changeLimit) {
            text += "<tr><td>\(ReportMarkup.escaped(change.id))</td>"
            text += "<td class=\"n\">\(FigureForm.plain(change.baseline))</td>"
            text += "<td class=\"n\">\(FigureForm.plain(change.candidate))</td></tr>\n"
        }
        let rest = changes.count - Self.changeLimit
        return text + "</table>\n" + (rest > 0 ? "<p>\(rest) more examples changed.</p>\n" : "")
    }

    private static func row(
        _ name: String,
        _ part: GateComparison,
        _ verdict: GateVerdict,
        _ pValue: Double?
    ) -> String {
        let range =
            part.interval.map { "\(FigureForm.signed($0.lowerBound)) to \(FigureForm.signed($0.upperBound))" }
            ?? ReportMarkup.escaped(part.intervalAbsence ?? "–")
        var row = "<tr><td>\(ReportMarkup.escaped(name))</td><td>\(verdict.rawValue)</td>"
        row += "<td class=\"n\">\(FigureForm.plain(part.baselineMean))</td>"
        row += "<td class=\"n\">\(FigureForm.plain(part.candidateMean))</td>"
        row += "<td class=\"n\">\(FigureForm.signed(part.difference))</td><td>\(range)</td>"
        return row + "<td class=\"n\">\(FigureForm.probability(pValue))</td><td class=\"n\">\(part.count)</td></tr>\n"
    }
}
