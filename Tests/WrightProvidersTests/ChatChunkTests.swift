internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightProviders

/// Events that are read in one pass come out as those that are read in full.
@Suite struct ChatChunkTests {
    /// The parts of an event in forms that are read in one pass and in forms that are not.
    static let deltas = [
        #"{"content":"a"}"#, #"{"content":"a\n\"b\" \u00e9 \ud83d\ude00"}"#, #"{"content":null}"#, #"{"content":""}"#,
        #"{ "role" : "assistant" , "content" : "x y" }"#, #"{"reasoning_content":"why","content":null}"#,
        #"{"reasoning":"why","content":"so"}"#, #"{"reasoning_content":"one","reasoning":"two"}"#,
        #"{"content":[{"type":"text","text":"part"}]}"#, #"{"content":"a","refusal":"no"}"#,
        #"{"content":"a","tool_calls":null,"annotations":null,"function_call":null,"audio":{"id":[1,-2.5,true]}}"#,
        #"{"content":"a","content":"b"}"#, #"{"c\u006fntent":"escaped"}"#, "{}", "null",
        #"{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}]}"#,
    ]
    static let choices = [
        #"{"index":0,"delta":D,"logprobs":null,"finish_reason":null}"#, #"{"delta":D}"#, #"{"index":1,"delta":D}"#,
        #"{"index":0,"delta":D,"finish_reason":""}"#, #"{"index":0,"delta":D,"message":{"content":"m"}}"#,
        #"{"index":0,"delta":D,"logprobs":{"content":[{"token":"a","logprob":-0.5,"top_logprobs":[]}]}}"#,
        #"{"index":0,"delta":D,"content_filter_results":{"hate":{"filtered":false}}},{"index":1,"delta":D}"#,
    ]
    static let events = [
        #"{"id":"c","object":"chat.completion.chunk","created":1.5,"model":"m","choices":[C],"usage":null}"#,
        #"{"choices":[C],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#, #"{"choices":[],"error":null}"#,
        #"{"choices":[C],"citations":["https://a.example"]}"#, #"{"choices":[C],"x":[[1,2],{"a":[]},1e5,"\t"]}"#,
    ]

    static func completion(of event: String, after begin: String) async throws -> Completion {
        let end = #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"
        let text = "\(begin)data: \(event)\n\n\(end)"
        return try await LoopbackServer.with { _, _ in
            LoopbackServer.stream([Array(text.utf8)])
        } _: { server in
            let provider = try ServiceProvider(.openAI, address: ServiceAddress(server.base))
            let request = CompletionRequest(model: "x", messages: [.user("?")])
            return try await StreamReadingTests.collect(provider.stream(request))
        }
    }

    /// The first event of a stream is read in full; the same event later may be read in one pass.
    @Test(arguments: events)
    func `an event means the same wherever it stands`(event: String) async throws {
        for choice in Self.choices {
            for delta in Self.deltas {
                let text = event.replacing("C", with: choice.replacing("D", with: delta))
                let first = try await Self.completion(of: text, after: "")
                let begin =
                    #"data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant"}}]}"# + "\n\n"
                let later = try await Self.completion(of: text, after: begin)
                #expect(first.message == later.message, "\(text)")
                #expect(first.usage == later.usage, "\(text)")
                #expect(first.citations == later.citations && first.logprobs == later.logprobs, "\(text)")
            }
        }
    }

    @Test(arguments: [
        #"{"choices":[{"delta":{"content":"a"}}]"#, #"{"choices":[{"delta":{"content":"a"}}],}"#,
        #"{"choices":[{"delta":{"content":"a"}}]} x"#, #"{"choices":[{"index":01,"delta":{"content":"a"}}]}"#,
        #"{"choices":[{"delta":{"content":"\q"}}]}"#, #"{"x":nul,"choices":[]}"#, #"{"x":-,"choices":[]}"#,
        "{\"choices\":[{\"delta\":{\"content\":\"\u{01}\"}}]}", #"{"x":1.,"choices":[]}"#,
    ])
    func `what is no JSON is an error after the first event too`(event: String) async throws {
        let begin = #"data: {"choices":[{"delta":{"role":"assistant"}}]}"# + "\n\n"
        let error = await #expect(throws: ProviderError.self) { try await Self.completion(of: event, after: begin) }
        #expect(error?.code == .unreadableReply)
    }

    @Test(arguments: [
        #"{"error":{"message":"it broke"}}"#, #"{"object":"error","message":"it broke"}"#,
        #"{"type":"error","message":"it broke"}"#, #"{"choices":[],"detail":"it broke"}"#,
    ])
    func `an error is an error after the first event too`(event: String) async throws {
        let begin = #"data: {"choices":[{"delta":{"role":"assistant"}}]}"# + "\n\n"
        let error = await #expect(throws: ProviderError.self) { try await Self.completion(of: event, after: begin) }
        #expect(error?.message.contains("it broke") == true)
    }
}
