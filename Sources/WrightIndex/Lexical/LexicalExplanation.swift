/// How a search came by its hits.
public struct LexicalExplanation: Sendable, Hashable {
    /// What a prefix was taken for.
    public struct Expansion: Sendable, Hashable {
        /// The beginnings that were looked for.
        public let beginnings: [[UInt8]]
        /// The terms, those in the most chunks first.
        public let terms: [[UInt8]]
        /// Terms that were found; more than ``terms`` where the rest was cut off.
        public let foundCount: Int
        /// Whether terms were left out.
        public var isCut: Bool { foundCount > terms.count }
    }

    /// The terms that were searched for and what they weigh, the heaviest first; those of prefixes as well.
    public internal(set) var terms: [LexicalTermStatistics] = []
    /// What each prefix was taken for.
    public internal(set) var expansions: [Expansion] = []
    /// For each phrase, the number of chunks that have it, deleted and filtered ones included.
    public package(set) var phraseChunkCounts: [Int] = []
    /// The blocks of all terms' lists.
    public internal(set) var blockCount = 0
    /// The blocks that were unpacked; the rest was skipped by their bounds.
    public internal(set) var unpackedBlockCount = 0
}

/// What one term adds to the score of a hit.
public struct LexicalContribution: Sendable, Hashable {
    /// The term's bytes.
    public let term: [UInt8]
    /// Its part of the score.
    public let score: Float
}
