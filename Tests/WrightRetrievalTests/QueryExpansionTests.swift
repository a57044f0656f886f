import Testing
import WrightModel
import WrightRetrieval
import WrightTesting
import WrightText

@Suite struct QueryExpansionTests {
    static func expander(_ replies: [ScriptedProvider.Reply]) -> QueryExpander {
        QueryExpander(provider: ScriptedProvider(replies), model: "m")
    }

    @Test func `a follow-up question is rewritten with the conversation`() async throws {
        let provider = ScriptedProvider([#"{"question": "When was the Brooklyn Bridge opened?"}"#])
        let expander = QueryExpander(provider: provider, model: "m")
        let turns = [
            Conversation.Turn(role: .user, text: "Tell me about the Brooklyn Bridge."),
            Conversation.Turn(role: .assistant, text: "It is a bridge."),
        ]
        let text = try await expander.standalone("When was it opened?", after: turns)
        #expect(text == "When was the Brooklyn Bridge opened?")
        #expect(provider.requests.first?.messages.map(\.text).joined().contains("Tell me about") == true)
    }

    @Test func `several questions come with the first one`() async throws {
        let reply: ScriptedProvider.Reply = #"{"questions": ["a b", "c d", "a b", ""]}"#
        #expect(try await Self.expander([reply]).expand("q", by: .multi) == ["q", "a b", "c d"])
        #expect(try await Self.expander([reply]).expand("q", by: .decompose) == ["q", "a b", "c d"])
        #expect(try await Self.expander(["A passage."]).expand("q", by: .hyde) == ["q", "A passage."])
    }

    @Test func `what other words find is found too`() async throws {
        let corpus = try await GeneratedAnswererTests.corpus()
        let reply: ScriptedProvider.Reply = #"{"questions": ["Who built the Eiffel Tower?"]}"#
        let expanding = ExpandingCorpus(corpus, expander: Self.expander([reply]), by: .multi)
        let plain = try await corpus.search(RetrievalQuery("brooklyn opened", mode: .lexical))
        let found = try await expanding.search(RetrievalQuery("brooklyn opened", mode: .lexical))
        #expect(Set(plain.hits.map(\.document.uri)) == ["bridge.md"])
        #expect(Set(found.hits.map(\.document.uri)) == ["bridge.md", "tower.md"])
        #expect(found.hits.map(\.rank) == Array(1...found.hits.count))
        #expect(found.notes.contains("Searched for: Who built the Eiffel Tower?"))
    }

    @Test func `where the model fails the question is searched for as it is`() async throws {
        let corpus = try await GeneratedAnswererTests.corpus()
        let expanding = ExpandingCorpus(corpus, expander: Self.expander(["no JSON at all"]), by: .multi)
        let found = try await expanding.search(RetrievalQuery("brooklyn opened", mode: .lexical))
        #expect(found.hits.first?.document.uri == "bridge.md")
        #expect(found.notes.contains { $0.hasPrefix("The question was searched for as it is") })
    }

    @Test func `a conversation keeps to its limit of tokens`() async throws {
        var conversation = Conversation(tokenLimit: 100)
        for number in 0..<20 {
            conversation.add(.user, "Question \(number) about " + String(repeating: "bridges ", count: 10))
        }
        try await conversation.compact(by: ScriptedProvider(["They spoke of bridges."]), model: "m")
        #expect(conversation.tokenCount <= 100)
        #expect(conversation.turns.count >= 2)
        #expect(conversation.turns.last?.text.hasPrefix("Question 19") == true)
        #expect(conversation.context.first?.text.contains("They spoke of bridges.") == true)
    }
}
