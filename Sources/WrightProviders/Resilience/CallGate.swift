private import Synchronization
private import WrightCore

/// Lets a limited number of calls pass at once, in the order in which they came, and no more tokens than a rate allows.
///
/// The number falls by half when the service says that there are too many, and grows by one for each round of
/// successes: additive increase, multiplicative decrease, as in TCP.
final class CallGate: Sendable {
    private struct State {
        var limit: Double
        var running = 0
        var waiting: [Ticket] = []
        var nextID = 0
        /// No call passes before this time.
        var closedUntil = Duration.zero
        /// The last time at which the limit was lowered.
        var loweredAt: Duration?
        /// Tokens that may still be used, as of a time.
        var tokens: Double
        var filledAt: Duration
    }

    private struct Ticket {
        let id: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private let policy: RateLimitedProvider.Policy
    private let service: String
    private let time: Timekeeper
    private let state: Mutex<State>

    init(policy: RateLimitedProvider.Policy, service: String, time: Timekeeper) {
        self.policy = policy
        self.service = service
        self.time = time
        state = Mutex(
            State(
                limit: Double(policy.concurrency),
                tokens: Double(policy.tokensPerMinute ?? 0),
                filledAt: time.now()
            )
        )
    }

    /// How many calls may run at once now.
    var limit: Int { state.withLock { max(1, Int($0.limit)) } }

    /// Waits for a place, then for as many tokens as the call may use.
    func enter(tokenCount: Int) async throws {
        try await waitForPlace()
        do {
            try await waitForTokens(tokenCount)
        } catch {
            release()
            throw error
        }
    }

    /// Gives the place back after a success, and the tokens that were not used.
    func succeed(reserved: Int, used: Int?) {
        state.withLock { state in
            state.limit = min(Double(policy.concurrency), state.limit + 1 / max(1, state.limit))
            if let used, let capacity = policy.tokensPerMinute {
                state.tokens = min(Double(capacity), state.tokens + Double(reserved - used))
            }
        }
        release()
    }

    /// Gives the place back after a failure.
    func fail(isRateLimited: Bool, retryAfter: Duration?) {
        if isRateLimited {
            let now = time.now()
            state.withLock { state in
                if let retryAfter {
                    let wait = min(retryAfter, policy.longestRequestedWait)
                    state.closedUntil = max(state.closedUntil, now + wait)
                }
                // Calls that were sent together fail together, which is one sign and not many.
                if let last = state.loweredAt, now - last < .seconds(1) { return }
                state.loweredAt = now
                state.limit = max(1, state.limit / 2)
            }
        }
        release()
    }

    private func waitForPlace() async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.waiting.isEmpty, state.running < max(1, Int(state.limit)) {
                        state.running += 1
                        return .success(())
                    }
                    guard state.waiting.count < policy.queueLimit else {
                        return .failure(ProviderError.queueFull(service: service, limit: policy.queueLimit))
                    }
                    state.waiting.append(Ticket(id: id, continuation: continuation))
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let ticket = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            ticket?.continuation.resume(throwing: CancellationError())
        }
    }

    private func waitForTokens(_ count: Int) async throws {
        while true {
            let now = time.now()
            let wait: Duration? = state.withLock { state in
                if now < state.closedUntil { return state.closedUntil - now }
                guard let rate = policy.tokensPerMinute else { return nil }
                let perSecond = Double(rate) / 60
                state.tokens = min(Double(rate), state.tokens + (now - state.filledAt).fractionalSeconds * perSecond)
                state.filledAt = now
                // A call larger than a minute's tokens passes when the bucket is full.
                let needed = min(Double(count), Double(rate))
                guard state.tokens < needed else {
                    state.tokens -= Double(count)
                    return nil
                }
                return max(.milliseconds(1), .seconds((needed - state.tokens) / perSecond))
            }
            guard let wait else { return }
            try await time.sleep(wait)
        }
    }

    private func release() {
        let next: [Ticket] = state.withLock { state in
            state.running -= 1
            var passing: [Ticket] = []
            while !state.waiting.isEmpty, state.running < max(1, Int(state.limit)) {
                state.running += 1
                passing.append(state.waiting.removeFirst())
            }
            return passing
        }
        for ticket in next { ticket.continuation.resume() }
    }
}
