/// Terms to search for, any of which may match.
public struct LexicalQuery: Sendable, Hashable {
    /// A term and how much it counts.
    public struct Term: Sendable, Hashable {
        /// The term's bytes, as the index's analyzer makes them.
        public let bytes: [UInt8]

        /// A factor of its part of the score; above 0, at most 1,000,000.
        ///
        /// A term that comes twice counts twice.
        public let weight: Float

        /// Takes a term's bytes.
        public init(bytes: [UInt8], weight: Float = 1) {
            self.bytes = bytes
            self.weight = weight
        }
    }

    /// The terms, in any order.
    public var terms: [Term]

    /// How frequency and length are weighed.
    public var parameters: BM25Parameters

    /// The most terms that a query may have.
    public static let maximumTermCount = 1024

    /// Takes terms with weights.
    public init(terms: [Term], parameters: BM25Parameters = BM25Parameters()) {
        self.terms = terms
        self.parameters = parameters
    }

    /// Takes terms that count the same.
    public init(terms: some Sequence<String>, parameters: BM25Parameters = BM25Parameters()) {
        self.init(terms: terms.map { Term(bytes: Array($0.utf8)) }, parameters: parameters)
    }

    /// Every term once, weights added up.
    ///
    /// - Throws: ``IndexError`` with code `invalidQuery`.
    func distinctTerms() throws(IndexError) -> [Term] {
        guard terms.count <= Self.maximumTermCount else {
            throw .invalidQuery(reason: "it has \(terms.count) terms, more than \(Self.maximumTermCount)")
        }
        guard parameters.isValid else {
            throw .invalidQuery(reason: "k1 \(parameters.k1) or b \(parameters.b) is outside its range")
        }
        var result: [Term] = []
        for term in terms {
            guard term.weight > 0, term.weight <= 1_000_000 else {
                throw .invalidQuery(reason: "a weight of \(term.weight) is not above 0 and at most 1000000")
            }
            if let known = result.firstIndex(where: { $0.bytes == term.bytes }) {
                result[known] = Term(bytes: term.bytes, weight: result[known].weight + term.weight)
            } else {
                result.append(term)
            }
        }
        return result
    }
}

/// What an index knows of a term.
public struct LexicalTermStatistics: Sendable, Hashable {
    /// The term's bytes.
    public let bytes: [UInt8]

    /// The number of chunks that have it, deleted ones included until their segment is merged; 0 for an unknown term.
    public let documentFrequency: Int

    /// The weight of its rareness; above zero, highest for an unknown term.
    public let inverseDocumentFrequency: Float
}
