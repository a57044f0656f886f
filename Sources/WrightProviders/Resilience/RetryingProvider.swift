internal import WrightCore
public import WrightModel
internal import WrightTrace
private import Synchronization

/// Tries calls again that failed for a passing reason.
///
/// The wait is drawn from 0 to a ceiling that doubles with each try ("full jitter"); a service that says how long to
/// wait is waited for at least that long. A streamed answer is never tried again after its first piece was handed on.
public struct RetryingProvider: CompletionProvider {
    /// How often, and how long to wait.
    public struct Policy: Sendable, Hashable {
        /// Tries in all, 1 or more.
        ///
        /// Default 3.
        public var attemptLimit = 3
        /// The ceiling of the first wait.
        ///
        /// Default half a second.
        public var firstWait = Duration.milliseconds(500)
        /// The ceiling that is never passed by doubling.
        ///
        /// Default eight seconds.
        public var longestWait = Duration.seconds(8)
        /// The longest wait that a service may ask for; with a longer one the call fails at once.
        ///
        /// Default one minute.
        public var longestRequestedWait = Duration.seconds(60)

        /// The defaults.
        public init() {}
    }

    private let base: any CompletionProvider
    private let policy: Policy
    private let time: Timekeeper
    private let random: RandomSource

    /// Wraps a provider.
    ///
    /// - Parameters:
    ///   - base: What is tried.
    ///   - policy: How often, and how long to wait.
    ///   - time: The clock.
    ///   - seed: Where the randomness of the waits begins.
    public init(
        _ base: any CompletionProvider,
        policy: Policy = Policy(),
        time: Timekeeper = .system(),
        seed: UInt64 = .random(in: .min ... .max)
    ) {
        precondition(policy.attemptLimit >= 1, "A call is tried once or more.")
        self.base = base
        self.policy = policy
        self.time = time
        random = RandomSource(seed: seed)
    }

    /// Who answers.
    public var identity: ProviderIdentity { base.identity }

    /// Answers at once.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        var attempt = 1
        while true {
            do {
                return try await base.complete(request)
            } catch {
                try await wait(after: error, attempt: attempt)
            }
            attempt += 1
        }
    }

    /// Answers bit by bit.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { sink in
            var attempt = 1
            while true {
                var isHandedOn = false
                do {
                    for try await piece in base.stream(request) {
                        isHandedOn = true
                        try await sink.send(piece)
                    }
                    return
                } catch {
                    if isHandedOn { throw error }
                    try await wait(after: error, attempt: attempt)
                }
                attempt += 1
            }
        }
    }

    /// Waits before the next try, or throws the error on.
    private func wait(after error: any Error, attempt: Int) async throws {
        guard attempt < policy.attemptLimit, let fault = error as? ProviderError, fault.isTransient,
            !Task.isCancelled
        else { throw error }
        var wait = drawnWait(attempt: attempt)
        if let requested = fault.retryAfter {
            guard requested <= policy.longestRequestedWait else { throw error }
            wait = requested + min(wait, policy.firstWait)
        }
        TraceScope.event(
            "retry",
            [
                TraceAttribute(.attempt, .int(attempt)), TraceAttribute(.errorType, .string(fault.identifier)),
                TraceAttribute(.waitMilliseconds, .int(wait.wholeMilliseconds)),
            ]
        )
        try await time.sleep(wait)
    }

    private func drawnWait(attempt: Int) -> Duration {
        let ceiling = min(policy.longestWait, policy.firstWait * (1 << min(attempt - 1, 20)))
        return ceiling * random.unit()
    }
}

/// Randomness that several tasks share.
final class RandomSource: Sendable {
    private let generator: Mutex<SeededRandom>

    init(seed: UInt64) {
        generator = Mutex(SeededRandom(seed: seed))
    }

    /// From 0 to 1.
    func unit() -> Double {
        generator.withLock { Double($0.next() >> 11) / Double(1 << 53) }
    }
}
