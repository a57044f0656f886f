import Foundation
import Synchronization
import Testing
import WrightCore
import WrightEvaluation
import WrightModel
import WrightPrompt

/// Answers by a rule over the last message.
private struct RuleProvider: CompletionProvider {
    let identity = ProviderIdentity(name: "rule")
    let answer: @Sendable (CompletionRequest) throws -> String

    func complete(_ request: CompletionRequest) async throws -> Completion {
        let text = try answer(request)
        let usage = TokenUsage(input: 10, output: text.split(separator: " ").count)
        return Completion(model: request.model, message: .assistant(text), finishReason: .stop, usage: usage)
    }

    func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        AsyncThrowingStream { $0.finish() }
    }
}

struct PromptTestRunnerTests {
    private func report(
        _ yaml: String,
        source: String = "{{question}}",
        answer: @escaping @Sendable (CompletionRequest) throws -> String
    ) async throws -> PromptTestReport {
        var configuration = PromptTestRunner.Configuration()
        configuration.model = "m"
        configuration.cost = { usage, _ in Int64(usage.outputTokenCount) * 100 }
        let runner = PromptTestRunner(provider: RuleProvider(answer: answer), configuration: configuration)
        let template = try PromptTemplate(name: "p", source: source)
        return try await runner.run(PromptTestSuite(yaml: yaml, name: "p.tests.yaml"), of: template)
    }

    @Test(
        arguments: [
            ("contains: paris", "In Paris.", true), ("contains: Rome", "In Paris.", false),
            ("not-contains: Rome", "In Paris.", true), ("equals: a b", " a b\n", true), ("equals: a", "b", false),
            ("regex: '^[A-Z]'", "In", true), ("regex: '^[A-Z]'", "in", false),
            ("json: {path: '$.a[0]', equals: 1}", #"{"a":[1]}"#, true),
            ("json: {path: $.b, equals: 1}", #"{"a":[1]}"#, false), ("json: {path: $.a}", "x", false),
            ("schema: {type: object}", "{}", true), ("schema: {type: object}", "[]", false),
            ("max-tokens: 2", "a b", true), ("max-tokens: 1", "a b", false),
            ("max-cost-usd: 0.0002", "a b", true), ("max-cost-usd: 0.0001", "a b", false),
            ("max-latency-ms: 1000", "a", true), ("abstains: true", "I don't know.", true),
            ("abstains: true", "It is 7 [1].", false), ("abstains: false", "It is 7.", true),
            ("cites: [1, 2]", "A [1]. B [2, 3].", true), ("cites: [4]", "A [1].", false), ("cites: true", "A.", false),
            ("similar-to: {text: the cat sat, at-least: 0.6}", "the cat ran", true),
            ("similar-to: {text: the cat sat, at-least: 0.9}", "the cat ran", false),
        ] as [(String, String, Bool)]
    )
    func assertionsDecide(_ assertion: String, _ answer: String, _ isPassed: Bool) async throws {
        let report = try await report("cases:\n  - inputs: {question: q}\n    assert:\n      - \(assertion)\n") { _ in
            answer
        }
        #expect(report.isPassed == isPassed, "\(report.json.text())")
    }

    @Test func repeatsGiveARateWithAnInterval() async throws {
        let yaml =
            "threshold: 0.6\nrepeats: 10\ncases:\n  - name: c\n    inputs: {question: q}\n    assert: {contains: yes}\n"
        let report = try await report(yaml) { $0.context.repeatNumber < 7 ? "yes" : "no" }
        #expect(report.passCount == 7 && report.trialCount == 10 && report.isPassed)
        let estimate = try #require(report.cases[0].rate.estimate)
        #expect(abs((estimate.low ?? 0) - 0.3968) < 0.0005 && abs((estimate.high ?? 0) - 0.8922) < 0.0005)
    }

    @Test func callsThatFailAreTrialsThatFail() async throws {
        let yaml = "cases:\n  - inputs: {question: q}\n    assert: {contains: x}\n"
        let report = try await report(yaml) { _ in throw EvaluationError.testsInvalid(place: "a<b", reason: "\"no\"") }
        #expect(!report.isPassed)
        #expect(report.cases[0].trials[0].failures[0].assertion == "call")
        #expect(report.junit.contains("a&lt;b") && report.junit.contains("&quot;no&quot;"))
        #expect(report.junit.contains(#"tests="1" failures="1""#))
    }

    @Test func structuredOutputIsMended() async throws {
        let source = "---\noutput:\n  schema: {n: integer}\n---\n{{question}}"
        let yaml = "cases:\n  - inputs: {question: q}\n    assert: [{schema: true}, {json: {path: $.n, equals: 7}}]\n"
        let report = try await report(yaml, source: source) { _ in "Sure: {n: '7',}" }
        #expect(report.isPassed)
        #expect(report.cases[0].trials[0].path == "repaired")
    }

    @Test func aJudgeDecides() async throws {
        let yaml = "cases:\n  - inputs: {question: q}\n    assert:\n      - judged-by: {criteria: is polite}\n"
        let report = try await report(yaml) { request in
            guard request.messages.contains(where: { $0.text.contains("is polite") }) else { return "You fool." }
            return #"{"reason": "it insults", "verdict": "fail"}"#
        }
        #expect(!report.isPassed)
        #expect(report.cases[0].trials[0].failures.map(\.reason) == ["the judge says: it insults"])
    }

    @Test(
        arguments: [
            "[]", "cases: []", "cases: [{inputs: {a: 1}}]", "cases: [{assert: [{frob: 1}]}]",
            "threshold: 2\ncases: [{assert: {contains: a}}]",
            "cases: [{assert: {regex: '('}}]", "cases: [{assert: {json: {}}}]",
            "repeats: 0\ncases: [{assert: {contains: a}}]",
        ]
    )
    func wrongFilesAreNamed(_ yaml: String) {
        #expect { try PromptTestSuite(yaml: yaml, name: "t") } throws: { $0 is any DescribedError }
    }
}
