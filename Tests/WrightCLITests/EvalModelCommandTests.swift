import Foundation
import Testing

/// The evaluation's commands that ask a language model or a server.
@Suite struct EvalModelCommandTests {
    private static func wright(_ arguments: [String], in folder: TemporaryFolder) async throws -> ProcessResult {
        var configuration = WrightProcess.Configuration(folder: folder.path)
        configuration.environment = ["OPENAI_API_KEY": "sk-test-key"]
        return try await WrightProcess.run(try WrightProcess.executable, arguments, configuration)
    }

    /// A folder with twelve questions and two systems' answers, of which the first eight and ten are right.
    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.writeQuestions(count: 12, input: { "What is \($0)?" }, reference: { "word\($0)" })
        try folder.writeAnswers(count: 12) { "\($0 < 8 ? "right" : "wrong") \($0)" }
        try folder.writeAnswers("others.jsonl", count: 12) { "\($0 < 10 ? "right" : "wrong") again \($0)" }
        return folder
    }

    /// The score that a judge gives: full marks for "right", and half the scale as probabilities where asked.
    private static func verdict(_ request: ModelServer.Request) -> String {
        let isStrict = request.body.contains("\"model\":\"strict\"")
        let score = request.body.contains("right") ? (isStrict ? 1 : 2) : 0
        let token = #"{"token":"\#(score)","logprob":-0.1,"top_logprobs":[{"token":"\#(score)","logprob":-0.1}]}"#
        return """
            {"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant",
            "content":"{\\"explanation\\":\\"so\\",\\"score\\":\(score)}"},"logprobs":{"content":[\(token)]},
            "finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":20}}
            """
    }

    @Test func `models judge a run, and several of them say how far they agree`() async throws {
        let server = try ModelServer(Self.verdict)
        defer { server.stop() }
        let folder = try Self.folder()
        let arguments = [
            "eval", "run", "set.jsonl", "--outcomes", "answers.jsonl", "--judge", "correctness", "--judge-model",
            "openai:kind", "--judge-model", "openai:strict", "--judge-url", server.base + "/v1", "--name", "one",
        ]
        let run = try await Self.wright(arguments + ["--json"], in: folder)
        #expect(run.status == 0, "\(run.messageText)")
        let tree = try run.json()
        // Eight right answers: 1 from the kind judge, 0.5 from the strict one.
        #expect(abs((tree["figures"]?["correctness"]?["mean"]?.number ?? 0) - 8 * 0.75 / 12) < 1e-9)
        #expect(abs((tree["figures"]?["correctness/strict"]?["mean"]?.number ?? 0) - 8 * 0.5 / 12) < 1e-9)
        let alpha = try #require(tree["judges"]?["correctness"]?["alpha"]?["mean"]?.number)
        #expect(alpha > 0.3 && alpha < 1)
        #expect(server.requests.count == 24 && server.requests.allSatisfy { $0.body.contains("\"top_logprobs\":20") })
        #expect(server.requests.allSatisfy { $0.body.contains("word") }, "A judge of correctness sees the reference.")
        let text = try await Self.wright(["eval", "report", "one"], in: folder)
        #expect(text.text.contains("correctness/kind"))
        let missing = try await Self.wright(["eval", "run", "set.jsonl", "--judge", "correctness"], in: folder)
        #expect(missing.status == 64 && missing.messageText.contains("--judge-model"))
        let unknown = try await Self.wright(
            ["eval", "run", "set.jsonl", "--judge", "beauty", "--judge-model", "openai:kind"],
            in: folder
        )
        #expect(unknown.status == 1 && unknown.messageText.contains("'beauty'"))
    }

    @Test func `a judge that talks rubbish is not measured and moves no mean`() async throws {
        let server = try ModelServer { request in
            request.body.contains("wrong") ? ModelServer.completion("I like it.") : Self.verdict(request)
        }
        defer { server.stop() }
        let folder = try Self.folder()
        try folder.write(
            "rubric.json",
            #"{"name":"tone","criterion":"Kind?","steps":[{"score":0,"meaning":"no"},{"score":2,"meaning":"yes"}]}"#
        )
        let run = try await Self.wright(
            [
                "eval", "run", "set.jsonl", "--outcomes", "answers.jsonl", "--judge", "rubric.json", "--judge-model",
                "openai:m", "--judge-url", server.base + "/v1", "--json", "--no-logprobs",
            ],
            in: folder
        )
        #expect(run.status == 0, "\(run.messageText)")
        let figure = try #require(try run.json()["figures"]?["tone"])
        #expect(figure["measured"]?.integer == 8 && figure["mean"]?.number == 1)
        #expect(server.requests.allSatisfy { !$0.body.contains("logprobs") })
    }

    @Test func `pairs are judged in both orders, and a judge of places is found out`() async throws {
        let server = try ModelServer { request in
            // Model 'place' always takes the first; 'fair' takes the answer with "right", else says tie.
            guard request.body.contains("\"model\":\"fair\"") else {
                return ModelServer.completion(#"{"explanation":"x","winner":"A"}"#)
            }
            let parts = request.body.components(separatedBy: "answer B")
            let (first, second) = (parts[0].contains("right"), (parts.dropFirst().first ?? "").contains("right"))
            return ModelServer.completion(#"{"winner":"\#(first == second ? "tie" : first ? "A" : "B")"}"#)
        }
        defer { server.stop() }
        let folder = try Self.folder()
        let arguments = [
            "eval", "judge", "pairs", "answers.jsonl", "others.jsonl", "--dataset", "set.jsonl", "--judge",
            "relevance", "--judge-model", "openai:fair", "--judge-model", "openai:place", "--judge-url",
            server.base + "/v1", "--output", "pairs.jsonl", "--json",
        ]
        let result = try await Self.wright(arguments, in: folder)
        #expect(result.status == 0, "\(result.messageText)")
        let tree = try result.json()
        let judges = try #require(tree["judges"]?.array)
        // Two of twelve pairs differ, and the candidate has the right one: (10 · ½ + 2) / 12.
        #expect(abs((judges[0]["winRate"]?["mean"]?.number ?? 0) - 7.0 / 12) < 1e-9)
        #expect(judges[0]["inconsistencyRate"]?["mean"]?.number == 0)
        #expect(
            judges[1]["inconsistencyRate"]?["mean"]?.number == 1 && judges[1]["firstPlaceRate"]?["mean"]?.number == 1
        )
        #expect(judges[1]["winRate"]?["mean"]?.number == 0.5 && tree["alpha"] != nil)
        #expect(server.requests.count == 48)
        #expect(
            String(decoding: try folder.bytes("pairs.jsonl"), as: UTF8.self).contains("{\"id\":\"e8\",\"score\":0.75}")
        )
    }

    /// The arguments that let two judges compare the answers of the set.
    private static func pairs(_ server: ModelServer, _ models: [String]) -> [String] {
        let judges = models.flatMap { ["--judge-model", "openai:" + $0] }
        return ["eval", "judge", "pairs", "answers.jsonl", "others.jsonl", "--dataset", "set.jsonl"]
            + ["--judge", "relevance"] + judges + ["--judge-url", server.base + "/v1"]
    }

    @Test func `judges that never agree have an alpha without an interval`() async throws {
        let server = try ModelServer { request in
            // One judge always takes the candidate, whose answers say "again", the other the baseline.
            let isFirst = request.body.components(separatedBy: "answer B")[0].contains("again")
            let takesFirst = isFirst == request.body.contains("\"model\":\"new\"")
            return ModelServer.completion(#"{"winner":"\#(takesFirst ? "A" : "B")"}"#)
        }
        defer { server.stop() }
        let folder = try Self.folder()
        let both = try await Self.wright(Self.pairs(server, ["new", "old"]), in: folder)
        #expect(both.status == 0, "\(both.messageText)")
        #expect(both.text.contains("candidate wins       1.0000 (0.7575 to 1.0000), ties counted half"), "\(both.text)")
        #expect(both.text.contains("candidate wins       0.0000 (0.0000 to 0.2425), ties counted half"))
        #expect(both.text.contains("(no interval: every draw of the items gives the same alpha)"))
        let json = try await Self.wright(Self.pairs(server, ["new", "old"]) + ["--json"], in: folder).json()
        #expect(json["alpha"]?.names == ["mean", "noInterval"])
        // All judges against the candidate: the gate is not met.
        #expect(try await Self.wright(Self.pairs(server, ["old"]), in: folder).status == 3)
    }

    @Test func `pairs that nobody judged are an error with its reason`() async throws {
        let rubbish = try ModelServer { _ in ModelServer.completion("I like both.") }
        defer { rubbish.stop() }
        let folder = try Self.folder()
        let unread = try await Self.wright(Self.pairs(rubbish, ["m"]) + ["--output", "pairs.jsonl"], in: folder)
        #expect(unread.status == 1 && unread.output.isEmpty)
        #expect(unread.messageText.contains("error: No pair was judged. The judge's answer names no winner."))
        #expect(unread.messageText.contains("fix: "))
        #expect(!FileManager.default.fileExists(atPath: folder.url("pairs.jsonl").path))
        let refusing = try ModelServer(status: { _ in "401 Unauthorized" }, { _ in #"{"error":{"message":"no key"}}"# })
        defer { refusing.stop() }
        let refused = try await Self.wright(Self.pairs(refusing, ["m"]), in: folder)
        #expect(refused.status == 1, "\(refused.messageText)")
        #expect(refused.messageText.contains("error: No pair was judged."), "\(refused.messageText)")
        // A judge without a verdict does not hide the other's.
        let mixed = try ModelServer { request in
            ModelServer.completion(request.body.contains("\"model\":\"fair\"") ? #"{"winner":"tie"}"# : "Hm.")
        }
        defer { mixed.stop() }
        let one = try await Self.wright(Self.pairs(mixed, ["fair", "mute"]), in: folder)
        #expect(one.status == 0, "\(one.messageText)")
        #expect(one.messageText.contains("note: mute did not judge 12 of 12 pairs: The judge's answer names no"))
        #expect(one.text.contains("candidate wins       not measured: There is no pair with a verdict.\n"))
    }

    @Test func `questions that are all lost are an error`() async throws {
        let server = try ModelServer { _ in
            ModelServer.completion(#"{"questions":[{"question":"Made up?","answer":"x","quote":"not there"}]}"#)
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        try folder.write("docs/tea.md", "# Tea\n\nTea costs four euros. It is hot.\n")
        let arguments = ["eval", "generate", "docs", "--model", "openai:m", "--base-url", server.base + "/v1"]
        let lost = try await Self.wright(arguments, in: folder)
        #expect(lost.status == 1 && lost.output.isEmpty)
        #expect(lost.messageText.contains("error: 'openai:m' made no question, 3 were lost: "), "\(lost.messageText)")
        #expect(lost.messageText.contains("fix: "))
    }

    @Test func `a model writes questions, and those without proof are thrown away`() async throws {
        let server = try ModelServer { request in
            let proof = request.body.contains("Tea costs four euros") ? "Tea costs four euros" : "never said"
            return ModelServer.completion(
                """
                {"questions":[{"question":"What does tea cost \(request.body.count)?","answerable":true,
                "answer":"four euros","quote":"\(proof)"},{"question":"Made up?","answer":"x","quote":"not there"},
                {"question":"Who drinks it \(request.body.count)?","answerable":false}]}
                """
            )
        }
        defer { server.stop() }
        let folder = try TemporaryFolder()
        try folder.write("docs/tea.md", "# Tea\n\nTea costs four euros. It is hot.\n")
        try folder.write("docs/cake.md", "# Cake\n\nCake is sweet. Tea and cake cost less together.\n")
        let result = try await Self.wright(
            [
                "eval", "generate", "docs", "--model", "openai:m", "--base-url", server.base + "/v1", "--output",
                "q.jsonl", "--hard-negatives", "2", "--json",
            ],
            in: folder
        )
        #expect(result.status == 0, "\(result.messageText)")
        let lines = String(decoding: try folder.bytes("q.jsonl"), as: UTF8.self).split(separator: "\n").map(String.init)
        let questions = try lines.map { try JSONTree(Array($0.utf8)) }
        #expect(!questions.isEmpty && !lines.contains { $0.contains("Made up") })
        let tea = try #require(questions.first { $0["references"] != nil })
        #expect(tea["metadata"]?["document"]?.string == "docs/tea.md" && tea["contexts"]?.array?.count == 1)
        // The other document speaks of tea and does not say what it costs.
        let negatives = try #require(tea["metadata"]?["hardNegatives"]?.array)
        #expect(negatives.count == 1 && negatives[0]["id"]?.string == "docs/cake.md")
    }

    @Test func `a schema and a command score as well`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("set.jsonl", "{\"id\":\"a\",\"input\":\"x\"}\n{\"id\":\"b\",\"input\":\"x\"}\n")
        try folder.write(
            "answers.jsonl",
            "{\"id\":\"a\",\"answer\":\"{\\\"n\\\":1}\"}\n{\"id\":\"b\",\"answer\":\"{\\\"n\\\":\\\"1\\\"}\"}\n"
        )
        try folder.write("schema.json", #"{"type":"object","properties":{"n":{"type":"integer"}}}"#)
        let run = try await folder.wright(
            "eval",
            "run",
            "set.jsonl",
            "--outcomes",
            "answers.jsonl",
            "--scorer",
            "schema:schema.json",
            "--json"
        )
        #expect(run.status == 0, "\(run.messageText)")
        #expect(try run.json()["figures"]?["schema"]?["mean"]?.number == 0.5)
        let bad = try await folder.wright(
            "eval",
            "run",
            "set.jsonl",
            "--outcomes",
            "answers.jsonl",
            "--scorer",
            "schema:{\"type\":1}"
        )
        #expect(bad.status == 1 && bad.messageText.contains("schema"))
    }

    @Test func `a run is sent to an MLflow server`() async throws {
        let server = try ModelServer(
            status: { $0.head.contains("get-by-name") ? "404 Not Found" : "200 OK" },
            { request in
                if request.head.contains("get-by-name") { return #"{"error_code":"RESOURCE_DOES_NOT_EXIST"}"# }
                if request.head.contains("experiments/create") { return #"{"experiment_id":"7"}"# }
                if request.head.contains("runs/create") { return #"{"run":{"info":{"run_id":"abc"}}}"# }
                return "{}"
            }
        )
        defer { server.stop() }
        let folder = try Self.folder()
        let run = ["eval", "run", "set.jsonl", "--outcomes", "answers.jsonl", "--name", "one"]
        #expect(try await Self.wright(run, in: folder).status == 0)
        let sent = try await Self.wright(
            ["eval", "report", "one", "--mlflow", server.base + "/", "--experiment", "Ünïq one", "--json"],
            in: folder
        )
        #expect(sent.status == 0, "\(sent.messageText)")
        #expect(try sent.json()["run"]?.string == "abc" && sent.json()["experiment"]?.string == "7")
        let paths = server.requests.compactMap { $0.head.split(separator: " ").dropFirst().first.map(String.init) }
        let base = "/api/2.0/mlflow/"
        #expect(
            paths == [
                base + "experiments/get-by-name?experiment_name=%C3%9Cn%C3%AFq%20one", base + "experiments/create",
                base + "runs/create", base + "runs/log-batch", base + "runs/log-inputs", base + "runs/update",
            ]
        )
        let batch = try JSONTree(Array(server.requests[3].body.utf8))
        #expect(batch["run_id"]?.string == "abc")
        #expect(batch["metrics"]?.array?.contains { $0["key"]?.string == "exact-match" } ?? false)
        #expect(try JSONTree(Array(server.requests[5].body.utf8))["status"]?.string == "FINISHED")
        let refusing = try ModelServer(status: { _ in "403 Forbidden" }, { _ in #"{"message":"no access"}"# })
        defer { refusing.stop() }
        let refused = try await Self.wright(["eval", "report", "one", "--mlflow", refusing.base], in: folder)
        #expect(refused.status == 1 && refused.messageText.contains("403: no access"))
    }

    @Test func `traces and feedback become examples, without copies and leaks`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("docs/tea.md", "# Tea\n\nTea costs four euros in the canteen.\n")
        #expect(try await folder.wright("index", "docs", "--model", "none").status == 0)
        var traces: [String] = []
        for (number, question) in ["What does tea cost in the canteen?", "Which tea is sold?"].enumerated() {
            let name = "trace\(number).jsonl"
            let asked = try await folder.wright("ask", "--trace", name, "--trace-content", question)
            #expect(asked.status == 0, "\(asked.messageText)")
            let line = try #require(try folder.bytes(name).split(separator: 10).last)
            traces.append(try #require(try JSONTree(Array(line))["traceId"]?.string))
        }
        try folder.write(
            "feedback.jsonl",
            """
            {"trace":"\(traces[0])","rating":"up","user":"ann"}
            {"trace":"\(traces[1])","rating":"down","correction":"Green tea."}
            {"trace":"elsewhere","rating":true}

            """
        )
        try folder.write("held.jsonl", "{\"id\":\"h\",\"input\":\"Which tea is sold?\",\"references\":[\"x\"]}\n")
        let arguments = [
            "eval", "dataset", "grow", "feedback.jsonl", "--traces", "trace0.jsonl", "--traces", "trace1.jsonl",
            "--into", "set.jsonl", "--json",
        ]
        let leaking = try await Self.wright(arguments + ["--held-out", "held.jsonl"], in: folder)
        #expect(leaking.status == 0, "\(leaking.messageText)")
        let tree = try leaking.json()
        #expect(tree["added"]?.integer == 1 && tree["left"]?["leak"]?.integer == 1)
        #expect(tree["strayFeedback"]?.integer == 1)
        let example = try JSONTree(try folder.bytes("set.jsonl"))
        #expect(example["references"]?.array?.first?.string?.contains("four euros") ?? false)
        #expect(example["contexts"]?.array?.first?["id"]?.string == "docs/tea.md")
        #expect(example["metadata"]?["trace"]?.string == traces[0])
        // Again: the first is there already, the second comes in with its correction.
        let again = try await Self.wright(arguments, in: folder)
        #expect(try again.json()["left"]?["duplicate"]?.integer == 1 && again.json()["added"]?.integer == 1)
        #expect(String(decoding: try folder.bytes("set.jsonl"), as: UTF8.self).contains("Green tea."))
        // Without the content there is nothing to make examples of.
        #expect(try await folder.wright("ask", "--trace", "bare.jsonl", "Which tea?").status == 0)
        let bare = try await folder.wright("eval", "dataset", "grow", "feedback.jsonl", "--traces", "bare.jsonl")
        #expect(bare.status == 1 && bare.messageText.contains("--trace-content"))
    }
}
