import Testing
import WrightCore
import WrightEvaluation
import WrightModel

@Suite struct OutcomeTests {
    @Test(
        "members of a wrong type or range are named",
        arguments: [
            (#"{"answer":"a","costMicroUSD":-1}"#, "'costMicroUSD'"),
            (#"{"answer":"a","costMicroUSD":9223372036854775807}"#, "'costMicroUSD'"),
            (#"{"answer":"a","costMicroUSD":1e30}"#, "'costMicroUSD'"),
            (#"{"answer":"a","costMicroUSD":0.5}"#, "'costMicroUSD'"),
            (#"{"answer":"a","costMicroUSD":"dear"}"#, "'costMicroUSD'"),
            (#"{"answer":"a","inputTokens":9223372036854775807,"outputTokens":1}"#, "'inputTokens'"),
            (#"{"answer":"a","outputTokens":-4}"#, "'outputTokens'"),
            (#"{"answer":"a","statements":"bad"}"#, "'statements'"),
            (#"{"answer":"a","statements":["bad"]}"#, "'statements'"),
            (#"{"answer":"a","statements":[{"text":"b","citations":["1"]}]}"#, "'statements'"),
            (#"{"answer":"a","contexts":[3]}"#, "'contexts'"), (#"{"answer":"a","contexts":{}}"#, "'contexts'"),
            (#"{"answer":"a","contexts":[{"id":1,"text":"b"}]}"#, "'contexts'"),
            (#"{"answer":"a","abstained":"yes"}"#, "'abstained'"), (#"{"answer":"a","failure":true}"#, "'failure'"),
            (#"{"answer":"a","milliseconds":-1}"#, "'milliseconds'"),
            (#"{"answer":"a","confidence":"x"}"#, "'confidence'"),
            (#"{"answer":7}"#, "'answer'"), (#"{"text":"a"}"#, "'answer'"),
        ]
    )
    func faultsAreNamed(text: String, member: String) throws {
        #expect(Outcome(try JSONValue(parsing: text)) == nil)
        let sound = #"{"id":"x","answer":"a","costMicroUSD":1000000000000000}"#
        let lines = "\(sound)\n\n{\"id\":\"y\",\(text.dropFirst())"
        let error = #expect(throws: EvaluationError.self) {
            try reading(lines) { try Outcome.lines(parsing: $0, name: "answers.jsonl") }
        }
        let message = error?.message ?? ""
        #expect(message.hasPrefix("Line 3 of 'answers.jsonl'") && message.contains(member))
    }

    @Test func linesAreReadInOrder() throws {
        let text = """
            {"id":"x","answer":"a","contexts":["p",{"id":"d","text":"q"}],"statements":[{"text":"a","citations":[0]}]}
            {"id":"x","answer":"b","costMicroUSD":7,"confidence":null,"inputTokens":3,"outputTokens":2,"own":"kept"}
            {"id":"y","failure":"Out of order.","answer":null}
            """
        let lines = try reading(text) { try Outcome.lines(parsing: $0, name: "answers.jsonl") }
        #expect(lines.map(\.id) == ["x", "x", "y"])
        #expect(lines[0].outcome.contexts.map(\.text) == ["p", "q"] && lines[0].outcome.statements[0].citations == [0])
        #expect(lines[1].outcome.costMicroUSD == 7 && lines[1].outcome.usage?.totalTokenCount == 5)
        #expect(lines[2].outcome.failure == "Out of order.")
        #expect(Outcome("only a text")?.answer == "only a text")
        #expect(throws: EvaluationError.self) {
            try reading(#"{"answer":"a"}"#) { try Outcome.lines(parsing: $0, name: "answers.jsonl") }
        }
    }
}
