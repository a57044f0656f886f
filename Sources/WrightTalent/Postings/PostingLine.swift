/// One line of a posting and what it is about.
public struct PostingLine: Sendable, Hashable {
    /// What a line says.
    public enum Section: String, Sendable, Hashable, CaseIterable {
        /// What a candidate has to bring.
        case must
        /// What would be welcome.
        case nice
        /// What the work, the team and the company are.
        case about
        /// Headings, pay, benefits, process, law.
        case other
    }

    /// Where it stands in the posting, in UTF-8 bytes, without its list marker.
    public let range: Range<Int>
    /// What it says.
    public let section: Section
    /// Whether it is a heading.
    public let isHeading: Bool
}
