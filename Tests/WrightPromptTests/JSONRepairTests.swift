import Testing
import WrightCore
import WrightPrompt

struct JSONRepairTests {
    private static let schema = """
        {"type":"object","required":["name","age"],"additionalProperties":false,"properties":{
          "name":{"type":"string"},"age":{"type":"integer"},"tags":{"type":"array","items":{"type":"string"}},
          "mood":{"enum":["happy","very sad"]},"isOpen":{"type":"boolean"},"note":{"type":["string","null"]},
          "inner":{"type":"object","properties":{"x":{"type":"number"}}}}}
        """

    @Test(
        arguments: [
            ("{\"a\":1,}", "{\"a\":1}", .trailingComma), ("[1,2,,3]", "[1,2,3]", .trailingComma),
            ("{'a': 'it\\'s'}", "{\"a\":\"it's\"}", .quotes), ("{a: 1, b-c: x}", "{\"a\":1,\"b-c\":\"x\"}", .unquoted),
            ("```json\n{\"a\": 1}\n```", "{\"a\":1}", .fence), ("Sure! {\"a\": 1} Bye", "{\"a\":1}", .prose),
            ("{\"a\": 1 // one\n, /* two */ \"b\": 2}", "{\"a\":1,\"b\":2}", .comment),
            ("{\"a\": [1, 2, {\"b\": \"c", "{\"a\":[1,2,{\"b\":\"c\"}]}", .truncated),
            ("{\"a\": 1, \"b", "{\"a\":1}", .truncated), ("{\"a\": tru", "{\"a\":true}", .truncated),
            ("{\"a\": True, \"b\": None}", "{\"a\":true,\"b\":null}", .literal),
            ("{\"a\": NaN, \"b\": -Infinity}", "{\"a\":null,\"b\":null}", .notANumber),
            ("{\"a\": \"one\ntwo\"}", "{\"a\":\"one\\ntwo\"}", .unescapedCharacter),
            (
                "{\"a\": \"He said \"hi\", then left\", \"b\": 1}", "{\"a\":\"He said \\\"hi\\\", then left\",\"b\":1}",
                .unescapedQuote
            ),
            ("{\"a\": 1 \"b\": 2}", "{\"a\":1,\"b\":2}", .missingComma), ("{\"a\" 1}", "{\"a\":1}", .missingComma),
            ("{\"a\": \"x\"\n \"b\": \"y\"}", "{\"a\":\"x\",\"b\":\"y\"}", .missingComma),
            (
                "{\"a\": .5, \"b\": +1, \"c\": 0x1F, \"d\": 1_000, \"e\": 5.}",
                "{\"a\":0.5,\"b\":1,\"c\":31,\"d\":1000,\"e\":5}", .numberForm
            ),
            ("{\"a\": \"\\d\"}", "{\"a\":\"\\\\d\"}", .unknownEscape), ("[1, 2}", "[1,2]", .bracket),
            ("{\"a\": [1, 2}", "{\"a\":[1,2]}", .bracket), ("{“a”: “b”}", "{\"a\":\"b\"}", .quotes),
            ("{\"a\":1,\"a\":2}", "{\"a\":2}", .repeatedName),
            ("{\"a\": \"x\" + \"y\"}", "{\"a\":\"xy\"}", .quotes),
            ("{\"a\": \"x\",, \"b\": 2}", "{\"a\":\"x\",\"b\":2}", .trailingComma),
            ("{\"a\": \"x\"; \"b\": 2}", "{\"a\":\"x\",\"b\":2}", .missingComma),
            ("{\"a\": \"b\",\n  ...\n}", "{\"a\":\"b\"}", .truncated),
            ("{\"code\": \"print(\"hello\")\"}", "{\"code\":\"print(\\\"hello\\\")\"}", .unescapedQuote),
            ("{\"a\": (\"x\", \"y\")}", "{\"a\":[\"x\",\"y\"]}", .bracket),
            ("{\\\"a\\\": \\\"b\\\"}", "{\"a\":\"b\"}", .unknownEscape),
            ("\"a\": \"b\", \"c\": {\"d\": 1}}", "{\"a\":\"b\",\"c\":{\"d\":1}}", .bracket),
            ("\"a\": 1", "{\"a\":1}", .bracket),
            ("<think>maybe {\"x\": 0}</think>{\"a\": 1}", "{\"a\":1}", .prose),
        ] as [(String, String, JSONRepair.Step)]
    )
    func mends(_ text: String, _ expected: String, _ step: JSONRepair.Step) throws {
        let result = try JSONRepair().repair(text)
        #expect(result.json == expected)
        #expect(result.steps.contains(step), "\(result.steps)")
    }

    @Test(
        arguments: [
            (#"{"name":"A","age":"42"}"#, #"{"name":"A","age":42}"#, .type),
            (#"{"name":7,"age":42}"#, #"{"name":"7","age":42}"#, .type),
            (#"{"name":"A","age":1,"tags":"x"}"#, #"{"name":"A","age":1,"tags":["x"]}"#, .type),
            (#"{"name":["A"],"age":1}"#, #"{"name":"A","age":1}"#, .type),
            (#"{"Name":"A","AGE":1}"#, #"{"name":"A","age":1}"#, .name),
            (#"{"name":"A","age":1,"is_open":"true"}"#, #"{"name":"A","age":1,"isOpen":true}"#, .name),
            (#"{"name":"A","age":1,"mood":"Very_Sad"}"#, #"{"name":"A","age":1,"mood":"very sad"}"#, .enumeration),
            (#"{"name":"A","age":1,"extra":2}"#, #"{"name":"A","age":1}"#, .extraMember),
            (#"{"name":"A","age":1,"tags":null}"#, #"{"name":"A","age":1}"#, .extraMember),
            (#"{"name":"A","age":1,"inner":"{\"x\": \"1.5\"}"}"#, #"{"name":"A","age":1,"inner":{"x":1.5}}"#, .type),
            (#"Here: {"x": 1} or {"name": "A", "age": 3}"#, #"{"name":"A","age":3}"#, .prose),
        ] as [(String, String, JSONRepair.Step)]
    )
    func movesToTheSchema(_ text: String, _ expected: String, _ step: JSONRepair.Step) throws {
        let result = try JSONRepair(schema: JSONSchema(parsing: Self.schema)).repair(text)
        #expect(result.json == expected)
        #expect(result.steps.contains(step), "\(result.steps)")
        #expect(result.isValid)
    }

    @Test func rightJSONStaysAsItIs() throws {
        let text = #"{"a":1.0,"b":12345678901234567890123,"c":"x\u00e9"}"#
        let result = try JSONRepair().repair(text)
        #expect(result.steps.isEmpty)
        #expect(result.json == #"{"a":1.0,"b":12345678901234567890123,"c":"xé"}"#)
    }

    @Test func whatCannotBeMeantIsReported() throws {
        let result = try JSONRepair(schema: JSONSchema(parsing: Self.schema)).repair(#"{"name":"A","age":"old"}"#)
        #expect(result.violations.map(\.instance) == ["/age"])
        let error = #expect(throws: PromptError.self) { try JSONRepair().repair("no JSON at all") }
        #expect(error?.code == .jsonInvalid)
        #expect(error?.remedy?.contains("prompt repair") == false, "that is what was done")
    }

    @Test func deepTextsEndInANamedError() {
        let deep = String(repeating: "[", count: 100_000)
        #expect { try JSONRepair().repair(deep) } throws: { ($0 as? PromptError)?.code == .jsonInvalid }
    }
}
