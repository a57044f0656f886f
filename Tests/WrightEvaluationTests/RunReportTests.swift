import Testing
import WrightCore
import WrightEvaluation

@Suite struct RunReportTests {
    private func report() throws -> RunReport {
        let nasty = "<script>alert('x')</script> & \"quotes\" | `code` ]]> \u{7}"
        var examples: [Example] = []
        var results: [ExampleResult] = []
        for number in 0..<30 {
            var example = Example(id: "e\(number)", input: number == 0 ? nasty : "q\(number)", references: ["r"])
            example.tags = [number % 2 == 0 ? "even" : "odd|<b>"]
            examples.append(example)
            var outcome = Outcome(answer: number == 0 ? nasty : "a")
            outcome.costMicroUSD = 100 + number
            let scores: [String: Score] = [
                "f1": .measured(Double(number % 5) / 4),
                "judge": number < 3 ? .notMeasured(why: "The judge's <answer> holds no score.") : .measured(1),
            ]
            results.append(ExampleResult(exampleID: example.id, repeatNumber: 0, outcome: outcome, scores: scores))
        }
        let set = try Dataset(name: nasty, examples: examples)
        let manifest = RunManifest(dataset: set, system: ["model": .string(nasty)], scorers: ["f1", "judge"])
        return RunReport(EvaluationRun(name: nasty, manifest: manifest, results: results), examples: examples)
    }

