/// Something that answers requests with a language model: a service, a local program, or a wrapper around another.
///
/// What a provider promises: `complete` and the joined pieces of `stream` say the same for the same answer, usage and
/// citations included; cancelling the task, or dropping the stream, ends the call; errors carry no keys.
public protocol CompletionProvider: Sendable {
    /// Who answers.
    var identity: ProviderIdentity { get }

    /// Answers at once.
    func complete(_ request: CompletionRequest) async throws -> Completion

    /// Answers bit by bit.
    ///
    /// Nothing is sent before the first piece is asked for or the stream is dropped, whichever comes first; the stream
    /// is for one reader.
    func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error>
}

/// Who answers requests.
public struct ProviderIdentity: Sendable, Hashable {
    /// The name of the service as OpenTelemetry knows it, such as `openai`, `anthropic` or `gcp.gemini`.
    public var name: String
    /// The address of the service without path and without anything secret, such as `api.openai.com`; empty for none.
    public var address: String

    /// Names a service.
    public init(name: String, address: String = "") {
        self.name = name
        self.address = address
    }
}

extension CompletionProvider {
    /// Answers bit by bit into one completion.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - receive: Called with each piece as it comes.
    /// - Returns: The whole answer.
    /// - Throws: What the provider or the closure throws.
    public func complete(
        _ request: CompletionRequest,
        receive: @Sendable (CompletionDelta) async throws -> Void
    ) async throws -> Completion {
        var accumulator = CompletionAccumulator(model: request.model)
        for try await delta in stream(request) {
            accumulator.add(delta)
            try await receive(delta)
        }
        // A stream may end without an error where its reader's task was cancelled.
        try Task.checkCancellation()
        return accumulator.completion()
    }
}
