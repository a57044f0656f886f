private import Synchronization
public import WrightModel

/// How much each key may use.
public struct UsageLimits: Sendable, Hashable {
    /// Requests in a minute; nil for no limit.
    public var requestsPerMinute: Int?
    /// Tokens in a minute, read and written; nil for no limit.
    public var tokensPerMinute: Int?
    /// Money in a day; nil for no limit.
    public var costPerDay: MicroDollars?

    /// 120 requests and 200,000 tokens a minute, 10 dollars a day.
    public init() {
        requestsPerMinute = 120
        tokensPerMinute = 200_000
        costPerDay = MicroDollars(10_000_000)
    }
}

/// Holds each key to its limits of requests, tokens and cost.
///
/// What a request will use is estimated and taken before it is made; what it used beyond that is charged after it. A
/// key that nobody has seen begins with full buckets; keys that have been idle until full are forgotten. When so many
/// keys are active that no room is left, new ones are refused. Where room is short, all keys are looked through once in
/// a second at most, so that many new keys at once cost no more than a few.
public final class UsageLimiter: Sendable {
    /// What ran out.
    public enum Resource: String, Sendable, Codable, CaseIterable {
        /// Requests in a minute.
        case requests
        /// Tokens in a minute.
        case tokens
        /// Money in a day.
        case cost
        /// Room for one more key.
        case keys
    }

    /// A request that must wait.
    public struct Denial: Sendable, Hashable {
        /// What ran out.
        public let resource: Resource
        /// How long to wait; ``TokenBucket/never`` for what can never be had.
        public let retryAfter: Duration

        /// The finding that it makes.
        public var finding: Finding {
            Finding(
                rule: "limits.\(resource.rawValue)",
                layer: .limits,
                range: nil,
                severity: .high,
                score: 1,
                evidence: "the key has used up its \(resource.rawValue)",
                remedy: retryAfter >= TokenBucket.never
                    ? "Ask for less at once, or raise the limit." : "Wait \(retryAfter) and ask again."
            )
        }
    }

    private struct Buckets {
        var requests: TokenBucket?
        var tokens: TokenBucket?
        var cost: TokenBucket?

        mutating func isIdle(now: Duration) -> Bool {
            (requests?.isFull(now: now) ?? true) && (tokens?.isFull(now: now) ?? true)
                && (cost?.isFull(now: now) ?? true)
        }
    }

    private struct State {
        var buckets: [String: Buckets] = [:]
        var lastSweep: Duration?

        mutating func forgetIdleKeys(now: Duration) {
            if let lastSweep, now - lastSweep < UsageLimiter.sweepInterval { return }
            lastSweep = now
            buckets = buckets.filter { entry in
                var buckets = entry.value
                return !buckets.isIdle(now: now)
            }
        }
    }

    private static let sweepInterval = Duration.seconds(1)

    private let limits: UsageLimits
    private let keyLimit: Int
    private let state = Mutex(State())

    /// Sets the limits of every key.
    ///
    /// - Parameters:
    ///   - limits: How much each key may use.
    ///   - keyLimit: Keys that are remembered at once, 1 or more.
    public init(limits: UsageLimits, keyLimit: Int = 100_000) {
        precondition(keyLimit >= 1, "One key or more is remembered.")
        self.limits = limits
        self.keyLimit = keyLimit
    }

    /// Takes a request with its estimated tokens and cost, all or nothing.
    ///
    /// - Returns: Nil where it may be made; otherwise what ran out.
    public func admit(
        _ key: String,
        tokenCount: Int = 0,
        cost: MicroDollars = .zero,
        now: Duration
    ) -> Denial? {
        state.withLock { state in
            if state.buckets[key] == nil, state.buckets.count >= keyLimit {
                state.forgetIdleKeys(now: now)
                if state.buckets.count >= keyLimit { return Denial(resource: .keys, retryAfter: .seconds(60)) }
            }
            var own = state.buckets[key] ?? fresh(now)
            let (tokens, money) = (Double(max(0, tokenCount)), Double(max(0, cost.value)))
            let waits: [(Resource, Duration?)] = [
                (.requests, own.requests?.delay(of: 1, now: now)), (.tokens, own.tokens?.delay(of: tokens, now: now)),
                (.cost, own.cost?.delay(of: money, now: now)),
            ]
            for (resource, wait) in waits {
                if let wait {
                    state.buckets[key] = own
                    return Denial(resource: resource, retryAfter: wait)
                }
            }
            _ = own.requests?.take(1, now: now)
            _ = own.tokens?.take(tokens, now: now)
            _ = own.cost?.take(money, now: now)
            state.buckets[key] = own
            return nil
        }
    }

    /// Charges what a request used beyond its estimate.
    public func settle(_ key: String, extraTokenCount: Int, extraCost: MicroDollars, now: Duration) {
        state.withLock { state in
            guard var own = state.buckets[key] else { return }
            own.tokens?.charge(Double(max(0, extraTokenCount)), now: now)
            own.cost?.charge(Double(max(0, extraCost.value)), now: now)
            state.buckets[key] = own
        }
    }

    private func fresh(_ now: Duration) -> Buckets {
        Buckets(
            requests: limits.requestsPerMinute.map { TokenBucket(capacity: Double($0), per: .seconds(60), now: now) },
            tokens: limits.tokensPerMinute.map { TokenBucket(capacity: Double($0), per: .seconds(60), now: now) },
            cost: limits.costPerDay.map { TokenBucket(capacity: Double($0.value), per: .seconds(86_400), now: now) }
        )
    }
}
