private import Synchronization
internal import WrightModel

/// An embedder that remembers what it has embedded, for evaluation, which meets the same sentences again and again.
final class MemoisingEmbedder: Embedder {
    private let base: any Embedder
    private let memory = Mutex<[String: Embedding]>([:])

    init(_ base: any Embedder) {
        self.base = base
    }

    var model: EmbeddingModel { base.model }

    func embed(_ texts: [String], for use: EmbeddingUse) async throws -> [Embedding] {
        let known = memory.withLock { memory in texts.map { memory[$0] } }
        let missing = Array(Set(zip(texts, known).filter { $0.1 == nil }.map(\.0)))
        let made = missing.isEmpty ? [] : try await base.embed(missing, for: use)
        return memory.withLock { memory in
            for (text, embedding) in zip(missing, made) { memory[text] = embedding }
            return texts.compactMap { memory[$0] }
        }
    }

    func tokenCount(of text: String) -> Int {
        base.tokenCount(of: text)
    }
}
