internal import WrightDocuments
internal import WrightModel

/// Cuts documents with the project's chunker, counting tokens as the model does.
struct DocumentCutter: Sendable {
    private let chunker: any Chunker
    /// The chunker with all that changes its chunks.
    let fingerprint: String

    /// The chunker's name.
    let name: String
    /// The tokens that were asked for.
    let tokenCount: Int?

    /// Takes the settings, and where they are silent what the index was made with.
    init(settings: ProjectSettings, stored: StoredSettings?, embedder: (any Embedder)?) throws {
        name = settings.chunker ?? stored?.chunker ?? ChunkerKind.structure.rawValue
        let isOther = settings.chunker != nil && settings.chunker != stored?.chunker
        tokenCount = settings.chunkTokenCount ?? (isOther ? nil : stored?.chunkTokenCount)
        guard let kind = ChunkerKind(rawValue: name) else {
            let names = ChunkerKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw StoreError.settingsInvalid(name: "chunker", reason: "it must be one of \(names)")
        }
        if let embedder {
            chunker = kind.chunker(targetTokenCount: tokenCount) { embedder.tokenCount(of: String($0)) }
        } else {
            chunker = kind.chunker(targetTokenCount: tokenCount)
        }
        fingerprint = chunker.fingerprint + (embedder == nil ? "" : "+model-tokens")
    }

    func chunks(of document: Document) -> [Chunk] {
        chunker.chunks(of: document)
    }
}
