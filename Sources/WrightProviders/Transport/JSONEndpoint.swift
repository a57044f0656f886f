internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
package import WrightCore

/// An address of any kind that takes JSON and gives text: for targets that are no known service.
///
/// Redirects are never followed, and a secret header goes over http to this machine only.
package struct JSONEndpoint: Sendable {
    /// What came back.
    package struct Reply: Sendable {
        /// The HTTP status, whatever it is.
        package let status: Int
        /// The body's media type in small letters, without parameters; empty where none was named.
        package let type: String
        /// The body.
        package let body: [UInt8]
        /// How long the service asks to wait; nil where it does not say.
        package let retryAfter: Duration?

        /// The data of the body's server-sent events, in order.
        ///
        /// - Throws: ``ProviderError`` with code `replyTooLarge`.
        package func events() throws -> [[UInt8]] {
            var reader = ServerSentEventReader()
            var events: [[UInt8]] = []
            try body.withUnsafeBytes { try reader.read($0) { events.append(Array($1)) } }
            try reader.finish { events.append(Array($1)) }
            return events
        }
    }

    private let connection: ServiceConnection
    private let headers: [(name: String, value: Secret)]

    /// Takes an address.
    ///
    /// - Parameters:
    ///   - name: The name in errors.
    ///   - address: The whole address, path and query included.
    ///   - headers: Further headers; their values never reach an error or a log.
    /// - Throws: ``ProviderError`` with code `addressInvalid`, `insecureAddress` or `settingsInvalid`.
    package init(name: String, address: String, headers: [(name: String, value: Secret)]) throws(ProviderError) {
        let parsed = try ServiceAddress(address)
        if !headers.isEmpty, parsed.scheme == "http", !parsed.isLoopback { throw .insecureAddress(host: parsed.host) }
        for header in headers {
            let isName = !header.name.isEmpty && header.name.utf8.allSatisfy { Self.isHeaderLetter($0) }
            let isValue = header.value.withValue { $0.utf8.allSatisfy { $0 >= 32 && $0 < 127 } }
            guard isName, isValue else {
                throw .settingsInvalid(
                    "the header '\(header.name)'",
                    reason: "its name or its value holds characters that headers cannot hold",
                    remedy: "Write the name and set the value without line breaks."
                )
            }
        }
        connection = try ServiceConnection(service: name, address: parsed, key: nil, keyForm: .bearer)
        self.headers = headers
    }

    private static func isHeaderLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Sends JSON and reads the whole reply, of whatever status.
    ///
    /// - Parameters:
    ///   - body: What is sent.
    ///   - timeout: How long the whole may take.
    ///   - limit: The largest body that is read.
    /// - Returns: What came back.
    /// - Throws: ``ProviderError`` where no reply comes, `CancellationError`.
    package func post(_ body: JSONValue, timeout: Duration, limit: Int = 8 << 20) async throws -> Reply {
        var request = HTTPClientRequest(url: connection.address.url(""))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: body.text()))
        return try await send(request, timeout: timeout, limit: limit)
    }

    /// Asks with `GET` and reads the whole reply, of whatever status.
    ///
    /// - Throws: As ``post(_:timeout:limit:)``.
    package func get(timeout: Duration, limit: Int = 8 << 20) async throws -> Reply {
        try await send(HTTPClientRequest(url: connection.address.url("")), timeout: timeout, limit: limit)
    }

    private func send(_ request: HTTPClientRequest, timeout: Duration, limit: Int) async throws -> Reply {
        var request = request
        request.headers.add(name: "Accept", value: "application/json, text/event-stream, text/plain")
        request.headers.add(name: "User-Agent", value: "wright")
        for header in headers {
            header.value.withValue { request.headers.replaceOrAdd(name: header.name, value: $0) }
        }
        let (connection, sent) = (connection, request)
        return try await withThrowingTaskGroup(of: Reply.self) { group in
            group.addTask { try await Self.exchange(sent, connection, limit: limit) }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw ProviderError.timedOut(service: connection.service, after: timeout, what: "answer")
            }
            defer { group.cancelAll() }
            guard let reply = try await group.next() else { throw CancellationError() }
            return reply
        }
    }

    private static func exchange(
        _ request: HTTPClientRequest,
        _ connection: ServiceConnection,
        limit: Int
    ) async throws -> Reply {
        let response: HTTPClientResponse
        do {
            response = try await SharedClient.client.execute(request, timeout: SharedClient.longest)
        } catch {
            throw connection.fault(error)
        }
        let body = try await connection.collect(response, limit: limit)
        let type = response.headers.first(name: "content-type") ?? ""
        return Reply(
            status: Int(response.status.code),
            type: type.prefix { $0 != ";" }.lowercased().trimmingSpace,
            body: Array(body.readableBytesView),
            retryAfter: RetryAfter.wait(
                header: { response.headers.first(name: $0) },
                now: WallClock.secondsSince1970()
            )
        )
    }
}
