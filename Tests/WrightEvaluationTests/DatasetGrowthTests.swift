import Testing
import WrightCore
import WrightEvaluation

@Suite struct DatasetGrowthTests {
    private func interaction(_ trace: String, _ question: String, _ answer: String = "It is so.") -> Interaction {
        Interaction(trace: trace, question: question, answer: answer)
    }

    private func feedback(_ text: String) throws -> Feedback {
        try #require(Feedback(try JSONValue(parsing: text)))
    }

    @Test func `likes, corrections and gaps become examples`() throws {
        var abstained = interaction("c", "Who owns the moon?", "")
        abstained.isAbstention = true
        let outcome = DatasetGrowth()
            .outcome(
                of: [
                    interaction("a", "How long is the bridge?"), interaction("b", "Where is the station?"), abstained,
                    interaction("d", "What is for lunch today?"), interaction("e", "Is it open on Sundays?"),
                    interaction("f", "Which floor is it on?"),
                ],
                feedback: [
                    try feedback(#"{"trace":"a","rating":"up"}"#),
                    try feedback(#"{"trace":"b","rating":-1,"correction":"In the west.","user":"ann"}"#),
                    try feedback(#"{"trace":"c","rating":true}"#), try feedback(#"{"trace":"d","rating":"down"}"#),
                    try feedback(#"{"trace":"e","rating":"up"}"#), try feedback(#"{"trace":"e","rating":"down"}"#),
                ]
            )
        #expect(outcome.examples.map(\.references) == [["It is so."], ["In the west."], []])
        #expect(outcome.examples.map(\.isAnswerable) == [true, true, false])
        #expect(outcome.examples[1].metadata["feedback"]?.array?.first?["user"] == "ann")
        #expect(
            outcome.left.map { "\($0.trace) \($0.reason.rawValue)" } == ["e disputed", "d noReference", "f unrated"]
        )
    }

    @Test func `references are without the marks of citations`() throws {
        var cited = interaction("a", "How long is the bridge?", "It has 90 m. [1] In [1999] it had 80 m. [2]")
        cited.contexts = [.init(id: "d", text: "It has 90 m."), .init(id: "e", text: "In [1999] it had 80 m.")]
        var corrected = interaction("b", "Where is the station?", "In the east. [1]")
        corrected.contexts = [.init(id: "d", text: "In the east.")]
        let outcome = DatasetGrowth()
            .outcome(
                of: [cited, corrected],
                feedback: [
                    try feedback(#"{"trace":"a","rating":"up"}"#),
                    try feedback(#"{"trace":"b","rating":"down","correction":"In the west. [1]"}"#),
                ]
            )
        #expect(outcome.examples.map(\.references) == [["It has 90 m. In [1999] it had 80 m."], ["In the west."]])
    }

    @Test func `a copy of a new example stays out, and so does what is held out`() throws {
        var held = Example(id: "h", input: "When does the museum open in winter?")
        held.references = ["At ten."]
        let questions = [
            "How much does the yearly ticket cost for students?", "How much does the yearly ticket cost for students",
            "When does the museum open in winter",
        ]
        let outcome = DatasetGrowth(heldOut: [held])
            .outcome(
                of: questions.enumerated().map { interaction("\($0)", $1) },
                feedback: try (0..<3).map { try feedback("{\"trace\":\"\($0)\",\"rating\":\"up\"}") }
            )
        #expect(outcome.examples.map(\.input) == [questions[0]])
        #expect(outcome.left.map(\.reason) == [.duplicate, .leak])
        #expect(outcome.left[0].other == outcome.examples[0].id && outcome.left[1].other == "h")
    }

    @Test(arguments: [#"{"rating":"up"}"#, #"{"trace":"a"}"#, #"{"trace":"a","rating":"perhaps"}"#, #"["a"]"#])
    func `what is no feedback is refused`(text: String) throws {
        #expect(Feedback(try JSONValue(parsing: text)) == nil)
    }

    @Test func `messages are read as JSON and as texts of JSON`() throws {
        let span = try JSONValue(
            parsing: #"""
                {"traceId":"t","attributes":{"gen_ai.input.messages":"[{\"role\":\"system\",\"content\":\"Be kind.\"},\#
                {\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Why?\"}]}]",\#
                "gen_ai.output.messages":[{"role":"assistant","parts":[{"type":"text","content":"So."}]}]}}
                """#
        )
        let found = Interaction.all(in: [span, span])
        #expect(found.map(\.question) == ["Why?"] && found.map(\.answer) == ["So."])
        #expect(Interaction.all(in: [["traceId": "x", "attributes": [:]]]).isEmpty)
    }
}
