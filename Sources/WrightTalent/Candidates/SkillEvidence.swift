/// What a CV shows of one skill.
public struct SkillEvidence: Sendable, Hashable {
    /// How strong it is, the weakest first.
    public enum Strength: String, Sendable, Hashable, Comparable, CaseIterable {
        /// Named in a list or a summary.
        case stated
        /// Named under a job with dates.
        case used

        /// Orders by strength.
        public static func < (left: Self, right: Self) -> Bool {
            left == .stated && right == .used
        }
    }

    /// The skill's name in the timeline, or the domain.
    public let name: String
    /// How strong it is.
    public let strength: Strength
    /// Months of jobs in which it was used, each month once.
    public let months: Int
    /// The last such month; nil where only stated.
    public let lastUsed: YearMonth?
    /// The line that shows it.
    public let quote: String
    /// Where the line stands in the text that was read, in UTF-8 bytes.
    public let range: Range<Int>
    /// The domain of the job, such as payments, where one is named.
    public let domain: String?
}
