internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
public import WrightCore
public import WrightModel

/// A language-model service, reached over HTTP.
///
/// Requests are written strictly in the service's form; answers are read leniently, since real servers differ. An
/// answer asked for whole and one asked for bit by bit come out the same. A model that takes no temperature is asked
/// again without it.
///
/// ```swift
/// let provider = try ServiceProvider(.ollama, address: ServiceAddress("http://localhost:11434"))
/// let completion = try await provider.complete(CompletionRequest(model: "llama3.2", messages: [.user("Hello")]))
/// ```
public struct ServiceProvider: CompletionProvider {
    /// The most bytes of one answer that are read.
    static let replyLimit = 256 << 20

    /// Who answers.
    public let identity: ProviderIdentity
    private let connection: ServiceConnection
    private let form: any CompletionForm
    private let sampling = FixedSampling()

    /// Reaches a service.
    ///
    /// - Parameters:
    ///   - kind: The service, and with it the form of its requests.
    ///   - address: Where it is; nil for the service's own address.
    ///   - key: The key; nil for none.
    /// - Throws: ``ProviderError`` with code `insecureAddress` for a key over http to another machine, or
    ///   `addressInvalid` where the service has no address of its own.
    public init(_ kind: ServiceKind, address: ServiceAddress? = nil, key: Secret? = nil) throws(ProviderError) {
        var place = address
        if place == nil { place = try kind.ownAddress() }
        guard let address = place else { throw .addressInvalid("", reason: "there is none") }
        identity = ProviderIdentity(name: kind.providerName, address: address.authority)
        form = kind.form
        connection = try ServiceConnection(
            service: "\(kind.name) at \(address.authority)",
            address: address,
            key: key,
            keyForm: kind.keyForm,
            headers: kind.headers
        )
    }

    /// Answers at once.
    public func complete(_ request: CompletionRequest) async throws -> Completion {
        var accumulator = CompletionAccumulator(model: request.model)
        var reading = try await open(request, isStreamed: false)
        while let pieces = try await reading.next() {
            for piece in pieces { accumulator.add(piece) }
        }
        return accumulator.completion()
    }

    /// Answers bit by bit.
    public func stream(_ request: CompletionRequest) -> AsyncThrowingStream<CompletionDelta, any Error> {
        let answer = PulledAnswer(to: request, from: self)
        return AsyncThrowingStream { try await answer.next() }
    }

    /// Sends a request and gives the answer, to be read.
    ///
    /// What comes decides how it is read, not what was asked for: some servers stream unasked, some cannot stream.
    func open(_ request: CompletionRequest, isStreamed: Bool) async throws -> AnswerReading {
        var request = sampling.adjusted(request)
        let response: HTTPClientResponse
        do {
            response = try await send(request, isStreamed: isStreamed)
        } catch let error as ProviderError {
            guard let plain = sampling.replacement(for: request, after: error) else { throw error }
            request = plain
            response = try await send(request, isStreamed: isStreamed)
        }
        let type = (response.headers.first(name: "Content-Type") ?? "").lowercased()
        if type.contains("html") {
            throw ProviderError.unreadableReply(service: connection.service, reason: "it is an HTML page")
        }
        let isWhole =
            switch form.framing {
            case .events: type.contains("json") && !type.contains("ndjson") && !type.contains("jsonl")
            case .lines: !isStreamed
            }
        if isWhole && !type.contains("event-stream") {
            return AnswerReading(whole: try await readWhole(response, request), connection: connection)
        }
        let framing = type.contains("event-stream") ? .events : form.framing
        let stream = AnswerStream(framing: framing, reader: form.reader(for: request), service: connection.service)
        return AnswerReading(stream, of: response.body, connection: connection)
    }

    private func send(_ request: CompletionRequest, isStreamed: Bool) async throws -> HTTPClientResponse {
        let body = try form.body(for: request, isStreamed: isStreamed)
        return try await connection.post(form.path(for: request, isStreamed: isStreamed), body, isStreamed: isStreamed)
    }

    private func readWhole(
        _ response: HTTPClientResponse,
        _ request: CompletionRequest
    ) async throws -> [CompletionDelta] {
        let bytes = try await connection.collect(response, limit: Self.replyLimit)
        guard bytes.readableBytesView.contains(where: { $0 > 32 }) else {
            throw ProviderError.emptyReply(service: connection.service)
        }
        let value = try bytes.withUnsafeReadableBytes { try ReplyJSON.value($0, service: connection.service) }
        var reader = form.reader(for: request)
        var pieces: [CompletionDelta] = []
        try connection.reporting { try reader.readWhole(value, into: &pieces) }
        let hasContent = pieces.contains { piece in
            switch piece {
            case .text, .toolCall, .reasoning, .finish: true
            default: false
            }
        }
        guard hasContent else {
            throw ProviderError.unreadableReply(service: connection.service, reason: "it holds no answer")
        }
        reader.end(into: &pieces)
        return pieces
    }
}
