// Idea: an answer is read by whoever asks for the next piece, in the task that asks. No task of its own and no buffer
// stand between the connection and the reader, so a piece is handed from thread to thread once and not twice, and a
// slow reader slows the service down.

internal import AsyncHTTPClient
internal import NIOCore
internal import WrightModel
private import Synchronization

/// The answer to one request, read as it comes.
struct AnswerReading {
    private let connection: ServiceConnection
    private var stream: AnswerStream?
    private var body: HTTPClientResponse.Body.AsyncIterator?
    private var rest: [CompletionDelta] = []
    private var count = 0
    private var isDone = false

    /// An answer that came at once.
    init(whole pieces: [CompletionDelta], connection: ServiceConnection) {
        rest = pieces
        self.connection = connection
    }

    /// An answer that comes bit by bit.
    init(_ stream: AnswerStream, of body: HTTPClientResponse.Body, connection: ServiceConnection) {
        self.stream = stream
        self.body = body.makeAsyncIterator()
        self.connection = connection
    }

    /// What came next; nil at the end.
    mutating func next() async throws -> [CompletionDelta]? {
        while !isDone, stream != nil {
            guard let buffer = try await nextBuffer() else {
                try finish()
                break
            }
            count += buffer.readableBytes
            guard count <= ServiceProvider.replyLimit else {
                throw ProviderError.replyTooLarge(limit: ServiceProvider.replyLimit)
            }
            try connection.reporting { try buffer.withUnsafeReadableBytes { try stream?.read($0) } }
            let pieces = stream?.takePieces() ?? []
            if stream?.hasEnded == true { try finish() }
            if !pieces.isEmpty { return pieces }
        }
        if !rest.isEmpty {
            defer { rest = [] }
            return rest
        }
        if let left = body, stream?.hasEnded == true { await Self.drain(left) }
        body = nil
        return nil
    }

    private mutating func nextBuffer() async throws -> ByteBuffer? {
        do {
            // Read by one task at a time, the one that holds this value.
            nonisolated(unsafe) var reading = body
            defer { body = reading }
            return try await reading?.next()
        } catch {
            // A connection that breaks after the answer is complete has done its work.
            let fault = connection.fault(error)
            guard stream?.isComplete == true, (fault as? ProviderError)?.code == .connectionLost else { throw fault }
            return nil
        }
    }

    private mutating func finish() throws {
        isDone = true
        guard count > 0 else { throw ProviderError.emptyReply(service: connection.service) }
        try connection.reporting { try stream?.finish() }
        rest = stream?.takePieces() ?? []
    }

    /// Reads what comes after a service has said that nothing does, so that the connection can be used again.
    ///
    /// A service that does not end its body is waited for a little; then the connection is closed.
    private static func drain(_ body: HTTPClientResponse.Body.AsyncIterator) async {
        // Nobody else reads it any more.
        nonisolated(unsafe) let body = body
        let rest = Task {
            var body = body
            var left = 64 << 10
            while left > 0, let buffer = try? await body.next() { left -= buffer.readableBytes }
        }
        let end = Task {
            try await Task.sleep(for: .milliseconds(500))
            rest.cancel()
        }
        await rest.value
        end.cancel()
    }
}

/// An answer whose request is sent when the first piece is asked for.
final class PulledAnswer: @unchecked Sendable {
    // `@unchecked`: a stream has one reader, which asks for one piece after the other; `isAsked` holds it to that.

    private var request: CompletionRequest?
    private let provider: ServiceProvider
    private let isAsked = Atomic(false)
    private var reading: AnswerReading?
    private var pieces: [CompletionDelta] = []
    private var head = 0

    init(to request: CompletionRequest, from provider: ServiceProvider) {
        self.request = request
        self.provider = provider
    }

    /// The next piece; nil at the end.
    func next() async throws -> CompletionDelta? {
        let wasAsked = isAsked.exchange(true, ordering: .acquiring)
        precondition(!wasAsked, "A stream has one reader.")
        defer { isAsked.store(false, ordering: .releasing) }
        while head == pieces.count {
            if let request {
                self.request = nil
                reading = try await provider.open(request, isStreamed: true)
            }
            guard var current = reading else { return nil }
            reading = nil
            guard let more = try await current.next() else { return nil }
            reading = current
            pieces = more
            head = 0
        }
        defer { head += 1 }
        return pieces[head]
    }
}
