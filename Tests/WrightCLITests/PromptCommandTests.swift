import Foundation
import Testing

/// `wright prompt`: filters, errors and the life of a prompt.
struct PromptCommandTests {
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
        let folder = try TemporaryFolder()
        let server = try ModelServer { _ in ModelServer.completion("yes") }
        defer { server.stop() }
        try folder.write("docs/a.md", "# A\n\nText.\n")
        #expect(try await folder.wright("index", "--model", "none", "--quiet", "docs").status == 0)
        try folder.write("prompts/a.prompt", "---\nconfig: {maxOutputTokens: 1000}\n---\nSay yes.")
        try folder.write("prompts/a.tests.yaml", "repeats: 40\ncases: [{name: c, assert: [{contains: yes}]}]\n")
        // Without a price nothing can be counted, so nothing is asked.
        let unpriced = ["prompt", "test", "a", "--budget", "1", "--model", "vllm:own"]
        let unknown = try await ChatCommandTests.wright(unpriced, in: folder)
        #expect(unknown.status == 3 && unknown.text.contains("own"), "\(unknown.text)")
        let environment = ["OPENAI_BASE_URL": server.base]
        let arguments = [
            "prompt", "test", "a", "--model", "openai:gpt-4o", "--budget", "0.03", "--concurrency", "16", "--trace",
            "trace.jsonl", "--json",
        ]
        let result = try await ChatCommandTests.wright(arguments, in: folder, environment: environment)
        #expect(result.status == 3, "\(result.messageText)")
        // The most that a call can cost is $0.01 and some for what is read: two fit at once, more after one another.
        let passed = try result.json()["passRate"]?["mean"]?.number ?? 0
        #expect(server.requests.count >= 2 && server.requests.count == Int((passed * 40).rounded()))
        let cost = try await folder.wright("cost", "--json").json()["total"]?["costMicroUSD"]?.integer ?? .max
        #expect(cost <= 30_000 && cost == server.requests.count * 27)
        let trace = String(decoding: try folder.bytes("trace.jsonl"), as: UTF8.self)
        let version = try result.json()["version"]?.string ?? "?"
        #expect(trace.contains(#""wright.prompt.version":"\#(version)""#))
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
