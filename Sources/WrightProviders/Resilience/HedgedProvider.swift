internal import WrightCore
public import WrightModel
internal import WrightTrace
private import Synchronization

/// Asks a second time when the first call is slow, and takes whichever answers first.
///
/// It makes slow calls rare at the price of more calls; the calls that lose are cancelled, but may be billed.
public struct HedgedProvider: CompletionProvider {
    private let base: any CompletionProvider
    private let other: any CompletionProvider
    private let delay: Duration
    private let time: Timekeeper

    /// Wraps a provider.
    ///
    /// - Parameters:
    ///   - base: What is asked first.
    ///   - other: What is asked when the first is slow; the same if nil.
    ///   - delay: How long the first may take to answer, or to send its first piece.
    ///   - time: The clock.
    public init(
        _ base: any CompletionProvider,
        other: (any CompletionProvider)? = nil,
        after delay: Duration,
        time: Timekeeper = .system()
    ) {
        self.base = base
        self.other = other ?? base
        self.delay = delay
        self.time = time
    }

    /// Who answers.
    public var identity: ProviderIdentity { base.identity }

    /// Answers at once.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        try await withThrowingTaskGroup(of: Result<Completion, any Error>.self) { group in
            defer { group.cancelAll() }
            let race = Race()
            group.addTask { await Self.result { try await base.complete(request) } }
            group.addTask {
                await Self.result {
                    try await time.sleep(delay)
                    race.startSecond()
                    noteHedge()
                    return try await other.complete(request)
                }
            }
            var failure: (any Error)?
            for try await result in group {
                switch result {
                case .success(let completion): return completion
                case .failure(let error):
                    // A first call that fails before the second began leaves nothing to wait for.
                    guard race.hasSecond, failure == nil else { throw failure ?? error }
                    failure = error
                }
            }
            throw failure ?? CancellationError()
        }
    }

    /// Answers bit by bit; the call whose first piece comes first is the one that is handed on.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { sink in
            let race = Race()
            try await withThrowingTaskGroup(of: (number: Int, result: Result<Bool, any Error>).self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    (1, await Self.result { try await forward(base.stream(request), to: sink, as: 1, race) })
                }
                group.addTask {
                    let result: Result<Bool, any Error> = await Self.result {
                        try await time.sleep(delay)
                        guard race.winner == nil else { return false }
                        race.startSecond()
                        noteHedge()
                        return try await forward(other.stream(request), to: sink, as: 2, race)
                    }
                    return (2, result)
                }
                var failure: (any Error)?
                for try await (number, result) in group {
                    switch result {
                    case .success(true): return
                    case .success(false): continue
                    case .failure(let error):
                        if let winner = race.winner {
                            // What befalls the call that lost does not concern the reader.
                            guard winner != number else { throw error }
                            continue
                        }
                        guard race.hasSecond, failure == nil else { throw failure ?? error }
                        failure = error
                    }
                }
                if let failure { throw failure }
            }
        }
    }

    /// Hands on the pieces of a stream if it is the first to have any; false if it is not.
    private func forward(
        _ stream: AsyncThrowingStream<CompletionDelta, any Error>,
        to sink: CompletionSink,
        as number: Int,
        _ race: Race
    ) async throws -> Bool {
        for try await piece in stream {
            guard race.claim(number) else { return false }
            try await sink.send(piece)
        }
        return race.claim(number)
    }

    private func noteHedge() {
        TraceScope.event("hedge", [TraceAttribute(.waitMilliseconds, .int(delay.wholeMilliseconds))])
    }

    private static func result<Value>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}

/// Which of two calls won.
private final class Race: Sendable {
    private let state = Mutex((winner: Int?.none, hasSecond: false))

    var winner: Int? { state.withLock { $0.winner } }
    var hasSecond: Bool { state.withLock { $0.hasSecond } }

    func startSecond() { state.withLock { $0.hasSecond = true } }

    /// Whether a call is the winner, which the first to ask becomes.
    func claim(_ number: Int) -> Bool {
        state.withLock { state in
            if state.winner == nil { state.winner = number }
            return state.winner == number
        }
    }
}
