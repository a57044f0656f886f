/// Something in a CV that is not evidence: hidden text, words addressed to a program, claims beyond what is possible.
///
/// A finding never counts for or against a person; it says what was left out of the reading, and why.
public struct CandidateFinding: Sendable, Hashable {
    /// What it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Text that a reader of the CV would not see.
        case hiddenText
        /// Words that are addressed to a program or to the people who assess.
        case instruction
        /// Letters of other scripts that look like Latin ones inside Latin words.
        case disguisedLetters
        /// A bare list of terms without any sentence, list mark or heading.
        case keywordStuffing
        /// More years than a technology has existed: something to ask about.
        case datedClaim
    }

    /// What it is.
    public let kind: Kind
    /// The rule that found it, or how text was hidden.
    public let rule: String
    /// The words, as they stand.
    public let quote: String
}
