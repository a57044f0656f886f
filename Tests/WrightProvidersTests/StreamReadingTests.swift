internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightProviders

@Suite struct StreamReadingTests {
    static func provider(_ kind: ServiceKind, _ server: LoopbackServer) throws -> ServiceProvider {
        try ServiceProvider(kind, address: ServiceAddress(server.base))
    }

    static var request: CompletionRequest {
        CompletionRequest(
            model: "x",
            messages: [
                Message(
                    .user,
                    [.document(SourceDocument(id: "7", title: "Obst", text: "Äpfel sind süß.")), .text("?")]
                )
            ]
        )
    }

    static func collect(_ stream: AsyncThrowingStream<CompletionDelta, any Error>) async throws -> Completion {
        var accumulator = CompletionAccumulator(model: "x")
        for try await delta in stream { accumulator.add(delta) }
        return accumulator.completion()
    }

    @Test(arguments: RecordedStream.all)
    func `a stream split at any byte reads as the whole answer`(_ recorded: RecordedStream) async throws {
        let bytes = Array(recorded.stream.utf8)
        try await LoopbackServer.with { request, number in
            // The first request is for the whole answer, the second for a stream of single bytes.
            if number == 0 { return LoopbackServer.reply(recorded.whole) }
            if number == 1 { return LoopbackServer.stream(bytes.map { [$0] }, type: recorded.type) }
            let place = number - 1
            return LoopbackServer.stream([Array(bytes[..<place]), Array(bytes[place...])], type: recorded.type)
        } _: { server in
            let provider = try Self.provider(recorded.kind, server)
            let whole = try await provider.complete(Self.request)
            #expect(!whole.message.parts.isEmpty)
            #expect(whole.usage != nil)
            #expect(try await Self.collect(provider.stream(Self.request)) == whole)
            for place in 1..<bytes.count {
                let streamed = try await Self.collect(provider.stream(Self.request))
                try #require(streamed == whole, "split at byte \(place)")
            }
        }
    }

    @Test func `citations of a service are ranges of bytes`() async throws {
        try await LoopbackServer.with { _, _ in
            LoopbackServer.stream([Array(RecordedStream.messages.stream.utf8)])
        } _: { server in
            let completion = try await Self.collect(try Self.provider(.anthropic, server).stream(Self.request))
            let citation = try #require(completion.citations.first)
            #expect(citation.documentID == "7")
            #expect(citation.quote == "süß")
            // Character 11 of the source stands at byte 12, after one letter of two bytes.
            #expect(citation.sourceRange == 12..<17)
            #expect("Äpfel sind süß."[utf8: 12..<17] == "süß")
            #expect(citation.answerRange == 0..<completion.text.utf8.count)
            #expect(completion.usage == TokenUsage(input: 17, output: 12, cachedInput: 5, cacheWrite: 2))
        }
    }

    @Test func `thoughts are counted as written`() async throws {
        try await LoopbackServer.with { _, _ in
            LoopbackServer.stream([Array(RecordedStream.gemini.stream.utf8)])
        } _: { server in
            let completion = try await Self.collect(try Self.provider(.gemini, server).stream(Self.request))
            #expect(completion.text == "Grüße")
            #expect(completion.usage == TokenUsage(input: 6, output: 5, reasoning: 3))
        }
    }

    @Test(arguments: [
        #"data: {"choices":[{"delta":{"content":"Hi"}}]}"# + "\n\n" + #"data: {"choices":[{"finish_reason":"stop"}]}"#,
        #"data: {"choices":[{"delta":{"content":[{"type":"text","text":"Hi"}]}}]}"# + "\n\ndata: [DONE]\n\n",
        #"data: {"choices":[{"message":{"content":"Hi"},"finish_reason":"eos"}]}"# + "\r\r",
        #"data: {"choices":[{"text":"Hi","finish_reason":"stop"}]}"# + "\n\n",
    ])
    func `what servers leave out or send otherwise is read`(_ stream: String) async throws {
        try await LoopbackServer.with { _, _ in
            LoopbackServer.stream([Array(stream.utf8)])
        } _: { server in
            let completion = try await Self.collect(try Self.provider(.openAI, server).stream(Self.request))
            #expect(completion.text == "Hi")
            #expect(completion.finishReason == .stop)
        }
    }

