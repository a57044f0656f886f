public import WrightCore
public import WrightDocuments

/// A chunk that was found, with its score, its rank, and how it came by them.
public struct Hit: Sendable, Hashable {
    /// The place in the result, from 1.
    public var rank: Int
    /// How well it fits; higher is better.
    ///
    /// The scale depends on the mode and is comparable within one result only.
    public var score: Double
    /// What was found.
    public var chunk: Chunk
    /// The document that the chunk is part of.
    public var document: DocumentSummary
    /// The page that the chunk begins on, where the format has pages.
    public var page: Int?
    /// What the words said; nil where they were not asked or the chunk holds none of them.
    public var lexical: SignalScore?
    /// What the embeddings said; nil where they were not asked.
    public var vector: SignalScore?
    /// What a reranker said; nil where none was asked.
    public var rerank: SignalScore?
    /// What each term added to the score of the words; empty where the query did not ask for it.
    public var termScores: [String: Double] = [:]

    /// Makes a hit; for corpora.
    public init(
        rank: Int,
        score: Double,
        chunk: Chunk,
        document: DocumentSummary,
        page: Int?,
        signals: (lexical: SignalScore?, vector: SignalScore?)
    ) {
        self.rank = rank
        self.score = score
        self.chunk = chunk
        self.document = document
        self.page = page
        lexical = signals.lexical
        vector = signals.vector
    }
}

/// What one signal said of a hit.
public struct SignalScore: Sendable, Hashable {
    /// The signal's own score: BM25, or the cosine of the embeddings.
    public var raw: Double
    /// The score brought to 0…1 among this query's hits; what the fusion adds up.
    public var normalised: Double
    /// The place in this signal's own list, from 1; nil where it was scored without being in the list.
    public var rank: Int?

    /// Says what one signal said.
    public init(raw: Double, normalised: Double, rank: Int?) {
        self.raw = raw
        self.normalised = normalised
        self.rank = rank
    }
}

/// What a hit tells of its document.
public struct DocumentSummary: Sendable, Hashable {
    /// Where the document comes from.
    public var uri: String
    /// Its title.
    public var title: String
    /// What it is.
    public var mediaType: MediaType
    /// How far its origin is trusted.
    public var trust: TrustTier
    /// The hash of its source's bytes.
    public var contentHash: ContentHash

    /// Sums up a document.
    public init(uri: String, title: String, mediaType: MediaType, trust: TrustTier, contentHash: ContentHash) {
        self.uri = uri
        self.title = title
        self.mediaType = mediaType
        self.trust = trust
        self.contentHash = contentHash
    }
}
