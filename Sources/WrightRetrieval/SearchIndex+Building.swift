package import WrightIndex
package import WrightModel
package import WrightText

extension SearchIndex {
    /// Writes a lexical segment of texts, one chunk each.
    ///
    /// - Throws: `IndexError` with code `segmentTooLarge`, and what the sink throws.
    package static func writeLexicalSegment(
        of texts: [LexicalText],
        analyzer: Analyzer,
        threadCount: Int = 1,
        to sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try LexicalSegmentBuilder.write(texts, analyzer: analyzer, threadCount: threadCount, to: sink)
    }

    /// An index in memory over texts without titles, one chunk each, in one segment.
    package static func inMemory(
        _ texts: [String],
        analyzer: Analyzer,
        vectors: [[Float]]?,
        model: EmbeddingModel?
    ) throws -> SearchIndex {
        try inMemory(texts.map { LexicalText(body: $0) }, analyzer: analyzer, vectors: vectors, model: model)
    }

    /// An index in memory over texts, one chunk each, in one segment.
    package static func inMemory(
        _ texts: [LexicalText],
        analyzer: Analyzer,
        vectors: [[Float]]?,
        model: EmbeddingModel?
    ) throws -> SearchIndex {
        var bytes: [UInt8] = []
        try writeLexicalSegment(of: texts, analyzer: analyzer) { bytes.append(contentsOf: $0) }
        let lexical = try LexicalIndex(segments: [LexicalSegment(bytes: bytes, name: "memory")])
        var vectorIndex: VectorIndex?
        if let vectors, let model {
            let bytes = try VectorSegmentBuilder.build(
                dimension: model.dimension,
                fingerprint: model.fingerprint,
                vectors: vectors
            )
            vectorIndex = try VectorIndex(segments: [VectorSegment(bytes: bytes, name: "memory")])
        }
        return SearchIndex(analyzer: analyzer, lexical: lexical, vectors: vectorIndex)
    }
}
