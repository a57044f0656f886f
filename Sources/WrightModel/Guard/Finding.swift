/// One thing that a guard noticed in a text.
///
/// A finding is a signal, never a guarantee: a text without findings is not shown to be harmless.
public struct Finding: Sendable, Hashable {
    /// The layer of defence that noticed it.
    public enum Layer: String, Sendable, Codable, CaseIterable {
        /// Characters or encodings that hide something.
        case normalisation
        /// A rule of the rules file.
        case rules
        /// The window classifier.
        case classifier
        /// Likeness to an attack that is remembered.
        case memory
        /// Personal data or a secret.
        case personalData
        /// What a model's answer gives away or does.
        case output
        /// A text's standing in its corpus: floods, magnets, echoes.
        case corpus
        /// A tool call that policy does not allow.
        case tools
        /// A limit on requests, tokens, cost or size.
        case limits
    }

    /// How bad it would be if the finding is right.
    public enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
        /// Worth noting.
        case low
        /// Worth a look by somebody.
        case medium
        /// Enough to hold the text back.
        case high
        /// Enough to refuse.
        case critical

        /// Orders from the least to the most severe.
        public static func < (left: Self, right: Self) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int {
            switch self {
            case .low: 0
            case .medium: 1
            case .high: 2
            case .critical: 3
            }
        }
    }

    /// The stable name of the rule, such as `override.ignore-previous`.
    public var rule: String
    /// The layer that noticed it.
    public var layer: Layer
    /// Where in the inspected text, in UTF-8 bytes; `nil` when it is about the text as a whole.
    public var range: Range<Int>?
    /// How bad it would be.
    public var severity: Severity
    /// How sure the layer is, in `0...1`; its scale is the layer's own.
    public var score: Double
    /// What was seen, in words or as a short quotation; never a secret in full.
    public var evidence: String
    /// What to do about it.
    public var remedy: String

    /// Describes something noticed.
    public init(
        rule: String,
        layer: Layer,
        range: Range<Int>?,
        severity: Severity,
        score: Double,
        evidence: String,
        remedy: String
    ) {
        self.rule = rule
        self.layer = layer
        self.range = range
        self.severity = severity
        self.score = score
        self.evidence = evidence
        self.remedy = remedy
    }
}
