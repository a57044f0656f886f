// Idea: one task produces pieces into a bounded buffer, the reader of an `AsyncThrowingStream` takes them out. A full
// buffer suspends the producer (back-pressure), an empty one the reader. The task starts with the first `next()` and is
// cancelled when the reader's task is cancelled or the stream is dropped, so it never outlives its reader.
private import Synchronization

/// Makes streams of pieces out of code that sends them.
package enum CompletionStream {
    /// A stream whose pieces a closure sends.
    ///
    /// - Parameters:
    ///   - limit: How many pieces may wait for the reader; the closure is suspended while there are more.
    ///   - body: Sends the pieces; the stream ends when it returns or throws.
    /// - Returns: The stream.
    package static func make(
        limit: Int = 256,
        _ body: @escaping @Sendable (CompletionSink) async throws -> Void
    ) -> AsyncThrowingStream<CompletionDelta, any Error> {
        let owner = StreamOwner(sink: CompletionSink(limit: limit), body: body)
        return AsyncThrowingStream { try await owner.next() }
    }
}

/// Starts the producing task and ends it with the stream.
private final class StreamOwner: Sendable {
    private let sink: CompletionSink
    private let body: @Sendable (CompletionSink) async throws -> Void
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(sink: CompletionSink, body: @escaping @Sendable (CompletionSink) async throws -> Void) {
        self.sink = sink
        self.body = body
    }

    deinit {
        task.withLock { $0?.cancel() }
        sink.finish(CancellationError())
    }

    func next() async throws -> CompletionDelta? {
        if let delta = sink.take() { return delta }
        start()
        return try await withTaskCancellationHandler {
            try await sink.wait()
        } onCancel: {
            task.withLock { $0?.cancel() }
            sink.finish(CancellationError())
        }
    }

    private func start() {
        task.withLock { [sink, body] task in
            guard task == nil else { return }
            // Awaited by nobody: it ends with the stream, which cancels it, and reports through the sink.
            task = Task {
                do {
                    try await body(sink)
                    sink.finish(nil)
                } catch {
                    sink.finish(error)
                }
            }
        }
    }
}

/// Takes pieces of an answer on their way to the reader.
package final class CompletionSink: Sendable {
    private struct State: ~Copyable {
        var pieces: [CompletionDelta] = []
        var head = 0
        var isFinished = false
        var error: (any Error)?
        var reader: CheckedContinuation<CompletionDelta?, any Error>?
        var writer: CheckedContinuation<Void, Never>?

        mutating func take() -> CompletionDelta? {
            guard head < pieces.count else { return nil }
            let piece = pieces[head]
            head += 1
            if head == pieces.count {
                pieces.removeAll(keepingCapacity: true)
                head = 0
            }
            return piece
        }
    }

    private let limit: Int
    private let state = Mutex(State())

    fileprivate init(limit: Int) {
        self.limit = limit
    }

    /// Sends a piece, and waits while the reader is far behind.
    ///
    /// - Throws: `CancellationError` where the reader has gone.
    package func send(_ piece: CompletionDelta) async throws {
        try await send(CollectionOfOne(piece))
    }

    /// Sends pieces, and waits while the reader is far behind.
    ///
    /// - Throws: `CancellationError` where the reader has gone.
    package func send(_ pieces: some Collection<CompletionDelta> & Sendable) async throws {
        guard !pieces.isEmpty else { return }
        if put(pieces) {
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    guard !state.isFinished, state.pieces.count - state.head >= limit else { return true }
                    state.writer = continuation
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        }
        if state.withLock({ $0.isFinished }) { throw CancellationError() }
    }

    /// Adds pieces and wakes the reader; true if the buffer is full.
    private func put(_ pieces: some Collection<CompletionDelta> & Sendable) -> Bool {
        let (reader, piece, isFull) = state.withLock { state in
            guard !state.isFinished else {
                return (CheckedContinuation<CompletionDelta?, any Error>?.none, CompletionDelta?.none, false)
            }
            state.pieces.append(contentsOf: pieces)
            guard let reader = state.reader else { return (nil, nil, state.pieces.count - state.head >= limit) }
            state.reader = nil
            return (reader, state.take(), state.pieces.count - state.head >= limit)
        }
        reader?.resume(returning: piece)
        return isFull
    }

    /// A piece that waits, without suspending.
    fileprivate func take() -> CompletionDelta? {
        let (piece, writer) = state.withLock { state in
            let piece = state.take()
            guard state.writer != nil, state.pieces.count - state.head <= limit / 2 else {
                return (piece, CheckedContinuation<Void, Never>?.none)
            }
            let writer = state.writer
            state.writer = nil
            return (piece, writer)
        }
        writer?.resume()
        return piece
    }

    /// The next piece, nil at the end.
    fileprivate func wait() async throws -> CompletionDelta? {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<CompletionDelta?, any Error>? = state.withLock { state in
                if let piece = state.take() { return .success(piece) }
                if let error = state.error {
                    state.error = nil
                    return .failure(error)
                }
                if state.isFinished { return .success(nil) }
                state.reader = continuation
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }

    fileprivate func finish(_ error: (any Error)?) {
        let (reader, writer) = state.withLock { state in
            guard !state.isFinished else {
                return (CheckedContinuation<CompletionDelta?, any Error>?.none, CheckedContinuation<Void, Never>?.none)
            }
            state.isFinished = true
            let reader = state.reader
            let writer = state.writer
            state.reader = nil
            state.writer = nil
            // Whoever waits gets the error; otherwise it stays for the next call.
            if reader == nil { state.error = error }
            return (reader, writer)
        }
        writer?.resume()
        guard let reader else { return }
        if let error { reader.resume(throwing: error) } else { reader.resume(returning: nil) }
    }
}
