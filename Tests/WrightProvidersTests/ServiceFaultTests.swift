internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightProviders

@Suite struct ServiceFaultTests {
    static var request: CompletionRequest { CompletionRequest(model: "x", messages: [.user("?")]) }

    /// The error of a call, whole and streamed.
    static func errors(
        _ kind: ServiceKind = .openAI,
        key: Secret? = nil,
        _ answer: @escaping @Sendable (LoopbackServer.Request, Int) -> [LoopbackServer.Step]
    ) async throws -> [ProviderError] {
        try await LoopbackServer.with(answer) { server in
            let provider = try ServiceProvider(kind, address: ServiceAddress(server.base), key: key)
            var errors: [ProviderError] = []
            let whole = await #expect(throws: ProviderError.self) { _ = try await provider.complete(request) }
            let streamed = await #expect(throws: ProviderError.self) {
                for try await _ in provider.stream(request) {}
            }
            if let whole { errors.append(whole) }
            if let streamed { errors.append(streamed) }
            return errors
        }
    }

    @Test func `JSON that is none is an error that says so`() async throws {
        let errors = try await Self.errors { _, number in
            number == 0
                ? LoopbackServer.reply("{\"choices\": [")
                : LoopbackServer.stream([Array("data: {\"choices\":}\n\ndata: [DONE]\n\n".utf8)])
        }
        #expect(errors.map(\.code) == [.unreadableReply, .unreadableReply])
    }

    @Test func `an HTML page is no answer, with any status`() async throws {
        let fine = try await Self.errors { _, _ in LoopbackServer.reply("<html>hello</html>", type: "text/html") }
        #expect(fine.map(\.code) == [.unreadableReply, .unreadableReply])
        let failed = try await Self.errors { _, _ in
            LoopbackServer.reply("<html>bad gateway</html>", type: "text/html", status: "502 Bad Gateway")
        }
        #expect(failed.map(\.code) == [.serviceFailed, .serviceFailed])
        #expect(failed.allSatisfy { $0.status == 502 && $0.message.contains("an HTML page") })
    }

    @Test func `an empty body is an error`() async throws {
        let errors = try await Self.errors { _, number in
            LoopbackServer.reply("", type: number == 0 ? "application/json" : "text/event-stream")
        }
        #expect(errors.map(\.code) == [.emptyReply, .emptyReply])
    }

    @Test func `a stream that is cut is an error, after what came`() async throws {
        for end in [LoopbackServer.end, .reset] {
            try await LoopbackServer.with { _, _ in
                [
                    LoopbackServer.head(type: "text/event-stream"),
                    .send(
                        LoopbackServer.chunk(
                            Array(#"data: {"choices":[{"delta":{"content":"Half"}}]}"#.utf8) + [10, 10]
                        )
                    ),
                    .wait(milliseconds: 20), end,
                ]
            } _: { server in
                let provider = try ServiceProvider(.openAI, address: ServiceAddress(server.base))
                var accumulator = CompletionAccumulator(model: "x")
                let error = await #expect(throws: ProviderError.self) {
                    for try await delta in provider.stream(Self.request) { accumulator.add(delta) }
                }
                #expect(accumulator.completion().text == "Half")
                #expect([.replyCut, .connectionLost].contains(error?.code))
                #expect(error?.isTransient == true)
            }
        }
    }

    @Test func `a stream cut inside an event is a cut stream`() async throws {
        try await LoopbackServer.with { _, _ in
            LoopbackServer.stream([Array("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choi".utf8)]
            )
        } _: { server in
            let provider = try ServiceProvider(.openAI, address: ServiceAddress(server.base))
            let error = await #expect(throws: ProviderError.self) {
                for try await _ in provider.stream(Self.request) {}
            }
            #expect(error?.code == .replyCut)
        }
    }

    @Test func `a connection that is reset is an error that passes`() async throws {
        let errors = try await Self.errors { _, _ in [.reset] }
        #expect(errors.map(\.code) == [.connectionLost, .connectionLost])
    }

    @Test func `an event larger than the limit ends the call`() async throws {
        let piece = [UInt8](repeating: 97, count: 1 << 20)
        try await LoopbackServer.with { _, _ in
            [LoopbackServer.head(type: "text/event-stream"), .send(LoopbackServer.chunk(Array("data: ".utf8)))]
                + (0..<10).map { _ in .send(LoopbackServer.chunk(piece)) } + [LoopbackServer.end]
        } _: { server in
            let provider = try ServiceProvider(.openAI, address: ServiceAddress(server.base))
            let error = await #expect(throws: ProviderError.self) {
                for try await _ in provider.stream(Self.request) {}
            }
            #expect(error?.code == .replyTooLarge)
        }
    }

    @Test func `a redirect is not followed, and no key goes to where it points`() async throws {
        try await LoopbackServer.with { _, _ in
            LoopbackServer.reply(RecordedStream.chat.whole)
        } _: { other in
            let errors = try await Self.errors(key: Secret("sk-secret-value")) { _, _ in
                LoopbackServer.reply("", status: "307 Temporary Redirect", extra: "Location: \(other.base)/x\r\n")
            }
            #expect(errors.map(\.code) == [.redirected, .redirected])
            #expect(other.requests.isEmpty)
        }
    }

    @Test(arguments: [
        (
            ServiceKind.openAI, #"data: {"error":{"message":"too many","type":"rate_limit_error"}}"# + "\n\n",
            ProviderError.Code.rateLimited
        ),
        (.openAI, #"data: {"error":"it broke"}"# + "\n\n", .serviceFailed),
        (.openAI, #"data: {"object":"error","message":"no such model","code":404}"# + "\n\n", .modelUnknown),
        (
            .anthropic,
            "event: error\n" + #"data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#
                + "\n\n", .serviceFailed
        ),
        (.ollama, #"{"error":"model failed to load"}"# + "\n", .serviceFailed),
        (
            .gemini, #"data: {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"quota"}}"# + "\n\n",
            .rateLimited
        ),
        (
            .openAIResponses,
            #"data: {"type":"response.failed","response":{"error":{"code":"server_error","message":"x"}}}"# + "\n\n",
            .serviceFailed
        ),
    ])
    func `an error inside a stream is an error`(kind: ServiceKind, stream: String, code: ProviderError.Code)
        async throws
    {
        try await LoopbackServer.with { _, _ in
            LoopbackServer.stream(
                [Array(stream.utf8)],
                type: kind == .ollama ? "application/x-ndjson" : "text/event-stream"
            )
        } _: { server in
            let provider = try ServiceProvider(kind, address: ServiceAddress(server.base))
            let error = await #expect(throws: ProviderError.self) {
                for try await _ in provider.stream(Self.request) {}
            }
            #expect(error?.code == code)
        }
    }

    @Test(arguments: [
        ("Retry-After: 3\r\n", Duration.seconds(3)), ("retry-after-ms: 1500\r\n", .milliseconds(1500)),
        ("Retry-After: Wed, 21 Oct 2026 07:28:30 GMT\r\nDate: Wed, 21 Oct 2026 07:28:00 GMT\r\n", .seconds(30)),
        ("Retry-After: Wednesday, 21-Oct-26 07:28:30 GMT\r\nDate: Wed, 21 Oct 2026 07:28:00 GMT\r\n", .seconds(30)),
        ("Retry-After: Wed Oct 21 07:28:30 2026\r\nDate: Wed, 21 Oct 2026 07:28:00 GMT\r\n", .seconds(30)),
        ("Retry-After: 0.5\r\n", .milliseconds(500)),
        ("Retry-After: Wed, 21 Oct 2026 07:27:00 GMT\r\nDate: Wed, 21 Oct 2026 07:28:00 GMT\r\n", .zero),
    ])
    func `the wait that a service asks for is read`(header: String, wait: Duration) async throws {
        let errors = try await Self.errors { _, _ in
            LoopbackServer.reply(#"{"error":{"message":"slow down"}}"#, status: "429 Too Many Requests", extra: header)
        }
        #expect(errors.map(\.retryAfter) == [wait, wait])
        #expect(errors.allSatisfy { $0.code == .rateLimited && $0.message.contains("slow down") })
    }

    @Test func `a service that repeats the key does not put it into an error`() async throws {
        let errors = try await Self.errors(key: Secret("sk-very-secret")) { _, _ in
            LoopbackServer.reply(#"{"error":{"message":"bad key sk-very-secret given"}}"#, status: "401 Unauthorized")
        }
        #expect(errors.count == 2)
        for error in errors {
            #expect(error.code == .unauthorised)
            #expect(!String(reflecting: error).contains("sk-very-secret"))
            #expect(error.message.contains("[secret]"))
        }
    }

    @Test func `a server that is not there is an error at once`() async throws {
        let server = try await LoopbackServer { _, _ in [] }
        let base = server.base
        try await server.stop()
        let provider = try ServiceProvider(.ollama, address: ServiceAddress(base))
        let error = await #expect(throws: ProviderError.self) { _ = try await provider.complete(Self.request) }
        #expect(error?.code == .unreachable)
    }

    @Test func `a service that says nothing is given up at the deadline`() async throws {
        try await LoopbackServer.with { _, number in
            number == 0 ? [.hang] : [LoopbackServer.head(type: "text/event-stream"), .hang]
        } _: { server in
            let base = try ServiceProvider(.openAI, address: ServiceAddress(server.base))
            let limits = DeadlineProvider.Limits(call: .milliseconds(80), piece: .milliseconds(40))
            let provider = DeadlineProvider(base, limits: limits)
            let whole = await #expect(throws: ProviderError.self) { _ = try await provider.complete(Self.request) }
            let streamed = await #expect(throws: ProviderError.self) {
                for try await _ in provider.stream(Self.request) {}
            }
            #expect([whole?.code, streamed?.code] == [.timedOut, .timedOut])
        }
    }

    @Test func `a reader that goes away ends the call`() async throws {
        try await LoopbackServer.with { _, _ in
            [
                LoopbackServer.head(type: "text/event-stream"),
                .send(LoopbackServer.chunk(Array(#"data: {"choices":[{"delta":{"content":"a"}}]}"#.utf8) + [10, 10])),
                .hang,
            ]
        } _: { server in
            let provider = try ServiceProvider(.openAI, address: ServiceAddress(server.base))
            for try await delta in provider.stream(Self.request) {
                if case .text = delta { break }
            }
            let task = Task {
                for try await _ in provider.stream(Self.request) {}
            }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            // The service never ends its answer, so that this does is the reader's doing. A task that is cancelled
            // before it asks for a piece sees the end of the stream.
            if case .failure(let error) = await task.result { #expect(error is CancellationError) }
        }
    }

    @Test func `a model that takes no temperature is asked without it, from then on at once`() async throws {
        let said = "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is"
        try await LoopbackServer.with { request, _ in
            String(decoding: request.body, as: UTF8.self).contains(#""temperature""#)
                ? LoopbackServer.reply(#"{"error":{"message":"\#(said)"}}"#, status: "400 Bad Request")
                : LoopbackServer.reply(RecordedStream.chat.whole)
        } _: { server in
            let provider = try ServiceProvider(.openAI, address: ServiceAddress(server.base))
            var request = Self.request
            request.temperature = 0
            #expect(try await provider.complete(request).text == "Grüße, 世界 😀")
            #expect(server.requests.count == 2)
            #expect(try await StreamReadingTests.collect(provider.stream(request)).text == "Grüße, 世界 😀")
            #expect(server.requests.count == 3)
        }
        try await LoopbackServer.with { _, _ in
            LoopbackServer.reply(#"{"error":{"message":"temperature must be at most 2"}}"#, status: "400 Bad Request")
        } _: { server in
            let provider = try ServiceProvider(.openAI, address: ServiceAddress(server.base))
            var request = Self.request
            request.temperature = 7
            let error = await #expect(throws: ProviderError.self) { _ = try await provider.complete(request) }
            #expect(error?.code == .requestRefused && server.requests.count == 1)
        }
    }
}
