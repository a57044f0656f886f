internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightProviders

/// Embedding services in their own forms, on this machine.
@Suite struct EmbeddingServiceTests {
    static let forms: [EmbeddingService.Form] = [
        .openAI(model: "m", dimension: 2), .ollama(model: "m"), .cohere(model: "m"), .voyage(model: "m"),
    ]

    /// The texts of a request, whatever its form.
    static func texts(_ request: LoopbackServer.Request) -> [String] {
        let body = (try? JSONValue(parsing: request.body)) ?? .null
        return (body["input"] ?? body["texts"])?.array?.compactMap(\.string) ?? []
    }

    /// A vector that tells its text: the length of the text, and one.
    static func vector(_ text: String) -> JSONValue { [.int(text.utf8.count), 1] }

    /// The reply of a service of that form, as its documentation shows it.
    static func reply(_ form: EmbeddingService.Form, _ texts: [String]) -> JSONValue {
        let vectors = texts.map { vector($0) }
        switch form {
        case .openAI, .voyage:
            let entries = vectors.enumerated()
                .map { index, vector -> JSONValue in
                    ["object": "embedding", "index": .int(index), "embedding": vector]
                }
            return [
                "object": "list", "model": "m", "data": .array(entries),
                "usage": ["prompt_tokens": 8, "total_tokens": 8],
            ]
        case .ollama:
            return ["model": "m", "embeddings": .array(vectors), "total_duration": 14, "prompt_eval_count": 8]
        case .cohere:
            return [
                "id": "1", "embeddings": ["float": .array(vectors)], "texts": .array(texts.map { .string($0) }),
                "meta": ["api_version": ["version": "2"], "billed_units": ["input_tokens": 8]],
                "response_type": "embeddings_by_type",
            ]
        }
    }

    static func open(
        _ form: EmbeddingService.Form,
        _ server: LoopbackServer,
        key: String? = nil
    ) async throws -> EmbeddingService {
        try await .open(form, address: ServiceAddress(server.base + "/v1"), key: key.map { Secret($0) })
    }

    @Test(arguments: forms)
    func `texts are sent in the service's form and come back in order`(form: EmbeddingService.Form) async throws {
        try await LoopbackServer.with { request, _ in
            LoopbackServer.reply(Self.reply(form, Self.texts(request)).text())
        } _: { server in
            let service = try await Self.open(form, server, key: "secret-key")
            #expect(service.model.dimension == 2)
            #expect(!service.model.isNormalised)
            let texts = (1...130).map { String(repeating: "x", count: $0) }
            let documents = try await service.embed(texts, for: .document)
            #expect(documents.map { $0.vector.first } == texts.map { Float($0.utf8.count) })
            _ = try await service.embed(["what"], for: .query)
            // One to learn the dimension, three parts of the texts, and the question.
            #expect(server.requests.map { Self.texts($0).count } == [1, 64, 64, 2, 1])
            #expect(server.requests.allSatisfy { $0.header("authorization") == "Bearer secret-key" })
            let path = try #require(server.requests.first?.path)
            let bodies = try server.requests.map { try JSONValue(parsing: $0.body) }
            #expect(bodies.allSatisfy { $0["model"]?.string == "m" })
            let types = bodies.suffix(2).map { $0["input_type"]?.string }
            switch form {
            case .openAI:
                #expect(path == "/v1/embeddings")
                #expect(bodies[0]["dimensions"]?.int == 2 && bodies[0]["encoding_format"]?.string == "float")
            case .ollama: #expect(path == "/v1/api/embed")
            case .cohere:
                #expect(path == "/v1/v2/embed" && types == ["search_document", "search_query"])
                #expect(bodies[0]["embedding_types"] == ["float"])
            case .voyage: #expect(path == "/v1/embeddings" && types == ["document", "query"])
            }
        }
    }

    @Test(arguments: [
        // Out of order, without numbers, as base-64 of little-endian floats, and as a bare list.
        #"{"data":[{"index":1,"embedding":[2,0]},{"index":0,"embedding":[1,0]}]}"#,
        #"{"data":[{"embedding":[1,0]},{"embedding":[2,0]}]}"#,
        #"{"data":[{"index":0,"embedding":"AACAPwAAAAA="},{"index":1,"embedding":"AAAAQAAAAAA"}]}"#,
        "[[1,0],[2,0]]", #"{"embeddings":[[1.0,0.0],[2e0,0]]}"#,
    ])
    func `odd replies are read`(reply: String) async throws {
        try await LoopbackServer.with { _, number in
            LoopbackServer.reply(number == 0 ? #"{"data":[{"embedding":[1,0]}]}"# : reply)
        } _: { server in
            let service = try await Self.open(.openAI(model: "m"), server)
            #expect(service.model.isNormalised)
            let embeddings = try await service.embed(["a", "b"], for: .document)
            #expect(embeddings.map(\.vector) == [[1, 0], [2, 0]])
        }
    }

    @Test(
        arguments: [
            (#"{"data":[{"index":0,"embedding":[1,0]}]}"#, ProviderError.Code.unreadableReply),
            (#"{"data":[{"index":0,"embedding":[1,0]},{"index":0,"embedding":[2,0]}]}"#, .unreadableReply),
            (#"{"data":[{"index":0,"embedding":[1,0]},{"index":7,"embedding":[2,0]}]}"#, .unreadableReply),
            (#"{"data":[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[2,0,3]}]}"#, .unreadableReply),
            (#"{"data":[{"embedding":[1,0,0]},{"embedding":[2,0,0]}]}"#, .unreadableReply),
            (#"{"data":[{"embedding":[1,null]},{"embedding":[2,0]}]}"#, .unreadableReply),
            (#"{"data":[{"embedding":[1,1e39]},{"embedding":[2,0]}]}"#, .unreadableReply),
            (#"{"data":[{"embedding":"AACAPwAA"},{"embedding":"AAAAQAAAAAA="}]}"#, .unreadableReply),
            (#"{"data":[{"embedding":"!"},{"embedding":"?"}]}"#, .unreadableReply), ("{}", .unreadableReply),
            ("", .emptyReply), ("{", .unreadableReply),
            (#"{"error":{"message":"overloaded","type":"rate_limit_error"}}"#, .rateLimited),
            (#"{"error":"model 'm' not found","error_type":"NOT_FOUND"}"#, .modelUnknown),
            (#"{"detail":"input too long"}"#, .serviceFailed),
        ] as [(String, ProviderError.Code)]
    )
    func `wrong replies are errors, also under a good status`(reply: String, code: ProviderError.Code) async throws {
        try await LoopbackServer.with { _, number in
            LoopbackServer.reply(number == 0 ? #"{"data":[{"embedding":[1,0]}]}"# : reply)
        } _: { server in
            let service = try await Self.open(.openAI(model: "m"), server)
            let error = await #expect(throws: ProviderError.self) {
                _ = try await service.embed(["a", "b"], for: .document)
            }
            #expect(error?.code == code)
        }
    }

    @Test func `a refusal says so without the key`() async throws {
        try await LoopbackServer.with { _, _ in
            LoopbackServer.reply(#"{"message":"invalid api token secret-key"}"#, status: "401 Unauthorized")
        } _: { server in
            let error = await #expect(throws: ProviderError.self) {
                _ = try await Self.open(.cohere(model: "m"), server, key: "secret-key")
            }
            #expect(error?.code == .unauthorised)
            #expect(error.map { !String(reflecting: $0).contains("secret-key") } == true)
        }
    }
}
