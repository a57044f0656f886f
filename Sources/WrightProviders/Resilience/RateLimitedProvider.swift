public import WrightModel
internal import WrightTrace
internal import WrightCore

/// Keeps calls within a number at once and a rate of tokens, and lowers the number when the service says "too many".
public final class RateLimitedProvider: CompletionProvider {
    /// How much is let through.
    public struct Policy: Sendable, Hashable {
        /// Calls at once, 1 or more.
        ///
        /// Default 8.
        public var concurrency = 8
        /// Tokens in a minute, read and written; nil for no limit.
        public var tokensPerMinute: Int?
        /// Calls that may wait; more fail at once.
        ///
        /// Default 10,000.
        public var queueLimit = 10_000
        /// Tokens that a call is taken to write where its request sets no limit.
        ///
        /// Default 1024.
        public var assumedOutputTokenCount = 1024
        /// The longest wait that a service can ask all calls to keep; after a longer one they find out for themselves.
        ///
        /// Default one minute.
        public var longestRequestedWait = Duration.seconds(60)

        /// The defaults.
        public init() {}
    }

    private let base: any CompletionProvider
    private let policy: Policy
    private let gate: CallGate

    /// Wraps a provider.
    public init(_ base: any CompletionProvider, policy: Policy = Policy(), time: Timekeeper = .system()) {
        precondition(policy.concurrency >= 1, "One call or more may run at once.")
        self.base = base
        self.policy = policy
        gate = CallGate(policy: policy, service: base.identity.name, time: time)
    }

    /// Who answers.
    public var identity: ProviderIdentity { base.identity }

    /// How many calls may run at once now.
    public var currentConcurrency: Int { gate.limit }

    /// Answers at once, when there is a place.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        let reserved = tokenCount(of: request)
        try await gate.enter(tokenCount: reserved)
        do {
            let completion = try await base.complete(request)
            gate.succeed(reserved: reserved, used: completion.usage?.totalTokenCount)
            return completion
        } catch {
            fail(error)
            throw error
        }
    }

    /// Answers bit by bit, when there is a place.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { [self] sink in
            let reserved = tokenCount(of: request)
            try await gate.enter(tokenCount: reserved)
            var used: Int?
            do {
                for try await piece in base.stream(request) {
                    if case .usage(let usage) = piece { used = usage.totalTokenCount }
                    try await sink.send(piece)
                }
                gate.succeed(reserved: reserved, used: used)
            } catch {
                fail(error)
                throw error
            }
        }
    }

    private func tokenCount(of request: CompletionRequest) -> Int {
        request.estimatedInputTokenCount + (request.maximumTokenCount ?? policy.assumedOutputTokenCount)
    }

    private func fail(_ error: any Error) {
        let fault = error as? ProviderError
        let isLimited = fault?.code == .rateLimited
        gate.fail(isRateLimited: isLimited, retryAfter: fault?.retryAfter)
        if isLimited {
            TraceScope.event("limit", [TraceAttribute(.concurrencyLimit, .int(gate.limit))])
        }
    }
}
