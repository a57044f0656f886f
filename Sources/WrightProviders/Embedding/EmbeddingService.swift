public import WrightCore
public import WrightModel

/// An embedding model behind HTTP.
///
/// ```swift
/// let service = try await EmbeddingService.open(.openAI(model: "text-embedding-3-small"), address: address, key: key)
/// let embeddings = try await service.embed(["a text"], for: .document)
/// ```
public struct EmbeddingService: Embedder {
    /// The form of requests, and the model.
    public enum Form: Sendable, Hashable {
        /// `POST /embeddings` as OpenAI and most servers have it; `dimension` asks for shorter vectors.
        case openAI(model: String, dimension: Int? = nil)
        /// Ollama's `POST /api/embed`.
        case ollama(model: String)
        /// Cohere's `POST /v2/embed`.
        case cohere(model: String)
        /// Voyage's `POST /v1/embeddings`.
        case voyage(model: String)

        var model: String {
            switch self {
            case .openAI(let model, _), .ollama(let model), .cohere(let model), .voyage(let model): model
            }
        }

        var name: String {
            switch self {
            case .openAI: "openai"
            case .ollama: "ollama"
            case .cohere: "cohere"
            case .voyage: "voyage"
            }
        }
    }

    /// Texts that are sent at once.
    static let batchLimit = 64

    /// What is known of the model; the dimension is that of its first embedding.
    public let model: EmbeddingModel
    private let form: Form
    private let connection: ServiceConnection

    /// Reaches a model, and embeds one word to learn its dimension.
    ///
    /// - Parameters:
    ///   - form: The form of requests, and the model.
    ///   - address: Where the service is, such as `https://api.openai.com/v1`, `http://localhost:11434`,
    ///     `https://api.cohere.com` or `https://api.voyageai.com/v1`.
    ///   - key: The key; nil for none.
    ///   - maximumTokenCount: The tokens that the model reads of a text, if they are known.
    /// - Returns: The model, ready to be asked.
    /// - Throws: ``ProviderError``.
    public static func open(
        _ form: Form,
        address: ServiceAddress,
        key: Secret?,
        maximumTokenCount: Int = 8192
    ) async throws -> Self {
        let connection = try ServiceConnection(
            service: "\(form.name) at \(address.authority)",
            address: address,
            key: key,
            keyForm: .bearer
        )
        let vector = try await vectors(form, connection, texts: ["dimension"], use: .document)[0]
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let model = EmbeddingModel(
            name: form.model,
            dimension: vector.count,
            maximumTokenCount: maximumTokenCount,
            isNormalised: abs(length - 1) < 1e-3,
            fingerprint: "\(form.name):\(address.authority):\(form.model):\(vector.count)"
        )
        return Self(model: model, form: form, connection: connection)
    }

    /// Embeds texts, some at a time.
    ///
    /// - Throws: ``ProviderError``, with code `unreadableReply` also where the number or the length of vectors is
    /// wrong.
    public func embed(_ texts: [String], for use: EmbeddingUse) async throws -> [Embedding] {
        var embeddings: [Embedding] = []
        for start in stride(from: 0, to: texts.count, by: Self.batchLimit) {
            try Task.checkCancellation()
            let batch = Array(texts[start..<min(start + Self.batchLimit, texts.count)])
            for vector in try await Self.vectors(form, connection, texts: batch, use: use) {
                guard vector.count == model.dimension else {
                    throw ProviderError.unreadableReply(
                        service: connection.service,
                        reason: "a vector has \(vector.count) dimensions in place of \(model.dimension)"
                    )
                }
                embeddings.append(Embedding(vector: vector, model: model))
            }
        }
        return embeddings
    }

    /// A guess, since the service's vocabulary is not known: one token for four bytes.
    public func tokenCount(of text: String) -> Int { (text.utf8.count + 3) / 4 }

    private static func vectors(
        _ form: Form,
        _ connection: ServiceConnection,
        texts: [String],
        use: EmbeddingUse
    ) async throws -> [[Float]] {
        let list = JSONValue.array(texts.map { .string($0) })
        let (path, body) = request(form, list, use)
        let reply = try await connection.json(path, body)
        let vectors = EmbeddingReply.vectors(reply, count: texts.count)
        guard let vectors, let dimension = vectors.first?.count, dimension > 0,
            vectors.allSatisfy({ $0.count == dimension && $0.allSatisfy(\.isFinite) })
        else {
            throw ProviderError.unreadableReply(
                service: connection.service,
                reason: "it does not hold \(texts.count) vectors of one length"
            )
        }
        return vectors
    }

    private static func request(_ form: Form, _ texts: JSONValue, _ use: EmbeddingUse) -> (String, JSONValue) {
        switch form {
        case .openAI(let model, let dimension):
            var body = JSONObjectBuilder()
            body.add("model", .string(model))
            body.add("input", texts)
            body.add("encoding_format", "float")
            body.add("dimensions", dimension)
            return ("/embeddings", body.value())
        case .ollama(let model):
            return ("/api/embed", ["model": .string(model), "input": texts, "truncate": true])
        case .cohere(let model):
            let type: JSONValue = use == .query ? "search_query" : "search_document"
            return (
                "/v2/embed",
                [
                    "model": .string(model), "texts": texts, "input_type": type, "embedding_types": ["float"],
                    "truncate": "END",
                ]
            )
        case .voyage(let model):
            let type: JSONValue = use == .query ? "query" : "document"
            return (
                "/embeddings", ["model": .string(model), "input": texts, "input_type": type, "truncation": true]
            )
        }
    }
}

/// Reads vectors out of replies.
enum EmbeddingReply {
    /// The vectors in the order of the texts; nil where there are not as many.
    static func vectors(_ reply: JSONValue, count: Int) -> [[Float]]? {
        if let list = reply["data"]?.array { return ordered(list, count: count) }
        let list = reply["embeddings"]?["float"]?.array ?? reply["embeddings"]?.array ?? reply.array
        guard let list, list.count == count else { return nil }
        let vectors = list.compactMap { vector($0) }
        return vectors.count == count ? vectors : nil
    }

    /// Numbered entries by their numbers, others as they come.
    private static func ordered(_ list: [JSONValue], count: Int) -> [[Float]]? {
        guard list.count == count else { return nil }
        var vectors = [[Float]?](repeating: nil, count: count)
        for (place, entry) in list.enumerated() {
            let index = entry["index"]?.int ?? place
            guard vectors.indices.contains(index), let vector = vector(entry["embedding"] ?? .null) else { return nil }
            vectors[index] = vector
        }
        let found = vectors.compactMap { $0 }
        return found.count == count ? found : nil
    }

    /// A vector as numbers, or as base-64 of little-endian floats.
    static func vector(_ value: JSONValue) -> [Float]? {
        if let numbers = value.array {
            let vector = numbers.compactMap { $0.double.map { Float($0) } }
            return vector.count == numbers.count ? vector : nil
        }
        guard let text = value.string, let bytes = Base64.decoded(text.utf8), bytes.count % 4 == 0 else { return nil }
        return stride(from: 0, to: bytes.count, by: 4)
            .map { place in
                let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
                return Float(bitPattern: bits)
            }
    }
}
