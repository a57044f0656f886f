import Foundation
import Testing

/// Stored runs, people's labels, and how a judge agrees with them.
struct EvalReviewCommandTests {
    /// A stored run 'r' of six answers, of which the first four are right.
    private func measured(_ name: String = "r") async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.writeQuestions(count: 6, input: { "q\($0)" }, reference: { _ in "word" })
        try folder.writeAnswers("outcomes.jsonl", count: 6) { $0 < 4 ? "word" : "other" }
        let run = try await folder.wright("eval", "run", "set.jsonl", "--outcomes", "outcomes.jsonl", "--name", name)
        try #require(run.status == 0, "\(run.messageText)")
        return folder
    }

    @Test func onlyLabelsOfTheQueueCount() async throws {
        let folder = try await measured()
        let fill = ["eval", "review", "fill", "r", "--labels", "1,2,3"]
        #expect(try await WrightProcess.wright(fill, in: folder.path).status == 0)
        let decide = ["eval", "review", "decide", "--reviewer", "ann", "e0"]
        let purple = try await WrightProcess.wright(decide + ["purple"], in: folder.path)
        #expect(purple.status == 1 && purple.messageText.contains("'purple' is no label of the queue 'main'."))
        #expect(purple.messageText.contains("fix: Choose one of 1,2,3."))
        #expect(try await WrightProcess.wright(decide + ["2"], in: folder.path).status == 0)
        let lines = [#"{"id":"e1","label":"3"}"#, "", #"{"id":"e2","label":"good"}"#]
        try folder.write("labels.jsonl", lines.joined(separator: "\n"))
        let label = ["eval", "review", "label", "--reviewer", "ann", "--input", "labels.jsonl"]
        let wrong = try await WrightProcess.wright(label, in: folder.path)
        #expect(wrong.status == 1 && wrong.messageText.contains("Line 3 of 'labels.jsonl'"), "\(wrong.messageText)")
        let other = try await WrightProcess.wright(label + ["--labels", "good,bad"], in: folder.path)
        #expect(other.status == 1 && other.messageText.contains("'good' is no label of the queue"))
        let again = try await folder.wright("eval", "review", "fill", "r", "--labels", "good,bad")
        #expect(again.status == 1 && again.messageText.contains("The queue 'main' has the labels 1,2,3."))
        #expect(try await folder.wright("eval", "review", "fill", "r").status == 0)
        #expect(try await folder.wright("eval", "review", "fill", "r", "--labels", "one").status == 64)
        let export = try await folder.wright("eval", "review", "export")
        #expect(export.text == "{\"id\":\"e0\",\"label\":\"2\",\"score\":2.0}\n", "nothing of a refused file is kept")
    }

    @Test func labelsWithoutAScoreDoNotStopTheJudge() async throws {
        let folder = try await measured()
        #expect(try await folder.wright("eval", "review", "fill", "r", "--labels", "red,green,5").status == 0)
        for (id, label) in [("e0", "red"), ("e1", "5"), ("e2", "5")] {
            let decided = try await folder.wright("eval", "review", "decide", "--reviewer", "ann", id, label)
            #expect(decided.status == 0, "\(decided.messageText)")
        }
        let export = try await folder.wright("eval", "review", "export")
        let red = #"{"id":"e0","label":"red","score":null,"notMeasured":"The label 'red' has no score."}"#
        #expect(export.text.contains(red), "\(export.text)")
        try folder.write("people.jsonl", export.output)
        let judge = try await folder.wright("eval", "judge", "r", "people.jsonl", "--figure", "f1", "--json")
        #expect(judge.status == 0, "\(judge.messageText)")
        #expect(try judge.json()["n"]?.integer == 2)
    }

    @Test func aQuestionWithoutAnAnswerIsShownWithThatReference() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "set.jsonl",
            "{\"id\":\"e0\",\"input\":\"q\",\"answerable\":false}\n"
                + "{\"id\":\"e1\",\"input\":\"q\",\"references\":[\"word\"]}\n"
        )
        try folder.writeAnswers("outcomes.jsonl", count: 2) { _ in "word" }
        _ = try await folder.wright("eval", "run", "set.jsonl", "--outcomes", "outcomes.jsonl", "--name", "r")
        #expect(try await folder.wright("eval", "review", "fill", "r").status == 0)
        let shown = try await folder.wright("eval", "review", "label", "--reviewer", "ann", input: "bad\ngood\n")
        let references = shown.messageText.split(separator: "\n").filter { $0.hasPrefix("reference: ") }
        #expect(Set(references) == ["reference: the documents hold no answer", "reference: word"])
    }

    @Test func aStoredRunIsCheckedAgainstPeople() async throws {
        let folder = try await measured()
        #expect(try await folder.wright("eval", "review", "fill", "r").status == 0)
        let labelled = try await folder.wright(
            "eval",
            "review",
            "label",
            "--reviewer",
            "ann",
            input: String(repeating: "good\n", count: 6)
        )
        #expect(labelled.status == 0, "\(labelled.messageText)")
        try folder.write("people.jsonl", try await folder.wright("eval", "review", "export").output)
        try folder.write("r.jsonl", try await folder.wright("eval", "report", "r", "--form", "results").output)
        for scores in ["r", "r.jsonl"] {
            let arguments = ["eval", "judge", scores, "people.jsonl", "--figure", "exact-match", "--json"]
            let judge = try await WrightProcess.wright(arguments, in: folder.path)
            #expect(judge.status == 0, "\(judge.messageText)")
            let tree = try judge.json()
            #expect(tree["n"]?.integer == 6)
            #expect(abs((tree["agreement"]?["mean"]?.number ?? 0) - 4.0 / 6) < 1e-9)
        }
        let unnamed = try await folder.wright("eval", "judge", "r", "people.jsonl")
        #expect(unnamed.status == 1 && unnamed.messageText.contains("--figure") && unnamed.messageText.contains("f1"))
        let results = try await folder.wright("eval", "judge", "r.jsonl", "people.jsonl")
        #expect(results.status == 1 && results.messageText.contains("exact-match"), "\(results.messageText)")
        let wrong = try await folder.wright("eval", "judge", "r", "people.jsonl", "--figure", "beauty")
        #expect(wrong.status == 1 && wrong.messageText.contains("'beauty'"))
        let missing = try await folder.wright("eval", "judge", "nosuch", "people.jsonl")
        #expect(missing.status == 1 && missing.messageText.contains("There is no file, run or baseline 'nosuch'."))
    }

    @Test func queuesAndReviewersThatAreNotThereAreNamed() async throws {
        let folder = try await measured()
        let empty = try await folder.wright("eval", "review", "report")
        #expect(empty.status == 1 && empty.messageText.contains("There is no queue 'main'."))
        #expect(empty.messageText.contains("eval review fill"))
        #expect(try await folder.wright("eval", "review", "fill", "r", "--queue", "second").status == 0)
        let decide = ["decide", "--reviewer", "a", "e0", "good"]
        for arguments in [["report"], ["export"], ["label", "--reviewer", "ann"], decide] {
            let result = try await WrightProcess.wright(
                ["eval", "review"] + arguments + ["--queue", "nosuch"],
                in: folder.path
            )
            #expect(result.status == 1 && result.messageText.contains("There is no queue 'nosuch'."))
            #expect(result.messageText.contains("fix: Name one of second"), "\(result.messageText)")
        }
        for name in ["", " "] {
            let label = try await folder.wright("eval", "review", "label", "--queue", "second", "--reviewer", name)
            #expect(label.status == 64 && label.messageText.contains("'--reviewer' must say who judges"))
            let decide = ["eval", "review", "decide", "--queue", "second", "--reviewer", name, "e0", "good"]
            #expect(try await WrightProcess.wright(decide, in: folder.path).status == 64)
        }
    }

    @Test(
        "commands that only read leave nothing behind",
        arguments: [
            ("baseline list", 0), ("review report", 1), ("review export", 1), ("compare a b", 1), ("report a", 1),
            ("baseline set a", 1), ("review fill a", 1), ("review label --reviewer ann", 1),
        ] as [(String, Int32)]
    )
    func readingLeavesNothing(arguments: String, status: Int32) async throws {
        let folder = try TemporaryFolder()
        let words = arguments.split(separator: " ").map(String.init)
        let result = try await WrightProcess.wright(["eval"] + words, in: folder.path)
        #expect(result.status == status, "\(result.messageText)")
        #expect(folder.files(in: ".").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder.url(".wright").path))
    }

    @Test func runsOfOneNameAreToldApart() async throws {
        let folder = try await measured()
        try folder.write("other.jsonl", "{\"id\":\"x\",\"input\":\"q\",\"references\":[\"word\"]}\n")
        try folder.write("answer.jsonl", "{\"id\":\"x\",\"answer\":\"word\"}\n")
        let again = ["eval", "run", "other.jsonl", "--outcomes", "answer.jsonl", "--name", "r"]
        #expect(try await WrightProcess.wright(again, in: folder.path).status == 0)
        #expect(try await folder.wright("eval", "baseline", "set", "r").status == 0)
        let list = try await folder.wright("eval", "baseline", "list")
        let lines = list.text.split(separator: "\n")
        let date = #/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/#
        #expect(lines.count == 3 && lines.allSatisfy { $0.contains(date) }, "\(list.text)")
        #expect(lines[1].contains("1 results on other.jsonl") && lines[2].contains("6 results on set.jsonl"))
        let tree = try await folder.wright("eval", "baseline", "list", "--json").json()
        let identifiers = try #require(tree["runs"]?.array).compactMap { $0["id"]?.integer }
        #expect(Set(identifiers).count == 2 && tree["baselines"]?.array?.first?["id"]?.integer == identifiers[0])
        for name in ["", "../../x"] {
            let run = ["eval", "run", "set.jsonl", "--outcomes", "outcomes.jsonl", "--name", name]
            let result = try await WrightProcess.wright(run, in: folder.path)
            #expect(result.status == 1 && result.messageText.contains("'\(name)' cannot be a name"))
            #expect(result.messageText.contains("letters, digits"), "\(result.messageText)")
            #expect(try await folder.wright("eval", "baseline", "set", "r", "--name", name).status == 1)
        }
    }
}
