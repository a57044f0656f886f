import Foundation
import Testing

/// `wright prompt`: filters, errors and the life of a prompt.
struct PromptCommandTests {
    /// A folder with a prompt 'a' and its tests, and with an index where costs are to be written down.
    private func folder(
        prompt: String = "Say yes.",
        tests: String = "cases: [{name: c, assert: [{contains: yes}]}]\n",
        isIndexed: Bool = false
    ) async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("prompts/a.prompt", prompt)
        try folder.write("prompts/a.tests.yaml", tests)
        if isIndexed {
            try folder.write("docs/a.md", "# A\n\nText.\n")
            #expect(try await folder.wright("index", "--model", "none", "--quiet", "docs").status == 0)
        }
        return folder
    }

    @Test func rendersTheArgumentForm() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "p/a.prompt",
            "---\nmodel: m\nconfig: {temperature: 0.5}\n---\n"
                + "{{role \"system\"}}S {{@state.x}}\n{{role \"user\"}}{{> b n=name}}"
        )
        try folder.write("p/_b.prompt", "Hi {{n}}!")
        try folder.write("data.json", #"{"input": {"name": "Ada"}, "context": {"state": {"x": 7}}}"#)
        let result = try await folder.wright("prompt", "render", "p/a.prompt", "--input", "data.json", "--json")
        #expect(result.status == 0, "\(result.messageText)")
        let tree = try result.json()
        #expect(tree["messages"]?.array?.map { $0["role"]?.string } == ["system", "user"])
        #expect(tree["messages"]?.array?.first?["content"]?.array?.first?["text"]?.string == "S 7\n")
        #expect(tree["messages"]?.array?.last?["content"]?.array?.first?["text"]?.string == "Hi Ada!")
        #expect(tree["version"]?.string?.count == 64)
    }

    @Test func validatesWithResources() async throws {
        let folder = try TemporaryFolder()
        try folder.write("s.json", #"{"$ref": "http://example.com/x/int.json", "$defs": {}}"#)
        try folder.write("remotes/x/int.json", #"{"type": "integer", "minimum": 3}"#)
        try folder.write("i.json", "2")
        let arguments = [
            "prompt", "validate", "--schema", "s.json", "--instance", "i.json", "--json", "--schema-dir", "remotes",
        ]
        let result = try await WrightProcess.wright(arguments, in: folder.path)
        #expect(result.status == 3, "\(result.messageText)")
        let tree = try result.json()
        #expect(tree["valid"]?.bool == false)
        #expect(tree["errors"]?.array?.first?["keyword"]?.string == "minimum")
        let without = try await folder.wright("prompt", "validate", "--schema", "s.json", "--instance", "i.json")
        #expect(without.status == 1)
        #expect(without.messageText.contains("no schema has the address 'http://example.com/x/int.json'"))
    }

    @Test func filtersKeepTheOrderAndNameBadLines() async throws {
        let folder = try TemporaryFolder()
        try folder.write("s.json", #"{"type": "integer"}"#)
        try folder.write("many.jsonl", "1\n{\n\"x\"\n")
        let result = try await folder.wright("prompt", "validate", "--schema", "s.json", "--instances", "many.jsonl")
        #expect(result.status == 2)
        let lines = result.text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.first == #"{"valid":true,"errors":[]}"#)
        #expect(lines.dropFirst().first?.contains(#""error":{"code":"jsonInvalid""#) == true)
        #expect(lines.last?.hasPrefix(#"{"valid":false"#) == true)
    }

    @Test func testsKeepTheirBudgetAtOnce() async throws {
        let folder = try await folder(
            prompt: "---\nconfig: {maxOutputTokens: 1000}\n---\nSay yes.",
            tests: "repeats: 40\ncases: [{name: c, assert: [{contains: yes}]}]\n",
            isIndexed: true
        )
        let server = try ModelServer { _ in ModelServer.completion("yes") }
        defer { server.stop() }
        // Without a price nothing can be counted, so nothing is asked.
        let unpriced = ["prompt", "test", "a", "--budget", "1", "--model", "vllm:own"]
        let unknown = try await ChatCommandTests.wright(unpriced, in: folder)
        #expect(unknown.status == 1 && unknown.text.contains("own"), "\(unknown.text)")
        #expect(unknown.messageText.contains("fix: Write its price"), "\(unknown.messageText)")
        let environment = ["OPENAI_BASE_URL": server.base]
        let arguments = [
            "prompt", "test", "a", "--model", "openai:gpt-4o", "--budget", "0.03", "--concurrency", "16", "--trace",
            "trace.jsonl", "--json",
        ]
        let result = try await ChatCommandTests.wright(arguments, in: folder, environment: environment)
        #expect(result.status == 1, "\(result.messageText)")
        // The most that a call can cost is $0.01 and some for what is read: two fit at once, more after one another.
        let tree = try result.json()
        #expect(tree["outcome"]?.string == "notMeasured" && tree["passRate"]?["mean"]?.number == 1)
        #expect(server.requests.count >= 2 && tree["measured"]?.integer == server.requests.count)
        let cost = try await folder.wright("cost", "--json").json()["total"]?["costMicroUSD"]?.integer ?? .max
        #expect(cost <= 30_000 && cost == server.requests.count * 27)
        let trace = String(decoding: try folder.bytes("trace.jsonl"), as: UTF8.self)
        let version = try result.json()["version"]?.string ?? "?"
        #expect(trace.contains(#""wright.prompt.version":"\#(version)""#))
    }

    @Test func aServiceThatIsDownSaysNothingAboutThePrompt() async throws {
        let folder = try await folder(isIndexed: true)
        let server = try ModelServer { _ in ModelServer.completion("yes") }
        defer { server.stop() }
        func run(_ command: String...) async throws -> ProcessResult {
            try await ChatCommandTests.wright(["prompt"] + command, in: folder)
        }
        let settings = "model: none\nproviders:\n  own:\n    form: vllm\n    url: "
        try folder.write("wright.yaml", settings + "http://127.0.0.1:1\n")
        let down = try await run("test", "a", "--model", "own:m", "--junit", "report.xml")
        #expect(down.status == 1 && down.text.contains("open  c  0/0, 1 not measured"), "\(down.text)")
        #expect(down.text.contains("call: not measured: "))
        #expect(down.text.contains("No trial was measured; asked for 1.0"))
        #expect(down.messageText.contains("error: 1 of 1 trials of 'a' could not be measured"))
        #expect(down.messageText.contains("fix: Check the address, and that the service runs."))
        #expect(String(decoding: try folder.bytes("report.xml"), as: UTF8.self).contains(#"failures="0" errors="1""#))
        let promote = ["promote", "a", "--label", "production", "--reason", "r", "--require-test"]
        let early = try await ChatCommandTests.wright(["prompt"] + promote, in: folder)
        #expect(early.status == 3 && early.messageText.contains("was never tested"))
        try folder.write("wright.yaml", settings + server.base + "\n")
        #expect(try await run("test", "a", "--model", "own:m").status == 0)
        #expect(try await ChatCommandTests.wright(["prompt"] + promote, in: folder).status == 0)
    }

    @Test func aPromptThatCannotBeReadHidesNoOther() async throws {
        let folder = try TemporaryFolder()
        try folder.write("prompts/good.prompt", "Say yes.")
        #expect(try await folder.wright("prompt", "list").status == 0)
        let latin: [UInt8] = Array("Gr".utf8) + [0xFC, 0xDF] + Array("e".utf8)
        for (name, bytes) in [("latin", latin), ("broken", Array("---\nmodel: [a\n---\nx".utf8))] {
            try folder.write("prompts/\(name).prompt", bytes)
            let text = try await folder.wright("prompt", "list")
            #expect(text.status == 2, "\(text.messageText)")
            #expect(text.text.contains("\(name)  unreadable  \(name).prompt: "), "\(text.text)")
            #expect(text.text.contains("good  ") && text.text.contains("good.prompt"))
            let json = try await folder.wright("prompt", "list", "--json")
            let row = try json.json()["prompts"]?.array?.first { $0["name"]?.string == name }
            #expect(json.status == 2 && row?["error"]?.string?.isEmpty == false)
            try folder.remove("prompts/\(name).prompt")
        }
    }

    @Test func whatIsMissingForATestIsSaid() async throws {
        let folder = try await folder()
        let result = try await folder.wright("prompt", "test", "a")
        #expect(result.status == 1 && result.messageText.contains("fix: Name one with '--model'"))
        let nonsense = try await folder.wright("prompt", "repair", input: "nothing at all")
        #expect(nonsense.status == 1 && !nonsense.messageText.contains("prompt repair"), "\(nonsense.messageText)")
    }

    @Test func similarityAndJudgementDecide() async throws {
        let folder = try TemporaryFolder()
        let server = try ModelServer { request in
            ModelServer.completion(
                request.body.contains("is polite") ? #"{"reason": "it insults", "verdict": "fail"}"# : "The cat sat."
            )
        }
        defer { server.stop() }
        try folder.write("p/a.prompt", "Go.")
        try folder.write("p/a.tests.yaml", "cases: [{assert: [{similar-to: {text: the cat ran, at-least: 0.6}}]}]\n")
        try folder.write("wright.yaml", "providers:\n  local:\n    form: vllm\n    url: \(server.base)\n")
        func run(_ more: String...) async throws -> ProcessResult {
            let arguments = ["prompt", "test", "p/a.prompt", "--model", "local:m"] + more
            let environment = ["WRIGHT_CACHE": folder.path + "/none"]
            return try await ChatCommandTests.wright(arguments, in: folder, environment: environment)
        }
        let byWords = try await run()
        #expect(byWords.status == 0, "\(byWords.text)\(byWords.messageText)")
        #expect(byWords.messageText.contains("'similar-to' compares words"))
        try folder.write("p/a.tests.yaml", "cases: [{assert: [{judged-by: {criteria: is polite}}]}]\n")
        let judged = try await run("--judge-model", "local:j")
        #expect(judged.status == 3)
        #expect(judged.text.contains("the judge says: it insults"))
        #expect(!judged.messageText.contains("similar-to"))
        #expect(server.requests.last?.body.contains(#""model":"j""#) == true)
    }

    @Test func similarityGoesByMeaningWhereThereIsAModel() async throws {
        guard try await WrightProcess.hasModel() else { return WrightProcess.skip("similar-to by meaning", "no model") }
        let folder = try TemporaryFolder()
        try folder.write("p/a.prompt", "Go.")
        let tests = "cases: [{assert: [{similar-to: {text: A physician treats the sick., at-least: 0.5}}]}]\n"
        try folder.write("p/a.tests.yaml", tests)
        for (said, status) in [("Doctors cure ill people.", 0), ("The train leaves at nine.", 3)] {
            let result = try await folder.wright("prompt", "test", "p/a.prompt", "--command", "echo '\(said)'")
            #expect(result.status == status, "\(result.text)\(result.messageText)")
            #expect(!result.messageText.contains("compares words"))
        }
    }
}
