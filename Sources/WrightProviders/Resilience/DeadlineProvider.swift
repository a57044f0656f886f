internal import WrightCore
public import WrightModel
internal import WrightTrace
private import Synchronization

/// Ends calls that take too long: as a whole, until the first piece, or between two pieces.
public struct DeadlineProvider: CompletionProvider {
    /// How long things may take.
    public struct Limits: Sendable, Hashable {
        /// The whole call; a request's own timeout is used instead where it is shorter.
        public var call: Duration
        /// Between the call and the first piece, and between two pieces, of a streamed answer.
        public var piece: Duration

        /// Sets limits; ten minutes and two minutes by default.
        public init(call: Duration = .seconds(600), piece: Duration = .seconds(120)) {
            self.call = call
            self.piece = piece
        }
    }

    private let base: any CompletionProvider
    private let limits: Limits
    private let time: Timekeeper

    /// Wraps a provider.
    public init(_ base: any CompletionProvider, limits: Limits = Limits(), time: Timekeeper = .system()) {
        self.base = base
        self.limits = limits
        self.time = time
    }

    /// Who answers.
    public var identity: ProviderIdentity { base.identity }

    /// Answers at once, or throws ``ProviderError`` with code `timedOut`.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        let limit = min(limits.call, request.timeout ?? limits.call)
        return try await withThrowingTaskGroup(of: Completion.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await base.complete(request) }
            group.addTask {
                try await time.sleep(limit)
                throw expired(limit, "answer")
            }
            guard let completion = try await group.next() else { throw CancellationError() }
            return completion
        }
    }

    /// Answers bit by bit; the stream throws ``ProviderError`` with code `timedOut` when a limit is passed.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        CompletionStream.make { sink in
            let limit = min(limits.call, request.timeout ?? limits.call)
            let start = time.now()
            let box = WatchBox(lastPiece: start)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    for try await piece in base.stream(request) {
                        box.pause()
                        try await sink.send(piece)
                        box.go(time.now())
                    }
                    return true
                }
                group.addTask {
                    try await guardTime(box, end: start + limit, callLimit: limit)
                    return false
                }
                _ = try await group.next()
            }
        }
    }

    /// Returns never, but throws when a limit is passed.
    private func guardTime(_ box: WatchBox, end: Duration, callLimit: Duration) async throws {
        while true {
            let now = time.now()
            guard now < end else { throw expired(callLimit, "whole answer") }
            // While the reader is busy with a piece, the service is not to blame.
            let last = box.lastPiece ?? now
            guard now < last + limits.piece else { throw expired(limits.piece, "piece of an answer") }
            try await time.sleep(min(end, last + limits.piece) - now)
        }
    }

    private func expired(_ limit: Duration, _ what: String) -> ProviderError {
        TraceScope.event("deadline", [TraceAttribute(.waitMilliseconds, .int(limit.wholeMilliseconds))])
        return .timedOut(service: identity.address.isEmpty ? identity.name : identity.address, after: limit, what: what)
    }
}

/// When the last piece came.
private final class WatchBox: Sendable {
    private struct State {
        var lastPiece: Duration
        var isPaused = false
    }

    private let state: Mutex<State>

    init(lastPiece: Duration) {
        state = Mutex(State(lastPiece: lastPiece))
    }

    /// Nil while the reader is busy.
    var lastPiece: Duration? { state.withLock { $0.isPaused ? nil : $0.lastPiece } }

    func pause() { state.withLock { $0.isPaused = true } }

    func go(_ now: Duration) {
        state.withLock {
            $0.isPaused = false
            $0.lastPiece = now
        }
    }
}