    @Test func `tool calls without numbers and with objects for arguments are read`() async throws {
        let stream = """
            data: {"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"id":"b","function":{"name":"g","arguments":"{"}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"}"}}]},"finish_reason":"stop"}]}

            data: [DONE]

            """
        try await LoopbackServer.with { _, _ in
            LoopbackServer.stream([Array(stream.utf8)])
        } _: { server in
            let completion = try await Self.collect(try Self.provider(.openAI, server).stream(Self.request))
            #expect(
                completion.toolCalls == [
                    ToolCall(id: "a", name: "f", arguments: #"{"x":1}"#), ToolCall(id: "b", name: "g", arguments: "{}"),
                ]
            )
            #expect(completion.finishReason == .toolCalls)
        }
    }

    @Test func `a number of a tool call that cannot be is replaced by the next`() async throws {
        let stream = """
            data: {"choices":[{"delta":{"tool_calls":[{"index":9223372036854775807,"id":"a","function":{}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"id":"b","function":{"name":"g","arguments":"{}"}}]}}]}

            data: [DONE]

            """
        try await LoopbackServer.with { _, _ in
            LoopbackServer.stream([Array(stream.utf8)])
        } _: { server in
            let completion = try await Self.collect(try Self.provider(.openAI, server).stream(Self.request))
            #expect(completion.toolCalls.map(\.id) == ["a", "b"])
        }
    }

    @Test(arguments: [
        (
            ServiceKind.openAI,
            #"{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":%,"#
                + #""completion_tokens":%,"total_tokens":%,"completion_tokens_details":{"reasoning_tokens":%}}}"#
        ),
        (
            .anthropic,
            #"{"type":"message","content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":{"#
                + #""input_tokens":%,"output_tokens":%,"cache_read_input_tokens":%,"cache_creation_input_tokens":%}}"#
        ),
        (
            .gemini,
            #"{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}],"usageMetadata":{"#
                + #""promptTokenCount":%,"toolUsePromptTokenCount":%,"candidatesTokenCount":%,"thoughtsTokenCount":%}}"#
        ),
        (.ollama, #"{"message":{"content":"a"},"done":true,"eval_count":%,"prompt_eval_count":%}"#),
    ])
    func `counts of tokens that cannot be are bounded`(kind: ServiceKind, body: String) async throws {
        let bodies = ["9223372036854775807", "-9223372036854775808"].map { body.replacing("%", with: $0) }
        try await LoopbackServer.with { _, number in
            LoopbackServer.reply(bodies[number])
        } _: { server in
            let provider = try Self.provider(kind, server)
            let largest = try #require(try await provider.complete(Self.request).usage)
            #expect(largest.inputTokenCount == 1 << 40 && largest.outputTokenCount == 1 << 40)
            #expect((largest + largest).totalTokenCount == 1 << 41)
            let least = try #require(try await provider.complete(Self.request).usage)
            #expect(least == TokenUsage(input: 0, output: 0))
        }
    }

    @Test func `a server that cannot stream, and one that always does, are understood`() async throws {
        try await LoopbackServer.with { _, number in
            number == 0
                ? LoopbackServer.reply(RecordedStream.chat.whole)
                : LoopbackServer.stream([Array(RecordedStream.chat.stream.utf8)])
        } _: { server in
            let provider = try Self.provider(.openAI, server)
            let streamed = try await Self.collect(provider.stream(Self.request))
            let whole = try await provider.complete(Self.request)
            #expect(streamed == whole)
            #expect(whole.text == "Grüße, 世界 😀")
        }
    }

    @Test func `probabilities of tokens are read`() async throws {
        let body = """
            {"id":"l","model":"m","choices":[{"message":{"content":"A"},"finish_reason":"length","logprobs":{"content":[
            {"token":"A","logprob":-0.5,"top_logprobs":[{"token":"A","logprob":-0.5},{"token":"B","logprob":-1.5}]}]}}]}
            """
        try await LoopbackServer.with { _, _ in
            LoopbackServer.reply(body)
        } _: { server in
            let completion = try await Self.provider(.openAI, server).complete(Self.request)
            #expect(completion.finishReason == .length)
            #expect(completion.usage == nil)
            #expect(completion.logprobs.map(\.token) == ["A"])
            #expect(completion.logprobs.first?.alternatives.map(\.logprob) == [-0.5, -1.5])
        }
    }
}
