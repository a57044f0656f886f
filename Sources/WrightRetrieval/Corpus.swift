public import WrightDocuments

/// A searchable collection of documents.
///
/// Every implementation passes the suite of its contract in `WrightTesting`.
public protocol Corpus: Sendable {
    /// Adds, replaces and removes documents, all or nothing, and gives the generation that holds the change.
    func apply(_ change: CorpusChange) async throws -> CorpusGeneration

    /// Finds chunks. An empty result says why.
    func search(_ query: RetrievalQuery) async throws -> RetrievalResult
}

/// Documents to be added or replaced, and URIs to be removed.
public struct CorpusChange: Sendable {
    /// The documents; one of a URI that the corpus holds replaces it.
    public var documents: [Document]
    /// The URIs of documents that go.
    ///
    /// One that the corpus does not hold is no error.
    public var removals: Set<String>

    /// Describes a change.
    public init(documents: [Document] = [], removals: Set<String> = []) {
        self.documents = documents
        self.removals = removals
    }
}

/// A state of a corpus; a later one has a higher number.
public struct CorpusGeneration: Sendable, Hashable, Comparable {
    /// The number, from 0 for an empty corpus that nobody has changed.
    public let number: Int

    /// Numbers a state.
    public init(number: Int) {
        self.number = number
    }

    /// The state after this one.
    package var next: Self { Self(number: number + 1) }

    /// Orders by age.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
