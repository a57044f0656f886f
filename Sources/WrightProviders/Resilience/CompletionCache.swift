public import WrightCore
public import WrightModel
internal import WrightTrace
private import Synchronization

/// Something that keeps answers by key.
public protocol CompletionCache: Sendable {
    /// The answer kept under a key.
    func completion(for key: ContentHash) async throws -> Completion?
    /// Keeps an answer.
    func keep(_ completion: Completion, for key: ContentHash) async throws
}

/// Keeps the answers used last in memory.
public final class InMemoryCompletionCache: CompletionCache {
    private struct State {
        var entries: [ContentHash: (completion: Completion, age: UInt64)] = [:]
        var age: UInt64 = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Begins with nothing kept.
    ///
    /// - Parameter limit: How many answers are kept, 1 or more.
    public init(limit: Int = 1000) {
        precondition(limit >= 1, "A cache keeps one answer or more.")
        self.limit = limit
    }

    /// The answer kept under a key.
    public func completion(for key: ContentHash) -> Completion? {
        state.withLock { state in
            state.age += 1
            state.entries[key]?.age = state.age
            return state.entries[key]?.completion
        }
    }

    /// Keeps an answer; the one that was not used for longest goes.
    ///
    /// O(n) where one has to go.
    public func keep(_ completion: Completion, for key: ContentHash) {
        state.withLock { state in
            state.age += 1
            if state.entries[key] == nil, state.entries.count >= limit,
                let oldest = state.entries.min(by: { $0.value.age < $1.value.age })
            {
                state.entries[oldest.key] = nil
            }
            state.entries[key] = (completion, state.age)
        }
    }
}

/// Gives the answer to exactly the same request without asking again.
///
/// The key is made of the service, everything of the request that can change the answer, the principal and the number
/// of the repetition. So repeats of an evaluation are never answered with one another's answers, and nothing that one
/// principal was told is given to another.
public struct CachedProvider: CompletionProvider {
    private let base: any CompletionProvider
    private let cache: any CompletionCache

    /// Wraps a provider.
    public init(_ base: any CompletionProvider, cache: any CompletionCache) {
        self.base = base
        self.cache = cache
    }

    /// Who answers.
    public var identity: ProviderIdentity { base.identity }

    /// Answers at once.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        let key = Self.key(of: request, for: identity)
        if let known = try await cache.completion(for: key) {
            TraceScope.current?.set(.cache, "exact")
            return known
        }
        let completion = try await base.complete(request)
        if completion.isKeepable { try await cache.keep(completion, for: key) }
        return completion
    }

    /// Answers bit by bit; a kept answer comes in the pieces that it can be told apart by.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { sink in
            let key = Self.key(of: request, for: identity)
            if let known = try await cache.completion(for: key) {
                TraceScope.current?.set(.cache, "exact")
                return try await sink.send(known.deltas)
            }
            var accumulator = CompletionAccumulator(model: request.model)
            for try await piece in base.stream(request) {
                accumulator.add(piece)
                try await sink.send(piece)
            }
            let completion = accumulator.completion()
            if completion.isKeepable { try await cache.keep(completion, for: key) }
        }
    }

    /// The key of a request.
    static func key(of request: CompletionRequest, for identity: ProviderIdentity) -> ContentHash {
        let parts: JSONValue = [
            .string(identity.name), .string(identity.address), .int(request.context.repeatNumber),
            request.context.principal.map { .string($0) } ?? .null, request.canonical,
        ]
        return ContentHash(of: parts.text())
    }
}

extension Completion {
    /// Whether the answer is whole and may be given again.
    var isKeepable: Bool {
        switch finishReason {
        case .stop, .length, .toolCalls: !message.parts.isEmpty
        case .refusal, .other: false
        }
    }
}
