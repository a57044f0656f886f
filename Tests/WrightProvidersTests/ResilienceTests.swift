internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightProviders
internal import WrightTesting
internal import WrightTrace

@Suite struct ResilienceTests {
    static var request: CompletionRequest { CompletionRequest(model: "m", messages: [.user("Where is Paris?")]) }
    static let busy = ProviderError.refused(service: "s", status: 503, detail: "")
    static let wrong = ProviderError.refused(service: "s", status: 400, detail: "")

    static func limited(after wait: Duration) -> ProviderError {
        var error = ProviderError.refused(service: "s", status: 429, detail: "")
        error.retryAfter = wait
        return error
    }

    static func text(_ stream: AsyncThrowingStream<CompletionDelta, any Error>) async throws -> String {
        var text = ""
        for try await case .text(let more) in stream { text += more }
        return text
    }

    @Test func `a passing fault is tried again, and the trace says so`() async throws {
        let clock = StepClock()
        let script = ScriptedProvider([.failure(Self.busy), .failure(Self.busy), "Here."])
        let provider = RetryingProvider(script, time: Timekeeper(clock), seed: 1)
        let recorder = InMemoryTraceRecorder()
        let source = TraceSource(recorder: recorder, seed: 1) { 0 }
        async let answer = TraceScope.begin(source, "test") { _ in try await provider.complete(Self.request).text }
        for _ in 0..<2 {
            await clock.waitForSleepers()
            clock.advance(by: .seconds(8))
        }
        #expect(try await answer == "Here.")
        #expect(script.requests.count == 3)
        #expect(recorder.spans.first?.events.map(\.name) == ["retry", "retry"])
    }

