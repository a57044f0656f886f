internal import Testing
internal import WrightCore
internal import WrightModel
internal import WrightProviders

/// Reranking services in their own forms, on this machine.
@Suite struct RerankServiceTests {
    static let texts = ["one", "two", "three"]

    static func scores(
        _ form: RerankService.Form,
        _ reply: String,
        status: String = "200 OK"
    ) async throws -> ([Float], LoopbackServer.Request?) {
        try await LoopbackServer.with { _, _ in
            LoopbackServer.reply(reply, status: status)
        } _: { server in
            let address = try ServiceAddress(server.base + "/v1")
            let service = try RerankService(form, address: address, key: Secret("secret-key"))
            let scores = try await service.scores(of: texts, for: "which")
            return (scores, server.requests.first)
        }
    }

    @Test(arguments: [
        (
            RerankService.Form.jina(model: "m"), "/v1/rerank", "documents", "top_n",
            """
            {"model":"m","usage":{"total_tokens":8},"results":[{"index":2,"relevance_score":0.9,"document":
            {"text":"three"}},{"index":0,"relevance_score":0.5},{"index":1,"relevance_score":-1.5}]}
            """
        ),
        (
            .cohere(model: "m"), "/v1/v2/rerank", "documents", "top_n",
            """
            {"id":"1","results":[{"index":2,"relevance_score":0.9},{"index":0,"relevance_score":0.5},
            {"index":1,"relevance_score":-1.5}],
            "meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}
            """
        ),
        (
            .voyage(model: "m"), "/v1/rerank", "documents", "top_k",
            """
            {"object":"list","data":[{"index":2,"relevance_score":0.9,"document":"three"},{"index":0,
            "relevance_score":0.5},{"index":1,"relevance_score":-1.5}],"model":"m","usage":{"total_tokens":8}}
            """
        ),
        (
            .textEmbeddingsInference, "/v1/rerank", "texts", "",
            #"[{"index":2,"score":0.9},{"index":0,"score":0.5},{"index":1,"score":-1.5}]"#
        ),
    ])
    func `texts are sent in the service's form and their scores come back in order`(
        form: RerankService.Form,
        path: String,
        texts: String,
        count: String,
        reply: String
    ) async throws {
        let (scores, request) = try await Self.scores(form, reply)
        #expect(scores == [0.5, -1.5, 0.9])
        let sent = try #require(request)
        #expect(sent.path == path)
        #expect(sent.header("authorization") == "Bearer secret-key")
        let body = try JSONValue(parsing: sent.body)
        #expect(body["query"]?.string == "which")
        #expect(body[texts]?.array?.compactMap(\.string) == Self.texts)
        #expect(count.isEmpty || body[count]?.int == 3)
        #expect(body["model"]?.string == (form == .textEmbeddingsInference ? nil : "m"))
    }

    @Test func `what the service leaves out comes last`() async throws {
        let (scores, _) = try await Self.scores(.jina(model: "m"), #"{"results":[{"index":1,"relevance_score":-3}]}"#)
        #expect(scores[1] == -3 && scores[0] < -3 && scores[2] < -3)
    }

    @Test(
        arguments: [
            (#"{"results":[{"index":3,"relevance_score":1}]}"#, ProviderError.Code.unreadableReply),
            (#"{"results":[{"relevance_score":1}]}"#, .unreadableReply),
            (#"{"results":[{"index":0,"relevance_score":null}]}"#, .unreadableReply),
            (#"{"results":[]}"#, .unreadableReply), ("{}", .unreadableReply), ("", .emptyReply),
            (#"{"error":"Model is overloaded","error_type":"Overloaded"}"#, .serviceFailed),
            (#"{"detail":"too many documents"}"#, .serviceFailed),
        ] as [(String, ProviderError.Code)]
    )
    func `wrong replies are errors, also under a good status`(reply: String, code: ProviderError.Code) async throws {
        let error = await #expect(throws: ProviderError.self) { _ = try await Self.scores(.jina(model: "m"), reply) }
        #expect(error?.code == code)
    }

    @Test func `a refusal names the service's reason and no key`() async throws {
        let error = await #expect(throws: ProviderError.self) {
            _ = try await Self.scores(
                .textEmbeddingsInference,
                #"{"error":"batch size 4 > maximum 3 for secret-key","error_type":"Validation"}"#,
                status: "413 Payload Too Large"
            )
        }
        #expect(error?.message.contains("batch size") == true)
        #expect(error.map { !String(reflecting: $0).contains("secret-key") } == true)
    }

    @Test func `many texts are sent in parts`() async throws {
        try await LoopbackServer.with { request, _ in
            let count = (try? JSONValue(parsing: request.body))?["texts"]?.array?.count ?? 0
            let entries = (0..<count).map { #"{"index":\#($0),"score":\#($0)}"# }
            return LoopbackServer.reply("[\(entries.joined(separator: ","))]")
        } _: { server in
            let service = try RerankService(.textEmbeddingsInference, address: ServiceAddress(server.base), key: nil)
            let scores = try await service.scores(of: (0..<1200).map { "text \($0)" }, for: "which")
            #expect(scores.count == 1200 && scores[499] == 499 && scores[500] == 0)
            #expect(server.requests.count == 3)
        }
    }

    @Test func `models are named with their service, and keys stay with their hosts`() async throws {
        #expect(try RerankReference("ms-marco-MiniLM-L6-v2") == nil)
        #expect(try RerankReference("openai:gpt") == nil)
        let keys = try KeyRing(environment: ["COHERE_API_KEY": "secret-key"])
        let own = try #require(try RerankReference("cohere:rerank-v3.5"))
        #expect(own.form == .cohere(model: "rerank-v3.5") && own.address.host == "api.cohere.com")
        #expect(try own.service(keys: keys).model.name == "rerank-v3.5")
        let missing = #expect(throws: ProviderError.self) { _ = try RerankReference("voyage:m")?.service(keys: keys) }
        #expect(missing?.code == .keyMissing && missing?.remedy?.contains("VOYAGE_API_KEY") == true)
        let named = ModelReference.NamedService(name: "office", form: "cohere", address: "https://evil.example")
        let elsewhere = try #require(try RerankReference("office:m", services: [named]))
        #expect(elsewhere.origin == .project)
        let error = #expect(throws: ProviderError.self) { _ = try elsewhere.service(keys: keys) }
        #expect(error?.code == .keyNotBound)
    }
}
