internal import WrightIndex
package import WrightModel
package import WrightText

extension SearchIndex {
    /// Writes a lexical segment of texts, one chunk each.
    ///
    /// - Throws: `IndexError` with code `segmentTooLarge`, and what the sink throws.
    package static func writeLexicalSegment(
        of texts: some Sequence<String>,
        analyzer: Analyzer,
        to sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var builder = LexicalSegmentBuilder(fingerprint: analyzer.fingerprint)
        let session = AnalyzerSession(analyzer)
        for text in texts {
            var text = text
            text.withUTF8 { bytes in
                session.forEachTerm(in: bytes) { term, _, _ in builder.append(term: term) }
            }
            try builder.finishChunk()
        }
        try builder.write(to: sink)
    }

    /// An index in memory over texts, one chunk each, in one segment.
    package static func inMemory(
        _ texts: [String],
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
