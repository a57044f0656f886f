internal import WrightCore
public import WrightModel
internal import WrightTrace
private import Synchronization

/// Stops asking a service that keeps failing, and finds out with single calls whether it works again.
///
/// Closed: calls pass. After some failures in a row it opens: calls fail at once. After a while it is half open: one
/// call passes as a probe; if it succeeds the circuit closes, if it fails it opens again for twice as long.
public final class CircuitBreakerProvider: CompletionProvider {
    /// When it opens, and for how long.
    public struct Policy: Sendable, Hashable {
        /// Failures in a row that open it, 1 or more.
        ///
        /// Default 5.
        public var failureLimit = 5
        /// How long it stays open at first.
        ///
        /// Default 15 seconds.
        public var openTime = Duration.seconds(15)
        /// How long it stays open at most.
        ///
        /// Default five minutes.
        public var longestOpenTime = Duration.seconds(300)

        /// The defaults.
        public init() {}
    }

    /// What it does with calls.
    public enum State: String, Sendable {
        /// It lets them pass.
        case closed
        /// It lets them fail.
        case open
        /// It lets one pass as a probe.
        case halfOpen
    }

    private enum Circuit {
        case closed(failureCount: Int)
        case open(until: Duration, time: Duration)
        case probing(time: Duration)
    }

    private enum Outcome {
        case success
        case failure
        /// Neither, as when the caller goes away.
        case unknown
    }

    private let base: any CompletionProvider
    private let policy: Policy
    private let time: Timekeeper
    private let circuit = Mutex(Circuit.closed(failureCount: 0))

    /// Wraps a provider.
    public init(_ base: any CompletionProvider, policy: Policy = Policy(), time: Timekeeper = .system()) {
        precondition(policy.failureLimit >= 1, "A circuit opens after one failure or more.")
        self.base = base
        self.policy = policy
        self.time = time
    }

    /// Who answers.
    public var identity: ProviderIdentity { base.identity }

    /// What it does with calls now.
    public var state: State {
        let now = time.now()
        return circuit.withLock { circuit in
            switch circuit {
            case .closed: .closed
            case .open(let until, _): now < until ? .open : .halfOpen
            case .probing: .halfOpen
            }
        }
    }

    /// Answers at once, or throws ``ProviderError`` with code `circuitOpen`.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        try enter()
        do {
            let completion = try await base.complete(request)
            leave(.success)
            return completion
        } catch {
            leave(Self.outcome(of: error))
            throw error
        }
    }

    /// Answers bit by bit; the stream throws ``ProviderError`` with code `circuitOpen` while the circuit is open.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { [self] sink in
            try enter()
            do {
                for try await piece in base.stream(request) { try await sink.send(piece) }
                try Task.checkCancellation()
                leave(.success)
            } catch {
                leave(Self.outcome(of: error))
                throw error
            }
        }
    }

    private func enter() throws {
        let now = time.now()
        let refusal: Duration? = circuit.withLock { circuit in
            switch circuit {
            case .closed: return nil
            case .open(let until, let time):
                guard now >= until else { return until - now }
                circuit = .probing(time: time)
                return nil
            case .probing(let time): return time
            }
        }
        guard let refusal else { return }
        TraceScope.event("circuit", [TraceAttribute(.circuitState, .string(state.rawValue))])
        throw ProviderError.circuitOpen(service: identity.name, for: refusal)
    }

    private func leave(_ outcome: Outcome) {
        let now = time.now()
        let change: State? = circuit.withLock { circuit in
            switch (circuit, outcome) {
            case (.closed, .success):
                circuit = .closed(failureCount: 0)
                return nil
            case (.closed(let count), .failure):
                guard count + 1 >= policy.failureLimit else {
                    circuit = .closed(failureCount: count + 1)
                    return nil
                }
                circuit = .open(until: now + policy.openTime, time: policy.openTime)
                return .open
            case (.probing, .success):
                circuit = .closed(failureCount: 0)
                return .closed
            case (.probing(let time), .failure):
                let longer = min(policy.longestOpenTime, time * 2)
                circuit = .open(until: now + longer, time: longer)
                return .open
            case (.probing(let time), .unknown):
                circuit = .open(until: now, time: time)
                return nil
            case (.open, _), (.closed, .unknown): return nil
            }
        }
        if let change { TraceScope.event("circuit", [TraceAttribute(.circuitState, .string(change.rawValue))]) }
    }

    /// Too many calls, and calls that the service rightly refuses, say nothing against the service.
    private static func outcome(of error: any Error) -> Outcome {
        guard let fault = error as? ProviderError else { return .unknown }
        switch fault.code {
        case .rateLimited, .queueFull: return .unknown
        default: return fault.isFaultOfService ? .failure : .success
        }
    }
}
