import Synchronization
import Testing
import WrightCore
import WrightEvaluation

@Suite struct EvaluationRunnerTests {
    /// A system that counts its calls and fails as the test wishes.
    private final class Scripted: AnswerSystem {
        struct Busy: Error {}
        struct Broken: Error {}
        struct State {
            var calls: [String: Int] = [:]
            var active = 0
            var mostActive = 0
        }

        let state = Mutex(State())
        let price: Int
        let fault: @Sendable (_ id: String, _ call: Int) throws -> Void

        init(price: Int = 0, fault: @escaping @Sendable (String, Int) throws -> Void = { _, _ in }) {
            self.price = price
            self.fault = fault
        }

        var fingerprint: JSONValue { ["system": "scripted"] }

        func outcome(for example: Example, repeatNumber: Int) async throws -> Outcome {
            let call = state.withLock { state in
                state.calls["\(example.id)#\(repeatNumber)", default: 0] += 1
                state.active += 1
                state.mostActive = max(state.mostActive, state.active)
                return state.calls["\(example.id)#\(repeatNumber)"] ?? 0
            }
            defer { state.withLock { $0.active -= 1 } }
            try await Task.sleep(for: .milliseconds(1))
            try fault(example.id, call)
            var outcome = Outcome(answer: example.id)
            outcome.costMicroUSD = price
            return outcome
        }

        func costEstimateMicroUSD(for example: Example) -> Int? { price }
        func isOverload(_ error: any Error) -> Bool { error is Busy }
        var callCount: Int { state.withLock { $0.calls.values.reduce(0, +) } }
    }

    private let panel = ScorerPanel([OverlapScorer([.exactMatch])])

    private func dataset(_ count: Int) throws -> Dataset {
        try Dataset(name: "s", examples: (0..<count).map { Example(id: "e\($0)", input: "?", references: ["e\($0)"]) })
    }

    private func configuration(_ change: (inout EvaluationRunner.Configuration) -> Void)
        -> EvaluationRunner.Configuration
    {
        var configuration = EvaluationRunner.Configuration()
        change(&configuration)
        return configuration
    }

