import Testing
import WrightCore
import WrightModel
import WrightPrompt

struct PromptTemplateTests {
    private let source = """
        ---
        model: openai:gpt-x
        config: { temperature: 0.2, maxOutputTokens: 100, custom: 7 }
        input:
          schema:
            question: string, what is asked
            count?: integer
          default: { count: 3 }
        output:
          format: json
          schema: { answer: string }
        ---
        {{role "system"}}Answer {{count}} times.
        {{role "user"}}{{question}}
        """

    @Test func asksWithSettingsAndSchema() throws {
        let template = try PromptTemplate(name: "t", source: source)
        let prompt = try template.render(PromptInput(["question": "Why?"]))
        let request = try prompt.request()
        #expect(request.model == "openai:gpt-x")
        #expect(request.messages == [.system("Answer 3 times.\n"), .user("Why?")])
        #expect(request.temperature == 0.2)
        #expect(request.maximumTokenCount == 100)
        #expect(request.extra == ["custom": 7])
        #expect(request.context.promptVersion == template.version.description)
        guard case .jsonSchema(let schema) = request.responseFormat else {
            Issue.record("the schema is not sent")
            return
        }
        #expect(schema["required"] == ["answer"])
    }

    @Test(
        arguments: [
            ([:], "question", "'question' is missing"), (["question": 1], "question", "it must be string, but is 1"),
            (["question": "a", "count": "b"], "count", #"it must be integer or null"#),
            (["question": "a", "extra": 1], "extra", "the member 'extra' is not allowed"),
        ] as [(JSONValue, String, String)]
    )
    func wrongInputsAreNamed(_ inputs: JSONValue, _ field: String, _ reason: String) throws {
        let template = try PromptTemplate(name: "t", source: source)
        #expect { try template.render(PromptInput(inputs)) } throws: { error in
            let message = (error as? PromptError)?.message ?? ""
            return message.contains("'\(field)'") && message.contains(reason)
        }
    }

    @Test func versionIsThatOfTheContent() throws {
        let one = try PromptTemplate(name: "a", source: "Hello\n{{x}}\n")
        let two = try PromptTemplate(name: "b", source: "\u{FEFF}Hello\r\n{{x}}\r\n\r\n")
        let three = try PromptTemplate(name: "a", source: "Hello\n{{y}}\n")
        #expect(one.version == two.version)
        #expect(one.version != three.version)
        var configuration = PromptTemplate.Configuration()
        configuration.resolvePartial = { _ in "1" }
        let four = try PromptTemplate(name: "a", source: "{{> p}}", configuration: configuration)
        configuration.resolvePartial = { _ in "2" }
        let five = try PromptTemplate(name: "a", source: "{{> p}}", configuration: configuration)
        #expect(four.version != five.version)
    }

    @Test(
        arguments: [
            "---\nmodel: x\nHello", "---\n- a\n---\nb", "---\na: *b\n---\n", "---\na: 1\na: 2\n---\n",
            "---\na: [\n---\n",
            "---\nconfig: 3\n---\n",
        ]
    )
    func wrongFrontMatterIsNamed(_ source: String) {
        #expect { try PromptTemplate(name: "t", source: source) } throws: {
            ($0 as? PromptError)?.code == .unreadableFile
        }
    }

    @Test func readsPrompty() throws {
        let source = """
            ---
            name: Basic
            model:
              api: chat
              configuration: { azure_deployment: gpt-y }
              parameters: { max_tokens: 50 }
            inputs:
              first: { type: string, default: Ada }
              items: { type: array }
            ---
            system:
            You are kind.
            {# a remark #}
            user:
            Hello {{first}}.{% for item in items %} {{item}}{% endfor %}
            {% if first == "Ada" %}Yes{% else %}No{% endif %}
            """
        let template = try PromptTemplate(name: "t", source: source, isPrompty: true)
        let prompt = try template.render(PromptInput(["items": ["a", "b"]]))
        #expect(prompt.messages.map(\.role) == ["system", "user"])
        #expect(prompt.messages[0].text == "You are kind.\n")
        #expect(prompt.messages[1].text == "Hello Ada. a b\nYes")
        #expect(prompt.metadata.model == "gpt-y")
        #expect(try prompt.request().maximumTokenCount == 50)
    }

    @Test func recognisesTheArgumentForm() throws {
        let argument: JSONValue = ["input": ["a": 1], "context": ["state": ["b": 2]]]
        #expect(PromptInput.isArgument(argument, inputNames: ["a"]))
        #expect(!PromptInput.isArgument(argument, inputNames: ["context"]))
        #expect(!PromptInput.isArgument(["context": "text"], inputNames: []))
        #expect(!PromptInput.isArgument(["a": 1], inputNames: []))
    }
}
