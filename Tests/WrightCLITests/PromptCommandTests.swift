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
}
