import Testing
import WrightCore
import WrightPrompt

/// The cases of the Dotprompt specification.
struct DotpromptSpecTests {
    @Test func rendersEveryCase() throws {
        let suites = try YAMLValue.parse(FixtureFile.text("dotprompt-spec.yaml"), name: "spec").array ?? []
        #expect(suites.count > 40)
        for suite in suites {
            let name = suite["name"]?.string ?? ""
            var configuration = PromptTemplate.Configuration()
            configuration.resolvePartial = { suite["partials"]?[$0]?.string }
            configuration.resolveSchema = { suite["schemas"]?[$0] }
            let source = try #require(suite["template"]?.string)
            let template = try PromptTemplate(name: name, source: source, configuration: configuration)
            for test in suite["tests"]?.array ?? [] {
                let input = try PromptInput(argument: test["data"] ?? .null, name: name)
                let prompt = try template.render(input).json
                let messages = try #require(prompt["messages"])
                #expect(sorted(messages) == sorted(test["messages"] ?? .null), "\(name): \(messages.text())")
                for member in test["expect"]?.object ?? [] {
                    let found = prompt[member.name] ?? .null
                    #expect(sorted(found) == sorted(member.value), "\(name).\(member.name): \(found.text())")
                }
            }
        }
    }

    /// A value with the members of its objects in the order of their names.
    private func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            .object(members.map { .init($0.name, sorted($0.value)) }.sorted { $0.name < $1.name })
        case .array(let elements): .array(elements.map { sorted($0) })
        default: value
        }
    }
}
