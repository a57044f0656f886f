/// Terms to search for, any of which may match, and phrases, all of which must.
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

    /// Terms that stand one after the other in one field.
    ///
    /// Only chunks with every phrase are hits. A phrase does not score; name its terms among ``terms`` as well.
    public struct Phrase: Sendable, Hashable {
        /// The terms.
        public let terms: [[UInt8]]

        /// Where each term stands, from the first on: 0, then rising; a word without a term leaves a gap.
        public let offsets: [Int]

        /// Takes terms and where they stand; without places, one follows the other.
        public init(terms: [[UInt8]], offsets: [Int]? = nil) {
            self.terms = terms
            self.offsets = offsets ?? Array(terms.indices)
        }

        /// The most terms that a phrase may have.
        public static let maximumTermCount = 64

        var isValid: Bool {
            (1...Self.maximumTermCount).contains(terms.count) && offsets.count == terms.count && offsets[0] == 0
                && zip(offsets, offsets.dropFirst()).allSatisfy { $0 < $1 && $1 < 1 << 20 }
        }
    }

    /// The beginning of words, any of which may match.
    public struct Prefix: Sendable, Hashable {
        /// Beginnings in lower case: of words as they stand, and of terms.
        ///
        /// With and without accents, for example.
        public let beginnings: [[UInt8]]

        /// A factor of its part of the score; above 0, at most 1,000,000.
        public let weight: Float

        /// Takes the beginnings.
        public init(beginnings: [[UInt8]], weight: Float = 1) {
            self.beginnings = beginnings
            self.weight = weight
        }

        /// The most terms that a prefix stands for: those in the most chunks.
        public static let maximumTermCount = 128

        var isValid: Bool {
            (1...4).contains(beginnings.count) && beginnings.allSatisfy { !$0.isEmpty } && weight > 0
                && weight <= 1_000_000
        }
    }

    /// The terms, in any order.
    public var terms: [Term]

    /// What hits must have; at most 16.
    public var phrases: [Phrase] = []

    /// Beginnings of words; at most 16.
    ///
    /// All terms that a prefix stands for weigh the same, as one term would that stands in all their chunks.
    public var prefixes: [Prefix] = []

    /// How frequency, length and fields are weighed.
    public var parameters: BM25Parameters

    /// The most terms that a query may have.
    public static let maximumTermCount = 1024

    /// The most phrases, and the most prefixes.
    public static let maximumOperatorCount = 16

    /// Takes terms with weights.
    public init(terms: [Term], parameters: BM25Parameters = BM25Parameters()) {
        self.terms = terms
        self.parameters = parameters
    }

    /// Takes terms that count the same.
    public init(terms: some Sequence<String>, parameters: BM25Parameters = BM25Parameters()) {
        self.init(terms: terms.map { Term(bytes: Array($0.utf8)) }, parameters: parameters)
    }

    /// Refuses what cannot be run.
    ///
    /// - Throws: ``IndexError`` with code `invalidQuery`.
    func validate() throws(IndexError) {
        guard terms.count <= Self.maximumTermCount else {
            throw .invalidQuery(reason: "it has \(terms.count) terms, more than \(Self.maximumTermCount)")
        }
        guard parameters.isValid else {
            throw .invalidQuery(reason: "k1 \(parameters.k1), b \(parameters.b) or a field's weight is out of range")
        }
        for term in terms where !(term.weight > 0 && term.weight <= 1_000_000) {
            throw .invalidQuery(reason: "a weight of \(term.weight) is not above 0 and at most 1000000")
        }
        guard max(phrases.count, prefixes.count) <= Self.maximumOperatorCount else {
            throw .invalidQuery(reason: "it has more than \(Self.maximumOperatorCount) phrases or prefixes")
        }
        guard phrases.allSatisfy(\.isValid) else { throw .invalidQuery(reason: "a phrase's terms are not in order") }
        guard prefixes.allSatisfy(\.isValid) else { throw .invalidQuery(reason: "a prefix is empty or weighs nothing") }
    }

    /// Every term once, weights added up.
    ///
    /// - Throws: ``IndexError`` with code `invalidQuery`.
    func distinctTerms() throws(IndexError) -> [Term] {
        try validate()
        var result: [Term] = []
        for term in terms {
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
