internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import WrightCore

/// A service's address with the key that goes there: what requests are sent over.
///
/// Redirects are never followed, so a key goes to this address and nowhere else.
struct ServiceConnection: Sendable {
    /// How a service wants its key.
    enum KeyForm: Sendable {
        /// `Authorization: Bearer …`.
        case bearer
        /// A header of that name.
        case header(String)
    }

    /// The service's name in errors.
    let service: String
    let address: ServiceAddress
    private let key: Secret?
    private let keyForm: KeyForm
    private let headers: [(String, String)]

    /// - Throws: ``ProviderError`` with code `insecureAddress` for a key over http to another machine.
    init(
        service: String,
        address: ServiceAddress,
        key: Secret?,
        keyForm: KeyForm,
        headers: [(String, String)] = []
    ) throws(ProviderError) {
        if key != nil, address.scheme == "http", !address.isLoopback {
            throw .insecureAddress(host: address.host)
        }
        self.service = service
        self.address = address
        self.key = key
        self.keyForm = keyForm
        self.headers = headers
    }

    /// Sends JSON and gives the reply's head; the status is 2xx.
    func post(_ path: String, _ body: JSONValue, isStreamed: Bool) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: address.url(path))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: isStreamed ? Self.streamTypes : "application/json")
        request.headers.add(name: "User-Agent", value: "wright")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let key {
            try key.withValue { value in
                guard value.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
                    throw ProviderError.settingsInvalid(
                        "the key for \(service)",
                        reason: "it holds characters that keys cannot hold",
                        remedy: "Set the key without spaces and line breaks."
                    )
                }
                switch keyForm {
                case .bearer: request.headers.replaceOrAdd(name: "Authorization", value: "Bearer " + value)
                case .header(let name): request.headers.replaceOrAdd(name: name, value: value)
                }
            }
        }
        request.body = .bytes(ByteBuffer(string: body.text()))
        let response: HTTPClientResponse
        do {
            response = try await SharedClient.client.execute(request, timeout: SharedClient.longest)
        } catch {
            throw fault(error)
        }
        guard (200...299).contains(response.status.code) else { throw await refusal(response) }
        return response
    }

    /// Sends JSON and reads the whole reply as JSON.
    func json(_ path: String, _ body: JSONValue, limit: Int = 256 << 20) async throws -> JSONValue {
        let response = try await post(path, body, isStreamed: false)
        let bytes = try await collect(response, limit: limit)
        guard bytes.readableBytes > 0 else { throw ProviderError.emptyReply(service: service) }
        let value = try bytes.withUnsafeReadableBytes { try ReplyJSON.value($0, service: service) }
        if let failure = ReplyJSON.failure(in: value) { throw error(for: failure) }
        return value
    }

    /// The whole body, up to a limit.
    func collect(_ response: HTTPClientResponse, limit: Int) async throws -> ByteBuffer {
        var whole = ByteBuffer()
        do {
            for try await piece in response.body {
                guard whole.readableBytes + piece.readableBytes <= limit else {
                    throw ProviderError.replyTooLarge(limit: limit)
                }
                whole.writeImmutableBuffer(piece)
            }
        } catch {
            throw fault(error)
        }
        return whole
    }

    /// The error for what a service says went wrong inside a reply.
    func error(for failure: ServiceFailure, status: Int? = nil) -> ProviderError {
        .refused(service: service, status: status ?? failure.likelyStatus, detail: redacted(failure.detail))
    }

    /// Runs what reads a reply; a failure that the reply reports becomes an error of this service.
    func reporting(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let report as ReportedFailure {
            throw error(for: report.failure)
        }
    }

    /// The error for a fault of the connection; errors of ours stay as they are.
    func fault(_ error: any Error) -> any Error {
        switch error {
        case is ProviderError, is CancellationError: return error
        case let error as HTTPClientError:
            switch error {
            case .cancelled: return CancellationError()
            case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
                return ProviderError.unreachable(service: service, reason: "it does not answer in time")
            case .deadlineExceeded, .readTimeout:
                return ProviderError.timedOut(service: service, after: SharedClient.longestWait, what: "answer")
            case .invalidURL, .emptyHost, .emptyScheme:
                return ProviderError.addressInvalid(address.description, reason: "it is no address")
            default: return ProviderError.connectionLost(service: service, reason: error.shortDescription)
            }
        case is ChannelError, is HTTPParserError, is IOError:
            let cause = Self.cause(of: error)
            if Self.neverConnected.contains(cause) { return ProviderError.unreachable(service: service, reason: cause) }
            return ProviderError.connectionLost(service: service, reason: cause)
        default:
            return ProviderError.unreachable(service: service, reason: redacted(Self.cause(of: error)))
        }
    }

    private func refusal(_ response: HTTPClientResponse) async -> ProviderError {
        let status = Int(response.status.code)
        if (300...399).contains(status) { return .redirected(service: service, status: status) }
        var detail = ""
        // A body that cannot be read leaves the status to speak for itself.
        if let bytes = try? await collect(response, limit: 64 << 10) {
            let value = bytes.withUnsafeReadableBytes { try? JSONValue(parsing: $0) }
            if let value, let failure = ReplyJSON.failure(in: value) {
                detail = failure.detail
            } else if bytes.readableBytesView.drop(while: { $0 <= 32 }).first == UInt8(ascii: "<") {
                detail = "an HTML page"
            }
        }
        var error = ProviderError.refused(service: service, status: status, detail: redacted(detail))
        error.retryAfter = RetryAfter.wait(
            header: { response.headers.first(name: $0) },
            now: WallClock.secondsSince1970()
        )
        return error
    }

    private func redacted(_ text: String) -> String { key?.redacted(from: text) ?? text }

    private static let neverConnected = ["connection refused", "no route to host", "network is unreachable"]

    private static func cause(of error: any Error) -> String {
        let text = String(describing: error)
        let known = [
            "Connection refused", "No route to host", "Network is unreachable", "Connection reset", "Broken pipe",
            "timed out",
        ]
        if let phrase = known.first(where: { text.contains($0) }) { return phrase.lowercasedFirst }
        // The error of a connection that was never tried holds those of the name service only.
        if text.contains("connectionErrors: []") { return "its name is not known" }
        return String(text.prefix(200))
    }

    private static let streamTypes = "text/event-stream, application/x-ndjson, application/json"
}
