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
        var body = ""
        for name in names { body += suite(name, groups[name] ?? []) }
        body += gateSuite
        let counts = run.attempts.reduce(into: (failures: 0, errors: 0)) { counts, attempt in
            if case .breached = attempt.outcome { counts.failures += 1 }
            if case .noResult = attempt.outcome { counts.errors += 1 }
        }
        let missed = gateResults.count { $0.verdict == .notMet }
        let open = gateResults.count { $0.verdict == .inconclusive }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"red team: "
            + "\(RedTeamText.markup(RedTeamText.line(run.target, limit: 60)))\" "
            + "tests=\"\(run.attempts.count + gateResults.count)\" failures=\"\(counts.failures + missed)\" "
            + "errors=\"\(counts.errors + open)\" skipped=\"0\">\n\(body)</testsuites>\n"
    }

    private func suite(_ name: String, _ attempts: [RedTeamAttempt]) -> String {
        var cases = ""
        var (failures, errors) = (0, 0)
        for attempt in attempts {
            let reason = RedTeamText.markup(RedTeamText.line(attempt.outcome.reason, limit: 400))
            let open =
                "    <testcase classname=\"\(RedTeamText.markup(name))\" name=\"\(RedTeamText.markup(attempt.id))\""
            switch attempt.outcome {
            case .held: cases += open + "/>\n"
            case .breached:
                failures += 1
                let type = attempt.kind == .control ? "false-alarm" : "breach"
                cases += open + "><failure type=\"\(type)\" message=\"\(reason)\">"
                cases += RedTeamText.markup(RedTeamText.prefix(attempt.text, bytes: 1000)) + "</failure></testcase>\n"
            case .noResult:
                errors += 1
                cases += open + "><error type=\"no-result\" message=\"\(reason)\"/></testcase>\n"
            }
        }
        return "  <testsuite name=\"\(RedTeamText.markup(name))\" tests=\"\(attempts.count)\" failures=\"\(failures)\" "
            + "errors=\"\(errors)\" skipped=\"0\">\n\(cases)  </testsuite>\n"
    }

    private var gateSuite: String {
        guard !gateResults.isEmpty else { return "" }
        var cases = ""
        for result in gateResults {
            let reason = RedTeamText.markup(RedTeamText.line(result.reason, limit: 400))
            cases += "    <testcase classname=\"gate\" name=\"\(RedTeamText.markup(result.name))\""
            switch result.verdict {
            case .met: cases += "/>\n"
            case .notMet: cases += "><failure type=\"gate\" message=\"\(reason)\"/></testcase>\n"
            case .inconclusive: cases += "><error type=\"inconclusive\" message=\"\(reason)\"/></testcase>\n"
            }
        }
        let missed = gateResults.count { $0.verdict == .notMet }
        let open = gateResults.count { $0.verdict == .inconclusive }
        return "  <testsuite name=\"gate\" tests=\"\(gateResults.count)\" failures=\"\(missed)\" errors=\"\(open)\" "
            + "skipped=\"0\">\n\(cases)  </testsuite>\n"
    }
}
