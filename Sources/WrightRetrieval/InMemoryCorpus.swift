private import Synchronization
internal import WrightCore
public import WrightDocuments
internal import WrightIndex
public import WrightModel
public import WrightText

/// A corpus that lives in memory: for tests, short-lived tools and evaluation.
///
/// Every change makes the index anew; embeddings of unchanged chunks are kept.
public final class InMemoryCorpus: Corpus {
    private struct State {
        var generation = CorpusGeneration(number: 0)
        var documents: [String: Document] = [:]
        var chunks: [(chunk: Chunk, document: Document)] = []
        var vectors: [ContentHash: [Float]] = [:]
        var index: SearchIndex?
    }

    private let chunker: any Chunker
    private let analyzer: Analyzer
    private let embedder: (any Embedder)?
    private let state = Mutex(State())

    /// Makes an empty corpus.
    ///
    /// - Parameters:
    ///   - chunker: Cuts documents.
    ///   - analyzer: Makes terms of words.
    ///   - embedder: Makes embeddings; nil searches by words only.
    public init(chunker: any Chunker, analyzer: Analyzer = Analyzer(), embedder: (any Embedder)? = nil) {
        self.chunker = chunker
        self.analyzer = analyzer
        self.embedder = embedder
    }

    /// Adds, replaces and removes documents.
    ///
    /// Concurrent changes follow one another in some order, none is lost.
    public func apply(_ change: CorpusChange) async throws -> CorpusGeneration {
        let texts =
            embedder == nil
            ? []
            : change.documents.flatMap { document in
                chunker.chunks(of: document).map { IndexedText.text(of: $0, title: document.title) }
            }
        var made: [ContentHash: [Float]] = [:]
        // A change at the same time may drop embeddings that this one counted on; then they are made as well.
        while true {
            let known = state.withLock { Set($0.vectors.keys) }
            var missing: [ContentHash: String] = [:]
            for text in texts {
                let hash = ContentHash(of: text)
                if made[hash] == nil, !known.contains(hash) { missing[hash] = text }
            }
            let order = missing.keys.sorted()
            if !order.isEmpty, let embedder {
                let embeddings = try await embedder.embed(order.map { missing[$0] ?? "" }, for: .document)
                for (hash, embedding) in zip(order, embeddings) { made[hash] = embedding.vector }
            }
            if let generation = try commit(change, made: made) { return generation }
        }
    }

    /// Changes the state; nil, and nothing changed, where an embedding is missing.
    private func commit(_ change: CorpusChange, made: [ContentHash: [Float]]) throws -> CorpusGeneration? {
        try state.withLock { state in
            var next = state
            next.vectors.merge(made) { _, new in new }
            for uri in change.removals { next.documents[uri] = nil }
            for document in change.documents { next.documents[document.uri] = document }
            guard try rebuild(&next) else { return nil }
            next.generation = CorpusGeneration(number: state.generation.number + 1)
            state = next
            return next.generation
        }
    }

    /// Finds chunks.
    ///
    /// - Throws: ``RetrievalError`` with code `modelRequired` for a search by meaning without a model.
    public func search(_ query: RetrievalQuery) async throws -> RetrievalResult {
        if query.mode == .vector, embedder == nil { throw RetrievalError.modelRequired() }
        let isByWords = query.mode == .hybrid && query.isOnlyPrefixes
        let mode: RetrievalMode = embedder == nil || isByWords ? .lexical : query.mode
        var vector: [Float]?
        if mode != .lexical { vector = try await embedder?.embed([query.boundedText], for: .query).first?.vector }
        let (index, chunks) = state.withLock { ($0.index, $0.chunks) }
        let note = isByWords ? RetrievalQuery.prefixNote : "The search is by words only: no model is at hand."
        let notes = mode == query.mode ? [] : [note]
        guard let index, !chunks.isEmpty else {
            return RetrievalResult(hits: [], whyEmpty: .noDocuments, mode: mode, notes: notes)
        }
        if query.boundedText.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
            return RetrievalResult(hits: [], whyEmpty: .queryEmpty, mode: mode, notes: notes)
        }
        var admitted = [OrdinalSet(universeCount: chunks.count)]
        var admittedCount = 0
        for (ordinal, entry) in chunks.enumerated() where query.filter.admits(DocumentFacts(entry.document)) {
            admitted[0].insert(UInt32(ordinal))
            admittedCount += 1
        }
        let filter = admittedCount == chunks.count ? nil : admitted
        let outcome = try index.search(query, mode: mode, vector: vector, filter: filter)
        let hits = outcome.entries.enumerated()
            .map { place, entry in
                Self.hit(entry, rank: place + 1, chunks[Int(entry.ordinal)])
            }
        var why: EmptyReason?
        if hits.isEmpty { why = outcome.isQueryEmpty ? .queryEmpty : admittedCount == 0 ? .allFiltered : .noMatch }
        var result = RetrievalResult(
            hits: hits,
            whyEmpty: why,
            mode: mode,
            termWeights: outcome.termWeights,
            notes: notes
        )
        result.queryVector = vector
        result.unknownTerms = outcome.unknownTerms
        result.lexical = outcome.lexical
        result.vectorPlans = outcome.vectorPlans
        return result
    }

    /// Makes the index of the documents; false where an embedding is missing.
    private func rebuild(_ state: inout State) throws -> Bool {
        state.chunks = state.documents.values.sorted { $0.uri < $1.uri }
            .flatMap { document in
                chunker.chunks(of: document).map { ($0, document) }
            }
        let texts = state.chunks.map { IndexedText.text(of: $0.chunk, title: $0.document.title) }
        let hashes = texts.map { ContentHash(of: $0) }
        let vectors = hashes.compactMap { state.vectors[$0] }
        guard embedder == nil || vectors.count == hashes.count else { return false }
        let needed = Set(hashes)
        state.vectors = state.vectors.filter { needed.contains($0.key) }
        state.index = try SearchIndex.inMemory(
            state.chunks.map { IndexedText.fields(of: $0.chunk, title: $0.document.title) },
            analyzer: analyzer,
            vectors: embedder == nil ? nil : vectors,
            model: embedder?.model
        )
        return true
    }

    private static func hit(
        _ entry: SearchIndex.Entry,
        rank: Int,
        _ source: (chunk: Chunk, document: Document)
    ) -> Hit {
        let document = source.document
        var hit = Hit(
            rank: rank,
            score: entry.score,
            chunk: source.chunk,
            document: DocumentSummary(
                uri: document.uri,
                title: document.title,
                mediaType: document.mediaType,
                trust: document.trust,
                contentHash: document.contentHash
            ),
            page: document.page(at: source.chunk.range.lowerBound),
            signals: (entry.lexical, entry.vector)
        )
        hit.termScores = entry.termScores
        return hit
    }
}
