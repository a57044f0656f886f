public import WrightCore
public import WrightModel

/// A document, or one chunk of it, that is kept apart, and why.
public struct QuarantineEntry: Sendable, Hashable {
    /// The document's URI.
    public var uri: String
    /// The hash of the source's bytes when it was put apart.
    public var contentHash: ContentHash
    /// The chunk; nil for the whole document.
    public var chunk: ChunkPlace?
    /// The rule that decided.
    public var reason: String
    /// What was seen, in words.
    public var evidence: String
    /// How bad it would be.
    public var severity: Finding.Severity
    /// How suspicious the text is, in `0...1`.
    public var score: Double
    /// The version of the policy that decided.
    public var policyVersion: String

    /// A chunk by its text and its place.
    public struct ChunkPlace: Sendable, Hashable {
        /// The hash of the text under its headings, as it is indexed.
        public var hash: ContentHash
        /// Where in the document's text, in UTF-8 bytes.
        public var range: Range<Int>

        /// Names a chunk.
        public init(hash: ContentHash, range: Range<Int>) {
            self.hash = hash
            self.range = range
        }
    }

    /// Says what is put apart, and why.
    public init(
        uri: String,
        contentHash: ContentHash,
        chunk: ChunkPlace? = nil,
        reason: Reason,
        policyVersion: String
    ) {
        self.uri = uri
        self.contentHash = contentHash
        self.chunk = chunk
        self.reason = reason.rule
        evidence = reason.evidence
        severity = reason.severity
        score = reason.score
        self.policyVersion = policyVersion
    }

    /// Why something is put apart.
    public struct Reason: Sendable, Hashable {
        /// The rule that decided.
        public var rule: String
        /// What was seen, in words.
        public var evidence: String
        /// How bad it would be.
        public var severity: Finding.Severity
        /// How suspicious the text is, in `0...1`.
        public var score: Double

        /// Says why.
        public init(rule: String, evidence: String, severity: Finding.Severity, score: Double) {
            self.rule = rule
            self.evidence = evidence
            self.severity = severity
            self.score = score
        }

        /// Takes the reason from a verdict: its rule, and the finding that decided.
        ///
        /// Where the verdict does not tell it: the one that weighs most, personal data aside, which no score counts.
        public init(_ verdict: Verdict) {
            let finding =
                verdict.decidingFinding
                ?? verdict.findings.filter { $0.layer != .personalData }
                .max { ($0.severity, $0.score) < ($1.severity, $1.score) }
            self.init(
                rule: verdict.decidedBy ?? finding?.rule ?? "score",
                evidence: finding.map { "\($0.rule): \($0.evidence)" } ?? "the score alone",
                severity: finding?.severity ?? .high,
                score: verdict.score
            )
        }
    }
}

/// An entry of the quarantine as it is kept.
public struct QuarantineRecord: Sendable, Hashable {
    /// The number that commands name it by.
    public let id: Int64
    /// What is kept apart.
    public let entry: QuarantineEntry
    /// When it was put apart, in nanoseconds since 1970.
    public let createdNanoseconds: Int64
    /// When it was released, in nanoseconds since 1970; nil while it is kept apart.
    public let releasedNanoseconds: Int64?
    /// Who released it.
    public let releasedBy: String?

    /// Whether it is kept apart.
    public var isHeld: Bool { releasedNanoseconds == nil }
}
