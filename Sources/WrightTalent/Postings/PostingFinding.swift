/// One remark on a posting, with what it rests on.
public struct PostingFinding: Sendable, Hashable {
    /// The checks, by their short names.
    public enum Check: String, Sendable, Hashable, CaseIterable {
        /// Years that no one can have.
        case impossibleYears = "P1"
        /// Years of which the posting does not say what they count.
        case unclearScope = "P2"
        /// Years that only the first users can have.
        case nearImpossibleYears = "P3"
        /// The length of the list of tools.
        case listLength = "P4"
        /// Demands that are called musts.
        case mustInflation = "P5"
        /// Demands that add up to a longer career than asked for.
        case stackedDemands = "P6"
        /// Level, years and pay that do not fit one another.
        case levelMismatch = "P7"
        /// Coded or pressing words.
        case wording = "P8"
        /// Tools that stand for one another.
        case substitutes = "P9"
        /// What the posting leaves out.
        case missing = "P10"
        /// How many people the posting can reach.
        case pool = "P11"
        /// Whether a rewrite is worth while.
        case rewrite = "P12"
    }

    /// How far a finding goes.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// It cannot be met, by dated evidence.
        case impossible
        /// Hardly anybody can meet it.
        case nearImpossible
        /// Only the author can tell.
        case question
        /// Worth a look.
        case note
    }

    /// How sure a finding is.
    public enum Confidence: String, Sendable, Hashable, CaseIterable {
        /// Documented and bound by the grammar, or counted.
        case high
        /// Reckoned from published figures or phrases.
        case medium
        /// A hint.
        case low
    }

    /// The check.
    public let check: Check
    /// How far it goes.
    public let verdict: Verdict
    /// The technology that it is about.
    public var technology: String?
    /// The years that are demanded.
    public var years: Double?
    /// Where in the posting, in UTF-8 bytes; nil where it is about the whole.
    public var range: Range<Int>?
    /// The words at that place.
    public var quote: String
    /// What it rests on, each with its source and standing.
    public var evidence: [String]
    /// How sure it is.
    public var confidence: Confidence
    /// What the author could do.
    public var suggestion: String

    package init(
        _ check: Check,
        _ verdict: Verdict,
        evidence: [String],
        confidence: Confidence,
        suggestion: String
    ) {
        self.check = check
        self.verdict = verdict
        self.evidence = evidence
        self.confidence = confidence
        self.suggestion = suggestion
        quote = ""
    }

    package func about(_ technology: String?, years: Double? = nil) -> Self {
        var copy = self
        copy.technology = technology
        copy.years = years
        return copy
    }

    package func at(_ range: Range<Int>, in posting: JobPosting) -> Self {
        var copy = self
        copy.range = range
        copy.quote = posting.text(at: range)
        return copy
    }
}
