internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightProviders

/// Whether a connection serves the next call too, and what a service can do against it.
@Suite struct ConnectionReuseTests {
    static let body = Array(RecordedStream.chat.stream.utf8)

    /// Streams twice and says over which connections.
    static func connections(_ answer: @escaping @Sendable (Int) -> [LoopbackServer.Step]) async throws -> [Int] {
        try await LoopbackServer.with {
            answer($1)
        } _: { server in
            let provider = try ServiceProvider(.openAI, address: ServiceAddress(server.base))
            for _ in 0..<2 {
                let request = CompletionRequest(model: "x", messages: [.user("?")])
                let completion = try await StreamReadingTests.collect(provider.stream(request))
                #expect(completion.text == "Grüße, 世界 😀")
                #expect(completion.usage?.outputTokenCount == 5)
            }
            return server.requests.map(\.connection)
        }
    }

    /// The same, tried again where a machine under load read the end too late, after which a connection is given up.
    static func reuses(_ answer: @escaping @Sendable (Int) -> [LoopbackServer.Step]) async throws -> Bool {
        for _ in 0..<4 where try await connections(answer) == [0, 0] { return true }
        return false
    }

    @Test func `the next call goes over the same connection`() async throws {
        #expect(try await Self.reuses { _ in LoopbackServer.stream([Self.body]) })
    }

    @Test func `so it does where the end comes after the mark of the end`() async throws {
        let isReused = try await Self.reuses { _ in
            let head = LoopbackServer.head(type: "text/event-stream")
            let more = LoopbackServer.chunk(Array(": bye\n\n".utf8))
            return [
                head, .send(LoopbackServer.chunk(Self.body)), .wait(milliseconds: 20), .send(more),
                .wait(milliseconds: 5), LoopbackServer.end,
            ]
        }
        #expect(isReused)
    }

    @Test func `a service that does not end its body is not waited for`() async throws {
        let used = try await Self.connections { _ in
            [LoopbackServer.head(type: "text/event-stream"), .send(LoopbackServer.chunk(Self.body)), .hang]
        }
        #expect(used == [0, 1])
    }

    @Test func `a service that goes on and on after the end is cut off`() async throws {
        let noise = LoopbackServer.chunk([UInt8](repeating: 10, count: 16 << 10))
        let used = try await Self.connections { _ in
            [LoopbackServer.head(type: "text/event-stream"), .send(LoopbackServer.chunk(Self.body))]
                + (0..<64).map { _ in .send(noise) } + [.hang]
        }
        #expect(used == [0, 1])
    }

    @Test func `a connection that breaks after the mark of the end has done its work`() async throws {
        let used = try await Self.connections { _ in
            [
                LoopbackServer.head(type: "text/event-stream"), .send(LoopbackServer.chunk(Self.body)),
                .wait(milliseconds: 5), .reset,
            ]
        }
        #expect(used == [0, 1])
    }
}
