internal import Synchronization
internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightOperations
internal import WrightTesting

@Suite struct MeteredProviderTests {
    /// A ledger in memory.
    final class Records: Ledger {
        private let state = Mutex<[LedgerRecord]>([])
        var all: [LedgerRecord] { state.withLock { $0 } }
        func record(_ record: LedgerRecord) { state.withLock { $0.append(record) } }
    }

    static let now: Int64 = 1_768_435_200_000_000_000

    static func meter(_ ledger: Records? = nil, budget: Budget? = nil) throws -> MeteredProvider.Meter {
        MeteredProvider.Meter(prices: try .builtIn(), ledger: ledger, budget: budget) { now }
    }

    static func answer(input: Int, output: Int, text: String = "one two three") -> ScriptedProvider.Reply {
        .completion(
            Completion(
                model: "gpt-4o-2024-08-06",
                message: .assistant(text),
                finishReason: .stop,
                usage: TokenUsage(input: input, output: output)
            )
        )
    }

    static var request: CompletionRequest {
        var request = CompletionRequest(model: "gpt-4o", messages: [.user("Hello")])
        request.context.command = "ask"
        return request
    }

    @Test func `a call costs the same streamed or not`() async throws {
        let ledger = Records()
        let script = ScriptedProvider([Self.answer(input: 1000, output: 100)], name: "openai")
        let provider = MeteredProvider(script, meter: try Self.meter(ledger))
        _ = try await provider.complete(Self.request)
        for try await _ in provider.stream(Self.request) {}
        let costs = ledger.all.map(\.cost)
        #expect(costs == [MicroDollars(3500), MicroDollars(3500)])
        #expect(ledger.all.allSatisfy { $0.outcome == .done && !$0.isEstimated && $0.context.command == "ask" })
    }

    @Test func `what has no known price costs "not known" and not nothing`() async throws {
        let ledger = Records()
        let provider = MeteredProvider(ScriptedProvider(["Hello"], name: "ollama"), meter: try Self.meter(ledger))
        _ = try await provider.complete(CompletionRequest(model: "llama", messages: [.user("Hi")]))
        #expect(ledger.all.count == 1)
        #expect(ledger.all.first?.cost == nil)
        #expect(ledger.all.first?.usage?.outputTokenCount == 1)
    }

    @Test(
        arguments: [
            ("openai", "gpt-4o", MicroDollars.zero), ("vllm", "own", nil),
        ] as [(String, String, MicroDollars?)]
    )
    func `a call that failed costs nothing by a list price, and "not known" without one`(
        name: String,
        model: String,
        cost: MicroDollars?
    ) async throws {
        struct Broken: Error {}
        let ledger = Records()
        let script = ScriptedProvider([.failure(Broken()), .failure(Broken())], name: name)
        let provider = MeteredProvider(script, meter: try Self.meter(ledger))
        let request = CompletionRequest(model: model, messages: [.user("Hi")])
        await #expect(throws: Broken.self) { _ = try await provider.complete(request) }
        await #expect(throws: Broken.self) { for try await _ in provider.stream(request) {} }
        #expect(ledger.all.map(\.outcome) == [.failed, .failed] && ledger.all.map(\.cost) == [cost, cost])
    }

    @Test func `an answer that is cut is counted, as a guess`() async throws {
        struct Broken: Error {}
        let ledger = Records()
        let script = ScriptedProvider([.cut(after: "Half of an answer, no more", Broken())], name: "openai")
        let provider = MeteredProvider(script, meter: try Self.meter(ledger))
        await #expect(throws: Broken.self) { for try await _ in provider.stream(Self.request) {} }
        let record = try #require(ledger.all.first)
        #expect(record.outcome == .cut)
        #expect(record.isEstimated)
        #expect((record.cost ?? .zero) > .zero)
    }

    @Test func `a thousand calls at once never cost more than the budget`() async throws {
        let budget = Budget(limit: MicroDollars(100_000))
        let script = ScriptedProvider(name: "openai") { request, _ in
            // Each call costs all that was set aside for its output.
            Self.answer(input: 20, output: request.maximumTokenCount ?? 0)
        }
        let ledger = Records()
        let provider = MeteredProvider(script, meter: try Self.meter(ledger, budget: budget))
        let made = await withTaskGroup(of: Bool.self) { group in
            for place in 0..<1000 {
                group.addTask {
                    var request = Self.request
                    request.maximumTokenCount = 200
                    do {
                        if place % 2 == 0 {
                            _ = try await provider.complete(request)
                        } else {
                            for try await _ in provider.stream(request) {}
                        }
                        return true
                    } catch {
                        #expect((error as? OperationsError)?.code == .budgetExceeded)
                        return false
                    }
                }
            }
            var count = 0
            for await isMade in group where isMade { count += 1 }
            return count
        }
        let spent = ledger.all.compactMap(\.cost).reduce(.zero, +)
        #expect(spent <= budget.limit)
        #expect(spent == budget.spent)
        #expect(script.requests.count == made)
        #expect(made >= 30, "each call costs 2,050 micro-dollars, so that many fit in any order")
        #expect(budget.left == budget.limit - spent)
    }

    @Test func `what a call did not cost is given back`() async throws {
        let budget = Budget(limit: .dollars(1))
        let script = ScriptedProvider(
            [Self.answer(input: 10, output: 1), .failure(CancellationError())],
            name: "openai"
        )
        let provider = MeteredProvider(script, meter: try Self.meter(budget: budget))
        _ = try await provider.complete(Self.request)
        #expect(budget.spent == MicroDollars(35))
        #expect(budget.left == .dollars(1) - MicroDollars(35))
        await #expect(throws: CancellationError.self) { _ = try await provider.complete(Self.request) }
        #expect(budget.left == .dollars(1) - MicroDollars(35))
        // The limit that was counted with was sent.
        #expect(script.requests.allSatisfy { $0.maximumTokenCount == 4096 })
    }

    @Test func `a budget refuses what it cannot count`() async throws {
        let script = ScriptedProvider(["Hello"], name: "ollama")
        let provider = MeteredProvider(script, meter: try Self.meter(budget: Budget(limit: .dollars(1))))
        let error = await #expect(throws: OperationsError.self) { _ = try await provider.complete(Self.request) }
        #expect(error?.code == .priceUnknown)
        #expect(script.requests.isEmpty)
    }

    @Test func `money is written in dollars`() {
        #expect(MicroDollars(1_234).description == "$0.001234")
        #expect(MicroDollars(-12_500_000).description == "-$12.500000")
        #expect(MicroDollars(.max) + MicroDollars(1) == MicroDollars(.max))
    }
}