    @Test func everyExampleIsAskedOnceAndResultsComeInOrder() async throws {
        let system = Scripted()
        let settings = configuration {
            $0.repeatCount = 2
            $0.concurrencyLimit = 16
        }
        let runner = EvaluationRunner(panel: panel, configuration: settings)
        let found = try await runner.run(try dataset(60), system: system)
        #expect(
            found.results.map { "\($0.exampleID)#\($0.repeatNumber)" } == (0..<60).flatMap { ["e\($0)#0", "e\($0)#1"] }
        )
        #expect(found.stopReason == nil && system.callCount == 120)
        #expect(found.results.allSatisfy { $0.scores["exact-match"] == .measured(1) })
        #expect(system.state.withLock { $0.mostActive } <= 16)
    }

    @Test func interruptedRunsGoOnWithoutAskingTwice() async throws {
        let set = try dataset(50)
        let kept = Mutex<[ExampleResult]>([])
        struct Crash: Error {}
        let first = Scripted()
        await #expect(throws: Crash.self) {
            _ = try await EvaluationRunner(panel: panel)
                .run(set, system: first) { result in
                    let count = kept.withLock {
                        $0.append(result)
                        return $0.count
                    }
                    if count == 20 { throw Crash() }
                }
        }
        let known = kept.withLock { $0 }
        #expect(known.count == 20)
        let second = Scripted()
        let found = try await EvaluationRunner(panel: panel).run(set, system: second, known: known)
        #expect(found.results.count == 50 && second.callCount == 30)
    }

    @Test func overloadSlowsDownAndIsTriedAgain() async throws {
        let system = Scripted { id, call in if id.hasSuffix("3"), call < 3 { throw Scripted.Busy() } }
        let settings = configuration { $0.concurrencyLimit = 8 }
        let found = try await EvaluationRunner(panel: panel, configuration: settings)
            .run(try dataset(20), system: system)
        #expect(found.results.allSatisfy { $0.outcome.failure == nil } && found.results.count == 20)
        #expect(system.callCount == 24)
    }

    @Test func failuresAreNotMeasuredAndNamed() async throws {
        let system = Scripted { id, _ in if id == "e1" { throw Scripted.Broken() } }
        let found = try await EvaluationRunner(panel: panel).run(try dataset(3), system: system)
        #expect(found.results[1].outcome.failure != nil)
        #expect(found.results[1].scores["exact-match"]?.value == nil)
        let run = EvaluationRun(
            name: "r",
            manifest: RunManifest(dataset: try dataset(3), system: system.fingerprint, scorers: panel.names),
            results: found.results
        )
        let summary = FigureSummary(name: "exact-match", table: run.scores(of: "exact-match"))
        #expect(summary.value.estimate?.mean == 1 && summary.measuredCount == 2 && summary.exampleCount == 3)
    }

    @Test func costIsCappedBeforeAndDuring() async throws {
        let settings = configuration { $0.costLimitMicroUSD = 100 }
        let runner = EvaluationRunner(panel: panel, configuration: settings)
        let dear = Scripted(price: 50)
        await #expect(throws: EvaluationError.self) { try await runner.run(try dataset(3), system: dear) }
        #expect(dear.callCount == 0)
        let known = ExampleResult(exampleID: "e0", repeatNumber: 0, outcome: Outcome(answer: "e0"), scores: [:])
        #expect(runner.costEstimateMicroUSD(try dataset(3), dear, known: [known]) == 100)
    }

    /// A system of which nobody knows beforehand what an answer costs.
    private struct SilentSystem: AnswerSystem {
        let price: @Sendable (String) -> Int?
        let calls = Counter()

        final class Counter: Sendable {
            let value = Mutex(0)
        }

        var fingerprint: JSONValue { nil }
        func outcome(for example: Example, repeatNumber: Int) async throws -> Outcome {
            calls.value.withLock { $0 += 1 }
            try await Task.sleep(for: .milliseconds(1))
            var outcome = Outcome(answer: example.id)
            outcome.costMicroUSD = price(example.id)
            return outcome
        }
    }

    @Test("an unknown price is learnt from the first answer", arguments: [(100, 3), (30, 1), (29, 1), (0, 0)])
    func unknownPricesKeepTheLimit(limit: Int, callCount: Int) async throws {
        for concurrency in [1, 8] {
            let settings = configuration {
                $0.costLimitMicroUSD = limit
                $0.concurrencyLimit = concurrency
            }
            let runner = EvaluationRunner(panel: panel, configuration: settings)
            let system = SilentSystem { _ in 30 }
            #expect(runner.costEstimateMicroUSD(try dataset(20), system) == nil)
            let found = try await runner.run(try dataset(20), system: system)
            #expect(found.stopReason != nil && found.results.count == callCount)
            #expect(system.calls.value.withLock { $0 } == callCount)
        }
    }

    @Test func whatResultsOfBeforeCostIsKnown() async throws {
        let settings = configuration { $0.costLimitMicroUSD = 100 }
        let runner = EvaluationRunner(panel: panel, configuration: settings)
        var outcome = Outcome(answer: "e0")
        outcome.costMicroUSD = 60
        let known = ExampleResult(exampleID: "e0", repeatNumber: 0, outcome: outcome, scores: [:])
        let system = SilentSystem { _ in 60 }
        let found = try await runner.run(try dataset(5), system: system, known: [known])
        #expect(found.results.count == 1 && system.calls.value.withLock { $0 } == 0)
        // What never says its cost is asked to the end.
        let free = try await runner.run(try dataset(5), system: SilentSystem { _ in nil })
        #expect(free.results.count == 5 && free.stopReason == nil)
    }

    @Test func sumsOfCostsDoNotOverflow() async throws {
        let runner = EvaluationRunner(panel: panel, configuration: configuration { $0.costLimitMicroUSD = Int.max })
        let found = try await runner.run(try dataset(4), system: SilentSystem { _ in Int.max })
        let manifest = RunManifest(dataset: try dataset(4), system: nil, scorers: panel.names)
        #expect(found.results.count == 1)
        let run = EvaluationRun(name: "r", manifest: manifest, results: found.results + found.results)
        #expect(run.costMicroUSD == .max)
        let dear = Scripted(price: .max)
        #expect(runner.costEstimateMicroUSD(try dataset(4), dear) == Int.max)
    }

    @Test func manifestsTellRunsApart() throws {
        let set = try dataset(2)
        let manifest = RunManifest(dataset: set, system: ["model": "m1"], scorers: ["f1"], seed: 7, repeatCount: 2)
        #expect(RunManifest(manifest.json) == manifest)
        let keys = Set([0, 1].flatMap { number in set.examples.map { manifest.outcomeKey($0, repeatNumber: number) } })
        // Both examples ask the same, so only the repeats differ.
        #expect(keys.count == 2)
        try manifest.check(continuing: manifest)
        var other = manifest
        other.system = ["model": "m2"]
        #expect(throws: EvaluationError.self) { try other.check(continuing: manifest) }
    }
}
