internal import WrightCore
public import WrightModel
internal import WrightTrace
private import Synchronization

/// Gives the answer to nearly the same question without asking again.
///
/// Requests are compared by the meaning of their last user message; everything else must be the same, the principal and
/// the number of the repetition included. It can be wrong: two questions that mean different things may be near one
/// another. So nothing uses it unless it is put around a provider by hand.
public final class SemanticCacheProvider: CompletionProvider {
    /// When questions count as the same, and what is kept.
    public struct Policy: Sendable, Hashable {
        /// The similarity from which two questions count as one, 0…1.
        ///
        /// Default 0.97.
        public var threshold = 0.97
        /// How long an answer is kept.
        ///
        /// Default one hour.
        public var lifetime = Duration.seconds(3600)
        /// Answers that are kept in all, 1 or more.
        ///
        /// Default 1000.
        public var limit = 1000

        /// The defaults.
        public init() {}
    }

    private struct Entry {
        var scope: ContentHash
        var vector: [Float]
        var completion: Completion
        var kept: Duration
    }

    private let base: any CompletionProvider
    private let embedder: any Embedder
    private let policy: Policy
    private let time: Timekeeper
    private let entries = Mutex<[Entry]>([])

    /// Wraps a provider.
    public init(
        _ base: any CompletionProvider,
        embedder: any Embedder,
        policy: Policy = Policy(),
        time: Timekeeper = .system()
    ) {
        precondition(policy.limit >= 1, "A cache keeps one answer or more.")
        self.base = base
        self.embedder = embedder
        self.policy = policy
        self.time = time
    }

    /// Who answers.
    public var identity: ProviderIdentity { base.identity }

    /// Answers at once.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        guard let place = try await place(of: request) else { return try await base.complete(request) }
        if let known = known(place) { return known }
        let completion = try await base.complete(request)
        keep(completion, place)
        return completion
    }

    /// Answers bit by bit.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { [self] sink in
            let place = try await place(of: request)
            if let place, let known = known(place) { return try await sink.send(known.deltas) }
            var accumulator = CompletionAccumulator(model: request.model)
            for try await piece in base.stream(request) {
                accumulator.add(piece)
                try await sink.send(piece)
            }
            if let place { keep(accumulator.completion(), place) }
        }
    }

    /// The question as a vector, and the hash of all the rest; nil for requests without a question in words.
    private func place(of request: CompletionRequest) async throws -> (scope: ContentHash, vector: [Float])? {
        guard let last = request.messages.lastIndex(where: { $0.role == .user }) else { return nil }
        let text = request.messages[last].text
        guard !text.isEmpty, let vector = try await embedder.embed([text], for: .query).first?.vector else {
            return nil
        }
        var rest = request
        rest.messages[last].parts = rest.messages[last].parts.filter { if case .text = $0 { false } else { true } }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0 else { return nil }
        return (CachedProvider.key(of: rest, for: identity), vector.map { $0 / length })
    }

    private func known(_ place: (scope: ContentHash, vector: [Float])) -> Completion? {
        let now = time.now()
        let best: (similarity: Double, completion: Completion)? = entries.withLock { entries in
            entries.removeAll { now - $0.kept >= policy.lifetime }
            return
                entries
                .filter { $0.scope == place.scope }
                .map { entry in
                    (zip(entry.vector, place.vector).reduce(0.0) { $0 + Double($1.0 * $1.1) }, entry.completion)
                }
                .max { $0.0 < $1.0 }
        }
        guard let best, best.similarity >= policy.threshold else { return nil }
        TraceScope.current?.set(.cache, "semantic")
        TraceScope.current?.set(.similarity, .double(best.similarity))
        return best.completion
    }

    private func keep(_ completion: Completion, _ place: (scope: ContentHash, vector: [Float])) {
        guard completion.isKeepable else { return }
        let entry = Entry(scope: place.scope, vector: place.vector, completion: completion, kept: time.now())
        entries.withLock { entries in
            if entries.count >= policy.limit { entries.removeFirst() }
            entries.append(entry)
        }
    }
}
