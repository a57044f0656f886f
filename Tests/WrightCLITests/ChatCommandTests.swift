import Foundation
import Testing

/// The commands that ask a language model, against a service on this machine.
struct ChatCommandTests {
    /// Runs `wright` in a folder with these variables.
    static func wright(
        _ arguments: [String],
        in folder: TemporaryFolder,
        environment: [String: String] = [:],
        input: String = ""
    ) async throws -> ProcessResult {
        var configuration = WrightProcess.Configuration(folder: folder.path, input: Array(input.utf8))
        configuration.environment = environment.merging(["HOME": folder.path, "XDG_CONFIG_HOME": folder.path]) { $1 }
        return try await WrightProcess.run(try WrightProcess.executable, arguments, configuration)
    }

    static let said = "A hotel may cost up to 140 euros a night [1]. It may cost 9,000 euros in Rome [1]."

    @Test func askChecksWhatTheModelSays() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in ModelServer.completion(Self.said) }
        defer { server.stop() }
        let arguments = [
            "ask", "--json", "--model", "openai:gpt-4o-mini", "--base-url", server.base + "/v1", "--trace",
            "trace.jsonl",
            "What may a hotel cost a night?",
        ]
        let result = try await Self.wright(arguments, in: folder, environment: ["OPENAI_API_KEY": "sk-test-key"])
        #expect(result.status == 0, "\(result.messageText)")
        let tree = try result.json()
        #expect(tree["schema"]?.integer == 1)
        #expect(tree["abstained"] == .bool(false))
        #expect(tree["answer"]?.string?.hasPrefix("A hotel may cost up to 140 euros a night. [1]") == true)
        #expect(tree["answer"]?.string?.hasSuffix("[unsupported]") == true)
        #expect(tree["sentences"]?.array?.map { $0["verdict"]?.string } == ["supported", "unsupported"])
        #expect(tree["unsupported"]?.integer == 1)
        let citation = try #require(tree["citations"]?.array?.first)
        #expect(citation["document"]?.string == "handbook/travel.md")
        #expect(citation["quote"]?.string?.contains("140 euros") == true)
        // 100 × 0.15 + 20 × 0.60 micro-dollars.
        #expect(tree["costMicroUSD"]?.integer == 27)
        #expect(server.requests.first?.header("authorization") == "Bearer sk-test-key")
        let trace = String(decoding: try folder.bytes("trace.jsonl"), as: UTF8.self)
        #expect(trace.contains("gen_ai.usage.input_tokens") && !trace.contains("sk-test-key"))
        #expect(trace.contains("wright.prompt.version"))
        #expect(!(result.text + result.messageText).contains("sk-test-key"))
        let removed = try await Self.wright(arguments + ["--unsupported", "remove"], in: folder)
        #expect(try removed.json()["answer"]?.string == "A hotel may cost up to 140 euros a night. [1]")
    }

    @Test func costAddsUpWhatWasAsked() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in ModelServer.completion(Self.said) }
        defer { server.stop() }
        let empty = try await folder.wright("cost")
        #expect(empty.text == "No language model was called.\n")
        for (model, label) in [("openai:gpt-4o-mini", "a"), ("openai:gpt-4o-mini", "b"), ("vllm:own", "b")] {
            let arguments = [
                "ask", "-q", "--model", model, "--base-url", server.base, "--label", label, "What may a hotel cost?",
            ]
            #expect(try await Self.wright(arguments, in: folder).status == 0)
        }
        let tree = try await folder.wright("cost", "--by", "label", "--json").json()
        #expect(tree["total"]?["calls"]?.integer == 3)
        #expect(tree["groups"]?.array?.map { $0["key"]?.string } == ["a", "b"])
        #expect(tree["groups"]?.array?.first?["costMicroUSD"]?.integer == 27)
        let models = try await folder.wright("cost", "--by", "model", "--json").json()
        #expect(models["groups"]?.array?.count == 2)
    }

    @Test func aProjectCannotSendAKeyElsewhere() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in ModelServer.completion(Self.said) }
        defer { server.stop() }
        let settings = "providers:\n  office:\n    form: openai\n    url: URL\nlanguageModel: office:m\n"
        try folder.write("wright.yaml", settings.replacing("URL", with: server.base))
        let environment = ["OPENAI_API_KEY": "sk-test-key"]
        let local = try await Self.wright(["ask", "What may a hotel cost?"], in: folder, environment: environment)
        #expect(local.status == 0, "\(local.messageText)")
        #expect(server.requests.count == 1)
        #expect(server.requests.allSatisfy { !$0.head.contains("sk-test-key") })
        try folder.write("wright.yaml", settings.replacing("URL", with: "https://evil.invalid/v1"))
        let remote = try await Self.wright(["ask", "What may a hotel cost?"], in: folder, environment: environment)
        #expect(remote.status == 1)
        #expect(remote.messageText.contains("evil.invalid"))
        #expect(!remote.messageText.contains("sk-test-key"))
        try folder.write("wright.yaml", settings.replacing("URL", with: "x") + "\n    key: sk-in-file\n")
        #expect(try await Self.wright(["ask", "x"], in: folder).status == 1)
    }

    @Test(arguments: [
        "http://localhost:PORT/v1", "http://127.0.0.1:PORT@evil.invalid/", "https://api.openai.com@127.0.0.1:PORT/",
        "http://127.0.0.1:PORT/https://api.openai.com/v1", "http://127.0.0.1:PORT/v1?x=api.openai.com",
        "http://api.openai.com.localhost:PORT/v1", "http://127.0.0.1:PORT#@api.openai.com", "http://[::1]:PORT/v1",
        "HTTP://LOCALHOST:PORT", "http://api.openai.com/v1", "http://127.0.0.1:PORT\\@api.openai.com/",
    ])
    func noAddressOfAProjectIsSentAKey(address: String) async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in ModelServer.completion(Self.said) }
        defer { server.stop() }
        let place = address.replacing("PORT", with: "\(server.port)")
        for form in ["openai", "anthropic", "azure", "gemini", "groq"] {
            try folder.write(
                "wright.yaml",
                "providers:\n  office:\n    form: \(form)\n    url: '\(place)'\nlanguageModel: office:m\n"
            )
            let keys = [
                "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_OPENAI_API_KEY", "GEMINI_API_KEY", "GROQ_API_KEY",
            ]
            let environment = Dictionary(uniqueKeysWithValues: keys.map { ($0, "sk-test-key") })
            let arguments = ["ask", "--timeout", "5", "What may a hotel cost?"]
            let result = try await Self.wright(arguments, in: folder, environment: environment)
            #expect(!(result.text + result.messageText).contains("sk-test-key"))
        }
        #expect(server.requests.allSatisfy { !($0.head + $0.body).contains("sk-test-key") })
    }

    @Test func aProjectCannotTakeTheNameOfAService() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in ModelServer.completion(Self.said) }
        defer { server.stop() }
        try folder.write("wright.yaml", "providers:\n  openai:\n    form: openai\n    url: \(server.base)\n")
        let arguments = ["ask", "--model", "openai:m", "What may a hotel cost?"]
        let result = try await Self.wright(arguments, in: folder, environment: ["OPENAI_API_KEY": "sk-test-key"])
        #expect(result.status == 1)
        #expect(result.messageText.contains("providers.openai"))
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [
        ("rewrite", #"{"question": "hotel receipts"}"#), ("multi", #"{"questions": ["hotel \"receipts\" kept*"]}"#),
        ("decompose", #"{"questions": ["How long are hotel receipts kept?", "hotel receipts"]}"#),
        ("hyde", "Hotel receipts must be kept."),
    ])
    func searchTakesWhatTheModelMakesOfTheQuestion(expansion: String, said: String) async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in ModelServer.completion(said) }
        defer { server.stop() }
        let question = "zzz qqq"
        let arguments = ["search", "--json", "--trace", "trace.jsonl", question]
        let without = try await Self.wright(arguments, in: folder)
        #expect(try without.json()["hits"]?.array?.isEmpty == true)
        let asked = ["--expand", expansion, "--model", "openai:gpt-4o-mini", "--base-url", server.base]
        let result = try await Self.wright(arguments + asked, in: folder)
        #expect(result.status == 0, "\(result.messageText)")
        #expect(server.requests.count == 1)
        #expect(server.requests.first?.body.contains(question) == true)
        let tree = try result.json()
        let isWordsOnly = expansion == "hyde"
        // A passage that was made up is found by its meaning, and this index has words only.
        #expect(tree["hits"]?.array?.isEmpty == isWordsOnly)
        #expect(tree["notes"]?.array?.contains { $0.string?.hasPrefix("Searched for: ") == true } == true)
        let trace = String(decoding: try folder.bytes("trace.jsonl"), as: UTF8.self)
        #expect(trace.contains("wright.retrieval.hits") && trace.contains("wright.prompt.version"))
    }

    @Test func aModelOfSettingsOrVariableLeavesASearchAsItIs() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        try folder.write("wright.yaml", "languageModel: vllm:m\n")
        for environment in [[:], ["WRIGHT_LANGUAGE_MODEL": "vllm:n"]] {
            let result = try await Self.wright(["search", "--json", "hotel"], in: folder, environment: environment)
            #expect(result.status == 0, "\(result.messageText)")
            #expect(try result.json()["hits"]?.array?.isEmpty == false)
        }
    }

    @Test func aLabelledVersionAnswers() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in ModelServer.completion(Self.said) }
        defer { server.stop() }
        func ask(_ more: String...) async throws -> ProcessResult {
            let arguments = ["ask", "--json", "--model", "vllm:m", "--base-url", server.base, "--trace", "t.jsonl"]
            return try await Self.wright(arguments + more + ["What may a hotel cost?"], in: folder)
        }
        let unknown = try await ask("--prompt-label", "production")
        #expect(unknown.status == 1 && unknown.messageText.contains("'production'; none was given yet"))
        let prompt = "{{role \"user\"}}VERSION {{question}}{{#each sources}}[{{number}}] {{text}}{{/each}}"
        try folder.write("prompts/answer.prompt", prompt.replacing("VERSION", with: "First."))
        let missing = try await ask("--prompt-label", "production")
        #expect(missing.status == 1 && missing.messageText.contains("'production'") && server.requests.isEmpty)
        #expect(
            try await folder.wright("prompt", "promote", "answer", "--label", "production", "--reason", "r").status == 0
        )
        try folder.write("prompts/answer.prompt", prompt.replacing("VERSION", with: "Second."))
        #expect(
            try await folder.wright("prompt", "promote", "answer", "--label", "canary", "--reason", "r").status == 0
        )
        let nosuch = try await ask("--prompt-label", "nosuch")
        #expect(nosuch.status == 1 && nosuch.messageText.contains("'nosuch'; there are canary, production."))
        #expect(try await ask("--prompt-label", "production").status == 0)
        #expect(server.requests.last?.body.contains("First. What may") == true)
        let promoted =
            try await folder.wright(
                "prompt",
                "render",
                "answer@production",
                "--json",
                "--input",
                "-",
                input: #"{"question":"q","sources":[]}"#
            )
            .json()
        let trace = String(decoding: try folder.bytes("t.jsonl"), as: UTF8.self)
        #expect(trace.contains(#""wright.prompt.version":"\#(promoted["version"]?.string ?? "?")""#))
        #expect(try await ask().status == 0)
        #expect(server.requests.last?.body.contains("Second. What may") == true)
        var seen: Set<Bool> = []
        for key in 0..<12 {
            let split = ["--prompt-label", "production:50,canary:50", "--prompt-key", "user-\(key)"]
            let before = server.requests.count
            for _ in 0..<2 { #expect(try await ask(split[0], split[1], split[2], split[3]).status == 0) }
            let versions = server.requests[before...].map { $0.body.contains("First. What may") }
            #expect(versions.count == 2 && versions[0] == versions[1], "sticky by key")
            seen.insert(versions[0])
        }
        #expect(seen.count == 2)
        #expect(try await ask("--prompt-label", "production:50,canary:50").status == 64)
        try folder.remove("prompts/answer.prompt")
        #expect(try await ask("--prompt-label", "canary").status == 0, "a version that was kept needs no file")
        #expect(
            try await folder.wright("prompt", "promote", "multi-query", "--label", "new", "--reason", "r").status == 0
        )
        #expect(try await ask("--prompt-label", "new").status == 0, "a built-in prompt needs no label")
    }

    @Test func aFailedCallWithoutAPriceHasNoKnownCost() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer(status: { _ in "400 Bad Request" }, { _ in "{}" })
        defer { server.stop() }
        let arguments = ["--model", "vllm:own", "--base-url", server.base]
        #expect(try await Self.wright(["ask"] + arguments + ["What may a hotel cost?"], in: folder).status == 1)
        let cost = try await folder.wright("cost")
        #expect(cost.text.contains("total: 1 call, 0 tokens read, 0 written, cost not known"), "\(cost.text)")
    }

    @Test func ownPricesHoldABudget() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in ModelServer.completion(Self.said) }
        defer { server.stop() }
        func ask(_ environment: [String: String] = [:]) async throws -> ProcessResult {
            let arguments = [
                "ask", "--json", "--model", "vllm:gpt-4o-mini", "--base-url", server.base, "--budget", "1",
            ]
            return try await Self.wright(arguments + ["What may a hotel cost?"], in: folder, environment: environment)
        }
        let unpriced = try await ask()
        #expect(unpriced.status == 1 && unpriced.messageText.contains("WRIGHT_PRICES") && server.requests.isEmpty)
        func table(_ rate: Int) -> String {
            #"{"schema":1,"prices":[{"provider":"vllm","model":"gpt-4o-mini","from":"2020-01-01","#
                + #""input":\#(rate),"output":0}]}"#
        }
        try folder.write("wright.yaml", "model: none\nprices: conf/prices.json\n")
        try folder.write("conf/prices.json", table(1_000_000))
        // 100 tokens at a dollar a million.
        #expect(try await ask().json()["costMicroUSD"]?.integer == 100)
        try folder.write("mine.json", table(0))
        #expect(try await ask(["WRIGHT_PRICES": "mine.json"]).json()["costMicroUSD"]?.integer == 0)
        try folder.write("conf/prices.json", table(-1))
        let wrong = try await ask()
        #expect(wrong.status == 1)
        #expect(wrong.messageText.contains("conf/prices.json' cannot be read: 'input' of prices[0] must be"))
        try folder.remove("conf/prices.json")
        #expect(try await ask().messageText.contains("conf/prices.json"))
    }

    @Test func callsOfJudgesNameTheirCommand() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in ModelServer.completion(#"{"explanation":"so","score":2}"#) }
        defer { server.stop() }
        try folder.write("set.jsonl", #"{"id":"a","input":"When?","references":["now"]}"# + "\n")
        try folder.write("answers.jsonl", #"{"id":"a","answer":"now"}"# + "\n")
        let arguments = [
            "eval", "run", "set.jsonl", "--outcomes", "answers.jsonl", "--judge", "correctness", "--judge-model",
            "vllm:m", "--judge-url", server.base, "--no-logprobs",
        ]
        let run = try await Self.wright(arguments, in: folder)
        #expect(run.status == 0, "\(run.messageText)")
        let groups = try await folder.wright("cost", "--by", "command", "--json").json()["groups"]?.array
        #expect(groups?.map { $0["key"]?.string } == ["eval run"])
    }

    @Test func aFallbackOfTheSameServiceGoesToItsAddress() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer(
            status: { $0.body.contains(#""model":"first""#) ? "404 Not Found" : "200 OK" },
            { _ in ModelServer.completion(Self.said) }
        )
        defer { server.stop() }
        let arguments = ["ask", "--model", "vllm:first", "--fallback", "vllm:second", "--base-url", server.base]
        let result = try await Self.wright(arguments + ["What may a hotel cost?"], in: folder)
        #expect(result.status == 0, "\(result.messageText)")
        #expect(server.requests.last?.body.contains(#""model":"second""#) == true)
    }

    @Test func aServiceJudgesTheHitsAgain() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { request in
            // The later a text comes, the better it is judged.
            let count = (try? JSONTree(Array(request.body.utf8)))?["texts"]?.array?.count ?? 0
            let scores = (0..<count).map { #"{"index":\#($0),"score":\#($0)}"# }
            return "[\(scores.joined(separator: ","))]"
        }
        defer { server.stop() }
        let settings = "providers:\n  office:\n    form: tei\n    url: URL\n"
        try folder.write("wright.yaml", settings.replacing("URL", with: server.base))
        let plain = try await Self.wright(["search", "--json", "--limit", "2", "expenses laptop"], in: folder).json()
        let arguments = ["search", "--json", "--limit", "2", "--rerank", "office:served", "expenses laptop"]
        let result = try await Self.wright(arguments, in: folder)
        #expect(server.requests.first?.body.hasPrefix(#"{"query":"expenses laptop","texts":["#) == true)
        let hits = try result.json()["hits"]?.array
        #expect(hits?.count == 2 && hits?.first?["signals"]?["rerank"] != nil, "\(result.messageText)")
        #expect(hits?.first?["text"] != plain["hits"]?.array?.first?["text"])
    }

    @Test func aStreamCostsWhatTheWholeAnswerCosts() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { request in
            let said = "A hotel may cost up to 140 euros a night [1]."
            guard request.body.contains(#""stream":true"#) else { return ModelServer.completion(said) }
            let usage = #"data: {"id":"c","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20}}"#
            return ModelServer.streamed([said]).replacing("data: [DONE]", with: usage + "\n\ndata: [DONE]")
        }
        defer { server.stop() }
        let question = "What may a hotel cost a night?\n"
        for (label, flag) in [("whole", "--no-stream"), ("stream", "--stream")] {
            let arguments = [
                "chat", flag, "--label", label, "--model", "openai:gpt-4o-mini", "--base-url", server.base,
            ]
            #expect(try await Self.wright(arguments, in: folder, input: question).status == 0)
        }
        let groups = try await folder.wright("cost", "--by", "label", "--json").json()["groups"]?.array
        #expect(groups?.map { $0["costMicroUSD"]?.integer } == [27, 27])
    }

    @Test func chatAnswersPipedQuestions() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { request in
            request.body.contains("Last question")
                ? ModelServer.completion(#"{"question": "What may a hotel cost in London?"}"#)
                : request.body.contains("What may a hotel cost in London?")
                    ? ModelServer.completion("In London, Paris and Zurich the limit is 190 euros [1].")
                    : ModelServer.completion("A hotel may cost up to 140 euros a night [1].")
        }
        defer { server.stop() }
        let lines = [
            "What may a hotel \\", "cost a night?", "/sources", "And in London?", "/save talk.md", "/unknown", "/clear",
            "/quit", "never asked",
        ]
        let input = lines.map { $0 + "\n" }.joined()
        let arguments = ["chat", "--model", "openai:gpt-4o-mini", "--base-url", server.base]
        let result = try await Self.wright(arguments, in: folder, input: input)
        #expect(result.status == 0, "\(result.messageText)")
        #expect(result.text.contains("up to 140 euros a night. [1]"))
        #expect(result.text.contains("the limit is 190 euros. [1]"))
        #expect(result.text.contains("[1] handbook/travel.md"))
        #expect(result.messageText.contains("searched for: What may a hotel cost in London?"))
        #expect(result.messageText.contains("There is no '/unknown'."))
        let saved = String(decoding: try folder.bytes("talk.md"), as: UTF8.self)
        #expect(saved.contains("## And in London?") && saved.contains("190 euros"))
        #expect(server.requests.count == 3)
    }

    @Test func chatShowsADraftAndThenWhatWasChecked() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in
            ModelServer.streamed(["A hotel may cost ", "up to 140 euros a night [1].", " \u{1B}It costs 9 euros [1]."])
        }
        defer { server.stop() }
        let arguments = ["chat", "--stream", "--model", "openai:gpt-4o-mini", "--base-url", server.base]
        let result = try await Self.wright(arguments, in: folder, input: "What may a hotel cost a night?\n")
        #expect(result.status == 0, "\(result.messageText)")
        #expect(result.messageText.contains("draft: A hotel may cost up to 140 euros a night [1]. It costs"))
        #expect(!(result.messageText + result.text).contains("\u{1B}"))
        #expect(result.text.contains("140 euros a night"))
        #expect(result.text.contains("[unsupported]") && !result.text.contains("draft:"))
        #expect(server.requests.first?.body.contains(#""stream":true"#) == true)
    }

    @Test func whatIsMissingIsNamed() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        for (arguments, word) in [
            (["chat"], "--model"), (["search", "--expand", "multi", "x"], "--model"),
            (["ask", "--expand", "hyde", "x"], "--model"),
            (["ask", "--model", "gpt-4o", "x"], "SERVICE:MODEL"),
            (["ask", "--base-url", "notaurl", "x"], "'--base-url' needs a language model"),
            (["ask", "--fallback", "vllm:m", "x"], "'--fallback' needs a language model"),
            (["ask", "--prompt-label", "nosuch", "x"], "'--prompt-label' needs a language model"),
            (["ask", "--model", "openai:m", "--base-url", "notaurl", "x"], "'notaurl'"),
            (["ask", "--model", "anthropic:c", "hotel"], "ANTHROPIC_API_KEY"),
            (["ask", "--model", "openai:m", "--base-url", "http://evil.invalid", "hotel"], "https"),
        ] {
            let result = try await Self.wright(arguments, in: folder, environment: ["OPENAI_API_KEY": "sk-test-key"])
            #expect(result.status == 1, "\(arguments)")
            #expect(result.messageText.contains(word), "\(arguments): \(result.messageText)")
        }
    }

    @Test func aBudgetStopsBeforeTheCall() async throws {
        let folder = try await TemporaryFolder.indexedHandbook()
        let server = try ModelServer { _ in ModelServer.completion(Self.said) }
        defer { server.stop() }
        let arguments = [
            "ask", "--model", "openai:gpt-4o", "--base-url", server.base, "--budget", "0.001", "What may a hotel cost?",
        ]
        let result = try await Self.wright(arguments, in: folder)
        #expect(result.status == 1)
        #expect(result.messageText.contains("budget"))
        #expect(server.requests.isEmpty)
    }
}
