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
            (["chat"], "--model"), (["ask", "--expand", "hyde", "x"], "--model"),
            (["ask", "--model", "gpt-4o", "x"], "SERVICE:MODEL"),
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
