/// Years of experience that a posting demands, and what they are bound to.
public struct YearsClaim: Sendable, Hashable {
    /// How the grammar ties the years to a technology.
    public enum Binding: String, Sendable, Hashable {
        /// The years are those of the technology: "3 years with X", "X: 3 years".
        case direct
        /// One of several suffices: "3 years with X or Y".
        case alternative
        /// The technology stands in the same sentence; what the years count is not said.
        case unclear
    }

    /// The technology.
    public let technology: String
    /// The least number of years that satisfies the demand.
    public let years: Double
    /// How they are tied.
    public let binding: Binding
    /// Whether the words for the technology also mean other things.
    public let isGeneral: Bool
    /// From the number to the technology, in UTF-8 bytes.
    public let range: Range<Int>
    /// Which claims of a line are alternatives of one another: the same number, the same choice.
    package let group: Int
}
