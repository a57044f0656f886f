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
