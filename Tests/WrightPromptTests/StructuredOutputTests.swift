import Synchronization
import Testing
import WrightCore
import WrightModel
import WrightPrompt

/// Answers with texts in order, and keeps what it was asked.
final class ScriptedProvider: CompletionProvider {
    let identity = ProviderIdentity(name: "scripted")
    private let answers: [(text: String, reason: FinishReason)]
    private let requests = Mutex<[CompletionRequest]>([])

    init(_ answers: [String], reason: FinishReason = .stop) {
        self.answers = answers.map { ($0, reason) }
    }

    var asked: [CompletionRequest] { requests.withLock { $0 } }

    func complete(_ request: CompletionRequest) async throws -> Completion {
        let place = requests.withLock { list in
            list.append(request)
            return list.count - 1
        }
        let answer = answers[min(place, answers.count - 1)]
        return Completion(
            model: request.model,
            message: .assistant(answer.text),
            finishReason: answer.reason,
            usage: TokenUsage(input: 10, output: 5)
        )
    }

    func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        AsyncThrowingStream { $0.finish() }
    }
}

struct StructuredOutputTests {
    private let schema = #"{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}"#

    private func run(_ answers: [String], reason: FinishReason = .stop) async throws -> (
        StructuredOutput.Result, ScriptedProvider
    ) {
        let provider = ScriptedProvider(answers, reason: reason)
        let output = StructuredOutput(schema: try JSONSchema(parsing: schema))
        let request = CompletionRequest(model: "m", messages: [.user("?")])
        return (try await output.run(request, by: provider), provider)
    }

    @Test func takesARightAnswer() async throws {
        let (result, provider) = try await run([#"{"n": 1}"#])
        #expect(result.value == ["n": 1])
        #expect(result.path == "valid")
        #expect(provider.asked[0].responseFormat != .text)
    }

    @Test func mendsBeforeAskingAgain() async throws {
        let (result, provider) = try await run(["```\n{n: '7',}\n```"])
        #expect(result.value == ["n": 7])
        #expect(result.path == "repaired")
        #expect(provider.asked.count == 1)
    }

    @Test func asksAgainWithTheReason() async throws {
        let (result, provider) = try await run([#"{"n": "many"}"#, #"{"n": 2}"#])
        #expect(result.path == "reasked")
        #expect(result.usage == TokenUsage(input: 20, output: 10))
        let messages = provider.asked[1].messages
        #expect(messages.map(\.role) == [.user, .assistant, .user])
        #expect(messages[2].text.contains(#"'/n': it must be integer, but is "many""#))
    }

    @Test func givesUpWithTheReason() async throws {
        await #expect { try await run(["nothing"]) } throws: {
            ($0 as? PromptError)?.code == .outputInvalid && ($0 as? PromptError)?.message.contains("3 attempts") == true
        }
    }

    @Test func neverTakesWhatWasCutOff() async throws {
        await #expect { try await run([#"{"n": 1, "m": "abc"#], reason: .length) } throws: {
            ($0 as? PromptError)?.message.contains("cut off") == true
        }
    }
}
