package import WrightCore
package import WrightModel

/// A passage of a corpus as its checks see it: a chunk, its document, and where that comes from.
package struct CorpusPassage: Sendable {
    /// The text.
    package var text: String
    /// The number of its document, so that passages of one document are not taken for many voices.
    package var document: Int
    /// Where the document comes from, such as its folder or host; passages of one source are held to more.
    package var source: String
    /// When the document came in or was changed, in nanoseconds since 1970; nil where nobody knows.
    package var timeNanoseconds: Int64?
    /// How far its origin is trusted.
    package var tier: TrustTier
    /// Its embedding; nil where there is none.
    package var vector: [Float]?

    /// Describes a passage.
    package init(
        text: String,
        document: Int,
        source: String = "",
        timeNanoseconds: Int64? = nil,
        tier: TrustTier = .curated,
        vector: [Float]? = nil
    ) {
        self.text = text
        self.document = document
        self.source = source
        self.timeNanoseconds = timeNanoseconds
        self.tier = tier
        self.vector = vector
    }
}

/// Something that stands out in a corpus, and the passages that it is made of.
package struct CorpusAlert: Sendable, Hashable {
    /// What stands out.
    package enum Kind: String, Sendable, CaseIterable {
        /// Passages of several documents that say the same in other words.
        case flood
        /// Passages of several documents that are the same, word for word.
        case copies
        /// Passages of several documents that open with the same question and repeat it.
        case echoFlood
        /// A passage that opens with a question and repeats it.
        case echo
        /// A passage that many unlike questions find.
        case magnet
    }

    /// What stands out.
    package var kind: Kind
    /// The numbers of the passages, in the order in which they were added.
    package var members: [Int]
    /// How sure the check is, in `0...1`.
    package var score: Double
    /// What was seen, in words, without the passages' text.
    package var evidence: String

    /// The finding that each of the passages gets.
    package var finding: Finding {
        Finding(
            rule: rule,
            layer: .corpus,
            range: nil,
            severity: severity,
            score: score,
            evidence: evidence,
            remedy: remedy
        )
    }

    private var rule: String {
        switch kind {
        case .flood: "corpus.flood"
        case .copies: "corpus.copies"
        case .echoFlood: "corpus.echo-flood"
        case .echo: "corpus.echo"
        case .magnet: "corpus.magnet"
        }
    }

    private var severity: Finding.Severity {
        switch kind {
        case .flood, .echoFlood, .magnet: .high
        case .copies: .medium
        case .echo: .low
        }
    }

    private var remedy: String {
        switch kind {
        case .flood, .echoFlood: "Find out who wrote these passages; keep one, or none, in the corpus."
        case .copies: "Keep one of the copies."
        case .echo: "Look whether the passage was written to be found rather than to be read."
        case .magnet: "Look whether the passage was made to fit many questions; take it out if so."
        }
    }
}
