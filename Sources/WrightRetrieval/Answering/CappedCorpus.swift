private import WrightCore
private import WrightDocuments

/// A corpus of which one document, one source and one tier may say only so much in the context of one answer.
///
/// ```swift
/// let answerer = ExtractiveAnswerer(corpus: CappedCorpus(project), embedder: encoder, analyzer: analyzer)
/// ```
///
/// What is left out makes room for the hits after it. A result that reaches no cap is given as it is.
public struct CappedCorpus: Corpus {
    /// Is told how many of the first hits were left out, where some were.
    public var report: (@Sendable (_ leftOutCount: Int) -> Void)?

    private let base: any Corpus
    private let cap: ContextCap

    /// How many times as many hits are looked at where a cap is reached.
    private static let widening = 8
    private static let hitLimit = 100

    /// Puts a cap behind a corpus.
    public init(_ base: any Corpus, cap: ContextCap = .standard) {
        self.base = base
        self.cap = cap
    }

    /// Changes the corpus behind the cap.
    public func apply(_ change: CorpusChange) async throws -> CorpusGeneration {
        try await base.apply(change)
    }

    /// Finds chunks, as many of each kind as the cap lets pass.
    public func search(_ query: RetrievalQuery) async throws -> RetrievalResult {
        var result = try await base.search(query)
        let first = result.hits
        if cap.isReached(by: first.map(Self.passage)) {
            // A flood may have taken every place, so it is looked further down for others.
            var wider = query
            wider.limit = max(query.limit, min(query.limit * Self.widening, Self.hitLimit))
            let pool = try await base.search(wider).hits
            let kept = cap.kept(pool.map(Self.passage)).prefix(query.limit).map { pool[$0] }
            let keptPlaces = Set(kept.map(Place.init))
            let leftOutCount = first.count { !keptPlaces.contains(Place($0)) }
            if leftOutCount > 0 {
                result.hits = kept.enumerated()
                    .map { place, hit in
                        var hit = hit
                        hit.rank = place + 1
                        return hit
                    }
                result.notes.append(
                    "\(leftOutCount) of the first \(first.count) passages were left out, so that no source or tier "
                        + "outvotes the others; 'contextCap' in wright.yaml says how many of each may speak."
                )
                report?(leftOutCount)
            }
        }
        if ContextCap.isOutvoted(result.hits.map(Self.passage)) {
            result.notes.append("Most of the passages are from origins that are trusted less than the rest.")
        }
        return result
    }

    private static func passage(_ hit: Hit) -> ContextCap.Passage {
        ContextCap.Passage(
            document: hit.document.uri,
            source: ContextCap.source(of: hit.document.uri),
            tier: hit.document.trust
        )
    }

    private struct Place: Hashable {
        var uri: String
        var range: Range<Int>

        init(_ hit: Hit) {
            uri = hit.document.uri
            range = hit.chunk.range
        }
    }
}