    /// The elements that are not closed, or are closed in the wrong order; signs that must be references count as such.
    private static func openElements(_ text: String) -> [String] {
        var open: [String] = []
        for part in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
            guard let end = part.firstIndex(of: ">") else { return ["no end of <\(part)"] }
            let tag = part[..<end]
            let rest = part[part.index(after: end)...]
            let names = ["amp;", "lt;", "gt;", "quot;", "#39;"]
            let references = (tag + rest).split(separator: "&", omittingEmptySubsequences: false).dropFirst()
            let areKnown = references.allSatisfy { text in names.contains { text.hasPrefix($0) } }
            let isPlain = !rest.contains(">") && areKnown
            guard isPlain else { return ["markup in \(part)"] }
            let name = String(tag.prefix { !$0.isWhitespace })
            if tag.hasPrefix("?") || tag.hasSuffix("/") { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else { return ["wrong end of \(tag)"] }
            } else {
                open.append(name)
            }
        }
        return open
    }

    @Test func htmlLoadsNothingAndEscapesAll() throws {
        let html = try report().html
        #expect(!html.contains("<script") && !html.contains("alert('x')</script>"))
        #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("src="))
        #expect(html.contains("default-src 'none'") && html.contains("<svg") && html.contains("&lt;script&gt;"))
        #expect(html.contains("27 of 30") && html.contains("polyline"))
    }

    @Test func junitIsWellFormed() throws {
        let text = try report().junit(thresholds: ["f1": 0.5])
        #expect(Self.openElements(text) == [], "\(Self.openElements(text))")
        #expect(text.contains("tests=\"60\" failures=\"12\" errors=\"0\" skipped=\"3\""))
    }

    @Test func jsonCarriesCoverageAndReasons() throws {
        let json = try report().json
        #expect(json["schema"] == 1 && json["examples"] == 30)
        let judge = try #require(json["figures"]?["judge"])
        #expect(judge["measured"] == 27 && judge["coverage"] == 0.9)
        #expect(judge["notMeasuredReasons"]?.array?.first?["count"] == 3)
        let f1 = try #require(json["figures"]?["f1"])
        #expect(f1["mean"] == 0.5 && (f1["low"]?.double ?? 1) < 0.5 && (f1["high"]?.double ?? 0) > 0.5)
        #expect(json["slices"]?["even"]?["f1"]?["measured"] == 15)
        #expect(try JSONValue(parsing: json.text()) == json)
    }

    @Test func aComparisonIsShownInEveryForm() throws {
        var report = try report()
        #expect(report.json["comparison"]?.object == nil && !report.html.contains(" against "))
        var (old, new) = (ScoreTable(), ScoreTable())
        for number in 0..<40 {
            let entry = ScoreTable.Entry(scores: [], cluster: nil, tags: ["<odd>"], answer: nil)
            let score = Double(number % 4) / 10
            old.add(score, for: "e\(number)<i>", describedBy: entry)
            if number > 0 { new.add(score + (number < 30 ? 0.25 : 0.125), for: "e\(number)<i>", describedBy: entry) }
        }
        let result = try RunComparison(baseline: old, candidate: new)
        let interval = try #require(result.overall.interval)
        report.comparison = RunReport.Comparison(against: "main <b>", figure: "f1", result: result)
        #expect(report.lines.contains { $0.hasSuffix(" against main <b>, f1:") })
        #expect(report.lines.contains(result.overall.sentence()) && result.overall.verdict == .better)
        let json = try #require(report.json["comparison"])
        #expect(json["against"] == "main <b>" && json["figure"] == "f1" && json["verdict"] == "better")
        #expect(json["difference"]?["low"]?.double == interval.lowerBound && json["schema"]?.int == nil)
        #expect(report.markdown.contains("against main &lt;b&gt;, f1: better"))
        let html = report.html
        #expect(html.contains("against main &lt;b&gt;, f1</h2>") && html.contains("<td>all</td><td>better</td>"))
        let range = "\(FigureForm.signed(interval.lowerBound)) to \(FigureForm.signed(interval.upperBound))"
        #expect(html.contains(">\(FigureForm.signed(result.overall.difference))</td><td>\(range)</td>"))
        #expect(html.contains("<td>&lt;odd&gt;</td><td>better</td>") && html.contains("<td>e1&lt;i&gt;</td>"))
        #expect(html.contains("<p>1 missing in the candidate, left out: &#39;e0&lt;i&gt;&#39;</p>"))
    }

    @Test func missingIntervalsAreExplainedOnce() throws {
        func report(cluster: String?, count: Int, score: @escaping (Int) -> Double) throws -> RunReport {
            let examples = (0..<count)
                .map { number in
                    var example = Example(id: "e\(number)", input: "q")
                    example.cluster = cluster
                    return example
                }
            let results = examples.enumerated()
                .map { number, example in
                    let scores: [String: Score] = [
                        "f1": .measured(score(number)), "bleu": .measured(score(number) / 2),
                    ]
                    let outcome = Outcome(answer: "a")
                    return ExampleResult(exampleID: example.id, repeatNumber: 0, outcome: outcome, scores: scores)
                }
            let set = try Dataset(name: "s", examples: examples)
            let manifest = RunManifest(dataset: set, system: nil, scorers: ["f1", "bleu"])
            return RunReport(EvaluationRun(name: "r", manifest: manifest, results: results), examples: examples)
        }
        let one = try report(cluster: "c", count: 8) { Double($0) / 10 }
        let told = one.lines.filter { $0.contains("no interval") }
        #expect(told == ["no interval: all examples belong to one cluster (f1, bleu)"])
        #expect(one.json["figures"]?["f1"]?["noInterval"] == "All examples belong to one cluster.")
        #expect(one.markdown.contains("All examples belong to one cluster."))
        #expect(one.html.contains("All examples belong to one cluster."))
        let uniform = try report(cluster: nil, count: 8) { _ in 0.4 }
        #expect(uniform.figures[0].intervalAbsence == "All examples have the same score.")
        let single = try report(cluster: nil, count: 1) { _ in 0.4 }
        #expect(single.figures[0].intervalAbsence == "There is only one example.")
        let plain = try report(cluster: nil, count: 8) { Double($0) / 10 }
        #expect(plain.figures[0].intervalAbsence == nil && !plain.lines.contains { $0.contains("no interval") })
    }

    @Test func markdownKeepsItsTable() throws {
        let rows = try report().markdown.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(rows.count > 4)
        for row in rows {
            var bars = 0
            var isEscaped = false
            for character in row {
                if character == "|", !isEscaped { bars += 1 }
                isEscaped = character == "\\" && !isEscaped
            }
            #expect(bars == 5, "\(row)")
        }
        #expect(try !report().markdown.contains("<script"))
    }

    @Test func mlflowRequestsKeepItsLimits() async throws {
        let export = MLflowExport(try report())
        let requests = export.requests(experimentID: "7", time: 1)
        #expect(requests.first?.path == "/api/2.0/mlflow/runs/create" && requests.last?.body["status"] == "FINISHED")
        for request in requests {
            let metrics = request.body["metrics"]?.array ?? []
            #expect(metrics.count <= 1000 && (request.body["params"]?.array ?? []).count <= 100)
            for entry in metrics + (request.body["params"]?.array ?? []) {
                let key = try #require(entry["key"]?.string)
                #expect(
                    key.utf8.count <= 250
                        && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-/ ".contains($0)) }
                )
                #expect((entry["value"]?.string ?? "").utf8.count <= 250)
            }
        }
        var paths: [String] = []
        let id = try await export.send(experimentID: "7", time: 1) { request in
            paths.append(request.path)
            return paths.count == 1 ? ["run": ["info": ["run_id": "r1"]]] : [:]
        }
        #expect(id == "r1" && paths.count == requests.count)
        await #expect(throws: EvaluationError.self) {
            try await export.send(experimentID: "7", time: 1) { _ in nil }
        }
    }

    @Test func eventsCarryEveryScore() throws {
        let events = try report().evaluationEvents
        #expect(events.count == 60 && events.allSatisfy { $0["name"] == "gen_ai.evaluation.result" })
        let failed = events.filter { $0["attributes"]?["error.type"] == "not_measured" }
        #expect(failed.count == 3)
    }
}
