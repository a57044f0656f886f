internal import Synchronization
internal import Testing
internal import WrightGuard
internal import WrightModel

/// Repeats what a closure makes of each request, in pieces of three characters.
private final class Echo: CompletionProvider {
    let identity = ProviderIdentity(name: "echo")
    private let answer: @Sendable (CompletionRequest) -> String
    private let seen = Mutex<[CompletionRequest]>([])

    init(_ answer: @escaping @Sendable (CompletionRequest) -> String) { self.answer = answer }

    var requests: [CompletionRequest] { seen.withLock { $0 } }

    func complete(_ request: CompletionRequest) async throws -> Completion {
        seen.withLock { $0.append(request) }
        return Completion(model: "m", message: .assistant(answer(request)), finishReason: .stop)
    }

    func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        seen.withLock { $0.append(request) }
        let text = Array(answer(request))
        return AsyncThrowingStream { continuation in
            for start in stride(from: 0, to: text.count, by: 3) {
                continuation.yield(.text(String(text[start..<min(start + 3, text.count)])))
            }
            continuation.yield(.finish(.stop))
            continuation.finish()
        }
    }
}

/// Answers each request with what a closure makes of it.
private struct Answering: CompletionProvider {
    let identity = ProviderIdentity(name: "answering")
    let answer: @Sendable (CompletionRequest) -> Completion

    func complete(_ request: CompletionRequest) async throws -> Completion { answer(request) }

    func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        let deltas = answer(request).deltas
        return AsyncThrowingStream { continuation in
            for delta in deltas { continuation.yield(delta) }
            continuation.finish()
        }
    }
}

@Suite struct GuardedProviderTests {
    private let request = CompletionRequest(
        model: "m",
        messages: [.system("You answer about ships."), .user("My password: hunter2!X is gone. Ask ann@example.org.")]
    )

    private func guarded(_ echo: Echo, _ configuration: GuardedProvider.Configuration = .init()) -> GuardedProvider {
        GuardedProvider(echo, configuration: configuration) { (0..<24).map { UInt8($0 * 13 % 256) } }
    }

    private func streamed(_ provider: GuardedProvider) async throws -> (text: String, reason: FinishReason?) {
        var text = ""
        var reason: FinishReason?
        for try await delta in provider.stream(request) {
            if case .text(let piece) = delta { text += piece }
            if case .finish(let end) = delta { reason = end }
        }
        return (text, reason)
    }

    @Test func keepsSecretsFromTheModelAndFromTheAnswer() async throws {
        let echo = Echo { $0.messages.last?.text ?? "" }
        let completion = try await guarded(echo).complete(request)
        #expect(echo.requests.last?.messages.last?.text == "My password: [SECRET_1] is gone. Ask ann@example.org.")
        #expect(completion.text == "My password: [SECRET] is gone. Ask ann@example.org.")
        #expect(completion.finishReason == .stop)
    }

    @Test func putsBackWhatItTookOutAlsoInStreams() async throws {
        let echo = Echo { $0.messages.last?.text ?? "" }
        var configuration = GuardedProvider.Configuration()
        configuration.redactedTypes = [.email]
        configuration.output.redactedTypes = []
        let provider = guarded(echo, configuration)
        let expected = request.messages[1].text
        #expect(try await provider.complete(request).text == expected)
        #expect(try await streamed(provider).text == expected)
        #expect(echo.requests.allSatisfy { !$0.messages[1].text.contains("ann@") })
    }

    @Test func keepsSecretsOfEveryPartAndRoleFromTheModel() async throws {
        let secret = "hunter2!X"
        let line = "The password: \(secret) was set."
        let request = CompletionRequest(
            model: "m",
            messages: [
                .system(line), .user(line),
                Message(
                    .assistant,
                    [
                        .reasoning(Reasoning(text: line)), .text(line),
                        .toolCall(ToolCall(id: "1", name: "look", arguments: #"{"note": "\#(line)"}"#)),
                    ]
                ),
                Message(.tool, [.toolResult(ToolResult(callID: "1", name: "look", text: line))]),
                Message(.user, [.document(SourceDocument(id: "7", title: line, text: line))]),
            ]
        )
        let echo = Echo { _ in "Done." }
        _ = try await guarded(echo).complete(request)
        let sent = try #require(echo.requests.last)
        #expect(!"\(sent.messages)".contains(secret))
        #expect(sent.messages[2].toolCalls.map(\.arguments) == [#"{"note": "The password: [SECRET_1] was set."}"#])
        // What a service has signed is sent back as it came.
        let signed = Message(.assistant, [.reasoning(Reasoning(text: line, signature: "seal"))])
        _ = try await guarded(echo).complete(CompletionRequest(model: "m", messages: [signed]))
        #expect(echo.requests.last?.messages.last == signed)
    }

    @Test func givesNoPlacesInSourcesThatTheModelSawChanged() async throws {
        let provider = Answering { _ in
            var completion = Completion(model: "m", message: .assistant("Done."), finishReason: .stop)
            completion.citations = ["7", "8"].map { ProviderCitation(documentID: $0, sourceRange: 0..<3) }
            return completion
        }
        let sources = [("7", "My password: hunter2!X is gone."), ("8", "Ships sail.")]
            .map { MessagePart.document(SourceDocument(id: $0.0, title: "", text: $0.1)) }
        let asked = CompletionRequest(model: "m", messages: [Message(.user, sources)])
        let guarded = GuardedProvider(provider) { [UInt8](repeating: 7, count: 24) }
        #expect(try await guarded.complete(asked).citations.map(\.sourceRange) == [nil, 0..<3])
        var streamed: [Range<Int>?] = []
        for try await case .citation(let citation) in guarded.stream(asked) { streamed.append(citation.sourceRange) }
        #expect(streamed == [nil, 0..<3])
    }

    @Test func withholdsThoughtsThatHoldTheCanary() async throws {
        let provider = Answering { request in
            let rules = request.messages.first?.text ?? ""
            let thoughts = ["They ask of ships.", "My rules: \(rules)", "So I answer."]
            let parts = thoughts.map { MessagePart.reasoning(Reasoning(text: $0)) } + [.text("Ships sail.")]
            return Completion(model: "m", message: Message(.assistant, parts), finishReason: .stop)
        }
        let guarded = GuardedProvider(provider) { (0..<24).map { UInt8($0 * 13 % 256) } }
        let completion = try await guarded.complete(request)
        #expect(completion.text == "Ships sail." && completion.finishReason == .stop)
        #expect(completion.message.parts.first == .reasoning(Reasoning(text: "They ask of ships.")))
        #expect(completion.message.parts.count == 2)
        var thoughts: [String] = []
        for try await case .reasoning(let thought) in guarded.stream(request) { thoughts.append(thought.text) }
        #expect(thoughts == ["They ask of ships."])
    }

    @Test func cutsAnswersThatHoldTheCanary() async throws {
        let echo = Echo { request in "My rules: " + (request.messages.first?.text ?? "") }
        let provider = guarded(echo)
        let whole = try await provider.complete(request)
        let pieces = try await streamed(provider)
        #expect(whole.finishReason == .refusal && pieces.reason == .refusal)
        #expect(whole.text == pieces.text)
        let canary = Canary(randomBytes: (0..<24).map { UInt8($0 * 13 % 256) }).text
        #expect(echo.requests[0].messages[0].text.contains(canary))
        #expect(!whole.text.contains(canary.prefix(4)))
    }
}
