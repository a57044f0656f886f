public import WrightIndex

/// What a query found, and why it found nothing if it did.
public struct RetrievalResult: Sendable, Hashable {
    /// The hits, the best first.
    public var hits: [Hit]
    /// Why there are none; nil if there are some.
    public var whyEmpty: EmptyReason?
    /// The mode that was used; lexical where hybrid was asked for and no model is at hand.
    public var mode: RetrievalMode
    /// What the terms of the query weigh: their inverse document frequency in the corpus, by term as analysed.
    ///
    /// A term that no document holds weighs most. Empty where the corpus cannot tell.
    public var termWeights: [String: Double]
    /// The analysed terms of the query that no chunk has, whoever may see it.
    public var unknownTerms: Set<String> = []
    /// What was left out or done otherwise than asked, a sentence each.
    public var notes: [String]

    /// How the words were searched for; nil where they were not.
    public var lexical: LexicalExplanation?

    /// How each segment's vectors were searched; empty where they were not.
    public var vectorPlans: [VectorSearchPlan] = []

    /// The question's embedding, where one was made, so that an answerer need not make it again.
    package var queryVector: [Float]?

    /// Reports what was found.
    public init(
        hits: [Hit],
        whyEmpty: EmptyReason?,
        mode: RetrievalMode,
        termWeights: [String: Double] = [:],
        notes: [String] = []
    ) {
        self.hits = hits
        self.whyEmpty = whyEmpty
        self.mode = mode
        self.termWeights = termWeights
        self.notes = notes
    }
}

/// Why a result is empty.
public enum EmptyReason: String, Sendable, Codable, CaseIterable {
    /// Nothing is indexed.
    case noDocuments
    /// The query holds no word that could be searched for.
    case queryEmpty
    /// No document passes the filter.
    case allFiltered
    /// No document holds any of the words.
    case noMatch

    /// One sentence for people.
    public var sentence: String {
        switch self {
        case .noDocuments: "Nothing is indexed yet."
        case .queryEmpty: "The question holds no word that can be searched for."
        case .allFiltered: "No document passes the filter, or none that you may see."
        case .noMatch: "No document holds any of these words."
        }
    }
}
