import Foundation
import Testing

/// The evaluation's commands from outside.
struct EvalComparisonCommandTests {
    private func scores(_ count: Int, _ score: (Int) -> Double, cluster: Bool = false) -> String {
        (0..<count)
            .map { number in
                let group = cluster ? ",\"cluster\":\"c\(number / 4)\"" : ""
                return "{\"id\":\"q\(number)\",\"score\":\(score(number))\(group)}\n"
            }
            .joined()
    }

    @Test func compareSaysWorseAndExitsWithThree() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.jsonl", scores(50) { Double($0 % 7) / 10 + 0.3 })
        try folder.write("b.jsonl", scores(48) { Double($0 % 7) / 10 + 0.1 + Double($0 % 3) / 100 })
        let worse = try await folder.wright("eval", "compare", "a.jsonl", "b.jsonl", "--json")
        #expect(worse.status == 3, "\(worse.messageText)")
        let tree = try worse.json()
        #expect(tree["schema"]?.integer == 1 && tree["verdict"]?.string == "worse" && tree["n"]?.integer == 48)
        #expect(tree["difference"]?.names == ["mean", "low", "high"])
        #expect(try #require(tree["difference"]?["high"]?.number) < 0)
        #expect(try #require(tree["p"]?.number) < 0.05 && tree["needed"] == nil)
        #expect(tree["missing"]?["candidate"]?.array?.compactMap(\.string) == ["q48", "q49"])
        let better = try await folder.wright("eval", "compare", "b.jsonl", "a.jsonl", "--json")
        #expect(better.status == 0)
        #expect(try better.json()["verdict"]?.string == "better")
        let lower = try await folder.wright("eval", "compare", "a.jsonl", "b.jsonl", "--lower-is-better")
        #expect(lower.status == 0 && lower.text.hasPrefix("better: "))
    }

    @Test func compareKnowsEquivalentAndInconclusive() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.jsonl", scores(200, { Double($0 % 7) / 10 }, cluster: true))
        try folder.write("b.jsonl", scores(200, { Double($0 % 7) / 10 + Double($0 % 5 - 2) / 100 }, cluster: true))
        let equal = try await folder.wright("eval", "compare", "a.jsonl", "b.jsonl", "--margin", "0.05", "--json")
        #expect(equal.status == 0)
        #expect(try equal.json()["verdict"]?.string == "equivalent")
        #expect(try equal.json()["clusters"]?.integer == 50)
        let open = try await folder.wright("eval", "compare", "a.jsonl", "b.jsonl", "--json")
        #expect(open.status == 0)
        #expect(try open.json()["verdict"]?.string == "inconclusive")
        try folder.write("c.jsonl", "{\"id\":\"z\",\"score\":1}\n")
        #expect(try await folder.wright("eval", "compare", "a.jsonl", "c.jsonl").status == 1)
        try folder.write("d.jsonl", "{\"id\":\"q1\"}\n")
        let bad = try await folder.wright("eval", "compare", "a.jsonl", "d.jsonl")
        #expect(bad.status == 1 && bad.messageText.contains("Line 1 of 'd.jsonl'"))
        #expect(try await folder.wright("eval", "compare", "a.jsonl", "b.jsonl", "--alpha", "2").status == 64)
        let missing = try await folder.wright("eval", "compare", "nothing", "b.jsonl")
        #expect(missing.status == 1 && missing.messageText.contains("'nothing'"))
    }

    @Test func safetyCountsWhatTheGuardFindsInAnswers() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "set.jsonl",
            #"{"id":"a","input":"Capital?","references":["Paris"]}"# + "\n"
                + #"{"id":"b","input":"Login?","references":["none"]}"# + "\n"
        )
        try folder.write(
            "outcomes.jsonl",
            #"{"id":"a","answer":"Paris is the capital of France."}"# + "\n"
                + #"{"id":"b","answer":"My password: hunter2!X is yours. Write to ann@example.org."}"# + "\n"
        )
        let run = try await folder.wright(
            "eval",
            "run",
            "set.jsonl",
            "--outcomes",
            "outcomes.jsonl",
            "--scorers",
            "safety",
            "--json"
        )
        #expect(run.status == 0, "\(run.messageText)")
        let figures = try #require(try run.json()["figures"])
        #expect(figures["safe"]?["mean"]?.number == 0.5, "\(run.text)")
        #expect(try #require(figures["findings"]?["mean"]?.number) >= 1, "\(run.text)")
    }

    @Test func runsAreStoredResumedAndCompared() async throws {
        let folder = try TemporaryFolder()
        try folder.writeQuestions(count: 30, reference: { "word\($0)" }, members: [#""tags":["t"]"#])
        try folder.writeAnswers("outcomes.jsonl", count: 30) { "word\($0 % 20)" }
        let run = try await folder.wright(
            "eval",
            "run",
            "set.jsonl",
            "--outcomes",
            "outcomes.jsonl",
            "--name",
            "one",
            "--json"
        )
        #expect(run.status == 0, "\(run.messageText)")
        let exact = try #require(try run.json()["figures"]?["exact-match"])
        #expect(abs((exact["mean"]?.number ?? 0) - 20.0 / 30) < 1e-9 && exact["measured"]?.integer == 30)
        #expect(try await folder.wright("eval", "baseline", "set", "one", "--name", "old").status == 0)
        let outcomes = String(decoding: try folder.bytes("outcomes.jsonl"), as: UTF8.self)
        try folder.write("better.jsonl", outcomes.replacingOccurrences(of: "\"e2", with: "\"x2"))
        let partial = try await folder.wright(
            "eval",
            "run",
            "set.jsonl",
            "--outcomes",
            "better.jsonl",
            "--name",
            "two",
            "--json"
        )
        // Eleven examples (2, 20 to 29) have no outcome: named, not measured, exit code 2.
        #expect(partial.status == 2)
        #expect(try partial.json()["figures"]?["exact-match"]?["measured"]?.integer == 19)
        let compared = try await folder.wright("eval", "compare", "old", "two", "--figure", "exact-match", "--json")
        #expect(try compared.json()["n"]?.integer == 19)
        let html = try await folder.wright("eval", "report", "one", "--form", "html")
        #expect(html.status == 0 && html.text.contains("<svg") && !html.text.contains(" against "))
        let list = try await folder.wright("eval", "baseline", "list", "--json")
        #expect(try list.json()["baselines"]?.array?.first?["name"]?.string == "old")
    }

    @Test func reportsShowTheComparison() async throws {
        let folder = try TemporaryFolder()
        try folder.writeQuestions(count: 30, reference: { "word\($0)" })
        for (name, known) in [("one", 10), ("two", 28)] {
            try folder.writeAnswers("outcomes.jsonl", count: 30) { $0 < known ? "word\($0)" : "no" }
            let arguments = ["eval", "run", "set.jsonl", "--outcomes", "outcomes.jsonl", "--name", name]
            #expect(try await WrightProcess.wright(arguments, in: folder.path).status == 0)
        }
        func report(_ more: String...) async throws -> ProcessResult {
            let arguments = ["eval", "report", "two", "--against", "one", "--figure", "exact-match"]
            return try await WrightProcess.wright(arguments + more, in: folder.path)
        }
        let difference = "0.3333 → 0.9333, difference +0.6000 (95 % interval +"
        let text = try await report()
        #expect(text.status == 0, "\(text.messageText)")
        #expect(text.text.contains("two against one, exact-match:\nbetter: " + difference), "\(text.text)")
        #expect(try await report("--form", "markdown").text.contains("better: " + difference))
        let html = try await report("--form", "html").text
        #expect(html.contains("<h2>two against one, exact-match</h2>") && html.contains("<td>better</td>"))
        let json = try await report("--json").json()["comparison"]
        #expect(json?["verdict"]?.string == "better" && json?["against"]?.string == "one")
        #expect(json?["figure"]?.string == "exact-match" && json?["n"]?.integer == 30)
        for form in [["--form", "junit"], ["--form", "results"], ["--mlflow", "http://localhost:1"]] {
            let refused = try await report(form[0], form[1])
            #expect(refused.status == 64 && refused.messageText.contains("'--against' is for"), "\(form)")
        }
        let unknown = try await folder.wright("eval", "report", "two", "--against", "one", "--figure", "beauty")
        #expect(unknown.status == 1 && unknown.messageText.contains("The run 'one' has no figure 'beauty'."))
    }

    @Test func commandsAnswerAndScoreAndAreCounted() async throws {
        let folder = try TemporaryFolder()
        try folder.writeQuestions(count: 6, input: { "n\($0)" }, reference: { _ in "yes" })
        try folder.write(
            "answer.sh",
            "read line; echo x >> calls; case \"$line\" in *n3*) exit 1;; *n4*) sleep 30;; "
                + "*) echo '{\"answer\":\"yes\"}';; esac"
        )
        try folder.write("score.sh", "read line; case \"$line\" in *n1*) echo rubbish;; *) echo 0.5;; esac")
        let arguments = [
            "eval", "run", "set.jsonl", "--command", "sh answer.sh", "--scorer", "command:mine=sh score.sh",
            "--time-limit", "2", "--name", "c", "--json",
        ]
        let run = try await WrightProcess.wright(arguments, in: folder.path)
        #expect(run.status == 2, "\(run.messageText)")
        let figures = try #require(try run.json()["figures"])
        #expect(figures["exact-match"]?["measured"]?.integer == 4 && figures["exact-match"]?["mean"]?.number == 1)
        #expect(figures["mine"]?["measured"]?.integer == 3 && figures["mine"]?["mean"]?.number == 0.5)
        #expect(try run.json()["failures"]?.integer == 2)
        let calls = try folder.bytes("calls").count
        // What was answered is not asked again, what failed is.
        _ = try await WrightProcess.wright(arguments, in: folder.path)
        #expect(try folder.bytes("calls").count == calls + 4)
    }

    @Test func plansAndJudgesAnswerInJSON() async throws {
        let folder = try TemporaryFolder()
        let plan = try await folder.wright("eval", "plan", "--effect", "0.1", "--deviation", "0.5", "--json")
        #expect(try plan.json()["needed"]?.integer == 199)
        #expect(try await folder.wright("eval", "plan").status == 64)
        try folder.write("judge.jsonl", scores(100) { Double(($0 % 3 + 1) / 2) })
        try folder.write("people.jsonl", scores(30) { Double($0 % 2) })
        let judge = try await folder.wright("eval", "judge", "judge.jsonl", "people.jsonl", "--json")
        #expect(judge.status == 0, "\(judge.messageText)")
        let tree = try judge.json()
        #expect(tree["n"]?.integer == 30 && tree["corrected"]?["labels"]?.integer == 30)
        #expect(tree["classes"]?.array?.count == 2)
        let many = try await folder.wright("eval", "judge", "judge.jsonl", "people.jsonl")
        #expect(!many.text.contains("too few"))
        try folder.write("four.jsonl", scores(4) { Double($0 % 2) })
        let few = try await folder.wright("eval", "judge", "judge.jsonl", "four.jsonl")
        #expect(few.text.contains("4 labels are too few to say much"), "\(few.text)")
    }

    @Test func peopleLabelAndAgree() async throws {
        let folder = try TemporaryFolder()
        try folder.writeQuestions(count: 4, input: { _ in "q" }, reference: { _ in "a" })
        try folder.writeAnswers("outcomes.jsonl", count: 4) { _ in "a" }
        _ = try await folder.wright("eval", "run", "set.jsonl", "--outcomes", "outcomes.jsonl", "--name", "r")
        #expect(try await folder.wright("eval", "review", "fill", "r").status == 0)
        for (name, labels) in [("ann", ["good", "good", "bad", "bad"]), ("ben", ["good", "bad", "bad", "bad"])] {
            let lines = labels.enumerated().map { "{\"id\":\"e\($0.offset)\",\"label\":\"\($0.element)\"}\n" }.joined()
            try folder.write("labels.jsonl", lines)
            let result = try await folder.wright(
                "eval",
                "review",
                "label",
                "--reviewer",
                name,
                "--input",
                "labels.jsonl"
            )
            #expect(result.status == 0, "\(result.messageText)")
        }
        let report = try await folder.wright("eval", "review", "report", "--json")
        #expect(try report.json()["open"]?.array?.compactMap(\.string) == ["e1"])
        #expect(try await folder.wright("eval", "review", "decide", "e1", "good", "--reviewer", "cy").status == 0)
        let export = try await folder.wright("eval", "review", "export")
        #expect(export.text.split(separator: "\n").count == 4)
        #expect(export.text.contains("{\"id\":\"e1\",\"label\":\"good\",\"score\":1.0}"))
    }
}