    @Test func `the wait that a service asks for is kept, and one too long ends the call`() async throws {
        let clock = StepClock()
        let script = ScriptedProvider([.failure(Self.limited(after: .seconds(20))), "Here."])
        let provider = RetryingProvider(script, time: Timekeeper(clock), seed: 1)
        async let answer = provider.complete(Self.request).text
        await clock.waitForSleepers()
        clock.advance(by: .seconds(19))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(2))
        #expect(try await answer == "Here.")
        let impatient = RetryingProvider(
            ScriptedProvider([.failure(Self.limited(after: .seconds(61)))]),
            time: Timekeeper(clock)
        )
        await #expect(throws: ProviderError.self) { _ = try await impatient.complete(Self.request) }
    }

    @Test func `a refused request is not tried again`() async throws {
        let script = ScriptedProvider([.failure(Self.wrong), "Here."])
        let provider = RetryingProvider(script, time: Timekeeper(StepClock()))
        await #expect(throws: ProviderError.self) { _ = try await provider.complete(Self.request) }
        await #expect(throws: ProviderError.self) {
            _ = try await Self.text(RetryingProvider(ScriptedProvider([.failure(Self.wrong)])).stream(Self.request))
        }
        #expect(script.requests.count == 1)
    }

    @Test func `nothing is tried again after the first piece was handed on`() async throws {
        let retried = ScriptedProvider([.cut(after: "Half an answer", Self.busy), "Here."])
        let provider = RetryingProvider(retried, time: Timekeeper(StepClock()))
        await #expect(throws: ProviderError.self) { _ = try await Self.text(provider.stream(Self.request)) }
        #expect(retried.requests.count == 1)
        let other = ScriptedProvider(["Other."])
        let cut = ScriptedProvider([.cut(after: "Half an answer", Self.busy)])
        let chain = FallbackProvider([.init(cut), .init(other)])
        await #expect(throws: ProviderError.self) { _ = try await Self.text(chain.stream(Self.request)) }
        #expect(other.requests.isEmpty)
    }

    @Test func `the next service is asked where the fault is the service's`() async throws {
        let second = ScriptedProvider(["From the second."])
        let chain = FallbackProvider([
            .init(ScriptedProvider([.failure(Self.busy)])), .init(second, model: "other"),
        ])
        #expect(try await chain.complete(Self.request).text == "From the second.")
        #expect(try await Self.text(chain.stream(Self.request)) == "From the second.")
        #expect(second.requests.map(\.model) == ["other", "other"])
        let refused = FallbackProvider([.init(ScriptedProvider([.failure(Self.wrong)])), .init(second)])
        await #expect(throws: ProviderError.self) { _ = try await refused.complete(Self.request) }
        #expect(second.requests.count == 2)
    }

    @Test func `a circuit opens after failures, lets one probe pass and closes`() async throws {
        let clock = StepClock()
        let script = ScriptedProvider { _, number in number < 3 ? .failure(Self.busy) : "Well again." }
        var policy = CircuitBreakerProvider.Policy()
        policy.failureLimit = 2
        policy.openTime = .seconds(10)
        let breaker = CircuitBreakerProvider(script, policy: policy, time: Timekeeper(clock))
        for _ in 0..<2 { await #expect(throws: ProviderError.self) { _ = try await breaker.complete(Self.request) } }
        #expect(breaker.state == .open)
        let refused = await #expect(throws: ProviderError.self) { _ = try await breaker.complete(Self.request) }
        #expect(refused?.code == .circuitOpen)
        #expect(script.requests.count == 2)
        clock.advance(by: .seconds(10))
        #expect(breaker.state == .halfOpen)
        await #expect(throws: ProviderError.self) { _ = try await breaker.complete(Self.request) }
        // The probe failed, so it stays open for twice as long.
        clock.advance(by: .seconds(10))
        #expect(breaker.state == .open)
        clock.advance(by: .seconds(10))
        #expect(try await breaker.complete(Self.request).text == "Well again.")
        #expect(breaker.state == .closed)
    }

    @Test func `no more calls run at once than allowed, and fewer after a refusal`() async throws {
        let gauge = Gauge()
        let base = ClosureProvider { _ in
            try await gauge.run { try await Task.sleep(for: .milliseconds(2)) }
            return ScriptedProvider.completion("ok", inputTokenCount: 1)
        }
        var policy = RateLimitedProvider.Policy()
        policy.concurrency = 4
        let provider = RateLimitedProvider(base, policy: policy)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<60 { group.addTask { _ = try await provider.complete(Self.request) } }
            try await group.waitForAll()
        }
        #expect(await gauge.highest <= 4)
        #expect(await gauge.highest >= 2)
        let limited = RateLimitedProvider(
            ScriptedProvider([.failure(Self.limited(after: .zero)), "ok"]),
            policy: policy
        )
        await #expect(throws: ProviderError.self) { _ = try await limited.complete(Self.request) }
        #expect(limited.currentConcurrency == 2)
        for _ in 0..<20 { _ = try await limited.complete(Self.request) }
        #expect(limited.currentConcurrency == 4)
    }

    @Test func `tokens are let through at their rate`() async throws {
        let clock = StepClock()
        var policy = RateLimitedProvider.Policy()
        policy.tokensPerMinute = 600
        let provider = RateLimitedProvider(ScriptedProvider(["one two"]), policy: policy, time: Timekeeper(clock))
        var request = Self.request
        request.maximumTokenCount = 500
        _ = try await provider.complete(request)
        request.maximumTokenCount = 560
        let larger = request
        async let second = provider.complete(larger).text
        // The first call gave back what it did not use, so there is nothing to wait for.
        #expect(try await second == "one two")
        let greedy = RateLimitedProvider(
            ScriptedProvider([.failure(Self.busy)]),
            policy: policy,
            time: Timekeeper(clock)
        )
        await #expect(throws: ProviderError.self) { _ = try await greedy.complete(larger) }
        let waiting = Task { try await greedy.complete(larger) }
        await clock.waitForSleepers()
        waiting.cancel()
        await #expect(throws: CancellationError.self) { _ = try await waiting.value }
    }

    @Test func `a slow call is made twice and the first answer counts`() async throws {
        let clock = StepClock()
        let slow = ClosureProvider { _ in
            try await clock.sleep(for: .seconds(100))
            return ScriptedProvider.completion("slow", inputTokenCount: 1)
        }
        let hedged = HedgedProvider(
            slow,
            other: ScriptedProvider(["fast"]),
            after: .seconds(1),
            time: Timekeeper(clock)
        )
        async let answer = hedged.complete(Self.request).text
        await clock.waitForSleepers(2)
        clock.advance(by: .seconds(1))
        #expect(try await answer == "fast")
        async let streamed = Self.text(hedged.stream(Self.request))
        await clock.waitForSleepers(2)
        clock.advance(by: .seconds(1))
        #expect(try await streamed == "fast")
    }

    @Test func `a slow call that fails does not end the stream of the faster one`() async throws {
        let clock = StepClock()
        let slow = ClosureProvider { _ in
            try await clock.sleep(for: .seconds(2))
            throw Self.busy
        }
        let hedged = HedgedProvider(
            slow,
            other: PausingProvider(pieces: ["fast", "er"], pause: .seconds(9), clock: clock),
            after: .seconds(1),
            time: Timekeeper(clock)
        )
        async let streamed = Self.text(hedged.stream(Self.request))
        await clock.waitForSleepers(2)
        clock.advance(by: .seconds(1))
        // The second call has sent its first piece and pauses; now the first one fails.
        await clock.waitForSleepers(2)
        clock.advance(by: .seconds(1))
        try await Task.sleep(for: .milliseconds(20))
        clock.advance(by: .seconds(9))
        #expect(try await streamed == "faster")
    }

    @Test func `the failure of the call that won ends the stream`() async throws {
        let clock = StepClock()
        let cut = ScriptedProvider([.cut(after: "Half an answer", Self.busy)])
        let hedged = HedgedProvider(cut, other: ScriptedProvider(["fast"]), after: .seconds(1), time: Timekeeper(clock))
        await #expect(throws: ProviderError.self) { _ = try await Self.text(hedged.stream(Self.request)) }
    }

    @Test func `a deadline ends a call and a stream, and time that the reader takes does not count`() async throws {
        let clock = StepClock()
        let slow = ClosureProvider { _ in
            try await clock.sleep(for: .seconds(1000))
            return ScriptedProvider.completion("slow", inputTokenCount: 1)
        }
        let limits = DeadlineProvider.Limits(call: .seconds(10), piece: .seconds(5))
        let provider = DeadlineProvider(slow, limits: limits, time: Timekeeper(clock))
        async let whole: Void = Self.expectTimeout { _ = try await provider.complete(Self.request) }
        await clock.waitForSleepers(2)
        clock.advance(by: .seconds(10))
        await whole
        async let streamed: Void = Self.expectTimeout { for try await _ in provider.stream(Self.request) {} }
        await clock.waitForSleepers(2)
        clock.advance(by: .seconds(5))
        await streamed
    }

    static func expectTimeout(_ body: () async throws -> Void) async {
        let error = await #expect(throws: ProviderError.self) { try await body() }
        #expect(error?.code == .timedOut)
    }

    @Test func `an answer is kept for the same request, principal and repetition only`() async throws {
        let script = ScriptedProvider { _, number in .text("Answer \(number).") }
        let cached = CachedProvider(script, cache: InMemoryCompletionCache())
        let first = try await cached.complete(Self.request)
        #expect(try await cached.complete(Self.request) == first)
        #expect(try await Self.text(cached.stream(Self.request)) == "Answer 0.")
        var changes: [CompletionRequest] = []
        var request = Self.request
        request.context.repeatNumber = 1
        changes.append(request)
        request = Self.request
        request.context.principal = "ada"
        changes.append(request)
        request = Self.request
        request.temperature = 0.5
        changes.append(request)
        request = Self.request
        request.seed = 1
        changes.append(request)
        request = Self.request
        request.tools = [ToolDefinition(name: "t", description: "", parameters: [:])]
        changes.append(request)
        for (place, request) in changes.enumerated() {
            #expect(try await cached.complete(request).text == "Answer \(place + 1).")
        }
        #expect(script.requests.count == 6)
    }

    @Test func `the semantic cache knows near questions of one principal only`() async throws {
        let clock = StepClock()
        let script = ScriptedProvider { _, number in .text("Answer \(number).") }
        var policy = SemanticCacheProvider.Policy()
        policy.threshold = 0.9
        let cached = SemanticCacheProvider(script, embedder: HashingEmbedder(), policy: policy, time: Timekeeper(clock))
        #expect(try await cached.complete(Self.request).text == "Answer 0.")
        var near = CompletionRequest(model: "m", messages: [.user("where is PARIS")])
        #expect(try await cached.complete(near).text == "Answer 0.")
        near.context.principal = "eve"
        #expect(try await cached.complete(near).text == "Answer 1.")
        let far = CompletionRequest(model: "m", messages: [.user("How tall is the tower in Pisa now?")])
        #expect(try await cached.complete(far).text == "Answer 2.")
        clock.advance(by: .seconds(3600))
        #expect(try await cached.complete(Self.request).text == "Answer 3.")
    }

    @Test func `a call is a span with the conventions' attributes`() async throws {
        let recorder = InMemoryTraceRecorder()
        let source = TraceSource(recorder: recorder, seed: 1) { 5 }
        let provider = TracedProvider(ScriptedProvider(["one two three"], name: "openai"))
        let text = try await TraceScope.begin(source, "ask") { _ in try await Self.text(provider.stream(Self.request)) }
        #expect(text == "one two three")
        let span = try #require(recorder.spans.first { $0.name == "chat m" })
        #expect(span[.providerName] == "openai")
        #expect(span[.outputTokens] == 3)
        #expect(span[.responseFinishReasons] == ["stop"])
        #expect(span.parentID == recorder.spans.first { $0.name == "ask" }?.id)
        #expect(!span.json.text().contains("Paris"))
    }
}

/// A provider of one closure.
struct ClosureProvider: CompletionProvider {
    let identity = ProviderIdentity(name: "closure")
    let answer: @Sendable (CompletionRequest) async throws -> Completion

    func complete(_ request: CompletionRequest) async throws -> Completion { try await answer(request) }

    func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { sink in try await sink.send(try await answer(request).deltas) }
    }
}

/// A provider that pauses after its first piece.
struct PausingProvider: CompletionProvider {
    let identity = ProviderIdentity(name: "pausing")
    let pieces: [String]
    let pause: Duration
    let clock: StepClock

    func complete(_ request: CompletionRequest) async throws -> Completion {
        ScriptedProvider.completion(pieces.joined(), inputTokenCount: 1)
    }

    func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { sink in
            for (place, piece) in pieces.enumerated() {
                if place == 1 { try await clock.sleep(for: pause) }
                try await sink.send(.text(piece))
            }
        }
    }
}

/// How many run at once.
actor Gauge {
    private var running = 0
    private(set) var highest = 0

    func run(_ body: @Sendable () async throws -> Void) async throws {
        running += 1
        highest = max(highest, running)
        defer { running -= 1 }
        try await body()
    }
}
