import Foundation
import Testing

/// What `eval run` and the commands beside it refuse, and what they say of it.
struct EvalRunCommandTests {
    /// A folder with a set of questions, `set.jsonl`.
    private func folder(count: Int = 20, cluster: String? = nil) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let group = cluster.map { [#""cluster":"\#($0)""#] } ?? []
        try folder.writeQuestions(count: count, reference: { "yes \($0)" }, members: group)
        return folder
    }

    /// Expects a failure that names what is wrong and ends no process by a signal.
    private func expectError(_ result: ProcessResult, status: Int32 = 1, _ texts: String...) {
        #expect(result.status == status && !result.isKilled, "\(result.messageText)")
        #expect(result.messageText.contains("fix: "), "\(result.messageText)")
        for text in texts { #expect(result.messageText.contains(text), "\(result.messageText)") }
    }

    @Test(
        "a cost limit is not overspent by a command whose price is not known",
        arguments: [("0.0005", 5), ("0.0001", 1), ("0", 0)]
    )
    func costLimit(limit: String, callCount: Int) async throws {
        let folder = try folder()
        try folder.write(
            "answer.sh",
            "cat > /dev/null; echo x >> calls; echo '{\"answer\":\"yes\",\"costMicroUSD\":100}'"
        )
        try folder.write("calls", "")
        let run = try await folder.wright(
            "eval",
            "run",
            "set.jsonl",
            "--command",
            "sh answer.sh",
            "--cost-limit",
            limit,
            "--no-cache",
            "--estimate"
        )
        #expect(run.status == (callCount > 0 ? 2 : 1), "\(run.messageText)")
        #expect(try folder.bytes("calls").count == 2 * callCount)
        #expect(run.messageText.contains("20 answers to make, at a price that is not known"))
        #expect(run.messageText.contains("cost limit"))
    }

    @Test func scoresBeyondTheLimitAreRefused() async throws {
        let folder = try folder(count: 3)
        try folder.write("small.jsonl", "{\"id\":\"a\",\"score\":1}\n{\"id\":\"b\",\"score\":2}\n")
        try folder.write("huge.jsonl", "{\"id\":\"a\",\"score\":1}\n{\"id\":\"b\",\"score\":1e154}\n")
        let compared = try await folder.wright("eval", "compare", "small.jsonl", "huge.jsonl")
        expectError(compared, "Line 2 of 'huge.jsonl'", "1e+154")
        let pilot = ["eval", "plan", "--effect", "0.1", "--pilot", "small.jsonl", "--pilot", "huge.jsonl"]
        expectError(try await WrightProcess.wright(pilot, in: folder.path), "Line 2 of 'huge.jsonl'")
        try folder.writeAnswers(count: 3) { _ in "yes" }
        let run = try await folder.wright(
            "eval",
            "run",
            "set.jsonl",
            "--outcomes",
            "answers.jsonl",
            "--scorer",
            "command:huge=cat > /dev/null; echo 1e308",
            "--json"
        )
        #expect(run.status == 0, "\(run.messageText)")
        let figure = try #require(try run.json()["figures"]?["huge"])
        #expect(figure["measured"]?.integer == 0)
        #expect(figure["notMeasured"]?.string?.contains("1e+308") == true)
        for arguments in [["--deviation", "1e200"], ["--cluster-size", "inf"], ["--run-deviation", "inf"]] {
            let plan = try await WrightProcess.wright(["eval", "plan", "--effect", "0.1"] + arguments, in: folder.path)
            expectError(plan, status: 64, arguments[0])
        }
    }

    @Test func faultyAnswersAreRefusedWithTheirLine() async throws {
        let folder = try folder(count: 3)
        let dear = "\"answer\":\"yes\",\"costMicroUSD\":9223372036854775807"
        try folder.write("dear.jsonl", "{\"id\":\"e0\",\(dear)}\n{\"id\":\"e1\",\(dear)}\n")
        let outcomes = try await folder.wright("eval", "run", "set.jsonl", "--outcomes", "dear.jsonl")
        expectError(outcomes, "Line 1 of 'dear.jsonl'", "'costMicroUSD'")
        try folder.write("answer.sh", "cat > /dev/null; echo '{\(dear)}'")
        let run = try await folder.wright("eval", "run", "set.jsonl", "--command", "sh answer.sh")
        expectError(run, "its output cannot be used: 'costMicroUSD' is not a whole number from 0 to 1000000000000000")
    }

    @Test(
        "a command that fails is described",
        arguments: [
            ("exit 7", "it ended with status 7."),
            ("echo oops >&2; echo more >&2; exit 7", "status 7, and said: oops."),
            ("sleep 30", "it took longer than"), ("echo no", "its output is no JSON document"),
        ]
    )
    func commandFailure(command: String, reason: String) async throws {
        let folder = try folder(count: 1)
        let arguments = ["eval", "run", "set.jsonl", "--command", command, "--time-limit", "1"]
        let run = try await WrightProcess.wright(arguments, in: folder.path)
        #expect(run.text.contains("not measured: ") && run.text.contains(reason), "\(run.text)")
        #expect(run.messageText.contains(reason), "\(run.messageText)")
        expectError(run, "Nothing was measured")
    }

    @Test(
        "a command's files are not kept open while it runs",
        .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd"))
    )
    func commandFiles() async throws {
        let folder = try folder(count: 1)
        let command =
            "input=$(readlink /proc/$$/fd/0); sleep 0.2; ls -l /proc/$PPID/fd | grep -c \"$input\" > count; "
            + "echo '{\"answer\":\"yes\"}'"
        let run = try await folder.wright("eval", "run", "set.jsonl", "--command", command)
        #expect(run.status == 0, "\(run.messageText)")
        #expect(String(decoding: try folder.bytes("count"), as: UTF8.self) == "0\n")
    }

    @Test func whereNothingIsMeasuredTheRunFails() async throws {
        let folder = try folder(count: 3)
        try folder.write("empty.jsonl", "")
        let empty = try await folder.wright("eval", "run", "empty.jsonl", "--command", "exit 1")
        expectError(empty, "has no example")
        #expect(empty.text.contains("0 examples"), "The report is kept.")
        expectError(
            try await folder.wright("eval", "run", "set.jsonl", "--outcomes", "empty.jsonl", "--scorers", ""),
            "No scorer is named",
            "squad"
        )
        expectError(
            try await folder.wright("eval", "run", "set.jsonl", "--outcomes", "empty.jsonl"),
            "Nothing was measured"
        )
    }

    @Test func oneClusterIsNotDivided() async throws {
        let folder = try folder(count: 5, cluster: "c")
        for part in ["train", "test"] {
            let split = try await folder.wright("eval", "dataset", "split", "set.jsonl", "--part", part)
            expectError(split, "its 5 examples belong to one cluster", "other clusters")
            #expect(split.output.isEmpty)
        }
        expectError(
            try await folder.wright("eval", "run", "set.jsonl", "--command", "exit 1", "--part", "train"),
            "its 5 examples belong to one cluster"
        )
        try folder.write(
            "squad/contexts.jsonl",
            (0..<4).map { "{\"context_id\":\"c\($0)\",\"title\":\"Tea\",\"text\":\"Tea number \($0) is hot.\"}\n" }
                .joined()
        )
        let question = "\"question\":\"Is it hot?\",\"answers\":[\"hot\"]"
        try folder.write(
            "squad/questions.jsonl",
            (0..<4).map { "{\"id\":\"q\($0)\",\"context_id\":\"c\($0)\",\(question)}\n" }.joined()
        )
        expectError(
            try await folder.wright("eval", "calibrate", "squad", "--lexical"),
            "its 4 examples belong to one article",
            "other articles"
        )
        try folder.writeAnswers(count: 5) { "yes \($0 / 2)" }
        let run = try await folder.wright("eval", "run", "set.jsonl", "--outcomes", "answers.jsonl", "--scorers", "f1")
        #expect(run.text.contains("no interval: all examples belong to one cluster (f1)"), "\(run.text)")
    }

    @Test func plansSayWhatTheyAssumeAndWhatCannotBe() async throws {
        let folder = try TemporaryFolder()
        let large = try await folder.wright("eval", "plan", "--effect", "0.5", "--discordant", "0.2")
        expectError(large, status: 64, "'--effect' cannot be above '--discordant'")
        let assumed = try await folder.wright("eval", "plan", "--effect", "0.05")
        #expect(assumed.status == 0 && assumed.text.contains("Assumed: an example's difference scatters by 0.5000"))
        let plain = try await folder.wright("eval", "plan", "--effect", "0.05", "--deviation", "0.5")
        #expect(!plain.text.contains("Assumed"))
        let few = try await folder.wright("eval", "plan", "--n", "8", "--discordant", "0.2", "--json")
        #expect(try few.json()["detectable"] == .null)
    }

    @Test func helpAndErrorsNameTheSameScorers() async throws {
        let folder = try folder(count: 1)
        let unknown = try await folder.wright("eval", "run", "set.jsonl", "--command", "exit 1", "--scorers", "nosuch")
        expectError(unknown, "'nosuch'")
        let help = try await folder.wright("eval", "run", "--help").text
        let words = Set(help.split { $0.isWhitespace || $0 == "," }.map { $0.last == "." ? $0.dropLast() : $0 })
        let list = try #require(unknown.messageText.split(separator: "Use one of ").last)
        let names = list.split { $0.isWhitespace || $0 == "," }.map { $0.last == "." ? $0.dropLast() : $0 }
        #expect(names.count > 15 && names.contains("grounding") && names.contains("command:NAME=COMMAND"))
        for name in names { #expect(words.contains(name), "\(name) is not in the help") }
    }

    @Test func aGateFailsWhereWhatIsRequiredIsNotShown() async throws {
        let folder = try TemporaryFolder()
        func write(_ name: String, from start: Int = 0, _ score: (Int) -> Int) throws {
            try folder.write(name, (start..<40).map { "{\"id\":\"q\($0)\",\"score\":0.\(score($0))}\n" }.joined())
        }
        try write("old.jsonl") { $0 % 7 + 2 }
        try write("close.jsonl") { $0 % 7 + 1 + $0 % 2 * 2 }
        try write("part.jsonl", from: 20) { $0 % 7 + 1 + $0 % 2 * 2 }
        func compare(_ candidate: String, _ arguments: String...) async throws -> ProcessResult {
            try await WrightProcess.wright(["eval", "compare", "old.jsonl", candidate] + arguments, in: folder.path)
        }
        #expect(try await compare("close.jsonl").status == 0)
        let better = try await compare("close.jsonl", "--require", "better")
        #expect(better.status == 3 && better.text.contains("gate not met: 'better' is required"), "\(better.text)")
        let same = try await compare("close.jsonl", "--require", "not-worse", "--margin", "0.05", "--json")
        #expect(same.status == 0)
        #expect(try same.json()["required"]?.string == "not-worse")
        #expect(try same.json()["shortfall"] == .null)
        expectError(try await compare("close.jsonl", "--require", "not-worse"), status: 64, "needs '--margin'")
        let note = try await compare("part.jsonl")
        #expect(note.status == 0 && note.text.contains("20 missing in the candidate"))
        let gaps = try await compare("part.jsonl", "--require", "not-worse", "--margin", "0.5")
        #expect(gaps.status == 3 && gaps.text.contains("lacks 20 of the baseline's 40 examples"), "\(gaps.text)")
        #expect(try await compare("close.jsonl", "--look", "1", "--looks", "50").status == 0)
    }

    @Test func aChoiceThatDidNotChangeIsNotComparedWithItself() async throws {
        let folder = try TemporaryFolder()
        var files = (corpus: "", queries: "", judgements: "query-id\tcorpus-id\tscore\n")
        for number in 0..<12 {
            files.corpus += "{\"_id\":\"d\(number)\",\"title\":\"t\",\"text\":\"alpha\(number) gamma\"}\n"
            files.queries += "{\"_id\":\"q\(number)\",\"text\":\"alpha\(number)\"}\n"
            files.judgements += "q\(number)\td\(number)\t1\n"
        }
        try folder.write("set/corpus.jsonl", files.corpus)
        try folder.write("set/queries.jsonl", files.queries)
        try folder.write("set/qrels/test.tsv", files.judgements)
        let text = try await folder.wright("eval", "tune", "set", "--lexical")
        #expect(text.status == 0, "\(text.messageText)")
        #expect(text.text.contains("held out: 1.0000; the choice did not change"), "\(text.text)")
        let tree = try await folder.wright("eval", "tune", "set", "--lexical", "--json").json()
        #expect(tree["changed"] == .bool(false) && tree["heldOut"] == .null && tree["heldOutMean"]?.number == 1)
    }
}
