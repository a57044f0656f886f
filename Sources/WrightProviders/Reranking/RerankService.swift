public import WrightCore
public import WrightModel

/// A reranking model behind HTTP: scores texts against a question.
public struct RerankService: Reranker {
    /// The form of requests, and the model.
    public enum Form: Sendable, Hashable {
        /// Jina's `POST /rerank`, which vLLM, LocalAI and others speak as well.
        case jina(model: String)
        /// Cohere's `POST /v2/rerank`.
        case cohere(model: String)
        /// Voyage's `POST /rerank`.
        case voyage(model: String)
        /// The `POST /rerank` of Text Embeddings Inference, which serves one model.
        case textEmbeddingsInference

        var model: String {
            switch self {
            case .jina(let model), .cohere(let model), .voyage(let model): model
            case .textEmbeddingsInference: "served"
            }
        }
    }

    /// Texts that are scored at once; more are sent in several calls.
    static let batchLimit = 500

    /// What is known of the model: its name, and that it is this one.
    public let model: RerankingModel
    private let form: Form
    private let connection: ServiceConnection

    /// Reaches a model.
    ///
    /// - Parameters:
    ///   - form: The form of requests, and the model.
    ///   - address: Where the service is, such as `https://api.jina.ai/v1`, `https://api.cohere.com`,
    ///     `https://api.voyageai.com/v1` or `http://localhost:8080`.
    ///   - key: The key; nil for none.
    /// - Throws: ``ProviderError`` with code `insecureAddress`.
    public init(_ form: Form, address: ServiceAddress, key: Secret?) throws(ProviderError) {
        self.form = form
        model = RerankingModel(
            name: form.model,
            maximumTokenCount: 8192,
            fingerprint: "rerank:\(address.authority):\(form.model)"
        )
        connection = try ServiceConnection(
            service: "reranker at \(address.authority)",
            address: address,
            key: key,
            keyForm: .bearer
        )
    }

    /// The score of each text, in order; higher is better.
    ///
    /// Scores are the service's own: some are probabilities, some are not, and those of two services or two calls
    /// cannot be compared. A text that the service left out scores less than all others.
    ///
    /// - Throws: ``ProviderError``.
    public func scores(of texts: [String], for query: String) async throws -> [Float] {
        var scores: [Float] = []
        for start in stride(from: 0, to: texts.count, by: Self.batchLimit) {
            try Task.checkCancellation()
            let batch = Array(texts[start..<min(start + Self.batchLimit, texts.count)])
            scores += try await score(batch, query).map { Float($0) }
        }
        return scores
    }

    private func score(_ texts: [String], _ question: String) async throws -> [Double] {
        let list = JSONValue.array(texts.map { .string($0) })
        let query = JSONValue.string(question)
        let count = JSONValue.int(texts.count)
        let (path, body): (String, JSONValue) =
            switch form {
            case .jina(let model):
                (
                    "/rerank",
                    [
                        "model": .string(model), "query": query, "documents": list, "top_n": count,
                        "return_documents": false,
                    ]
                )
            case .cohere(let model):
                ("/v2/rerank", ["model": .string(model), "query": query, "documents": list, "top_n": count])
            case .voyage(let model):
                ("/rerank", ["model": .string(model), "query": query, "documents": list, "top_k": count])
            case .textEmbeddingsInference:
                ("/rerank", ["query": query, "texts": list, "raw_scores": false, "truncate": true])
            }
        let reply = try await connection.json(path, body)
        guard let scores = Self.scores(in: reply, count: texts.count) else {
            throw ProviderError.unreadableReply(service: connection.service, reason: "it holds no list of scores")
        }
        return scores
    }

    static func scores(in reply: JSONValue, count: Int) -> [Double]? {
        guard let list = reply["results"]?.array ?? reply["data"]?.array ?? reply.array else { return nil }
        var scores = [Double?](repeating: nil, count: count)
        for entry in list {
            guard let index = entry["index"]?.int, scores.indices.contains(index),
                let score = entry["relevance_score"]?.double ?? entry["score"]?.double
            else { return nil }
            scores[index] = score
        }
        guard let least = scores.compactMap({ $0 }).min() else { return nil }
        return scores.map { $0 ?? least - 1 }
    }
}
