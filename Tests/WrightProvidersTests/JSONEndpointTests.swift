import Testing
import WrightCore
import WrightProviders

/// Addresses that are no known service.
struct JSONEndpointTests {
    private func endpoint(_ server: LoopbackServer, _ headers: [(String, String)] = []) throws -> JSONEndpoint {
        let secrets = headers.map { (name: $0.0, value: Secret($0.1)) }
        return try JSONEndpoint(name: "target", address: server.base + "/chat?v=1", headers: secrets)
    }

    @Test func sendsJSONWithItsHeadersAndReadsAnyStatus() async throws {
        try await LoopbackServer.with { _, number in
            number == 0
                ? LoopbackServer.reply(#"{"a":1}"#, type: "application/json; charset=utf-8")
                : LoopbackServer.reply("no", status: "403 Forbidden", extra: "Retry-After: 7\r\n")
        } _: { server in
            let endpoint = try endpoint(server, [("Authorization", "Bearer k3y"), ("X-Team", "red")])
            let first = try await endpoint.post(["q": "hi"], timeout: .seconds(10))
            #expect(first.status == 200 && first.type == "application/json" && first.body == Array(#"{"a":1}"#.utf8))
            let second = try await endpoint.post(["q": "hi"], timeout: .seconds(10))
            #expect(second.status == 403 && second.retryAfter == .seconds(7))
            let request = try #require(server.requests.first)
            #expect(request.path == "/chat?v=1" && request.body == Array(#"{"q":"hi"}"#.utf8))
            #expect(request.header("authorization") == "Bearer k3y" && request.header("x-team") == "red")
        }
    }

    @Test func streamsAreReadToTheirEnd() async throws {
        let pieces = ["data: {\"t\":\"he\"}\n\nda", "ta: {\"t\":\"llo\"}\n\n", "data: [DONE]\n\n"]
            .map { Array($0.utf8) }
        try await LoopbackServer.with { _, _ in
            LoopbackServer.stream(pieces)
        } _: { server in
            let reply = try await endpoint(server).post(["q": "x"], timeout: .seconds(10))
            #expect(reply.type == "text/event-stream")
            let events = try reply.events().map { String(decoding: $0, as: UTF8.self) }
            #expect(events == [#"{"t":"he"}"#, #"{"t":"llo"}"#, "[DONE]"])
        }
    }

    @Test func silenceEndsAtTheTimeLimit() async throws {
        try await LoopbackServer.with { _, _ in
            [.hang]
        } _: { server in
            let endpoint = try endpoint(server)
            let error = await #expect(throws: ProviderError.self) {
                _ = try await endpoint.post(["q": "x"], timeout: .milliseconds(200))
            }
            #expect(error?.code == .timedOut)
        }
    }

    @Test func brokenConnectionsAndLargeRepliesAreFaults() async throws {
        try await LoopbackServer.with { _, number in
            number == 0 ? [.reset] : LoopbackServer.reply(String(repeating: "x", count: 5000))
        } _: { server in
            let endpoint = try endpoint(server)
            let lost = await #expect(throws: ProviderError.self) {
                _ = try await endpoint.post(["q": "x"], timeout: .seconds(10))
            }
            #expect(lost?.isTransient == true)
            let large = await #expect(throws: ProviderError.self) {
                _ = try await endpoint.post(["q": "x"], timeout: .seconds(10), limit: 1000)
            }
            #expect(large?.code == .replyTooLarge)
        }
    }

    @Test func redirectsAreNotFollowed() async throws {
        try await LoopbackServer.with { _, _ in
            LoopbackServer.reply("", status: "302 Found", extra: "Location: http://127.0.0.1:1/\r\n")
        } _: { server in
            let reply = try await endpoint(server).post(["q": "x"], timeout: .seconds(10))
            #expect(reply.status == 302 && server.requests.count == 1)
        }
    }

    @Test func secretsStayOnThisMachineOrUnderEncryption() throws {
        let secret = [(name: "Authorization", value: Secret("k3y-value"))]
        let error = #expect(throws: ProviderError.self) {
            _ = try JSONEndpoint(name: "t", address: "http://example.org/x", headers: secret)
        }
        #expect(error?.code == .insecureAddress)
        _ = try JSONEndpoint(name: "t", address: "https://example.org/x", headers: secret)
        _ = try JSONEndpoint(name: "t", address: "http://127.0.0.1:9/x", headers: secret)
        let split = [(name: "X-A", value: Secret("k3y\r\nX-B: 1"))]
        let refused = #expect(throws: ProviderError.self) {
            _ = try JSONEndpoint(name: "t", address: "https://example.org/x", headers: split)
        }
        #expect(refused?.message.contains("k3y") == false)
        #expect(throws: ProviderError.self) {
            _ = try JSONEndpoint(name: "t", address: "ftp://example.org", headers: [])
        }
    }
}
