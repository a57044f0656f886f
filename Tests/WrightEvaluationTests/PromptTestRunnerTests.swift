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

    @Test(arguments: ["max-tokens", "max-cost-usd", "max-latency-ms"])
    func limitsThatNoAnswerReachesAreRefused(_ name: String) throws {
        for limit in ["1e300", "1e13", "-1"] {
            let yaml = "cases:\n  - inputs: {question: q}\n    assert:\n      - \(name): \(limit)\n"
            #expect(throws: EvaluationError.self) { try PromptTestSuite(yaml: yaml, name: "p.tests.yaml") }
        }
        _ = try PromptTestSuite(
            yaml: "cases:\n  - inputs: {question: q}\n    assert:\n      - \(name): 1e12\n",
            name: "p.tests.yaml"
        )
    }

    @Test func repeatsGiveARateWithAnInterval() async throws {
        let yaml =
            "threshold: 0.6\nrepeats: 10\ncases:\n  - name: c\n    inputs: {question: q}\n    assert: {contains: yes}\n"
        let report = try await report(yaml) { $0.context.repeatNumber < 7 ? "yes" : "no" }
        #expect(report.passCount == 7 && report.trialCount == 10 && report.isPassed)
        let estimate = try #require(report.cases[0].rate.estimate)
        #expect(abs((estimate.low ?? 0) - 0.3968) < 0.0005 && abs((estimate.high ?? 0) - 0.8922) < 0.0005)
    }

    @Test func callsThatFailAreNotMeasured() async throws {
        let yaml = "cases:\n  - inputs: {question: q}\n    assert: {contains: x}\n"
        let report = try await report(yaml) { _ in
            throw EvaluationError.testsInvalid(place: "a<b", reason: "\"no\" 'x'\u{7F}")
        }
        #expect(report.outcome == .notMeasured && !report.isPassed && report.rate.estimate == nil)
        let trial = report.cases[0].trials[0]
        #expect(trial.failures.isEmpty && trial.gaps.map(\.assertion) == ["call"] && trial.gaps[0].remedy != nil)
        #expect(report.junit.contains("a&lt;b") && report.junit.contains("&quot;no&quot; &#39;x&#39;\u{FFFD}"))
        #expect(report.junit.contains(#"tests="1" failures="0" errors="1""#) && report.junit.contains("<error "))
        #expect(report.json["outcome"]?.string == "notMeasured" && report.json["measured"]?.int == 0)
    }

    @Test(
        "trials that are missing count neither way",
        arguments: [
            (1.0, 7, 0, "notMeasured"), (1.0, 7, 1, "failed"), (0.5, 6, 1, "notMeasured"), (0.9, 5, 2, "failed"),
            (0.7, 7, 3, "passed"),
        ]
    )
    func missingTrialsLeaveTheThresholdOpen(_ threshold: Double, _ passed: Int, _ failed: Int, _ outcome: String)
        async throws
    {
        let yaml =
            "threshold: \(threshold)\nrepeats: 10\n"
            + "cases:\n  - name: c\n    inputs: {question: q}\n    assert: {contains: yes}\n"
        let report = try await report(yaml) { request in
            let number = request.context.repeatNumber
            guard number < passed + failed else { throw EvaluationError.testsInvalid(place: "a", reason: "b") }
            return number < passed ? "yes" : "no"
        }
        #expect(report.outcome.rawValue == outcome)
        #expect(report.passCount == passed && report.measuredCount == passed + failed && report.trialCount == 10)
        #expect(report.rate.estimate?.count == passed + failed)
    }

    @Test func aFaultOfThePromptFailsIt() async throws {
        let source = "---\noutput:\n  schema: {n: integer}\n---\n{{question}}"
        let yaml = "cases:\n  - inputs: {question: q}\n    assert: {schema: true}\n"
        let report = try await report(yaml, source: source) { _ in "no number here" }
        #expect(report.outcome == .failed && report.cases[0].trials[0].failures.map(\.assertion) == ["call"])
    }

    @Test func aJudgeWithoutAVerdictHidesNothingElse() async throws {
        func run(_ word: String) async throws -> PromptTestReport.Trial {
            let yaml =
                "cases:\n  - inputs: {question: q}\n    assert:\n"
                + "      - judged-by: {criteria: is polite}\n      - contains: \(word)\n"
            let report = try await report(yaml) { request in
                request.messages.contains { $0.text.contains("is polite") } ? "Well." : "Good day."
            }
            return report.cases[0].trials[0]
        }
        let open = try await run("day")
        #expect(open.outcome == .notMeasured && open.gaps.map(\.assertion) == ["judged-by"])
        let failed = try await run("night")
        #expect(failed.outcome == .failed && failed.failures.map(\.assertion) == ["contains"])
        #expect(failed.gaps.map(\.assertion) == ["judged-by"])
    }

    @Test func whatNobodyKnowsIsNotMeasured() async throws {
        let template = try PromptTemplate(name: "p", source: "{{question}}")
        let yaml = "cases:\n  - inputs: {question: q}\n    assert: {max-cost-usd: 1}\n"
        let runner = PromptTestRunner(provider: RuleProvider { _ in "a" }, configuration: Self.plain)
        let report = try await runner.run(PromptTestSuite(yaml: yaml, name: "t"), of: template)
        #expect(report.outcome == .notMeasured)
    }

    private static var plain: PromptTestRunner.Configuration {
        var configuration = PromptTestRunner.Configuration()
        configuration.model = "m"
        return configuration
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
