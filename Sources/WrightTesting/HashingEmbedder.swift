private import WrightCore
public import WrightModel

/// An embedder for tests: the same text always gives the same vector, and texts that share words are near one another.
///
/// Each word adds a direction that its hash decides; nothing is learned. It needs no model file.
public struct HashingEmbedder: Embedder {
    /// The model that it plays.
    public let model: EmbeddingModel

    /// Makes an embedder.
    ///
    /// - Parameters:
    ///   - name: The model's name, part of its fingerprint.
    ///   - dimension: Coordinates of a vector, 8 or more.
    public init(name: String = "hashing", dimension: Int = 64) {
        precondition(dimension >= 8, "A hashing embedder has 8 dimensions or more.")
        model = EmbeddingModel(
            name: name,
            dimension: dimension,
            maximumTokenCount: 256,
            isNormalised: true,
            fingerprint: "\(name)-\(dimension)"
        )
    }

    /// Embeds each text by its words.
    public func embed(_ texts: [String], for use: EmbeddingUse) async throws -> [Embedding] {
        texts.map { Embedding(vector: vector(of: $0), model: model) }
    }

    /// The number of words.
    public func tokenCount(of text: String) -> Int {
        Self.words(of: text).count
    }

    private func vector(of text: String) -> [Float] {
        var vector = [Float](repeating: 0, count: model.dimension)
        vector[0] = 0.01
        for word in Self.words(of: text) {
            var state = FNV1a.hash(of: word.utf8)
            for place in vector.indices {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                vector[place] += Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
            }
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    private static func words(of text: String) -> [Substring] {
        text.lowercased().split { !($0.isLetter || $0.isNumber) }.map { Substring($0) }
    }
}
