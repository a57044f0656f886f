public import WrightIndex

/// What to look for, how, and among what.
public struct RetrievalQuery: Sendable, Hashable {
    /// The question or the words.
    ///
    /// Of a longer text, only the first ``textLimit`` bytes are used.
    public var text: String
    /// Which signals decide.
    public var mode: RetrievalMode
    /// How many hits to give, 1 or more.
    ///
    /// Default 10.
    public var limit: Int
    /// Which documents may be found, and by whom.
    public var filter: RetrievalFilter
    /// How the signals of hybrid retrieval become one score.
    public var fusion: RankFusion
    /// Between 0 (only new content) and 1 (only relevance): reorders hits by maximal marginal relevance; nil leaves
    /// them in order of relevance.
    public var relevanceWeight: Double?
    /// Whether `"quoted words"` must stand in a hit as they are, and `begin*` stands for all words that begin so; false
    /// takes the whole text as words.
    public var readsOperators = false
    /// How much words in title, headings and text count; nil leaves it to the corpus.
    public var fieldWeights: LexicalFieldWeights?
    /// Whether hits say what each term added to their score.
    public var explainsTerms = false

    /// The longest query that is read, in UTF-8 bytes: 16 KiB.
    ///
    /// The rest of a longer one is left out.
    public static let textLimit = 16 << 10

    /// Asks a question with the default settings.
    public init(
        _ text: String,
        mode: RetrievalMode = .hybrid,
        limit: Int = 10,
        filter: RetrievalFilter = RetrievalFilter()
    ) {
        precondition(limit >= 1, "A query asks for one hit or more.")
        self.text = text
        self.mode = mode
        self.limit = limit
        self.filter = filter
        self.fusion = .weightedSum(vectorWeight: RankFusion.defaultVectorWeight)
        self.relevanceWeight = nil
    }

    /// Whether the query is nothing but beginnings of words, which mean nothing to an embedding model.
    package var isOnlyPrefixes: Bool {
        let words = boundedText.split(whereSeparator: \.isWhitespace)
        return readsOperators && !words.isEmpty && words.allSatisfy { $0.utf8.count > 1 && $0.last == "*" }
    }

    /// What a result says where such a query was not asked of the embeddings.
    package static let prefixNote = "The search is by words only: beginnings of words have no meaning to compare."

    /// The part of the text that is read.
    package var boundedText: String {
        guard text.utf8.count > Self.textLimit else { return text }
        return String(decoding: text.utf8.prefix(Self.textLimit), as: UTF8.self)
    }
}

/// Which signals decide what is found.
public enum RetrievalMode: String, Sendable, Codable, CaseIterable {
    /// The words: BM25.
    case lexical
    /// The meaning: similarity of embeddings.
    case vector
    /// Both.
    case hybrid
}
