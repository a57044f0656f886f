// Idea: one file that opens anywhere: no script, no font, no picture from elsewhere. Texts of attacks are written out
//   so that nothing in them steers or hides, then escaped; the page forbids itself to load anything.
// Source: –
// Deviation: –
// Data layout: tables with captions and headings of rows and columns, so that a screen reader tells each figure.

private import WrightModel

extension RedTeamReport {
    private static let attemptLimit = 500

    /// The report as one HTML file without anything from outside.
    public var html: String {
        let target = RedTeamText.markup(RedTeamText.line(run.target, limit: 80))
        var body = "<h1>Red team: \(target)</h1>\n<p>\(run.attacks.count) attacks and \(run.controls.count) controls, "
        body += "seed \(run.seed)"
        for pack in run.packs {
            body += ", pack <code>\(RedTeamText.markup(pack.name)) \(RedTeamText.markup(pack.version))</code>"
        }
        body += ".</p>\n<p>A rate is the share of attempts with a result that reached their goal, or of controls that "
        body += "were stopped. Attempts without a result count neither way. An attack that was held off here may "
        body += "succeed in other words.</p>\n"
        body += gateHTML
        body += "<h2>Rates</h2>\n" + Self.table("All attacks", [rates.all], words: attackWords)
        body += Self.table("By OWASP item", rates.risks, words: attackWords)
        body += Self.table("By category", rates.categories, words: attackWords)
        body += Self.table("By channel", rates.channels, words: attackWords)
        body += Self.table("By converter", rates.converters, words: attackWords)
        let controls = [rates.falseAlarms] + rates.controls
        body += Self.table("Controls: stopped although harmless", controls, words: .controls)
        let breached = run.attempts.filter { if case .breached = $0.outcome { true } else { false } }
        let open = run.attempts.filter { if case .noResult = $0.outcome { true } else { false } }
        body += Self.list("What got through", breached.filter { $0.kind == .attack })
        body += Self.list("False alarms", breached.filter { $0.kind == .control })
        body += Self.list("No result", open)
        return Self.page(title: "Red team: \(target)", body: body)
    }

    private var gateHTML: String {
        guard !gateResults.isEmpty else { return "" }
        var text =
            "<h2>Gate</h2>\n<table><caption>\(isMet ? "Every limit is met" : "Not every limit is met")</caption>\n"
        text += "<thead><tr><th scope=\"col\">limit</th><th scope=\"col\">verdict</th><th scope=\"col\">why</th></tr>"
        text += "</thead>\n<tbody>\n"
        for result in gateResults {
            let style = result.verdict == .met ? "ok" : "bad"
            text += "<tr><th scope=\"row\">\(RedTeamText.markup(result.name))</th>"
            text += "<td class=\"\(style)\">\(Self.word(result.verdict))</td>"
            text += "<td>\(RedTeamText.markup(result.reason))</td></tr>\n"
        }
        return text + "</tbody></table>\n"
    }

    private static func table(_ title: String, _ rates: [RedTeamRate], words: Words) -> String {
        let shown = rates.filter { $0.measuredCount + $0.noResultCount > 0 }
        guard !shown.isEmpty else { return "" }
        var text = "<table><caption>\(title)</caption>\n<thead><tr><th scope=\"col\">what</th>"
        for head in [words.breached, words.held, "no result", "rate", "95 % interval"] {
            text += "<th scope=\"col\">\(head)</th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for rate in shown {
            let (low, high) = (rate.interval.lowerBound, rate.interval.upperBound)
            let isMeasured = rate.measuredCount > 0
            text += "<tr><th scope=\"row\">\(RedTeamText.markup(self.title(of: rate.name)))</th>"
            text += "<td>\(rate.breachedCount)</td><td>\(rate.heldCount)</td><td>\(rate.noResultCount)</td>"
            text += "<td>\(rate.rate.map(RedTeamFigure.percent) ?? "no result")</td><td>"
            text += isMeasured ? "\(RedTeamFigure.percent(low)) to \(RedTeamFigure.percent(high))" : "–"
            text += "</td></tr>\n"
        }
        return text + "</tbody></table>\n"
    }

    private static func list(_ title: String, _ attempts: [RedTeamAttempt]) -> String {
        guard !attempts.isEmpty else { return "" }
        var text = "<h2>\(title) (\(attempts.count))</h2>\n"
        for attempt in attempts.prefix(attemptLimit) {
            text += "<details><summary><code>\(RedTeamText.markup(attempt.id))</code> "
            text += "<span class=\"tag\">\(attempt.severity.rawValue)</span></summary>\n<table>\n"
            var rows = [
                ("why", attempt.outcome.reason),
                (
                    "mapped to",
                    (attempt.risks.map { self.title(of: $0.rawValue) } + attempt.techniques).joined(separator: ", ")
                ),
            ]
            if let action = attempt.action { rows.append(("guard", action.rawValue)) }
            if !attempt.rules.isEmpty { rows.append(("rules", attempt.rules.joined(separator: ", "))) }
            for (name, value) in rows {
                text += "<tr><th scope=\"row\">\(name)</th><td>\(RedTeamText.markup(value))</td></tr>\n"
            }
            text += "</table>\n<h3>Attempt</h3><pre dir=\"ltr\">\(RedTeamText.markup(attempt.text))</pre>\n"
            if !attempt.reply.isEmpty {
                text += "<h3>Reply</h3><pre dir=\"ltr\">\(RedTeamText.markup(attempt.reply))</pre>\n"
            }
            text += "</details>\n"
        }
        let rest = attempts.count - attemptLimit
        return text + (rest > 0 ? "<p>\(rest) more are in the JSON file of the run.</p>\n" : "")
    }

    private static func page(title: String, body: String) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title)</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem;
          color: #1b1f24; background: #fff; }
        table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
        caption { text-align: left; font-weight: 600; padding: .25rem 0; }
        th, td { text-align: left; padding: .25rem .75rem; border-bottom: 1px solid #d0d7de; vertical-align: top; }
        tbody th { font-weight: 400; } td { font-variant-numeric: tabular-nums; }
        details { border-bottom: 1px solid #d0d7de; padding: .4rem 0; } summary { cursor: pointer; }
        summary:focus-visible { outline: 3px solid #0969da; }
        h3 { font-size: 1rem; margin: .5rem 0 0; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f8fa; padding: .75rem; }
        .tag { border: 1px solid #57606a; border-radius: .25rem; padding: 0 .3rem; font-size: .85rem; }
        .ok { color: #116329; } .bad { color: #a40e26; font-weight: 600; }
        @media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117; }
          pre { background: #161b22; } th, td, details { border-color: #30363d; }
          .ok { color: #56d364; } .bad { color: #ff7b72; } .tag { border-color: #8b949e; } }
        </style></head><body><main>
        \(body)</main></body></html>

        """
    }
}
